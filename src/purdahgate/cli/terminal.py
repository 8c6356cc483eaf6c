"""Text for a terminal. Whatever a user wrote is made harmless here, and only here."""

import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from purdahgate.errors import OutputError, PurdahgateError

_HARMFUL = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_JOINERS = "\u200d\ufe0f"  # emoji sequences need them, and they do no harm
_WIDEST = 100


def visible(text: str) -> str:
    """`text` with every control, direction or private character spelt out, but for the line end."""
    if text.isprintable():
        return text
    return "".join(
        each
        if each == "\n" or each in _JOINERS or unicodedata.category(each) not in _HARMFUL
        else each.encode("unicode_escape").decode()
        for each in text
    )


def width() -> int:
    """How many columns to fill."""
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def say(line: str = "", indent: int = 0, hang: int = 0) -> None:
    """One paragraph on standard output, wrapped to the terminal; lines after the first hang further in."""
    write(wrapped(visible(line), indent, hang) + "\n")


def write(text: str) -> None:
    """All that goes to standard output; OutputError where nobody can take it."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as bad:
        raise OutputError(
            f"the answer cannot be written: {bad.strerror}",
            mend="What was asked for may be done; look before you repeat it",
        ) from None


def warn(line: str) -> None:
    """One line on standard error."""
    sys.stderr.write(visible(line) + "\n")


def tell_error(wrong: PurdahgateError, *, as_json: bool) -> None:
    """One line on standard error: what is wrong, where, and the mend."""
    if as_json:
        said = {"code": wrong.code, "message": wrong.message, "where": wrong.where, "mend": wrong.mend}
        sys.stderr.write(json.dumps(said) + "\n")
    else:
        warn(f"error: {' '.join(str(wrong).splitlines())}")


def many(count: int, noun: str) -> str:
    """A count with its noun: 1 post, 2 posts, 3 entries."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else plural}"


def wrapped(text: str, indent: int = 0, hang: int = 0) -> str:
    """`text` broken into lines of the terminal's width, each indented."""
    pad, rest = " " * indent, " " * (indent + hang)
    wrapper = textwrap.TextWrapper(
        width(), initial_indent=pad, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
    return "\n".join(wrapper.fill(line) for line in text.split("\n")).rstrip()


def marked(text: str, spans: Iterable[tuple[int, int]], indent: int = 2) -> list[str]:
    """`text` in lines that fit, each followed by a line of carets under what `spans` cover, where they do."""
    covered = {place for start, end in spans for place in range(start, end)}
    lines: list[str] = []
    room = width() - indent
    for start, end in _pieces(text, room):
        shown, below = "", ""
        for place in range(start, end):
            spelt = visible(text[place].replace("\n", " "))
            shown += spelt
            below += ("^" if place in covered else " ") * _columns(spelt)
        lines.append(" " * indent + shown.rstrip())
        if "^" in below:
            lines.append(" " * indent + below.rstrip())
    return lines


def _pieces(text: str, room: int) -> list[tuple[int, int]]:
    """Where to break `text` so that no line is wider than `room`: at line ends, spaces, or anywhere."""
    pieces = []
    start, used, space = 0, 0, -1
    place = 0
    while place < len(text):
        used += _columns(visible(text[place].replace("\n", " ")))
        if text[place] == "\n":
            pieces.append((start, place))
            start, used, space = place + 1, 0, -1
        elif used > room and place > start:
            cut = space + 1 if space >= start else place
            pieces.append((start, cut))
            start, used, space, place = cut, 0, -1, cut - 1
        elif text[place] == " ":
            space = place
        place += 1
    return [*pieces, (start, len(text))]


def _columns(text: str) -> int:
    """How many columns a terminal gives `text`: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(each) or each in _JOINERS
        else 1 + (unicodedata.east_asian_width(each) in "WF")
        for each in text
    )


def table(headings: Sequence[str], rows: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
    """A table: for each row its cells, and under them its notes, each wrapped over the whole width."""
    drawn = [([visible(cell) for cell in cells], notes) for cells, notes in rows]
    widths = [
        max(_columns(heading), *(_columns(cells[place]) for cells, _ in drawn))
        if drawn
        else _columns(heading)
        for place, heading in enumerate(headings)
    ]
    lines = [_row(headings, widths), "-" * min(sum(widths) + 2 * len(widths) - 2, width())]
    wrap = lru_cache(1_000)(lambda note: wrapped(visible(note), 4))  # many posts are held for the same reason
    for cells, notes in drawn:
        lines.append(_row(cells, widths))
        lines.extend(wrap(note) for note in notes if note)
    write("\n".join(lines) + "\n")


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wide - _columns(cell)) for cell, wide in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
