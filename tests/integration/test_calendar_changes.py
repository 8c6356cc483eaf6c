"""Changes of the calendar by command: what tightens is made at once, what loosens takes two people."""

import pytest
from tests.conftest import INSIDE

SPRING = "local.chelmsford.2027-05-06"
SNAP = "parl.2027-06-10"
CALL = ["--title", "UK general election", "--source", "Prime Minister", "--as", "ellis"]


def windows(gate, at=INSIDE):
    found = gate.run("calendar", "windows", "--json", at=at).json
    return {each["election"]: (each["opens_at"], each["closes_at"]) for each in found}


def change(gate, *arguments, by="ellis", at=INSIDE):
    ran = gate.run("calendar", *arguments, "--as", by, "--json", at=at)
    assert ran.code == 0, ran.err
    return ran.json


def test_a_poll_that_is_called_holds_posts_at_once(gate):
    gate.add("Cllr Morgan Sampleby opens the fair", due="2027-05-15T10:00", at=INSIDE)
    gate.run("approve", "1", "--reason", "After the poll", "--as", "anton", at=INSIDE)

    ran = gate.run("calendar", "add", SNAP, *CALL, "--json", at=INSIDE)

    assert ran.json["proposal"] is None
    assert [(each["id"], each["before"], each["after"]) for each in ran.json["changed"]] == [
        (1, "approved", "blocked")
    ]
    assert gate.state(1) == "blocked"


def test_a_dry_run_shows_the_same_and_keeps_nothing(gate):
    gate.add("Spring fair", due="2027-05-15T10:00", at=INSIDE)
    before = gate.run("audit", "verify", "--json").json

    tried = gate.run("calendar", "add", SNAP, *CALL, "--dry-run", "--json", at=INSIDE).json
    made = gate.run("calendar", "add", SNAP, *CALL, "--json", at=INSIDE).json

    assert tried["changed"] == made["changed"]
    assert tried["dry_run"]
    assert gate.run("audit", "verify", "--json").json["entries"] == before["entries"] + 2


def test_a_cancelled_poll_waits_for_a_second_person_and_changes_nothing_until_then(gate):
    before = windows(gate)

    said = change(gate, "cancel", SPRING, "--source", "Order of 1 April")

    assert said["proposal"] == 1
    assert said["freed"] == [["2027-04-12T09:00:00Z", "2027-05-06T23:00:00Z"]]
    assert windows(gate) == before


