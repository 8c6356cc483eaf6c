"""A poll that is read from a file, beside the row that the calendar has of it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from purdahgate.domain.calendar_changes import Told, changed
from purdahgate.domain.election import OPENS_NOTHING, Election, Status
from purdahgate.errors import InputError

# What a file may say of a poll that the calendar does not know yet.
_LATER: Final = ("called_at", "notice_on", "announced_on", "declared_at", "government_formed_at")
_NO_NEWS: Final = frozenset(
    {Status.EXPECTED, Status.HELD}
)  # most files do not say, and it is taken from the day


def merged(standing: Election, read: Election, told: Told) -> Election:
    """`standing` with what `read` adds to it; `standing` itself where that is nothing.

    Its title and note stay. InputError where the two contradict each other: neither is taken for true.
    """
    if against := next(_contradictions(standing, read), None):
        name, before, now = against
        raise InputError(
            f"{read.id} has {name} {_words(now)} in the file and {_words(before)} in the calendar",
            mend="Find out which is right; change the calendar by a command of its own",
        )
    news: dict[str, Any] = {
        name: getattr(read, name)
        for name in _LATER
        if getattr(read, name) is not None and getattr(standing, name) is None
    }
    if _is_news(standing.status, read.status):
        news["status"] = read.status
    return changed(replace(standing, **news), told) if news else standing


def _contradictions(standing: Election, read: Election) -> Iterator[tuple[str, Any, Any]]:
    """Each fact that both have, and have differently: its name, in the calendar, in the file."""
    if standing.poll_date != read.poll_date:
        yield "poll_date", standing.poll_date, read.poll_date
    if set(standing.areas) != set(read.areas):
        yield "areas", standing.areas, read.areas
    if standing.status in OPENS_NOTHING and read.status not in OPENS_NOTHING:
        yield "status", standing.status, read.status
    for name in _LATER:
        before, now = getattr(standing, name), getattr(read, name)
        if before is not None and now is not None and before != now:
            yield name, before, now


def _is_news(standing: Status, read: Status) -> bool:
    if read is Status.CALLED:
        return standing is Status.EXPECTED
    return read not in _NO_NEWS and read is not standing


def _words(value: Any) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, tuple) else str(value)
