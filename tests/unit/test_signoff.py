"""What an approval covers, and when it lapses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from purdahgate.domain.election import Nation
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.gate import Verdict
from purdahgate.domain.policy import Clause, Doubt, Outcome, Reason, Rule, When
from purdahgate.domain.signoff import Decision, SignOff, covers
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
APPROVAL = SignOff(7, "digest", Decision.APPROVED, "anton", DUE, "fine", DUE, Outcome.HOLD, SEEN.atoms())


def test_an_approval_covers_what_was_seen():
    assert covers(APPROVAL, "digest", DUE, SEEN)


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
    assert covers(APPROVAL, "digest", DUE, now)


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
    assert not covers(APPROVAL, "digest", DUE, now)


def test_an_approval_of_other_words_covers_nothing():
    assert not covers(APPROVAL, "another digest", DUE, SEEN)


@pytest.mark.parametrize(
    "due", [pytest.param(DUE + timedelta(seconds=1), id="a second later"), pytest.param(None, id="no time")]
)
def test_an_approval_for_another_time_covers_nothing(due):
    assert not covers(APPROVAL, "digest", due, SEEN)


def test_a_refusal_covers_nothing():
    refusal = replace(APPROVAL, decision=Decision.REJECTED)

    assert not covers(refusal, "digest", DUE, SEEN)


def test_where_nobody_signed_nothing_is_covered():
    assert not covers(None, "digest", DUE, verdict())
