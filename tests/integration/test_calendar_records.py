"""What becomes known of a poll is recorded by command; a period that waits for it ends by two people."""

import hashlib

import pytest

SPRING = "local.chelmsford.2027-05-06"
SNAP = "parl.2027-07-15"
CALLED = "2027-05-17T18:00"
AFTER = "2027-07-19T10:00"
OWN = 'owner = "A test"\nreason = "A test"\n'


def configure(gate, kind, rule):
    path = gate.folder / "config.toml"
    text = path.read_text(encoding="utf-8").replace('kind = "council"', 'kind = "civil-service"')
    path.write_text(f"{text}\n[windows.kinds.{kind}]\n{rule}\n{OWN}", encoding="utf-8")


@pytest.fixture
def body(gate):
    """A civil-service body by the national rule: from the day announced until a government is formed."""
    configure(gate, "parl", 'rule = "national"')
    called = ("--title", "UK general election", "--source", "Prime Minister", "--as", "ellis")
    ran = gate.run("calendar", "add", SNAP, *called, "--called-at", "2027-05-17T17:00", at=CALLED)
    assert ran.code == 0, ran.err
    return gate


def record(gate, what, poll, *when, at=AFTER, by="ellis", more=()):
    told = ("--source", "An invented notice", "--as", by, "--json")
    return gate.run("calendar", f"record-{what}", poll, *when, *told, *more, at=at)


def window(gate, poll, at=AFTER):
    found = gate.run("calendar", "windows", "--json", at=at).json
    return next((each["opens_at"], each["closes_at"]) for each in found if each["election"] == poll)


def test_an_announced_day_that_comes_earlier_opens_the_period_at_once(body):
    assert window(body, SNAP)[0] == "2027-06-02T23:00:00Z"

    ran = record(body, "announcement", SNAP, "--on", "2027-05-29", at=CALLED)

    assert (ran.code, ran.json["proposal"]) == (0, None)
    assert window(body, SNAP) == ("2027-05-28T23:00:00Z", None)


def test_an_announced_day_that_comes_later_lets_go_of_the_days_before_it(body):
    ran = record(body, "announcement", SNAP, "--on", "2027-06-08", at=CALLED)

    assert ran.json["proposal"] == 1
    assert ran.json["freed"][0] == ["2027-06-02T23:00:00Z", "2027-06-07T23:00:00Z"]
    assert window(body, SNAP)[0] == "2027-06-02T23:00:00Z"


def test_a_government_ends_the_period_once_a_second_person_confirms_it(body):
    record(body, "announcement", SNAP, "--on", "2027-05-29", at=CALLED)
    ran = record(body, "government", SNAP, "--at", "2027-07-16T12:20")
    waited = window(body, SNAP)

    body.run("calendar", "confirm", "1", "--as", "anton", at=AFTER)

    assert ran.json["proposal"] == 1
    assert ran.json["freed"][0][0] == "2027-07-19T09:00:00Z"
    assert ran.json["freed"][-1][1] is None
    assert waited[1] is None
    assert window(body, SNAP)[1] == "2027-07-16T11:20:00Z"


def test_a_declaration_ends_a_period_that_waits_for_it(gate):
    configure(gate, "local", 'weeks = 6\nclose = "declaration"')
    record(gate, "declaration", "local.essex.2026-05-07", "--at", "2026-05-08T12:00", at="2027-01-04T10:00")
    gate.run("calendar", "confirm", "1", "--as", "anton", at="2027-01-04T10:00")

    ran = record(gate, "declaration", SPRING, "--at", "2027-05-07T15:40", at="2027-05-07T16:00")
    gate.run("calendar", "confirm", "2", "--as", "anton", at="2027-05-07T16:00")

    assert ran.json["proposal"] == 2
    assert window(gate, SPRING, at="2027-05-07T16:00")[1] == "2027-05-07T14:40:00Z"


def test_in_words_time_that_is_let_go_for_good_is_told_as_such(body):
    record(body, "announcement", SNAP, "--on", "2027-05-29", at=CALLED)
    told = ("--at", "2027-07-16T12:20", "--source", "Court Circular", "--as", "ellis")

    ran = body.run("calendar", "record-government", SNAP, *told, at=AFTER)

    said = " ".join(ran.out.split())
    assert "let go of the time from Mon 19 Jul 2027 10:00 to the end of" in said
    assert "on, for good." in said


