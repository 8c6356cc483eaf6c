"""The lines an iCalendar file is made of (RFC 5545, section 3.1).

Read here rather than by the library that writes them: an error must name the line of the file, and a hostile
file must end at its first bad line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from purdahgate.errors import DataError

_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_LONGEST_READ: Final = 100_000  # characters, folds and all
_LINE: Final = re.compile(
    r"""(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)""", re.DOTALL
)


def plain(value: str) -> str:
    """What a TEXT value says."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One unfolded line: where it begins in the file, its name in capitals, the rest as written."""

    number: int
    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        """The value of one parameter, or nothing."""
        found = re.search(rf';{name}=("[^"]*"|[^;":]*)', self.parameters, re.IGNORECASE)
        return found[1].strip('"') if found else ""


def content_lines(given: str, path: object) -> Iterator[ContentLine]:
    """Every line of an .ics; DataError for one that is none."""
    for number, line in _unfolded(given, path):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise DataError(
                f"{line[:40]!r} is no line of a calendar", where=f"{path}:{number}", mend="Export it again"
            )
        yield ContentLine(number, parts["name"].upper(), parts["parameters"], parts["value"])


def _unfolded(given: str, path: object) -> Iterator[tuple[int, str]]:
    pieces: list[str] = []
    begun, length = 1, 0
    for number, line in enumerate(StringIO(given, newline="\n"), start=1):
        here = line.rstrip("\r\n")
        if pieces and here[:1] in (" ", "\t"):
            pieces.append(here[1:])
        else:
            if pieces:
                yield begun, "".join(pieces)
            pieces, begun, length = ([here] if here.strip() else []), number, 0
        length += len(line)
        if length > _LONGEST_READ:
            mend = f"At most {_LONGEST_READ:,} characters"
            raise DataError("a line is too long", where=f"{path}:{begun}", mend=mend)
    if pieces:
        yield begun, "".join(pieces)
