"""Calendars and polls that cannot be taken: each told in one line, exit code 1, and nothing is lost."""

import json

import pytest

SPRING = "local.chelmsford.2027-05-06"
BEGIN = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
END = b"END:VCALENDAR\r\n"
BALLOTS = "ballot_id,seats\n"
NEXT = "council,next_election,seats\n"
FIFTY_MEGABYTES = 50_000_000


def event(*lines: str, uid: str = "UID:1@example", day: str = "DTSTART;VALUE=DATE:20280504") -> bytes:
    body = [line for line in (uid, day, *lines) if line]
    return BEGIN + "\r\n".join(("BEGIN:VEVENT", *body, "END:VEVENT", "")).encode() + END


ID = "SUMMARY:local.chelmsford.2028-05-04"


@pytest.fixture
def importing(gate, written):
    """Import a file of this content."""

    def run(content, *more):
        path = written("polls", content)
        return gate.run("calendar", "import", str(path), "--source", "A test", "--as", "ellis", *more)

    return run


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(event(ID, "RRULE:FREQ=SECONDLY"), "more often than daily", id="an event each second"),
        pytest.param(BEGIN + b"X:" + b"a" * FIFTY_MEGABYTES, "the file is too big", id="50 MB of a calendar"),
        pytest.param(
            BALLOTS.encode() + b"a,1\n" * (FIFTY_MEGABYTES // 4), "the file is too big", id="50 MB of a CSV"
        ),
        pytest.param(BEGIN + b"BEGIN:VEVENT\r\n" * 10_000, "nested more than 5 deep", id="10,000 deep"),
        pytest.param(BEGIN + b"SUMMARY:\xe9\r\n" + END, "not UTF-8", id="an .ics in another encoding"),
        pytest.param(BALLOTS.encode() + b"local.adur.\xe9,1\n", "not UTF-8", id="a CSV in another encoding"),
        pytest.param(f"{NEXT}Adur,07/05/2026,14\n", "--dates", id="a date of two meanings"),
        pytest.param(f"{NEXT}Adur,7-May-26,14\n", "--dates", id="a date as Excel shows it"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, "Save the sheet as CSV UTF-8", id="a workbook of Excel"),
        pytest.param("", "the file is empty", id="nothing"),
        pytest.param(f"name,day\n{'x' * 10},2026-05-07\n", "none that can be imported", id="another CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(importing, database, content, said):
    before = database()

    ran = importing(content)

    assert ran.code == 1
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert ran.out == ""
    assert database() == before


@pytest.mark.parametrize(
    ("content", "lines", "said"),
    [
        pytest.param(event(ID, uid=""), [3], "has no UID", id="no UID"),
        pytest.param(event(ID, day="DTSTART:20280504T070000"), [3], "floating time", id="a floating time"),
        pytest.param(f"{NEXT}Adur,46149,14\n", [2], "day number", id="a date turned into a number by Excel"),
        pytest.param(f"{BALLOTS}local.adur.by.2028-05-04,1\n", [2], "is no election", id="no election"),
        pytest.param(f"{BALLOTS}local.adur.2028-5-4,1\n", [2], "does not end in a date", id="no date"),
        pytest.param(f"{BALLOTS}local.adur.x.2028-05-07,1\n", [2], "on a Sunday", id="a Sunday"),
        pytest.param(
            f"{BALLOTS}local.adur.x.2028-05-04,1\nlocal.arun.x.2028-05-04,1\nlocal.adur.x.2028-05-04,2\n",
            [2, 4],
            "is told with other facts on line",
            id="two rows that contradict each other",
        ),
    ],
)
def test_a_bad_row_is_told_by_its_line_and_nothing_is_taken(importing, database, content, lines, said):
    before = database()

    ran = importing(content)

    *told, last = ran.err.splitlines()
    assert ran.code == 1
    assert [line for line in lines if f"polls:{line})" not in "".join(told)] == []
    assert len(told) == len(lines)
    assert all(said in line for line in told)
    assert "cannot be taken; nothing was" in last
    assert database() == before


def test_errors_are_json_where_json_is_asked_for(importing):
    ran = importing(f"{BALLOTS}local.adur.x.2028-05-07,1\n", "--json")

    assert [each["code"] for each in map(json.loads, ran.err.splitlines())] == ["data", "input"]


@pytest.mark.parametrize(
    ("election", "said"),
    [
        pytest.param("local.adur.by.2028-05-04", "is no election", id="takes apart, and is none"),
        pytest.param("parl.2027-6-10", "does not end in a date", id="another spelling of the day"),
        pytest.param("general.2027-06-10", "there is no type 'general'", id="no type"),
        pytest.param("gla.x.2028-05-04", "is no election", id="a part that there is not"),
        pytest.param("parl.2027-06-13", "is on a Sunday", id="a Sunday"),
        pytest.param("parl.2026-06-11", "is over", id="a day gone by"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("add", "--title", "A poll", "--source", "A test", "--as", "ellis"), id="add"),
        pytest.param(("what-if",), id="what-if"),
    ],
)
def test_an_id_that_is_no_election_is_refused(gate, database, command, election, said):
    before = database()

    ran = gate.run("calendar", command[0], election, *command[1:])

    assert ran.code == 1
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert database() == before


def test_no_poll_is_moved_to_a_sunday(gate, database):
    before = database()

    ran = gate.run("calendar", "move", SPRING, "--to", "2027-06-13", "--source", "A test", "--as", "ellis")

    assert ran.code == 1
    assert "2027-06-13 is a Sunday, when no poll is held" in ran.err
    assert database() == before


def test_a_poll_past_the_bank_holidays_proclaimed_is_taken_and_marked(gate):
    path = gate.folder / "config.toml"
    rule = '\n[windows.kinds.local]\nrule = "national"\nowner = "A test"\nreason = "A test"\n'
    path.write_text(path.read_text(encoding="utf-8") + rule, encoding="utf-8")
    add = ("--title", "A council", "--area", "chelmsford", "--source", "A test", "--as", "ellis")

    ran = gate.run("calendar", "add", "local.chelmsford.2031-05-01", *add)

    windows = {each["election"]: each for each in gate.run("calendar", "windows", "--json").json}
    assert ran.code == 0, ran.err
    assert "Projected: the bank holidays before it are not proclaimed yet." in " ".join(ran.out.split())
    assert windows["local.chelmsford.2031-05-01"]["projected"]
    assert not windows[SPRING]["projected"]
