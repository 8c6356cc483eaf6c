"""People and accounts changed by command: the file and the record together, and nobody for themselves."""

import json
import tomllib

import pytest

from purdahgate.exchange.files import replacing

ACCOUNT = ("--owner", "Communications", "--reason", "From the old list")


@pytest.fixture(autouse=True)
def no_log_yet(request):
    """The body keeps no log of accounts."""
    if "gate" in request.fixturenames:
        (request.getfixturevalue("gate").folder / "accounts.toml").unlink()


def rows(gate, name):
    path = gate.folder / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def person(gate, name):
    return next(each for each in rows(gate, "people")["person"] if each["name"] == name)


def account(gate, name="council"):
    return next(each for each in rows(gate, "accounts")["account"] if each["name"] == name)


def entries(gate, action):
    found = [json.loads(line) for line in gate.run("audit", "list", "--json").out.splitlines()]
    return [each for each in found if each["action"] == action]


# People


def test_somebody_new_gets_an_entry_and_a_line_in_the_record(gate):
    said = ("--full-name", "Nadia Sample", "--role", "officer", "--reason", "Joined")

    ran = gate.run("person", "add", "nadia", *said, "--as", "anton", "--json")

    assert ran.json["loosens"] == ["nadia gets the role officer."]
    assert person(gate, "nadia") == {"name": "nadia", "full_name": "Nadia Sample", "roles": ["officer"]}
    (entry,) = entries(gate, "person-add")
    assert (entry["person"], entry["actor"], entry["why"]) == ("nadia", "anton", "Joined")
    assert entry["changes"]["roles"] == [None, ["officer"]]
    assert entry["file_before"] != entry["file_after"]
    assert gate.run("audit", "verify").code == 0


def test_the_comments_of_the_file_stay(gate):
    path = gate.folder / "people.toml"
    before = path.read_text(encoding="utf-8").splitlines()

    gate.run("person", "train", "olive", "--as", "anton")

    after = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["trained_on = 2027-03-01"]
    assert [line for line in before if line not in after] == []


def test_the_rights_of_the_file_stay(gate):
    path = gate.folder / "people.toml"
    path.chmod(0o600)

    gate.run("person", "train", "olive", "--as", "anton")

    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("train", "anton"), id="trained"),
        pytest.param(("edit", "anton", "--role", "elections", "--reason", "x"), id="given a role"),
        pytest.param(("edit", "anton", "--authorised-by", "me", "--reason", "x"), id="authorised"),
        pytest.param(("unsuspend", "anton", "--reason", "x"), id="unsuspended"),
    ],
)
def test_nobody_changes_their_own_entry(gate, command):
    gate.run("person", "suspend", "anton", "--reason", "x", "--until", "2027-03-02", "--as", "mona")
    before = (gate.folder / "people.toml").read_bytes()

    ran = gate.run("person", *command, "--as", "anton", at="2027-03-03T10:00")

    assert (ran.code, "their own entry" in ran.err) == (1, True)
    assert (gate.folder / "people.toml").read_bytes() == before


def test_a_deputy_does_not_appoint_themselves(gate):
    days = ("--from", "2027-03-01", "--until", "2027-03-12", "--reason", "Leave")

    ran = gate.run("person", "deputise", "ellis", "--for", "anton", *days, "--as", "ellis")

    assert (ran.code, "their own entry" in ran.err) == (1, True)


def test_everybody_may_make_their_own_declaration_and_nobody_elses(gate):
    own = gate.run("person", "declare", "olive", "--as", "olive")

    others = gate.run("person", "declare", "oscar", "--as", "olive")

    assert (own.code, others.code) == (0, 1)
    assert person(gate, "olive")["declared_on"].isoformat() == "2027-03-01"


