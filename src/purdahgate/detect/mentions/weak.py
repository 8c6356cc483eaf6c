"""Weak words: `labour`, `green`, `reform` and their like, a party only in the right company."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Cues, WeakGroup
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_LISTING = frozenset({"and", "or"})
_SMALL = frozenset({"a", "an", "of", "in", "their", "your"})
_NO_NOUN = frozenset({"to", "will", "would", "must", "can", "cannot", "should", "may"})
_KINDS_OF_COUNCIL = frozenset(
    {"county", "city", "borough", "district", "town", "parish", "council", "local", "unitary"}
)
_Verdict = tuple[Certainty, str]
_OWNS: Final = (Certainty.CERTAIN, "Something is said to be this party's.")


class WeakWords:
    """Judges each weak word by the words beside it."""

    def __init__(self, groups: Iterable[WeakGroup], cues: Cues) -> None:
        self._table = PhraseTable([(word, group) for group in groups for word in group.words])
        self._cues = cues

    def find(self, reading: Reading, *, company: bool) -> Iterator[Hit]:
        """Weak words that do name a party; `company` says that another party is named in the post."""
        near = reading.vocabulary
        for i, end, group in self._table.places(reading):
            if verdict := self._judge(reading, i, end, group, near, company=company):
                certainty, why = verdict
                start = reading.starts[i]
                who = group.who or f"the party {reading.folded.text[start : reading.ends[end - 1]]}"
                yield Hit(FindingKind.PARTY, start, reading.ends[end - 1], who, "party.weak", certainty, why)

    def _judge(
        self, reading: Reading, i: int, end: int, group: WeakGroup, near: AbstractSet[str], *, company: bool
    ) -> _Verdict | None:
        """How sure it is that this is the party, and why; None where it is not."""
        before, after = reading.before(i), self._after(reading, end)
        capital = all(reading.capital(k) for k in range(i, end))
        if after == "party" and reading.after(end) in self._cues.unless_after_names:
            return None  # a green party dress
        if capital and before == "of" and self._owns(reading, end, group):
            return _OWNS  # the logic of Labour's position
        if self._said_no(before, after, group, company=company, capital=capital):
            return None
        if not capital:
            return self._judge_lower(before, after, group) or self._judge_company(
                before, after, group, near, company=company
            )
        return self._judge_capital(reading, i, end, group, near, company=company)

    @staticmethod
    def _said_no(before: str, after: str, group: WeakGroup, *, company: bool, capital: bool) -> bool:
        """Whether the word before rules a party out; `and` in a list of parties does not."""
        if before not in group.unless_preceded_by or (company and before in _LISTING):
            return False
        if after not in group.followed_by:
            return True
        return not (after in group.lower_followed_by or (capital and before in _SMALL))

    def _judge_capital(
        self, reading: Reading, i: int, end: int, group: WeakGroup, near: AbstractSet[str], *, company: bool
    ) -> _Verdict | None:
        after = self._after(reading, end)
        if after in self._cues.hyphenated and reading.gap(end - 1) == "-":
            return Certainty.CERTAIN, f"“-{after}” says who runs or backs something."
        if after in group.unless_followed_by and not (company and after in _LISTING):
            return None
        if after in group.followed_by:
            return Certainty.CERTAIN, f"“{after}” behind it makes this a party."
        if not group.unless_near.isdisjoint(near):
            return None
        return self._judge_place(reading, i, end, group, company=company)

    def _judge_lower(self, before: str, after: str, group: WeakGroup) -> _Verdict | None:
        if not group.lower:
            return None
        if after in group.lower_followed_by:
            return Certainty.CERTAIN, f"“{after}” behind it makes this a party."
        if before in self._cues.voting and after not in group.unless_followed_by:
            return Certainty.CERTAIN, f"“{before}” before it makes this a party."
        return None

    @staticmethod
    def _judge_company(
        before: str, after: str, group: WeakGroup, near: AbstractSet[str], *, company: bool
    ) -> _Verdict | None:
        """A small letter beside another party's name: `tories and labour both`."""
        beside = after in group.unless_followed_by and after not in _LISTING
        if not company or not group.verbs or beside or before in _NO_NOUN:
            return None
        if not group.unless_near.isdisjoint(near):
            return None
        return Certainty.LIKELY, "Another party is named in the same post."

    def _judge_place(
        self, reading: Reading, i: int, end: int, group: WeakGroup, *, company: bool
    ) -> _Verdict | None:
        """By its capital, and where in the sentence it stands."""
        before, after = reading.before(i), reading.after(end - 1)
        opening = reading.opens_sentence(i)
        if self._owns(reading, end, group):
            return _OWNS
        led = before in self._cues.voting or (before in group.preceded_by and not opening)
        if led and self._free(reading, end):
            return Certainty.CERTAIN, f"“{before}” before it makes this a party."
        verbs = self._cues.verbs if group.any_opening or not opening else self._cues.opening_verbs
        if group.verbs and after in verbs:
            return Certainty.CERTAIN, f"It is said to do something (“{after}”), as a party does."
        if group.alone and not opening and self._free(reading, end) and not reading.raws[i].isupper():
            return Certainty.LIKELY, "It has a capital in the middle of a sentence, as a party's name has."
        if company and self._free(reading, end) and not (before and reading.capital(i - 1)):
            return Certainty.LIKELY, "Another party is named in the same post."
        return None

    @staticmethod
    def _owns(reading: Reading, end: int, group: WeakGroup) -> bool:
        """`Labour's`, or `Labour 's` as texts cut by machines have it."""
        return group.possessive and reading.after(end - 1) == "s" and reading.gap(end - 1).strip() == "'"

    @staticmethod
    def _after(reading: Reading, end: int) -> str:
        """The word behind; past "County" and the like where a councillor follows."""
        after = reading.after(end - 1)
        if after in _KINDS_OF_COUNCIL and reading.after(end).startswith(
            ("cllr", "councillor", "mayor", "candidate")
        ):
            return reading.after(end)
        return after

    @staticmethod
    def _free(reading: Reading, end: int) -> bool:
        """Whether the next word makes no compound with it."""
        return not reading.tied(end - 1) or not reading.capital(end)
