"""`policy` on the command line: show, coverage, lint, explain, test, schema; and `check --policy`."""

import json

import pytest

from purdahgate.sources.policies import shipped_packs

PACK = """
id = "ours"
title = "Sometown Council"
document = "Sometown policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[roles]
head = "the Head of News"

[[rule]]
id = "events"
clause = "1"
outcome = "hold"
says = "ruled"
by = ["head"]
when = { category = ["event"] }

[[clause]]
ref = "1"
says = "events wait for the Head of News"
how = "rule"
rules = ["events"]

[[clause]]
ref = "2"
says = "what staff wear"
how = "outside"
why = "It is no publishing"
"""
CASES = """
[[case]]
why = "an event"
category = "event"
finding = []
outcome = "hold"
rules = ["events"]
"""


@pytest.fixture
def pack(gate) -> str:
    """A pack beside the workspace's own; gives its path."""
    path = gate.folder / "ours.toml"
    path.write_text(PACK, encoding="utf-8")
    return str(path)


def write_cases(gate, text: str) -> str:
    path = gate.folder / "cases.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_check_judges_by_another_pack_and_stores_nothing(gate, pack):
    event = ("check", "Fair", "--category", "event", "--at", "2027-03-08T09:00")

    by_ours, by_base = gate.run(*event, "--policy", pack), gate.run(*event, "--policy", "uk-base")

    assert (by_ours.code, by_base.code) == (10, 0)
    assert "[ours.events]" in by_ours.out
    assert "To be signed by the Head of News" in by_ours.out


def test_a_pack_that_is_not_there_is_told_the_nearest(gate):
    ran = gate.run("check", "Fair", "--policy", "uk-bass")

    assert ran.err == "error: there is no pack 'uk-bass'. Did you mean 'uk-base'?\n"


def test_check_by_another_pack_does_not_look_at_the_files_accepted_before(gate, pack):
    gate.add("Bins")
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("shipped:policies/chelmsford.toml", "ours.toml"), encoding="utf-8")

    ran = gate.run("check", "Vote Labour", "--at", "2027-03-08T09:00", "--policy", "uk-base", "--json")

    assert [each["rule"] for each in ran.json["reasons"]] == ["uk-base.mention-outside"]


def test_show_has_the_rules_of_any_pack_and_whom_they_wait_for(gate, pack):
    ran = gate.run("policy", "show", pack, "--json")

    rule = ran.json["rules"][0]
    assert (rule["rule"], rule["by"], rule["where"]) == ("ours.events", ["head"], f"{pack}:12")
    assert ran.json["roles"] == {"head": "the Head of News"}
    assert "nobody holds it" in ran.json["faults"][0]["what"]


def test_show_says_that_a_role_nobody_holds_would_hold_for_ever(gate, pack):
    ran = gate.run("policy", "show", pack)

    assert "WRONG  1 of head must sign what these rules stop: ours.events; nobody holds it" in ran.out


def test_doctor_says_so_of_the_policy_in_force(gate, pack):
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("shipped:policies/chelmsford.toml", "ours.toml"), encoding="utf-8")

    ran = gate.run("doctor", "--json")

    wrong = [each["what"] for each in ran.json if each["level"] == "wrong"]
    assert ran.code == 1
    assert len(wrong) == 1
    assert "ours.events; nobody holds it, so it would wait for ever" in wrong[0]


def test_whoever_works_under_such_a_policy_is_told(gate, pack):
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("shipped:policies/chelmsford.toml", "ours.toml"), encoding="utf-8")

    ran = gate.run("check", "The library opens at ten")

    assert ran.code == 0
    assert "ours.events; nobody holds it, so it would wait for ever" in ran.err


def test_doctor_finds_nothing_wrong_with_the_policy_that_ships(gate):
    ran = gate.run("doctor", "--json")

    said = [each["level"] for each in ran.json if each["what"].startswith("Chelmsford City Council, Social")]
    assert said == ["fine"]


def test_coverage_has_each_clause_and_counts_own_and_base_apart(gate, pack):
    ran = gate.run("policy", "coverage", pack, "--json")

    assert [each["ref"] for each in ran.json["clauses"][:2]] == ["1", "2"]
    assert ran.json["totals"]["ours"] == {
        "clauses": 2,
        "publishing": 1,
        "rule": 1,
        "asked": 0,
        "record": 0,
        "left": 0,
        "outside": 1,
    }
    assert ran.json["totals"]["uk-base"]["rule"] > 0


def test_coverage_in_words_says_why_a_clause_is_outside(gate, pack):
    ran = gate.run("policy", "coverage", pack)

    assert "outside  2\n    what staff wear\n    Why: It is no publishing" in ran.out
    assert "Sometown Council: those of uk-base, which it extends" in ran.out


def test_a_pack_without_clauses_says_so(gate, pack):
    path = gate.folder / "ours.toml"
    path.write_text(PACK[: PACK.index("[[clause]]")], encoding="utf-8")

    ran = gate.run("policy", "coverage", pack)

    assert "the pack has no [[clause]]" in ran.out


def test_the_coverage_of_all_has_a_line_for_every_pack_that_ships(gate):
    ran = gate.run("policy", "coverage", "--all", "--json")
    words = gate.run("policy", "coverage", "--all")

    assert tuple(ran.json) == shipped_packs()
    assert all(name in words.out for name in shipped_packs())


def test_all_and_one_pack_are_not_asked_for_together(gate, pack):
    ran = gate.run("policy", "coverage", pack, "--all")

    assert ran.err == "error: --all takes no pack. Leave one of them out\n"


