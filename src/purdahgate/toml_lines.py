"""On which line of a TOML text a table or key stands, so that an error can point at it."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

Step = str | int

_HEADER: Final = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(r"""\s*["']?(?P<key>[\w-]+)["']?\s*[=.]""")
_TRIPLE: Final = re.compile(r"\"{3}|'{3}")


def line_of(text: str, steps: tuple[Step, ...]) -> int | None:
    """The line, from 1, of what stands at `steps`, or of the nearest table that holds it.

    `("election", 2, "status")` is the key `status` of the third `[[election]]`. None where nothing on the way
    is found. It reads lines, not TOML: an array of tables inside another is not followed.
    """
    lines = _lines(text)
    return next((lines[steps[:end]] for end in range(len(steps), 0, -1) if steps[:end] in lines), None)


@lru_cache(maxsize=8)  # a file of many tables is asked for each of them
def _lines(text: str) -> dict[tuple[Step, ...], int]:
    lines: dict[tuple[Step, ...], int] = {}
    for number, address in _addresses(text):
        lines.setdefault(address, number)
    return lines


def _addresses(text: str) -> Iterator[tuple[int, tuple[Step, ...]]]:
    """Each header and key with its line; lines inside a multi-line string are passed over."""
    table: tuple[Step, ...] = ()
    seen: Counter[tuple[Step, ...]] = Counter()
    in_string = False
    for number, line in enumerate(text.split("\n"), start=1):
        begins_in_string, in_string = in_string, in_string ^ (len(_TRIPLE.findall(line)) % 2 == 1)
        if begins_in_string:
            continue
        if header := _HEADER.fullmatch(line):
            table = tuple(part.strip(" \t\"'") for part in header["name"].split("."))
            if header["open"] == "[[":
                seen[table] += 1
                table = (*table, seen[table] - 1)
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, key["key"])
