"""Send a post: judged again, recorded as attempted, sent, its outcome recorded; in that order.

Attempt and outcome are two transactions with the sending between them, so a crash anywhere leaves either a
post that was never attempted or an attempt without an outcome, which is looked up and never blindly repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from purdahgate.domain.audit import Entry
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.lifecycle import RELEASABLE, Action, State, move
from purdahgate.domain.people import Person, Role, require
from purdahgate.domain.post import Post, check_line
from purdahgate.domain.retries import next_try
from purdahgate.domain.situation import Stop
from purdahgate.errors import AuditBrokenError, UnprovenError
from purdahgate.publishers.base import Outgoing
from purdahgate.store.reading import Attempt, Reading
from purdahgate.store.rows import Case
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import Judged, case_of, judge_case, shown
from purdahgate.usecases.prove_record import Proved
from purdahgate.usecases.valid_sign_offs import still_valid

RETRIED = "retry"
Prove = Callable[[Post], Sequence[Proved]]
WORKER = Person(name="worker", full_name="the release worker", roles=frozenset())


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that has been recorded, what is to be sent for it, and where the post stood `before`."""

    attempt: int
    outgoing: Outgoing
    before: State


@dataclass(frozen=True, slots=True)
class Ended:
    """A post that the worker is done with for now, and why it stands as it does."""

    post: Post
    why: str = ""


def attempt(deed: Deed, post_id: int, prove: Prove) -> Begun | Ended:
    """Judge a due post as of now. Gives what to send, or the post that will not go out.

    A post whose world changed takes the state its new verdict says; one that is later than the lateness limit
    is missed. While a stop covers its account it is held, whatever any policy and any approval say.
    """
    post = deed.book.post(post_id)
    if post.state not in RELEASABLE or post.due_at is None or post.due_at > deed.now:
        return Ended(post)
    judged = judged_again(deed, post, prove)
    if isinstance(judged, Ended):
        return judged
    if deed.now - post.due_at > deed.world.lateness:
        step = move(post.state, Action.MISS, State.MISSED, post.id)
        late = f"It was due more than {deed.world.lateness.total_seconds() / 60:.0f} minutes ago."
        return Ended(deed.book.change(post, step, deed.entry(step, post, why=late)), late)
    before = post.state
    step = move(before, Action.ATTEMPT, State.SENDING, post.id)
    entry = deed.entry(step, post, judged.verdict, signed_off_by=signers(judged))
    post = deed.book.change(post, step, entry)
    number = deed.book.open_attempt(post, deed.now)
    media = {medium.digest: deed.book.medium(medium.digest) for medium in post.revision.media}
    outgoing = Outgoing(post.id, post.revision, post.digest, deed.now, media.__getitem__)
    return Begun(number, outgoing, before)


def judged_again(deed: Deed, post: Post, prove: Prove) -> Judged | Ended:
    """The judgement by which a post may leave now; or the post, held or blocked by it or by a stop.

    Where `prove` says that it is not what was signed, it stays as it is, and the record says why.
    """
    try:
        entries = prove(post)
    except (UnprovenError, AuditBrokenError) as unproven:
        return _refused(deed, post, str(unproven))
    judged = judge_case(deed.world, _afresh(deed, post, entries), deed.now)
    stops = [each for each in deed.book.open_stops() if each.covers(post.revision.account)]
    if stops:
        return _stopped(deed, post, judged, stops[0])
    if judged.state is not post.state:
        step = move(post.state, Action.JUDGE, judged.state, post.id)
        entry = deed.entry(step, post, judged.verdict)
        lines = shown(deed.world, judged.verdict, post.revision)
        return Ended(deed.book.change(post, step, entry, lines), lines.says)
    return judged


def signers(judged: Judged) -> str | None:
    """Who signed what is released, for its audit entry."""
    return ", ".join(dict.fromkeys(each.by for each in judged.sign_offs)) or None


