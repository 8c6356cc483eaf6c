"""Read the members of somebody else's file, row by row: who counts here, who is left out, what is wrong."""

import hashlib
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from purdahgate.csv_files import CsvFile, open_csv
from purdahgate.domain.register import Member
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.csv_rows import BadRow
from purdahgate.exchange.person_names import check_cell, everyday_name, is_vacant
from purdahgate.exchange.register_forms import READINGS, TITLES, Form, Reading, Told, first, form_of
from purdahgate.exchange.register_places import Places
from purdahgate.exchange.typed_days import DayOrder, UnclearDayError
from purdahgate.sources.registers import MOST_MEMBERS

MOST_BYTES: Final = 500_000_000
_MOST_BAD: Final = 100  # kinds of bad row that are kept in words; all are counted
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MEND: Final = "Save it as CSV UTF-8, or say --encoding windows-1252 (or utf-16)"
_READS: Final = "It reads, by their columns: " + "; ".join(
    f"{TITLES[form]} ({', '.join(names[0] for names in reading.needs)})" for form, reading in READINGS.items()
)


@dataclass(slots=True)
class Read:
    """What a file tells. `bad` has the first row of each thing that is wrong; `bad_rows` counts all.

    `elsewhere` counts people of other areas, `repeated` lines that say again what another said, `vacant` are
    seats. `dropped_handles` are no account names. `seats_polled` is the first day on which seats of the file
    have polled since, None where none has: the file is older than that.
    """

    form: Form
    digest: str
    members: list[Member] = field(default_factory=list)
    elsewhere: int = 0
    repeated: int = 0
    vacant: list[str] = field(default_factory=list)
    bad: dict[str, tuple[BadRow, int]] = field(default_factory=dict)
    bad_rows: int = 0
    dropped_handles: list[str] = field(default_factory=list)
    seats_polled: date | None = None

    def refuse(self, line: int, wrong: InputError) -> None:
        """Count a bad row; what many rows share is kept once, with the first of them."""
        self.bad_rows += 1
        before = self.bad.get(wrong.message)
        if before:
            self.bad[wrong.message] = before[0], before[1] + 1
        elif len(self.bad) < _MOST_BAD:
            self.bad[wrong.message] = BadRow(line, wrong.message, wrong.mend), 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is wanted: those of `scope`, None for all; `area` is where rows that name none belong."""

    scope: AbstractSet[str] | None
    area: str = ""
    form: Form | None = None
    order: DayOrder | None = None
    encoding: str = "utf-8"


def form_named(typed: str) -> Form | None:
    """The form that `--form` names, None for auto."""
    if typed == "auto":
        return None
    if typed in set(Form):
        return Form(typed)
    raise InputError(f"there is no form {typed!r}", mend=f"One of: auto, {', '.join(Form)}")


def order_named(typed: str | None) -> DayOrder | None:
    """The order of dates that `--dates` names."""
    if typed is None or typed in set(DayOrder):
        return DayOrder(typed) if typed else None
    raise InputError(f"there is no order of dates {typed!r}", mend=f"One of: {', '.join(DayOrder)}")


def read_register(
    path: Path, places: Places, wanted: Wanted, today: date, done: Callable[[int], None] = lambda _count: None
) -> Read:
    """Every member of the file at `path` that counts; `done` is told how many rows have been read.

    DataError for a file that cannot be read as a whole: too big, another form or encoding, no CSV to its end,
    dates whose order nobody has said, or more people than a register may have.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) in _WORKBOOKS:
                mend = "Save the sheet as CSV UTF-8, with its dates as yyyy-mm-dd"
                raise DataError("the file is a workbook or an archive", where=str(path), mend=mend)
            if file.seek(0, 2) > MOST_BYTES:
                raise DataError("the file is too big", where=str(path), mend=f"At most {MOST_BYTES:,} bytes")
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            with open_csv(file, str(path), wanted.encoding, _MEND) as csv:
                read = Read(_form(csv, path, wanted.form), digest)
                for count in _Taking(csv, path, places, wanted, today, read).rows():
                    done(count)
    except OSError as wrong:
        said = (wrong.strerror or "unreadable").lower()
        raise DataError(
            f"cannot read the file: {said}", where=str(path), mend="Check path and rights"
        ) from None
    return read


