"""What the worker proves before it sends anything: the record, the rows that rest on it, and each post.

It trusts nothing in the database that it has not proved. What it proved it remembers: for each post a running
hash of its entries, so that none can be changed, taken out or put in behind its back afterwards.
"""

import hashlib
from datetime import datetime

from purdahgate.domain.audit import START, Head, Sealed, seal, walk
from purdahgate.domain.people_versions import PeopleHistory
from purdahgate.domain.post import Post
from purdahgate.errors import AuditBrokenError, UnprovenError
from purdahgate.publishers.base import release_key
from purdahgate.store.chain import at_of
from purdahgate.store.journal import Journal, Seen
from purdahgate.store.reading import Reading
from purdahgate.usecases.prove_post import prove_post, prove_rows
from purdahgate.usecases.prove_record import Proved, Prover
from purdahgate.usecases.prove_seen import refuse_older_people, refuse_rolled_back
from purdahgate.usecases.prove_world import WORLD_TABLES, Replay, prove_changes, prove_ends
from purdahgate.usecases.trail import AUTHORISE

_TABLES = (*WORLD_TABLES, "authority")  # of every post at once: what is allowed is told by the words alone
_NOT_SENT = frozenset({"failed", "retry"})  # nothing went out: it may be tried again


class Watch:
    """One worker's eye on one database."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._head = START
        self._last: datetime | None = None
        self._running: dict[int | None, bytes] = {}
        self._world: list[Proved] = []
        self._changes = journal.seen.head.length  # the calendar's and the rules' are proved up to this entry
        self._looked_at = journal.seen_at

    def has_seen(self, book: Reading) -> bool:
        """Whether the record ends where it did at the last look."""
        return book.head() == self._head

    def look(
        self, book: Reading, prover: Prover, history: PeopleHistory, replay: Replay, now: datetime
    ) -> None:
        """Prove all that came since the last look, and keep in the journal how far.

        AuditBrokenError, PeopleBrokenError or UnprovenError where anything is wrong: then nothing may go out.
        """
        refuse_older_people(self._journal, history)
        self._read_on(book, prover)
        brought = prove_rows(book, _TABLES, self._world)
        prove_ends(brought)
        prove_changes(book, brought, self._changes, replay, now)
        latest = history.latest
        number, digest = (latest.number, latest.digest) if latest else (0, "")
        self._journal.see(Seen(self._head, number, digest), now)
        self._changes, self._looked_at = self._head.length, now

    def prove(self, book: Reading, prover: Prover, post: Post) -> tuple[Proved, ...]:
        """Prove that `post` is what was signed, and was not sent before; gives its entries.

        UnprovenError says what is wrong.
        """
        entries = list(book.audit(post.id))
        running = b""
        for each in entries:
            running = _ran(running, each)
        if running != self._running.get(post.id, b""):
            raise UnprovenError(f"the entries of post {post.id} were changed after the worker had read them")
        proved = tuple(prover.one(each) for each in entries)
        prove_post(book, post, proved)
        tried = self._journal.attempts.get(release_key(post.id, post.digest))
        if tried is not None and tried not in _NOT_SENT:
            raise UnprovenError(f"post {post.id} has gone out, or may have: the worker's journal has it")
        return proved

    def _read_on(self, book: Reading, prover: Prover) -> None:
        """Prove the entries since the last look; at the first look all, those seen before by hash alone."""
        known = self._journal.seen.head if self._head == START else self._head
        refuse_rolled_back(book, known)
        for sealed in walk(book.audit(after=self._head.length), self._head):
            values, at = sealed.values(), at_of(sealed)
            post = values.get("post")
            if self._last is not None and at < self._last:
                raise AuditBrokenError(f"entry {sealed.seq} says it is older than the one before it")
            of_world = post is None or values.get("action") == AUTHORISE
            if sealed.seq > known.length or of_world:
                # What was not there at the last look was not written before it, whatever it says.
                proved = prover.one(sealed, self._looked_at if sealed.seq > known.length else None)
                if of_world:
                    self._world.append(proved)
            self._running[post] = _ran(self._running.get(post, b""), sealed)
            self._head, self._last = Head(sealed.seq, sealed.hash), at


def _ran(before: bytes, entry: Sealed) -> bytes:
    """The running hash of a post's entries with one more, whose own hash is worked out from its text."""
    fresh = seal(entry.body, entry.seq, entry.prev).hash
    return hashlib.sha256(before + fresh.encode()).digest()
