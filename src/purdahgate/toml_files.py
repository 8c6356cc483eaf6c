"""Read a TOML file into a typed struct, or say in one line what cannot stand, where, and the mend.

Hostile files are refused before they are parsed: tomllib's time and stack grow faster than the file.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from purdahgate.errors import DataError, PurdahgateError
from purdahgate.text_files import read_text
from purdahgate.toml_lines import Step, line_of

T = TypeVar("T", bound=msgspec.Struct)

MOST_BYTES: Final = 2_000_000
_LONGEST_LINE: Final = 20_000
_MOST_PARTS: Final = 16
_MOST_KEPT: Final = 64
# One part of a dotted key, bare or quoted; a match starts where a part starts, so long lines stay cheap.
_PART: Final = r"""(?:(?<![\w-])[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*"""
_TOO_DEEP: Final = re.compile(rf"(?:{_PART}){{{_MOST_PARTS},}}")
_PARSE_ERROR: Final = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), .*|end of document)\)", re.DOTALL)

_DATE: Final = re.compile(r"=\s*\d{4}-\d{1,2}-\d")
_DATE_MEND: Final = "Write a real date, as 2027-05-06"


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One parsed file, with its text so that an error can name a line, raised as `error`."""

    path: Path
    text: str
    tree: dict[str, Any]
    error: type[PurdahgateError] = DataError

    def where(self, *steps: Step) -> str:
        """`path:line` of the table or key at `steps`, or the path alone where no line can be told."""
        line = line_of(self.text, steps)
        return f"{self.path}:{line}" if line else str(self.path)

    def convert(self, into: type[T], at: tuple[str, ...] = ()) -> T:
        """The file, or its table `at`, as an `into`; unknown keys are refused where `into` forbids them."""
        tree = self.tree
        for step in at:
            tree = tree[step]
        try:
            return msgspec.convert(tree, into, builtin_types=(date, datetime, time))
        except msgspec.ValidationError as wrong:
            from purdahgate.toml_refusals import explain

            refusal = explain(str(wrong), into, at)
        raise self.error(refusal.what, where=self.where(*refusal.steps), mend=refusal.mend)


def read_toml(
    path: Path, into: type[T], *, limit: int = MOST_BYTES, error: type[PurdahgateError] = DataError
) -> T:
    """The file at `path` as an `into`; whatever is wrong with it is raised as `error`."""
    return open_toml(path, limit=limit, error=error).convert(into)


def open_toml(path: Path, *, limit: int = MOST_BYTES, error: type[PurdahgateError] = DataError) -> TomlFile:
    """The file at `path`, parsed but not yet typed; at most `limit` bytes of UTF-8, a BOM allowed."""
    return parse_toml(read_text(path, limit, error=error), path, error=error)


def parse_toml(text: str, path: Path, *, error: type[PurdahgateError] = DataError) -> TomlFile:
    """`text` parsed as what stands, or would stand, at `path`."""
    _refuse_hostile(text, path, error)
    try:
        return TomlFile(path, text, _tree(text), error)
    except tomllib.TOMLDecodeError as wrong:
        parts = _PARSE_ERROR.fullmatch(str(wrong))
        what = str(wrong) if parts is None else str(parts["what"])
        line = text.count("\n") + 1 if parts is None or not parts["line"] else int(parts["line"])
        what = what[:1].lower() + what[1:]
        mend = _DATE_MEND if _DATE.search(text.split("\n")[line - 1]) else "Mend that line"
        raise error(f"not TOML: {what}", where=f"{path}:{line}", mend=mend) from None
    except RecursionError:
        raise error("brackets are nested too deep", where=str(path), mend="Write it flat") from None


@lru_cache(_MOST_KEPT)
def _tree(text: str) -> dict[str, Any]:
    """What `text` says, kept, for the worker reads every file again and again. Nobody may change it."""
    return tomllib.loads(text)


def _refuse_hostile(text: str, path: Path, error: type[PurdahgateError]) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE:
            mend = f"At most {_LONGEST_LINE:,} characters"
            raise error("a line is too long", where=f"{path}:{number}", mend=mend)
        if _TOO_DEEP.search(line):
            mend = f"Fewer than {_MOST_PARTS} parts"
            raise error("a dotted key is too deep", where=f"{path}:{number}", mend=mend)
