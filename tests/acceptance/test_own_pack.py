"""A body's own pack at work: its questions, its roles, several signatures, an override."""

from pathlib import Path

import pytest

DUE = "2027-03-08T09:00"
LATER = "2027-03-02T10:00"
PACK = """
id = "ours"
title = "Sometown Council"
document = "Sometown policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[roles]
head = "the Head of News"
chief = "the Chief Executive"

[says]
plain = "Somebody must look at this on {account}."

[[question]]
key = "consent"
asks = "Has everybody in the picture agreed?"
kind = "yes"

[[question]]
key = "planned"
asks = "Where was it decided?"

[[question]]
key = "authority"
asks = "Who authorised it, and when?"
of = "approver"
"""
RULE = """
[[rule]]
id = "one"
clause = "1"
outcome = "hold"
says = "plain"
when = { category = ["event"] }
"""


def put_in_force(gate, *rules: str) -> None:
    """Make the workspace's policy one of these rules, and give two people its roles."""
    folder: Path = gate.folder
    (folder / "policy.toml").write_text(PACK + "".join(rules), encoding="utf-8")
    config, people = folder / "config.toml", folder / "people.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("shipped:policies/chelmsford.toml", "policy.toml"), encoding="utf-8")
    who = "".join(
        f'\n[[person]]\nname = "{name}"\nfull_name = "{name} Sample"\nroles = ["{role}"]\n'
        for name, role in (("hana", "head"), ("hugo", "head"), ("chris", "chief"))
    )
    people.write_text(people.read_text(encoding="utf-8") + who, encoding="utf-8")
    gate.people()


def approve(gate, by, *more, post="1"):
    return gate.run("approve", post, "--reason", "Factual", "--as", by, *more, at=LATER)


def waits_for(gate, post="1"):
    """Who may meet each demand that a post still waits for, and how many of them are missing."""
    shown = gate.run("post", "show", post, "--json", at=LATER).json
    return [(each["roles"], each["missing"], each["may"]) for each in shown["waits_for"]]


def answered(rule, key="consent"):
    return rule.replace('says = "plain"', f'says = "plain"\nasks = "{key}"')


# Questions to the author


def test_a_question_holds_until_its_author_says_yes(gate):
    put_in_force(gate, answered(RULE))

    without = gate.add("Fair", "--category", "event")
    with_no = gate.add("Fair", "--category", "event", "--answer", "consent=no")
    with_yes = gate.add("Fair", "--category", "event", "--answer", "consent=Yes")

    assert [each["state"] for each in (without, with_no, with_yes)] == ["held", "held", "cleared"]
    assert without["verdict"]["reasons"][0]["questions"] == [
        {"key": "consent", "asks": "Has everybody in the picture agreed?", "of": "author", "kind": "yes"}
    ]


def test_what_its_author_answered_is_kept_in_the_revision_and_in_the_record(gate):
    put_in_force(gate, answered(RULE))
    gate.add("Fair", "--category", "event", "--answer", "consent=yes")

    shown = gate.run("post", "show", "1", "--json").json

    assert shown["revision"]["answers"] == {"consent": "yes"}
    assert shown["history"][0]["answers"] == {"consent": "yes"}


def test_an_edit_answers_and_takes_an_answer_back(gate):
    put_in_force(gate, answered(RULE))
    gate.add("Fair", "--category", "event")

    gate.run("post", "edit", "1", "--answer", "consent=yes", "--as", "olive")
    after_yes = gate.state(1)
    gate.run("post", "edit", "1", "--answer", "consent=", "--as", "olive")

    assert (after_yes, gate.state(1)) == ("cleared", "held")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param("consent", "is no answer", id="no equals sign"),
        pytest.param("=yes", "is no answer", id="no key"),
        pytest.param("concent=yes", "Did you mean 'consent'?", id="no such question"),
        pytest.param("authority=Ann", "no question 'authority' is put to an author", id="an approver's"),
        pytest.param("consent=perhaps", "takes yes or no", id="neither yes nor no"),
    ],
)
@pytest.mark.parametrize("command", ["add", "check"])
def test_an_answer_that_answers_nothing_is_refused(gate, command, answer, says):
    put_in_force(gate, answered(RULE))
    start = ("post", "add", "Fair", "--account", "council", "--due", DUE, "--as", "olive")

    ran = gate.run(*(start if command == "add" else ("check", "Fair")), "--answer", answer)

    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert says in ran.err


