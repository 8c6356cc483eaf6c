"""Phrases looked up by their first word."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from purdahgate.detect.mentions.reading import Reading, read

T = TypeVar("T")


def phrase_words(phrase: str) -> tuple[str, ...]:
    """The words a phrase is cut into, as in a post."""
    if phrase.isascii() and phrase.replace(" ", "").isalpha():  # the usual case, and quicker
        return tuple(phrase.lower().split())
    return tuple(read(phrase).words)


class PhraseTable(Generic[T]):
    """What each phrase stands for; the longest one at a word wins."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._table: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in entries:
            if words := phrase_words(phrase):
                self._table.setdefault(words[0], []).append((words, meaning))
        for phrases in self._table.values():
            phrases.sort(key=lambda entry: -len(entry[0]))
        self.first_words = self._table.keys()

    def places(self, reading: Reading) -> Iterator[tuple[int, int, T]]:
        """Each phrase found: its first word, its end, its meaning."""
        if self.first_words.isdisjoint(reading.vocabulary):
            return
        for i, word in enumerate(reading.words):
            if word in self._table and (found := self.at(reading, i)):
                yield i, *found

    def at(self, reading: Reading, i: int) -> tuple[int, T] | None:
        """The end and the meaning of the longest phrase that starts at word `i`."""
        for words, meaning in self._table.get(reading.words[i], ()):
            if len(words) == 1 or reading.follows(i, words):
                return i + len(words), meaning
        return None