@pytest.mark.parametrize(
    "command",
    [
        ("add", "nadia", "--full-name", "N", "--role", "officer", "--reason", "x"),
        ("edit", "oscar", "--restricted", "--reason", "x"),
        ("train", "oscar"),
        ("suspend", "oscar", "--reason", "x"),
        (
            "deputise",
            "oscar",
            "--for",
            "anton",
            "--from",
            "2027-03-01",
            "--until",
            "2027-03-02",
            "--reason",
            "x",
        ),
    ],
    ids=lambda command: command[0],
)
def test_a_change_of_people_takes_a_keeper(gate, command):
    before = (gate.folder / "people.toml").read_bytes()

    ran = gate.run("person", *command, "--as", "olive")

    assert (ran.code, "may not change people.toml" in ran.err) == (1, True)
    assert (gate.folder / "people.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(("edit", "olive", "--role", "approver"), "olive gets the role approver.", id="a role"),
        pytest.param(("unsuspend", "oscar"), "The suspension of oscar is lifted.", id="a suspension lifted"),
        pytest.param(
            ("edit", "olive", "--not-restricted"), "olive is no longer politically restricted.", id="free"
        ),
        pytest.param(
            ("edit", "olive", "--authorised-by", "The Chief"), "olive is authorised by The Chief.", id="leave"
        ),
        pytest.param(
            ("deputise", "ellis", "--for", "anton", "--from", "2027-03-01", "--until", "2027-03-02"),
            "ellis may sign off for anton, from 2027-03-01 to 2027-03-02.",
            id="a deputy",
        ),
    ],
)
def test_what_loosens_is_told_loudly_and_kept(gate, command, says):
    gate.run("person", "suspend", "oscar", "--reason", "No refresher", "--as", "mona")
    gate.run("person", "edit", "olive", "--restricted", "--reason", "x", "--as", "mona")

    ran = gate.run("person", *command, "--reason", "So it is", "--as", "mona")

    assert "THIS LOOSENS" in ran.out
    assert says in " ".join(ran.out.split())
    assert entries(gate, f"person-{command[0]}")[-1]["loosens"] == [says]


def test_what_only_tightens_is_told_as_no_loosening(gate):
    ran = gate.run("person", "suspend", "oscar", "--reason", "x", "--as", "mona", "--json")

    assert ran.json["loosens"] == []


def test_a_suspended_officer_queues_nothing_until_it_is_lifted(gate):
    gate.run("person", "suspend", "olive", "--reason", "No refresher", "--as", "mona")
    add = ("post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00", "--as", "olive")
    refused = gate.run(*add)
    gate.run("person", "unsuspend", "olive", "--reason", "Attended", "--as", "mona")
    waiting = gate.run(*add)
    gate.run("person", "sign", "--as", "anton")

    done = gate.run(*add)

    assert (refused.code, "suspended: No refresher" in refused.err) == (1, True)
    assert (waiting.code, done.code) == (1, 0)


def test_a_deputy_signs_off_and_the_record_says_for_whom(gate):
    post = gate.add("Spring fair", "--category", "event", due="2027-04-20T09:00")["id"]
    days = ("--from", "2027-03-01", "--until", "2027-03-12", "--reason", "Leave")
    before = gate.run("approve", str(post), "--reason", "x", "--as", "ellis")
    gate.run("person", "deputise", "ellis", "--for", "anton", *days, "--as", "mona")
    gate.run("person", "sign", "--as", "asha")

    ran = gate.run("approve", str(post), "--reason", "x", "--as", "ellis")

    assert (before.code, ran.code, gate.state(post)) == (1, 0, "approved")
    assert entries(gate, "approve")[-1]["deputy_for"] == ["anton"]


def test_a_deputy_signs_off_nothing_that_the_one_they_stand_in_for_wrote(gate):
    post = gate.add("Spring fair", "--category", "event", due="2027-04-20T09:00", by="asha")["id"]
    days = ("--from", "2027-03-01", "--until", "2027-03-12", "--reason", "Leave")
    gate.run("person", "deputise", "ellis", "--for", "asha", *days, "--as", "mona")
    gate.run("person", "sign", "--as", "asha")

    ran = gate.run("approve", str(post), "--reason", "x", "--as", "ellis")

    assert (ran.code, gate.state(post)) == (1, "held")
    assert "asha, for whom they stand in, wrote a revision" in ran.err


