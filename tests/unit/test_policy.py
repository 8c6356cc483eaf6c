"""How rules and facts make a verdict."""

from datetime import UTC, date, datetime

import pytest

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.election import Nation
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.gate import decide
from purdahgate.domain.policy import Clause, Doubt, Facts, History, Outcome, Policy, Rule, When
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.domain.windows import Window

MOMENT = datetime(2030, 4, 1, 9, tzinfo=UTC)
PARTY = Finding(FindingKind.PARTY, 0, 4, "Vote", "Sometown Party", "a.rule", Certainty.CERTAIN, "why")
MEMBER = Finding(FindingKind.MEMBER, 5, 8, "Ann", "Ann Example", "a.rule", Certainty.LIKELY, "why")
POST = Revision("Vote Ann", "council", Category.NEWS, Due("check", MOMENT))


def window(name="local.sometown.2030-05-02", opens=(2030, 3, 21), closes=(2030, 5, 3)):
    return Window(
        election=name,
        nation=Nation.ENGLAND,
        title="Sometown Council",
        poll_date=date(2030, 5, 2),
        opens_at=datetime(*opens, tzinfo=UTC),
        closes_at=datetime(*closes, tzinfo=UTC) if closes else None,
        scope="whole-body",
        rule="six weeks",
        source="a test",
        checked_on=date(2030, 1, 1),
    )


def rule(name, outcome=Outcome.HOLD, asks="", **when):
    return Rule(name, outcome, Clause("A policy", "1"), "words", When(**when), asks)


def policy(*rules):
    return Policy("a-pack", "A pack", rules, "")


def fired(rules, **facts):
    reasons = policy(*rules).reasons(Facts(**{"revision": POST, **facts}))
    return [(reason.rule.id, reason.outcome.value) for reason in reasons]


@pytest.mark.parametrize(
    ("when", "facts", "fires"),
    [
        pytest.param({"window": True}, {"windows": (window(),)}, True, id="inside a window"),
        pytest.param({"window": True}, {}, False, id="outside every window"),
        pytest.param({"window": False}, {}, True, id="asked for outside, and outside"),
        pytest.param({"window": False}, {"windows": (window(),)}, False, id="asked for outside, but inside"),
        pytest.param({"finding": {FindingKind.PARTY}}, {"findings": (PARTY,)}, True, id="that kind found"),
        pytest.param(
            {"finding": {FindingKind.PARTY}}, {"findings": (MEMBER,)}, False, id="another kind found"
        ),
        pytest.param({"finding": {FindingKind.PARTY}}, {}, False, id="nothing found"),
        pytest.param(
            {"finding": {FindingKind.MEMBER}, "certainty": {Certainty.CERTAIN}},
            {"findings": (MEMBER,)},
            False,
            id="found, but not certain",
        ),
        pytest.param(
            {"finding": {FindingKind.MEMBER}, "certainty": {Certainty.LIKELY, Certainty.CHECK}},
            {"findings": (MEMBER,)},
            True,
            id="found as likely",
        ),
        pytest.param({"category": {Category.NEWS}}, {}, True, id="that category"),
        pytest.param({"category": {Category.EVENT}}, {}, False, id="another category"),
        pytest.param({"category_not": {Category.EVENT}}, {}, True, id="not the category left out"),
        pytest.param({"category_not": {Category.NEWS}}, {}, False, id="the category left out"),
        pytest.param({"words": {"vote  ANN"}}, {}, True, id="a phrase that stands in it"),
        pytest.param({"words": {"ann", "moon"}}, {}, True, id="one of two"),
        pytest.param({"words": {"ote"}}, {}, False, id="a part of a word"),
        pytest.param({"words": {"ann vote"}}, {}, False, id="in another order"),
        pytest.param({"longer_than": 7}, {}, True, id="longer"),
        pytest.param({"longer_than": 8}, {}, False, id="just as long"),
        pytest.param({"ruled": True}, {"ruled": (PARTY,)}, True, id="a finding was set aside"),
        pytest.param({"ruled": True}, {"findings": (PARTY,)}, False, id="no finding was set aside"),
        pytest.param(
            {"history": History.HELD_BEFORE}, {"history": {History.HELD_BEFORE}}, True, id="held before"
        ),
        pytest.param(
            {"history": History.HELD_BEFORE},
            {"history": {History.REJECTED_BEFORE}},
            False,
            id="refused before",
        ),
        pytest.param({"doubt": True}, {"doubts": (Doubt("old"),)}, True, id="a doubt"),
        pytest.param({"doubt": True}, {}, False, id="no doubt"),
        pytest.param(
            {"window": True, "category": {Category.NEWS}},
            {"windows": (window(),)},
            True,
            id="both conditions",
        ),
        pytest.param(
            {"window": True, "category": {Category.EVENT}}, {"windows": (window(),)}, False, id="one of two"
        ),
    ],
)
def test_a_rule_fires_where_all_its_conditions_hold(when, facts, fires):
    found = fired([rule("one", **when)], **facts)

    assert found == ([("one", "hold")] if fires else [])


