"""Attacks on what every post is judged by, and on people: nothing goes out, and it is told what is wrong."""

import json
import zlib
from dataclasses import replace

import pytest
from tests.integration.attacks import approved, cleared, forge, forge_move, held, told

from purdahgate.domain.election import Status
from purdahgate.domain.rule_set import RuleSet
from purdahgate.sources.people_history import version_line
from purdahgate.store import rows as stored
from purdahgate.usecases.change_calendar import _entry, change
from purdahgate.usecases.incidents import open_incident
from purdahgate.usecases.stops import stop

SPRING = "local.chelmsford.2027-05-06"


def off(office, election_id: str = SPRING):
    """The row of a poll as it would be if it were cancelled."""
    with office.app.store.reading() as book:
        calendar = office.app.world_now(book).calendar
    (row,) = [each for each in calendar.elections if each.id == election_id]
    return replace(row, status=Status.CANCELLED, source="an invented order", changed_at=office.clock())


def change_row(election):
    return "calendar_change", {
        "election": election.id,
        "nation": election.nation.value,
        "content": stored.election_text(election),
    }


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (
            "INSERT INTO calendar_change VALUES (1, 'x', 'uk', '{}', 'ellis', '2027-03-01 09:00:00')",
            "calendar",
        ),
        ("INSERT INTO stop_end VALUES (1, 'mona', '2027-03-01 09:00:00', 'over')", "stop_end"),
        ("INSERT INTO rule_set_end VALUES (2, 2, 'accepted', 'mona', '2027-03-01 09:00:00')", "rule_set_end"),
        ("INSERT INTO incident_end VALUES (1, 'mona', '2027-03-01 09:00:00', 'over')", "incident_end"),
        ("INSERT INTO authority VALUES (1, 1, 9, 'x', 'mona', '2027-03-01 09:00:00', 'go')", "authority"),
        ("INSERT INTO proposal_end VALUES (1, 'confirmed', 'mona', '2027-03-01 09:00:00')", "proposal_end"),
    ],
    ids=["calendar", "stop", "rules", "incident", "authority", "proposal"],
)
def test_a_row_put_in_without_an_entry_stops_everything(office, row, table):
    cleared(office)
    if table == "calendar":
        row = row.replace("'{}'", f"'{stored.election_text(off(office))}'")
    office.sql(row)

    said = told(office)

    assert office.items() == []
    assert f"in table {table}" in said


def test_a_stop_that_was_taken_out_stops_everything(office):
    cleared(office)
    with office.act("olive") as deed:
        stop(deed.book, deed.actor, deed.now, (), "a death in service")
    office.sql("DROP TRIGGER stop_no_DELETE", "DELETE FROM stop")

    said = told(office)

    assert office.items() == []
    assert "table stop" in said


def stopped(office, by: str):
    with office.act(by) as deed:
        return stop(deed.book, deed.actor, deed.now, (), "a death in service")


@pytest.mark.parametrize(
    ("by", "lifts", "says"),
    [
        pytest.param("anton", "anton", "anton ended a stop that anton had begun", id="their own"),
        pytest.param("anton", "olive", "olive might not resume", id="without the role"),
    ],
)
def test_a_stop_is_lifted_by_another_approver_alone(office, by, lifts, says):
    cleared(office)
    stopped(office, by)
    forge(office, "resume", lifts, rows=[("stop_end", {"stop_id": 1, "reason": "over"})], stop=1)

    said = told(office)

    assert office.items() == []
    assert says in said


def test_no_stop_is_lifted_before_it_is_pulled(office):
    cleared(office)
    office.sql(
        "INSERT INTO stop VALUES (1, '[]', 'olive', '2027-03-08 09:00:00', 'x')",
        "DROP TRIGGER stop_no_DELETE",
    )
    forge(office, "resume", "anton", rows=[("stop_end", {"stop_id": 1, "reason": "over"})], stop=1)
    office.sql("DELETE FROM stop")
    stopped(office, "olive")

    said = told(office)

    assert office.items() == []
    assert "it ends a stop that had not begun" in said


def test_a_poll_called_off_by_one_keeper_alone_stops_everything(office):
    held(office)
    forge(office, "calendar-change", "ellis", rows=[change_row(off(office))])
    cleared_post(office)

    said = told(office)

    assert office.items() == []
    assert "ellis lets go of time in the calendar, and nobody else confirmed it" in said


def cleared_post(office):
    """Something that is due, so that the worker has work."""
    office.sql("UPDATE post SET state = 'cleared', release_at = due_at")


def propose(office, by: str = "ellis"):
    with office.act(by) as deed:
        return change(deed, "cancel", [off(office)]).proposal


