"""`calendar import`: polls of a file go into the calendar, what lets go waits, nothing is taken silently."""

import hashlib

import pytest
from tests.conftest import BEFORE, INSIDE

SPRING = "local.chelmsford.2027-05-06"
BY = "local.chelmsford.moulsham.by.2027-06-17"
FAIR = "A fair in Moulsham Street"


@pytest.fixture
def importing(gate):
    """Import the rows of a CSV of ballots, told to be cancelled or not, as `ellis`."""

    def run(*rows, at=BEFORE, by="ellis", more=()):
        path = gate.folder / "ballots.csv"
        path.write_text("\n".join(("ballot_id,cancelled_poll", *rows, "")), encoding="utf-8")
        told = ("--source", "An export", "--as", by, "--json")
        return gate.run("calendar", "import", str(path), *told, *more, at=at)

    return run


def windows(gate, at=BEFORE):
    return {each["election"] for each in gate.run("calendar", "windows", "--json", at=at).json}


def stored(gate):
    return {each["id"]: each for each in gate.run("calendar", "list", "--all", "--json").json}


def actions(gate):
    return [each["action"] for each in gate.run("audit", "list", "--json").lines]


def database(gate):
    path = gate.folder / "purdahgate.db"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def test_polls_are_told_as_new_changed_the_same_and_of_other_areas(gate, importing):
    ran = importing(
        f"{SPRING},",
        f"{BY},",
        "local.essex.2030-05-02,True",
        "local.adur.2028-05-04,",
        "local.arun.2028-05-04,",
    )

    assert ran.code == 0, ran.err
    counts = {key: ran.json[key] for key in ("form", "new", "changed", "same", "elsewhere", "left_out")}
    assert counts == {
        "form": "Democracy Club ballots",
        "new": 3,
        "changed": 1,
        "same": 1,
        "elsewhere": 2,
        "left_out": 0,
    }


def test_polls_of_other_areas_are_kept_with_their_source(gate, importing):
    importing("local.adur.2028-05-04,")

    poll = stored(gate)["local.adur.2028-05-04"]
    assert (poll["source"], poll["checked_on"], poll["window"]) == ("An export", "2027-03-01", None)


def test_what_is_the_same_as_the_calendar_is_not_stored_again(gate, importing):
    importing(f"{BY},", "local.adur.2028-05-04,")
    before = actions(gate)

    ran = importing(f"{BY},", "local.adur.2028-05-04,")

    assert (ran.json["same"], ran.json["parts"]) == (2, [])
    assert actions(gate) == before


def test_an_import_holds_posts_at_once_and_is_one_entry_of_the_record(gate, importing):
    gate.add(FAIR, "--category", "event", due="2027-06-01T10:00")

    ran = importing(f"{BY},", "local.adur.2028-05-04,")

    (part,) = ran.json["parts"]
    assert part["proposal"] is None
    assert [(each["before"], each["after"]) for each in part["changed"]] == [("cleared", "held")]
    (entry,) = [
        each for each in gate.run("audit", "list", "--json").lines if each["action"] == "calendar-change"
    ]
    assert (entry["what"], entry["source"]) == ("import ballots.csv", "An export")
    assert [each["id"] for each in entry["elections"]] == [BY, "local.adur.2028-05-04"]
    assert len(entry["rows"]) == 64


def test_what_lets_go_waits_while_what_holds_more_is_made_at_once(gate, importing):
    ran = importing(f"{SPRING},True", f"{BY},", "local.adur.2028-05-04,")

    made, waiting = ran.json["parts"]
    assert (made["elections"], made["proposal"]) == ([BY, "local.adur.2028-05-04"], None)
    assert (waiting["elections"], waiting["proposal"]) == ([SPRING], 1)
    assert waiting["freed"] == [["2027-03-25T00:00:00Z", "2027-05-06T23:00:00Z"]]
    assert {SPRING, BY} <= windows(gate)


def test_a_second_person_confirms_what_an_import_would_let_go(gate, importing):
    importing(f"{SPRING},True")

    own = gate.run("calendar", "confirm", "1", "--as", "ellis")
    other = gate.run("calendar", "confirm", "1", "--as", "anton")

    assert (own.code, other.code) == (1, 0)
    assert SPRING not in windows(gate)
    assert stored(gate)[SPRING]["source"] == "An export"


