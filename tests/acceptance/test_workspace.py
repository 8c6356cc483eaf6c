"""`init`, `doctor` and `status`: a workspace of one's own, what is wrong in it, where it stands."""

import pytest

MADE = ("--body", "Colchester City Council", "--kind", "council", "--nation", "england")


# --- init


def test_init_makes_a_workspace_that_works_at_once(gate):
    made = gate.process("init", "mine", *MADE, "--officer", "olga", "--approver", "abel", "--trial")

    checked = gate.process("check", "Vote Labour", "--at", "2027-04-20T09:00", "--config", "mine/config.toml")
    added = gate.process(
        *("post", "add", "Bins", "--account", "main", "--due", "2027-03-08T09:00", "--as", "olga"),
        *("--config", "mine/config.toml"),
    )

    assert (made.code, made.err) == (0, "")
    assert checked.code in {10, 11}
    assert (added.code, added.err) == (0, "")


def test_init_finds_the_area_by_the_bodys_name(gate):
    ran = gate.process("init", "mine", *MADE, "--json")

    assert ran.json["areas"] == ["colchester"]
    assert sorted(ran.json["files"]) == ["mine/config.toml", "mine/people.toml"]


def test_init_takes_areas_that_are_named(gate):
    ran = gate.run(
        "init", str(gate.folder / "mine"), *MADE, "--area", "essex", "--area", "colchester", "--json"
    )

    assert ran.json["areas"] == ["essex", "colchester"]


def test_init_says_when_no_area_is_called_like_the_body(gate):
    ran = gate.run("init", str(gate.folder / "mine"), "--body", "Atlantis Borough", *MADE[2:])

    assert ran.code == 0
    assert "No area is called like 'Atlantis Borough', so every poll in england opens a window" in " ".join(
        ran.out.split()
    )


@pytest.mark.parametrize(
    "name",
    [
        pytest.param('The "Free" Borough \\ of O\'Hara', id="quotes and a backslash"),
        pytest.param("Cyngor Sir Ynys Môn", id="accents"),
        pytest.param("Borough {of} %s Braces", id="braces"),
        pytest.param("Council # of Comments", id="a comment sign"),
        pytest.param("Council\nof two lines", id="a line end"),
        pytest.param("Council \x1b[31mred", id="an escape"),
        pytest.param("x" * 10_000, id="10,000 characters"),
    ],
)
def test_init_makes_a_config_that_can_be_read_or_refuses_the_name(gate, raw, name):
    made = gate.run("init", str(gate.folder / "mine"), "--body", name, *MADE[2:])

    checked = gate.run("check", "Bins", "--config", str(gate.folder / "mine" / "config.toml"))

    assert (made.code, checked.code) in {(0, 0), (1, 1)}
    assert "bug" not in made.err
    assert raw(made.out + made.err) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("--body", "", *MADE[2:]), "the body has no name", id="no name"),
        pytest.param(("--body", " ", *MADE[2:]), "the body has no name", id="a blank name"),
        pytest.param(
            (*MADE[:2], "--kind", "parish", *MADE[4:]), "there is no kind 'parish'", id="unknown kind"
        ),
        pytest.param(
            (*MADE[:4], "--nation", "cornwall"), "there is no nation 'cornwall'", id="unknown nation"
        ),
        pytest.param((*MADE, "--area", "atlantis"), "there is no area 'atlantis'", id="unknown area"),
        pytest.param((*MADE, "--officer", "sam", "--approver", "sam"), "sam", id="one person for both"),
    ],
)
def test_init_refuses_what_cannot_be_in_one_line_and_makes_nothing(gate, options, said):
    ran = gate.process("init", "mine", *options)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (gate.folder / "mine").exists()


@pytest.mark.parametrize("there", ["config.toml", "people.toml"])
def test_init_writes_over_nothing(gate, there):
    folder = gate.folder / "mine"
    folder.mkdir()
    (folder / there).write_text("mine\n", encoding="utf-8")

    ran = gate.run("init", str(folder), *MADE)

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert [each.name for each in folder.iterdir()] == [there]
    assert (folder / there).read_text(encoding="utf-8") == "mine\n"