def confirm(office, by: str, number: int, election, after: str = "calendar-change"):
    """What a confirmation writes, past every check."""
    ended = ("proposal_end", {"proposal_id": number, "outcome": "confirmed"})
    forge(office, "calendar-confirm", by, rows=[ended], proposal=number)
    forge(office, after, by, rows=[change_row(election)])


def test_nobody_confirms_a_change_that_they_proposed_even_at_the_same_instant(office):
    held(office)
    election = off(office)
    number = propose(office)
    confirm(office, "ellis", number, election)
    cleared_post(office)

    said = told(office)

    assert office.items() == []
    assert "ellis ended a proposal that ellis had begun" in said


def test_a_confirmation_is_of_the_rows_that_were_proposed(office):
    held(office)
    election = off(office)
    with office.act("ellis") as deed:
        number = deed.book.add_proposal(
            "cancel", [replace(election, source="another")], _entry(deed, "calendar-propose", "x", [election])
        )
    confirm(office, "mona", number, election)
    cleared_post(office)

    said = told(office)

    assert office.items() == []
    assert "mona lets go of time in the calendar" in said or "mona might not" in said


def test_a_change_confirmed_by_a_second_person_stands(office):
    held(office)
    number = propose(office)
    with office.act("anton") as deed:
        from purdahgate.usecases.change_calendar import confirm as confirmed

        confirmed(deed, number)
    office.add("Bins are collected late", "asap")

    said = told(office)

    assert said == ""
    assert office.items() == ["Bins are collected late"]


def rules(office, action: str, by: str):
    """Another register accepted, past every check, as `action` by `by`."""
    (files,) = office.sql("SELECT files FROM rule_set")[0]
    files = json.loads(files)
    (name,) = [each for each in files if "councillors" in each]
    (content,) = office.sql(f"SELECT content FROM rule_file WHERE digest = '{files[name]}'")[0]
    lines = zlib.decompress(content).decode().splitlines(keepends=True)
    fewer = "".join(each for each in lines if "Sampleby" not in each).encode()
    files[name] = RuleSet.of({name: fewer}).files[name]
    with office.app.store.writing() as book:
        book._insert("rule_file", digest=files[name], content=zlib.compress(fewer))
    (office.folder / "councillors.csv").write_bytes(fewer)
    office.app = office.app.fresh()
    proposed = ("rule_set", {"files": json.dumps(files), "why": "She left"})
    ended = ("rule_set_end", {"rule_set_id": 2, "outcome": "accepted"})
    if action == "rules-confirm":
        forge(office, "rules-propose", by, rows=[proposed])
        forge(office, "rules-confirm", by, rows=[ended], proposal=2)
    else:
        forge(office, action, by, rows=[proposed, ended])


@pytest.mark.parametrize(
    ("action", "by", "says"),
    [
        pytest.param("rules-confirm", "ellis", "ellis ended a rule_set that ellis had begun", id="confirmed"),
        pytest.param("rules-same", "ellis", "ellis accepts rules that judge otherwise", id="as the same"),
        pytest.param(
            "rules-first", "olive", "accepts rules as the first, and others were", id="as the first"
        ),
        pytest.param("rules-refuse", "ellis", "entry 3 brings rows", id="as refused"),
    ],
)
def test_no_one_person_lets_go_of_a_rule(office, action, by, says):
    cleared(office)
    rules(office, action, by)

    said = told(office)

    assert office.items() == []
    assert says in said


def incident(office, by: str = "oscar", sio: str = "mona"):
    with office.act(by) as deed:
        return open_incident(deed, "Op Sample", sio, "a fire")


@pytest.mark.parametrize(
    ("opened", "closes", "says"),
    [
        pytest.param("anton", "anton", "anton ended a incident that anton had begun", id="its opener"),
        pytest.param("oscar", "olive", "olive might not close that incident", id="an officer"),
    ],
)
def test_an_incident_is_closed_by_its_officer_or_another_approver_alone(office, opened, closes, says):
    cleared(office)
    incident(office, opened)
    ended = ("incident_end", {"incident_id": 1, "reason": "over"})
    forge(office, "incident-close", closes, rows=[ended], incident=1)

    said = told(office)

    assert office.items() == []
    assert says in said


@pytest.mark.parametrize(("by", "says"), [("olive", "was not the senior investigating officer")])
def test_authority_is_given_by_the_incidents_officer_alone(office, by, says):
    post = cleared(office)
    incident(office)
    digest = office.post(post).digest
    row = ("authority", {"incident_id": 1, "post_id": post, "revision": digest, "reason": "go"})
    forge(office, "incident-authorise", by, post=post, rows=[row], incident=1, revision=digest)

    said = told(office)

    assert office.items() == []
    assert says in said


