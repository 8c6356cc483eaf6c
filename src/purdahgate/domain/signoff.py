"""A senior approver's decision on one revision, and whether it still covers what would go out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from purdahgate.domain.gate import Verdict
from purdahgate.domain.policy import STRICTNESS, Outcome


class Decision(StrEnum):
    """Yes or no."""

    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class SignOff:
    """One decision, bound to the revision's digest and the due time; `seen` are the verdict's atoms then."""

    post_id: int
    revision: str
    decision: Decision
    by: str
    at: datetime
    reason: str
    due_at: datetime | None
    outcome: Outcome
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The monitoring officer's word that one finding in one revision is a false alarm."""

    post_id: int
    revision: str
    finding: str
    by: str
    at: datetime
    reason: str


def covers(sign_off: SignOff | None, revision: str, due_at: datetime | None, verdict: Verdict) -> bool:
    """Whether an approval still lets this revision go out at this time under this verdict.

    It lapses when the words or the time change, when judging again gives a stricter outcome, and when it
    gives a reason the approver did not see.
    """
    return (
        sign_off is not None
        and sign_off.decision is Decision.APPROVED
        and sign_off.revision == revision
        and sign_off.due_at == due_at
        and STRICTNESS[verdict.outcome] <= STRICTNESS[sign_off.outcome]
        and verdict.atoms() <= sign_off.seen
    )
