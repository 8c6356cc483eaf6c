"""A year drawn in characters: a month is a row, a day two columns, 68 columns in all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from purdahgate.exchange.year_picture import Bar, YearPicture, day_in_words


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters to draw with; `levels` stand for ever more posts."""

    bar: str
    end: str
    poll: str
    today: str
    goes_on: str
    levels: str


BOXES: Final = Glyphs(bar="━", end="┥", poll="╳", today="◆", goes_on="▶", levels="▁▂▃▄▅▆▇█")
ASCII: Final = Glyphs(bar="=", end="|", poll="X", today="@", goes_on=">", levels=".:-+*%#")
_LEFT: Final = 6
_LONGEST_MONTH: Final = 31


def glyphs_for(encoding: str | None) -> Glyphs:
    """Box characters where the output can carry them, else plain ASCII."""
    wanted = f"{BOXES.bar}{BOXES.end}{BOXES.poll}{BOXES.today}{BOXES.goes_on}{BOXES.levels}"
    try:
        wanted.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BOXES


def drawn(picture: YearPicture, glyphs: Glyphs) -> list[str]:
    """The year line by line: for each month its days, a line for each lane in use, and the queued posts."""
    numbers = "".join(f"{number:<10}" for number in (1, 6, 11, 16, 21, 26, 31))
    return [
        f"{picture.year:<{_LEFT}}{numbers}".rstrip(),
        *(line.rstrip() for month in range(1, 13) for line in _month(picture, month, glyphs)),
    ]


def legend(picture: YearPicture, glyphs: Glyphs) -> list[str]:
    """What the letters and marks mean, a paragraph each."""
    marks = f"{glyphs.poll} polling day"
    if picture.today.year == picture.year:
        marks += f"   {glyphs.today} today, {day_in_words(picture.today)}"
    if any(bar.last is None for bar in picture.bars):
        marks += f"   {glyphs.goes_on} no end recorded"
    said = [f"{bar.label:<2} {bar.says}." for bar in picture.bars]
    if not said:
        said = [f"No pre-election period touches {picture.year}."]
    if picture.posts:
        total = sum(picture.posts.values())
        marks += f"   posts a day: {glyphs.levels[0]} fewest, {glyphs.levels[-1]} {picture.most_posts:,}"
        said.append(f"Queued posts in {picture.year}: {total:,}.")
    return [marks, *said]


def _month(picture: YearPicture, month: int, glyphs: Glyphs) -> Iterator[str]:
    days = picture.days(month)
    yield _row(f"{days[0]:%b}", (_day(day, picture.today, glyphs) for day in days))
    for lane in range(picture.lanes_in(month)):
        yield _row("", (_cell(picture.bars, lane, day, glyphs) for day in days))
    if any(day in picture.posts for day in days):
        steps = " " + glyphs.levels
        yield _row("posts", (steps[picture.level(day, len(glyphs.levels))] + " " for day in days))


def _row(label: str, cells: Iterator[str]) -> str:
    return f"{label:<{_LEFT}}{''.join(cells)}"


def _day(day: date, today: date, glyphs: Glyphs) -> str:
    """The first letter of the weekday, or the mark of today."""
    return (glyphs.today if day == today else f"{day:%a}"[0]) + " "


def _cell(bars: tuple[Bar, ...], lane: int, day: date, glyphs: Glyphs) -> str:
    bar = next((bar for bar in bars if bar.lane == lane and bar.covers(day)), None)
    if bar is None:
        return "  "
    begins = day in (bar.first, day.replace(day=1))
    head = glyphs.poll if day == bar.window.poll_date else bar.label if begins else glyphs.bar
    if day == bar.last:
        return head[:1] + glyphs.end
    if bar.last is None and (day.month, day.day) == (12, _LONGEST_MONTH):
        return head[:1] + glyphs.goes_on
    return (head + glyphs.bar)[:2]
