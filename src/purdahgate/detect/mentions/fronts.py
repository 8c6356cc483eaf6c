"""What stands in front of a title or an office and belongs to the mention: an honorific, a party, a place."""

from bisect import bisect_left
from dataclasses import replace
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import phrase_words
from purdahgate.detect.mentions.reading import Reading

_MOST_PLACE_WORDS: Final = 6
_INSIDE_A_PLACE: Final = frozenset({"and", "upon", "on", "the"})
_OF_A_PLACE: Final = frozenset({"isle", "city", "vale", "west", "east", "borough", "forest", "county"})
_LONGEST_PARTY: Final = 3
_LEAST_POSSESSIVE: Final = 2
_LOCAL: Final = frozenset({"conservatives", "greens", "democrats", "dems", "tories", "clp", "association"})
_IN_WORDS: Final = frozenset({"party.strong", "party.weak", "party.abbreviation"})
_TOGETHER: Final = frozenset({" ", "-", "'"})


class Fronts:
    """Steps back from a word over the parties, and the place, that say whose councillor or mayor it is."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar) -> None:
        self._grammar = grammar
        names = [word for group in lexicon.groups for word in group.words]
        names += [name for party in lexicon.parties for name in (*party.names, *party.abbreviations)]
        self._parties: dict[str, list[tuple[str, ...]]] = {}
        for name in names:
            words = phrase_words(name)
            if 0 < len(words) <= _LONGEST_PARTY:
                self._parties.setdefault(words[-1], []).append(words)

    def party(self, reading: Reading, i: int) -> int:
        """The start of the party's name that ends right before word `i`, possessive or not; `i` if none."""
        end = past_possessive(reading, i)
        if end == 0 or end >= len(reading.words) or reading.gap(end - 1) not in _TOGETHER:
            return i
        for words in self._parties.get(reading.words[end - 1], ()):
            start = end - len(words)
            if start >= 0 and reading.follows(start, words):
                return start
        return i

    def parties(self, reading: Reading, i: int) -> int:
        """The same for any number of parties: `Labour and Co-operative`."""
        while (start := self.party(reading, i)) < i:
            i = start
        return i

    def place(self, reading: Reading, i: int) -> int:
        """The start of the place that ends right before word `i`: `Tees Valley`, `Sometown's`; `i` if none.

        One word that opens a sentence is no place: every such word has a capital.
        """
        end = past_possessive(reading, i)
        k = end
        while k > max(0, end - _MOST_PLACE_WORDS) and self._of_place(reading, k - 1, last=k == end):
            k -= 1
        while k < end and not self._grammar.name_word(reading, k):
            k += 1
        alone = end - k == 1 and end == i and reading.opens_sentence(k)
        return i if k == end or alone else k

    def _of_place(self, reading: Reading, k: int, *, last: bool) -> bool:
        if k + 1 >= len(reading.words) or not (reading.gap(k) in _TOGETHER or (last and reading.tied(k))):
            return False
        if last or self._grammar.name_word(reading, k):
            return self._grammar.name_word(reading, k)
        of_place = reading.words[k] == "of" and k > 0 and reading.words[k - 1] in _OF_A_PLACE
        return of_place or reading.words[k] in _INSIDE_A_PLACE

    def with_place(self, reading: Reading, hit: Hit) -> Hit:
        """A local party's mention from its place on: `Sometown Conservatives`; not in a headline."""
        last = reading.folded.text[hit.start : hit.end].rpartition(" ")[2].lower()
        if last not in _LOCAL or hit.rule not in _IN_WORDS or reading.headline:
            return hit
        i = bisect_left(reading.starts, hit.start)
        return replace(hit, start=reading.starts[self.place(reading, i)])


def past_possessive(reading: Reading, i: int) -> int:
    """Word `i`, or the `s` of `Sometown's` right before it."""
    if i < _LEAST_POSSESSIVE or i >= len(reading.words) or reading.words[i - 1] != "s":
        return i
    return i - 1 if reading.gap(i - 2).strip() == "'" and reading.gap(i - 1) == " " else i
