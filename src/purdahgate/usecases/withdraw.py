"""Take a post out of the queue for good."""

from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.post import check_line
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post
from purdahgate.usecases.submit import Stored


def withdraw(deed: Deed, post_id: int, reason: str) -> Stored:
    """Withdraw a post that has not gone out. Anybody whom the body has named may stop one."""
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    step = move(post.state, Action.WITHDRAW, State.WITHDRAWN, post.id)
    verdict = judge_post(deed.book, deed.world, post, deed.now).verdict
    return Stored(deed.book.change(post, step, deed.entry(step, post, why=reason)), verdict)
