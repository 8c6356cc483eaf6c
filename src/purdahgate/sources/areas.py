"""The shipped table of areas: which district lies in which county, police area, region and nation."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from purdahgate.domain.body import Area, Areas
from purdahgate.domain.election import Nation
from purdahgate.errors import DataError
from purdahgate.text_files import read_text

SHIPPED_AREAS: Final = Path(__file__).parent.parent / "shipped" / "areas.csv"
_MOST_BYTES: Final = 10_000_000
_COLUMNS: Final = ["slug", "name", "kind", "nation", "gss", "within"]
_NATIONS: Final = {nation.value: nation for nation in Nation}


def load_areas(path: Path = SHIPPED_AREAS) -> Areas:
    """Every area of the table at `path`, by default the shipped one; lines that start with `#` are comments.

    Raises DataError, naming the line, for other columns, an unknown nation, a slug that comes twice, or an
    area said to lie within one that the table does not have.
    """
    found: dict[str, Area] = {}
    lines: dict[str, str] = {}
    for where, row in _rows(path):
        area = _area(row, where)
        if area.slug in found:
            twice = f"the area {area.slug!r} comes twice, first at {lines[area.slug]}"
            raise DataError(twice, where=where, mend="Take one of them out")
        found[area.slug], lines[area.slug] = area, where
    for area in found.values():
        for parent in area.within:
            if parent not in found:
                lost = f"{area.slug!r} lies within {parent!r}, which is no area here"
                raise DataError(lost, where=lines[area.slug], mend="Add that area or mend the slug")
    return Areas(found.values())


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each data row with its `path:line`; the header is checked and passed over."""
    lines = read_text(path, _MOST_BYTES).splitlines()
    rows = (
        (f"{path}:{number}", next(csv.reader([line]), []))
        for number, line in enumerate(lines, start=1)
        if line and not line.startswith("#")
    )
    where, header = next(rows, (str(path), []))
    if header != _COLUMNS:
        raise DataError("not a table of areas", where=where, mend=f"Columns: {','.join(_COLUMNS)}")
    return rows


def _area(row: list[str], where: str) -> Area:
    if len(row) != len(_COLUMNS):
        raise DataError(f"{len(row)} columns instead of {len(_COLUMNS)}", where=where, mend="Mend that line")
    slug, name, kind, nation, _, within = row
    if nation not in _NATIONS:
        raise DataError(f"{nation!r} is no nation", where=where, mend=f"One of {', '.join(_NATIONS)}")
    return Area(slug, name, kind, _NATIONS[nation], tuple(within.split(";")) if within else ())