def _afresh(deed: Deed, post: Post, entries: Sequence[Proved]) -> Case:
    """The case of a post read anew: no finding that was kept counts, and no signer who may not sign now."""
    case = case_of(deed.book, deed.world, post, deed.now)
    signed = tuple(still_valid(deed.world, case.sign_offs, entries, deed.now))
    return replace(case, findings={}, sign_offs=signed)


def _refused(deed: Deed, post: Post, why: str) -> Ended:
    """Leave a post that is not proved where it is; the worker looks at it no more until it is edited."""
    facts = {"revision": post.digest, "account": post.revision.account, "why": why}
    entry = Entry("refuse-release", deed.actor.name, deed.now, post_id=post.id, facts=facts)
    deed.book.hold_back(post, entry)
    return Ended(post, why)


def _stopped(deed: Deed, post: Post, judged: Judged, stop: Stop) -> Ended:
    """Hold a due post that a stop covers: nothing goes out by itself when the stop is lifted."""
    state = State.BLOCKED if judged.state is State.BLOCKED else State.HELD
    step = move(post.state, Action.JUDGE, state, post.id)
    why = f"{stop.by} has stopped {stop.where}: {stop.reason}"
    entry = deed.entry(step, post, judged.verdict, stop=stop.id, why=why)
    lines = replace(shown(deed.world, judged.verdict, post.revision), says=why)
    return Ended(deed.book.change(post, step, entry, lines), why)


def record(deed: Deed, number: int, post_id: int, outcome: State, detail: str) -> Ended:
    """Record what became of attempt `number`: `sent`, `failed` (nothing went out) or `unknown`."""
    post = deed.book.post(post_id)
    step = move(post.state, Action.OUTCOME, outcome, post.id)
    deed.book.close_attempt(number, outcome.value, detail, deed.now)
    post = deed.book.change(post, step, deed.entry(step, post, detail=detail))
    return Ended(post, "" if outcome is State.SENT else detail)


def again(deed: Deed, begun: Begun, detail: str, asked: float | None) -> Ended:
    """Record that attempt `begun` sent nothing, and that it will be made anew; or that it was the last.

    `asked` is how many seconds the other side wants to be left alone. The post goes back to where it stood,
    and is judged again like any other when its time comes.
    """
    outgoing = begun.outgoing
    post = deed.book.post(outgoing.post_id)
    tried = len(deed.book.attempts(post.id, post.digest))
    last = (post.due_at or deed.now) + deed.world.lateness
    at = next_try(tried, deed.now, last, asked)
    if at is None:
        why = f"{detail}; tried {tried} times" if tried > 1 else detail
        return record(deed, begun.attempt, post.id, State.FAILED, why)
    step = move(post.state, Action.RETRY, begun.before, post.id)
    deed.book.close_attempt(begun.attempt, RETRIED, detail, deed.now)
    entry = deed.entry(step, post, detail=detail, tried=tried, next_try=rfc3339(at))
    return Ended(deed.book.change(post, step, entry, not_before=at), detail)


def sought(book: Reading, attempt: Attempt) -> Outgoing:
    """What is looked for on the channel after an attempt whose outcome is not known."""
    post = book.post(attempt.post_id)
    return Outgoing(post.id, post.revision, attempt.revision, attempt.attempted_at, book.medium)


def settle(deed: Deed, post_id: int, url: str | None, reason: str) -> Post:
    """Record what a person saw of a post that may have gone out: where it is, or that it is not (None).

    An officer or an approver may. What is not there is `failed`: its author may edit it, to be judged anew.
    """
    if Role.OFFICER not in deed.actor.roles:
        require(deed.actor, Role.APPROVER, "settle posts")
    why = check_line(reason, "reason")
    seen = check_line(url, "place where it was seen") if url is not None else ""
    post = deed.book.post(post_id)
    outcome = State.FAILED if url is None else State.SENT
    step = move(post.state, Action.SETTLE, outcome, post.id)
    tries = deed.book.attempts(post.id, post.digest)
    number = tries[-1].id if tries else deed.book.open_attempt(post, deed.now)
    deed.book.close_attempt(number, outcome.value, seen or "a person looked: it is not there", deed.now)
    return deed.book.change(post, step, deed.entry(step, post, seen=seen or None, why=why))