def test_a_deputy_may_not_sign_after_the_one_they_stand_in_for_ruled(gate):
    words = "Cllr Morgan Sampleby opens the footbridge"
    post = gate.add(words, "--category", "service", "--because", "x", due="2027-04-20T09:00")["id"]
    days = ("--from", "2027-03-01", "--until", "2027-03-12", "--reason", "Leave")
    gate.run("person", "deputise", "ellis", "--for", "mona", *days, "--as", "anton")
    gate.run("person", "sign", "--as", "asha")
    _ = [gate.run("rule", str(post), "--finding", "1", "--reason", "x", "--as", "mona") for _ in range(2)]

    ran = gate.run("approve", str(post), "--reason", "x", "--as", "ellis")

    assert (ran.code, "mona, for whom they stand in, ruled" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(
            ("add", "olive", "--full-name", "O", "--role", "officer"), "already", id="there already"
        ),
        pytest.param(("add", "nadia", "--role", "officer"), "a name and a role", id="without a full name"),
        pytest.param(("add", "nadia", "--full-name", "N", "--role", "oficer"), "'oficer'", id="no role"),
        pytest.param(("edit", "olvie", "--restricted"), "Did you mean 'olive'?", id="a name mistyped"),
        pytest.param(("edit", "olive"), "nothing about 'olive' would change", id="nothing to change"),
        pytest.param(("edit", "olive", "--full-name", "a\nb"), "more than one line", id="two lines"),
        pytest.param(("train", "olive", "--on", "2027-03-02"), "still to come", id="trained tomorrow"),
        pytest.param(("train", "olive", "--refresher"), "no first training", id="a refresher of nothing"),
        pytest.param(("train", "olive", "--on", "1/3/2027"), "is not a date", id="another form of date"),
        pytest.param(("suspend", "olive", "--until", "2027-02-01"), "before it begins", id="until the past"),
        pytest.param(("unsuspend", "olive"), "not suspended", id="not suspended"),
    ],
)
def test_what_cannot_be_said_of_a_person_changes_nothing(gate, command, says):
    before = (gate.folder / "people.toml").read_bytes()

    ran = gate.run("person", *command, "--reason", "x", "--as", "mona")

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert (gate.folder / "people.toml").read_bytes() == before


def test_a_dry_run_changes_neither_the_file_nor_the_record(gate):
    before = (gate.folder / "people.toml").read_bytes()

    ran = gate.run("person", "suspend", "oscar", "--reason", "x", "--dry-run", "--as", "mona", "--json")

    assert ran.json["changes"]["suspended_on"] == [None, "2027-03-01"]
    assert (gate.folder / "people.toml").read_bytes() == before
    assert entries(gate, "person-suspend") == []


def test_people_are_listed_with_what_stands_against_them(gate):
    gate.run("person", "suspend", "oscar", "--reason", "No refresher", "--as", "mona")

    listed = {each["name"]: each for each in gate.run("person", "list", "--json").json}

    assert (listed["oscar"]["suspended"], listed["olive"]["suspended"]) == (True, False)
    assert "Suspended: No refresher" in gate.run("person", "show", "oscar").out


TWO_SIGNATURES = """
id = "ours"
title = "Example Council"
document = "Example Council, policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[[rule]]
id = "two"
clause = "1"
outcome = "hold"
says = "very-long"
sign_offs = 2
when = { category = ["event"] }
"""


@pytest.mark.parametrize(
    ("first", "second"), [pytest.param("ellis", "anton", id="deputy first"), ("anton", "ellis")]
)
def test_an_approver_and_their_deputy_are_not_two_people(gate, first, second):
    (gate.folder / "ours.toml").write_text(TWO_SIGNATURES, encoding="utf-8")
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("shipped:policies/chelmsford.toml", "ours.toml")
    config.write_text(text, encoding="utf-8")
    days = ("--from", "2027-03-01", "--until", "2027-03-12", "--reason", "Leave")
    gate.run("person", "deputise", "ellis", "--for", "anton", *days, "--as", "mona")
    gate.run("person", "sign", "--as", "asha")
    post = str(gate.add("Spring fair", "--category", "event")["id"])
    gate.run("approve", post, "--reason", "x", "--as", first)

    again = gate.run("approve", post, "--reason", "x", "--as", second)

    assert (again.code, "one office" in again.err, gate.state(int(post))) == (1, True, "held")
    assert gate.run("approve", post, "--reason", "x", "--as", "mona").code == 0
    assert gate.state(int(post)) == "approved"


