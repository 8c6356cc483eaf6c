"""Whether a change of the calendar lets go of time that was held before. Loosening takes two people."""

from collections.abc import Iterable
from datetime import UTC, datetime

from purdahgate.domain.windows import Window

FOREVER = datetime.max.replace(tzinfo=UTC)
Stretch = tuple[datetime, datetime]


def lets_go(before: Iterable[Window], after: Iterable[Window], now: datetime) -> tuple[Stretch, ...]:
    """The stretches of time to come that a window of `before` held and none of `after` holds, by scope.

    Time that has passed is nobody's to free. Two windows that hold the same time are as good as one.
    """
    kept: dict[str, list[Stretch]] = {}
    for window in after:
        kept.setdefault(window.scope, []).append(_stretch(window))
    freed: set[Stretch] = set()
    for window in before:
        start, end = _stretch(window)
        freed.update(_outside((max(start, now), end), sorted(kept.get(window.scope, []))))
    return tuple(sorted(freed))


def _stretch(window: Window) -> Stretch:
    return window.opens_at, window.closes_at or FOREVER


def _outside(one: Stretch, kept: list[Stretch]) -> list[Stretch]:
    """The parts of `one` that no stretch of `kept`, sorted by start, covers."""
    place, end = one
    parts = []
    for start, stop in kept:
        if place < start:
            parts.append((place, min(start, end)))
        place = max(place, stop)
    parts.append((place, end))
    return [(start, stop) for start, stop in parts if start < stop]
