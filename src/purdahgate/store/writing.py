"""What can be written, and the one place that changes a post's state: together with its audit entry."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from purdahgate.domain.audit import Entry, Head, seal
from purdahgate.domain.election import Election
from purdahgate.domain.findings import Finding
from purdahgate.domain.lifecycle import RELEASABLE, Move
from purdahgate.domain.post import Post
from purdahgate.domain.rule_set import RuleSet
from purdahgate.domain.signoff import Ruling, SignOff
from purdahgate.store import rows
from purdahgate.store.reading import ACCEPTED, Reading, table
from purdahgate.store.rows import Shown
from purdahgate.store.situation import WritingSituation

PREVIEW_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One post's move, with the entry and the lines that go with it; `post` carries whatever else changed."""

    post: Post
    move: Move
    entry: Entry
    shown: Shown


class Writing(Reading, WritingSituation):
    """One writing transaction. Everything in it lands together, or nothing does."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._head: Head | None = None

    def _insert(self, name: str, **values: Any) -> int:
        done = self._connection.execute(insert(table(name)).values(values)).inserted_primary_key
        return done[0] if done else 0

    def add(self, post: Post, shown: Shown, entry: Entry) -> Post:
        """Store a new post, its first revision and its audit entry; gives the post with its id."""
        post = replace(post, id=self._insert("post", **_columns(post), **_shown(shown)))
        self._add_revision(post, entry)
        self.append(replace(entry, post_id=post.id))
        return post

    def change(
        self, post: Post, move: Move, entry: Entry, shown: Shown | None = None, *, revised: bool = False
    ) -> Post:
        """Move `post` and record it; `post` carries whatever else changed. Gives it as it now stands."""
        post = replace(post, state=move.after)
        if revised:
            self._add_revision(post, entry)
        values = _columns(post) | (_shown(shown) if shown else {})
        posts = table("post")
        self._connection.execute(update(posts).where(posts.c.id == post.id).values(values))
        self.append(replace(entry, post_id=post.id))
        return post

    def _add_revision(self, post: Post, entry: Entry) -> None:
        content = rows.text_of(post.revision.as_json())
        self._insert(
            "revision",
            post_id=post.id,
            number=post.number,
            digest=post.digest,
            content=content,
            by=entry.actor,
            at=entry.at,
        )

    def change_all(self, changes: Sequence[Change]) -> None:
        """Make many moves at once, each recorded as `change` would."""
        moved = [
            {"key": each.post.id, **_columns(replace(each.post, state=each.move.after)), **_shown(each.shown)}
            for each in changes
        ]
        self._update_all(moved)
        self.append(*(replace(each.entry, post_id=each.post.id) for each in changes))

    def show_all(self, lines: Mapping[int, Shown]) -> None:
        """Renew what lists show of posts whose state stays."""
        self._update_all([{"key": post_id, **_shown(shown)} for post_id, shown in lines.items()])

    def _update_all(self, values: Sequence[dict[str, Any]]) -> None:
        if values:
            posts = table("post")
            self._connection.execute(update(posts).where(posts.c.id == bindparam("key")), values)

    def group(self, post_ids: Iterable[int], batch: int) -> None:
        """Mark posts as one batch: the same words for several accounts."""
        posts = table("post")
        self._connection.execute(update(posts).where(posts.c.id.in_(list(post_ids))).values(batch=batch))

    def append(self, *entries: Entry) -> None:
        """Write audit entries behind the last, in order."""
        head = self._head or self.head()
        sealed = []
        for entry in entries:
            one = seal(entry.body(), head.length + 1, head.hash)
            head = Head(one.seq, one.hash)
            sealed.append(
                {
                    "seq": one.seq,
                    "prev": one.prev,
                    "body": one.body,
                    "hash": one.hash,
                    "post_id": entry.post_id,
                }
            )
        if sealed:
            self._connection.execute(insert(table("audit")), sealed)
        self._head = head

    def keep_medium(self, digest: str, content: bytes) -> None:
        """Copy a medium's bytes in, once."""
        media = table("medium")
        known = self._connection.execute(media.select().where(media.c.digest == digest)).first()
        if known is None:
            self._insert("medium", digest=digest, content=content)

    def keep_findings(self, revision: str, detector: str, day: str, findings: tuple[Finding, ...]) -> None:
        """Keep what the detectors saw, once a revision, detector and day."""
        content = rows.findings_text(findings)
        self._connection.execute(
            insert(table("findings"))
            .prefix_with("OR IGNORE", dialect="sqlite")
            .values(revision=revision, detector=detector, day=day, content=content)
        )

    def add_sign_off(self, sign_off: SignOff) -> None:
        """Record a senior approver's decision."""
        self._insert(
            "sign_off",
            post_id=sign_off.post_id,
            revision=sign_off.revision,
            decision=sign_off.decision.value,
            by=sign_off.by,
            at=sign_off.at,
            reason=sign_off.reason,
            due_at=sign_off.due_at,
            outcome=sign_off.outcome.value,
            seen=json.dumps(sorted(sign_off.seen)),
            number=sign_off.number,
            roles=json.dumps(sorted(sign_off.roles)),
            answers=json.dumps(dict(sign_off.answers)),
        )

    def add_ruling(self, ruling: Ruling) -> None:
        """Record the monitoring officer's word on one finding."""
        self._insert(
            "ruling",
            post_id=ruling.post_id,
            revision=ruling.revision,
            finding=ruling.finding,
            by=ruling.by,
            at=ruling.at,
            reason=ruling.reason,
        )

    def open_attempt(self, post: Post, at: datetime) -> int:
        """Record that a post is about to be sent; gives the attempt's id."""
        return self._insert(
            "release",
            post_id=post.id,
            revision=post.digest,
            account=post.revision.account,
            attempted_at=at,
        )

    def close_attempt(self, attempt: int, outcome: str, detail: str, at: datetime) -> None:
        """Record what became of an attempt."""
        tried = table("release")
        self._connection.execute(
            update(tried).where(tried.c.id == attempt).values(outcome=outcome, detail=detail, finished_at=at)
        )

    def add_calendar_change(self, election: Election, entry: Entry) -> None:
        """Record one election's row as it became, with its audit entry."""
        self._insert(
            "calendar_change",
            election=election.id,
            nation=election.nation.value,
            content=rows.election_text(election),
            by=entry.actor,
            at=entry.at,
        )
        self.append(entry)

    def add_proposal(self, what: str, changed: Sequence[Election], entry: Entry) -> int:
        """Record a change that waits for a second person; gives its number."""
        content = json.dumps([rows.election_text(each) for each in changed])
        number = self._insert("proposal", what=what, content=content, by=entry.actor, at=entry.at)
        self.append(entry)
        return number

    def end_proposal(self, number: int, outcome: str, entry: Entry) -> None:
        """Record how a proposal ended."""
        self._insert("proposal_end", proposal_id=number, outcome=outcome, by=entry.actor, at=entry.at)
        self.append(entry)

    def propose_rules(self, contents: Mapping[str, bytes], why: str, entry: Entry) -> int:
        """Keep these files, and record that they are proposed to judge by; gives the proposal's number."""
        rules = RuleSet.of(contents)
        kept = table("rule_file")
        known = set(self._connection.execute(select(kept.c.digest)).scalars())
        fresh = {rules.files[name]: content for name, content in contents.items()}
        for digest in sorted(fresh.keys() - known):
            self._insert("rule_file", digest=digest, content=zlib.compress(fresh[digest]))
        files = json.dumps(dict(rules.files))  # in their order
        number = self._insert("rule_set", files=files, why=why, by=entry.actor, at=entry.at)
        self.append(entry)
        return number

    def accept_rules(self, contents: Mapping[str, bytes], why: str, entry: Entry) -> None:
        """Keep these files, and record that they are those to judge by."""
        number = self.propose_rules(contents, why, entry)
        self._end_rules(number, ACCEPTED, entry)

    def end_rules(self, number: int, outcome: str, entry: Entry) -> None:
        """Record how a proposal of files ended: `accepted` or `refused`."""
        self._end_rules(number, outcome, entry)
        self.append(entry)

    def _end_rules(self, number: int, outcome: str, entry: Entry) -> None:
        self._insert("rule_set_end", rule_set_id=number, outcome=outcome, by=entry.actor, at=entry.at)

    @contextmanager
    def tentative(self) -> Iterator[Callable[[], None]]:
        """What is written inside stands, unless the function that this gives is called."""
        head, undone = self._head, False

        def undo() -> None:
            nonlocal undone
            undone = True

        # On an error the whole transaction goes, savepoint and all: nothing is to be done for it here.
        savepoint = self._connection.begin_nested()
        yield undo
        if undone:
            savepoint.rollback()
            self._head = head
        else:
            savepoint.commit()


def _columns(post: Post) -> dict[str, Any]:
    return {
        "batch": post.batch,
        "state": post.state.value,
        "number": post.number,
        "digest": post.digest,
        "account": post.revision.account,
        "category": post.revision.category.value,
        "author": post.author,
        "writers": json.dumps(sorted(post.writers)),
        "due_at": post.due_at,
        "release_at": post.due_at if post.state in RELEASABLE else None,
        "preview": " ".join(post.revision.text.split())[:PREVIEW_LENGTH],
    }


def _shown(shown: Shown) -> dict[str, str]:
    return {"outcome": shown.outcome, "windows": json.dumps(list(shown.windows)), "says": shown.says}
