"""Phrases of the political vocabulary, found by their rarest word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from purdahgate.detect.mentions.reading import Reading, read

_OTHER_WAYS: Final = "|"
_Ways = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of cue number `cue`: what each of its words may be, by which of them it is looked up.

    `written` is the same as it must be written, where that matters.
    """

    cue: int
    words: tuple[_Ways, ...]
    anchor: int
    written: tuple[_Ways, ...] | None

    def at(self, reading: Reading, i: int) -> int | None:
        """The first word of the phrase, where word `i` of the post is its anchor; else None."""
        start = i - self.anchor
        end = start + len(self.words)
        if start < 0 or end > len(reading.words):
            return None
        found = reading.words if self.written is None else reading.raws
        for k, ways in enumerate(self.written or self.words, start):
            if found[k] not in ways:
                return None
        return start if reading.together(start, end) else None


class Phrases:
    """Many phrases, each a number (`cue`) and text; `a|b` in a text stands for either word."""

    def __init__(self, entries: Iterable[tuple[int, str, bool]]) -> None:
        self._by_anchor: dict[str, list[Phrase]] = {}
        for cue, text, as_written in entries:
            for raws in _spelt_out(text):
                phrase = _phrase(cue, raws, as_written=as_written)
                for way in dict.fromkeys(phrase.words[phrase.anchor]):
                    self._by_anchor.setdefault(way, []).append(phrase)
        self._anchors = frozenset(self._by_anchor)

    def find(self, reading: Reading) -> Iterator[tuple[int, int, int]]:
        """(cue, first word, end) of each."""
        present = self._anchors & reading.vocabulary
        if not present:
            return
        for i, word in enumerate(reading.words):
            if word in present:
                for phrase in self._by_anchor[word]:
                    start = phrase.at(reading, i)
                    if start is not None:
                        yield phrase.cue, start, start + len(phrase.words)


def _spelt_out(text: str) -> Iterator[tuple[_Ways, ...]]:
    """The words of `sign our|my petition`, each with its ways; again where a way is two words."""
    if _OTHER_WAYS not in text:
        if words := words_of(text):
            yield tuple((word,) for word in words)
        return
    slots = [[words_of(way) for way in word.split(_OTHER_WAYS)] for word in text.split()]
    for chosen in product(*(_alike(ways) for ways in slots)):
        yield tuple(way for part in chosen for way in part)


def _alike(ways: Sequence[tuple[str, ...]]) -> list[tuple[_Ways, ...]]:
    """The ways of one word: those of one word together, others (`king's` is cut in two) each by itself."""
    single = tuple(way[0] for way in ways if len(way) == 1)
    alike: list[tuple[_Ways, ...]] = [(single,)] if single else []
    return alike + [tuple((word,) for word in way) for way in ways if len(way) > 1]


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words of a phrase as a post would be cut into them."""
    plain_words = text.isascii() and text.replace(" ", "").isalpha()  # the usual case, and quicker
    return tuple(text.split() if plain_words else read(text).raws)


def _phrase(cue: int, raws: tuple[_Ways, ...], *, as_written: bool) -> Phrase:
    words = tuple(tuple(map(str.lower, ways)) for ways in raws)
    shortest = [min(map(len, ways)) for ways in words]
    anchor = shortest.index(max(shortest))  # long words are rare ones
    return Phrase(cue, words, anchor, raws if as_written else None)