@pytest.mark.parametrize(
    "by", [pytest.param("olive", id="an officer"), pytest.param("nobody", id="nobody known")]
)
def test_only_who_keeps_the_calendar_imports(gate, importing, by):
    ran = importing(f"{BY},", by=by)

    assert ran.code == 1
    assert BY not in stored(gate)


def test_a_dry_run_tells_the_same_and_keeps_nothing(gate, importing):
    gate.add(FAIR, "--category", "event", due="2027-06-01T10:00")
    before = database(gate)

    tried = importing(f"{BY},", more=("--dry-run",))
    kept = database(gate)
    made = importing(f"{BY},")

    assert kept == before
    assert tried.out.replace('"dry_run": true', '"dry_run": false') == made.out


def test_with_a_bad_row_nothing_is_taken_until_it_may_be_left_out(gate, importing):
    gate.add(FAIR)
    rows = (f"{BY},", "local.adurr.2028-05-04,")
    before = database(gate)

    refused = importing(*rows)
    kept = database(gate)
    taken = importing(*rows, more=("--skip-bad",))

    assert refused.code == 1
    assert kept == before
    assert (taken.code, taken.json["new"], taken.json["left_out"]) == (0, 1, 1)
    assert BY in stored(gate)


def test_a_poll_that_the_calendar_has_on_another_day_is_told_by_its_line_and_stays(gate, importing):
    move = ("--to", "2027-05-13", "--source", "Order", "--as", "ellis")
    gate.run("calendar", "move", SPRING, *move)
    gate.run("calendar", "confirm", "1", "--as", "anton")

    ran = importing(f"{BY},", f"{SPRING},")

    assert ran.code == 1
    assert "poll_date 2027-05-06 in the file and 2027-05-13 in the calendar" in ran.err
    assert "ballots.csv:3" in ran.err
    assert stored(gate)[SPRING]["poll_date"] == "2027-05-13"


def test_a_poll_that_was_put_off_is_not_brought_back_by_a_file(gate, importing):
    gate.run("calendar", "cancel", SPRING, "--postponed", "--source", "Order", "--as", "ellis")
    gate.run("calendar", "confirm", "1", "--as", "anton")

    ran = importing(f"{SPRING},")

    assert ran.code == 1
    assert "status expected in the file and postponed in the calendar" in ran.err
    assert SPRING not in windows(gate)


def test_of_many_bad_rows_twenty_are_told_and_the_rest_are_counted(gate):
    path = gate.folder / "ballots.csv"
    path.write_text("ballot_id\n" + "local.nowhere.2028-05-04\n" * 3 + "x\n" * 30, encoding="utf-8")

    ran = gate.run("calendar", "import", str(path), "--source", "An export", "--as", "ellis")

    lines = ran.err.splitlines()
    assert len(lines) == 22
    assert lines[20] == "... and 11 more bad rows"
    assert "31 rows cannot be taken; nothing was" in lines[21]


def test_our_own_export_comes_back_as_the_same_calendar(gate):
    file = str(gate.folder / "windows.ics")
    gate.run("calendar", "export", file)

    ran = gate.run("calendar", "import", file, "--source", "Our own", "--as", "ellis", "--json")

    assert (ran.code, ran.json["new"], ran.json["changed"]) == (0, 0, 0)
    assert ran.json["same"] > 0


def test_in_words_an_import_names_the_polls_that_bind_the_body(gate):
    path = gate.folder / "next.csv"
    path.write_text("council,next_election,seats\nChelmsford,04/05/2028,57\nAdur,04/05/2028,15\n", "utf-8")
    told = ("--source", "Open Council Data", "--dates", "dd/mm", "--as", "ellis")

    ran = gate.run("calendar", "import", str(path), *told)

    said = " ".join(ran.out.split())
    assert "Read as Open Council Data next elections: 2 polls, 2 new, 0 changed, 0 as the calendar" in said
    assert "Of other areas, and kept too: 1." in said
    assert "local.chelmsford.2028-05-04 is in the calendar. Window: Thu 23 Mar 2028 00:00" in said
    assert "Of 0 waiting posts 0 changed." in said


def test_three_thousand_ballots_are_one_import_and_one_entry(gate, importing):
    councils = ("adur", "arun", "basildon", "brentwood", "harlow", "rochford")
    rows = [f"local.{council}.ward-{ward}.2028-05-04," for council in councils for ward in range(500)]

    ran = importing(*rows, at=INSIDE)

    assert (ran.code, ran.json["new"]) == (0, len(councils))
    assert actions(gate).count("calendar-change") == 1
