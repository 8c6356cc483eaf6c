"""A year drawn as an SVG for a report: readable in black and white, and by a screen reader."""

import re
import textwrap
from collections.abc import Iterator
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from purdahgate.exchange.year_picture import Bar, YearPicture, day_in_words

_CELL: Final = 24
_LEFT: Final = 52
_TOP: Final = 58
_WIDTH: Final = _LEFT + 31 * _CELL + 16
_LANE: Final = 14
_POSTS: Final = 16
_GAP: Final = 20
_LINE: Final = 15
_LETTERS: Final = 118  # of the legend's size, in one line
_SATURDAY: Final = 5
_FONT: Final = "Arial, Helvetica, sans-serif"
# Each window by its own hatching, so that none needs a colour: the paths of one tile of 8 by 8.
_HATCHES: Final = (
    "M0,8 L8,0 M-1,1 L1,-1 M7,9 L9,7",
    "M0,0 L8,8 M-1,7 L1,9 M7,-1 L9,1",
    "M0,2 H8 M0,6 H8",
    "M4,0 V8",
    "M0,4 H8 M4,0 V8",
    "M3,4 H5 M7,0 H8 M0,0 H1 M7,8 H8 M0,8 H1",
)
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(picture: YearPicture, body_name: str) -> bytes:
    """The picture as a whole SVG file in UTF-8: the same picture always gives the same bytes."""
    legend = list(_legend_lines(picture))
    tops = [_TOP]
    for month in range(1, 13):
        tops.append(tops[-1] + _height(picture, month))
    height = tops[-1] + _LINE * (len(legend) + 2)
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": "title desc",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "width": str(_WIDTH),
            "height": str(height),
            "font-family": _FONT,
            "font-size": "12",
            "fill": "#000",
        },
    )
    title = f"{body_name}: pre-election periods in {picture.year}"
    _add(root, "title", title, id="title")
    _add(root, "desc", _description(picture), id="desc")
    _patterns(root)
    _add(root, "rect", width=_WIDTH, height=height, fill="#fff")
    _add(root, "text", title, x=_LEFT, y=24, font_size=16, font_weight="bold")
    for day in range(1, 32):
        _add(root, "text", str(day), x=_middle(day), y=_TOP - 8, text_anchor="middle", font_size=10)
    for month in range(1, 13):
        _month(root, picture, month, tops[month - 1])
    _legend(root, legend, tops[-1] + _LINE)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _add(parent: Element, tag: str, said: str = "", /, **attributes: object) -> Element:
    """A new element in `parent`; `font_size` becomes `font-size`."""
    named = {key.replace("_", "-"): _clean(str(value)) for key, value in attributes.items()}
    made = SubElement(parent, tag, named)
    if said:
        made.text = _clean(said)
    return made


def _clean(said: str) -> str:
    """Without the characters that no XML file may have."""
    return _NO_XML.sub("", said)


def _height(picture: YearPicture, month: int) -> int:
    """Room for the lanes and the posts that the month has."""
    posts = any(day in picture.posts for day in picture.days(month))
    return _GAP + picture.lanes_in(month) * _LANE + (_POSTS if posts else 0)


def _left(day: int) -> int:
    return _LEFT + (day - 1) * _CELL


def _middle(day: int) -> int:
    return _left(day) + _CELL // 2


def _patterns(root: Element) -> None:
    definitions = _add(root, "defs")
    for number, path in enumerate(_HATCHES):
        pattern = _add(
            definitions, "pattern", id=f"hatch{number}", width=8, height=8, patternUnits="userSpaceOnUse"
        )
        _add(pattern, "rect", width=8, height=8, fill="#fff")
        _add(pattern, "path", d=path, stroke="#000", stroke_width=1.5)


def _hatch(picture: YearPicture, bar: Bar) -> str:
    return f"url(#hatch{picture.bars.index(bar) % len(_HATCHES)})"


def _month(root: Element, picture: YearPicture, month: int, top: int) -> None:
    days = picture.days(month)
    group = _add(root, "g")
    _add(group, "text", f"{days[0]:%b}", x=12, y=top + 12, font_weight="bold")
    height = _height(picture, month) - 4
    for day in days:
        if day.weekday() >= _SATURDAY:
            _add(group, "rect", x=_left(day.day), y=top, width=_CELL, height=height, fill="#eee")
        _add(
            group,
            "text",
            f"{day:%a}"[0],
            x=_middle(day.day),
            y=top + 11,
            text_anchor="middle",
            font_size=9,
            fill="#444",
        )
    _add(group, "path", d=f"M{_LEFT},{top + height} H{_left(days[-1].day + 1)}", stroke="#999")
    for bar in picture.bars:
        _bar(group, picture, bar, days, top + 14)
    _posts(group, picture, days, top + 14 + picture.lanes_in(month) * _LANE)
    if picture.today in days:
        _today(group, picture.today, top, height)


