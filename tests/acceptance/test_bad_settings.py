"""Config, calendar, people and register files that cannot stand: one line each, naming the place."""

import pytest

CHECK = ("check", "Bins on Friday")

CALENDAR = """
covers_from = 2024-01-01
covers_until = 2032-12-31
checked_on = 2026-11-22

[[election]]
id = "local.chelmsford.2027-05-06"
nation = "england"
title = "Chelmsford City Council"
status = "expected"
poll_date = 2027-05-06
source = "An invented source"
areas = ["chelmsford"]
"""
ROW = CALENDAR[CALENDAR.index("[[election]]") :]


@pytest.fixture
def own_calendar(gate, rewrite, written):
    """Put a calendar file of the workspace's own in place of the shipped ones."""

    def put(text: str) -> None:
        written("calendar.toml", text)
        rewrite("config.toml", '["shipped:calendars"]', '["calendar.toml"]')

    return put


def refused(ran, *said: str) -> bool:
    """Whether a command was refused in one line that says all of `said`."""
    return (
        (ran.code, ran.out) == (1, "")
        and ran.err.startswith("error: ")
        and ran.err.count("\n") == 1
        and all(each in ran.err for each in said)
    )


def test_a_calendar_of_ones_own_is_taken(gate, own_calendar):
    own_calendar(CALENDAR)

    ran = gate.process("calendar", "windows", "--json")

    assert ran.code == 0, ran.err
    assert [each["election"] for each in ran.json] == ["local.chelmsford.2027-05-06"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            "poll_date = 2027-05-06", "poll_date = 2027-02-30", "calendar.toml:11", id="an impossible date"
        ),
        pytest.param(
            "local.chelmsford.2027-05-06",
            "local.chelmsford.2027-02-30",
            "calendar.toml:7",
            id="an impossible id",
        ),
        pytest.param(
            "poll_date = 2027-05-06",
            "poll_date = 2027-05-07",
            "calendar.toml:11",
            id="another day than its id",
        ),
        pytest.param("poll_date = 2027-05-06", 'poll_date = "soon"', "calendar.toml:11", id="no date"),
        pytest.param(CALENDAR, CALENDAR + ROW, "comes twice", id="a duplicate key"),
        pytest.param(
            'areas = ["chelmsford"]', 'areas = ["chelmsfort"]', "Did you mean 'chelmsford'", id="unknown area"
        ),
        pytest.param('nation = "england"', 'nation = "cornwall"', "cornwall", id="unknown nation"),
        pytest.param('status = "expected"', 'status = "maybe"', "maybe", id="unknown status"),
        pytest.param('source = "An invented source"', "", "'source'", id="no source"),
        pytest.param("checked_on = 2026-11-22", "", "checked", id="never checked"),
        pytest.param("covers_until = 2032-12-31", "", "covers", id="no word on what it covers"),
        pytest.param(ROW, "", "no election", id="no election"),
        pytest.param('title = "Chelmsford', 'tilte = "Chelmsford', "tilte", id="unknown key"),
        pytest.param(CALENDAR, "", "no election", id="empty"),
        pytest.param('id = "local', 'id = "local\x1b[31m', "error: ", id="a raw escape"),
    ],
)
def test_a_calendar_that_cannot_stand_is_refused_in_one_line(gate, own_calendar, before, after, said):
    own_calendar(CALENDAR.replace(before, after, 1))

    ran = gate.run(*CHECK)

    assert refused(ran, "calendar.toml", said), ran
    assert "\x1b" not in ran.err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            "poll_date = 2027-05-06", "poll_date = 2027-02-30", "calendar.toml:11", id="an impossible date"
        ),
        pytest.param(CALENDAR, CALENDAR + ROW, "comes twice", id="a duplicate key"),
    ],
)
def test_by_such_a_calendar_a_new_post_is_held_and_judged_by_the_last_good_one(
    gate, database, own_calendar, before, after, said
):
    own_calendar(CALENDAR.replace(before, after, 1))

    ran = gate.process(
        "post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00", "--as", "olive"
    )

    assert ran.code == 0
    assert "Post 2 is held" in ran.out
    assert said in ran.err
    assert "the ones accepted before count" in " ".join(ran.out.split())


def test_in_a_new_workspace_such_a_calendar_refuses_everything(gate, own_calendar):
    own_calendar(CALENDAR.replace("poll_date = 2027-05-06", "poll_date = 2027-02-30"))

    ran = gate.process(
        "post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00", "--as", "olive"
    )

    assert refused(ran, "calendar.toml:11"), ran


