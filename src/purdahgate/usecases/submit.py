"""Queue new posts: judge each, store it with its first revision, record it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from purdahgate.domain.gate import Verdict
from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.people import Role, require
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.signoff import Demand
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.circumstances import CHECKED_BY, circumstances
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import STATE_AFTER, Seen, judge, keep_findings, look, shown
from purdahgate.usecases.repeats import keep_said, others_like, repeats


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision on its way in, with the bytes of its media by digest."""

    revision: Revision
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """A post as it stands now, and the verdict that put it there; `missing` is who is still to sign."""

    post: Post
    verdict: Verdict
    missing: tuple[Demand, ...] = ()


def submit(deed: Deed, drafts: Sequence[Draft], *, batch: bool = False) -> list[Stored]:
    """Queue `drafts`, in order; with `batch` they are marked as the same words for several accounts."""
    require(deed.actor, Role.OFFICER, "queue posts")
    stored = [_submit_one(deed, draft) for draft in drafts]
    if batch and len(stored) > 1:
        deed.book.group((each.post.id for each in stored), stored[0].post.id)
    return stored


def _submit_one(deed: Deed, draft: Draft) -> Stored:
    revision = draft.revision
    refuse_past(revision, deed.now)
    refuse_checker(deed, revision, {deed.actor.name})
    moment = revision.due.at or deed.now
    seen = look(deed.world, revision, moment)
    about = circumstances(deed.world, revision, {deed.actor.name}, moment, deed.now)
    others = others_like(deed.book, deed.world, revision, moment)
    verdict = judge(
        deed.world,
        revision,
        moment,
        deed.now,
        findings=seen.findings,
        circumstances=about,
        repeated=repeats(deed.world, revision, others, moment),
    )
    step = move(State.NEW, Action.SUBMIT, STATE_AFTER[verdict.outcome])
    post = Post(
        id=0,
        state=step.after,
        revision=revision,
        number=1,
        digest=revision.digest,
        author=deed.actor.name,
        writers=frozenset({deed.actor.name}),
        due_at=due_at(revision, step.after, deed.now),
    )
    entry = deed.entry(step, post, verdict, answers=dict(revision.answers))
    post = deed.book.add(post, shown(deed.world, verdict, revision), entry)
    keep(deed, post, draft, seen)
    keep_said(deed.book, post, others)
    return Stored(post, verdict)


def keep(deed: Deed, post: Post, draft: Draft, seen: Seen) -> None:
    """Keep the media and the findings of a revision that has just been stored."""
    for digest, content in draft.media.items():
        deed.book.keep_medium(digest, content)
    keep_findings(deed.book, deed.world, post, seen)


def due_at(revision: Revision, state: State, now: datetime) -> datetime | None:
    """When a post in `state` is due: its own time, or now for an `asap` post that nothing holds."""
    return revision.due.at or (now if state is State.CLEARED else None)


def refuse_checker(deed: Deed, revision: Revision, writers: AbstractSet[str]) -> None:
    """Refuse a checker who is no approver, or who wrote some of it or stands in for one who did."""
    if not (name := revision.answers.get(CHECKED_BY)):
        return
    person = deed.world.people.who(name)
    checker = deed.world.people.acting(person, deed.now.astimezone(deed.world.body.zone).date())
    if Role.APPROVER not in checker.roles or checker.all_whom & writers:
        raise NotAllowedError(
            f"{name} cannot be the one who checked it: that takes an approver who wrote nothing of it",
            mend="Name another with --checked-by",
        )


def refuse_past(revision: Revision, now: datetime) -> None:
    """Refuse a due time that has passed already, and an expiry that comes before a post goes out."""
    if revision.due.at is not None and revision.due.at <= now:
        raise InputError(
            f"the due time {revision.due.typed} has passed", mend="Give a later one with --due, or --due asap"
        )
    if revision.expires and revision.expires.at and revision.expires.at <= (revision.due.at or now):
        raise InputError(
            f"it would be taken down at {revision.expires.typed}, before it goes out",
            mend="Give a later time with --expires",
        )
