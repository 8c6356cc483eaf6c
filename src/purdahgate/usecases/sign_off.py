"""A senior approver says yes or no to what is held."""

from dataclasses import replace
from datetime import datetime

from purdahgate.domain.clock import rfc3339
from purdahgate.domain.gate import Verdict
from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.people import Role, four_eyes, require
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import Post, check_line
from purdahgate.domain.signoff import Decision, SignOff
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown
from purdahgate.usecases.submit import Stored


def approve(deed: Deed, post_id: int, reason: str, at: datetime | None = None) -> Stored:
    """Release what is held, as it stands, to go out when due; `at` signs a new due time with it.

    Raises NotAllowedError for whoever wrote or ruled on it, for a post that is not held, and for one that
    judging again blocks; InputError where its time has passed and no new one is given.
    """
    require(deed.actor, Role.APPROVER, "approve posts")
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    four_eyes(deed.actor, post, "approve")
    _not_the_ruler(deed, post)
    step = move(post.state, Action.APPROVE, State.APPROVED, post.id)
    post = replace(post, due_at=_signed_time(post, deed.now, at))
    verdict = judge_post(deed.book, deed.world, post, deed.now).verdict
    if verdict.outcome is Outcome.BLOCK:
        raise NotAllowedError(
            f"post {post_id} cannot be approved: the policy blocks it",
            where=verdict.reasons[0].rule.id,
            mend=deed.world.wording.says(verdict.reasons[0], post.revision),
        )
    deed.book.add_sign_off(_decision(deed, post, Decision.APPROVED, reason, verdict))
    entry = deed.entry(
        step,
        post,
        verdict,
        due_at=rfc3339(post.due_at) if post.due_at else None,
        saw=sorted(verdict.atoms()),
        why=reason,
    )
    return Stored(deed.book.change(post, step, entry, shown(deed.world, verdict, post.revision)), verdict)


def reject(deed: Deed, post_id: int, reason: str) -> Stored:
    """Refuse a held post, or take an approval back. An edit of it comes back to a senior."""
    require(deed.actor, Role.APPROVER, "reject posts")
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    four_eyes(deed.actor, post, "reject")
    step = move(post.state, Action.REJECT, State.REJECTED, post.id)
    verdict = judge_post(deed.book, deed.world, post, deed.now).verdict
    deed.book.add_sign_off(_decision(deed, post, Decision.REJECTED, reason, verdict))
    return Stored(deed.book.change(post, step, deed.entry(step, post, verdict, why=reason)), verdict)


def _not_the_ruler(deed: Deed, post: Post) -> None:
    """Refuse whoever ruled on a finding in `post`, and their deputies."""
    for ruling in deed.book.rulings(post.id, post.digest):
        if ruling.by in deed.actor.all_whom:
            who = "they" if ruling.by == deed.actor.name else f"{ruling.by}, for whom they stand in,"
            raise NotAllowedError(
                f"{deed.actor.name} may not approve post {post.id}: {who} ruled on a finding in it",
                mend="Another approver must do it",
            )


def _signed_time(post: Post, now: datetime, at: datetime | None) -> datetime:
    """When the approved post goes out: the time signed now, its own, or now for an `asap` post."""
    if at is not None:
        if at <= now:
            raise InputError("--at names a time that has passed", mend="Give one that is still to come")
        return at
    if post.revision.due.at is None and (post.due_at is None or post.due_at <= now):
        return now  # an `asap` post goes out with the next tick
    if post.due_at is None or post.due_at <= now:
        raise InputError(
            f"the time of post {post.id} has passed, and a late approval never sends at once",
            mend="Sign a new time with --at, as in --at 2027-04-20T09:00",
        )
    return post.due_at


def _decision(deed: Deed, post: Post, decision: Decision, reason: str, verdict: Verdict) -> SignOff:
    return SignOff(
        post_id=post.id,
        revision=post.digest,
        decision=decision,
        by=deed.actor.name,
        at=deed.now,
        reason=reason,
        due_at=post.due_at,
        outcome=verdict.outcome,
        seen=verdict.atoms(),
    )
