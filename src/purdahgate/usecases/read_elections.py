"""Read the polls of somebody else's file: ballots, next elections, or a calendar. Nothing is stored."""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election
from purdahgate.domain.post import check_line
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.ballots_csv import ID_COLUMNS, read_ballots
from purdahgate.exchange.csv_rows import BadRow
from purdahgate.exchange.ics_import import read_ics
from purdahgate.exchange.next_elections_csv import COLUMNS, read_next_elections
from purdahgate.exchange.told_rows import Provenance
from purdahgate.exchange.typed_days import DayOrder
from purdahgate.text_files import read_text

MOST_BYTES: Final = 10_000_000
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_READS: Final = "It reads Democracy Club's ballots, Open Council Data's next elections, and .ics calendars"


class Form(StrEnum):
    """What a file was read as."""

    BALLOTS = "Democracy Club ballots"
    NEXT_ELECTIONS = "Open Council Data next elections"
    CALENDAR = "iCalendar"


@dataclass(frozen=True, slots=True)
class Read:
    """What a file tells: its polls by polling day, each with its first line, and its bad rows by line."""

    form: Form
    rows: tuple[tuple[int, Election], ...]
    bad: tuple[BadRow, ...]

    @property
    def elections(self) -> tuple[Election, ...]:
        """The polls alone."""
        return tuple(election for _, election in self.rows)


def read_elections(
    path: Path,
    areas: Areas,
    source: str,
    checked_on: date,
    dates: str | None = None,
    encoding: str = "utf-8",
) -> Read:
    """Every poll of the file at `path`, whatever its name: what it is, its content says.

    `dates` says how a CSV writes them where it is not 2027-05-06: dd/mm or mm/dd. DataError for a file that
    cannot be read as a whole, InputError for an order of dates that is none.
    """
    order = _order(dates)
    provenance = Provenance(check_line(source, "source"), checked_on)
    form = _form(path, encoding)
    if form is Form.CALENDAR:
        rows, bad = read_ics(path, areas, provenance, encoding)
    elif form is Form.BALLOTS:
        rows, bad = read_ballots(path, areas, provenance, order, encoding)
    else:
        rows, bad = read_next_elections(path, areas, provenance, order, encoding)
    if not rows and not bad:
        raise DataError("the file has no poll", where=str(path), mend="Look whether it is the right one")
    return Read(form, tuple(rows), tuple(bad))


def _order(typed: str | None) -> DayOrder | None:
    if typed is None or typed in set(DayOrder):
        return DayOrder(typed) if typed else None
    raise InputError(f"there is no order of dates {typed!r}", mend=f"One of: {', '.join(DayOrder)}")


def _form(path: Path, encoding: str) -> Form:
    text = _text(path, encoding)
    head = text.lstrip()[:15].upper()
    if not head:
        raise DataError("the file is empty", where=str(path), mend=_READS)
    if head == "BEGIN:VCALENDAR":
        return Form.CALENDAR
    header = next(csv.reader([text.partition("\n")[0][:100_000].removesuffix("\r")]), [])
    if set(header) >= set(COLUMNS):
        return Form.NEXT_ELECTIONS
    if not set(ID_COLUMNS).isdisjoint(header):
        return Form.BALLOTS
    mend = f"{_READS}, told by the columns {' or '.join(ID_COLUMNS)}, or {' and '.join(COLUMNS)}"
    raise DataError("the file is none that can be imported", where=f"{path}:1", mend=mend)


def _text(path: Path, encoding: str) -> str:
    try:
        with path.open("rb") as file:
            if file.read(4) in _WORKBOOKS:
                mend = "Save the sheet as CSV UTF-8, with its dates as yyyy-mm-dd"
                raise DataError("the file is a workbook or an archive", where=str(path), mend=mend)
    except OSError:
        pass  # said below
    return read_text(
        path, MOST_BYTES, encoding=encoding, mend="Save it as UTF-8, or say --encoding windows-1252"
    )
