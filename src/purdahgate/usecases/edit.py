"""Save a new revision of a post. Whatever was signed off was another revision."""

from dataclasses import replace

from purdahgate.domain.lifecycle import Action, move
from purdahgate.domain.people import Role, require
from purdahgate.domain.policy import History
from purdahgate.domain.signoff import Decision
from purdahgate.usecases.circumstances import circumstances
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import STATE_AFTER, judge, judge_post, look, shown
from purdahgate.usecases.repeats import keep_said, others_like, repeats, says_anew
from purdahgate.usecases.submit import Draft, Stored, due_at, keep, refuse_checker, refuse_past


def edit(deed: Deed, post_id: int, draft: Draft) -> Stored:
    """Store `draft` as the post's next revision. A save that changes nothing changes nothing."""
    require(deed.actor, Role.OFFICER, "edit posts")
    post = deed.book.post(post_id)
    revision = draft.revision
    if revision.digest == post.digest:
        return Stored(post, judge_post(deed.book, deed.world, post, deed.now).verdict)
    refuse_past(revision, deed.now)
    writers = post.writers | {deed.actor.name}
    refuse_checker(deed, revision, writers)
    moment = revision.due.at or deed.now
    seen = look(deed.world, revision, moment)
    history = _history(deed, post_id)
    about = circumstances(deed.world, revision, writers, moment, deed.now)
    anew, said = says_anew(post, revision), deed.book.said(post.id)
    others = others_like(deed.book, deed.world, revision, moment, said)
    if anew:
        others = tuple(replace(each, earlier=True) for each in others)
    verdict = judge(
        deed.world,
        revision,
        moment,
        deed.now,
        findings=seen.findings,
        history=history,
        circumstances=about,
        repeated=repeats(deed.world, revision, others, moment, post.state),
    )
    step = move(post.state, Action.EDIT, STATE_AFTER[verdict.outcome], post.id)
    revised = replace(
        post,
        revision=revision,
        number=post.number + 1,
        digest=revision.digest,
        writers=writers,
        due_at=due_at(revision, step.after, deed.now),
    )
    entry = deed.entry(step, revised, verdict, revision_before=post.digest, answers=dict(revision.answers))
    stored = deed.book.change(revised, step, entry, shown(deed.world, verdict, revision), revised=True)
    keep(deed, stored, draft, seen)
    if anew or said is None:
        keep_said(deed.book, stored, others, again=True)
    else:
        deed.book.keep_alike(said, others)
    return Stored(stored, verdict)


def _history(deed: Deed, post_id: int) -> frozenset[History]:
    """A post that a senior refused goes back to a senior, whatever it says now."""
    refused = any(each.decision is Decision.REJECTED for each in deed.book.sign_offs(post_id))
    return frozenset({History.REJECTED_BEFORE}) if refused else frozenset()