def test_the_worker_sends_nothing_by_a_calendar_that_cannot_stand(gate, database, own_calendar):
    own_calendar(CALENDAR.replace("poll_date = 2027-05-06", "poll_date = 2027-02-30"))

    ran = gate.process("worker", "once", at="2027-03-08T09:00")

    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert "calendar.toml:11" in ran.err
    assert "everything is held" in ran.err.casefold()
    assert gate.state(1) == "held"
    assert not (gate.folder / "outbox").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("[body]", "[body", "config.toml:3", id="broken TOML"),
        pytest.param(
            'zone = "Europe/London"', 'zone = "Europe/Lundun"', "there is no time zone", id="unknown zone"
        ),
        pytest.param("weeks = 6 ", "weaks = 6 ", "Did you mean 'weeks'", id="unknown key"),
        pytest.param("[windows]", "[widows]", "Did you mean 'windows'", id="unknown table"),
        pytest.param("weeks = 6 ", 'weeks = "six" ', "windows weeks has the wrong type", id="wrong type"),
        pytest.param("weeks = 6 ", "weeks = 2 ", "weeks = 2 is not from 6 to 26", id="too short a window"),
        pytest.param('kind = "council" ', 'kind = "parish" ', "parish", id="unknown kind"),
        pytest.param('areas = ["chelmsford"] ', "areas = [] ", "the body stands in no area", id="no area"),
        pytest.param(
            'areas = ["chelmsford"] ',
            'areas = ["chelmsfort"] ',
            "Did you mean 'chelmsford'",
            id="unknown area",
        ),
        pytest.param(
            'name = "Chelmsford City Council"\nkind', "kind", "body has no 'name'", id="missing key"
        ),
        pytest.param(
            'people = "people.toml"', 'people = "persons.toml"', "which is not there", id="missing file"
        ),
        pytest.param('["shipped:calendars"]', '["calendars"]', "which is not there", id="missing calendars"),
        pytest.param('["shipped:calendars"]', "[]", "calendars names no file", id="no calendars"),
        pytest.param(
            "policies/chelmsford.toml", "policies/chemsford.toml", "which is not there", id="missing policy"
        ),
        pytest.param(
            "lateness_minutes = 60", "lateness_minutes = 0", "lateness_minutes = 0", id="no lateness"
        ),
        pytest.param(
            "lateness_minutes = 60",
            "lateness_minutes = " + "9" * 12,
            "lateness_minutes",
            id="endless lateness",
        ),
        pytest.param(
            "calendar_stale_after_days = 180",
            "calendar_stale_after_days = " + "9" * 12,
            "stale",
            id="never stale",
        ),
        pytest.param(
            '[account.council]\nchannel = "outbox"',
            '[account.council]\nchannel = "moon"',
            "is no channel",
            id="unknown channel",
        ),
    ],
)
def test_a_config_that_cannot_stand_is_refused_in_one_line(gate, rewrite, before, after, said):
    rewrite("config.toml", before, after)

    ran = gate.run(*CHECK)

    assert refused(ran, "config.toml", said), ran


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("[body]", "[body", "config.toml:3", id="broken TOML"),
        pytest.param("weeks = 6 ", "weaks = 6 ", "unknown key 'weaks'", id="unknown key"),
    ],
)
def test_a_real_process_with_such_a_config_loses_nothing(gate, database, rewrite, before, after, said):
    rewrite("config.toml", before, after)
    kept = database()

    ran = gate.process(
        "post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00", "--as", "olive"
    )

    assert refused(ran, said), ran
    assert database() == kept


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xff\xfe[\x00b\x00", id="UTF-16"),
        pytest.param(b"[body]\nname = 'Caf\xe9'\n", id="not UTF-8"),
        pytest.param(b"[body]\nname = 'a\x00b'\n", id="a NUL"),
        pytest.param(b"", id="empty"),
        pytest.param(b"a = " + b"[" * 10_000, id="deep nesting"),
        pytest.param(b"a." * 5_000 + b"b = 1", id="a deep key"),
        pytest.param(b"# " + b"x" * 300_000, id="too big"),
    ],
)
@pytest.mark.parametrize("name", ["config.toml", "people.toml"])
def test_a_file_that_is_none_is_refused_in_one_line(gate, written, content, name):
    written(name, content)

    ran = gate.run("person", "sign", "--as", "anton")

    assert refused(ran), ran


