"""Offices that are a mention by themselves: `the Prime Minister`, `the Mayor of Sometown`."""

from collections.abc import Iterator

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon, Office, OfficeOf
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_ARTICLES = frozenset(
    {"the", "our", "your", "s", "y", "i'r", "a'r", "o'r", "new", "this", "current", "r", "outgoing"}
)
_OF = frozenset({"of", "for", "o"})
_NEVER_INSIDE = frozenset(
    {"youth", "arts", "school", "student", "students", "parochial", "research", "privy"}
)
_WORDS_BETWEEN = 8


class Offices:
    """Offices by their names, with the holder's name where it stands beside."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar) -> None:
        self._table = PhraseTable(
            [(phrase, office) for office in lexicon.offices for phrase in office.phrases]
        )
        self._of = PhraseTable([(start, office) for office in lexicon.offices_of for start in office.starts])
        self._parties = frozenset(word for group in lexicon.groups for word in group.words)
        self._foreign = lexicon.words.foreign
        self._grammar = grammar

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every office; with a name it is certain, without one likely."""
        for i, end, office in self._table.places(reading):
            yield from self._office(reading, i, end, office)
        for i, end, office_of in self._of.places(reading):
            yield from self._office_of(reading, i, end, office_of)

    def _office(self, reading: Reading, i: int, end: int, office: Office) -> Iterator[Hit]:
        text = reading.folded.text[reading.starts[i] : reading.ends[end - 1]]
        if office.written and text not in office.written:
            return
        before, after = _before(reading, i), _after(reading, end)
        if before in self._foreign or (
            after in _OF and reading.words[min(end + 1, len(reading.words) - 1)] in self._foreign
        ):
            return
        start, stop = self._name_before(reading, i), self._name_after(reading, end)
        if start < i or stop > end:
            first, last = (start, i) if start < i else (end, stop)
            name = (
                reading.folded.text[reading.starts[first] : reading.ends[last - 1]]
                .removesuffix(" the")
                .rstrip(" ,-(")
            )
            yield _hit(reading, start, stop, f"{name}, {office.name}", Certainty.CERTAIN)
        elif before in office.unless_preceded_by or after in office.unless_followed_by:
            return
        elif not office.article or self._article(reading, i) or _of_a_place(reading, end):
            yield _hit(reading, i, end, office.name, Certainty.LIKELY)

    def _article(self, reading: Reading, i: int) -> bool:
        """Whether an article stands before, perhaps with a party between: `the Labour mayor`."""
        while i > 1 and reading.tied(i - 1) and reading.words[i - 1] in self._parties:
            i -= 1
        return reading.before(i) in _ARTICLES

    def _name_after(self, reading: Reading, end: int) -> int:
        if end >= len(reading.words) or reading.gap(end - 1) not in {" ", ", ", ": ", " - ", ". ", " ("}:
            return end
        if reading.folded.text.startswith("@", reading.starts[end]) and reading.gap(end - 1) == " ":
            return end + 1
        if not reading.capital(end):
            return end
        stop = self._grammar.after(reading, end, strict=True)
        if stop == end and reading.gap(end - 1) == " ":
            # No first name we know, but two capitalised words right behind an office are one all the same.
            stop = self._grammar.after(reading, end, strict=False)
            return stop if stop - end > 1 else end
        return stop

    def _name_before(self, reading: Reading, i: int) -> int:
        """`Ann Example, cabinet member for roads`."""
        end = i - 1 if i and reading.words[i - 1] == "the" else i
        if not end or reading.gap(end - 1) not in {", ", " - ", " ("}:
            return i
        start = self._grammar.before(reading, end)
        return start if start < end else i

    def _office_of(self, reading: Reading, i: int, end: int, office: OfficeOf) -> Iterator[Hit]:
        """From `leader of` to the end of the body's name."""
        if not reading.tied(end - 1):
            return
        if not office.ends:
            if reading.capital(end):
                yield _hit(reading, i, end + 1, office.name, Certainty.LIKELY)
            return
        for k in range(end, min(end + _WORDS_BETWEEN, len(reading.words))):
            word = reading.words[k]
            if word in _NEVER_INSIDE or not reading.tied(k - 1):
                return
            if word in office.ends and _before(reading, i) not in {"former", "ex"}:
                yield _hit(reading, i, k + 1, office.name, Certainty.LIKELY)
                return


def _before(reading: Reading, i: int) -> str:
    return reading.before(i)


def _after(reading: Reading, end: int) -> str:
    """The word behind, past a possessive."""
    after = reading.after(end - 1)
    return reading.after(end) if after == "s" and reading.gap(end - 1).strip() == "'" else after


def _of_a_place(reading: Reading, end: int) -> bool:
    return (
        reading.after(end - 1) in _OF
        and end + 1 < len(reading.words)
        and reading.tied(end)
        and reading.capital(end + 1)
    )


def _hit(reading: Reading, i: int, end: int, who: str, certainty: Certainty) -> Hit:
    if certainty is Certainty.CERTAIN:
        why = "An elected office stands with a name."
    else:
        why = "An office is named that one elected person holds."
    return Hit(
        FindingKind.MEMBER, reading.starts[i], reading.ends[end - 1], who, "member.office", certainty, why
    )