def test_a_role_that_the_policy_does_not_have_is_refused(gate):
    ran = gate.run("person", "edit", "olive", "--role", "chief", "--reason", "x", "--as", "mona")

    assert (ran.code, "no role 'chief'" in ran.err) == (1, True)


# Accounts


def test_an_account_is_entered_and_the_file_says_what_it_is(gate):
    ran = gate.run("account", "add", "council", *ACCOUNT, "--credentials", "vault item 12", "--as", "anton")

    assert ran.code == 0
    assert account(gate) == {"name": "council", "owner": "Communications", "credentials": "vault item 12"}
    assert (gate.folder / "accounts.toml").read_text(encoding="utf-8").startswith("# The central log")
    assert entries(gate, "account-add")[0]["changes"]["owner"] == [None, "Communications"]


@pytest.mark.parametrize(
    "option",
    [
        ("--credentials", "Tr0ub4dor&3"),
        ("--owner", "Us, password: Tr0ub4dor&3"),
        ("--channel", "pw=Tr0ub4dor&3"),
        ("--custodian", "asha, pin: Tr0ub4dor&3"),
        ("--reason", "New password: Tr0ub4dor&3"),
    ],
)
def test_a_password_gets_neither_into_the_log_nor_into_the_record_nor_back_onto_the_screen(gate, option):
    gate.add("The first makes the database")

    ran = gate.run("account", "add", "council", *ACCOUNT, *option, "--as", "anton")

    assert (ran.code, "password" in ran.err) == (1, True)
    assert not (gate.folder / "accounts.toml").exists()
    kept = (gate.folder / "purdahgate.db").read_bytes()
    assert b"Tr0ub4dor" not in kept
    assert "Tr0ub4dor" not in ran.err + ran.out


def test_taking_access_away_makes_a_change_of_password_fall_due(gate):
    gate.run(
        "account", "add", "council", *ACCOUNT, "--custodian", "Ann", "--custodian", "Bo", "--as", "anton"
    )
    gate.run("account", "edit", "council", "--custodian", "Ann", "--reason", "Bo left", "--as", "anton")
    due = [each["id"] for each in gate.run("tasks", "--json").json]

    check = ("--next", "2027-09-01", "--rotated", "--reason", "Changed", "--as", "anton")
    gate.run("account", "check", "council", *check)

    assert due == ["rotation-council"]
    assert gate.run("tasks", "--json").json == []


def test_giving_access_makes_nothing_fall_due(gate):
    gate.run("account", "add", "council", *ACCOUNT, "--custodian", "Ann", "--as", "anton")
    both = ("--custodian", "Ann", "--custodian", "Bo")
    gate.run("account", "edit", "council", *both, "--reason", "Bo came", "--as", "anton")

    assert gate.run("tasks", "--json").json == []


def test_anybody_may_record_that_they_looked_at_an_account_once_a_day(gate):
    gate.run("account", "add", "council", *ACCOUNT, "--as", "anton")
    first = gate.run("account", "monitored", "council", "--as", "olive", "--json")

    again = gate.run("account", "monitored", "council", "--as", "oscar", "--json")

    assert [each.json[0]["new"] for each in (first, again)] == [True, False]
    assert [each["actor"] for each in entries(gate, "account-monitored")] == ["olive"]


