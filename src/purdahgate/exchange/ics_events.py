"""The events of an .ics file, read line by line: hostile files are refused before they can cost anything.

Nothing is expanded, so a rule that repeats an event each second has nothing to run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from purdahgate.errors import DataError
from purdahgate.exchange.content_lines import ContentLine, content_lines
from purdahgate.text_files import read_text

MOST_BYTES: Final = 10_000_000
_DEEPEST: Final = 5
_LONGEST_NAME: Final = 40
_AGAIN: Final = "Export it again"
_EXPORT: Final = "Export it as iCalendar (.ics)"
_REPEATS: Final = frozenset({"RRULE", "RDATE", "EXRULE"})
_UNDER_A_DAY: Final = ("FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY")


@dataclass(slots=True)
class Part:
    """A part of the calendar, as VEVENT: where it begins, and its own properties, the first of each name."""

    name: str
    number: int
    lines: dict[str, ContentLine] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The property's value as written, or nothing."""
        line = self.lines.get(name)
        return line.value if line else ""

    @property
    def repeats(self) -> bool:
        """Whether it comes more than once."""
        return not _REPEATS.isdisjoint(self.lines)


def read_events(path: Path, encoding: str = "utf-8") -> Iterator[Part]:
    """Every event of the file.

    DataError, by line, for a file that is no calendar, is too big, is not `encoding`, is nested too deep, or
    repeats an event more often than daily.
    """
    open_parts: list[Part] = []
    begun = False
    for line in content_lines(read_text(path, MOST_BYTES, encoding=encoding), path):
        if line.name == "BEGIN":
            open_parts.append(_opened(line, open_parts, path))
            begun = True
        elif not open_parts:
            raise _no_calendar(f"{path}:{line.number}")
        elif line.name == "END":
            part = _closed(line, open_parts, path)
            if part.name == "VEVENT":
                yield part
        else:
            _refuse_often(line, path)
            open_parts[-1].lines.setdefault(line.name, line)
    if not begun:
        raise _no_calendar(str(path))
    if open_parts:
        part = open_parts[-1]
        what = f"{part.name} has no end: the file is cut off"
        raise DataError(what, where=f"{path}:{part.number}", mend=_AGAIN)


def _opened(line: ContentLine, open_parts: list[Part], path: Path) -> Part:
    name = line.value.strip().upper()[:_LONGEST_NAME]
    if not open_parts and name != "VCALENDAR":
        raise _no_calendar(f"{path}:{line.number}")
    if len(open_parts) >= _DEEPEST:
        what = f"parts are nested more than {_DEEPEST} deep"
        raise DataError(what, where=f"{path}:{line.number}", mend=_AGAIN)
    return Part(name, line.number)


def _closed(line: ContentLine, open_parts: list[Part], path: Path) -> Part:
    part = open_parts.pop()
    name = line.value.strip().upper()[:_LONGEST_NAME]
    if name != part.name:
        what = f"END:{name} ends {part.name}, which begins on line {part.number}"
        raise DataError(what, where=f"{path}:{line.number}", mend=_AGAIN)
    return part


def _no_calendar(where: str) -> DataError:
    return DataError("this is no calendar: it does not begin with BEGIN:VCALENDAR", where=where, mend=_EXPORT)


def _refuse_often(line: ContentLine, path: Path) -> None:
    if line.name in _REPEATS and any(often in line.value.upper() for often in _UNDER_A_DAY):
        raise DataError(
            "an event that repeats more often than daily is no poll",
            where=f"{path}:{line.number}",
            mend="Take the event out",
        )
