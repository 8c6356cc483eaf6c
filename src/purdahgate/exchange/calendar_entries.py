"""What a calendar programme shows of windows and polls: all-day entries, in the body's local days."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status
from purdahgate.domain.timetable import Basis, Deadline, Milestone
from purdahgate.domain.windows import Window, WindowRules

Key = tuple[str, Nation]
Statutory = Mapping[Key, Sequence[Deadline]]


class Kind(StrEnum):
    """What an entry is of; the value is the word `--events` takes."""

    WINDOWS = "windows"
    POLLING_DAYS = "polling-days"
    OPENS = "opens"
    CLOSES = "closes"
    NOTICE = "notice"
    NOMINATIONS = "nominations"


DEFAULT_KINDS: Final = (Kind.WINDOWS, Kind.POLLING_DAYS)
CALLED_OFF: Final = frozenset({Status.POSTPONED, Status.CANCELLED})
STAYS_OPEN: Final = " (stays open after this: no end is recorded)"
CATEGORIES: Final = {
    Kind.WINDOWS: "Pre-election period",
    Kind.POLLING_DAYS: "Polling day",
    Kind.OPENS: "Pre-election period opens",
    Kind.CLOSES: "Pre-election period closes",
    Kind.NOTICE: "Notice of election",
    Kind.NOMINATIONS: "Nominations close",
}
# A UID never changes, whatever its category or the option comes to be called.
_UIDS: Final = {
    Kind.WINDOWS: "period",
    Kind.POLLING_DAYS: "polling-day",
    Kind.OPENS: "opens",
    Kind.CLOSES: "closes",
    Kind.NOTICE: "notice",
    Kind.NOMINATIONS: "nominations-close",
}
UID_KINDS: Final = {uid: kind for kind, uid in _UIDS.items()}
_STATUTORY: Final = {Milestone.NOTICE: Kind.NOTICE, Milestone.NOMINATIONS_CLOSE: Kind.NOMINATIONS}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry of `poll` from `start` to `end`, exclusive.

    How often the poll was changed and when come from the calendar, so that the same calendar always gives the
    same entries.
    """

    poll: Election
    kind: Kind
    title: str
    text: str
    start: date
    end: date
    called_off: bool = False

    @property
    def uid(self) -> str:
        """The same for the same entry in every export, over years."""
        return f"{self.poll.id}-{self.poll.nation}-{_UIDS[self.kind]}@purdahgate"

    @property
    def category(self) -> str:
        """What it is of, in words."""
        return CATEGORIES[self.kind]

    @property
    def changed_at(self) -> datetime:
        """The instant (UTC) of the poll's last change, else the midnight of the day it was checked."""
        return self.poll.changed_at or datetime.combine(self.poll.checked_on, time.min, UTC)


def entries(
    windows: Iterable[Window],
    elections: Iterable[Election],
    zone: ZoneInfo,
    kinds: Collection[Kind] = DEFAULT_KINDS,
    statutory: Statutory | None = None,
) -> tuple[Entry, ...]:
    """Every entry of `kinds`, by day; what was called off stays, marked so.

    `elections` are the polls that bind the body, and the windows are theirs; `statutory` has the dates of
    each poll, by its key. A poll that is only the latest possible, or announced for abolition, has no entry.
    """
    polls = {each.key: each for each in elections}
    open_to = {(each.election, each.nation): each for each in windows}
    found = (
        entry
        for key, poll in polls.items()
        for entry in _of(poll, open_to.get(key), zone, (statutory or {}).get(key, ()))
        if entry.kind in kinds
    )
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


def _of(
    poll: Election, window: Window | None, zone: ZoneInfo, statutory: Sequence[Deadline]
) -> Iterator[Entry]:
    """All entries of one poll."""
    if poll.status in OPENS_NOTHING - CALLED_OFF:
        return
    if window:
        yield from _of_window(poll, window, zone)
    elif poll.status in CALLED_OFF:
        # The window is no more: what stood for it is struck out where the default rule had put it.
        opened = poll.poll_date - timedelta(weeks=WindowRules().weeks)
        yield _entry(poll, Kind.WINDOWS, opened, poll.poll_date + _DAY)
        yield _entry(poll, Kind.OPENS, opened)
        yield _entry(poll, Kind.CLOSES, poll.poll_date)
    # A countermanded poll is not held on its day, though its window stays open.
    off = poll.status is Status.COUNTERMANDED and not poll.is_moved
    yield _entry(poll, Kind.POLLING_DAYS, poll.poll_date, off=off)
    for deadline in statutory:
        if kind := _STATUTORY.get(deadline.milestone):
            yield _entry(poll, kind, deadline.day, said=_deadline_text(poll, deadline))


def _of_window(poll: Election, window: Window, zone: ZoneInfo) -> Iterator[Entry]:
    first, end = local_days(window, zone)
    stays = window.closes_at is None
    said = _period_text(window, zone)
    title = f"{CATEGORIES[Kind.WINDOWS]}: {poll.title}{STAYS_OPEN if stays else ''}"
    yield Entry(poll, Kind.WINDOWS, title, said, first, end)
    yield _entry(poll, Kind.OPENS, first, said=said)
    yield _entry(poll, Kind.CLOSES, end - _DAY, said=said, off=stays)


def local_days(window: Window, zone: ZoneInfo) -> tuple[date, date]:
    """The first local day that `window` touches, and the first after it that it does not.

    One with no end is drawn to its polling day.
    """
    first = window.opens_at.astimezone(zone).date()
    if window.closes_at is None:
        return first, max(window.poll_date, first) + _DAY
    last = window.closes_at.astimezone(zone)
    end = last.date() if last.time() == time.min else last.date() + _DAY
    return first, max(end, first + _DAY)


def _period_text(window: Window, zone: ZoneInfo) -> str:
    closes = "Stays open until its end is recorded; it does not end with this entry."
    if window.closes_at:
        closes = f"Closes {_local(window.closes_at, zone)}."
    return "\n".join(
        (
            f"Opens {_local(window.opens_at, zone)}.",
            closes,
            f"Rule: {window.rule}.{' The date is projected.' if window.projected else ''}",
            f"Source: {window.source}, checked {window.checked_on}.",
            f"Election {window.election}, {window.nation}.",
        )
    )


def _deadline_text(poll: Election, deadline: Deadline) -> str:
    published = deadline.basis is Basis.RECORDED
    day = "Published on this day, as recorded" if published else f"The last lawful day, {deadline.basis}"
    return (
        f"{day}.\nSource: {deadline.source}, checked {deadline.checked_on}.\n"
        f"Election {poll.id}, {poll.nation}."
    )


def _entry(
    poll: Election, kind: Kind, start: date, end: date | None = None, *, said: str = "", off: bool = False
) -> Entry:
    """An entry of one day, or to `end`; struck out where the poll is called off, or `off`."""
    note = f"{poll.note}\n" if poll.note else ""
    return Entry(
        poll,
        kind,
        f"{CATEGORIES[kind]}: {poll.title}",
        said
        or f"{note}Status: {poll.status}.\nSource: {poll.source}, checked {poll.checked_on}.\n"
        f"Election {poll.id}, {poll.nation}.",
        start,
        end or start + _DAY,
        called_off=off or poll.status in CALLED_OFF,
    )


def _local(moment: datetime, zone: ZoneInfo) -> str:
    """`2027-03-25 00:00 GMT`: the wall clock of the body."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
