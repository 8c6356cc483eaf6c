"""The vocabulary: each condition, held against a post it speaks of and one it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.conditions import Facts, When, conditions_of
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.links import LinksTo, links_of
from purdahgate.domain.policy import Clause, Outcome, Policy, Rule
from purdahgate.domain.post import Category, Due, MediaKind, Medium, Revision
from purdahgate.domain.questions import AnswerKind, Question
from purdahgate.domain.windows import Window
from purdahgate.errors import InputError
from purdahgate.usecases.try_policy import window_of_kind

MOMENT = datetime(2030, 4, 1, 9, tzinfo=UTC)
POST = Revision("Bins", "council", Category.NEWS, Due("check", MOMENT))
CONSENT = Question("consent", kind=AnswerKind.YES)
PARTY = Finding(FindingKind.PARTY, 0, 4, "Bins", "Sometown Party", "a.rule", Certainty.LIKELY, "why")


def window(election: str) -> Window:
    return Window(
        election, Nation.ENGLAND, "", date(2030, 5, 2), MOMENT, None, "whole-body", "", "", date(2030, 1, 1)
    )


def post(**parts) -> dict[str, Revision]:
    return {"revision": replace(POST, **parts)}


def medium(media_type: str) -> Medium:
    return Medium("0" * 64, "a file", media_type, 1, "What it shows")


def rule(asks: str = "", **when) -> Rule:
    return Rule("one", Outcome.HOLD, Clause("A policy", "1"), "words", When(**when), asks)


def reasons(only: Rule, **facts):
    policy = Policy("a-pack", "A pack", (only,), "", questions={"consent": CONSENT})
    return policy.reasons(Facts(**{"revision": POST, "own_sites": ("sometown.gov.uk",), **facts}))


LOCAL, PCC = window("local.sometown.2030-05-02"), window("pcc.someshire.2030-05-02")
BY = window("local.sometown.anyward.by.2030-05-02")
OWN, OTHER, NOWHERE = frozenset({LinksTo.OWN}), frozenset({LinksTo.OTHER}), frozenset({LinksTo.NONE})
YES, NO = post(answers={"consent": "yes"}), post(answers={"consent": "no"})
BOTH = post(answers={"because": "It snows", "who": "Ann"})


@pytest.mark.parametrize(
    ("when", "facts", "fires"),
    [
        pytest.param({"election": {ElectionKind.PCC}}, {"windows": (LOCAL, PCC)}, True, id="that poll"),
        pytest.param({"election": {ElectionKind.PCC}}, {"windows": (LOCAL,)}, False, id="another poll"),
        pytest.param({"election": {ElectionKind.LOCAL}}, {"windows": (BY,)}, False, id="a by-election"),
        pytest.param({"election": {ElectionKind.PCC}}, {}, False, id="no poll"),
        pytest.param(
            {"election": {ElectionKind.PCC}, "window": False}, {"windows": (LOCAL,)}, True, id="not that poll"
        ),
        pytest.param(
            {"election": {ElectionKind.PCC}, "window": False}, {"windows": (PCC,)}, False, id="but that poll"
        ),
        pytest.param({"account": {"council", "parks"}}, {}, True, id="that account"),
        pytest.param({"account": {"parks"}}, {}, False, id="another account"),
        pytest.param({"media": {MediaKind.NONE}}, {}, True, id="no medium"),
        pytest.param(
            {"media": {MediaKind.NONE}}, post(media=(medium("image/png"),)), False, id="a medium after all"
        ),
        pytest.param({"media": {MediaKind.IMAGE}}, post(media=(medium("image/png"),)), True, id="a picture"),
        pytest.param({"media": {MediaKind.VIDEO}}, post(media=(medium("video/mp4"),)), True, id="a film"),
        pytest.param(
            {"media": {MediaKind.VIDEO}}, post(media=(medium("image/png"),)), False, id="a picture, no film"
        ),
        pytest.param(
            {"media": {MediaKind.DOCUMENT}}, post(media=(medium("application/pdf"),)), True, id="a document"
        ),
        pytest.param({"media": {MediaKind.DOCUMENT}}, post(media=(medium("audio/ogg"),)), True, id="a sound"),
        pytest.param({"shares": True}, post(shares="@sometown"), True, id="shares"),
        pytest.param({"shares": True}, {}, False, id="shares nothing"),
        pytest.param({"shares": False}, {}, True, id="must share nothing"),
        pytest.param({"shares": False}, post(shares="@sometown"), False, id="must share nothing, and does"),
        pytest.param({"asap": True}, post(due=Due("asap", None)), True, id="as soon as it may"),
        pytest.param({"asap": True}, {}, False, id="at a set time"),
        pytest.param({"asap": False}, {}, True, id="must be at a set time"),
        pytest.param({"asap": False}, post(due=Due("asap", None)), False, id="must be at a set time, is not"),
        pytest.param({"expires": True}, post(expires=Due("x", MOMENT)), True, id="expires"),
        pytest.param({"expires": True}, {}, False, id="stays for good"),
        pytest.param({"expires": False}, {}, True, id="must stay for good"),
        pytest.param({"expires": False}, post(expires=Due("x", MOMENT)), False, id="expires after all"),
        pytest.param(
            {"circumstance": {Circumstance.STOPPED, Circumstance.INCIDENT_OPEN}},
            {"circumstances": {Circumstance.INCIDENT_OPEN}},
            True,
            id="one of the circumstances",
        ),
        pytest.param(
            {"circumstance": {Circumstance.STOPPED}},
            {"circumstances": {Circumstance.INCIDENT_OPEN}},
            False,
            id="another circumstance",
        ),
        pytest.param({"answered": {"because", "who"}}, BOTH, True, id="every answer"),
        pytest.param(
            {"answered": {"because", "who"}}, post(answers={"who": "Ann"}), False, id="one answer of two"
        ),
        pytest.param({"answered": {"consent"}}, YES, True, id="yes"),
        pytest.param({"answered": {"consent"}}, NO, False, id="no is no answer"),
        pytest.param({"unanswered": {"because", "who"}}, {}, True, id="no answer"),
        pytest.param({"unanswered": {"because", "who"}}, post(answers={"who": "Ann"}), False, id="an answer"),
        pytest.param({"unanswered": {"consent"}}, NO, True, id="no leaves it unanswered"),
        pytest.param({"links_to": OWN}, post(link="https://sometown.gov.uk/bins"), True, id="own link"),
        pytest.param({"links_to": OTHER}, post(link="https://sometown.gov.uk/bins"), False, id="no other"),
        pytest.param({"links_to": NOWHERE}, {}, True, id="no link"),
    ],
)
def test_a_condition_speaks_of_the_posts_it_names_and_of_no_other(when, facts, fires):
    found = reasons(rule(**when), **facts)

    assert bool(found) is fires


@pytest.mark.parametrize(
    ("unless", "facts", "fires"),
    [
        pytest.param((When(shares=True),), {}, True, id="nothing of it holds"),
        pytest.param((When(shares=True),), post(shares="@x"), False, id="it holds"),
        pytest.param(
            (When(shares=True, category=frozenset({Category.EVENT})),),
            post(shares="@x"),
            True,
            id="half of it holds",
        ),
        pytest.param(
            (When(category=frozenset({Category.EVENT})), When(shares=True)),
            post(shares="@x"),
            False,
            id="the second of two holds",
        ),
        pytest.param((When(answered=frozenset({"consent"})),), NO, True, id="the answer is no"),
        pytest.param((When(category_not=frozenset({Category.NEWS})),), {}, True, id="barred"),
    ],
)
def test_a_rule_does_not_fire_where_all_of_an_exemption_holds(unless, facts, fires):
    found = reasons(rule(longer_than=0, unless=unless), **facts)

    assert bool(found) is fires


def test_a_reason_puts_its_own_question_and_those_of_its_exemptions_that_are_not_answered():
    exempt = (When(answered=frozenset({"planned", "who"})), When(answered=frozenset({"consent"})))

    found = reasons(rule("because", longer_than=0, unless=exempt), **post(answers={"who": "Ann"}))

    assert [question.key for question in found[0].puts] == ["because", "planned", "consent"]


def test_a_reason_names_only_the_periods_of_the_polls_it_speaks_of():
    found = reasons(rule(election={ElectionKind.PCC}), windows=(LOCAL, PCC))

    assert found[0].windows == (PCC,)


def test_a_reason_names_the_circumstances_it_fired_on():
    facts = {"circumstances": {Circumstance.STOPPED, Circumstance.EMBARGOED}}

    found = reasons(rule(circumstance={Circumstance.STOPPED, Circumstance.INCIDENT_OPEN}), **facts)

    assert found[0].atoms() == {"one: circumstance stopped"}


@pytest.mark.parametrize(
    ("text", "leads_to"),
    [
        pytest.param("https://sometown.gov.uk", OWN, id="an own site"),
        pytest.param(
            "See HTTPS://WWW.Sometown.gov.uk/bins.", OWN, id="in capitals, at the end of a sentence"
        ),
        pytest.param("(sometown.gov.uk/bins)", OWN, id="in brackets, without https"),
        pytest.param("https://news.sometown.gov.uk", OWN, id="beneath an own site"),
        pytest.param("https://notsometown.gov.uk", OTHER, id="ends like an own site"),
        pytest.param("https://sometown.gov.uk.example.com", OTHER, id="begins like an own site"),
        pytest.param("https://sometown.gov.uk@example.com", OTHER, id="an own site as a user name"),
        pytest.param("https://example.com/sometown.gov.uk", OTHER, id="an own site as a path"),
        pytest.param("www.example.com", OTHER, id="another, without https"),
        pytest.param("ann@sometown.gov.uk", NOWHERE, id="a mail address"),
        pytest.param("At 9.30am. e.g. bins", NOWHERE, id="points that are no addresses"),
        pytest.param("ftp://sometown.gov.uk", NOWHERE, id="no web address"),
        pytest.param("https://[sometown.gov.uk", NOWHERE, id="broken brackets"),
        pytest.param("https://", NOWHERE, id="no host"),
        pytest.param("sometown.gov.uk https://example.com", OWN | OTHER, id="both"),
    ],
)
def test_a_post_leads_where_its_web_addresses_do(text, leads_to):
    found = links_of(replace(POST, text=text), ("sometown.gov.uk",))

    assert found == leads_to


@pytest.mark.parametrize("said", ["yes", " YES "])
def test_yes_is_taken_in_any_case(said):
    assert CONSENT.is_answered(said)
    assert CONSENT.check(said) == "yes"


@pytest.mark.parametrize("said", ["no", "", "of course", "yes, but"])
def test_nothing_else_answers_a_question_that_takes_yes(said):
    assert not CONSENT.is_answered(said)


def test_what_is_neither_yes_nor_no_is_refused():
    with pytest.raises(InputError) as caught:
        CONSENT.check("of course")

    assert "'consent' takes yes or no" in caught.value.message


def test_conditions_that_nothing_is_asked_of_hold_always():
    assert conditions_of(When()).hold(set())


@pytest.mark.parametrize("kind", list(ElectionKind))
def test_an_invented_poll_is_of_the_kind_it_was_made_for(kind):
    assert kind_of(window_of_kind(kind).election) is kind
