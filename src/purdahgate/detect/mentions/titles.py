"""Members by a title in front of the name: `Cllr A Hay`, `Councillors Ann Hay and Bo Lee`."""

from collections.abc import Iterator
from typing import Final

from purdahgate.detect.mentions.fronts import Fronts
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon, Title
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_TO_NAME: Final = frozenset({" ", " (", ": "})
_LONGEST_SHORT_TITLE: Final = 5
_TO_NEXT_NAME: Final = frozenset({" ", ", ", " & "})
_RANKS: Final = frozenset({"leader", "chair", "chairman", "chairwoman", "convener", "whip"})
_BEFORE_RANKS: Final = frozenset({"deputy", "vice", "group", "council", "opposition", "chief"})
_PLURALS: Final = ("s", "wyr", "men")
_NO_LONGER: Final = frozenset({"former", "ex", "late"})


class Titles:
    """A title with a name behind it."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar, fronts: Fronts) -> None:
        self._table = PhraseTable([(word, title) for title in lexicon.titles for word in title.words])
        self._grammar, self._fronts = grammar, fronts

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every titled name; after a plural title each name of the list."""
        for i, end, title in self._table.places(reading):
            if _counts(reading, i, title):
                yield from self._titled(reading, i, end, title)

    def _titled(self, reading: Reading, i: int, end: int, title: Title) -> Iterator[Hit]:
        if end >= len(reading.words):
            return
        plural = reading.words[end - 1].endswith(_PLURALS)
        first = _name_start(reading, end, plural=plural)
        if first is None:
            yield from _surname_first(reading, i, end, title)
            return
        if reading.folded.text.startswith("@", reading.starts[first]):
            yield _hit(reading, i, first + 1, _who(reading, title, first, first + 1))
            return
        strict = title.strict or reading.gap(end - 1) not in {" ", ". ", ".", "\xa0"}
        stop = self._grammar.after(reading, first, strict=strict)
        certainty = Certainty.CHECK if reading.before(i) in _NO_LONGER else Certainty.CERTAIN
        if stop == first and title.pair:
            stop, certainty = self._grammar.pair(reading, first), Certainty.LIKELY
        if stop == first:
            yield from _surname_first(reading, i, end, title)
            return
        yield self._named(reading, i, first, stop, title, certainty)
        if plural:
            yield from self._more(reading, stop, title)

    def _named(
        self, reading: Reading, i: int, first: int, stop: int, title: Title, certainty: Certainty
    ) -> Hit:
        who = _who(reading, title, first, stop)
        if title.aside:
            return _hit(reading, first, stop, who, certainty)
        start = self._fronts.parties(reading, _with_rank(reading, i))
        if title.place:
            start = self._fronts.place(reading, start)
        return _hit(reading, start, stop, who, certainty)

    def _more(self, reading: Reading, i: int, title: Title) -> Iterator[Hit]:
        """The other names behind `Councillors`: `Ann Hay, Bo Lee and Cy Ray`."""
        while i < len(reading.words) and reading.gap(i - 1) in _TO_NEXT_NAME:
            start = i + 1 if reading.words[i] == "and" else i
            stop = self._grammar.after(reading, start, strict=False) if start < len(reading.words) else start
            if stop == start or not reading.capital(start):
                return
            yield _hit(reading, start, stop, _who(reading, title, start, stop))
            i = stop


def _counts(reading: Reading, i: int, title: Title) -> bool:
    """Whether the words around speak for the title and none against it."""
    if title.near and title.near.isdisjoint(reading.vocabulary):
        return False
    if not title.unless_near.isdisjoint(reading.vocabulary):
        return False
    return reading.raws[i] not in title.not_written and reading.before(i) not in title.unless_preceded_by


def _name_start(reading: Reading, end: int, *, plural: bool) -> int | None:
    """Where the name behind a title may begin; a full stop ends the sentence, but not behind `Cllr`."""
    gap = reading.gap(end - 1)
    raw = reading.raws[end - 1]
    if gap in _TO_NAME or gap.isspace() or (gap == ", " and not plural and reading.capital(end)):
        return end
    if gap in {". ", "."} and len(raw) <= _LONGEST_SHORT_TITLE and not raw.isupper():
        return end
    return None


def _with_rank(reading: Reading, i: int) -> int:
    """The start of a rank right before a title: `Deputy Leader Cllr Ann Hay`, `Chairman Councillor Lee`."""
    if i and reading.words[i - 1] in _RANKS and reading.gap(i - 1) == " ":
        i -= 1
        if i and reading.words[i - 1] in _BEFORE_RANKS and reading.gap(i - 1) in {" ", "-"}:
            i -= 1
    return i


def _surname_first(reading: Reading, i: int, end: int, title: Title) -> Iterator[Hit]:
    """`Hay, Councillor A`: the surname in front, initials behind."""
    if (
        i
        and reading.gap(i - 1) == ", "
        and reading.capital(i - 1)
        and len(reading.raws[end]) == 1
        and reading.capital(end)
    ):
        who = f"{title.name} {_text(reading, end, end + 1)} {_text(reading, i - 1, i)}"
        yield _hit(reading, i - 1, end + 1, who)


def _text(reading: Reading, i: int, end: int) -> str:
    return reading.folded.text[reading.starts[i] : reading.ends[end - 1]]


def _who(reading: Reading, title: Title, i: int, end: int) -> str:
    return f"{title.name} {_text(reading, i, end)}"


def _hit(reading: Reading, i: int, end: int, who: str, certainty: Certainty = Certainty.CERTAIN) -> Hit:
    why = (
        "A title that this person held stands with the name."
        if certainty is Certainty.CHECK
        else "A member's title stands with a name."
    )
    return Hit(
        FindingKind.MEMBER, reading.starts[i], reading.ends[end - 1], who, "member.title", certainty, why
    )