def test_a_missing_config_is_refused_in_one_line_with_the_mend(gate):
    (gate.folder / "config.toml").unlink()

    ran = gate.process(*CHECK)

    assert refused(ran, "there is no config file (config.toml)", "purdahgate init DIR", "--config FILE"), ran


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(
            'name = "oscar"\nfull', 'name = "olive"\nfull', "'olive' stands twice", id="the same name twice"
        ),
        pytest.param('roles = ["elections"]', 'roles = ["king"]', "king", id="unknown role"),
        pytest.param('roles = ["elections"]', "roles = []", "has no role", id="no role"),
        pytest.param(
            'full_name = "Ellis Sample, Electoral Services Manager"\n', "", "'full_name'", id="missing key"
        ),
        pytest.param('name = "ellis"\nfull', 'nme = "ellis"\nfull', "nme", id="unknown key"),
        pytest.param('name = "ellis"\nfull', "name = 7\nfull", "wrong type", id="a number for a name"),
    ],
)
def test_a_people_file_that_cannot_stand_is_refused_in_one_line(gate, rewrite, before, after, said):
    rewrite("people.toml", before, after)

    ran = gate.run("person", "sign", "--as", "anton")

    assert refused(ran, "people.toml", said), ran


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("2023-05-04,\nPriya", "2023-02-30,\nPriya", "is no date", id="an impossible date"),
        pytest.param("name,role", "nam,role", "no column 'name'", id="missing column"),
        pytest.param("Morgan Sampleby", '"Sampleby, Morgan"', "surname first", id="surname first"),
        pytest.param("Morgan Sampleby,", "Morgan Sampleby,x,", "values for", id="too many cells"),
        pytest.param("Morgan Sampleby", '"Morgan Sampleby', "", id="an unterminated quote"),
    ],
)
def test_a_register_that_cannot_stand_is_refused_in_one_line(gate, rewrite, before, after, said):
    rewrite("councillors.csv", before, after)

    ran = gate.run(*CHECK)

    assert refused(ran, "councillors.csv", said), ran


@pytest.mark.parametrize("name", ["config.toml", "people.signed.jsonl", "councillors.csv"])
def test_a_file_that_may_not_be_read_is_said_in_one_line(gate, bound_by_modes, name):
    (gate.folder / name).chmod(0)

    ran = bound_by_modes(
        "post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00", "--as", "olive"
    )

    assert refused(ran, name), ran


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("parl",), "is no election id", id="no id"),
        pytest.param(("parl.2027-02-30",), "no real date", id="an impossible date"),
        pytest.param(("parl.2027-06-13",), "Sunday", id="a Sunday"),
        pytest.param(("parl.2020-06-11",), "parl.2020-06-11", id="long over"),
        pytest.param(
            ("local.chelmsford.2027-05-06", "--area", "chelmsford", "--nation", "england"),
            "already",
            id="there already",
        ),
        pytest.param(
            ("parl.2027-06-10", "--nation", "cornwall"), "there is no nation 'cornwall'", id="unknown nation"
        ),
        pytest.param(
            ("parl.2027-06-10", "--area", "atlantis"), "there is no area 'atlantis'", id="unknown area"
        ),
        pytest.param(("parl.2027-06-10", "--status", "maybe"), "'maybe'", id="unknown status"),
        pytest.param(
            ("parl.2027-06-10", "--called-at", "soon"), "'soon' is not a time", id="called at no time"
        ),
        pytest.param(
            ("parl.2027-06-10", "--called-at", "2027-03-28T01:30"), "does not exist", id="at a lost hour"
        ),
        pytest.param(
            ("parl.2027-06-10", "--called-at", "2027-06-11T09:00"), "call", id="called after its poll"
        ),
        pytest.param(("parl.2027-06-10", "--source", ""), "source", id="no source"),
        pytest.param(
            ("parl.2027-06-10", "--as", "olive"), "olive may not change the calendar", id="an officer"
        ),
    ],
)
def test_an_election_that_cannot_stand_is_refused_in_one_line(gate, database, arguments, said):
    before = database()

    ran = gate.run(
        *("calendar", "add", "--title", "General election", "--source", "An invented statement"),
        *("--as", "ellis", *arguments),
    )

    assert refused(ran, said), ran
    assert database() == before


@pytest.mark.parametrize("folder", [".", "..", "/", "none/windows.ics"])
@pytest.mark.parametrize("command", ["calendar", "audit"])
def test_an_export_to_a_place_that_is_none_is_refused_in_one_line(gate, command, folder):
    ran = gate.run(command, "export", folder)

    assert refused(ran, folder), ran
