"""The states of a post, and the moves there are between them."""

from itertools import product

import pytest

from purdahgate.domain.lifecycle import MOVES, RELEASABLE, WAITING, Action, Move, State, move, refusal
from purdahgate.errors import NotAllowedError

JUDGED = {State.BLOCKED, State.HELD, State.CLEARED}
FINAL = {State.SENT, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        pytest.param(*key, after, id=f"{key[0]} {key[1]} {after}")
        for key, ends in MOVES.items()
        for after in sorted(ends)
    ],
)
def test_a_move_of_the_table_is_made(before, action, after):
    made = move(before, action, after)

    assert made == Move(action, before, after)


@pytest.mark.parametrize("before", list(State))
def test_no_other_move_is_made(before):
    others = [
        (action, after)
        for action, after in product(Action, State)
        if after not in MOVES.get((before, action), ())
    ]

    refused = [pair for pair in others if _is_refused(before, *pair)]

    assert refused == others


def _is_refused(before, action, after):
    try:
        move(before, action, after)
    except NotAllowedError:
        return True
    return False


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_leads_out_of_a_final_state(state):
    ways_out = [action for before, action in MOVES if before is state]

    assert ways_out == []


@pytest.mark.parametrize("action", [Action.JUDGE, Action.RULE])
def test_no_judging_again_clears_what_was_held(action):
    cleared = [before for (before, done), ends in MOVES.items() if done is action and State.CLEARED in ends]

    assert set(cleared) <= {State.CLEARED}


def test_no_judging_approves_but_what_was_approved():
    approved = [key for key, ends in MOVES.items() if State.APPROVED in ends and key[1] is not Action.APPROVE]

    assert approved == [(State.APPROVED, Action.JUDGE), (State.SENDING, Action.RETRY)]


def test_only_what_is_held_or_blocked_can_be_approved():
    approvable = {before for before, action in MOVES if action is Action.APPROVE}

    assert approvable == {State.HELD, State.BLOCKED}


def test_only_an_attempt_leads_to_sending_and_only_from_what_may_go_out():
    ways = {key for key, ends in MOVES.items() if State.SENDING in ends}

    assert ways == {(State.CLEARED, Action.ATTEMPT), (State.APPROVED, Action.ATTEMPT)}
    assert {State.CLEARED, State.APPROVED} == RELEASABLE


def test_only_the_outcome_of_an_attempt_or_a_person_says_sent():
    ways = {key for key, ends in MOVES.items() if ends & {State.SENT, State.FAILED, State.UNKNOWN}}

    settled = {(State.UNKNOWN, Action.SETTLE), (State.HANDED_OVER, Action.SETTLE)}
    assert ways == {(State.SENDING, Action.OUTCOME)} | settled


def test_an_edit_is_judged_whatever_the_post_was():
    ends = {after for (_, action), afters in MOVES.items() if action is Action.EDIT for after in afters}

    assert ends == JUDGED


def test_what_is_going_out_can_be_neither_edited_nor_withdrawn_nor_judged():
    ways_out = {action for before, action in MOVES if before is State.SENDING}

    assert ways_out == {Action.OUTCOME, Action.RETRY}


def test_the_queue_that_is_judged_again_is_what_waits():
    judged = {before for before, action in MOVES if action is Action.JUDGE}

    assert judged == WAITING


def test_no_move_leads_back_to_new():
    ways = [key for key, ends in MOVES.items() if State.NEW in ends]

    assert ways == []


def test_a_blocked_post_that_somebody_would_approve_is_told_what_to_do_instead():
    error = refusal(State.BLOCKED, Action.APPROVE, 7)

    assert "blocked" in error.message
    assert "monitoring officer" in error.mend


@pytest.mark.parametrize("state", [State.UNKNOWN, State.HANDED_OVER])
def test_only_a_person_who_has_looked_leads_out_of_what_may_be_out(state):
    ways_out = {action for before, action in MOVES if before is state}

    assert ways_out == {Action.SETTLE}
