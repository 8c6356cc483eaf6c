"""What a calendar programme shows of windows and polls: all-day entries, in the body's local days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status
from purdahgate.domain.windows import Window, WindowRules

CALLED_OFF: Final = frozenset({Status.POSTPONED, Status.CANCELLED})
PERIOD: Final = "Pre-election period"
POLLING_DAY: Final = "Polling day"
# A UID never changes, whatever its category comes to be called.
_KINDS: Final = {PERIOD: "period", POLLING_DAY: "polling-day"}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry from `start` to `end`, exclusive.

    `revised` counts the changes to its poll and `changed_at` is the instant (UTC) of the last one: both come
    from the calendar, so that the same calendar always gives the same entries.
    """

    election: str
    nation: Nation
    category: str
    title: str
    text: str
    start: date
    end: date
    revised: int
    changed_at: datetime
    called_off: bool = False

    @property
    def uid(self) -> str:
        """The same for the same entry in every export, over years."""
        return f"{self.election}-{self.nation}-{_KINDS[self.category]}@purdahgate"


def entries(windows: Iterable[Window], elections: Iterable[Election], zone: ZoneInfo) -> tuple[Entry, ...]:
    """Every entry, by day: each window, each polling day, and what was called off.

    A poll that is only the latest possible, or announced for abolition, has no entry.
    """
    polls = {each.key: each for each in elections}
    found = [
        *(_period(window, polls.get((window.election, window.nation)), zone) for window in windows),
        *(_polling_day(each) for each in polls.values() if each.status not in OPENS_NOTHING),
        *(entry for each in polls.values() if each.status in CALLED_OFF for entry in _called_off(each)),
    ]
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


def _period(window: Window, poll: Election | None, zone: ZoneInfo) -> Entry:
    start = window.opens_at.astimezone(zone).date()
    stays = " (stays open after this: no end is recorded)" if window.closes_at is None else ""
    return Entry(
        election=window.election,
        nation=window.nation,
        category=PERIOD,
        title=f"{PERIOD}: {window.title}{stays}",
        text=_period_text(window, zone),
        start=start,
        end=max(_end(window, zone), start + _DAY),
        revised=poll.revised if poll else 0,
        changed_at=_changed_at(poll) if poll else _midnight(window.checked_on),
    )


def _end(window: Window, zone: ZoneInfo) -> date:
    """The first local day that the window does not touch; one with no end is drawn to its polling day."""
    if window.closes_at is None:
        return window.poll_date + _DAY
    last = window.closes_at.astimezone(zone)
    return last.date() if last.time() == time.min else last.date() + _DAY


def _period_text(window: Window, zone: ZoneInfo) -> str:
    closes = "Stays open until a new polling day is recorded; it does not end with this entry."
    if window.closes_at:
        closes = f"Closes {_local(window.closes_at, zone)}."
    return "\n".join(
        (
            f"Opens {_local(window.opens_at, zone)}.",
            closes,
            f"Rule: {window.rule}.",
            f"Source: {window.source}, checked {window.checked_on}.",
            f"Election {window.election}, {window.nation}.",
        )
    )


def _polling_day(poll: Election) -> Entry:
    return _entry(poll, POLLING_DAY, poll.poll_date)


def _called_off(poll: Election) -> Iterator[Entry]:
    """Both entries of a poll put off or cancelled, so that a calendar that has them strikes them out.

    The period is drawn by the default rule: the window itself is no more.
    """
    yield _entry(poll, PERIOD, poll.poll_date - timedelta(weeks=WindowRules().weeks))
    yield _entry(poll, POLLING_DAY, poll.poll_date)


def _entry(poll: Election, category: str, start: date) -> Entry:
    note = f"{poll.note}\n" if poll.note else ""
    return Entry(
        election=poll.id,
        nation=poll.nation,
        category=category,
        title=f"{category}: {poll.title}",
        text=f"{note}Status: {poll.status}.\nSource: {poll.source}, checked {poll.checked_on}.\n"
        f"Election {poll.id}, {poll.nation}.",
        start=start,
        end=poll.poll_date + _DAY,
        revised=poll.revised,
        changed_at=_changed_at(poll),
        called_off=poll.status in CALLED_OFF,
    )


def _changed_at(poll: Election) -> datetime:
    return poll.changed_at or _midnight(poll.checked_on)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    """`2027-03-25 00:00 GMT`: the wall clock of the body."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