def test_nobody_confirms_what_they_proposed(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April", by="anton")

    ran = gate.run("calendar", "confirm", "1", "--as", "anton", at=INSIDE)

    assert ran.code == 1
    assert "Another person must confirm it" in ran.err
    assert SPRING in windows(gate)


@pytest.mark.parametrize("by", [pytest.param("olive", id="an officer"), pytest.param("nobody", id="nobody")])
def test_only_an_approver_or_the_elections_role_confirms(gate, by):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")

    ran = gate.run("calendar", "confirm", "1", "--as", by, at=INSIDE)

    assert ran.code == 1
    assert SPRING in windows(gate)


def test_a_confirmed_change_closes_the_window_and_what_was_held_goes_back_to_a_person(gate):
    gate.add("Spring fair", "--category", "event", due="2027-04-20T10:00", at=INSIDE)
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")

    change(gate, "confirm", "1", by="anton")

    assert SPRING not in windows(gate)
    assert gate.state(1) == "held"
    assert gate.run("calendar", "proposals", "--json").json == []


def test_a_change_is_confirmed_once(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")
    change(gate, "confirm", "1", by="anton")

    ran = gate.run("calendar", "confirm", "1", "--as", "mona", at=INSIDE)

    assert ran.code == 1
    assert "no change 1 waits" in ran.err


def test_a_change_of_a_poll_that_was_changed_since_is_not_made(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")
    change(gate, "record-notice", SPRING, "--on", "2027-03-20", "--source", "The council's website")

    ran = gate.run("calendar", "confirm", "1", "--as", "anton", at=INSIDE)

    assert ran.code == 1
    assert "was changed since" in ran.err


def test_of_two_changes_of_one_poll_the_second_is_not_made(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")
    change(gate, "cancel", SPRING, "--postponed", "--source", "Order of 2 April")
    change(gate, "confirm", "1", by="anton")

    ran = gate.run("calendar", "confirm", "2", "--as", "anton", at=INSIDE)

    assert ran.code == 1
    assert "was changed since" in ran.err


def test_a_ward_whose_candidate_died_is_held_until_its_new_day_is_over(gate):
    ward = "local.chelmsford.galleywood.2027-05-06"
    told = ("--title", "Galleywood", "--area", "chelmsford", "--source", "The returning officer")
    change(gate, "add", ward, "--status", "countermanded", *told)
    check = (
        "check",
        "Galleywood library is open",
        "--category",
        "event",
        "--at",
        "2027-07-30T09:00",
        "--json",
    )
    before = gate.run(*check).json

    change(gate, "move", ward, "--to", "2027-06-24", "--source", "A new notice")
    change(gate, "confirm", "1", by="anton")

    assert [each["election"] for each in before["windows"]] == [ward]
    assert gate.run(*check).json["windows"] == []
    windows = {each["election"]: each for each in gate.run("calendar", "windows", "--json").json}
    assert (windows[ward]["scope"], windows[ward]["closes_at"]) == ("ward", "2027-06-24T23:00:00Z")


def test_a_refused_change_is_dropped_with_its_reason(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")

    gate.run("calendar", "refuse", "1", "--reason", "A slip", "--as", "anton", at=INSIDE)

    entries = gate.run("audit", "list", "--json").lines
    assert entries[-1]["action"] == "calendar-refuse"
    assert entries[-1]["why"] == "A slip"
    assert gate.run("calendar", "proposals", "--json").json == []


def test_what_time_has_let_go_of_is_no_doing_of_a_change(gate):
    post = gate.add("Cllr Morgan Sampleby opens the fair", due="2027-05-05T10:00", at=INSIDE)
    assert post["state"] == "blocked"

    said = change(gate, "add", "parl.2027-10-07", *CALL[:4], at="2027-05-10T10:00")

    assert said["proposal"] is None
    assert [(each["id"], each["before"], each["after"]) for each in said["changed"]] == [
        (1, "blocked", "held")
    ]
    assert (said["unchanged"], gate.state(1)) == (0, "held")
    assert "parl.2027-10-07" in windows(gate)


def test_a_cancelled_poll_is_restored_as_it_stood_by_one_person(gate):
    before = windows(gate)
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")
    change(gate, "confirm", "1", by="anton")

    said = change(gate, "restore", SPRING, "--source", "The order is quashed")

    assert said["proposal"] is None
    assert windows(gate) == before


def test_a_poll_moved_later_waits_where_it_lets_go_of_its_first_days(gate):
    change(gate, "add", SNAP, *CALL[:4], by="ellis")

    said = change(
        gate, "move", SNAP, "--to", "2027-06-24", "--source", "Demise of the Crown", at="2027-05-08T10:00"
    )

    assert said["proposal"] == 1
    assert said["freed"] == [["2027-05-08T09:00:00Z", "2027-05-12T23:00:00Z"]]


def test_a_moved_poll_keeps_its_id_and_raises_its_sequence(gate):
    change(gate, "move", SPRING, "--to", "2027-05-13", "--source", "Order", at="2027-03-01T10:00")
    change(gate, "confirm", "1", by="anton", at="2027-03-01T10:00")
    file = gate.folder / "windows.ics"

    gate.run("calendar", "export", str(file), at="2027-03-01T10:00")

    entry = next(part for part in file.read_text().split("BEGIN:VEVENT") if "20270513" in part)
    assert "SEQUENCE:1" in entry


def test_a_notice_published_earlier_opens_the_window_at_once(gate):
    said = change(gate, "record-notice", SPRING, "--on", "2027-03-20", "--source", "Website")

    assert said["proposal"] is None
    assert windows(gate)[SPRING][0] == "2027-03-20T00:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["cancel", "local.moon.2027-05-06"], "the calendar has no", id="an unknown poll"),
        pytest.param(["cancel", "local.2027-05-06"], "once a nation", id="an id of four nations"),
        pytest.param(["restore", SPRING], "nothing to restore", id="a poll that stands"),
        pytest.param(["move", SPRING, "--to", "2027-05-06"], "already", id="moved to its own day"),
        pytest.param(["move", SPRING, "--to", "6 May"], "not a date", id="no date"),
        pytest.param(["move", SPRING, "--to", "2027-01-07"], "has passed", id="a day that has passed"),
        pytest.param(["record-notice", SPRING, "--on", "2027-04-20"], "still to come", id="a notice to come"),
        pytest.param(["cancel", "local.essex.2026-05-07"], "is over", id="a poll that is over"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_one_line(gate, arguments, says):
    ran = gate.run("calendar", *arguments, "--source", "Order", "--as", "ellis", at=INSIDE)

    assert ran.code == 1
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_what_if_shows_the_change_and_stores_nothing(gate):
    gate.add("Spring fair", "--category", "event", due="2027-05-15T10:00", at=INSIDE)

    ran = gate.run("calendar", "what-if", SNAP, "--json", at=INSIDE)

    assert [(each["before"], each["after"]) for each in ran.json["changed"]] == [("cleared", "held")]
    assert ran.json["window"]["opens_at"] == "2027-04-28T23:00:00Z"
    assert gate.state(1) == "cleared"
    assert SNAP not in windows(gate)


def test_every_change_stands_in_the_audit_table_with_its_source(gate):
    change(gate, "cancel", SPRING, "--source", "Order of 1 April")
    change(gate, "confirm", "1", by="anton")

    entries = gate.run("audit", "list", "--json").lines

    assert [(each["action"], each["actor"]) for each in entries] == [
        ("rules-first", "ellis"),
        ("calendar-propose", "ellis"),
        ("calendar-confirm", "anton"),
        ("calendar-change", "anton"),
    ]
    assert entries[-1]["source"] == "Order of 1 April"
    assert gate.run("audit", "verify").code == 0
