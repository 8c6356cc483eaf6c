"""What can be written, and the one place that changes a post's state: together with its audit entry."""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, update

from purdahgate.domain.audit import Entry
from purdahgate.domain.election import Election
from purdahgate.domain.findings import Finding
from purdahgate.domain.lifecycle import RELEASABLE, Move, State
from purdahgate.domain.post import Post
from purdahgate.domain.rule_set import RuleSet
from purdahgate.domain.signoff import Ruling, SignOff
from purdahgate.store import rows
from purdahgate.store.dialects import new_into
from purdahgate.store.driver import run_all
from purdahgate.store.erasing import erase_words
from purdahgate.store.likeness import WritingLikeness
from purdahgate.store.reading import ACCEPTED, Reading, table
from purdahgate.store.rows import Shown
from purdahgate.store.situation import WritingSituation

PREVIEW_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One post's move, with the entry of that post and the lines that go with it."""

    post: Post
    move: Move
    entry: Entry
    shown: Shown


class Writing(WritingSituation, WritingLikeness, Reading):
    """One writing transaction. Everything in it lands together, or nothing does."""

    def add(self, post: Post, shown: Shown, entry: Entry) -> Post:
        """Store a new post, its first revision and its audit entry; gives the post with its id."""
        post = replace(post, id=self._insert("post", **_columns(post, shown)))
        self._add_revision(post, entry)
        self.append(replace(entry, post_id=post.id))
        return post

    def change(
        self,
        post: Post,
        move: Move,
        entry: Entry,
        shown: Shown | None = None,
        *,
        revised: bool = False,
        not_before: datetime | None = None,
    ) -> Post:
        """Move `post` and record it; `post` carries whatever else changed. Gives it as it now stands.

        The worker does not look at it again before the instant `not_before`.
        """
        post = replace(post, state=move.after)
        if revised:
            self._add_revision(post, entry)
        values = _columns(post, shown)
        if not_before is not None:
            values["release_at"] = not_before
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

    def change_all(self, changes: Iterable[Change]) -> None:
        """Make many moves at once, each recorded as `change` would; nothing else of the posts changes.

        Of each change only the rows to write are kept, so that `changes` may come one by one.
        """
        moved: list[tuple[Any, ...]] = []
        entries: list[tuple[int | None, str]] = []
        for each in changes:
            moved.append((*_standing(each.post, each.move.after), *_shown(each.shown), each.post.id))
            entries.append((each.post.id, each.entry.body()))
        self._update_all((*_STANDING, *_SHOWN), moved)
        self._append_bodies(entries)

    def show_all(self, lines: Mapping[int, Shown]) -> None:
        """Renew what lists show of posts whose state stays."""
        self._update_all(_SHOWN, [(*_shown(shown), post_id) for post_id, shown in lines.items()])

    def _update_all(self, names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
        """Set the columns `names` of posts: of each the values, and its number."""
        posts = table("post")
        statement = update(posts).where(posts.c.id == bindparam("key"))
        run_all(self._connection, statement, (*names, "key"), values)

    def group(self, post_ids: Iterable[int], batch: int) -> None:
        """Mark posts as one batch: the same words for several accounts."""
        posts = table("post")
        self._connection.execute(update(posts).where(posts.c.id.in_(list(post_ids))).values(batch=batch))

    def keep_medium(self, digest: str, content: bytes) -> None:
        """Copy a medium's bytes in, once."""
        media = table("medium")
        known = self._connection.execute(media.select().where(media.c.digest == digest)).first()
        if known is None:
            self._insert("medium", digest=digest, content=content)

    def keep_findings(self, revision: str, detector: str, day: str, findings: tuple[Finding, ...]) -> None:
        """Keep what the detectors saw, once a revision, detector and day."""
        content = rows.findings_text(findings)
        values = {"revision": revision, "detector": detector, "day": day, "content": content}
        self._connection.execute(new_into(self._connection, "findings"), values)

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

    def hold_back(self, post: Post, entry: Entry) -> None:
        """Take a post out of the worker's sight, its state as it is, and record why."""
        posts = table("post")
        self._connection.execute(update(posts).where(posts.c.id == post.id).values(release_at=None))
        self.append(entry)

    def erase(self, post: Post, entry: Entry) -> None:
        """Erase the words of a post, and record that; the words of `entry` itself stay."""
        own = table("revision")
        contents = self._connection.execute(select(own.c.content).where(own.c.post_id == post.id)).scalars()
        media = {one["digest"] for each in contents if each for one in json.loads(each)["media"]}
        erase_words(self._connection, post.id, media)
        self.append(entry)

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

    def add_calendar_changes(self, changed: Sequence[Election], entry: Entry) -> None:
        """Record elections' rows as they became, with one audit entry for them all."""
        for each in changed:
            self._insert(
                "calendar_change",
                election=each.id,
                nation=each.nation.value,
                content=rows.election_text(each),
                by=entry.actor,
                at=entry.at,
            )
        self.append(entry)

    def add_proposal(self, what: str, changed: Sequence[Election], entry: Entry) -> int:
        """Record a change that waits for a second person; gives its number."""
        content = json.dumps([rows.election_text(each) for each in changed])
        last = select(func.coalesce(func.max(table("calendar_change").c.id), 0))
        after = self._connection.execute(last).scalar_one()
        number = self._insert(
            "proposal", what=what, content=content, after=after, by=entry.actor, at=entry.at
        )
        self.append(entry)
        return number

    def end_proposal(self, number: int, outcome: str, entry: Entry) -> None:
        """Record how a proposal ended."""
        self._insert("proposal_end", proposal_id=number, outcome=outcome, by=entry.actor, at=entry.at)
        self.append(entry)

    def propose_rules(self, contents: Mapping[str, bytes], why: str, entry: Entry) -> int:
        """Keep these files, and record that they are proposed to judge by; gives the proposal's number."""
        number = self._keep_rules(contents, why, entry)
        self.append(entry)
        return number

    def accept_rules(self, contents: Mapping[str, bytes], why: str, entry: Entry) -> None:
        """Keep these files, and record that they are those to judge by."""
        self.end_rules(self._keep_rules(contents, why, entry), ACCEPTED, entry)

    def end_rules(self, number: int, outcome: str, entry: Entry) -> None:
        """Record how a proposal of files ended: `accepted` or `refused`."""
        self._insert("rule_set_end", rule_set_id=number, outcome=outcome, by=entry.actor, at=entry.at)
        self.append(entry)

    def _keep_rules(self, contents: Mapping[str, bytes], why: str, entry: Entry) -> int:
        rules = RuleSet.of(contents)
        kept = table("rule_file")
        known = set(self._connection.execute(select(kept.c.digest)).scalars())
        fresh = {rules.files[name]: content for name, content in contents.items()}
        for digest in sorted(fresh.keys() - known):
            self._insert("rule_file", digest=digest, content=zlib.compress(fresh[digest]))
        files = json.dumps(dict(rules.files))  # in their order
        return self._insert("rule_set", files=files, why=why, by=entry.actor, at=entry.at)

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


def _columns(post: Post, shown: Shown | None) -> dict[str, Any]:
    return {
        **(dict(zip(_SHOWN, _shown(shown), strict=True)) if shown else {}),
        **dict(zip(_STANDING, _standing(post, post.state), strict=True)),
        "batch": post.batch,
        "number": post.number,
        "digest": post.digest,
        "account": post.revision.account,
        "category": post.revision.category.value,
        "author": post.author,
        "writers": json.dumps(sorted(post.writers)),
        "due_at": post.due_at,
        "preview": " ".join(post.revision.text.split())[:PREVIEW_LENGTH],
    }


_STANDING = ("state", "release_at")
_SHOWN = ("outcome", "windows", "says")


def _standing(post: Post, state: State) -> tuple[str, datetime | None]:
    """What changes where `post` comes to stand in `state`."""
    return state.value, post.due_at if state in RELEASABLE else None


def _shown(shown: Shown) -> tuple[str, str, str]:
    return shown.outcome, _listed(shown.windows), shown.says


@lru_cache(1_000)  # many posts have the same windows
def _listed(names: tuple[str, ...]) -> str:
    return json.dumps(names)