def test_nobody_authorises_what_they_wrote(office):
    post = cleared(office)
    incident(office, sio="olive")
    digest = office.post(post).digest
    row = ("authority", {"incident_id": 1, "post_id": post, "revision": digest, "reason": "go"})
    forge(office, "incident-authorise", "olive", post=post, rows=[row], incident=1, revision=digest)

    said = told(office)

    assert office.items() == []
    assert "passes what olive wrote" in said


def people(office, old: str, new: str, *signers: str) -> None:
    path = office.folder / "people.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if signers:
        office.gate.sign(office.clock(), *signers)
    office.app = office.app.fresh()


OLIVE = 'full_name = "Olive Sample, Communications Officer"\nroles = ["officer"]'
ANTON = 'full_name = "Anton Sample, Director of Public Places"\nroles = ["approver"]'


@pytest.mark.parametrize("signers", [(), ("anton",)], ids=["nobody", "a lone keyholder"])
def test_a_role_counts_once_two_keyholders_have_signed_for_it(office, signers):
    post = held(office, by="oscar")
    people(office, OLIVE, OLIVE.replace('"officer"', '"officer", "approver"'), *signers)
    forge_move(office, post, "approve", "olive", "approved", key="olive")

    said = told(office)

    assert office.items() == []
    assert "olive might not approve" in said


def test_a_version_of_people_signed_by_too_few_is_no_version(office):
    cleared(office)
    people(office, OLIVE, OLIVE.replace('"officer"', '"officer", "approver"'), "anton")
    waiting = office.folder / "people.waiting.jsonl"
    signed = office.folder / "people.signed.jsonl"
    signed.write_text(signed.read_text(encoding="utf-8") + waiting.read_text(encoding="utf-8"), "utf-8")

    said = told(office)

    assert office.items() == []
    assert "signed by 1 of 2 keyholders" in said


def test_a_version_of_people_signed_by_no_keyholder_is_no_version(office):
    cleared(office)
    people(office, OLIVE, OLIVE.replace('"officer"', '"officer", "approver"'), "anton")
    version = office.app.people_files.pending()
    (one,) = version.signatures
    forged = replace(version, signatures=(one, replace(one, name="olive")))
    signed = office.folder / "people.signed.jsonl"
    signed.write_text(signed.read_text(encoding="utf-8") + version_line(forged), "utf-8")

    said = told(office)

    assert office.items() == []
    assert "is signed by olive, who may not" in said


def test_an_older_version_of_people_is_refused(office):
    cleared(office)
    office.clock.on(hours=-1)
    before = (office.folder / "people.signed.jsonl").read_bytes()
    suspended = f'{ANTON}\nsuspended_on = 2027-03-08\nsuspended_because = "left"'
    people(office, ANTON, suspended, "mona", "asha")
    forge(office, "account-check", "ellis")
    told(office)
    (office.folder / "people.signed.jsonl").write_bytes(before)
    office.clock.on(hours=1)

    said = told(office)

    assert office.items() == []
    assert "people.toml was rolled back: the worker has seen version 2" in said


def test_an_approval_by_somebody_suspended_since_counts_no_more(office):
    approved(office)
    people(office, ANTON, f'{ANTON}\nsuspended_on = 2027-04-20\nsuspended_because = "left"', "mona", "asha")

    told(office)

    assert office.items() == []
    assert office.state(1) == "held"


def test_a_suspension_lifted_by_a_lone_keyholder_holds(office):
    approved(office)
    suspended = f'{ANTON}\nsuspended_on = 2027-04-20\nsuspended_because = "left"'
    people(office, ANTON, suspended, "mona", "asha")
    people(office, suspended, ANTON, "asha")

    told(office)

    assert office.items() == []
    assert office.state(1) == "held"


def test_one_key_under_two_names_is_no_people_file(office):
    cleared(office)
    key = (office.folder / "keys" / "olive.pub").read_text(encoding="utf-8").split()[:2]
    path = office.folder / "people.toml"
    text = path.read_text(encoding="utf-8") + f'\n[[key]]\nname = "anton"\npublic = "{" ".join(key)}"\n'
    path.write_text(text, encoding="utf-8")
    signed = office.folder / "people.signed.jsonl"
    version = office.app.people_history.latest
    signed.write_text(version_line(replace(version, text=text)), encoding="utf-8")

    said = told(office)

    assert office.items() == []
    assert "one key stands for 'olive' and again for 'anton'" in said