def test_the_strictest_outcome_wins():
    rules = [
        rule("soft", Outcome.CLEAR, window=False),
        rule("firm", window=False),
        rule("hard", Outcome.BLOCK, window=False),
    ]

    verdict = decide(POST, (), (), policy(*rules), MOMENT)

    assert verdict.outcome is Outcome.BLOCK


def test_every_reason_is_kept_the_strictest_first():
    rules = [
        rule("soft", Outcome.CLEAR, window=False),
        rule("firm", window=False),
        rule("hard", Outcome.BLOCK, window=False),
    ]

    found = fired(rules)

    assert found == [("hard", "block"), ("firm", "hold"), ("soft", "clear")]


def test_a_rule_that_clears_takes_nothing_from_one_that_holds():
    rules = [rule("theirs", Outcome.CLEAR, category={Category.NEWS}), rule("base", window=False)]

    verdict = decide(POST, (), (), policy(*rules), MOMENT)

    assert verdict.outcome is Outcome.HOLD


def test_a_pack_that_says_nothing_of_a_post_leaves_it_clear():
    verdict = decide(POST, (), (), policy(rule("one", window=True)), MOMENT)

    assert verdict.outcome is Outcome.CLEAR


def test_a_rule_that_stands_alone_is_silent_beside_another_that_holds():
    rules = [rule("alone", window=False, alone=True), rule("other", window=False)]

    found = fired(rules)

    assert found == [("other", "hold")]


def test_a_rule_that_stands_alone_speaks_where_nothing_else_holds():
    rules = [rule("alone", window=False, alone=True), rule("other", Outcome.CLEAR, window=False)]

    found = fired(rules)

    assert found == [("alone", "hold"), ("other", "clear")]


def answered(said):
    return Revision("Bins", "council", Category.SERVICE, Due("check", MOMENT), answers={"because": said})


@pytest.mark.parametrize(
    ("revision", "later", "expected"),
    [
        pytest.param(POST, False, [("ask", "hold")], id="no answer"),
        pytest.param(answered(" "), False, [("ask", "hold")], id="a blank answer"),
        pytest.param(answered("It snows"), False, [], id="an answer"),
        pytest.param(POST, True, [("ask", "clear")], id="asked later"),
        pytest.param(answered("It snows"), True, [], id="answered already, asked later"),
    ],
)
def test_a_question_holds_until_it_is_answered(revision, later, expected):
    found = fired([rule("ask", asks="because", window=False)], revision=revision, later=later)

    assert found == expected


def test_another_questions_answer_answers_nothing():
    rules = [rule("ask", asks="who", window=False)]

    found = fired(rules, revision=answered("It snows"))

    assert found == [("ask", "hold")]


def test_a_reason_names_the_question_still_to_be_answered():
    reasons = policy(rule("ask", asks="because", window=False)).reasons(Facts(POST, later=True))

    assert [reason.needs for reason in reasons] == ["because"]


def test_a_reason_carries_only_the_findings_it_fired_on():
    rules = [rule("sure", finding={FindingKind.PARTY, FindingKind.MEMBER}, certainty={Certainty.CERTAIN})]

    verdict = decide(POST, (PARTY, MEMBER), (), policy(*rules), MOMENT)

    assert verdict.reasons[0].findings == (PARTY,)
    assert verdict.findings == (PARTY, MEMBER)