def test_init_into_a_file_is_refused_in_one_line(gate):
    ran = gate.run("init", str(gate.folder / "config.toml"), *MADE)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert "bug" not in ran.err


def test_init_asks_at_a_terminal_for_what_is_not_said(gate, terminal):
    screen = terminal("init", "mine")

    screen.answer("The body's name", "Colchester City Council")
    screen.answer("What kind of body", "")
    screen.answer("Which nation", "")

    assert screen.end() == 0
    text = (gate.folder / "mine" / "config.toml").read_text(encoding="utf-8")
    assert 'name = "Colchester City Council"' in text
    assert '"colchester"' in text


def test_init_asks_only_for_what_is_not_said(gate, terminal):
    screen = terminal("init", "mine", "--kind", "council", "--nation", "england")

    screen.answer("The body's name", "Colchester City Council")

    assert screen.end() == 0
    assert "What kind of body" not in screen.text
    assert "Which nation" not in screen.text


def test_init_without_a_terminal_and_without_a_name_ends_and_makes_nothing(gate):
    ran = gate.process("init", "mine")

    assert ran.code in {1, 2}
    assert "Traceback" not in ran.err
    assert not (gate.folder / "mine").exists()


def test_what_init_says_to_do_next_can_be_done(gate, in_folder):
    gate.process("init", "mine", *MADE, "--officer", "olga", "--approver", "abel", "--trial")

    ran = in_folder(["env", "-C", str(gate.folder / "mine"), *gate.command("doctor")])

    assert ran.code == 0, ran.out + ran.err


@pytest.mark.parametrize("kind", ["council", "opcc", "police", "fire", "nhs", "university", "civil-service"])
def test_a_new_workspace_of_any_kind_can_judge(gate, kind):
    made = gate.run("init", str(gate.folder / "mine"), "--body", "Essex", "--kind", kind, *MADE[4:])

    ran = gate.run("check", "Bins", "--config", str(gate.folder / "mine" / "config.toml"))

    assert (made.code, made.err) == (0, "")
    assert ran.code in {0, 10}, ran.err


# --- doctor


def test_the_doctor_finds_nothing_wrong_in_a_workspace_that_is_right(gate, database):
    ran = gate.process("doctor")

    assert (ran.code, ran.err) == (0, "")
    assert "WRONG" not in ran.out
    assert "FINE" in ran.out
    assert "the audit table verifies: 2 entries" in ran.out


def test_the_doctor_under_json_gives_level_what_and_mend(gate):
    ran = gate.run("doctor", "--json")

    assert {frozenset(each) for each in ran.json} == {frozenset({"level", "what", "mend"})}
    assert {each["level"] for each in ran.json} <= {"wrong", "stale", "note", "fine"}


def test_the_doctor_tells_of_polls_that_open_no_window(gate):
    ran = gate.run("doctor", "--json")

    told = [each["what"] for each in ran.json if each["level"] != "fine"]
    assert "pcc.essex.2028-05-04 opens no window: abolition announced" in told


def test_the_doctor_says_that_a_calendar_grows_stale(gate):
    ran = gate.run("doctor", "--json", at="2027-04-12T10:00")

    assert ("stale", True) in [(each["level"], "last checked" in each["what"]) for each in ran.json]
    assert ran.code == 0


