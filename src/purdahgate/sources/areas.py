"""The shipped table of areas: which district lies in which county, police area, combined authority, nation."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from purdahgate.domain.body import Area, Areas
from purdahgate.domain.election import Nation
from purdahgate.errors import DataError

SHIPPED_AREAS: Final = Path(__file__).parent.parent / "shipped" / "areas.csv"
_COLUMNS: Final = ["slug", "name", "kind", "nation", "gss", "within"]
_NATIONS: Final = {nation.value: nation for nation in Nation}


def load_areas(path: Path = SHIPPED_AREAS) -> Areas:
    """Every area of the table at `path`, the shipped one by default; a line that starts with `#` is a comment.

    Raises DataError, naming the line, for other columns, an unknown nation, a slug that comes twice, or an
    area said to lie within one that the table does not have.
    """
    found: dict[str, tuple[int, Area]] = {}
    for number, row in _rows(path):
        area = _area(row, f"{path}:{number}")
        if area.slug in found:
            first = found[area.slug][0]
            raise DataError(
                f"the area {area.slug!r} comes twice, first on line {first}",
                where=f"{path}:{number}",
                mend="Take one of them out",
            )
        found[area.slug] = (number, area)
    for number, area in found.values():
        for parent in area.within:
            if parent not in found:
                raise DataError(
                    f"{area.slug!r} lies within {parent!r}, which is no area here",
                    where=f"{path}:{number}",
                    mend="Add that area or mend the slug",
                )
    return Areas(area for _, area in found.values())


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each data row with its line; the header is checked and passed over."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise DataError(f"cannot read the areas: {wrong}", where=str(path), mend="Restore the file") from None
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    rows = zip((number for number, _ in numbered), csv.reader(line for _, line in numbered), strict=True)
    _, header = next(rows, (0, []))
    if header != _COLUMNS:
        raise DataError("not a table of areas", where=str(path), mend=f"Columns: {','.join(_COLUMNS)}")
    return rows


def _area(row: list[str], where: str) -> Area:
    if len(row) != len(_COLUMNS):
        raise DataError(f"{len(row)} columns instead of {len(_COLUMNS)}", where=where, mend="Mend that line")
    slug, name, kind, nation, _, within = row
    if nation not in _NATIONS:
        raise DataError(f"{nation!r} is no nation", where=where, mend=f"One of {', '.join(_NATIONS)}")
    return Area(slug, name, kind, _NATIONS[nation], tuple(within.split(";")) if within else ())
