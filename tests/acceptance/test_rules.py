"""Files that change: judged beside those accepted at once, alone only once a second person has confirmed."""

import json
import shutil
import sqlite3
import zlib
from contextlib import closing

import pytest

from purdahgate.config import load_config
from purdahgate.domain.policy import Outcome
from purdahgate.shipped_data import shipped
from purdahgate.sources.policies import load_policy
from purdahgate.sources.rule_files import put_back, read_rule_files
from purdahgate.sources.wording import load_wording

CHECK = ("check", "Morgan Sampleby opens the fair", "--category", "news", "--at", "2027-04-20T09:00")
REGISTER = "councillors.csv"


def change(gate, name, old, new):
    path = gate.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def queued(gate):
    """A database, so that the files that stand here are accepted."""
    gate.add("Morgan Sampleby opens the fair", due="2027-05-03T09:00")
    return gate


def without_sampleby(gate):
    lines = (gate.folder / REGISTER).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "Sampleby" not in line]
    assert len(kept) < len(lines)
    (gate.folder / REGISTER).write_text("".join(kept), encoding="utf-8")


def propose(gate, *more, by="ellis"):
    return gate.run("rules", "propose", "--reason", "She left", "--as", by, "--json", *more)


def test_a_name_struck_from_the_register_is_found_all_the_same_until_that_is_confirmed(queued):
    before = queued.run(*CHECK).code
    without_sampleby(queued)

    struck = queued.run(*CHECK)
    number = propose(queued).json["proposal"]
    queued.run("rules", "confirm", str(number), "--as", "anton")

    assert (before, struck.code, queued.run(*CHECK).code) == (11, 11, 10)
    assert "Files have changed" in struck.err


def test_a_name_added_to_the_register_is_found_at_once(queued):
    check = ("check", "Robin Newcomer opens the fair", "--category", "service", "--at", "2027-04-20T09:00")
    before = queued.run(*check, "--because", "It rains").code
    path = queued.folder / REGISTER
    row = "Robin Newcomer,councillor,chelmsford,,,2023-05-04,\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")

    after = queued.run(*check, "--because", "It rains").code

    assert (before, after) == (0, 11)