def test_the_doctor_says_that_a_calendar_is_stale(gate):
    ran = gate.run("doctor", "--json", at="2029-01-15T10:00")

    assert ("wrong", True) in [(each["level"], "last checked" in each["what"]) for each in ran.json]
    assert ran.code == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        pytest.param(
            "config.toml",
            'folder = "outbox"',
            'folder = "people.toml/outbox"',
            "account",
            id="a channel's folder is a file",
        ),
        pytest.param(
            "config.toml", 'kind = "folder"', 'kind = "pigeon"', "pigeon", id="an unknown channel kind"
        ),
        pytest.param(
            "config.toml",
            "sqlite:///purdahgate.db",
            "sqlite:///none/purdahgate.db",
            "database",
            id="no folder for the database",
        ),
        pytest.param("config.toml", ', "councillors.csv"]', "]", "councillor", id="no councillors"),
        pytest.param(
            "config.toml", 'areas = ["chelmsford"]', 'areas = ["chelmsfort"]', "chelmsfort", id="unknown area"
        ),
        pytest.param("config.toml", "weeks = 6 ", "weaks = 6 ", "weaks", id="unknown key"),
    ],
)
def test_the_doctor_says_what_is_wrong_and_the_mend(gate, rewrite, file, before, after, said):
    rewrite(file, before, after)

    ran = gate.run("doctor")

    assert ran.code == (0 if said == "councillor" else 1)
    assert said in ran.out + ran.err
    assert "bug" not in ran.err


@pytest.mark.parametrize(
    ("role", "said"),
    [
        pytest.param("officer", "nobody may queue posts", id="no officer"),
        pytest.param("approver", "nobody may sign off", id="no approver"),
    ],
)
def test_the_doctor_says_that_nobody_holds_a_role(gate, role, said):
    people = gate.folder / "people.toml"
    text = people.read_text(encoding="utf-8").replace(f'"{role}", ', "").replace(f', "{role}"', "")
    people.write_text(text.replace(f'["{role}"]', '["elections"]'), encoding="utf-8")
    gate.people()

    ran = gate.run("doctor")

    assert ran.code == 1
    assert said in " ".join(ran.out.split())


def test_the_doctor_says_that_four_eyes_take_two_people(gate, written):
    written(
        "people.toml",
        '[[person]]\nname = "olive"\nfull_name = "Olive Sample"\nroles = ["officer", "approver"]\n',
    )
    (gate.folder / "people.signed.jsonl").unlink()

    ran = gate.run("doctor")

    assert ran.code == 1
    assert "one person is both the only officer and the only approver" in " ".join(ran.out.split())


def test_the_doctor_finds_an_audit_table_that_does_not_verify(gate, database):
    import sqlite3

    connection = sqlite3.connect(gate.folder / "purdahgate.db")
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.executescript("".join(f'DROP TRIGGER "{name}";' for (name,) in triggers))
    connection.execute("UPDATE audit SET body = replace(body, 'olive', 'oscar') WHERE seq = 1")
    connection.commit()
    connection.close()

    ran = gate.process("doctor")

    assert ran.code == 1
    assert "the audit table does not verify: entry 1 was changed" in " ".join(ran.out.split())


def test_the_doctor_makes_nothing(gate):
    before = sorted(each.name for each in gate.folder.iterdir())

    gate.run("doctor")

    assert sorted(each.name for each in gate.folder.iterdir()) == before


# --- status


def test_the_status_of_a_new_workspace(gate):
    ran = gate.process("status")

    assert (ran.code, ran.err) == (0, "")
    assert "The queue is empty." in ran.out
    assert "No pre-election period is open." in ran.out


def test_the_status_counts_states_overdue_and_next_due(gate):
    gate.add("Bins")
    gate.add("Libraries", due="2027-03-09T09:00")
    gate.add("Cllr Morgan Sampleby opens the footbridge")

    ran = gate.run("status", "--json", at="2027-03-08T09:30")

    assert ran.json == {
        "counts": {"cleared": 2, "held": 1},
        "overdue": 1,
        "unknown": 0,
        "held_back": 0,
        "next_due": "2027-03-09T09:00:00Z",
        "windows": [],
        "stops": [],
        "incidents": [],
    }


def test_the_status_names_the_window_that_is_open(gate):
    told = gate.run("status", at="2027-04-12T10:00")
    listed = gate.run("status", "--json", at="2027-04-12T10:00")

    assert listed.json["windows"] == ["local.chelmsford.2027-05-06"]
    assert "Pre-election period open for local.chelmsford.2027-05-06" in " ".join(told.out.split())
