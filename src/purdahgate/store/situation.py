"""Stops, live incidents, authorities and take-downs, in the database."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, func, literal, literal_column, select, union_all
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from purdahgate.domain.audit import Entry
from purdahgate.domain.lifecycle import State
from purdahgate.domain.post import Due, Post
from purdahgate.domain.situation import Authority, Incident, Recall, Situation, Stop
from purdahgate.store import rows
from purdahgate.store.chain import WritingChain

_TABLES = SQLModel.metadata.tables
_AT_ONCE = 400  # a compound query takes no more than 500
# As a revision's canonical JSON has it; within the words of a post each quotation mark is escaped.
_EXPIRES = '"expires":'


class ReadingSituation:
    """What goes on, as it stood when the transaction began."""

    _connection: Connection

    def _all(self, query: Select[Any]) -> Sequence[Any]:
        return self._connection.execute(query).all()

    def situation(self, accounts: Iterable[str]) -> Situation:
        """Every stop and incident there is, and when each of `accounts` was last used."""
        incidents = self.open_incidents()
        allowed = _TABLES["authority"]
        found = self._all(select(allowed.c.incident_id, allowed.c.revision)) if incidents else []
        return Situation(
            stops=self.open_stops(),
            incidents=incidents,
            closed=self._closed() - {each.name for each in incidents},
            authorised=frozenset((row.incident_id, row.revision) for row in found),
            last_used=self.last_used(list(accounts)),
        )

    def open_stops(self) -> tuple[Stop, ...]:
        """Every stop that nobody has lifted, the oldest first."""
        stop, ended = _TABLES["stop"], _TABLES["stop_end"]
        query = _open(stop, ended.c.stop_id)
        return tuple(
            Stop(r.id, tuple(json.loads(r.accounts)), r.by, r.at, r.reason) for r in self._all(query)
        )

    def open_incidents(self) -> tuple[Incident, ...]:
        """Every incident that nobody has closed, the oldest first."""
        query = _open(_TABLES["incident"], _TABLES["incident_end"].c.incident_id)
        return tuple(Incident(r.id, r.name, r.sio, r.by, r.at, r.reason) for r in self._all(query))

    def _closed(self) -> frozenset[str]:
        incident, ended = _TABLES["incident"], _TABLES["incident_end"]
        query = select(incident.c.name).join(ended, ended.c.incident_id == incident.c.id)
        return frozenset(row.name for row in self._all(query))

    def last_used(self, accounts: Sequence[str]) -> dict[str, datetime]:
        """When something was last sent on each of `accounts` that was ever used, by an index."""
        tried = _TABLES["release"]
        found: dict[str, datetime] = {}
        for start in range(0, len(accounts), _AT_ONCE):
            some = (select(literal(name).label("name")) for name in accounts[start : start + _AT_ONCE])
            asked = union_all(*some).subquery()
            sent = tried.c.outcome == literal_column("'sent'")  # in words, so that the partial index answers
            latest = select(func.max(tried.c.finished_at)).where(tried.c.account == asked.c.name, sent)
            rows_of_some = self._all(select(asked.c.name, latest.scalar_subquery()))
            found.update({name: used for name, used in rows_of_some if used is not None})
        return found

    def recalls(self) -> dict[int, Recall]:
        """Whoever wanted a post taken down, and why, by post."""
        found = self._all(select(_TABLES["recall"]))
        return {row.post_id: Recall(row.post_id, row.by, row.at, row.reason) for row in found}

    def expiring(self) -> list[Post]:
        """Every post that is out, or may be, and expires or was recalled, by number.

        Those that were taken down since are left out.
        """
        post, revision, down = _TABLES["post"], _TABLES["revision"], _TABLES["take_down"]
        query = (
            select(*(post.c[name] for name in rows.POST_COLUMNS), revision.c.content)
            .join(revision, (revision.c.post_id == post.c.id) & (revision.c.number == post.c.number))
            .where(
                post.c.state.in_([State.SENT, State.UNKNOWN]),
                revision.c.content.contains(_EXPIRES, autoescape=True)
                | post.c.id.in_(select(_TABLES["recall"].c.post_id)),
                post.c.id.not_in(select(down.c.post_id)),
            )
        )
        return [rows.post_of(row) for row in self._all(query.order_by(post.c.id))]

    def expired(self, now: datetime) -> list[Post]:
        """Those of them that are out and whose time is up, or that were recalled."""
        recalled = self.recalls()
        return [
            post
            for post in self.expiring()
            if post.state is State.SENT and (post.id in recalled or _over(post.revision.expires, now))
        ]


class WritingSituation(ReadingSituation, WritingChain):
    """Each of these writes its audit entry too."""

    def _add(self, table: str, entry: Entry, **values: Any) -> int:
        number = self._insert(table, **values, by=entry.actor, at=entry.at)
        self.append(entry)
        return number

    def add_stop(self, accounts: Iterable[str], reason: str, entry: Entry) -> int:
        """Record a stop, of every account where none is named; gives its number."""
        return self._add("stop", entry, accounts=json.dumps(list(accounts)), reason=reason)

    def end_stop(self, stop: Stop, reason: str, entry: Entry) -> None:
        """Record that a stop is lifted."""
        self._add("stop_end", entry, stop_id=stop.id, reason=reason)

    def open_incident(self, name: str, sio: str, reason: str, entry: Entry) -> int:
        """Record a live incident; gives its number."""
        return self._add("incident", entry, name=name, sio=sio, reason=reason)

    def close_incident(self, incident: Incident, reason: str, entry: Entry) -> None:
        """Record that an incident is over."""
        self._add("incident_end", entry, incident_id=incident.id, reason=reason)

    def add_authority(self, given: Authority, entry: Entry) -> None:
        """Record the senior investigating officer's authority for one revision."""
        values = {"post_id": given.post_id, "revision": given.revision, "reason": given.reason}
        self._add("authority", entry, incident_id=given.incident, **values)

    def recall(self, post: Post, reason: str, entry: Entry) -> None:
        """Record that a post is to be taken down."""
        self._add("recall", entry, post_id=post.id, reason=reason)

    def take_down(self, post: Post, reason: str, entry: Entry) -> None:
        """Record that a post was taken down."""
        self._add("take_down", entry, post_id=post.id, reason=reason)


def _over(expires: Due | None, now: datetime) -> bool:
    return expires is not None and expires.at is not None and expires.at <= now


def _open(made: Table, ended: Any) -> Select[Any]:
    """The rows of `made` that no row of another table, by its column `ended`, has ended."""
    return select(made).where(made.c.id.not_in(select(ended))).order_by(made.c.id)
