"""Posts out of a CSV file: every row read before any is queued, every bad one named by its line."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from purdahgate.errors import DataError

REQUIRED = ("text", "account", "due")
KNOWN = (*REQUIRED, "category", "link", "because", "media", "alt", "fold")
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


def read_posts_csv(path: Path, encoding: str) -> tuple[list[CsvRow], list[BadRow]]:
    """The rows of a CSV with a header line, and those with too many or too few cells.

    A BOM and any line end are taken. DataError for a file that cannot be read or is not `encoding`, for a
    missing, doubled or unknown column, and for broken quoting.
    """
    text = _text(path, encoding)
    if (nul := text.find("\x00")) >= 0:
        line = text.count("\n", 0, nul) + 1
        raise DataError("the file has a NUL character", where=f"{path}:{line}", mend="Save it as plain CSV")
    csv.field_size_limit(_MOST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(path, header)
        return _rows(reader, header)
    except csv.Error as bad:
        raise DataError(
            f"the CSV is broken: {bad}", where=f"{path}:{reader.line_num}", mend="Mend the quotes there"
        ) from None


def _text(path: Path, encoding: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as bad:
        raise DataError(f"the file cannot be read: {bad.strerror}", where=str(path)) from None
    if len(content) > MOST_BYTES:
        raise DataError(f"the file is larger than {MOST_BYTES:,} bytes", where=str(path), mend="Split it")
    try:
        return content.decode(
            "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding
        )
    except UnicodeDecodeError as bad:
        line = content.count(b"\n", 0, bad.start) + 1
        raise DataError(
            f"the file is not {encoding}",
            where=f"{path}:{line}",
            mend="Save it as UTF-8, or say --encoding windows-1252",
        ) from None
    except LookupError:
        raise DataError(f"there is no encoding {encoding!r}", mend="Use utf-8 or windows-1252") from None


def _check_header(path: Path, header: list[str]) -> None:
    where = f"{path}:1"
    for name in REQUIRED:
        if name not in header:
            may = ", ".join(KNOWN[len(REQUIRED) :])
            mend = f"The header must have: {', '.join(REQUIRED)}; it may have: {may}"
            raise DataError(f"the column {name!r} is missing", where=where, mend=mend)
    for name in header:
        if name not in KNOWN:
            raise DataError(f"there is no column {name!r}", where=where, mend=f"Columns: {', '.join(KNOWN)}")
        if header.count(name) > 1:
            raise DataError(f"the column {name!r} stands twice", where=where, mend="Take one out")


def _rows(reader: Iterable[list[str]], header: list[str]) -> tuple[list[CsvRow], list[BadRow]]:
    good: list[CsvRow] = []
    bad: list[BadRow] = []
    line = 2
    for cells in reader:
        if len(cells) == len(header):
            good.append(CsvRow(line, dict(zip(header, cells, strict=True))))
        elif cells:
            bad.append(BadRow(line, f"it has {len(cells)} cells where the header has {len(header)}"))
        line = reader.line_num + 1  # type: ignore[attr-defined]
    return good, bad
