"""Registers of parties (`.toml`) and of members (`.csv`): files to `Register`."""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from purdahgate.domain.body import Areas
from purdahgate.domain.register import Member, Party, Register
from purdahgate.errors import DataError
from purdahgate.text_files import read_text
from purdahgate.toml_files import read_toml

SHIPPED_REGISTERS: Final = Path(__file__).parent.parent / "shipped" / "registers"
_LARGEST: Final = 100_000_000
_NEEDED: Final = ("name", "role", "area", "party", "handles", "from", "to")
_OPTIONAL: Final = ("seat", "source")
_LEAST_WORDS: Final = 2
_NO_PERSON: Final = frozenset({"vacant", "vacancy", "vacant seat", "no candidate"})

_Row = tuple[int, list[str]]


class _Party(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    descriptions: list[str] = []


class _Parties(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    licence: str
    checked_on: date
    party: list[_Party]


def load_register(paths: Sequence[Path], areas: Areas | None = None) -> Register:
    """One register of every file: parties from `.toml`, members from `.csv`.

    A party's ballot descriptions follow its name as parties of the same id. Raises DataError, naming file and
    line, for a file of another kind, one that cannot be read whole, and a member of no area in `areas`.
    """
    digest = hashlib.sha256()
    parties: list[Party] = []
    members: list[Member] = []
    for path in paths:
        text = read_text(path, _LARGEST)
        digest.update(text.encode())
        if path.suffix == ".toml":
            parties.extend(_parties(path))
        elif path.suffix == ".csv":
            members.extend(_members(path, text, areas))
        else:
            raise DataError(
                "not a register", where=str(path), mend="Give .toml for parties, .csv for members"
            )
    return Register(tuple(parties), tuple(members), digest.hexdigest())


def _parties(path: Path) -> Iterator[Party]:
    for party in read_toml(path, _Parties).party:
        for name in (party.name, *party.descriptions):
            yield Party(party.id, name)


def _members(path: Path, text: str, areas: Areas | None) -> Iterator[Member]:
    rows = _rows(path, text)
    line, header = next(rows, (1, []))
    columns = [column.strip().lower() for column in header]
    for column in _NEEDED:
        if column not in columns:
            raise DataError(
                f"the register has no column {column!r}",
                where=f"{path}:{line}",
                mend=f"Columns: {','.join(_NEEDED)} and, if you like, {','.join(_OPTIONAL)}",
            )
    for number, row in rows:
        where = f"{path}:{number}"
        if len(row) != len(columns):
            raise DataError(
                f"{len(row)} values for {len(columns)} columns", where=where, mend="Is the file whole?"
            )
        member = _member(dict(zip(columns, (value.strip() for value in row), strict=True)), where)
        for slug in member.areas:
            if areas is not None and slug not in areas:
                what = f"{member.name} is of {slug!r}, which is no area"
                raise DataError(what, where=where, mend=areas.suggest(slug))
        yield member


def _rows(path: Path, text: str) -> Iterator[_Row]:
    """Each row with the line it ends on; `#` lines before the header and empty lines are passed over."""
    lines = text.splitlines(keepends=True)
    comments = 0
    while comments < len(lines) and (lines[comments].startswith("#") or not lines[comments].strip()):
        comments += 1
    reader = csv.reader(lines[comments:], strict=True)
    while True:
        try:
            row = next(reader, None)
        except csv.Error as wrong:
            where = f"{path}:{comments + reader.line_num}"
            raise DataError(
                f"the register breaks off: {wrong}", where=where, mend="Is the file whole?"
            ) from None
        if row is None:
            return
        if any(row):
            yield comments + reader.line_num, row


def _member(row: dict[str, str], where: str) -> Member:
    name = " ".join(row["name"].split())
    if name.lower() in _NO_PERSON or len(name.split()) < _LEAST_WORDS:
        raise DataError(
            f"{name!r} is no full name", where=where, mend="Give first name and surname, or drop it"
        )
    if "," in name:
        raise DataError(f"{name!r} has its surname first", where=where, mend="Write the first name first")
    if not row["role"]:
        raise DataError(f"{name!r} has no role", where=where, mend="Give one, such as councillor or MP")
    held_from, held_to = _day(row["from"], where), _day(row["to"], where)
    if held_from and held_to and held_to < held_from:
        raise DataError(f"{name!r} leaves before coming", where=where, mend="Mend `from` and `to`")
    return Member(
        name=name,
        role=row["role"],
        areas=_several(row["area"]),
        seat=row.get("seat", ""),
        party=row["party"],
        handles=_several(row["handles"]),
        held_from=held_from,
        held_to=held_to,
        source=row.get("source", ""),
    )


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip())


def _day(value: str, where: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise DataError(f"{value!r} is no date", where=where, mend="Write it as 2027-05-06") from None
