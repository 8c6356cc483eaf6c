"""The worker's own journal: what it saw of the record, and what it tried to send.

It stands on the worker's side, not in the database, so that a database that was rolled back, rewritten or
swapped is found out. Each line is forced to the disk before anything is done for it.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, ValidationError
from msgspec.json import Decoder

from purdahgate.domain.audit import START, Head
from purdahgate.domain.canonical import canonical
from purdahgate.domain.clock import rfc3339
from purdahgate.errors import StoreError
from purdahgate.text_files import read_bytes

MOST_BYTES = 2_000_000_000
_MEND = "Put it back from a copy; without it a database that was rolled back could send twice"


class _Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line: the record's length and head, the version of people, or an attempt and what became of it."""

    at: datetime
    length: int = 0
    head: str = ""
    people: int = 0
    people_digest: str = ""
    key: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last the worker saw: where the record ended, and the version of people.toml with its digest."""

    head: Head = START
    people: int = 0
    people_digest: str = ""


class Journal:
    """One worker's journal. StoreError where its file cannot be read or written.

    Somebody else may heed it too, where it is on their machine: with `keep` off nothing is written.
    """

    def __init__(self, path: Path, *, keep: bool = True) -> None:
        self._path = path
        self._keep = keep
        self.is_new = not path.exists()
        self.seen = Seen()
        self.seen_at: datetime | None = None
        self.attempts: dict[str, str] = {}
        for line in self._read():
            self._take(line)

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    def see(self, seen: Seen, at: datetime) -> None:
        """Keep what the worker has seen and proved."""
        if seen != self.seen or self.is_new:
            self._write(
                at,
                length=seen.head.length,
                head=seen.head.hash,
                people=seen.people,
                people_digest=seen.people_digest,
            )

    def attempt(self, key: str, at: datetime) -> None:
        """Keep that a release is about to be tried."""
        self._write(at, key=key)

    def outcome(self, key: str, outcome: str, at: datetime) -> None:
        """Keep what became of it."""
        self._write(at, key=key, outcome=outcome)

    def _take(self, line: _Line) -> None:
        if line.key:
            self.attempts[line.key] = line.outcome
        else:
            self.seen_at = line.at
            self.seen = Seen(Head(line.length, line.head), line.people, line.people_digest)

    def _write(self, at: datetime, **values: Any) -> None:
        if not self._keep:
            return
        line: Mapping[str, Any] = {"at": rfc3339(at), **values}
        try:
            with self._path.open("ab") as file:
                file.write(canonical(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as bad:
            raise StoreError(
                f"the worker cannot write its journal: {bad.strerror}",
                where=str(self._path),
                mend="Nothing was sent. Let the account that runs it write there",
            ) from None
        self.is_new = False
        self._take(_Line(at, **values))

    def _read(self) -> list[_Line]:
        """Its lines, but for a last one that a crash cut short: nothing was done for that yet."""
        if self.is_new:
            return []
        content = read_bytes(self._path, MOST_BYTES, error=StoreError)
        whole, _, rest = content.rpartition(b"\n")
        if rest and self._keep:
            self._cut(len(content) - len(rest))
        read = Decoder(_Line).decode
        found = []
        for number, line in enumerate(whole.split(b"\n") if whole else [], 1):
            try:
                found.append(read(line))
            except (ValidationError, ValueError):
                where = f"{self._path}:{number}"
                raise StoreError("the worker's journal is damaged", where=where, mend=_MEND) from None
        return found

    def _cut(self, length: int) -> None:
        with self._path.open("r+b") as file:
            file.truncate(length)