def test_a_question_answered_twice_is_refused(gate):
    put_in_force(gate, answered(RULE))

    ran = gate.run("check", "Fair", "--answer", "consent=yes", "--answer", "consent=no")

    assert "'consent' is answered twice" in ran.err


def test_an_exemption_is_asked_for_and_taken(gate):
    put_in_force(gate, RULE.replace('"event"] }', '"event"], unless = { answered = ["planned"] } }'))

    without = gate.run("check", "Fair", "--category", "event", "--at", DUE)
    with_it = gate.run("check", "Fair", "--category", "event", "--at", DUE, "--answer", "planned=Minutes")

    assert (without.code, with_it.code) == (10, 0)
    assert "Asked: Where was it decided? (--answer planned=TEXT)" in without.out


def test_at_a_terminal_every_question_is_put_and_those_that_an_answer_sets_off(gate, terminal):
    then = RULE.replace('"one"', '"two"').replace('["event"] }', '["event"], answered = ["consent"] }')
    put_in_force(gate, answered(RULE), answered(then, "planned"))

    screen = terminal(
        *("post", "add", "Fair", "--account", "council", "--due", DUE, "--category", "event", "--as", "olive")
    )
    screen.answer("Has everybody in the picture agreed?", "I think so")
    screen.answer("takes yes or no", "yes")
    screen.answer("Where was it decided?", "Minutes of 4 January")

    assert screen.end() == 0
    revision = gate.run("post", "show", "1", "--json").json["revision"]
    assert revision["answers"] == {"consent": "yes", "planned": "Minutes of 4 January"}
    assert gate.state(1) == "cleared"


def test_a_csv_answers_by_column(gate):
    put_in_force(gate, answered(RULE))
    rows = "text,account,due,category,answer:consent,shares,expires\n"
    rows += f"Fair,council,{DUE},event,yes,@sometown,2027-03-20T09:00\nFair,council,{DUE},event,,,\n"
    (gate.folder / "posts.csv").write_text(rows, encoding="utf-8")

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive", "--json")

    assert [each["state"] for each in ran.lines] == ["cleared", "held"]
    assert gate.run("post", "show", "1", "--json").json["revision"]["shares"] == "@sometown"


def test_a_column_of_answers_to_a_question_that_nobody_puts_is_refused_by_its_row(gate):
    put_in_force(gate, answered(RULE))
    (gate.folder / "posts.csv").write_text(f"text,account,due,answer:x\nFair,council,{DUE},1\n", "utf-8")

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive")

    assert ran.code == 1
    assert "posts.csv:2" in ran.err
    assert "no question 'x' is put to an author" in ran.err


def test_lines_of_json_carry_answers(gate):
    put_in_force(gate, answered(RULE, "planned"))
    lines = '{"text": "Fair", "category": "event", "answers": {"planned": "Minutes"}}\n'
    (gate.folder / "posts.jsonl").write_text(lines + '{"text": "Fair", "answers": 7}\n', encoding="utf-8")

    ran = gate.run("check", "--from", str(gate.folder / "posts.jsonl"), "--at", DUE, "--json")

    assert ran.lines[0]["outcome"] == "clear"
    assert "'answers' is no object of texts" in ran.err


# Shares and expiry


