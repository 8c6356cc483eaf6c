"""Settling what several matchers saw: one finding for each mention of one party or person."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_ORDER: Final = {Certainty.CERTAIN: 0, Certainty.LIKELY: 1, Certainty.CHECK: 2}
_BEFORE_A_NAME: Final = frozenset({" ", ", ", ": ", " - ", ", y ", ", the "})
_APPOSED: Final = frozenset({", ", " - ", ", the ", " (", ", y "})


def settled(reading: Reading, hits: Iterable[Hit]) -> list[Hit]:
    """Hits by place; what overlaps, or is one person's name and office side by side, becomes one."""
    kept: dict[FindingKind, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        line = kept.setdefault(hit.kind, [])
        if line and hit.start < line[-1].end:
            line[-1] = _merged(line[-1], hit)
        else:
            line.append(hit)
    if members := kept.get(FindingKind.MEMBER):
        kept[FindingKind.MEMBER] = _persons(reading, members)
    return sorted(
        (hit for line in kept.values() for hit in line), key=lambda hit: (hit.start, hit.end, hit.kind)
    )


def outside(hits: list[Hit], places: list[tuple[int, int]]) -> list[Hit]:
    """The hits that lie in none of `places`."""
    if not places:
        return hits
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(places):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return [hit for hit in hits if not (k := bisect_right(starts, hit.start)) or hit.end > ends[k - 1]]


def _persons(reading: Reading, hits: list[Hit]) -> list[Hit]:
    """The members, an office beside a name taken as that person's."""
    text, kept = reading.folded.text, hits[:1]
    for hit in hits[1:]:
        last = kept[-1]
        between = text[last.end : hit.start]
        if _office(last) and _name(hit) and between in _BEFORE_A_NAME:
            kept[-1] = _merged(last, hit)
        elif _name(last) and _office(hit) and between in _APPOSED:
            if last.rule == "member.name" or _letters(text[last.start : last.end]):
                kept[-1] = _merged(last, hit)
        else:
            kept.append(hit)
    return kept


def _office(hit: Hit) -> bool:
    return hit.rule == "member.office" and hit.certainty is Certainty.LIKELY


def _name(hit: Hit) -> bool:
    return hit.rule in {"member.title", "member.name", "member.of-party"}


def _letters(name: str) -> bool:
    """Whether letters such as MP end the name; one with a title in front stands for itself."""
    return name.rpartition(" ")[2].isupper()


def _merged(first: Hit, second: Hit) -> Hit:
    """One hit over both; the surer one's words, and whoever the register named."""
    surer, other = sorted((first, second), key=lambda hit: (_ORDER[hit.certainty], hit.start - hit.end))
    who = other.who if other.rule == "member.name" else surer.who
    start, end = min(first.start, second.start), max(first.end, second.end)
    return replace(surer, start=start, end=end, who=who)
