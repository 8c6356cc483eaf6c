"""Strong language: whole words of a list, and the same with stars in them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, Finding, FindingKind

_STARRED: Final = re.compile(r"(?<![^\W_])[a-z]{1,20}\*{1,20}(?:[a-z]{1,20}\*{0,20}){0,3}")
_STARS_MOST: Final = 20
_LEAST_LETTERS: Final = 2


class Profanity:
    """Finds words of the list; never inside a longer word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(plain(word) for word in words)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._words):
            self._by_length.setdefault(len(word), []).append(word)

    def find(self, reading: Reading, field: str = "text") -> tuple[Finding, ...]:
        """One finding a word, by place."""
        found = list(self._starred(reading)) if "*" in reading.folded.text else []
        if present := self._words & reading.vocabulary:
            found += [
                (reading.starts[i], reading.ends[i])
                for i, word in enumerate(reading.words)
                if word in present
            ]
        return tuple(_finding(reading, start, end, field) for start, end in sorted(found))

    def _starred(self, reading: Reading) -> Iterator[tuple[int, int]]:
        for run in _STARRED.finditer(reading.folded.text.lower()):
            written = run.group()
            if sum(letter != "*" for letter in written) < _LEAST_LETTERS:
                continue
            if any(
                all(a in ("*", b) for a, b in zip(written, word, strict=True))
                for word in self._by_length.get(len(written), ())
            ):
                yield run.span()


def _finding(reading: Reading, start: int, end: int, field: str) -> Finding:
    first, last = reading.folded.span(start, end)
    return Finding(
        kind=FindingKind.PROFANITY,
        start=first,
        end=last,
        text=reading.folded.original[first:last],
        who="strong language",
        rule="profanity.word",
        certainty=Certainty.LIKELY,
        why="It is on the list of strong language.",
        field=field,
    )
