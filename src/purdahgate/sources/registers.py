"""Registers of parties (`.toml`) and of members (`.csv`): files to `Register`."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Final

import msgspec

from purdahgate.csv_files import CsvFile, open_csv
from purdahgate.domain.body import Areas
from purdahgate.domain.register import Member, Party, Register, Roster
from purdahgate.errors import DataError
from purdahgate.text_files import read_bytes
from purdahgate.toml_files import read_toml

SHIPPED_REGISTERS: Final = Path(__file__).parent.parent / "shipped" / "registers"
MOST_BYTES: Final = 100_000_000
MOST_MEMBERS: Final = 200_000  # that count for one body; each costs memory and time at every start
_NEEDED: Final = ("name", "role", "area", "party", "handles", "from", "to")
_OPTIONAL: Final = ("seat", "source")
COLUMNS: Final = (*_NEEDED, *_OPTIONAL)
_NO_PERSON: Final = frozenset({"vacant", "vacancy", "vacant seat", "no candidate"})
_LEAST_WORDS: Final = 2
_Term = tuple[date | None, date | None]
_SEATED: Final = "MP"  # "Sometown MP" is an office whoever's area Sometown is


class _Party(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    descriptions: list[str] = []


class _Parties(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    licence: str
    checked_on: date
    party: list[_Party]


def load_register(
    paths: Sequence[Path], areas: Areas | None = None, scope: AbstractSet[str] | None = None
) -> Register:
    """One register of every file: parties from `.toml`, members from `.csv`.

    Of members only those that count in `scope` are read, and every MP, who make a seat's name an office;
    None reads all. A party's ballot descriptions follow its name as parties of the same id. DataError, naming
    file and line, for a file of another kind, one that cannot be read whole, and a member of no area in
    `areas`.
    """
    digest = hashlib.sha256()
    parties: list[Party] = []
    rosters: list[Roster] = []
    for path in paths:
        content = read_bytes(path, MOST_BYTES)
        digest.update(content)
        if path.suffix == ".toml":
            parties.extend(_parties(path))
        elif path.suffix == ".csv":
            rosters.append(_roster(path, content, areas, scope))
        else:
            raise DataError(
                "not a register", where=str(path), mend="Give .toml for parties, .csv for members"
            )
    members = tuple(member for roster in rosters for member in roster.members)
    return Register(tuple(parties), members, digest.hexdigest(), tuple(rosters))


def _parties(path: Path) -> Iterator[Party]:
    for party in read_toml(path, _Parties).party:
        for name in (party.name, *party.descriptions):
            yield Party(party.id, name)


def _roster(path: Path, content: bytes, areas: Areas | None, scope: AbstractSet[str] | None) -> Roster:
    with open_csv(io.BytesIO(content), str(path)) as file:
        for column in _NEEDED:
            if column not in file.columns:
                raise DataError(
                    f"the register has no column {column!r}",
                    where=f"{path}:{file.line}",
                    mend=f"Columns: {','.join(_NEEDED)} and, if you like, {','.join(_OPTIONAL)}",
                )
        members = tuple(_Rows(file, path, areas, scope).members())
    said = [comment.partition(":") for comment in file.comments]
    days = [day for key, _, value in said if key == "checked_on" and (day := _first_day(value))]
    return Roster(
        file=str(path),
        members=members,
        checked_on=max(days, default=None),
        vacant=tuple(value.strip() for key, _, value in said if key == "vacant"),
        unread=sum(int(value) for key, _, value in said if key == "unread" and value.strip().isdigit()),
    )


def _first_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


class _Rows:
    """The rows of one file. What stands in many of them, areas and days, is worked out once.

    A row of another area is looked at no further than its number of cells and its area.
    """

    def __init__(
        self, file: CsvFile, path: Path, areas: Areas | None, scope: AbstractSet[str] | None
    ) -> None:
        self._file, self._path, self._areas, self._scope = file, path, areas, scope
        self._place, self._role, self._name = (file.columns.index(each) for each in ("area", "role", "name"))
        self._ordered = itemgetter(*(file.columns.index(column) for column in _NEEDED))
        self._seat, self._source = (
            file.columns.index(column) if column in file.columns else -1 for column in _OPTIONAL
        )
        self._held: dict[str, tuple[tuple[str, ...], bool]] = {}
        self._terms: dict[tuple[str, str], _Term] = {}

    def members(self) -> Iterator[Member]:
        """Everybody that counts, in order."""
        width = len(self._file.columns)
        taken = 0
        for line, cells in self._file.rows:
            if len(cells) != width:
                what = f"{len(cells)} values for {width} columns"
                raise DataError(what, where=f"{self._path}:{line}", mend="Is the file whole?")
            held = self._held.get(cells[self._place]) or self._held_in(cells, line)
            if held[1] or cells[self._role].strip() == _SEATED:
                taken += 1
                if taken > MOST_MEMBERS:
                    what = f"more than {MOST_MEMBERS:,} people of the register count here"
                    raise DataError(what, where=f"{self._path}:{line}", mend="Take other areas' people out")
                yield self._member(cells, held[0], line)

    def _held_in(self, cells: Sequence[str], line: int) -> tuple[tuple[str, ...], bool]:
        """The areas of a row and whether they count here; every one must be in the table of areas."""
        slugs = _several(cells[self._place])
        for slug in slugs:
            if self._areas is not None and slug not in self._areas:
                what = f"{' '.join(cells[self._name].split())} is of {slug!r}, which is no area"
                raise DataError(what, where=f"{self._path}:{line}", mend=self._areas.suggest(slug))
        counts = self._scope is None or not slugs or not self._scope.isdisjoint(slugs)
        self._held[cells[self._place]] = slugs, counts
        return slugs, counts

    def _member(self, cells: Sequence[str], areas: tuple[str, ...], line: int) -> Member:
        typed, role, _, party, handles, begins, ends = self._ordered(cells)
        words = typed.split()
        name = " ".join(words)
        if len(words) < _LEAST_WORDS or name.lower() in _NO_PERSON or "," in name or not role.strip():
            raise self._misfit(name, line)
        days = self._terms.get((begins, ends)) or self._term(begins, ends, name, line)
        return Member(
            name,
            role.strip(),
            areas,
            cells[self._seat].strip() if self._seat >= 0 else "",
            party.strip(),
            _several(handles) if handles else (),
            *days,
            cells[self._source].strip() if self._source >= 0 else "",
        )

    def _misfit(self, name: str, line: int) -> DataError:
        """Why nobody can be made of this row."""
        where = f"{self._path}:{line}"
        if " " not in name or name.lower() in _NO_PERSON:
            mend = "Give first name and surname, or drop it"
            return DataError(f"{name!r} is no full name", where=where, mend=mend)
        if "," in name:
            mend = "Write the first name first"
            return DataError(f"{name!r} has its surname first", where=where, mend=mend)
        return DataError(f"{name!r} has no role", where=where, mend="Give one, such as councillor or MP")

    def _term(self, begins: str, ends: str, name: str, line: int) -> _Term:
        """From when to when; many rows have the same."""
        where = f"{self._path}:{line}"
        held_from, held_to = self._day(begins, where), self._day(ends, where)
        if held_from and held_to and held_to < held_from:
            raise DataError(f"{name!r} leaves before coming", where=where, mend="Mend `from` and `to`")
        self._terms[begins, ends] = held_from, held_to
        return held_from, held_to

    @staticmethod
    def _day(cell: str, where: str) -> date | None:
        try:
            return date.fromisoformat(cell.strip()) if cell.strip() else None
        except ValueError:
            mend = "Write it as 2027-05-06"
            raise DataError(f"{cell.strip()!r} is no date", where=where, mend=mend) from None


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip()) if value else ()
