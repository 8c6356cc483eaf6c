"""Take a post out of the queue for good."""

from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.post import Post, check_line
from purdahgate.usecases.deed import Deed


def withdraw(deed: Deed, post_id: int, reason: str) -> Post:
    """Withdraw a post that has not gone out. Anybody whom the body has named may stop one."""
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    step = move(post.state, Action.WITHDRAW, State.WITHDRAWN)
    return deed.book.change(post, step, deed.entry(step, post, why=reason))