def _form(csv: CsvFile, path: Path, asked: Form | None) -> Form:
    columns = csv.columns
    if not columns:
        raise DataError("the file is empty", where=str(path), mend=_READS)
    for name in columns:
        if name and columns.count(name) > 1:
            mend = "Take one out"
            raise DataError(f"the column {name!r} stands twice", where=f"{path}:{csv.line}", mend=mend)
    form = form_of(columns) if asked is None else asked
    if form is None:
        raise DataError("the file is none that can be imported", where=f"{path}:{csv.line}", mend=_READS)
    if not READINGS[form].suits(columns):
        needs = ", ".join(" or ".join(names) for names in READINGS[form].needs)
        raise DataError(
            f"the file is no {TITLES[form]}", where=f"{path}:{csv.line}", mend=f"Columns: {needs}"
        )
    return form


class _Taking:
    """Sorts the rows of one file into a `Read`."""

    def __init__(
        self, csv: CsvFile, path: Path, places: Places, wanted: Wanted, today: date, read: Read
    ) -> None:
        self._csv, self._path, self._places, self._wanted = csv, path, places, wanted
        self._today, self._read = today, read
        self._reading: Reading = READINGS[read.form]
        self._areas: dict[tuple[str, ...], tuple[str, ...] | InputError] = {}
        self._seen: set[Member] = set()

    def rows(self) -> Iterator[int]:
        """Take every row; gives how many have been read."""
        columns = self._csv.columns
        for count, (line, cells) in enumerate(self._csv.rows, 1):
            try:
                if len(cells) != len(columns):
                    raise InputError(  # noqa: TRY301
                        f"a row has {len(cells)} cells where the header has {len(columns)}",
                        mend="Is the file whole?",
                    )
                self._take(dict(zip(columns, cells, strict=True)))
            except UnclearDayError as unclear:
                where = f"{self._path}:{line}"
                raise DataError(unclear.message, where=where, mend=unclear.mend) from None
            except InputError as wrong:
                self._read.refuse(line, wrong)
            if len(self._read.members) > MOST_MEMBERS:
                mend = "Import it for one area, with --area SLUG"
                what = f"more than {MOST_MEMBERS:,} people count here, and a register holds no more"
                raise DataError(what, where=f"{self._path}:{line}", mend=mend)
            yield count

    def _take(self, values: dict[str, str]) -> None:
        areas = self._areas_of(values)
        if areas and self._wanted.scope is not None and self._wanted.scope.isdisjoint(areas):
            self._read.elsewhere += 1
            return
        typed = first(values, self._reading.name)
        told = self._reading.told(values, areas, self._places, self._wanted.order)
        self._note_poll(told)
        if is_vacant(typed):
            self._read.vacant.append(" ".join(f"{told.seat} ({';'.join(areas)})".split()))
            return
        member = self._member(everyday_name(typed), told)
        if member in self._seen:
            self._read.repeated += 1
            return
        self._seen.add(member)
        self._read.members.append(member)

    def _areas_of(self, values: dict[str, str]) -> tuple[str, ...]:
        """The areas of a row; those of rows that say the same of their place are looked up once."""
        key = self._reading.key(values)
        if key not in self._areas:
            try:
                found = self._reading.areas(self._places, key)
                self._areas[key] = found or ((self._wanted.area,) if self._wanted.area else ())
                if not self._areas[key] and self._read.form is Form.MODERNGOV:
                    mend = "Say which with --area SLUG"
                    raise InputError("the file does not say of which council it is", mend=mend)  # noqa: TRY301
            except InputError as wrong:
                self._areas[key] = wrong
        areas = self._areas[key]
        if isinstance(areas, InputError):
            raise areas
        return areas

    def _note_poll(self, told: Told) -> None:
        day, known = told.seat_ends, self._read.seats_polled
        if day and day < self._today and (known is None or day < known):
            self._read.seats_polled = day

    def _member(self, name: str, told: Told) -> Member:
        for what in ("role", "seat", "party"):
            check_cell(getattr(told, what), what)
        if told.held_from and told.held_to and told.held_to < told.held_from:
            raise InputError(f"{name!r} leaves before coming", mend="Mend `from` and `to`")
        handles = tuple(each for each in told.handles if _is_account(each))
        self._read.dropped_handles += [each for each in told.handles if each not in handles]
        return Member(
            name=name,
            role=" ".join(told.role.split()),
            areas=told.areas,
            seat=" ".join(told.seat.split()),
            party=" ".join(told.party.split()),
            handles=handles,
            held_from=told.held_from,
            held_to=told.held_to,
        )


def _is_account(handle: str) -> bool:
    return handle.isascii() and len(handle) <= 253 and all(c.isalnum() or c in "_.-" for c in handle)  # noqa: PLR2004