def test_lint_says_what_is_wrong_with_its_line_and_ends_with_one(gate, pack):
    ran = gate.run("policy", "lint", pack, "--json")

    assert ran.code == 1
    assert [(each["level"], "nobody holds it" in each["what"]) for each in ran.json] == [("wrong", True)]


def test_lint_of_a_pack_with_nothing_to_mend_ends_with_nought(gate):
    ran = gate.run("policy", "lint")

    assert ran.code == 0
    assert ran.out.startswith("chelmsford: nothing to mend in ")


def test_a_note_alone_is_no_failure(gate, pack):
    path = gate.folder / "ours.toml"
    path.write_text(PACK.replace('by = ["head"]\n', ""), encoding="utf-8")

    ran = gate.run("policy", "lint", pack)

    assert ran.code == 0
    assert ran.out.startswith("NOTE   role head signs for no rule")


def test_explain_tells_one_rule_in_words(gate, pack):
    ran = gate.run("policy", "explain", "events", "--policy", pack)

    assert ran.code == 0
    said = " ".join(ran.out.split())
    assert "It holds a post where - its category is event To be signed by 1 of: the Head of News." in said
    assert "The monitoring officer ruled that {names} is a false alarm." in said


@pytest.mark.parametrize("name", ["service-why", "uk-base.service-why"])
def test_explain_takes_an_id_with_or_without_its_pack(gate, name):
    ran = gate.run("policy", "explain", name, "--json")

    assert ran.json["rule"] == "uk-base.service-why"
    assert ran.json["when"] == ["a pre-election period is open", "its category is service"]
    assert ran.json["asks"] == "because"


def test_explain_of_a_rule_that_is_not_there_names_the_nearest(gate):
    ran = gate.run("policy", "explain", "uk-base.dout")

    assert ran.err == "error: chelmsford has no rule 'uk-base.dout'. Did you mean 'uk-base.doubt'?\n"


def test_cases_that_hold_end_with_nought(gate, pack):
    ran = gate.run("policy", "test", pack, write_cases(gate, CASES))

    assert (ran.code, ran.out) == (0, "1 case of ours: 1 as they say, 0 not.\n")


def test_a_case_that_does_not_hold_is_told_with_its_line(gate, pack):
    cases = write_cases(gate, CASES.replace('"hold"', '"block"'))

    ran = gate.run("policy", "test", pack, cases)

    assert ran.code == 1
    assert "cases.toml:2: an event" in " ".join(ran.out.split())
    assert "was to be block by ours.events" in ran.out
    assert "came out  hold by ours.events" in ran.out


def test_a_rule_that_no_case_fires_is_named(gate, pack):
    cases = write_cases(
        gate, CASES.replace('"event"', '"news"').replace('"hold"', '"clear"').replace('"events"', "")
    )

    ran = gate.run("policy", "test", pack, cases, "--json")

    assert (ran.code, ran.json["unfired"]) == (0, ["ours.events"])


def test_a_case_may_be_read_by_the_detectors_and_judged_by_the_calendar(gate):
    text = '[[case]]\nwhy = "x"\ntext = "Vote Labour"\nat = "2027-04-20T09:00"\noutcome = "block"\n'
    cases = write_cases(
        gate, text + 'rules = ["no-party-or-member", "service-announcements-only", "checked-by"]\n'
    )

    ran = gate.run("policy", "test", "chelmsford", cases)

    assert ran.code == 0, ran.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "has no case", id="no case"),
        pytest.param(CASES + 'note = "x"\n', "unknown key 'note' in case 1", id="an unknown key"),
        pytest.param(CASES.replace('"events"', '"event"'), "Did you mean 'ours.events'?", id="no such rule"),
        pytest.param(
            CASES + "answers = { who = 'x' }\n", "there is no question 'who'", id="no such question"
        ),
        pytest.param(CASES + 'at = "x"\nwindow = ["pcc"]\n', "gives both at and window", id="two times"),
        pytest.param(CASES + 'at = "tomorrow"\n', "is not a time", id="no time"),
        pytest.param(CASES + "times = 10001\n", "times", id="too often over"),
        pytest.param(
            CASES.replace("finding = []", 'finding = [{ kind = "party", text = "Labour" }]'),
            "'Labour' does not stand in the text",
            id="words that are not there",
        ),
    ],
)
def test_cases_that_cannot_be_judged_are_refused_in_one_line(gate, pack, text, says):
    ran = gate.run("policy", "test", pack, write_cases(gate, text))

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert says in ran.err
    assert "cases.toml" in ran.err


@pytest.mark.parametrize(
    ("options", "table", "key"),
    [
        pytest.param((), "RuleTable", "when", id="a pack"),
        pytest.param(("--cases",), "CaseTable", "why", id="cases"),
    ],
)
def test_the_schema_is_json_and_knows_no_other_keys(gate, options, table, key):
    ran = gate.run("policy", "schema", *options)

    schema = json.loads(ran.out)
    assert key in schema["$defs"][table]["properties"]
    assert all(
        each.get("additionalProperties") is False for each in schema["$defs"].values() if "properties" in each
    )


def test_the_commands_on_packs_need_no_workspace(gate, pack, tmp_path):
    lost = ("--config", str(tmp_path / "nowhere.toml"))

    ran = [
        gate.run("policy", "show", pack, *lost),
        gate.run("policy", "coverage", pack, *lost),
        gate.run("policy", "lint", pack, *lost),
        gate.run("policy", "explain", "events", "--policy", pack, *lost),
        gate.run("policy", "test", pack, write_cases(gate, CASES), *lost),
    ]

    assert [(each.code, each.err) for each in ran] == [(0, "")] * 5
    assert "nobody looked at who holds which role" in " ".join(ran[2].out.split())
