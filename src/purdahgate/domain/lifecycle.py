"""The states of a post, and the one literal table of the moves between them."""

from dataclasses import dataclass
from enum import StrEnum

from purdahgate.errors import NotAllowedError


class State(StrEnum):
    """Where a post stands."""

    NEW = "new"  # before its first judgement; never stored
    BLOCKED = "blocked"  # the policy forbids it: edit, move, or a ruling
    HELD = "held"  # waits for a senior approver
    CLEARED = "cleared"  # nothing fired; goes out when due
    APPROVED = "approved"  # signed off; goes out when due
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    SENDING = "sending"  # an attempt is recorded, its outcome is not
    SENT = "sent"
    HANDED_OVER = "handed-over"  # written to a file for another tool
    FAILED = "failed"  # known not to have gone out
    MISSED = "missed"  # its time passed too long ago
    UNKNOWN = "unknown"  # may or may not have gone out: a person must look


class Action(StrEnum):
    """What can be done to a post; every one leaves an audit entry."""

    SUBMIT = "submit"
    EDIT = "edit"
    JUDGE = "judge"
    APPROVE = "approve"
    REJECT = "reject"
    RULE = "rule"
    WITHDRAW = "withdraw"
    ATTEMPT = "attempt"
    OUTCOME = "outcome"
    RETRY = "retry"
    MISS = "miss"
    HAND_OVER = "hand-over"
    SETTLE = "settle"


S, A = State, Action
JUDGED = frozenset({S.BLOCKED, S.HELD, S.CLEARED})

MOVES: dict[tuple[State, Action], frozenset[State]] = {
    (S.NEW, A.SUBMIT): JUDGED,
    (S.BLOCKED, A.EDIT): JUDGED,
    (S.HELD, A.EDIT): JUDGED,
    (S.CLEARED, A.EDIT): JUDGED,
    (S.APPROVED, A.EDIT): JUDGED,
    (S.REJECTED, A.EDIT): JUDGED,
    (S.MISSED, A.EDIT): JUDGED,
    (S.FAILED, A.EDIT): JUDGED,
    # Judging again never clears what a person had to look at: the gate holds it (rule `held-before`).
    (S.BLOCKED, A.JUDGE): frozenset({S.BLOCKED, S.HELD}),
    (S.HELD, A.JUDGE): frozenset({S.BLOCKED, S.HELD}),
    (S.CLEARED, A.JUDGE): frozenset({S.BLOCKED, S.HELD, S.CLEARED}),
    (S.APPROVED, A.JUDGE): frozenset({S.BLOCKED, S.HELD, S.APPROVED}),
    # One of several who must sign; and what is blocked, by the role that the policy lets override it.
    (S.HELD, A.APPROVE): frozenset({S.HELD, S.APPROVED}),
    (S.BLOCKED, A.APPROVE): frozenset({S.BLOCKED, S.APPROVED}),
    (S.HELD, A.REJECT): frozenset({S.REJECTED}),
    (S.APPROVED, A.REJECT): frozenset({S.REJECTED}),
    (S.BLOCKED, A.RULE): frozenset({S.BLOCKED, S.HELD}),
    (S.BLOCKED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.HELD, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.CLEARED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.APPROVED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.REJECTED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.MISSED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.FAILED, A.WITHDRAW): frozenset({S.WITHDRAWN}),
    (S.CLEARED, A.ATTEMPT): frozenset({S.SENDING}),
    (S.APPROVED, A.ATTEMPT): frozenset({S.SENDING}),
    (S.SENDING, A.OUTCOME): frozenset({S.SENT, S.FAILED, S.UNKNOWN}),
    # Nothing went out, and it may later: back to where it was, to be judged and signed for anew.
    (S.SENDING, A.RETRY): frozenset({S.CLEARED, S.APPROVED}),
    (S.CLEARED, A.HAND_OVER): frozenset({S.HANDED_OVER}),
    (S.APPROVED, A.HAND_OVER): frozenset({S.HANDED_OVER}),
    # A person has looked, or the channel was asked again.
    (S.UNKNOWN, A.SETTLE): frozenset({S.SENT, S.FAILED}),
    (S.HANDED_OVER, A.SETTLE): frozenset({S.SENT, S.FAILED}),
    (S.CLEARED, A.MISS): frozenset({S.MISSED}),
    (S.APPROVED, A.MISS): frozenset({S.MISSED}),
}

WAITING = frozenset({S.BLOCKED, S.HELD, S.CLEARED, S.APPROVED})
RELEASABLE = frozenset({S.CLEARED, S.APPROVED})

_INSTEAD = {
    S.BLOCKED: "The policy forbids it: edit it, move it, or have the monitoring officer rule on the finding",
    S.APPROVED: "It is signed off already",
    S.CLEARED: "Nothing holds it: it goes out when due",
    S.SENDING: "It is going out now",
    S.SENT: "It has gone out",
    S.UNKNOWN: "Look at the account first, then say what you saw: purdahgate release settle",
    S.HANDED_OVER: "Another tool has it: delete it there, then: purdahgate release settle POST --not-sent",
    S.REJECTED: "It was refused: its author may edit it",
    S.MISSED: "Its time has passed: its author may edit it with a new one",
    S.WITHDRAWN: "It was withdrawn: queue a new post",
}

_DONE = {
    A.SUBMIT: "queued",
    A.EDIT: "edited",
    A.JUDGE: "judged",
    A.APPROVE: "approved",
    A.REJECT: "rejected",
    A.RULE: "ruled on",
    A.WITHDRAW: "withdrawn",
    A.ATTEMPT: "sent",
    A.OUTCOME: "settled",
    A.RETRY: "tried again",
    A.MISS: "missed",
    A.HAND_OVER: "handed over",
    A.SETTLE: "settled",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A legal step of one post."""

    action: Action
    before: State
    after: State


def move(before: State, action: Action, after: State, post_id: int = 0) -> Move:
    """The move, or NotAllowedError with what can be done instead."""
    if after not in MOVES.get((before, action), frozenset()):
        raise refusal(before, action, post_id)
    return Move(action, before, after)


def refusal(before: State, action: Action, post_id: int) -> NotAllowedError:
    """Why `action` cannot be done to a post in that state, and what can be done instead."""
    done = _DONE[action]
    if before == done:
        return NotAllowedError(f"post {post_id} is {before} already")
    return NotAllowedError(f"post {post_id} is {before} and cannot be {done}", mend=_INSTEAD.get(before, ""))


# What is out, or will never be: nothing leads on from there, so that its words may be erased.
ERASABLE: frozenset[State] = frozenset({S.SENT, S.WITHDRAWN})
