"""Phrases of the political vocabulary, found by their rarest word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from purdahgate.detect.mentions.reading import Reading, read

_OTHER_WAYS = "|"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of cue number `cue`: its words, which of them it is looked up by, and how it is `written`."""

    cue: int
    words: tuple[str, ...]
    anchor: int
    written: tuple[str, ...] | None

    def at(self, reading: Reading, i: int) -> int | None:
        """The first word of the phrase, where word `i` of the post is its anchor; else None."""
        start = i - self.anchor
        if not reading.follows(start, self.words):
            return None
        if self.written and tuple(reading.raws[start : start + len(self.words)]) != self.written:
            return None
        return start


class Phrases:
    """Many phrases, each a number (`cue`) and text; `a|b` in a text stands for either word."""

    def __init__(self, entries: Iterable[tuple[int, str, bool]]) -> None:
        self._by_anchor: dict[str, list[Phrase]] = {}
        for cue, text, as_written in entries:
            for raws in _spelt_out(text):
                phrase = _phrase(cue, raws, as_written=as_written)
                self._by_anchor.setdefault(phrase.words[phrase.anchor], []).append(phrase)
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


def _spelt_out(text: str) -> Iterator[tuple[str, ...]]:
    """`sign our|my petition` as the words of `sign our petition` and of `sign my petition`."""
    for ways in product(*(word.split(_OTHER_WAYS) for word in text.split())):
        if raws := words_of(" ".join(ways)):
            yield raws


def words_of(text: str) -> tuple[str, ...]:
    """The words of a phrase as a post would be cut into them."""
    plain_words = text.isascii() and text.replace(" ", "").isalpha()  # the usual case, and quicker
    return tuple(text.split() if plain_words else read(text).raws)


def _phrase(cue: int, raws: tuple[str, ...], *, as_written: bool) -> Phrase:
    words = tuple(raw.lower() for raw in raws)
    anchor = max(range(len(words)), key=lambda k: len(words[k]))  # long words are rare ones
    return Phrase(cue, words, anchor, raws if as_written else None)
