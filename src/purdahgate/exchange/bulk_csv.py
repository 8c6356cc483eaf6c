"""The files that Hootsuite, Sprout Social and Buffer take many posts from, written and read."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from purdahgate.domain.tools import UPLOADS, DayOrder, Tool
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.csv_rows import BadRow, CsvRow
from purdahgate.text_files import read_text

MOST_BYTES = 20_000_000
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_DAY = re.compile(r"(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y>\d{4})")
_TIME = re.compile(r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::00)?")
_FORMS = {DayOrder.DMY: "%d/%m/%Y", DayOrder.MDY: "%m/%d/%Y"}


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One post as such a file has it: `at` is the local time it is due."""

    at: datetime
    text: str
    link: str


def write_bulk(tool: Tool, rows: Iterable[BulkRow], order: DayOrder | None) -> str:
    """The file, by time. InputError where the tool's dates need an order and none is given."""
    form = _form(tool, order)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if header := UPLOADS[tool].header:
        writer.writerow(header)
    writer.writerows(_cells(tool, row, form) for row in rows)
    return out.getvalue()


def _form(tool: Tool, order: DayOrder | None) -> str:
    if not UPLOADS[tool].asks_order:
        return "%Y-%m-%d"
    if order is None:
        raise InputError(
            f"{UPLOADS[tool].title} reads dates as 06/05 or as 05/06, as its upload is told",
            mend="Say which: --day-order dmy or --day-order mdy",
        )
    return _FORMS[order]


def _cells(tool: Tool, row: BulkRow, form: str) -> tuple[str, ...]:
    day, hour = row.at.strftime(form), row.at.strftime("%H:%M")
    under = f"{row.text}\n{row.link}" if row.link and row.link not in row.text else row.text
    match tool:
        case Tool.HOOTSUITE:
            return f"{day} {hour}", row.text, "" if row.link in row.text else row.link
        case Tool.SPROUT:
            return day, hour, under
        case Tool.BUFFER:
            return under, "", "", f"{day} {hour}"


def read_bulk(
    path: Path, encoding: str, tool: Tool, order: DayOrder | None
) -> tuple[list[CsvRow], list[BadRow]]:
    """The posts of such a file as rows with `text`, `due` and `link`, and those that cannot be read.

    DataError for a file that is none of the tool's. A date of two orders is a bad row without an `order`.
    """
    text = read_text(
        path, MOST_BYTES, encoding=encoding, mend="Save it as UTF-8, or say --encoding windows-1252"
    )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = UPLOADS[tool].header
    good: list[CsvRow] = []
    bad: list[BadRow] = []
    line = 1
    try:
        if header:
            _check_header(path, tool, next(reader, []))
            line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                try:
                    good.append(CsvRow(line, _values(tool, cells, order)))
                except InputError as refused:
                    bad.append(BadRow(line, refused.message, refused.mend))
            line = reader.line_num + 1
    except csv.Error as broken:
        said = f"the row that begins there is no CSV: {broken}"
        raise DataError(said, where=f"{path}:{line}", mend="Look at its quotes") from None
    return good, bad


def _check_header(path: Path, tool: Tool, found: Sequence[str]) -> None:
    header = UPLOADS[tool].header
    if tuple(each.strip() for each in found) != header:
        mend = f"Its first line is: {','.join(header)}"
        raise DataError(f"this is no file of {UPLOADS[tool].title}", where=f"{path}:1", mend=mend)


def _values(tool: Tool, cells: list[str], order: DayOrder | None) -> dict[str, str]:
    upload = UPLOADS[tool]
    most = len(upload.header) or 3
    least = most - 1 if tool is Tool.HOOTSUITE else most  # its link may be left out
    if not least <= len(cells) <= most:
        raise InputError(f"it has {len(cells)} cells, and a row of {upload.title} has {most}")
    match tool:
        case Tool.HOOTSUITE:
            day, _, hour = cells[0].strip().partition(" ")
            text, link = cells[1], cells[2].strip() if len(cells) == most else ""
        case Tool.SPROUT:
            (day, hour, text), link = cells, ""
        case Tool.BUFFER:
            day, _, hour = cells[3].strip().partition(" ")
            text, link = cells[0], ""
            if cells[1].strip():
                raise InputError("it has a picture by its address", mend="Queue it with --media FILE instead")
    return {"text": text, "link": link, "due": f"{_day(day.strip(), order)}T{_clock(hour.strip())}"}


def _day(typed: str, order: DayOrder | None) -> str:
    if iso := _ISO.fullmatch(typed):
        return _real(typed, int(iso["y"]), int(iso["m"]), int(iso["d"]))
    found = _DAY.fullmatch(typed)
    if found is None:
        raise InputError(f"{typed[:40]!r} is not a date")
    if order is None:
        mend = "Say which: --day-order dmy or --day-order mdy"
        raise InputError(f"{typed!r} may be read in two ways", mend=mend)
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    day, month = (first, second) if order is DayOrder.DMY else (second, first)
    return _real(typed, year, month, day)


def _real(typed: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        mend = "Is --day-order right for this file?"
        raise InputError(f"there is no day {typed!r}", mend=mend) from None


def _clock(typed: str) -> str:
    found = _TIME.fullmatch(typed)
    try:
        return time(int(found["h"]), int(found["min"])).isoformat("minutes") if found else _no_time(typed)
    except ValueError:
        return _no_time(typed)


def _no_time(typed: str) -> str:
    raise InputError(f"{typed[:40]!r} is not a time", mend="Write it as 14:30")
