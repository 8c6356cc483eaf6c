"""Protective markings: OFFICIAL-SENSITIVE and its like, which no public post should bear."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from purdahgate.detect.mentions.reading import Reading, read
from purdahgate.domain.findings import Certainty, Finding, FindingKind

_BETWEEN: Final = r"[ \t:/_\-\[\]().+]{0,3}"
_ALONE: Final = r"(?:(?<=[\[(])|(?<=\n)|(?<=\A)){0}(?=[\])]|[ \t]{{0,9}}(?:\n|\Z))"
_Pattern = re.Pattern[str]


class Markings:
    """Finds markings as they are written on papers: in capitals, some only with a line to themselves."""

    def __init__(self, in_capitals: Iterable[str], standing_alone: Iterable[str]) -> None:
        self._anywhere, sure = _pattern(in_capitals, r"(?<![^\W_]){0}(?![^\W_])")
        self._alone, unsure = _pattern(standing_alone, _ALONE)
        self._words = sure | unsure

    def find(self, reading: Reading, field: str = "text") -> tuple[Finding, ...]:
        """One finding a marking, by place."""
        if self._words.isdisjoint(reading.vocabulary):
            return ()
        text = reading.folded.text
        found = [
            (*run.span(), certainty)
            for pattern, certainty in ((self._anywhere, Certainty.CERTAIN), (self._alone, Certainty.LIKELY))
            for run in (pattern.finditer(text) if pattern else ())
        ]
        return tuple(_finding(reading, *each, field) for each in _apart(found))


def _apart(found: list[tuple[int, int, Certainty]]) -> Iterator[tuple[int, int, Certainty]]:
    """By place, without those that begin inside an earlier one."""
    last = 0
    for start, end, certainty in sorted(found, key=lambda each: (each[0], -each[1])):
        if start >= last:
            last = end
            yield start, end, certainty


def _pattern(marks: Iterable[str], around: str) -> tuple[_Pattern | None, frozenset[str]]:
    """One pattern over `marks`, the longest first, and the first words they begin with."""
    cut = sorted({tuple(read(mark).raws) for mark in marks}, key=lambda raws: (-len("".join(raws)), raws))
    if not cut:
        return None, frozenset()
    ways = "|".join(_BETWEEN.join(re.escape(raw) for raw in raws) for raws in cut)
    return re.compile(around.format(f"(?:{ways})")), frozenset(raws[0].lower() for raws in cut)


def _finding(reading: Reading, first: int, last: int, certainty: Certainty, field: str) -> Finding:
    start, end = reading.folded.span(first, last)
    return Finding(
        kind=FindingKind.PROTECTIVE_MARKING,
        start=start,
        end=end,
        text=reading.folded.original[start:end],
        who="a protective marking",
        rule="marking.words" if certainty is Certainty.CERTAIN else "marking.alone",
        certainty=certainty,
        why="Papers that are not for the public are marked so.",
        field=field,
    )
