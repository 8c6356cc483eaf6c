"""Congratulating a Member, a candidate or a party."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, Finding, FindingKind

_NEAR: Final = 60  # characters between the good wishes and the name


class Congratulation:
    """Finds good wishes beside a mention."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._table = PhraseTable([(phrase, True) for phrase in phrases])

    def find(self, reading: Reading, mentions: Sequence[Finding], field: str = "text") -> tuple[Finding, ...]:
        """One finding for each good wish with a mention close before or behind; `mentions` are by place."""
        if not mentions:
            return ()
        found, starts = [], [one.start for one in mentions]
        for i, last, _ in self._table.places(reading):
            start, end = reading.folded.span(reading.starts[i], reading.ends[last - 1])
            if whom := _beside(mentions, starts, start, end):
                text = reading.folded.original[start:end]
                found.append(_finding(start, end, text, whom.who, field))
        return tuple(found)


def _beside(mentions: Sequence[Finding], starts: Sequence[int], start: int, end: int) -> Finding | None:
    """The first mention behind, if it is within reach, else the last one before."""
    k = bisect_left(starts, end)
    if k < len(mentions) and mentions[k].start - end <= _NEAR:
        return mentions[k]
    return mentions[k - 1] if k and start - mentions[k - 1].end <= _NEAR else None


def _finding(start: int, end: int, text: str, whom: str, field: str) -> Finding:
    return Finding(
        kind=FindingKind.CONGRATULATION,
        start=start,
        end=end,
        text=text,
        who=whom,
        rule="congratulation.beside-a-mention",
        certainty=Certainty.LIKELY,
        why="Good wishes stand beside a mention.",
        field=field,
    )
