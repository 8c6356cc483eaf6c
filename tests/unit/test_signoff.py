"""What an approval covers, and when it lapses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from purdahgate.domain.election import Nation
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.gate import Verdict
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import Clause, Doubt, Outcome, Reason, Rule, When
from purdahgate.domain.post import Category, Due, Post, Revision
from purdahgate.domain.signoff import Decision, Demand, SignOff, covering, demands, missing
from purdahgate.domain.windows import Window

DUE = datetime(2030, 4, 1, 9, tzinfo=UTC)
FINDING = Finding(FindingKind.MEMBER, 0, 3, "Ann", "Ann Example", "a.rule", Certainty.LIKELY, "why")


def window(name):
    return Window(
        name, Nation.ENGLAND, name, date(2030, 5, 2), DUE, None, "whole-body", "", "a test", date(2030, 1, 1)
    )


def reason(name, outcome=Outcome.HOLD, **facts):
    return Reason(Rule(name, outcome, Clause("", ""), "", When()), outcome, **facts)


def verdict(*reasons):
    return Verdict(DUE, reasons, (), ())


SEEN = verdict(
    reason("mention", findings=(FINDING,)),
    reason("category", windows=(window("local.sometown.2030-05-02"),)),
    reason("doubt", doubts=(Doubt("calendar-stale"),)),
)
REVISION = Revision("Bins", "council", Category.NEWS, Due("typed", DUE))
POST = Post(7, State.HELD, REVISION, 2, REVISION.digest, "olive", frozenset({"olive"}), DUE)
APPROVAL = SignOff(
    post_id=7,
    revision=REVISION.digest,
    decision=Decision.APPROVED,
    by="anton",
    at=DUE,
    reason="fine",
    due_at=DUE,
    outcome=Outcome.HOLD,
    seen=SEEN.atoms(),
    number=2,
    roles=frozenset({"approver"}),
)


def test_an_approval_covers_what_was_seen():
    assert covering([APPROVAL], POST, SEEN) == (APPROVAL,)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(verdict(*SEEN.reasons[:1]), id="fewer reasons"),
        pytest.param(verdict(), id="none"),
        pytest.param(verdict(*reversed(SEEN.reasons)), id="another order"),
        pytest.param(verdict(*SEEN.reasons, reason("new", Outcome.CLEAR)), id="one more that holds nothing"),
    ],
)
def test_an_approval_stands_while_nothing_new_speaks_against_the_post(now):
    assert covering([APPROVAL], POST, now)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(verdict(*SEEN.reasons, reason("new")), id="another rule"),
        pytest.param(verdict(reason("category", windows=(window("parl.2030-05-02"),))), id="another window"),
        pytest.param(verdict(reason("mention", findings=(replace(FINDING, start=1),))), id="another place"),
        pytest.param(verdict(reason("mention", findings=(replace(FINDING, who="Bo"),))), id="another person"),
        pytest.param(verdict(reason("doubt", doubts=(Doubt("calendar-too-short"),))), id="another doubt"),
        pytest.param(verdict(reason("mention", Outcome.BLOCK, findings=(FINDING,))), id="stricter"),
    ],
)
def test_an_approval_lapses_where_something_new_or_stricter_does(now):
    assert not covering([APPROVAL], POST, now)


def test_an_approval_of_other_words_covers_nothing():
    assert not covering([APPROVAL], replace(POST, digest="another digest"), SEEN)


def test_an_approval_of_the_same_words_before_an_edit_and_back_covers_nothing():
    assert not covering([APPROVAL], replace(POST, number=4), SEEN)


@pytest.mark.parametrize(
    "due", [pytest.param(DUE + timedelta(seconds=1), id="a second later"), pytest.param(None, id="no time")]
)
def test_an_approval_for_another_time_covers_nothing(due):
    assert not covering([APPROVAL], replace(POST, due_at=due), SEEN)


def test_a_refusal_covers_nothing():
    refusal = replace(APPROVAL, decision=Decision.REJECTED)

    assert not covering([refusal], POST, SEEN)


def test_a_refusal_ends_what_was_approved_before_it():
    refusal = replace(APPROVAL, decision=Decision.REJECTED, by="asha")

    assert not covering([APPROVAL, refusal], POST, SEEN)
    assert covering([refusal, APPROVAL], POST, SEEN)


def test_where_nobody_signed_nothing_is_covered():
    assert not covering([], POST, verdict())


def held(name, *roles, sign_offs=1):
    rule = Rule(name, Outcome.HOLD, Clause("", ""), "", When(), by=frozenset(roles), sign_offs=sign_offs)
    return Reason(rule, Outcome.HOLD)


def blocked(name, override=""):
    rule = Rule(name, Outcome.BLOCK, Clause("", ""), "", When(), override=override)
    return Reason(rule, Outcome.BLOCK)


def signed(by, *roles, now, **more):
    return replace(APPROVAL, by=by, roles=frozenset(roles), seen=now.atoms(), outcome=now.outcome, **more)


HEAD, CHIEF = Demand(frozenset({"head"}), 1), Demand(frozenset({"chief"}), 1)


def test_each_rule_demands_its_own_roles_and_of_the_same_roles_the_most_counts():
    now = verdict(held("one", "head"), held("two", "head", sign_offs=3), held("three", "chief", "head"))

    assert demands(now) == (Demand(frozenset({"head"}), 3), Demand(frozenset({"chief", "head"}), 1))


def test_what_holds_nothing_demands_nothing():
    assert demands(verdict(reason("soft", Outcome.CLEAR))) == ()


def test_two_rules_wait_for_both_their_roles():
    now = verdict(held("one", "head"), held("two", "chief"))
    head, chief = signed("hana", "head", now=now), signed("chris", "chief", now=now)

    assert missing(demands(now), [head]) == (CHIEF,)
    assert not covering([head], POST, now)
    assert covering([head, chief], POST, now) == (head, chief)


def test_one_person_of_both_roles_meets_both():
    now = verdict(held("one", "head"), held("two", "chief"))

    assert covering([signed("hana", "head", "chief", now=now)], POST, now)


def test_somebody_of_another_role_meets_nothing():
    now = verdict(held("one", "head"))

    assert missing(demands(now), [signed("anton", "approver", now=now)]) == (HEAD,)


def test_the_same_person_twice_is_one():
    now = verdict(held("one", "head", sign_offs=2))
    twice = [signed("hana", "head", now=now), signed("hana", "head", now=now)]

    assert not covering(twice, POST, now)
    assert covering([*twice, signed("hugo", "head", now=now)], POST, now)


def test_what_nobody_may_override_no_signature_covers():
    now = verdict(blocked("one"))

    assert not covering([signed("hana", "head", "approver", now=now)], POST, now)


def test_what_is_blocked_goes_by_the_role_that_may_override_it_and_by_no_other():
    now = verdict(blocked("one", override="chief"))

    assert not covering([signed("hana", "head", "approver", now=now)], POST, now)
    assert covering([signed("chris", "chief", now=now)], POST, now)


def test_an_override_of_one_rule_is_none_of_another():
    now = verdict(blocked("one", override="chief"), blocked("two"))

    assert not covering([signed("chris", "chief", now=now)], POST, now)


def test_a_signature_without_a_time_counts_for_a_post_that_is_due_as_soon_as_it_may():
    now = verdict(held("one", "head"))
    asap = replace(POST, revision=replace(REVISION, due=Due("asap", None)))
    early = signed("hana", "head", now=now, due_at=None)

    assert covering([early], asap, now)
    assert not covering([early], POST, now)
