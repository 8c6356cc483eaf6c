"""The sentences that reasons are told in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from purdahgate.domain.election import Nation
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.policy import Clause, Doubt, Outcome, Reason, Rule, When
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.domain.windows import Window
from purdahgate.domain.wording import Wording, needs, plain_date, unknown_facts
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.sources import wording as source
from purdahgate.sources.wording import load_wording

POST = Revision("Bins " * 400, "council", Category.NEWS, Due("asap", None))
FINDING = Finding(FindingKind.MEMBER, 0, 3, "Ann", "Ann Example", "a.rule", Certainty.CERTAIN, "why")
WINDOW = Window(
    election="local.sometown.2030-05-02",
    nation=Nation.ENGLAND,
    title="Sometown Council",
    poll_date=date(2030, 5, 2),
    opens_at=datetime(2030, 3, 21, tzinfo=UTC),
    closes_at=datetime(2030, 5, 2, 23, tzinfo=UTC),
    scope="whole-body",
    rule="six weeks",
    source="a test",
    checked_on=date(2030, 1, 1),
)
LATER = replace(WINDOW, election="parl.2030-05-09", poll_date=date(2030, 5, 9))


def reason(outcome=Outcome.HOLD, asks="", **facts):
    return Reason(Rule("a.rule", outcome, Clause("", ""), "code", When(), asks), outcome, needs=asks, **facts)


def says(sentence, reason, doubts=None):
    return Wording({"code": sentence}, doubts or {}, {}).says(reason, POST)


@pytest.mark.parametrize(
    ("sentence", "reason", "expected"),
    [
        pytest.param("{names}", reason(findings=(FINDING,)), "“Ann”", id="a name"),
        pytest.param(
            "{names}",
            reason(findings=(FINDING, replace(FINDING, text="Bo"), replace(FINDING, text="Cy"))),
            "“Ann”, “Bo” and “Cy”",
            id="three names",
        ),
        pytest.param("{names}", reason(findings=(FINDING, FINDING)), "“Ann”", id="a name found twice"),
        pytest.param("{names}", reason(), "", id="no name"),
        pytest.param(
            "{names}",
            reason(findings=(replace(FINDING, text="x" * 41),)),
            f"“{'x' * 39}…”",
            id="a long one cut",
        ),
        pytest.param("{polls}", reason(windows=(WINDOW, LATER)), "2 May 2030 and 9 May 2030", id="two polls"),
        pytest.param("{polls}", reason(windows=(WINDOW, WINDOW)), "2 May 2030", id="two polls on a day"),
        pytest.param("{ends}", reason(windows=(LATER, WINDOW)), "9 May 2030", id="the last end"),
        pytest.param(
            "{ends}",
            reason(windows=(WINDOW, replace(LATER, closes_at=None))),
            "its end, which is not known yet",
            id="an end nobody knows",
        ),
        pytest.param("{category}", reason(), "news", id="the category"),
        pytest.param("{length}", reason(), "2,000", id="the length"),
    ],
)
def test_a_sentence_speaks_of_its_facts(sentence, reason, expected):
    assert says(sentence, reason) == expected


def test_doubts_are_told_in_their_own_sentences():
    unsure = reason(doubts=(Doubt("old", {"days": "9"}), Doubt("short")))

    assert says("Doubt: {doubts}", unsure, {"old": "{days} days old.", "short": "Too short."}) == (
        "Doubt: 9 days old. Too short."
    )


def test_braces_in_a_post_stay_what_they_are():
    found = replace(FINDING, text="{names.__class__}")

    assert says("{names}", reason(findings=(found,))) == "“{names.__class__}”"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param(reason(Outcome.BLOCK), "edit", id="a block"),
        pytest.param(reason(Outcome.HOLD), "sign-off", id="a hold"),
        pytest.param(reason(Outcome.CLEAR), "", id="neither"),
        pytest.param(reason(Outcome.HOLD, asks="because"), "because", id="a question"),
    ],
)
def test_a_reason_says_what_it_waits_for(reason, expected):
    assert needs(reason) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2027, 5, 6), "6 May 2027", id="no zero"),
        pytest.param(date(2027, 12, 31), "31 December 2027", id="two digits"),
    ],
)
def test_a_date_is_told_as_people_write_it(day, expected):
    assert plain_date(day) == expected


def test_a_fact_no_reason_has_is_unknown():
    assert unknown_facts("{names} and {polls}, {colour}, {} and {names.text}") == ("colour", "", "names.text")


def test_every_rules_code_has_words(shipped_policy):
    wording = load_wording()

    wordless = {each.says for each in shipped_policy.rules if not each.sentence and each.says not in wording}

    assert wordless == set()


def shipped_codes():
    text = shipped("wording.toml").read_text(encoding="utf-8")
    return [line.partition(" = ")[0] for line in text.partition("[doubt]")[0].splitlines() if ' = "' in line]


@pytest.mark.parametrize("code", shipped_codes())
def test_every_shipped_sentence_can_be_said_of_any_reason(code):
    full = Reason(
        Rule("a.rule", Outcome.HOLD, Clause("", ""), code, When()),
        Outcome.HOLD,
        (FINDING,),
        (WINDOW,),
        (
            Doubt("calendar-stale", {"checked_on": "1 May 2030", "days": "180"}),
            Doubt("calendar-too-short", {"day": "1 May 2033", "from": "1 May 2024", "until": "31 May 2032"}),
        ),
    )

    sentence = load_wording().says(full, POST)

    assert sentence.endswith(".")
    assert "{" not in sentence


def use_table(monkeypatch, tmp_path, text):
    path = tmp_path / "wording.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(source, "shipped", lambda _name: path)
    return path


def test_a_sentence_that_speaks_of_an_unknown_fact_is_refused(monkeypatch, tmp_path):
    path = use_table(monkeypatch, tmp_path, '[reason]\nodd = "It is {colour}."\n[doubt]\n[window]\n')

    with pytest.raises(DataError) as caught:
        load_wording()

    assert "'odd' speaks of 'colour'" in caught.value.message
    assert str(path) in caught.value.where


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('[reason]\nodd = "It is {."\n[doubt]\n[window]\n', id="a brace never closed"),
        pytest.param('[reason]\nodd = "It is }."\n[doubt]\n[window]\n', id="a brace never opened"),
        pytest.param("[reason]\nodd = 7\n[doubt]\n[window]\n", id="no sentence"),
        pytest.param('[reason]\nodd = "Odd."\n', id="no doubts"),
    ],
)
def test_a_table_that_cannot_stand_is_refused(monkeypatch, tmp_path, text):
    use_table(monkeypatch, tmp_path, text)

    with pytest.raises(DataError):
        load_wording()


BY_ELECTION = replace(
    WINDOW, election="local.sometown.st-johns.by.2030-05-02", scope="ward", places=("st-johns",)
)


@pytest.mark.parametrize(
    ("window", "binds", "untagged"),
    [
        pytest.param(
            BY_ELECTION,
            "It binds only posts that are tagged with St Johns or name it.",
            "A by-election in St Johns is on. Tag the post with --ward st-johns if it is about that ward.",
            id="a ward's by-election",
        ),
        pytest.param(
            replace(BY_ELECTION, election="parl.sometown.2030-05-02", scope="area", places=("sometown",)),
            "It binds only posts that are tagged with Sometown or name it.",
            "A poll in Sometown is on. Tag the post with --ward sometown if it is about that area.",
            id="an area's poll",
        ),
        pytest.param(replace(BY_ELECTION, scope="none"), "It binds no post.", "", id="a warning"),
    ],
)
def test_a_window_of_less_than_the_body_says_what_it_binds_and_what_to_do(window, binds, untagged):
    wording = load_wording()

    assert (wording.binds(window), wording.untagged(window)) == (binds, untagged)


def test_a_window_of_the_whole_body_need_not_say_so():
    assert load_wording().binds(WINDOW) == ""
