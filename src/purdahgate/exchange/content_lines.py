"""The lines an iCalendar file is made of (RFC 5545, section 3.1), written and read.

Text is escaped, and a line of more than 75 bytes is folded. Written here rather than by a library because
folding is most of the work of an export, and read here because an error must name the line of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Final

from purdahgate.errors import DataError

LONGEST: Final = 75
_NO_ROOM: Final = LONGEST - 1  # a line that goes on begins with a blank
# What TEXT cannot carry; a line break is not among it.
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_ESCAPES: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_ESCAPED: Final = re.compile(r"\\([\\;,nN])")
_LONGEST_READ: Final = 100_000  # characters, folds and all
_LINE: Final = re.compile(
    r"""(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)""", re.DOTALL
)


def text(given: str) -> str:
    """`given` as a TEXT value: control characters become blanks, what has a meaning is escaped."""
    return _CONTROL.sub(" ", given).translate(_ESCAPES)


def plain(value: str) -> str:
    """What a TEXT value says."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def folded(line: str) -> bytes:
    """One content line with its line end, broken so that no piece is over 75 bytes or cuts a character."""
    whole = line.encode()
    if len(whole) <= LONGEST:
        return whole + b"\r\n"
    pieces = []
    start, room = 0, LONGEST
    while start < len(whole):
        end = min(start + room, len(whole))
        while end < len(whole) and whole[end] & 0xC0 == 0x80:  # noqa: PLR2004  (inside a character)
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, _NO_ROOM
    return b"\r\n ".join(pieces) + b"\r\n"


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
