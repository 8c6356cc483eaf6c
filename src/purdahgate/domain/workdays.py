"""Working days, counted back from a polling day over lists of days that do not count."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from purdahgate.errors import InputError

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_LONGEST = timedelta(days=200)  # no timetable, and no rule of a body's own, is so long


class DayStatus(StrEnum):
    """How sure a day that does not count is."""

    PROCLAIMED = "proclaimed"
    PROJECTED = "projected"  # by the rules of today; nobody has proclaimed it yet
    FIXED = "fixed"  # named by election law itself
    REVOKED = "revoked"  # a body's own file takes the day out


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day that a list does not count; `listed` is the list's name, such as `england-and-wales`."""

    day: date
    listed: str
    title: str
    status: DayStatus
    source: str
    checked_on: date


class Holidays:
    """Every list of days that do not count. A later row stands instead of an earlier of its day and list."""

    def __init__(self, rows: Iterable[Holiday]) -> None:
        latest = {(row.listed, row.day): row for row in rows}
        standing = sorted(latest.values(), key=lambda row: (row.day, row.listed))
        known = [row.day for row in standing]
        self.rows = tuple(row for row in standing if row.status is not DayStatus.REVOKED)
        self.starts = date(known[0].year, 1, 1) if known else date.max
        self.ends = date(known[-1].year, 12, 31) if known else date.min
        self._order = [row.day for row in self.rows]
        self._days: dict[str, set[date]] = {}
        self._projected_from: dict[str, date] = {}
        for row in self.rows:
            self._days.setdefault(row.listed, set()).add(row.day)
            if row.status is DayStatus.PROJECTED:
                self._projected_from.setdefault(row.listed, row.day)
        self._unions: dict[tuple[str, ...], frozenset[date]] = {}

    @property
    def lists(self) -> tuple[str, ...]:
        """The names of the lists."""
        return tuple(sorted(self._days))

    def days(self, lists: tuple[str, ...]) -> frozenset[date]:
        """Every day that any of `lists` does not count, Saturdays and Sundays aside."""
        if lists not in self._unions:
            self._unions[lists] = frozenset[date]().union(*(self._days.get(each, ()) for each in lists))
        return self._unions[lists]

    def reaches(self, day: date) -> bool:
        """Whether any timetable of a poll on `day` can be counted."""
        return self.starts + _LONGEST <= day <= self.ends

    def before(self, day: date, count: int, lists: tuple[str, ...]) -> date:
        """The working day `count` working days before `day`, itself not counted.

        InputError where the count leaves the years that the lists cover: it is never silently wrong.
        """
        skipped = self.days(lists)
        found = day
        while count:
            found -= _ONE_DAY
            if found.weekday() < _SATURDAY and found not in skipped:
                count -= 1
        if found < self.starts or day > self.ends:
            known = f"{self.starts.year} to {self.ends.year}" if self.rows else "no year"
            raise InputError(
                f"the bank holidays around {day} are not known: the lists cover {known}",
                mend="Add them in a file of your own, named under [files] holidays",
            )
        return found

    def is_projected(self, day: date, lists: tuple[str, ...]) -> bool:
        """Whether a count back from `day` over `lists` is past the last bank holidays proclaimed."""
        return any(self._projected_from.get(each, date.max) < day for each in lists)

    def between(self, first: date, last: date, lists: tuple[str, ...]) -> tuple[Holiday, ...]:
        """The days of `lists` from `first` up to and without `last`."""
        span = self.rows[bisect_left(self._order, first) : bisect_left(self._order, last)]
        return tuple(row for row in span if row.listed in lists)