def _bar(group: Element, picture: YearPicture, bar: Bar, days: list[date], top: int) -> None:
    """The part of a window that falls into this month: hatched, lettered, its polling day a black diamond."""
    covered = [day for day in days if bar.covers(day)]
    if not covered:
        return
    part = _add(group, "g")
    _add(part, "title", f"{bar.label}: {bar.says}")
    left, y = _left(covered[0].day), top + bar.lane * _LANE
    width = len(covered) * _CELL
    _add(
        part,
        "rect",
        x=left,
        y=y,
        width=width,
        height=_LANE - 3,
        fill=_hatch(picture, bar),
        stroke="#000",
    )
    room = 8 * len(bar.label) + 6
    _add(part, "rect", x=left + 3, y=y + 1, width=room, height=_LANE - 5, fill="#fff")
    _add(part, "text", bar.label, x=left + 6, y=y + 10, font_size=11, font_weight="bold")
    if bar.window.poll_date in covered:
        _diamond(part, _middle(bar.window.poll_date.day), y + (_LANE - 3) // 2)


def _diamond(parent: Element, x: int, y: int) -> None:
    path = f"M{x},{y - 7} L{x + 7},{y} L{x},{y + 7} L{x - 7},{y} Z"
    _add(parent, "path", d=path, fill="#000", stroke="#fff")


def _posts(group: Element, picture: YearPicture, days: list[date], top: int) -> None:
    for day in days:
        if level := picture.level(day, _POSTS - 4):
            y = top + _POSTS - 4 - level
            column = _add(
                group, "rect", x=_left(day.day) + 8, y=y, width=_CELL - 16, height=level, fill="#000"
            )
            _add(column, "title", f"{day_in_words(day)}: {picture.posts[day]:,} queued")


def _today(group: Element, today: date, top: int, height: int) -> None:
    box = _add(
        group,
        "rect",
        x=_left(today.day) + 1,
        y=top - 1,
        width=_CELL - 2,
        height=height,
        fill="none",
        stroke="#000",
        stroke_width=2,
        stroke_dasharray="4 2",
    )
    _add(box, "title", f"Today, {day_in_words(today)}")


def _legend_lines(picture: YearPicture) -> Iterator[tuple[Bar | None, str, str]]:
    """Each line below the drawing: the bar it explains, if any, its hatching, and the words."""
    for bar in picture.bars:
        for number, line in enumerate(textwrap.wrap(f"{bar.label}  {bar.says}", _LETTERS)):
            yield (bar, _hatch(picture, bar), line) if not number else (None, "", line)
    if not picture.bars:
        yield None, "", f"No pre-election period touches {picture.year}."
    marks = "Black diamond: polling day."
    if picture.today.year == picture.year:
        marks += f" Dashed box: today, {day_in_words(picture.today)}."
    if picture.posts:
        marks += f" Black columns: queued posts a day, at most {picture.most_posts:,}."
    yield None, "", marks


def _legend(root: Element, lines: list[tuple[Bar | None, str, str]], top: int) -> None:
    for number, (bar, hatch, line) in enumerate(lines):
        y = top + number * _LINE
        if bar:
            _add(root, "rect", x=12, y=y - 9, width=32, height=10, fill=hatch, stroke="#000")
        _add(root, "text", line, x=_LEFT, y=y)


def _description(picture: YearPicture) -> str:
    """The whole picture in words, for somebody who cannot see it."""
    said = [f"Months as rows, days as columns. Today is {day_in_words(picture.today)}."]
    said += [f"{bar.label}: {bar.says}." for bar in picture.bars] or [
        f"No pre-election period touches {picture.year}."
    ]
    if picture.posts:
        total, fullest = sum(picture.posts.values()), max(picture.posts, key=lambda day: picture.posts[day])
        said.append(f"Queued posts: {total:,}, most on {day_in_words(fullest)}, {picture.most_posts:,}.")
    return " ".join(said)