def test_a_body_that_does_not_wait_for_it_keeps_its_period_and_the_record(gate):
    before = window(gate, SPRING, at="2027-05-07T16:00")

    ran = record(gate, "declaration", SPRING, "--at", "2027-05-07T15:40", at="2027-05-07T16:00")

    polls = {each["id"]: each for each in gate.run("calendar", "list", "--json").json}
    assert (ran.json["proposal"], window(gate, SPRING, at="2027-05-07T16:00")) == (None, before)
    assert polls[SPRING]["declared_at"] == "2027-05-07T14:40:00Z"
    entry = gate.run("audit", "list", "--json").lines[-1]
    assert entry["elections"][0]["declared_at"] == "2027-05-07T14:40:00Z"
    assert entry["source"] == "An invented notice"


def test_a_dry_run_records_nothing(gate):
    gate.add("Swim for free")
    before = hashlib.sha256((gate.folder / "purdahgate.db").read_bytes()).hexdigest()

    ran = record(
        gate,
        "declaration",
        SPRING,
        "--at",
        "2027-05-07T15:40",
        at="2027-05-07T16:00",
        more=("--dry-run",),
    )

    assert (ran.code, ran.json["dry_run"]) == (0, True)
    assert hashlib.sha256((gate.folder / "purdahgate.db").read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("what", "poll", "when", "says"),
    [
        pytest.param(
            "declaration",
            SPRING,
            ("--at", "2027-05-06T21:59"),
            "2027-05-06T21:59 is before the polls of 2027-05-06 close",
            id="declared while people vote",
        ),
        pytest.param(
            "declaration",
            SPRING,
            ("--at", "2027-07-20T10:00"),
            "2027-07-20T10:00 is still to come",
            id="declared tomorrow",
        ),
        pytest.param(
            "declaration",
            "local.essex.2030-05-02",
            ("--at", "2027-05-07T10:00"),
            "is abolition-announced",
            id="of a poll that is not held",
        ),
        pytest.param("declaration", SPRING, ("--at", "7 May"), "is not a time", id="no time"),
        pytest.param(
            "declaration", "local.moon.2027-05-06", ("--at", "2027-05-07T10:00"), "has no", id="no such poll"
        ),
        pytest.param(
            "government",
            SNAP,
            ("--at", "2027-07-14T10:00"),
            "is before the polls of 2027-07-15 close",
            id="a government before the poll",
        ),
        pytest.param(
            "government", SNAP, ("--at", "2027-07-20T10:00"), "is still to come", id="a government to come"
        ),
        pytest.param(
            "government",
            SPRING,
            ("--at", "2027-05-07T12:00"),
            "no government is formed after local",
            id="a government of a council",
        ),
        pytest.param(
            "announcement",
            SNAP,
            ("--on", "2027-07-16"),
            "comes after the poll of 2027-07-15",
            id="begins after the poll",
        ),
    ],
)
def test_what_cannot_have_happened_is_refused_in_one_line(body, what, poll, when, says):
    known = len(body.run("audit", "list", "--json").lines)

    ran = record(body, what, poll, *when)

    assert ran.code == 1
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert len(body.run("audit", "list", "--json").lines) == known


@pytest.mark.parametrize(
    ("what", "poll", "when"),
    [
        pytest.param("declaration", SPRING, ("--at", "2027-05-07T15:40"), id="a declaration"),
        pytest.param("announcement", SNAP, ("--on", "2027-05-29"), id="an announcement"),
    ],
)
def test_what_is_recorded_already_is_not_recorded_again(gate, body, what, poll, when):
    record(body, what, poll, *when)
    body.run("calendar", "confirm", "1", "--as", "anton", at=AFTER)

    ran = record(body, what, poll, *when)

    assert ran.code == 1
    assert "recorded already" in ran.err


def test_a_second_time_round_the_clock_is_asked_about(gate):
    told = ("--title", "A by-election", "--source", "A notice", "--as", "ellis")
    gate.run("calendar", "add", "parl.anywhere.by.2027-10-28", *told, "--area", "essex")

    ran = record(
        gate,
        "declaration",
        "parl.anywhere.by.2027-10-28",
        "--at",
        "2027-10-31T01:30",
        at="2027-11-01T10:00",
    )

    assert ran.code == 1
    assert "--fold" in ran.err