def test_what_is_shared_is_read_like_the_text(gate):
    ran = gate.run("check", "Look at this", "--shares", "@UKLabour", "--at", DUE, "--json")

    assert {each["field"] for each in ran.json["findings"]} == {"shares"}
    assert ran.code == 10


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(("--shares", "two words"), "nobody's handle or post", id="no handle"),
        pytest.param(("--expires", "tomorrow"), "is not a time", id="no time"),
        pytest.param(("--expires", DUE), "before it goes out", id="taken down as it goes out"),
        pytest.param(("--expires", "2027-03-28T01:30"), "does not exist", id="a time that does not exist"),
    ],
)
def test_a_share_or_an_expiry_that_cannot_be_is_refused(gate, options, says):
    ran = gate.run("post", "add", "Bins", "--account", "council", "--due", DUE, "--as", "olive", *options)

    assert ran.code == 1
    assert says in ran.err


def test_a_post_due_as_soon_as_it_may_expires_later_than_now(gate):
    asap = ("post", "add", "Bins", "--account", "council", "--due", "asap", "--as", "olive")

    ran = gate.run(*asap, "--expires", "2027-02-28T09:00")

    assert "before it goes out" in ran.err


def test_an_edit_sets_and_takes_away_a_share_and_an_expiry(gate):
    gate.add("Bins", "--shares", "@sometown", "--expires", "2027-03-20T09:00")
    set_ones = gate.run("post", "show", "1").out

    gate.run("post", "edit", "1", "--shares", "", "--expires", "", "--as", "olive")

    assert "Shares: @sometown." in set_ones
    assert "To be taken down: Sat 20 Mar 2027 09:00." in set_ones
    revision = gate.run("post", "show", "1", "--json").json["revision"]
    assert not {"shares", "expires"} & revision.keys()


# Roles and signatures


def test_a_rule_is_released_by_its_own_role_and_by_no_other(gate):
    put_in_force(gate, RULE + 'by = ["head"]\n')
    gate.add("Fair", "--category", "event")

    refused = approve(gate, "anton")
    done = approve(gate, "hana")

    assert refused.code == 1
    assert "anton may not approve post 1: that takes the Head of News" in refused.err
    assert (done.code, gate.state(1)) == (0, "approved")


