"""The monitoring officer rules that a finding is a false alarm; somebody else must then sign the post off."""

from purdahgate.domain.findings import Finding
from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.people import Role, four_eyes, require
from purdahgate.domain.post import check_line
from purdahgate.domain.signoff import Ruling
from purdahgate.errors import InputError
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown
from purdahgate.usecases.submit import Stored


def rule(deed: Deed, post_id: int, number: int, reason: str) -> Stored:
    """Set finding `number` (from 1, as `post show` counts) of this revision aside as a false alarm."""
    require(deed.actor, Role.MONITORING_OFFICER, "rule on findings")
    reason = check_line(reason, "reason")
    post = deed.book.post(post_id)
    four_eyes(deed.actor, post, "rule on a finding in")
    move(post.state, Action.RULE, State.BLOCKED, post.id)
    found = judge_post(deed.book, deed.world, post, deed.now).verdict.findings
    finding = _numbered(found, number, post_id)
    ruling = Ruling(post.id, post.digest, finding.key, deed.actor.name, deed.now, reason)
    deed.book.add_ruling(ruling)
    judged = judge_post(deed.book, deed.world, post, deed.now)
    step = move(post.state, Action.RULE, judged.state, post.id)
    entry = deed.entry(step, post, judged.verdict, finding=finding.key, why=reason)
    stored = deed.book.change(post, step, entry, shown(deed.world, judged.verdict, post.revision))
    return Stored(stored, judged.verdict)


def _numbered(findings: tuple[Finding, ...], number: int, post_id: int) -> Finding:
    if not 1 <= number <= len(findings):
        raise InputError(
            f"post {post_id} has no finding {number}; it has {len(findings)}",
            mend=f"See: purdahgate post show {post_id}",
        )
    return findings[number - 1]
