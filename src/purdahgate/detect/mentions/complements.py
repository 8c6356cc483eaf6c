"""What an office is of: `of Greater Sometown`, `for adult social care`."""

from typing import Final

from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.reading import Reading

_OF: Final = frozenset({"of", "for", "o", "dros"})
_OPEN_ENDS: Final = frozenset({"for", "dros", "gyfer"})
_INSIDE: Final = frozenset({"and", "of", "upon", "the", "on", "for", "a", "y", "yr", "in"})
_JOINED: Final = frozenset({" ", "-", "'"})
_MOST_WORDS: Final = 8


class Complements:
    """Finds where an office ends that says what it is of or for."""

    def __init__(self, grammar: NameGrammar) -> None:
        self._grammar = grammar
        self._ends = grammar.words.portfolio_ends

    def end(self, reading: Reading, end: int) -> int:
        """The end of the office whose phrase ends before word `end`; `end` where it is of nothing."""
        portfolio = reading.words[end - 1] in _OPEN_ENDS
        k = end if portfolio else end + 1
        if not reading.tied(end - 1) or k >= len(reading.words):
            return end
        if not portfolio and (reading.words[end] not in _OF or not reading.tied(end)):
            return end
        if reading.words[k] in {"the", "y", "yr"} and reading.tied(k):
            k += 1
        if reading.capital(k):
            return self._capitals(reading, k) or end
        return self._portfolio(reading, k) if portfolio else end

    def _capitals(self, reading: Reading, k: int) -> int:
        """Capitalised words and the small ones between, up to a person's name."""
        last = 0
        for i in range(k, min(k + _MOST_WORDS, len(reading.words))):
            if i > k and reading.gap(i - 1) not in _JOINED:
                break
            if reading.capital(i):
                if self._person(reading, i, first=i == k) or reading.words[i] in self._ends:
                    break
                last = i + 1
            elif reading.words[i] not in _INSIDE:
                break
        return last

    def _person(self, reading: Reading, i: int, *, first: bool) -> bool:
        """Whether a person's name begins at word `i`, behind `Cabinet Member for Roads` and no comma."""
        words = self._grammar.words
        given = reading.words[i] in self._grammar.given and reading.words[i] not in words.ordinary_names
        return not first and given and bool(reading.after(i)) and reading.capital(i + 1)

    def _portfolio(self, reading: Reading, k: int) -> int:
        """`adult social care and health`: up to a verb, a name or a sign."""
        i = k
        while i < min(k + _MOST_WORDS, len(reading.words)):
            if reading.words[i] in self._ends or not reading.words[i] or reading.capital(i):
                break
            i += 1
            if i == len(reading.words) or reading.gap(i - 1) not in _JOINED:
                break
        while i > k and reading.words[i - 1] in _INSIDE:
            i -= 1
        return i
