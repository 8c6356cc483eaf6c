"""The audit table in the database: read in order, and written behind its last entry.

Every row that an append-only table gets is covered by the entry written next: it holds the row's digest.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from msgspec import Struct
from msgspec.json import Decoder
from sqlalchemy import Insert, Table, insert, select
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from purdahgate.domain.audit import START, Entry, Head, Leaf, Sealed, link, namespace, seal, statement
from purdahgate.domain.canonical import canonical, digest
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.signing import Signer
from purdahgate.errors import AuditBrokenError, BugError
from purdahgate.store.dialects import as_bytes
from purdahgate.store.driver import run_all

BATCH: Final = 1_000
# The tables whose rows the record covers, each with what of it may be erased and so is not covered.
COVERED: Final[Mapping[str, frozenset[str]]] = {
    "revision": frozenset({"content"}),  # covered by `digest`, which is over it
    "sign_off": frozenset({"reason", "answers"}),
    "ruling": frozenset({"reason"}),
    "authority": frozenset({"reason"}),
    "calendar_change": frozenset(),
    "proposal": frozenset(),
    "proposal_end": frozenset(),
    "rule_set": frozenset({"why"}),
    "rule_set_end": frozenset(),
    "stop": frozenset({"reason"}),
    "stop_end": frozenset({"reason"}),
    "incident": frozenset({"reason"}),
    "incident_end": frozenset({"reason"}),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that the record covers: its digest, and by whom and when it was written, as it says itself.

    `row` is all it says, empty where only an entry tells of it.
    """

    digest: str
    by: str
    at: datetime
    row: Mapping[str, Any] = field(default_factory=dict, compare=False)


class ReadingChain:
    """The record as it stood when the transaction began."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def audit(self, post_id: int | None = None, *, after: int = 0) -> Iterator[Sealed]:
        """The entries behind `after`, in order, read in batches; of one post where `post_id` is given.

        AuditBrokenError for an entry that is filed under another post than its own text says.
        """
        chain = _table("audit")
        wanted = [chain.c.post_id == post_id] if post_id is not None else []
        yield from self._sealed(after, *wanted)

    def audit_of_no_post(self) -> Iterator[Sealed]:
        """The entries that concern no post: of calendar, rules, people, stops and incidents."""
        yield from self._sealed(0, _table("audit").c.post_id.is_(None))

    def _sealed(self, after: int, *wanted: Any) -> Iterator[Sealed]:
        chain = _table("audit")
        # As bytes, so that what somebody made no text at all is still read, and found out.
        raw = [as_bytes(self._connection, chain.c[name]).label(name) for name in ("prev", "hash", "body")]
        query = select(chain.c.seq, chain.c.post_id, *raw).where(*wanted).order_by(chain.c.seq).limit(BATCH)
        # From the very beginning nothing is left out, so that an entry put before the first is found.
        begun = query.where(chain.c.seq > after) if after else query
        found = self._connection.execute(begun).all()
        while found:
            leaves = self._leaves(found[0].seq, found[-1].seq)
            for row in found:
                yield _sealed(row, leaves.get(row.seq, ()))
            found = self._connection.execute(query.where(chain.c.seq > found[-1].seq)).all()

    def _leaves(self, first: int, last: int) -> dict[int, tuple[Leaf, ...]]:
        leaf = _table("leaf")
        found: dict[int, tuple[Leaf, ...]] = {}
        for row in self._connection.execute(select(leaf).where(leaf.c.seq.between(first, last))):
            found[row.seq] = (*found.get(row.seq, ()), Leaf(row.name, row.salt, row.content))
        return found

    def head(self) -> Head:
        """Where the audit chain ends."""
        chain = _table("audit")
        query = select(chain.c.seq, chain.c.hash).order_by(chain.c.seq.desc()).limit(1)
        last = self._connection.execute(query).first()
        return Head(last.seq, last.hash) if last else START

    def hash_at(self, seq: int) -> str | None:
        """The hash of entry `seq`, where it is there."""
        chain = _table("audit")
        found: str | None = self._connection.execute(select(chain.c.hash).where(chain.c.seq == seq)).scalar()
        return START.hash if seq == 0 else found

    def last_at(self) -> datetime | None:
        """When the last entry was written, as it says itself."""
        for last in self._sealed(self.head().length - 1):
            return at_of(last)
        return None

    def kept(self, name: str, post_id: int | None = None) -> list[Kept]:
        """A covered table's rows, in order; those of one post where `post_id` is given."""
        rows = _table(name)
        query = select(rows).order_by(*rows.primary_key.columns)
        if post_id is not None:
            query = query.where(rows.c.post_id == post_id)
        return [_kept(name, row) for row in self._connection.execute(query)]

    def covered_rows(self, name: str, post_id: int | None = None) -> Iterator[dict[str, Any]]:
        """What the record covers of a table's rows, in order; of one post where `post_id` is given."""
        rows = _table(name)
        query = select(rows).order_by(*rows.primary_key.columns)
        if post_id is not None:
            query = query.where(rows.c.post_id == post_id)
        for row in self._connection.execute(query):
            yield covered(name, row._asdict())

    def kept_of_posts(self, name: str) -> Iterator[tuple[int, list[Kept]]]:
        """The rows of a covered table by post, each post's in order; nothing is held in memory but one's."""
        rows = _table(name)
        first = [] if "post_id" in rows.primary_key.columns else [rows.c.post_id]
        query = select(rows).order_by(*first, *rows.primary_key.columns)
        found = self._connection.execute(query.execution_options(yield_per=BATCH))
        for post_id, of_post in groupby(found, attrgetter("post_id")):
            yield post_id, [_kept(name, row) for row in of_post]

    def revision_texts(self, posts: Collection[int] | None = None) -> Iterator[tuple[int, int, str, str]]:
        """Each revision there is, or of `posts`: its post, number and digest, and the text that is of."""
        rows = _table("revision")
        columns = (rows.c.post_id, rows.c.number, rows.c.digest, rows.c.content)
        query = select(*columns).order_by(rows.c.post_id, rows.c.number)
        for row in self._connection.execute(query.execution_options(yield_per=BATCH)):
            if posts is None or row.post_id in posts:
                yield row.post_id, row.number, row.digest, row.content


