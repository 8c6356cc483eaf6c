"""Rows out of a CSV file as it is read, however long it is: nothing is kept but the row in hand."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import BinaryIO, Final

from purdahgate.errors import DataError
from purdahgate.text_files import UTF_8

Row = tuple[int, list[str]]
_LONGEST_LINE: Final = 1_000_000
_SAVE_AS: Final = "Save it as UTF-8"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV as far as its header: the `#` lines above it without their `#`, its columns, its rows to come."""

    comments: tuple[str, ...]
    line: int
    columns: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def open_csv(file: BinaryIO, where: str, encoding: str = UTF_8, mend: str = _SAVE_AS) -> Iterator[CsvFile]:
    """The CSV in `file`, which stays the caller's to close.

    A row is given with the line it begins on; empty ones are passed over. Column names are in small letters.
    DataError, naming the line, for another encoding and for broken quoting, once the reading gets there.
    """
    try:
        text = io.TextIOWrapper(
            file, "utf-8-sig" if encoding.lower() in {UTF_8, "utf8"} else encoding, newline=""
        )
    except LookupError:
        raise DataError(f"there is no encoding {encoding!r}", mend="Use utf-8 or windows-1252") from None
    try:
        yield _begun(text, _Reading(file, where, encoding, mend))
    finally:
        text.detach()


def _begun(text: io.TextIOWrapper, read: "_Reading") -> CsvFile:
    lines = iter(partial(text.readline, _LONGEST_LINE), "")
    comments: list[str] = []
    first = ""
    for first in read.guarded(lines):
        if first.strip() and not first.startswith("#"):
            break
        comments.append(first.lstrip("#").strip())
    else:
        first = ""
    rows = read.rows(chain([first], lines), len(comments))
    line, columns = next(rows, (1, []))
    names = tuple(column.strip().lower() for column in columns)
    return CsvFile(tuple(comments), line, names, rows)


@dataclass(frozen=True, slots=True)
class _Reading:
    file: BinaryIO
    where: str
    encoding: str
    mend: str

    def guarded(self, lines: Iterator[str]) -> Iterator[str]:
        try:
            yield from lines
        except UnicodeDecodeError:
            raise self._other_encoding() from None

    def rows(self, lines: Iterator[str], above: int) -> Iterator[Row]:
        reader = csv.reader(lines, strict=True)
        line = above + 1
        try:
            for cells in reader:
                if any(cells):
                    yield line, cells
                line = above + reader.line_num + 1
        except csv.Error as broken:
            said = f"the file breaks off: {broken}"
            raise DataError(said, where=f"{self.where}:{line}", mend="Is the file whole?") from None
        except UnicodeDecodeError:
            raise self._other_encoding() from None

    def _other_encoding(self) -> DataError:
        name = "UTF-8" if self.encoding.lower() in {UTF_8, "utf8"} else self.encoding
        return DataError(f"the file is not {name}", where=f"{self.where}:{self._line()}", mend=self.mend)

    def _line(self) -> int:
        """The first line that does not decode; decoding runs ahead of the rows, so it is looked for."""
        self.file.seek(0)
        for number, raw in enumerate(self.file, 1):
            try:
                raw.decode(self.encoding)
            except UnicodeDecodeError:
                return number
        return 1
