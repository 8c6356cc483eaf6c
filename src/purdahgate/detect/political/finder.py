"""The political finder: cues of politics are counted, and enough of them ask for a reader."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from purdahgate.detect.mentions.reading import Reading
from purdahgate.detect.political.cues import Cue, Politics
from purdahgate.detect.political.phrases import Phrases
from purdahgate.domain.findings import Certainty, Finding, FindingKind

_Place = tuple[int, int]
_Seen = dict[int, list[_Place]]
_Found = list[tuple[Cue, Finding]]
_RULE: Final = "political."


class PoliticsFinder:
    """Finds politics by rules. What it finds is never more than `check`: a person should read the post."""

    def __init__(self, politics: Politics) -> None:
        self._cues = politics.cues
        self._enough = politics.enough
        self._phrases = Phrases(
            (n, text, cue.written) for n, cue in enumerate(politics.cues) for text in cue.phrases
        )
        self._near = Phrases((n, text, False) for n, cue in enumerate(politics.cues) for text in cue.near)
        self._by_mention = [(n, cue.mention) for n, cue in enumerate(politics.cues) if cue.mention]

    def find(self, reading: Reading, mentions: Sequence[Finding], field: str = "text") -> tuple[Finding, ...]:
        """The cues of politics, by place, where they are enough; `mentions` are those found in the post."""
        seen: _Seen = {}
        for n, start, end in self._phrases.find(reading):
            seen.setdefault(n, []).append((start, end))
        kinds = frozenset(one.kind for one in mentions)
        named = [n for n, kind in self._by_mention if kind in kinds]
        if _points(self._cues[n] for n in (*seen, *named)) < self._enough:
            return ()  # the usual case, and quick
        seen = self._in_company(reading, seen, kinds)
        classes = {self._cues[n].key for n in (*seen, *named)}
        speaking = [n for n in (*seen, *named) if classes.isdisjoint(self._cues[n].unless)]
        found = [
            pair
            for n in speaking
            for pair in (*self._shown(reading, n, seen.get(n, ()), field), *self._named(n, mentions))
        ]
        return self._enough_of(_apart(found))

    def _in_company(self, reading: Reading, seen: _Seen, kinds: frozenset[FindingKind]) -> _Seen:
        """The cues seen, without those that lack the company they need or have the one they must not."""
        beside: dict[int, list[int]] = {}
        if any(self._cues[n].near for n in seen):
            for n, start, _ in self._near.find(reading):
                if n in seen:
                    beside.setdefault(n, []).append(start)
        for starts in beside.values():
            starts.sort()
        kept: _Seen = {}
        for n, places in seen.items():
            cue = self._cues[n]
            if cue.company and cue.company.isdisjoint(kinds):
                continue
            for place in places:
                if _allowed(reading, cue, place) and _close(beside.get(n, ()), cue, place):
                    kept.setdefault(n, []).append(place)
        return kept

    def _shown(
        self, reading: Reading, n: int, places: Iterable[_Place], field: str
    ) -> Iterator[tuple[Cue, Finding]]:
        for first, end in places:
            start, stop = reading.folded.span(reading.starts[first], reading.ends[end - 1])
            yield (
                self._cues[n],
                _finding(self._cues[n], start, stop, reading.folded.original[start:stop], field),
            )

    def _named(self, n: int, mentions: Sequence[Finding]) -> Iterator[tuple[Cue, Finding]]:
        cue = self._cues[n]
        for one in mentions:
            if one.kind == cue.mention:
                yield cue, _finding(cue, one.start, one.end, one.text, one.field)

    def _enough_of(self, found: _Found) -> tuple[Finding, ...]:
        """The findings by place, if they are enough.

        Mentions are findings already, so they are shown as politics only where nothing else is; quiet
        rows only where they are needed.
        """
        if _points(cue for cue, _ in found) < self._enough:
            return ()
        strong = [(cue, finding) for cue, finding in found if not cue.quiet]
        if _points(cue for cue, _ in strong) >= self._enough:
            found = strong
        words = [finding for cue, finding in found if not cue.mention]
        best = max(cue.points for cue, _ in found)
        shown = words or [finding for cue, finding in found if cue.points == best]
        return tuple(sorted(shown, key=lambda one: one.start))


def _points(cues: Iterable[Cue]) -> int:
    """What the cues are worth: each class counts once, by its best row."""
    classes: dict[str, int] = {}
    for cue in cues:
        if cue.points > classes.get(cue.key, 0):
            classes[cue.key] = cue.points
    return sum(classes.values())


def _allowed(reading: Reading, cue: Cue, place: _Place) -> bool:
    first, end = place
    return (
        reading.before(first) not in cue.unless_preceded_by
        and reading.after(end - 1) not in cue.unless_followed_by
    )


def _close(starts: Sequence[int], cue: Cue, place: _Place) -> bool:
    """Whether one of the words at `starts`, which rise, stands near enough, if the cue needs one at all."""
    if not cue.near:
        return True
    first, end = place
    k = bisect_left(starts, first - cue.within)
    while k < len(starts) and starts[k] < end + cue.within:
        if not first <= starts[k] < end:
            return True
        k += 1
    return False


def _apart(found: _Found) -> _Found:
    """What stands apart: where cues overlap, the one of more points is kept, then the longer."""
    kept: _Found = []
    taken: list[tuple[int, int]] = []
    for cue, one in sorted(
        found, key=lambda pair: (-pair[0].points, pair[1].start - pair[1].end, pair[1].start)
    ):
        k = bisect_left(taken, (one.end, 0))
        if cue.points and not (k and taken[k - 1][1] > one.start):
            insort(taken, (one.start, one.end))
            kept.append((cue, one))
    return kept


def _finding(cue: Cue, start: int, end: int, text: str, field: str) -> Finding:
    return Finding(
        kind=FindingKind.POLITICAL,
        start=start,
        end=end,
        text=text,
        who=cue.key.replace("-", " "),
        rule=f"{_RULE}{cue.key}",
        certainty=Certainty.CHECK,
        why=cue.says,
        field=field,
    )
