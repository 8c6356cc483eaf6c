"""The append-only record: each entry's hash covers the one before it, and its actor's signature both.

What an entry says of people in their own words is kept beside it, as salted leaves: the entry holds each
leaf's hash, so that the words can be erased, or left out of a copy, and hash and signature still stand.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from purdahgate.domain.canonical import canonical, read_back
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.lifecycle import Action
from purdahgate.errors import AuditBrokenError

GENESIS = "0" * 64
ERASED = "(erased)"
_DOMAIN = b"purdahgate audit v1"
# What people say in their own words, or what is said of them: kept as leaves.
LEAVES: Final = frozenset({"why", "answers", "changes"})
_SIGNATURE: Final = "signature"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of an entry that can be erased: the entry holds `hash`, over the salt and the value."""

    name: str
    salt: str
    content: str

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the salt (hex) and the value's canonical text."""
        return hashlib.sha256(f"{self.salt}\n{self.content}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when, to which post, from which revision and state to which, by which rules, and why."""

    action: str
    actor: str
    at: datetime
    post_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether its actor signs it. Judging again needs nobody's word: it follows, and only holds more."""
        return self.action != Action.JUDGE

    def leaves(self, salt: Iterator[str]) -> tuple[Leaf, ...]:
        """Its values that can be erased, each with the next salt."""
        found = ((name, self.facts[name]) for name in sorted(LEAVES & self.facts.keys()))
        return tuple(Leaf(name, next(salt), canonical(value).decode()) for name, value in found if value)

    def values(self, leaves: Iterable[Leaf] = (), **more: Any) -> dict[str, Any]:
        """It as JSON values, with the hashes of `leaves` in their place, and `more`."""
        values = {
            "action": self.action,
            "actor": self.actor,
            "at": rfc3339(self.at),
            **self.facts,
            **{leaf.name: {"leaf": leaf.hash} for leaf in leaves},
            **more,
        }
        if self.post_id is not None:
            values["post"] = self.post_id
        return values

    def body(self) -> str:
        """The canonical text of an entry without leaves and signature."""
        return canonical(self.values()).decode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as stored: `seq` counts from 1; `body` is the exact text that was hashed."""

    seq: int
    prev: str
    body: str
    hash: str
    leaves: tuple[Leaf, ...] = ()

    def values(self) -> dict[str, Any]:
        """Its values as hashed; AuditBrokenError where its text is no entry's."""
        try:
            values = read_back(self.body)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise AuditBrokenError(f"entry {self.seq} is no entry: its text cannot be read")
        return values

    @staticmethod
    def leaf_hashes(values: Mapping[str, Any]) -> dict[str, str]:
        """The hashes that an entry of these values holds in the place of words, by name."""
        found = ((name, values[name]) for name in LEAVES & values.keys())
        return {
            name: str(held["leaf"])
            for name, held in found
            if isinstance(held, dict) and held.keys() == {"leaf"}
        }

    def opened(self) -> dict[str, Any]:
        """Its values as people read them: each leaf in its place, an erased one said to be."""
        values = self.values()
        known = {leaf.name: leaf for leaf in self.leaves}
        for name, hashed in self.leaf_hashes(values).items():
            leaf = known.get(name)
            values[name] = read_back(leaf.content) if leaf and leaf.hash == hashed else ERASED
        return values


def seal(body: str, seq: int, prev: str) -> Sealed:
    """Chain `body` behind the entry whose hash is `prev`."""
    return Sealed(seq, prev, body, link(body, seq, prev))


def link(body: str, seq: int, prev: str) -> str:
    """The hash of `body` as entry `seq` behind the one whose hash is `prev`."""
    covered = (_DOMAIN, prev.encode(), str(seq).encode(), body.encode("utf-8", "surrogateescape"))
    return hashlib.sha256(b"\n".join(covered)).hexdigest()


def namespace(action: str) -> str:
    """What an entry's signature is for, so that none can be passed off as another deed's."""
    return f"purdahgate-{action}"


def statement(values: Mapping[str, Any], body_name: str, seq: int, prev: str) -> bytes:
    """What the actor of entry `seq` signs: all it says, in whose record, and all that stood before."""
    said = {name: value for name, value in values.items() if name != _SIGNATURE}
    return canonical(
        {"purdahgate": "record v1", "body": body_name, "length": seq - 1, "head": prev, "entry": said}
    )


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and where it ends; an empty chain ends at GENESIS."""

    length: int
    hash: str


START: Final = Head(0, GENESIS)


def walk(entries: Iterable[Sealed], start: Head = START) -> Iterator[Sealed]:
    """Each entry behind `start`, once its hash is known to be right and in its place.

    AuditBrokenError names the first entry that does not fit.
    """
    seq, prev = start.length, start.hash
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise AuditBrokenError(f"entry {seq} is missing: the next one stored is {entry.seq}")
        if entry.prev != prev:
            raise AuditBrokenError(f"entry {seq} does not follow the one before it")
        if link(entry.body, seq, prev) != entry.hash:
            raise AuditBrokenError(f"entry {seq} was changed after it was written")
        prev = entry.hash
        yield entry


def verify(entries: Iterable[Sealed], start: Head = START) -> Head:
    """Walk the whole chain behind `start`, in order of `seq`; where it ends. Hashes only: see `record`."""
    head = start
    for entry in walk(entries, start):
        head = Head(entry.seq, entry.hash)
    return head
