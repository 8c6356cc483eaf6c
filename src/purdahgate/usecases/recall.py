"""Have a post that is out taken down."""

from purdahgate.domain.audit import Entry
from purdahgate.domain.lifecycle import State
from purdahgate.domain.post import Post, check_line
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.deed import Deed


def recall(deed: Deed, post_id: int, reason: str) -> Post:
    """Record that a post that is out, or may be, is to be taken down. Anybody whom the body has named may.

    The worker takes it down where its channel can; else it is a task for a person. NotAllowedError for a post
    that has not gone out, InputError for one that is recalled already.
    """
    why = check_line(reason, "reason")
    post = deed.book.post(post_id)
    if post.state not in {State.SENT, State.UNKNOWN}:
        raise NotAllowedError(
            f"post {post.id} is {post.state} and cannot be recalled: it has not gone out",
            mend=f"Take it out of the queue with: purdahgate post withdraw {post.id}",
        )
    if post.id in deed.book.recalls():
        raise InputError(f"post {post.id} is recalled already", mend="See: purdahgate tasks")
    facts = {"revision": post.digest, "account": post.revision.account, "why": why}
    entry = Entry("recall", deed.actor.name, deed.now, post_id=post.id, facts=facts)
    deed.book.recall(post, why, entry)
    if post.id not in [each.id for each in deed.book.expiring()]:
        raise InputError(f"post {post.id} is taken down already", mend="See: purdahgate post show")
    return post
