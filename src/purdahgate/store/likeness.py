"""Which posts say nearly the same, kept so that judging a whole queue again compares no words."""

import struct
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, Table, bindparam, delete, insert, select
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from purdahgate.domain.lifecycle import State
from purdahgate.store.dialects import new_into
from purdahgate.store.rows import Other

_MOST_KEYS: Final = 500  # rows looked at for one text, the newest first
_MOST: Final = 20  # posts compared with one text, those with most in common first


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


# Each made once: they are asked for every post that is queued, and to make them takes longer than to answer.
@cache
def _own() -> Select[Any]:
    said = _table("said")
    return select(said.c.id).where(said.c.post_id == bindparam("post"))


@cache
def _sharing() -> Select[Any]:
    key = _table("said_key")
    some = select(key.c.said_id).where(key.c.key.in_(bindparam("keys", expanding=True)))
    return some.order_by(key.c.said_id.desc()).limit(_MOST_KEYS)


@cache
def _saying() -> Select[Any]:
    # Their states and times are looked at afterwards: asked of the database, it would walk the whole queue by
    # its index of states.
    said, post = _table("said"), _table("post")
    return (
        select(said.c.id, said.c.post_id, said.c.runs, post.c.state, post.c.due_at)
        .join(post, post.c.id == said.c.post_id)
        .where(said.c.id.in_(bindparam("said", expanding=True)))
    )


@cache
def _forget() -> Delete:
    said = _table("said")
    return delete(said).where(said.c.post_id == bindparam("post"))


@cache
def _into(name: str) -> Insert:
    return insert(_table(name))


class ReadingLikeness:
    """What posts say, beside one another."""

    _connection: Connection

    def said(self, post_id: int) -> int | None:
        """The number of what a post says; a higher one was said later."""
        found: int | None = self._connection.execute(_own(), {"post": post_id}).scalar()
        return found

    def perhaps_alike(
        self,
        keys: Sequence[int],
        states: Collection[State],
        between: tuple[datetime, datetime],
        own: int | None,
    ) -> list[Other]:
        """The posts that may say what has these keys, most like it first, but for that of number `own`.

        They are in `states`, due `between` two moments or at none yet.
        """
        shared = Counter(self._connection.execute(_sharing(), {"keys": keys}).scalars())
        shared.pop(own, None)
        if not shared:
            return []
        some = [said for said, _ in shared.most_common(_MOST * len(states))]
        since, until = between
        rows = {
            row.id: row
            for row in self._connection.execute(_saying(), {"said": some})
            if row.state in states and (row.due_at is None or since <= row.due_at <= until)
        }
        return [
            Other(
                post_id=row.post_id,
                said_id=row.id,
                state=State(row.state),
                due_at=row.due_at,
                earlier=own is None or row.id < own,
                runs=_unpacked(row.runs),
            )
            for row in [rows[said] for said in some if said in rows][:_MOST]
        ]

    def known_alike(self, span: tuple[int, int]) -> dict[int, list[Other]]:
        """What was found to be like each post in `span`, by post, in two queries; nothing is compared."""
        found: dict[int, list[Other]] = {}
        alike = _table("alike").c
        for own, other in ((alike.said_id, alike.other_id), (alike.other_id, alike.said_id)):
            for row in self._connection.execute(_pairs(own, other, span)):
                beside = Other(row.other, row.id, State(row.state), row.due_at, row.earlier, row.likeness)
                found.setdefault(row.post_id, []).append(beside)
        return found


class WritingLikeness(ReadingLikeness):
    """It keeps what can be worked out again, so there is no audit entry of it."""

    def keep_said(self, post_id: int, runs: Iterable[int], keys: Iterable[int], *, again: bool) -> int:
        """Keep what a post says from now on, `again` where it said something before; gives its number."""
        if again:
            self._connection.execute(_forget(), {"post": post_id})
        done = self._connection.execute(_into("said"), {"post_id": post_id, "runs": _packed(runs)})
        number = int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0
        if lines := [{"key": each, "said_id": number} for each in keys]:
            self._connection.execute(_into("said_key"), lines)
        return number

    def keep_alike(self, said_id: int, others: Iterable[Other]) -> None:
        """Keep that what is said under that number is like what other posts say."""
        lines = [
            {
                "said_id": max(said_id, each.said_id),
                "other_id": min(said_id, each.said_id),
                "likeness": each.likeness,
            }
            for each in others
        ]
        if lines:
            self._connection.execute(new_into(self._connection, "alike"), lines)


def _pairs(own: Any, other: Any, span: tuple[int, int]) -> Select[Any]:
    """Each post in `span` with another like it, as the columns `own` and `other` of the table have them."""
    mine, theirs, alike, post = (
        _table("said").alias(),
        _table("said").alias(),
        _table("alike"),
        _table("post"),
    )
    return (
        select(
            mine.c.post_id,
            theirs.c.post_id.label("other"),
            theirs.c.id,
            (theirs.c.id < mine.c.id).label("earlier"),
            alike.c.likeness,
            post.c.state,
            post.c.due_at,
        )
        .select_from(mine)
        .join(alike, own == mine.c.id)
        .join(theirs, other == theirs.c.id)
        .join(post, post.c.id == theirs.c.post_id)
        .where(mine.c.post_id.between(*span))
    )


def _packed(runs: Iterable[int]) -> bytes:
    numbers = sorted(runs)
    return struct.pack(f"<{len(numbers)}I", *numbers)


def _unpacked(runs: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(runs) // 4}I", runs))