SHORT = """weeks = 6
[windows.kinds.local]
working_days = 1
owner = "Ellis"
reason = "A try"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("weeks = 6", SHORT, id="a window of one day"),
        pytest.param('areas = ["chelmsford"]', 'areas = ["barnsley"]', id="another area"),
        pytest.param('["shipped:calendars"]', '["calendar.toml"]', id="a calendar without the poll"),
        pytest.param(', "councillors.csv"', "", id="a register left out"),
        pytest.param('"shipped:lexicon"', '"words"', id="a lexicon without titles"),
        pytest.param("shipped:policies/chelmsford.toml", "policy.toml", id="a pack of fewer rules"),
    ],
)
def test_no_file_of_ones_own_lets_go_of_what_the_accepted_ones_hold(gate, old, new):
    shutil.copytree(shipped("lexicon"), gate.folder / "words")
    change(gate, "words/titles.toml", "Cllr", "Zllr")
    (gate.folder / "calendar.toml").write_text(LATER, encoding="utf-8")
    (gate.folder / "policy.toml").write_text(FEWER, encoding="utf-8")
    post = gate.add("Morgan Sampleby, 1 May, 8pm: Cllr Nobody", due="2027-05-03T09:00")
    change(gate, "config.toml", old, new)

    verdict = gate.run("post", "show", str(post["id"]), "--json").json["verdict"]
    check = gate.run("check", "Morgan Sampleby, 1 May, 8pm: Cllr Nobody", "--at", "2027-05-03T09:00")

    assert check.code == 11
    assert verdict["outcome"] == "block"


LATER = """covers_from = 2026-01-01
covers_until = 2030-01-01
checked_on = 2027-02-01
[[election]]
id = "local.chelmsford.2029-05-03"
nation = "england"
title = "Later"
status = "expected"
poll_date = 2029-05-03
areas = ["chelmsford"]
source = "an invented list"
"""
FEWER = """id = "ours"
title = "Ours"
document = "Ours"
source = "ours"
checked_on = 2026-11-22
extends = "uk-base"
[[rule]]
id = "long"
clause = "1"
outcome = "hold"
says = "very-long"
when = { longer_than = 9000 }
"""


def test_the_bodys_own_pack_counts_when_it_is_left_out(gate):
    strict = FEWER.replace('"hold"', '"block"').replace("{ longer_than = 9000 }", "{ longer_than = 3 }")
    (gate.folder / "policy.toml").write_text(strict, encoding="utf-8")
    change(gate, "config.toml", "shipped:policies/chelmsford.toml", "policy.toml")
    gate.add("Bins")
    change(gate, "config.toml", "policy.toml", "shipped:policies/uk-base.toml")
    check = ("check", "Bins", "--category", "service", "--at", "2027-03-08T09:00")

    before = gate.run(*check).code
    number = str(propose(gate).json["proposal"])
    gate.run("rules", "confirm", number, "--as", "anton")

    assert (before, gate.run(*check).code) == (11, 0)


def test_a_calendar_that_is_relied_on_for_longer_counts_as_stale_until_confirmed(queued):
    late = "2027-09-01T10:00"
    check = ("check", "Bins", "--category", "service")
    before = queued.run(*check, at=late).code
    change(queued, "config.toml", "calendar_stale_after_days = 180", "calendar_stale_after_days = 900")

    after = queued.run(*check, at=late).code

    assert (before, after) == (10, 10)


def test_a_poll_that_only_the_accepted_files_bind_is_not_cancelled_by_one_person(queued):
    change(queued, "config.toml", 'areas = ["chelmsford"]', 'areas = ["barnsley"]')
    order = ("--source", "An order", "--as", "ellis", "--json")

    ran = queued.run("calendar", "cancel", "local.chelmsford.2027-05-06", *order)

    assert ran.json["proposal"] == 1


def test_a_pack_is_kept_with_the_packs_it_extends(queued, tmp_path):
    config = load_config(queued.folder / "config.toml")
    contents = read_rule_files(config)
    contents["policy/uk-base.toml"] = contents["policy/uk-base.toml"].replace(b'"hold"', b'"block"')

    kept = put_back(config, contents, tmp_path / "kept")

    rules = load_policy(kept.policy, load_wording(), kept.shelf).rules
    assert {each.outcome for each in rules if each.id.startswith("uk-base.")} <= {
        Outcome.BLOCK,
        Outcome.CLEAR,
    }
    assert any(each.id.startswith("chelmsford.") for each in rules)


def test_a_site_called_ones_own_counts_only_when_that_is_confirmed(gate):
    strict = FEWER.replace('"hold"', '"block"').replace("{ longer_than = 9000 }", '{ links_to = ["other"] }')
    (gate.folder / "policy.toml").write_text(strict, encoding="utf-8")
    change(gate, "config.toml", "shipped:policies/chelmsford.toml", "policy.toml")
    gate.add("Bins")
    change(gate, "config.toml", "own_names", 'own_sites = ["elsewhere.example"]\nown_names')
    check = ("check", "Bins", "--category", "service", "--link", "https://elsewhere.example/", "--at")

    before = gate.run(*check, "2027-03-08T09:00").code
    number = str(propose(gate).json["proposal"])
    gate.run("rules", "confirm", number, "--as", "anton")

    assert (before, gate.run(*check, "2027-03-08T09:00").code) == (11, 0)


def test_whoever_proposed_may_not_confirm(queued):
    without_sampleby(queued)
    number = str(propose(queued, by="anton").json["proposal"])

    ran = queued.run("rules", "confirm", number, "--as", "anton")

    assert ran.code == 1
    assert "Another person" in ran.err


@pytest.mark.parametrize("who", [pytest.param("olive", id="an officer"), pytest.param("nobody", id="nobody")])
def test_neither_proposing_nor_confirming_is_for(queued, who):
    without_sampleby(queued)
    number = str(propose(queued).json["proposal"])

    tried = [queued.run("rules", "confirm", number, "--as", who).code]
    tried += [queued.run("rules", "refuse", number, "--reason", "No", "--as", who).code]
    change(queued, REGISTER, "Priya", "Prya")
    tried += [propose(queued, by=who).code]

    assert tried == [1, 1, 1]
    assert len(queued.run("rules", "status", "--json").json["proposals"]) == 1


def test_what_is_confirmed_is_what_was_proposed(queued):
    without_sampleby(queued)
    number = str(propose(queued).json["proposal"])
    change(queued, REGISTER, "Priya", "Prya")

    ran = queued.run("rules", "confirm", number, "--as", "anton")

    assert ran.code == 1
    assert "the files are no longer those of change 2: registers/councillors.csv" in ran.err


def test_a_dry_run_changes_nothing_and_says_what_would(queued):
    queued.add("Ann Other opens the fair", due="2027-05-03T10:00")
    path = queued.folder / REGISTER
    row = "Ann Other,councillor,chelmsford,,,2023-05-04,\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    kept = (queued.folder / "purdahgate.db").read_bytes()

    ran = propose(queued, "--dry-run")

    assert [(each["id"], each["before"], each["after"]) for each in ran.json["at_once"]["changed"]] == [
        (2, "held", "blocked")
    ]
    assert (queued.folder / "purdahgate.db").read_bytes() == kept


def test_proposing_pulls_back_at_once_what_the_new_files_hold(queued):
    queued.add("Ann Other opens the pool", "--category", "service", due="2027-03-20T10:00")
    path = queued.folder / REGISTER
    row = "Ann Other,councillor,chelmsford,,,2023-05-04,\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")

    propose(queued)

    assert queued.state(2) == "held"


def test_a_confirmed_change_leaves_what_was_held_with_a_person(queued):
    service = ("--category", "service", "--because", "It rains")
    queued.add("Morgan Sampleby opens the fair", *service, due="2027-05-03T09:00")
    without_sampleby(queued)
    number = str(propose(queued).json["proposal"])

    report = queued.run("rules", "confirm", number, "--as", "anton", "--json").json

    assert (2, "blocked", "held") in [
        (each["id"], each["before"], each["after"]) for each in report["changed"]
    ]


def test_a_comment_more_is_accepted_by_one_person(queued):
    change(queued, "config.toml", "contact", "# who\ncontact")
    change(queued, "config.toml", "communications@", "press@")

    ran = propose(queued)

    assert ran.json["proposal"] is None
    assert queued.run("rules", "status", "--json").json["changes"] == {}


def test_files_that_are_those_accepted_are_not_proposed(queued):
    ran = propose(queued)

    assert ran.code == 1
    assert "are those that were accepted" in ran.err


def test_the_same_files_are_not_proposed_twice(queued):
    without_sampleby(queued)
    propose(queued)

    ran = propose(queued)

    assert ran.code == 1
    assert "rules confirm 2" in ran.err


def test_a_refused_change_waits_no_more_and_the_old_files_go_on_counting(queued):
    without_sampleby(queued)
    number = str(propose(queued).json["proposal"])

    queued.run("rules", "refuse", number, "--reason", "She is back", "--as", "anton")

    status = queued.run("rules", "status", "--json").json
    assert (status["proposals"], status["changes"]) == ([], {"registers/councillors.csv": "changed"})
    assert queued.run(*CHECK).code == 11


def test_each_step_stands_in_the_audit_table_with_the_files(queued):
    without_sampleby(queued)
    propose(queued)
    queued.run("rules", "confirm", "2", "--as", "anton")

    entries = queued.run("audit", "list", "--json").lines

    told = [(each["action"], each["actor"]) for each in entries if each["action"].startswith("rules")]
    assert told == [("rules-first", "olive"), ("rules-propose", "ellis"), ("rules-confirm", "anton")]
    proposed = next(each for each in entries if each["action"] == "rules-propose")
    assert proposed["changes"] == {"registers/councillors.csv": "changed"}
    assert queued.run("audit", "verify").code == 0


def test_an_entry_names_both_worlds_while_they_differ(queued):
    without_sampleby(queued)

    queued.add("Bins", due="2027-03-20T10:00")

    went_by = queued.run("audit", "list", "--json").lines[-1]["went_by"]
    assert went_by["standing_detector"] != went_by["detector"]


@pytest.mark.parametrize(
    "content", [pytest.param(b"\0", id="no file"), pytest.param(zlib.compress(b"name"), id="another file")]
)
def test_kept_files_that_somebody_changed_hold_everything(queued, content):
    without_sampleby(queued)
    with closing(sqlite3.connect(queued.folder / "purdahgate.db")) as raw, raw:
        raw.execute("DROP TRIGGER rule_file_no_UPDATE")
        raw.execute("UPDATE rule_file SET content = ?", (content,))

    ran = queued.run("check", "Bins", "--category", "service", "--json")

    assert ran.code == 10
    assert "a file that was kept is damaged" in ran.err
    assert [each["rule"] for each in json.loads(ran.out)["reasons"]] == [
        "uk-base.doubt",
        "chelmsford.checked-by",
    ]


def test_accepting_after_kept_files_were_lost_still_takes_two(queued):
    without_sampleby(queued)
    with closing(sqlite3.connect(queued.folder / "purdahgate.db")) as raw, raw:
        raw.execute("DROP TRIGGER rule_file_no_UPDATE")
        raw.execute("UPDATE rule_file SET content = x'00'")

    number = propose(queued).json["proposal"]

    assert number is not None
    assert queued.run("rules", "confirm", str(number), "--as", "anton").code == 0
    assert queued.run("check", "Bins", "--category", "service").code == 0


def test_rules_that_cannot_be_read_are_not_proposed(queued):
    (queued.folder / REGISTER).write_text("name\n", encoding="utf-8")

    ran = propose(queued)

    assert ran.code == 1
    assert "councillors.csv:1" in ran.err


def test_the_status_says_what_changed_what_waits_and_what_to_do(queued):
    fresh = queued.run("rules", "status").out
    without_sampleby(queued)
    changed = queued.run("rules", "status").out
    propose(queued)
    waiting = queued.run("rules", "status").out

    assert "Every file is the one that was accepted" in fresh
    assert "changed: registers/councillors.csv" in changed
    assert "rules propose" in changed
    assert "Change 2 waits; ellis proposed it" in waiting


def test_in_a_new_workspace_nothing_is_accepted_yet(gate):
    ran = gate.run("rules", "status")

    assert "Nothing is accepted yet" in ran.out


def test_the_doctor_tells_of_files_that_changed_and_of_a_change_that_waits(queued):
    without_sampleby(queued)
    propose(queued)

    told = " ".join(queued.run("doctor").out.split())

    assert "files have changed since they were accepted" in told
    assert "change 2 of the rules waits" in told