def test_every_open_window_is_a_reason_of_its_own():
    windows = (
        window(),
        window("parl.2030-05-02"),
        window("mayor.sometown.2031-05-01", (2031, 3, 20), (2031, 5, 2)),
    )

    verdict = decide(POST, (), windows, policy(rule("in", window=True)), MOMENT)

    assert verdict.windows == windows[:2]
    assert verdict.atoms() == {
        "in: window local.sometown.2030-05-02 england",
        "in: window parl.2030-05-02 england",
    }


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        pytest.param(datetime(2030, 3, 20, 23, 59, 59, 999999, UTC), False, id="just before"),
        pytest.param(datetime(2030, 3, 21, tzinfo=UTC), True, id="the first instant"),
        pytest.param(datetime(2030, 5, 2, 23, 59, 59, 999999, UTC), True, id="the last instant"),
        pytest.param(datetime(2030, 5, 3, tzinfo=UTC), False, id="the end is not in it"),
    ],
)
def test_a_window_counts_from_its_first_instant_to_just_before_its_end(moment, inside):
    verdict = decide(POST, (), (window(),), policy(rule("in", window=True)), moment)

    assert bool(verdict.windows) is inside
    assert bool(verdict.reasons) is inside


def test_a_window_without_an_end_stays_open():
    verdict = decide(
        POST, (), (window(closes=None),), policy(rule("in", window=True)), datetime(2039, 1, 1, tzinfo=UTC)
    )

    assert verdict.outcome is Outcome.HOLD


def test_a_finding_set_aside_fires_no_rule_on_findings():
    rules = [rule("seen", Outcome.BLOCK, finding={FindingKind.PARTY}), rule("ruled", ruled=True)]

    verdict = decide(POST, (PARTY,), (), policy(*rules), MOMENT, rulings=frozenset({PARTY.key}))

    assert [reason.rule.id for reason in verdict.reasons] == ["ruled"]
    assert verdict.reasons[0].findings == (PARTY,)


def test_a_ruling_on_one_finding_leaves_the_same_words_elsewhere():
    again = Finding(FindingKind.PARTY, 9, 13, "Vote", "Sometown Party", "a.rule", Certainty.CERTAIN, "why")
    rules = [rule("seen", Outcome.BLOCK, finding={FindingKind.PARTY})]

    verdict = decide(POST, (PARTY, again), (), policy(*rules), MOMENT, rulings=frozenset({PARTY.key}))

    assert verdict.outcome is Outcome.BLOCK
    assert verdict.reasons[0].findings == (again,)


def test_a_reason_without_facts_is_seen_as_the_rule_itself():
    verdict = decide(POST, (), (), policy(rule("long", longer_than=1)), MOMENT)

    assert verdict.atoms() == {"long: holds"}


def test_what_clears_is_nothing_to_sign():
    verdict = decide(POST, (), (), policy(rule("soft", Outcome.CLEAR, longer_than=1)), MOMENT)

    assert verdict.atoms() == frozenset()


def test_a_reason_has_the_circumstances_that_its_rule_names():
    only = rule("stopped", circumstance={Circumstance.STOPPED, Circumstance.EMBARGOED})

    verdict = decide(POST, (), (), policy(only), MOMENT, circumstances=frozenset({Circumstance.STOPPED}))

    assert [reason.circumstances for reason in verdict.reasons] == [(Circumstance.STOPPED,)]


@pytest.mark.parametrize(
    "certainty",
    [pytest.param(Certainty.LIKELY, id="likely"), pytest.param(Certainty.CHECK, id="to check")],
)
@pytest.mark.parametrize("kind", [FindingKind.PARTY, FindingKind.MEMBER])
@pytest.mark.parametrize("windows", [pytest.param((window(),), id="inside"), pytest.param((), id="outside")])
def test_only_what_is_certain_blocks(shipped_policy, kind, certainty, windows):
    finding = Finding(kind, 0, 4, "Vote", "somebody", "a.rule", certainty, "why")

    verdict = decide(POST, (finding,), windows, shipped_policy, MOMENT)

    assert verdict.outcome is Outcome.HOLD
