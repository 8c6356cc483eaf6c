"""Rows out of a CSV file with a header: every bad one named by the line it begins on."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from purdahgate.errors import DataError
from purdahgate.text_files import read_text

MOST_BYTES = 500_000_000
_MOST_FIELD = 2_000_000  # more than a text may have, so that the text's own limit speaks


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row, by column, and the line of the file its first cell stands on."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be queued, and why."""

    line: int
    why: str
    mend: str = ""


def read_csv(
    path: Path, encoding: str, required: Sequence[str], optional: Sequence[str] | None, family: str = ""
) -> tuple[list[CsvRow], list[BadRow]]:
    """The rows of a CSV with a header line, and those with too many or too few cells.

    A BOM and any line end are taken. `optional` None allows any other column, and `family` any that
    begins so. DataError for a file that cannot be read or is not `encoding`, for a missing, doubled or
    unknown column, and for broken quoting.
    """
    mend = "Save it as UTF-8, or say --encoding windows-1252"
    text = read_text(path, MOST_BYTES, encoding=encoding, mend=mend)
    if (nul := text.find("\x00")) >= 0:
        line = text.count("\n", 0, nul) + 1
        raise DataError("the file has a NUL character", where=f"{path}:{line}", mend="Save it as plain CSV")
    csv.field_size_limit(_MOST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    good: list[CsvRow] = []
    bad: list[BadRow] = []
    line = 1
    try:
        header = next(reader, [])
        _check_header(f"{path}:1", header, required, optional, family)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                good.append(CsvRow(line, dict(zip(header, cells, strict=True))))
            elif cells:
                bad.append(BadRow(line, f"it has {len(cells)} cells where the header has {len(header)}"))
            line = reader.line_num + 1
    except csv.Error as broken:
        raise _broken(broken, f"{path}:{line}") from None
    return good, bad


def _broken(broken: csv.Error, where: str) -> DataError:
    if "field limit" in str(broken):
        return DataError(f"a cell is longer than {_MOST_FIELD:,} characters", where=where, mend="Shorten it")
    return DataError(f"the row that begins there is no CSV: {broken}", where=where, mend="Look at its quotes")


def _check_header(
    where: str, header: list[str], required: Sequence[str], optional: Sequence[str] | None, family: str
) -> None:
    must = f"The header must have: {', '.join(required)}"
    may = f"{must}; it may have: {', '.join(optional)}" if optional else must
    for name in required:
        if name not in header:
            raise DataError(f"the column {name!r} is missing", where=where, mend=may)
    for name in header:
        allowed = name in (*required, *(optional or ())) or (family and name.startswith(family))
        if optional is not None and not allowed:
            raise DataError(f"there is no column {name!r}", where=where, mend=may)
        if header.count(name) > 1:
            raise DataError(f"the column {name!r} stands twice", where=where, mend="Take one out")
