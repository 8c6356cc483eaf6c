"""Send a post: judged again, recorded as attempted, sent, its outcome recorded; in that order.

Attempt and outcome are two transactions with the sending between them, so a crash anywhere leaves either a
post that was never attempted or an attempt without an outcome, which is looked up and never blindly repeated.
"""

from dataclasses import dataclass, replace

from purdahgate.domain.lifecycle import RELEASABLE, Action, State, move
from purdahgate.domain.people import Person
from purdahgate.domain.post import Post
from purdahgate.domain.situation import Stop
from purdahgate.publishers.base import Outgoing
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import Judged, judge_post, shown

WORKER = Person(name="worker", full_name="the release worker", roles=frozenset())


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that has been recorded, and what is to be sent for it."""

    attempt: int
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Ended:
    """A post that the worker is done with for now, and why it stands as it does."""

    post: Post
    why: str = ""


def attempt(deed: Deed, post_id: int) -> Begun | Ended:
    """Judge a due post as of now. Gives what to send, or the post that will not go out.

    A post whose world changed takes the state its new verdict says; one that is later than the lateness limit
    is missed. While a stop covers its account it is held, whatever any policy and any approval say.
    """
    post = deed.book.post(post_id)
    if post.state not in RELEASABLE or post.due_at is None or post.due_at > deed.now:
        return Ended(post)
    judged = judge_post(deed.book, deed.world, post, deed.now)
    stops = [each for each in deed.book.open_stops() if each.covers(post.revision.account)]
    if stops:
        return _stopped(deed, post, judged, stops[0])
    if judged.state is not post.state:
        step = move(post.state, Action.JUDGE, judged.state, post.id)
        entry = deed.entry(step, post, judged.verdict)
        lines = shown(deed.world, judged.verdict, post.revision)
        return Ended(deed.book.change(post, step, entry, lines), lines.says)
    if deed.now - post.due_at > deed.world.lateness:
        step = move(post.state, Action.MISS, State.MISSED, post.id)
        late = f"It was due more than {deed.world.lateness.total_seconds() / 60:.0f} minutes ago."
        return Ended(deed.book.change(post, step, deed.entry(step, post, why=late)), late)
    step = move(post.state, Action.ATTEMPT, State.SENDING, post.id)
    signed_by = ", ".join(dict.fromkeys(each.by for each in judged.sign_offs)) or None
    post = deed.book.change(post, step, deed.entry(step, post, judged.verdict, signed_off_by=signed_by))
    number = deed.book.open_attempt(post, deed.now)
    media = {medium.digest: deed.book.medium(medium.digest) for medium in post.revision.media}
    return Begun(number, Outgoing(post.id, post.revision, post.digest, deed.now, media.__getitem__))


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