def test_the_inbox_says_who_must_sign_and_who_may(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")

    ran = gate.run("inbox")

    assert "Waits for 2 of the Head of News (hana, hugo)." in " ".join(ran.out.split())
    assert waits_for(gate) == [(["head"], 2, ["hana", "hugo"])]


def test_two_must_sign_and_the_post_stays_held_until_both_have(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")

    first = approve(gate, "hana")
    between = gate.state(1), waits_for(gate)
    again = approve(gate, "hana")
    second = approve(gate, "hugo")

    assert "It has your signature, and waits for the Head of News." in first.out
    assert between == ("held", [(["head"], 1, ["hugo"])])
    assert "hana has signed post 1 already" in again.err
    assert (second.code, gate.state(1)) == (0, "approved")


def test_a_post_of_two_signatures_goes_out_and_the_record_names_both(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")
    approve(gate, "hana")
    approve(gate, "hugo")

    gate.run("worker", "once", at=DUE)

    attempt = gate.run("post", "show", "1", "--json", at=DUE).json["history"][-2]
    assert gate.state(1) == "sent"
    assert attempt["signed_off_by"] == "hana, hugo"


def test_one_signature_of_two_lets_nothing_out(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")
    approve(gate, "hana")

    gate.run("worker", "once", at=DUE)

    assert gate.state(1) == "held"


def test_an_edit_between_two_signatures_voids_the_first(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")
    approve(gate, "hana")

    gate.run("post", "edit", "1", "Fair!", "--as", "olive", at=LATER)
    gate.run("post", "edit", "1", "Fair", "--as", "olive", at=LATER)
    approve(gate, "hugo")

    assert gate.state(1) == "held"
    assert waits_for(gate) == [(["head"], 1, ["hana"])]


def test_a_new_time_signed_by_the_first_is_the_one_the_second_signs(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event")

    approve(gate, "hana", "--at", "2027-03-09T09:00")
    approve(gate, "hugo")

    shown = gate.run("post", "show", "1", "--json", at=LATER).json
    assert (shown["state"], shown["due_at"]) == ("approved", "2027-03-09T09:00:00Z")


def test_a_post_due_as_soon_as_it_may_goes_out_once_the_last_has_signed(gate):
    put_in_force(gate, RULE + 'by = ["head"]\nsign_offs = 2\n')
    gate.add("Fair", "--category", "event", due="asap")
    reason = ("--reason", "Factual")

    gate.run("approve", "1", *reason, "--as", "hana", at="2027-03-02T10:00")
    gate.run("approve", "1", *reason, "--as", "hugo", at="2027-03-02T15:00")
    gate.run("worker", "once", at="2027-03-02T15:01")

    assert gate.state(1) == "sent"


def test_two_rules_wait_for_both_their_roles_in_either_order(gate):
    other = RULE.replace('"one"', '"two"') + 'by = ["chief"]\n'
    put_in_force(gate, RULE + 'by = ["head"]\n', other)
    gate.add("Fair", "--category", "event")

    approve(gate, "chris")
    between = gate.state(1), waits_for(gate)
    approve(gate, "hana")

    assert between == ("held", [(["head"], 1, ["hana", "hugo"])])
    assert gate.state(1) == "approved"


def test_whoever_wrote_it_signs_nothing_whatever_their_role(gate):
    put_in_force(gate, RULE + 'by = ["head"]\n')
    people = gate.folder / "people.toml"
    text = people.read_text(encoding="utf-8")
    people.write_text(text.replace('roles = ["officer"]', 'roles = ["officer", "head"]', 1), encoding="utf-8")
    gate.people()
    gate.add("Fair", "--category", "event")

    ran = approve(gate, "olive")

    assert "olive may not approve post 1: they wrote a revision of it" in ran.err
    assert waits_for(gate) == [(["head"], 1, ["hana", "hugo"])]


def test_a_role_of_the_pack_may_refuse(gate):
    put_in_force(gate, RULE + 'by = ["head"]\n')
    gate.add("Fair", "--category", "event")

    ran = gate.run("reject", "1", "--reason", "Not now", "--as", "hana", at=LATER)

    assert (ran.code, gate.state(1)) == (0, "rejected")


def test_a_role_that_no_rule_lets_sign_approves_nothing(gate):
    put_in_force(gate, RULE)
    gate.add("Fair", "--category", "event")

    ran = approve(gate, "hana")

    assert "hana may not approve posts: that takes the role approver" in ran.err


# Questions to the approver


def test_a_question_to_the_approver_must_be_answered_as_they_sign(gate):
    put_in_force(gate, RULE + 'asks_approver = "authority"\n')
    gate.add("Fair", "--category", "event")

    refused = approve(gate, "anton")
    done = approve(gate, "anton", "--answer", "authority=The SIO, at 09:10")

    assert refused.code == 1
    assert "'authority' is not answered: Who authorised it, and when?" in refused.err
    assert (done.code, gate.state(1)) == (0, "approved")


def test_what_the_approver_answered_stands_with_the_sign_off_and_in_the_record(gate):
    put_in_force(gate, RULE + 'asks_approver = "authority"\n')
    gate.add("Fair", "--category", "event")
    approve(gate, "anton", "--answer", "authority=The SIO")

    shown = gate.run("post", "show", "1", "--json", at=LATER).json

    assert shown["sign_offs"][0]["answers"] == {"authority": "The SIO"}
    assert shown["history"][-1]["answers"] == {"authority": "The SIO"}


def test_an_approver_who_answers_no_does_not_approve(gate):
    yes = PACK.replace('of = "approver"', 'of = "approver"\nkind = "yes"')
    put_in_force(gate, RULE + 'asks_approver = "authority"\n')
    (gate.folder / "policy.toml").write_text(yes + RULE + 'asks_approver = "authority"\n', encoding="utf-8")
    gate.add("Fair", "--category", "event")

    ran = approve(gate, "anton", "--answer", "authority=no")

    assert "'authority' is answered with no" in ran.err
    assert gate.state(1) == "held"


def test_a_question_is_put_only_to_those_who_sign_for_its_rule(gate):
    other = RULE.replace('"one"', '"two"')
    put_in_force(gate, RULE + 'by = ["head"]\nasks_approver = "authority"\n', other)
    gate.add("Fair", "--category", "event")

    ran = approve(gate, "anton")

    assert (ran.code, waits_for(gate)) == (0, [(["head"], 1, ["hana", "hugo"])])


def test_an_answer_to_a_question_that_no_approver_is_asked_is_refused(gate):
    put_in_force(gate, RULE)
    gate.add("Fair", "--category", "event")

    ran = approve(gate, "anton", "--answer", "consent=yes")

    assert "no question 'consent' is put to an approver" in ran.err


def test_what_nobody_may_release_waits_for_nobody(gate):
    put_in_force(gate, RULE.replace('"hold"', '"block"'))
    gate.add("Fair", "--category", "event")

    ran = gate.run("post", "show", "1")

    assert waits_for(gate) == []
    assert "Waits for" not in ran.out


# The body's own sites


def test_a_link_to_an_own_site_is_told_from_others_by_the_config(gate):
    put_in_force(gate, RULE.replace('["event"] }', '["event"], unless = { links_to = ["own"] } }'))
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("own_names", 'own_sites = ["www.Sometown.gov.uk"]\nown_names'), "utf-8")
    event = ("check", "Wanted", "--category", "event", "--at", DUE, "--link")

    own = gate.run(*event, "https://sometown.gov.uk/wanted")
    other = gate.run(*event, "https://example.com/wanted")

    assert (own.code, other.code) == (0, 10)


def test_an_own_site_that_is_no_host_is_refused_by_its_line(gate):
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("own_names", 'own_sites = ["https://sometown.gov.uk"]\nown_names'), "utf-8"
    )

    ran = gate.run("check", "Wanted")

    assert "'https://sometown.gov.uk' is no host of a web site" in ran.err


# An override

BLOCKS = RULE.replace('"hold"', '"block"') + 'override = "chief"\n'


def test_what_is_blocked_is_released_by_the_role_that_may_override_it(gate):
    put_in_force(gate, BLOCKS)
    stored = gate.add("Fair", "--category", "event")

    refused = approve(gate, "anton")
    done = approve(gate, "chris")
    gate.run("worker", "once", at=DUE)

    assert stored["state"] == "blocked"
    assert "that takes the Chief Executive" in refused.err
    assert done.code == 0
    assert gate.state(1) == "sent"


def test_an_override_releases_nothing_that_another_pack_blocks(gate):
    put_in_force(gate, BLOCKS)
    gate.add("Vote Labour", "--category", "event", due="2027-04-20T09:00")

    ran = approve(gate, "chris")

    assert ran.code == 1
    assert gate.state(1) == "blocked"


def test_an_override_and_a_signature_are_both_waited_for(gate):
    put_in_force(gate, BLOCKS, RULE.replace('"one"', '"two"') + 'by = ["head"]\n')
    gate.add("Fair", "--category", "event")

    approve(gate, "hana")
    between = gate.state(1)
    approve(gate, "chris")

    assert (between, gate.state(1)) == ("blocked", "approved")


# Roles that nobody knows


def test_a_role_that_the_policy_does_not_have_is_refused_by_its_line(gate):
    put_in_force(gate, RULE)
    people = gate.folder / "people.toml"
    people.write_text(people.read_text(encoding="utf-8").replace('"chief"', '"cheif"'), encoding="utf-8")
    gate.people()

    ran = gate.run("post", "list")
    acting = gate.run("post", "withdraw", "1", "--reason", "Off", "--as", "olive")

    assert ran.code == 0
    assert "there is no role 'cheif' in this policy" in acting.err
    assert "Did you mean 'chief'?" in acting.err


def test_roles_that_a_changed_pack_no_longer_has_still_count_beside_the_accepted_one(gate):
    put_in_force(gate, RULE + 'by = ["head"]\n')
    gate.add("Fair", "--category", "event")
    (gate.folder / "policy.toml").write_text(PACK + RULE, encoding="utf-8")

    ran = approve(gate, "anton")
    done = approve(gate, "hana")

    assert "waits for the Head of News" in ran.out
    assert (done.code, gate.state(1)) == (0, "approved")
