"""Members by their titles and offices: `Cllr A Hay`, `Ann Example MP`, `the Leader of the Council`."""

from collections.abc import Iterable, Iterator
from datetime import date

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Letters, Lexicon, Title
from purdahgate.detect.mentions.names import on_day, who_is
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

_TO_NAME = frozenset({" ", " (", ": "})
_LONGEST_SHORT_TITLE = 5
_PAIR = 2
_TO_NEXT_NAME = frozenset({" ", ", ", " & "})


class Titles:
    """A title with a name behind it."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar) -> None:
        self._table = PhraseTable([(word, title) for title in lexicon.titles for word in title.words])
        self._grammar = grammar

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every titled name; after a plural title each name of the list."""
        for i, end, title in self._table.places(reading):
            yield from self._titled(reading, i, end, title)

    def _titled(self, reading: Reading, i: int, end: int, title: Title) -> Iterator[Hit]:
        if end >= len(reading.words) or not _leads_on(reading, end - 1, title):
            return
        if reading.folded.text.startswith("@", reading.starts[end]):
            yield _hit(reading, i, end + 1, f"{title.name} {_text(reading, end, end + 1)}", Certainty.CERTAIN)
            return
        stop = self._grammar.after(reading, end, strict=title.strict)
        if stop == end:
            yield from _surname_first(reading, i, end, title)
            return
        yield _hit(reading, i, stop, f"{title.name} {_text(reading, end, stop)}", Certainty.CERTAIN)
        if reading.words[end - 1].endswith(("s", "wyr", "men")):
            yield from self._more(reading, stop, title)

    def _more(self, reading: Reading, i: int, title: Title) -> Iterator[Hit]:
        """The other names behind `Councillors`: `Ann Hay, Bo Lee and Cy Ray`."""
        while i < len(reading.words) and reading.gap(i - 1) in _TO_NEXT_NAME:
            start = i + 1 if reading.words[i] == "and" else i
            stop = self._grammar.after(reading, start, strict=False) if start < len(reading.words) else start
            if stop == start or not reading.capital(start):
                return
            yield _hit(reading, start, stop, f"{title.name} {_text(reading, start, stop)}", Certainty.CERTAIN)
            i = stop


def _leads_on(reading: Reading, i: int, title: Title) -> bool:
    """Whether a name may follow word `i`; a full stop ends the sentence, but not behind `Cllr`."""
    if reading.gap(i) in _TO_NAME or (title.strict and reading.gap(i) == ", " and reading.capital(i + 1)):
        return True
    raw = reading.raws[i]
    return reading.gap(i) in {". ", "."} and len(raw) <= _LONGEST_SHORT_TITLE and not raw.isupper()


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
        yield _hit(reading, i - 1, end + 1, who, Certainty.CERTAIN)


def _text(reading: Reading, i: int, end: int) -> str:
    return reading.folded.text[reading.starts[i] : reading.ends[end - 1]]


def _hit(reading: Reading, i: int, end: int, who: str, certainty: Certainty) -> Hit:
    why = "A member's title stands with a name."
    return Hit(
        FindingKind.MEMBER, reading.starts[i], reading.ends[end - 1], who, "member.title", certainty, why
    )


class NamesWithLetters:
    """`Ann Example MP`, and `Sometown MP` where one of `members` has or had that seat."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar, members: Iterable[Member]) -> None:
        self._letters = {letters.written: letters for letters in lexicon.letters}
        self._grammar = grammar
        seats: dict[str, list[Member]] = {}
        for member in members:
            if member.role == "MP" and member.seat:
                seats.setdefault(member.seat, []).append(member)
        self._seats = PhraseTable(list(seats.items()))
        self._parties = frozenset(word for group in lexicon.groups for word in group.words) | {
            "tory",
            "dem",
            "lib",
            "snp",
        }

    def find(self, reading: Reading, day: date) -> Iterator[Hit]:
        """Names with letters behind them; a seat's Member is the one of that `day`."""
        for i, raw in enumerate(reading.raws):
            if (letters := self._letters.get(raw)) and i:
                gap = reading.gap(i - 1)
                if gap not in {" ", ", ", " ("}:
                    continue
                start = self._grammar.before(reading, i)
                if start < i:
                    yield _hit(
                        reading, start, i + 1, f"{_text(reading, start, i)} {letters.name}", Certainty.CERTAIN
                    )
                elif gap == " " and not letters.strict:
                    yield from list(self._of_seat(reading, i, day)) or self._unknown(reading, i, letters)

    def _unknown(self, reading: Reading, i: int, letters: Letters) -> Iterator[Hit]:
        """Two capitalised words of no known first name in front: likely a name all the same."""
        if i < _PAIR or reading.gap(i - 2) != " " or not self._parties.isdisjoint(reading.words[i - 2 : i]):
            return
        if self._grammar.name_word(reading, i - 2) and self._grammar.name_word(reading, i - 1):
            who = f"{_text(reading, i - 2, i)} {letters.name}"
            yield _hit(reading, i - 2, i + 1, who, Certainty.LIKELY)

    def _of_seat(self, reading: Reading, i: int, day: date) -> Iterator[Hit]:
        """`Sometown MP`, `Sometown and Elsewhere Labour MP`."""
        last = i - 2 if reading.words[i - 1] == "s" else i - 1
        while last > 0 and reading.words[last] in self._parties:
            last -= 1
        for k in range(last, max(-1, last - 8), -1):
            found = self._seats.at(reading, k)
            if found and found[0] == last + 1:
                why = "This is the office of the Member for a seat in the register."
                start, end = reading.starts[k], reading.ends[i]
                holders = on_day(found[1], day)
                who = who_is(holders[-1]) if holders else f"the MP ({found[1][0].seat})"
                yield Hit(FindingKind.MEMBER, start, end, who, "member.office", Certainty.LIKELY, why)
                return
