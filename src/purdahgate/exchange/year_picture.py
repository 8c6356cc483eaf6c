"""One year of windows and queued posts, laid out for drawing: which bar is where, in which lane."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from purdahgate.domain.windows import Window
from purdahgate.exchange.calendar_entries import local_days

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One window as a bar: its local days from `first` to `last`, both inside; `last` None while it is open.

    Two bars that share a day never share a lane.
    """

    label: str
    lane: int
    first: date
    last: date | None
    window: Window

    def covers(self, day: date) -> bool:
        """Whether the window touches `day`."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def says(self) -> str:
        """The bar in words."""
        last = f"to {day_in_words(self.last)}" if self.last else "with no end recorded"
        projected = ", projected" if self.window.projected else ""
        return (
            f"{self.window.title} ({self.window.election}, {self.window.nation}), "
            f"{day_in_words(self.first)} {last}; polling day {day_in_words(self.window.poll_date)}{projected}"
        )


@dataclass(frozen=True, slots=True)
class YearPicture:
    """What a drawing of `year` shows; `posts` are the queued ones by the local day they are due."""

    year: int
    bars: tuple[Bar, ...]
    posts: Mapping[date, int]
    today: date

    def lanes_in(self, month: int) -> int:
        """How many lanes the bars of a month need, from the first on."""
        days = self.days(month)
        return max((bar.lane + 1 for bar in self.bars if any(map(bar.covers, days))), default=0)

    @property
    def most_posts(self) -> int:
        """The posts of the fullest day."""
        return max(self.posts.values(), default=0)

    def level(self, day: date, levels: int) -> int:
        """How full `day` is, from 1 to `levels`, the fullest day of the year; 0 for no post."""
        count = self.posts.get(day, 0)
        return -(-count * levels // self.most_posts) if count else 0

    def days(self, month: int) -> list[date]:
        """Every day of a month."""
        first = date(self.year, month, 1)
        return [day for number in range(31) if (day := first + number * _DAY).month == month]


def lay_out(
    year: int, windows: Iterable[Window], posts: Mapping[date, int], today: date, zone: ZoneInfo
) -> YearPicture:
    """The picture of `year`: its windows by opening day, each in the first lane that is free."""
    spans = sorted(
        ((*local_days(window, zone), window) for window in windows),
        key=lambda span: (span[0], span[2].election, span[2].nation),
    )
    bars: list[Bar] = []
    taken: list[date] = []  # the last day of each lane so far
    for first, end, window in spans:
        last = None if window.closes_at is None else end - _DAY
        if first.year > year or (last and last.year < year):
            continue
        lane = next((lane for lane, until in enumerate(taken) if until < first), len(taken))
        taken[lane : lane + 1] = [last or date.max]
        bars.append(Bar(_label(len(bars)), lane, first, last, window))
    kept = {day: count for day, count in sorted(posts.items()) if day.year == year}
    return YearPicture(year, tuple(bars), kept, today)


def day_in_words(day: date) -> str:
    """`Thu 6 May 2027`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def _label(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
