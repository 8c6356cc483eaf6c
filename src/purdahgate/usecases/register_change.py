"""One row of a register file changed by command: the file and its audit entry land together, or neither."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from purdahgate.domain.audit import Entry
from purdahgate.errors import InputError
from purdahgate.sources.toml_rows import with_row
from purdahgate.text_files import read_text
from purdahgate.toml_files import MOST_BYTES, TomlFile, parse_toml
from purdahgate.usecases.deed import Deed

Write = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Register:
    """A register file, the array of tables its rows stand in, and what writes it whole.

    `head` is what a new file begins with.
    """

    path: Path
    array: str
    write: Write
    head: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row before and after a change, as JSON values; `before` is None for a new one."""

    name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    def changes(self) -> dict[str, list[Any]]:
        """Each key that changed, with what it was and what it is."""
        before = self.before or {}
        keys = [key for key in {**before, **self.after} if before.get(key) != self.after.get(key)]
        return {key: [before.get(key), self.after.get(key)] for key in keys}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A file as it is, and as a change of one row would leave it."""

    register: Register
    before: TomlFile
    after: TomlFile
    row: Row

    def land(self, deed: Deed, action: str, why: str, **facts: Any) -> Row:
        """Record the change and write the file; the caller's transaction undoes both if it cannot land."""
        kept = {
            self.register.array: self.row.name,
            "changes": self.row.changes(),
            "file_before": _digest(self.before),
            "file_after": _digest(self.after),
            "why": why,
            **facts,
        }
        deed.book.append(Entry(action, deed.actor.name, deed.now, facts=kept))
        self.register.write(self.after.text)
        return self.row


def draft_row(
    register: Register, name: str, values: Mapping[str, Any], also: Mapping[str, str] | None = None
) -> Drafted:
    """The file with `values` in the row called `name` (and `also`); InputError where nothing would change."""
    text = read_text(register.path, MOST_BYTES) if register.path.exists() else register.head
    before = parse_toml(text, register.path)
    keys = {"name": name, **(also or {})}
    after = parse_toml(with_row(text, register.path, register.array, keys, values), register.path)
    row = Row(name, _row(before, register.array, keys), _row(after, register.array, keys) or {})
    if not row.changes():
        raise InputError(f"nothing about {name!r} would change", mend="Name what is to change")
    return Drafted(register, before, after, row)


def _row(file: TomlFile, array: str, keys: Mapping[str, str]) -> dict[str, Any] | None:
    rows = tomllib.loads(file.text).get(array, [])
    found = next((row for row in rows if all(row.get(key) == said for key, said in keys.items())), None)
    return {key: _plain(value) for key, value in found.items()} if found is not None else None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _digest(file: TomlFile) -> str:
    return hashlib.sha256(file.text.encode()).hexdigest()
