"""Whether a change of the calendar lets go of time that was held before. Loosening takes two people."""

from collections.abc import Iterable
from datetime import UTC, datetime

from purdahgate.domain.window_rules import Scope
from purdahgate.domain.windows import Window

EVERY_POST = ""
FOREVER = datetime.max.replace(tzinfo=UTC)
Stretch = tuple[datetime, datetime]


def lets_go(before: Iterable[Window], after: Iterable[Window], now: datetime) -> tuple[Stretch, ...]:
    """The stretches of time to come in which some post was bound by `before` and is not by `after`.

    Time that has passed is nobody's to free. Two windows that hold the same time are as good as one, and one
    of the whole body as good as a ward's; one ward's is none of another's.
    """
    kept: dict[str, list[Stretch]] = {}
    for window in after:
        for posts in _binds(window):
            kept.setdefault(posts, []).append(_stretch(window))
    freed: set[Stretch] = set()
    for window in before:
        start, end = _stretch(window)
        for posts in _binds(window):
            same = sorted(each for key in {EVERY_POST, posts} for each in kept.get(key, ()))
            freed.update(_outside((max(start, now), end), same))
    return tuple(sorted(freed))


def _binds(window: Window) -> tuple[str, ...]:
    """Which posts it binds: every one, those about a place by its slug, or none."""
    if window.binds_every_post:
        return (EVERY_POST,)
    return () if window.scope == Scope.NONE else window.places


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
