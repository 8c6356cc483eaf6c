"""Erase the words of a post that is out or has ended: what the law asks to be forgotten."""

from purdahgate.domain.audit import Entry
from purdahgate.domain.lifecycle import ERASABLE
from purdahgate.domain.people import Role, require
from purdahgate.domain.post import Post, check_line
from purdahgate.errors import NotAllowedError
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.trail import ERASE


def erase(deed: Deed, post_id: int, reason: str) -> Post:
    """Erase what post `post_id` says and what was said of it. An approver or the monitoring officer may.

    Who did what and when stays, with every digest: chain, rows and signatures still verify. What is out and
    still to be taken down keeps its words until then.
    """
    if Role.MONITORING_OFFICER not in deed.actor.roles:
        require(deed.actor, Role.APPROVER, "erase posts")
    why = check_line(reason, "reason")
    post = deed.book.post(post_id)
    if post.state not in ERASABLE:
        raise NotAllowedError(
            f"post {post.id} is {post.state}: only what was sent or withdrawn can be erased",
            mend="Withdraw it first, or settle what became of it",
        )
    if post.erased:
        raise NotAllowedError(f"the words of post {post.id} are erased already")
    if any(each.id == post.id for each in deed.book.expiring()):
        raise NotAllowedError(
            f"post {post.id} is still to be taken down", mend="Record that first: purdahgate tasks"
        )
    facts = {"revision": post.digest, "account": post.revision.account, "why": why}
    deed.book.erase(post, Entry(ERASE, deed.actor.name, deed.now, post_id=post.id, facts=facts))
    return post
