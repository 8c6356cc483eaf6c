"""Files of days that election timetables do not count: the shipped one, and a body's own over it."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from purdahgate.domain.workdays import DayStatus, Holiday, Holidays
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.text_files import read_text

_MOST_BYTES: Final = 1_000_000
_COLUMNS: Final = ["date", "lists", "title", "status", "source", "checked_on"]


def load_holidays(own: Sequence[Path] = ()) -> Holidays:
    """The shipped days with those of the files at `own` over them, the last first.

    Lines that start with `#` are comments. DataError, naming the line, for what cannot stand.
    """
    return Holidays(row for path in (shipped("bank-holidays.csv"), *own) for row in _rows(path))


def _rows(path: Path) -> Iterator[Holiday]:
    header: list[str] | None = None
    for number, line in enumerate(read_text(path, _MOST_BYTES).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        where, cells = f"{path}:{number}", next(csv.reader([line]))
        if header is None:
            header = cells
            if header != _COLUMNS:
                raise DataError("not a table of holidays", where=where, mend=f"Columns: {','.join(_COLUMNS)}")
            continue
        yield from _row(cells, where)
    if header is None:
        raise DataError("the table of holidays is empty", where=str(path), mend="Give it a row")


def _row(cells: list[str], where: str) -> Iterator[Holiday]:
    """One line, which may speak of several lists."""
    if len(cells) != len(_COLUMNS):
        raise DataError(
            f"{len(cells)} columns instead of {len(_COLUMNS)}", where=where, mend="Mend that line"
        )
    day, lists, title, status, source, checked_on = cells
    if status not in set(DayStatus):
        raise DataError(f"{status!r} is no status", where=where, mend=f"One of {', '.join(DayStatus)}")
    if not source.strip() or not title.strip():
        raise DataError("a day has no title or no source", where=where, mend="Say what it is and who says so")
    for listed in lists.split(";"):
        yield Holiday(
            _day(day, where), listed.strip(), title, DayStatus(status), source, _day(checked_on, where)
        )


def _day(typed: str, where: str) -> date:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    # Python reads 20270506 too, and a spreadsheet writes 06/05/2027: a day has one spelling here.
    if found is None or found.isoformat() != typed:
        raise DataError(f"{typed!r} is no date", where=where, mend="Write it as 2027-05-06")
    return found
