"""Members by the letters behind a name: `Ann Example MP`, or a seat's: `Sometown MP`."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from purdahgate.detect.mentions.fronts import Fronts, past_possessive
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Letters, Lexicon
from purdahgate.detect.mentions.names import on_day, who_is
from purdahgate.detect.mentions.people import NameGrammar, with_honorifics
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

_TO_LETTERS: Final = frozenset({" ", ", ", " ("})
_PAIR: Final = 2
_MOST_SEAT_WORDS: Final = 8
_LEAST_SURNAME: Final = 3


class NamesWithLetters:
    """`Ann Example MP`, and `Sometown MP` where one of `members` has or had that seat."""

    def __init__(
        self, lexicon: Lexicon, grammar: NameGrammar, fronts: Fronts, members: Iterable[Member]
    ) -> None:
        self._letters = {letters.written: letters for letters in lexicon.letters}
        self._small = {letters.written.lower(): letters for letters in lexicon.letters if not letters.strict}
        self._grammar, self._fronts = grammar, fronts
        seats: dict[str, list[Member]] = {}
        for member in members:
            if member.role == "MP" and member.seat:
                seats.setdefault(member.seat, []).append(member)
        self._seats = PhraseTable(list(seats.items()))

    def find(self, reading: Reading, day: date) -> Iterator[Hit]:
        """Names with letters behind them; a seat's Member is the one of that `day`."""
        for i, raw in enumerate(reading.raws):
            if not i:
                continue
            if letters := self._letters.get(raw):
                yield from self._at(reading, i, letters, day)
            elif (small := self._small.get(raw)) and self._small_name(reading, i):
                yield _named(reading, i - 2, i, small, Certainty.LIKELY)

    def _at(self, reading: Reading, i: int, letters: Letters, day: date) -> Iterator[Hit]:
        if reading.gap(i - 1) not in _TO_LETTERS and not reading.gap(i - 1).isspace():
            return
        start = self._grammar.before(reading, i)
        if start < i:
            yield _named(reading, start, i, letters, Certainty.CERTAIN)
        elif reading.gap(i - 1) == " " and not letters.strict:
            yield from list(self._of_seat(reading, i, day)) or self._unknown(reading, i, letters)

    def _small_name(self, reading: Reading, i: int) -> bool:
        """`ann example mp`: a known first name and one word more."""
        words = self._grammar.words
        if i < _PAIR or reading.gap(i - 1) != " " or reading.gap(i - 2) != " ":
            return False
        first, last = reading.words[i - 2 : i]
        known = first in self._grammar.given and first not in words.ordinary_names
        return known and last.isalpha() and len(last) >= _LEAST_SURNAME and last not in words.not_names

    def _unknown(self, reading: Reading, i: int, letters: Letters) -> Iterator[Hit]:
        """Two capitalised words of no known first name in front: likely a name all the same."""
        if i < _PAIR or reading.gap(i - 2) != " " or self._party(reading, i):
            return
        if self._grammar.name_word(reading, i - 2) and self._grammar.name_word(reading, i - 1):
            start = with_honorifics(reading, i - 2, self._grammar.words.honorifics)
            yield _named(reading, start, i, letters, Certainty.LIKELY)

    def _party(self, reading: Reading, i: int) -> bool:
        return self._fronts.party(reading, i) < i or self._fronts.party(reading, i - 1) < i - 1

    def _of_seat(self, reading: Reading, i: int, day: date) -> Iterator[Hit]:
        """`Sometown MP`, `Sometown and Elsewhere Labour MP`."""
        last = past_possessive(reading, self._fronts.parties(reading, i))
        for k in range(last - 1, max(-1, last - 1 - _MOST_SEAT_WORDS), -1):
            found = self._seats.at(reading, k)
            if found and found[0] == last:
                why = "This is the office of the Member for a seat in the register."
                start, end = reading.starts[k], reading.ends[i]
                holders = on_day(found[1], day)
                who = who_is(holders[-1]) if holders else f"the MP ({found[1][0].seat})"
                yield Hit(FindingKind.MEMBER, start, end, who, "member.office", Certainty.LIKELY, why)
                return


def _named(reading: Reading, start: int, i: int, letters: Letters, certainty: Certainty) -> Hit:
    name = reading.folded.text[reading.starts[start] : reading.ends[i - 1]]
    return Hit(
        FindingKind.MEMBER,
        reading.starts[start],
        reading.ends[i],
        f"{name} {letters.name}",
        "member.title",
        certainty,
        "The letters of a member's office stand behind a name.",
    )
