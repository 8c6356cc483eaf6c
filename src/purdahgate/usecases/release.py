"""Send a post: judged again, recorded as attempted, sent, its outcome recorded; in that order.

Attempt and outcome are two transactions with the sending between them, so a crash anywhere leaves either a
post that was never attempted or an attempt without an outcome, which is looked up and never blindly repeated.
"""

from purdahgate.domain.lifecycle import RELEASABLE, Action, State, move
from purdahgate.domain.people import Person
from purdahgate.domain.post import Post
from purdahgate.publishers.base import Outgoing
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown

WORKER = Person(name="worker", full_name="the release worker", roles=frozenset())


def attempt(deed: Deed, post_id: int) -> tuple[int, Outgoing] | Post:
    """Judge a due post as of now. Gives the attempt's id and what to send, or the post that will not go out.

    A post whose world changed takes the state its new verdict says; one that is later than the lateness limit
    is missed.
    """
    post = deed.book.post(post_id)
    if post.state not in RELEASABLE or post.due_at is None or post.due_at > deed.now:
        return post
    judged = judge_post(deed.book, deed.world, post, deed.now)
    if judged.state is not post.state:
        step = move(post.state, Action.JUDGE, judged.state)
        entry = deed.entry(step, post, judged.verdict)
        return deed.book.change(post, step, entry, shown(deed.world, judged.verdict, post.revision))
    if deed.now - post.due_at > deed.world.lateness:
        step = move(post.state, Action.MISS, State.MISSED)
        return deed.book.change(post, step, deed.entry(step, post, why="later than the lateness limit"))
    step = move(post.state, Action.ATTEMPT, State.SENDING)
    signed_by = judged.sign_off.by if judged.sign_off else None
    post = deed.book.change(post, step, deed.entry(step, post, judged.verdict, signed_off_by=signed_by))
    number = deed.book.open_attempt(post, deed.now)
    media = {medium.digest: deed.book.medium(medium.digest) for medium in post.revision.media}
    return number, Outgoing(post.id, post.revision, post.digest, deed.now, media.__getitem__)


def record(deed: Deed, number: int, post_id: int, outcome: State, detail: str) -> Post:
    """Record what became of attempt `number`: `sent`, `failed` (nothing went out) or `unknown`."""
    post = deed.book.post(post_id)
    step = move(post.state, Action.OUTCOME, outcome)
    deed.book.close_attempt(number, outcome.value, detail, deed.now)
    return deed.book.change(post, step, deed.entry(step, post, detail=detail))
