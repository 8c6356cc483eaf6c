"""Election calendars: TOML files of polls, each row with its source and the date somebody checked it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Nation, Status, digest_of
from purdahgate.domain.election_faults import fault_of
from purdahgate.domain.windows import Calendar
from purdahgate.errors import DataError
from purdahgate.toml_files import TomlFile, open_toml


class _Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One `[[election]]` as written."""

    id: Annotated[str, msgspec.Meta(min_length=1)]
    nation: Nation
    title: Annotated[str, msgspec.Meta(min_length=1)]
    status: Status
    poll_date: date
    source: Annotated[str, msgspec.Meta(min_length=1)]
    areas: tuple[str, ...] = ()
    called_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    notice_on: date | None = None
    announced_on: date | None = None
    declared_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    government_formed_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    checked_on: date | None = None
    note: str = ""


class _Header(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A calendar file: what it says of itself, and its polls."""

    election: tuple[_Row, ...] = ()
    covers_from: date | None = None
    covers_until: date | None = None
    checked_on: date | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one row stands, to name in an error."""

    file: TomlFile
    number: int

    def wrong(self, what: str, mend: str, key: str = "") -> DataError:
        steps = ("election", self.number, key) if key else ("election", self.number)
        return DataError(what, where=self.file.where(*steps), mend=mend)


def load_calendar(paths: Sequence[Path], areas: Areas) -> Calendar:
    """Every poll of the files at `paths`, as one calendar.

    It covers what every file that says so covers, and counts as checked when the file checked longest ago
    was. Raises DataError, naming file and line, for a file or a row that cannot stand, a poll told twice
    (same id and nation), and a calendar that is empty or does not say what it covers.
    """
    files = [(file := open_toml(path), file.convert(_Header)) for path in paths]
    elections = _elections(files, areas)
    where = ", ".join(str(path) for path in paths)
    if not elections:
        raise DataError("the calendar has no election", where=where, mend="Add an [[election]]")
    starts = [header.covers_from for _, header in files if header.covers_from]
    ends = [header.covers_until for _, header in files if header.covers_until]
    if not starts or not ends or max(starts) > min(ends):
        mend = "Give covers_from and covers_until, the one before the other"
        raise DataError("the calendar does not say what it covers", where=where, mend=mend)
    return Calendar(
        elections=elections,
        covers_from=max(starts),
        covers_until=min(ends),
        checked_on=min(header.checked_on or min(_checked(header)) for _, header in files if header.election),
        digest=digest_of(elections),
    )


def _checked(header: _Header) -> Iterator[date]:
    return (row.checked_on for row in header.election if row.checked_on)


def _elections(files: Iterable[tuple[TomlFile, _Header]], areas: Areas) -> tuple[Election, ...]:
    """Every row, checked, by polling day; no two with the same id and nation."""
    found: dict[tuple[str, Nation], Election] = {}
    places: dict[tuple[str, Nation], _Place] = {}
    for file, header in files:
        for number, row in enumerate(header.election):
            place = _Place(file, number)
            election = _election(row, header, place)
            if fault := fault_of(election, areas):
                raise place.wrong(fault.what, fault.mend, fault.key)
            if first := places.get(election.key):
                where = first.file.where("election", first.number)
                raise place.wrong(
                    f"{row.id} of {row.nation} comes twice, first at {where}", "Take one of them out"
                )
            found[election.key], places[election.key] = election, place
    return tuple(sorted(found.values(), key=lambda each: (each.poll_date, *each.key)))


def _election(row: _Row, header: _Header, place: _Place) -> Election:
    checked_on = row.checked_on or header.checked_on
    if checked_on is None:
        raise place.wrong(f"{row.id} does not say when it was checked", "Add checked_on = 2026-11-22")
    return Election(
        id=row.id,
        nation=row.nation,
        title=row.title,
        status=row.status,
        poll_date=row.poll_date,
        source=row.source,
        checked_on=checked_on,
        areas=row.areas,
        called_at=_utc(row.called_at),
        notice_on=row.notice_on,
        announced_on=row.announced_on,
        declared_at=_utc(row.declared_at),
        government_formed_at=_utc(row.government_formed_at),
        note=row.note,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
