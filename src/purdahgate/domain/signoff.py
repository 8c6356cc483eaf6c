"""A senior's decision on one revision, what the policy demands of them, and whether that is met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from purdahgate.domain.gate import Verdict
from purdahgate.domain.policy import STRICTNESS, Outcome
from purdahgate.domain.post import Post


class Decision(StrEnum):
    """Yes or no."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SignOff:
    """One decision, bound to the revision's digest and the due time; `seen` are the verdict's atoms then.

    `due_at` is None where an `asap` post still waits for others to sign. `number` is the revision's, `roles`
    are those that the signer held, `answers` what they were asked, by question.
    """

    post_id: int
    revision: str
    decision: Decision
    by: str
    at: datetime
    reason: str
    due_at: datetime | None
    outcome: Outcome
    seen: frozenset[str]
    number: int = 1
    roles: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The monitoring officer's word that one finding in one revision is a false alarm."""

    post_id: int
    revision: str
    finding: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Demand:
    """`count` different people, each with one of `roles`. Where there are no roles nobody can meet it."""

    roles: frozenset[str]
    count: int


def demands(verdict: Verdict) -> tuple[Demand, ...]:
    """What each rule that holds or blocks demands, of the same roles only the most; in the rules' order."""
    counts: dict[frozenset[str], int] = {}
    for reason in verdict.reasons:
        if reason.outcome is not Outcome.CLEAR:
            roles = reason.rule.releasers()
            counts[roles] = max(reason.rule.sign_offs, counts.get(roles, 0))
    return tuple(Demand(roles, count) for roles, count in counts.items())


def missing(wanted: Iterable[Demand], approvals: Iterable[SignOff]) -> tuple[Demand, ...]:
    """What these approvals leave unmet, each demand with how many people are still to sign."""
    approvals = tuple(approvals)
    short = (
        Demand(each.roles, each.count - len({one.by for one in approvals if one.roles & each.roles}))
        for each in wanted
    )
    return tuple(each for each in short if each.count > 0)


def standing(sign_offs: Sequence[SignOff], post: Post, verdict: Verdict) -> tuple[SignOff, ...]:
    """The approvals that count for `post` as it is, under this verdict.

    One lapses when the words or the time change or an edit has come between, when somebody has refused the
    post since, when judging again gives a stricter outcome, and when it gives a reason they did not see.
    """
    since = 0
    for place, each in enumerate(sign_offs, 1):
        if each.decision is Decision.REJECTED:
            since = place
    atoms, strictness = verdict.atoms(), STRICTNESS[verdict.outcome]
    asap = post.revision.due.at is None
    return tuple(
        each
        for each in sign_offs[since:]
        if (each.revision, each.number) == (post.digest, post.number)
        and (each.due_at == post.due_at or (asap and each.due_at is None))
        and strictness <= STRICTNESS[each.outcome]
        and atoms <= each.seen
    )


def covering(sign_offs: Sequence[SignOff], post: Post, verdict: Verdict) -> tuple[SignOff, ...]:
    """The approvals that let `post` go out under this verdict; none where they are not enough, or none is."""
    approvals = standing(sign_offs, post, verdict)
    return () if missing(demands(verdict), approvals) else approvals