class WritingChain(ReadingChain):
    """Entries are written behind the last; each is signed by its actor and covers the rows written before."""

    def __init__(self, connection: Connection, *, dry_run: bool = False) -> None:
        super().__init__(connection)
        self._dry_run = dry_run
        self._head: Head | None = None
        self._signer: Callable[[], Signer] | None = None
        self._body_name = ""
        self._uncovered: dict[str, list[str]] = {}

    def sign_as(self, signer: Callable[[], Signer], body_name: str) -> None:
        """Let whom `signer` gives sign what is written from here on, in the record of `body_name`.

        It is asked for when there is something to sign, and never in a dry run.
        """
        self._signer, self._body_name = signer, body_name

    def append(self, *entries: Entry) -> None:
        """Write audit entries behind the last, in order."""
        for entry in entries:
            self._append_one(entry)

    def _append_one(self, entry: Entry) -> None:
        head = self._head or self.head()
        leaves = entry.leaves(iter(_salt, ""))
        kept = {"kept": self._uncovered} if self._uncovered else {}
        seq, values = head.length + 1, entry.values(leaves, **kept)
        if entry.is_signed and not self._dry_run:
            self._sign(entry, values, seq, head.hash)
        one = seal(canonical(values).decode(), seq, head.hash)
        row = {"seq": seq, "prev": one.prev, "body": one.body, "hash": one.hash, "post_id": entry.post_id}
        self._connection.execute(into("audit"), row)
        if leaves:
            kept_apart = [
                {"seq": seq, "name": each.name, "salt": each.salt, "content": each.content} for each in leaves
            ]
            self._connection.execute(into("leaf"), kept_apart)
        self._head, self._uncovered = Head(seq, one.hash), {}

    def _sign(self, entry: Entry, values: dict[str, Any], seq: int, prev: str) -> None:
        """Put the actor's key and signature into `values`. BugError where they do not sign this record."""
        signer = self._signer() if self._signer else None
        if signer is None or signer.name != entry.actor:
            raise BugError(f"nobody is there to sign an entry of {entry.actor}")
        values["key"] = signer.key.fingerprint
        said = statement(values, self._body_name, seq, prev)
        values["signature"] = signer.sign(namespace(entry.action), said)

    def _append_bodies(self, entries: Iterable[tuple[int | None, str]]) -> None:
        """Write many unsigned entries, each the post it concerns and its text."""
        head = self._head or self.head()
        length, last = head.length, head.hash
        sealed = []
        for post_id, body in entries:
            length, prev = length + 1, last
            last = link(body, length, prev)
            sealed.append((length, prev, body, last, post_id))
        run_all(self._connection, into("audit"), ("seq", "prev", "body", "hash", "post_id"), sealed)
        self._head = Head(length, last)

    def _insert(self, name: str, /, **values: Any) -> int:
        """Write one row; the next entry covers it, where its table is one that the record covers."""
        rows = _table(name)
        done = self._connection.execute(into(name), values).inserted_primary_key
        if name in COVERED:
            keys = zip((column.name for column in rows.primary_key.columns), done or (), strict=True)
            self._uncovered.setdefault(name, []).append(row_digest(name, {**values, **dict(keys)}))
        return done[0] if done else 0

    def refuse_uncovered(self) -> None:
        """BugError where a row was written that no entry covers."""
        if self._uncovered:
            raise BugError(f"rows were written that no audit entry covers: {', '.join(self._uncovered)}")


@lru_cache
def into(name: str) -> Insert:
    """An insert into that table, made once: to make it takes longer than to execute it."""
    return insert(_table(name))


def row_digest(name: str, row: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) of what the record covers of a row of table `name`."""
    return digest(covered(name, row))


def covered(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """That, as JSON values: a copy of a row that lacks whatever may be erased."""
    kept = {key: value for key, value in row.items() if key not in COVERED[name]}
    return {key: rfc3339(v) if isinstance(v, datetime) else v for key, v in kept.items()}


def _kept(name: str, row: Any) -> Kept:
    return Kept(row_digest(name, row._asdict()), row.by, row.at, row._asdict())


def at_of(entry: Sealed) -> datetime:
    """When an entry was written, as it says itself; AuditBrokenError where it does not."""
    try:
        return datetime.fromisoformat(entry.values()["at"])
    except (KeyError, TypeError, ValueError):
        raise AuditBrokenError(f"entry {entry.seq} does not say when it was written") from None


def _salt() -> str:
    return secrets.token_hex(16)


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


class _Concerns(Struct):
    """What of an entry's text tells which post it is filed under."""

    post: Any = None


_concerns: Final = Decoder(_Concerns).decode


def _sealed(row: Any, leaves: tuple[Leaf, ...]) -> Sealed:
    seq, post_id, prev, hashed, raw = row
    body = raw.decode("utf-8", "surrogateescape")
    try:
        concerns = _concerns(raw).post
    except ValueError:
        concerns = post_id  # no entry of ours; the chain says so
    if concerns != post_id:
        raise AuditBrokenError(f"entry {seq} is filed under another post than its text says")
    return Sealed(
        seq,
        prev.decode("utf-8", "surrogateescape"),
        body,
        hashed.decode("utf-8", "surrogateescape"),
        leaves,
    )
