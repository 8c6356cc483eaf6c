"""A senior says yes or no to what is held, or to what is blocked where the policy lets them override it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from purdahgate.domain.gate import Verdict
from purdahgate.domain.lifecycle import Action, State, move, refusal
from purdahgate.domain.people import Role, four_eyes, require
from purdahgate.domain.policy import Outcome, Policy
from purdahgate.domain.post import Post, check_line
from purdahgate.domain.questions import AskedOf
from purdahgate.domain.signoff import Decision, Demand, SignOff, demands, missing, standing
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.toml_refusals import suggest
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown
from purdahgate.usecases.submit import Stored

NO_ANSWERS: Mapping[str, str] = {}


def approve(
    deed: Deed,
    post_id: int,
    reason: str,
    at: datetime | None = None,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Stored:
    """Sign what is held, as it stands, to go out when due; `at` signs a new due time with it.

    Where the policy wants more people than this one, it stays held until they have signed too. Raises
    NotAllowedError for whoever wrote or ruled on it, for somebody whose word is not wanted, for a post that
    is not held, and for one that the policy blocks; InputError where its time has passed and no new one is
    given, and where a question that the policy puts to them is not answered.
    """
    _may_sign(deed, "approve posts")
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    four_eyes(deed.actor, post, "approve")
    _not_the_ruler(deed, post)
    move(post.state, Action.APPROVE, State.APPROVED, post.id)
    signed = replace(post, due_at=_signed_time(post, deed.now, at))
    verdict = judge_post(deed.book, deed.world, signed, deed.now).verdict
    _refuse_blocked(deed, post, verdict)
    wanted = demands(verdict)
    before = standing(deed.book.sign_offs(post.id), signed, verdict)
    _refuse_unwanted(deed, post, missing(wanted, before), before)
    sign_off = _decision(deed, signed, Decision.APPROVED, reason, verdict)
    sign_off = replace(sign_off, answers=_answers(deed, post, verdict, answers))
    if still := missing(wanted, (*before, sign_off)):
        if signed.due_at == deed.now:  # an `asap` post has no time until the last has signed
            signed, sign_off = replace(signed, due_at=None), replace(sign_off, due_at=None)
        return replace(_sign(deed, signed, sign_off, verdict, post.state), missing=still)
    return _sign(deed, signed, sign_off, verdict, State.APPROVED)


def reject(deed: Deed, post_id: int, reason: str) -> Stored:
    """Refuse a held post, or take an approval back. An edit of it comes back to a senior."""
    _may_sign(deed, "reject posts")
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    four_eyes(deed.actor, post, "reject")
    step = move(post.state, Action.REJECT, State.REJECTED, post.id)
    verdict = judge_post(deed.book, deed.world, post, deed.now).verdict
    deed.book.add_sign_off(_decision(deed, post, Decision.REJECTED, reason, verdict))
    return Stored(deed.book.change(post, step, deed.entry(step, post, verdict, why=reason)), verdict)


def _may_sign(deed: Deed, what: str) -> None:
    """Refuse somebody whom no rule of the policy lets sign anything."""
    if not deed.actor.roles & deed.world.signing_roles():
        require(deed.actor, Role.APPROVER, what)


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


def _refuse_blocked(deed: Deed, post: Post, verdict: Verdict) -> None:
    """Refuse a post that a rule blocks which nobody may override."""
    for reason in verdict.reasons:
        if reason.outcome is not Outcome.BLOCK or reason.rule.override:
            continue
        if post.state is State.BLOCKED:
            raise refusal(post.state, Action.APPROVE, post.id)
        raise NotAllowedError(
            f"post {post.id} cannot be approved: the policy blocks it",
            where=reason.rule.id,
            mend=deed.world.wording.says(reason, post.revision),
        )


def _refuse_unwanted(deed: Deed, post: Post, wanted: tuple[Demand, ...], before: tuple[SignOff, ...]) -> None:
    """Refuse somebody who has signed it already, or whose word nothing waits for."""
    words = " and ".join(deed.world.in_words(each) for each in wanted)
    zone, people = deed.world.body.zone, deed.world.people
    for each in before:
        if people.office(each.by, each.at.astimezone(zone).date()) & deed.actor.all_whom:
            who = "" if each.by == deed.actor.name else f": {each.by} and they are one office"
            raise NotAllowedError(
                f"{deed.actor.name} has signed post {post.id} already{who}", mend=f"It waits for {words}"
            )
    if not any(each.roles & deed.actor.roles for each in wanted):
        raise NotAllowedError(
            f"{deed.actor.name} may not approve post {post.id}: that takes {words}",
            where="people.toml",
            mend=f"See who may: purdahgate post show {post.id}",
        )


def _answers(deed: Deed, post: Post, verdict: Verdict, given: Mapping[str, str]) -> dict[str, str]:
    """What the signer says to each question that a rule they sign for puts to them."""
    put = {
        reason.to_approver.key: reason.to_approver
        for reason in verdict.reasons
        if reason.to_approver and reason.rule.releasers() & deed.actor.roles
    }
    answers = {}
    for key, question in put.items():
        said = question.check(given.get(key, ""))
        if not question.is_answered(said):
            refused = f"{key!r} is answered with no" if said else f"{key!r} is not answered: {question.asks}"
            mend = "Reject it instead" if said else f"Answer it with {question.typed}"
            raise InputError(f"post {post.id} cannot be approved: {refused}", mend=mend)
        answers[key] = check_line(said, f"answer to {key!r}")
    return answers


def check_put(answers: Iterable[str], policies: Iterable[Policy]) -> None:
    """Refuse an answer to a question that no policy puts to whoever signs a post off."""
    questions = [each for policy in policies for each in policy.questions.values()]
    known = sorted({each.key for each in questions if each.of is AskedOf.APPROVER})
    for key in answers:
        if key not in known:
            mend = suggest(key, known) if known else "This policy asks an approver nothing"
            raise InputError(f"no question {key!r} is put to an approver", mend=mend)


def _sign(deed: Deed, post: Post, sign_off: SignOff, verdict: Verdict, after: State) -> Stored:
    """Keep one signature, and move the post: to `approved`, or to where it is while others must sign."""
    step = move(post.state, Action.APPROVE, after, post.id)
    deed.book.add_sign_off(sign_off)
    entry = deed.entry(
        step,
        post,
        verdict,
        saw=sorted(verdict.atoms()),
        why=sign_off.reason,
        **({"answers": dict(sign_off.answers)} if sign_off.answers else {}),
    )
    return Stored(deed.book.change(post, step, entry, shown(deed.world, verdict, post.revision)), verdict)


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
        number=post.number,
        roles=deed.actor.roles,
    )
