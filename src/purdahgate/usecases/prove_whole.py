"""Prove a whole record: every entry, every row it covers, every post; or what came since a known head."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from purdahgate.domain.audit import START, Head, Sealed, seal
from purdahgate.errors import AuditBrokenError, UnprovenError
from purdahgate.store.chain import at_of
from purdahgate.store.reading import Reading
from purdahgate.usecases.prove_post import (
    POST_TABLES,
    hold_post,
    not_as_recorded,
    prove_post,
    prove_rows,
)
from purdahgate.usecases.prove_record import Proved, Prover
from purdahgate.usecases.prove_world import WORLD_TABLES, prove_ends
from purdahgate.usecases.trail import Brought, Trail, bring, lacks_words

Told = Callable[[int], None]


@dataclass(slots=True)
class Proof:
    """What was proved: where the record ends, how many entries are signed, and where each post stands.

    Words called as one in `excused` may be left out.
    """

    head: Head = START
    signed: int = 0
    trails: dict[int, Trail] = field(default_factory=dict)
    brought: Brought = field(default_factory=dict)
    world: list[Proved] = field(default_factory=list)  # the entries that concern no post
    excused: frozenset[str] = frozenset()

    def see(self, proved: Proved) -> None:
        """Count one entry that was proved."""
        self.head = Head(proved.sealed.seq, proved.sealed.hash)
        self.signed += proved.signer is not None

    def take(self, proved: Proved) -> None:
        """Go on by one entry that was proved."""
        self.see(proved)
        post_id = proved.values.get("post")
        if post_id is None:
            self.take_of_no_post(proved)
            return
        if not isinstance(post_id, int):
            raise AuditBrokenError(f"entry {proved.sealed.seq} is of no post")
        trail = self.trails.get(post_id)
        if trail is None:
            trail = self.trails[post_id] = Trail(post_id, excused=self.excused)
        trail.follow(proved)

    def take_of_no_post(self, proved: Proved) -> None:
        """The same of an entry that concerns no post: nobody can erase its words."""
        bring(self.brought, proved)
        self.world.append(proved)
        if lacks_words(proved, self.excused):
            raise AuditBrokenError(f"the words of entry {proved.sealed.seq} are gone")


def prove_whole(book: Reading, prover: Prover, told: Told = lambda _count: None) -> Proof:
    """Prove every entry, then every row and post. AuditBrokenError or UnprovenError names the first wrong."""
    proof = Proof()
    for proved in prover.prove(book.audit()):
        proof.take(proved)
        told(proof.head.length)
    with readable():
        prove_ends(prove_rows(book, WORLD_TABLES, proof.world))
        _hold_posts(book, proof.trails)
        for name in POST_TABLES:
            _hold_table(book, name, proof.trails)
        _hold_texts(book, proof.trails)
    return proof


def prove_since(book: Reading, prover: Prover, start: Head, told: Told = lambda _count: None) -> Proof:
    """Prove the entries behind `start`, whose hash is known to be right, and the posts that they concern.

    What no post's entries brought is proved from the beginning: there is little of it.
    """
    proof, concerned = Proof(start), set()
    last = next((at_of(each) for each in book.audit(after=start.length - 1)), None) if start.length else None
    for proved in prover.prove(book.audit(after=start.length), start, last):
        proof.see(proved)
        told(proof.head.length)
        if isinstance(post_id := proved.values.get("post"), int):
            concerned.add(post_id)
    with readable():
        for each in book.audit_of_no_post():
            proof.take_of_no_post(_again(prover, each))
        prove_ends(prove_rows(book, WORLD_TABLES, proof.world))
        for post_id in sorted(concerned):
            prove_post(book, book.post(post_id), [_again(prover, each) for each in book.audit(post_id)])
    return proof


def _again(prover: Prover, sealed: Sealed) -> Proved:
    """One entry by itself: its hash is of its text, and its signature holds."""
    if seal(sealed.body, sealed.seq, sealed.prev).hash != sealed.hash:
        raise AuditBrokenError(f"entry {sealed.seq} was changed after it was written")
    return prover.one(sealed)


@contextmanager
def readable() -> Iterator[None]:
    """Say of rows that purdahgate can never have written that they are not the record's."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as bad:
        raise UnprovenError(
            f"a row in the database is no longer what purdahgate wrote: {bad}",
            mend="Keep the file, and restore a backup",
        ) from None


def _hold_posts(book: Reading, trails: dict[int, Trail]) -> None:
    missing = set(trails)
    for post in book.posts():
        hold_post(post, trails.get(post.id) or Trail(post.id))
        missing.discard(post.id)
    for post_id in sorted(missing):
        raise UnprovenError(f"post {post_id} is gone: the record has {trails[post_id].entries} entries of it")


def _hold_table(book: Reading, name: str, trails: dict[int, Trail]) -> None:
    missing = {key for key, trail in trails.items() if trail.brought.get(name)}
    for post_id, rows in book.kept_of_posts(name):
        trail = trails.get(post_id)
        if trail is None or trail.brought.get(name, []) != rows:
            raise not_as_recorded(name, post_id)
        missing.discard(post_id)
    for post_id in sorted(missing):
        raise not_as_recorded(name, post_id)


def _hold_texts(book: Reading, trails: dict[int, Trail]) -> None:
    """The words of every revision are those its digest is of, unless somebody erased them."""
    for post_id, number, digest, content in book.revision_texts():
        erased = trails[post_id].erased and not content
        if not erased and hashlib.sha256(content.encode()).hexdigest() != digest:
            raise UnprovenError(f"revision {number} of post {post_id} is not the text that was signed")
    for trail in trails.values():
        trail.refuse_lost_words()