def test_a_retired_account_keeps_its_entry(gate):
    gate.run("account", "add", "council", *ACCOUNT, "--as", "anton")

    gate.run("account", "retire", "council", "--reason", "Merged", "--as", "anton")

    assert (account(gate)["owner"], account(gate)["retired_because"]) == ("Communications", "Merged")
    shown = gate.run("account", "show", "council", "--json").json
    assert "account-retired" in shown["circumstances"]


def test_the_list_has_accounts_that_nobody_entered_too(gate):
    gate.run("account", "add", "council", *ACCOUNT, "--as", "anton")

    listed = {each["name"]: each["listed"] for each in gate.run("account", "list", "--json").json}

    assert listed == {"council": True, "parks": False, "elections": False}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        pytest.param(("add", "council", "--owner", "Us"), "already", id="there already"),
        pytest.param(("add", "parks"), "no owner", id="without an owner"),
        pytest.param(("edit", "counsil", "--owner", "Us"), "Did you mean 'council'?", id="mistyped"),
        pytest.param(("edit", "council", "--moderator", "olvie"), "Did you mean 'olive'?", id="nobody's"),
        pytest.param(("edit", "council", "--links-to", "sometown"), "no", id="no web address"),
        pytest.param(("edit", "council", "--next-check", "soon"), "is not a date", id="no date"),
        pytest.param(("check", "council", "--next", "2027-03-01"), "not to come", id="the next check today"),
    ],
)
def test_what_cannot_be_said_of_an_account_changes_nothing(gate, command, says):
    gate.run("account", "add", "council", *ACCOUNT, "--as", "anton")
    before = (gate.folder / "accounts.toml").read_bytes()

    ran = gate.run("account", *command, "--reason", "x", "--as", "anton")

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert (gate.folder / "accounts.toml").read_bytes() == before


def test_a_change_of_the_log_takes_a_keeper(gate):
    ran = gate.run("account", "add", "council", *ACCOUNT, "--as", "olive")

    assert (ran.code, "may not change the log" in ran.err) == (1, True)
    assert not (gate.folder / "accounts.toml").exists()


def test_a_log_that_cannot_be_read_stops_every_judgement(gate):
    (gate.folder / "accounts.toml").write_text("[[account]]\nname = 7\n", encoding="utf-8")

    ran = gate.run("check", "Bins")

    assert (ran.code, "accounts.toml:2" in ran.err) == (1, True)


def test_doctor_names_accounts_that_are_not_in_the_log_and_people_it_names_who_are_gone(gate):
    gate.run("account", "add", "council", *ACCOUNT, "--moderator", "oscar", "--as", "anton")
    people = gate.folder / "people.toml"
    people.write_text(people.read_text(encoding="utf-8").replace('"oscar"', '"otto"'), encoding="utf-8")
    gate.people()
    gate.run("stop", "--all", "--reason", "Now", "--as", "olive")

    found = " ".join(each["what"] for each in gate.run("doctor", "--json").json)

    assert "account parks is not in the log" in found
    assert "account council is looked after by oscar, whom people.toml does not name" in found
    assert "stop 1 stands on every account" in found


# The file and the record together


def write_and_go_wrong(path):
    with replacing(path) as write:
        write("new")
        write("newer")
        raise RuntimeError


@pytest.mark.parametrize("before", ["old", None])
def test_a_file_is_put_back_when_what_follows_goes_wrong(tmp_path, before):
    path = tmp_path / "people.toml"
    if before is not None:
        path.write_text(before, encoding="utf-8")

    with pytest.raises(RuntimeError):
        write_and_go_wrong(path)

    assert (path.read_text(encoding="utf-8") if path.exists() else None) == before
    assert [each.name for each in tmp_path.iterdir()] == (["people.toml"] if before else [])


def test_a_file_is_not_changed_where_the_record_cannot_be_written(gate):
    gate.add("The first makes the database")
    before = (gate.folder / "people.toml").read_bytes()
    (gate.folder / "purdahgate.db").write_bytes(b"no database at all, but long enough to look like one")

    ran = gate.run("person", "train", "olive", "--as", "anton")

    assert (ran.code, ran.out) == (1, "")
    assert (gate.folder / "people.toml").read_bytes() == before
