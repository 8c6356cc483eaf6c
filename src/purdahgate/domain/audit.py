"""The append-only record: each entry's hash covers the one before it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from purdahgate.domain.canonical import canonical
from purdahgate.domain.clock import rfc3339
from purdahgate.errors import AuditBrokenError

GENESIS = "0" * 64
_DOMAIN = b"purdahgate audit v1"


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when, to which post, from which revision and state to which, by which rules, and why."""

    action: str
    actor: str
    at: datetime
    post_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> str:
        """The canonical text that is stored and hashed."""
        values = {"action": self.action, "actor": self.actor, "at": rfc3339(self.at), **self.facts}
        if self.post_id is not None:
            values["post"] = self.post_id
        return canonical(values).decode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as stored: `seq` counts from 1; `body` is the exact text that was hashed."""

    seq: int
    prev: str
    body: str
    hash: str


def seal(body: str, seq: int, prev: str) -> Sealed:
    """Chain `body` behind the entry whose hash is `prev`."""
    covered = (_DOMAIN, prev.encode(), str(seq).encode(), body.encode("utf-8", "surrogateescape"))
    return Sealed(seq, prev, body, hashlib.sha256(b"\n".join(covered)).hexdigest())


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and where it ends; an empty chain ends at GENESIS."""

    length: int
    hash: str


def verify(entries: Iterable[Sealed]) -> Head:
    """Walk the whole chain, in order of `seq`; AuditBrokenError names the first entry that does not fit."""
    seq, prev = 0, GENESIS
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise AuditBrokenError(f"entry {seq} is missing: the next one stored is {entry.seq}")
        if entry.prev != prev:
            raise AuditBrokenError(f"entry {seq} does not follow the one before it")
        if seal(entry.body, seq, prev).hash != entry.hash:
            raise AuditBrokenError(f"entry {seq} was changed after it was written")
        prev = entry.hash
    return Head(seq, prev)
