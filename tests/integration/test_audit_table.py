"""The audit table: one entry for each change, in the same transaction, and proof of any tampering."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

from purdahgate.domain.audit import GENESIS, Head, seal
from purdahgate.errors import AuditBrokenError, NotAllowedError
from purdahgate.usecases.submit import submit
from purdahgate.usecases.withdraw import withdraw

pytestmark = pytest.mark.both_databases

EVENT = "Spring fair in the park"
FILE_ALONE = pytest.mark.sqlite_alone  # PostgreSQL takes no such value
UNGUARDED = ("DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE")
# The table as somebody rebuilt it who wanted no rule in the way.
UNBOUND = (
    "CREATE TABLE copy AS SELECT * FROM audit",
    "DROP TABLE audit",
    "ALTER TABLE copy RENAME TO audit",
)


@pytest.fixture
def five(office):
    """Five entries: the files accepted, one post queued, edited, approved and refused."""
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post.id
    office.edit(post, text="Spring fair")
    office.approve(post)
    office.reject(post)
    assert office.verify().length == 5
    return office


def first_broken(office):
    with pytest.raises(AuditBrokenError) as caught:
        office.verify()
    return int(re.search(r"entry (-?\d+)", caught.value.message)[1])


def test_each_change_of_a_post_leaves_one_entry_with_who_when_and_from_where_to_where(five):
    told = [(entry["action"], entry["actor"], entry["from"], entry["to"]) for entry in five.audit()]

    assert told == [
        ("submit", "olive", "new", "held"),
        ("edit", "olive", "held", "held"),
        ("approve", "anton", "held", "approved"),
        ("reject", "anton", "approved", "rejected"),
    ]


def test_an_entry_says_which_revision_by_which_rules_and_what_it_went_by(five):
    entry = five.audit()[0]

    world = five.app.world()
    assert entry["at"] == "2027-03-01T10:00:00Z"
    assert entry["reasons"] == [
        "chelmsford.service-announcements-only",
        "uk-base.category-in-window",
        "uk-base.event-in-window",
        "chelmsford.checked-by",
    ]
    assert entry["windows"] == ["local.chelmsford.2027-05-06"]
    assert (
        entry["went_by"].items() >= {"rules": world.policy.digest, "calendar": world.calendar.digest}.items()
    )
    assert re.fullmatch(r"[0-9a-f]{64}", entry["revision"])


def test_an_approval_keeps_what_was_seen(five):
    entry = five.audit()[2]

    assert "uk-base.category-in-window: window local.chelmsford.2027-05-06 england" in entry["saw"]
    assert (entry["why"], entry["due_at"]) == ("factual", "2027-04-20T08:00:00Z")


def test_a_release_leaves_two_entries_the_attempt_and_its_outcome(office):
    post = office.add("Bins are collected on Friday").post.id
    office.clock.set("2027-03-08T09:00")

    office.worker()

    told = [(entry["action"], entry["actor"], entry["from"], entry["to"]) for entry in office.audit(post)[1:]]
    assert told == [("attempt", "worker", "cleared", "sending"), ("outcome", "worker", "sending", "sent")]


def test_the_line_on_why_a_service_post_cannot_wait_is_kept(office):
    office.add("Bins are late", "2027-04-20T09:00", category="service", because="It snows")

    assert office.audit()[0]["answers"] == {"because": "It snows"}


def test_a_deed_that_is_refused_leaves_no_entry(five):
    before = five.verify()

    with pytest.raises(NotAllowedError):
        five.approve(1)

    assert five.verify() == before


def test_a_failure_after_the_change_leaves_neither_the_change_nor_its_entry(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post.id
    before = office.verify()

    with pytest.raises(RuntimeError), office.act("olive") as deed:
        _withdraw_and_fail(deed, post)

    assert office.state(post) == "held"
    assert office.verify() == before


@pytest.mark.sqlite_alone
def test_a_failure_to_write_the_entry_leaves_no_change_either(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post.id
    office.sql(
        "CREATE TRIGGER full BEFORE INSERT ON audit "
        "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )

    with pytest.raises(Exception, match="the disk is full"):
        office.withdraw(post)

    assert office.state(post) == "held"
    assert office.verify().length == 2


def test_a_failure_in_the_middle_of_several_posts_leaves_none(office):
    drafts = [office.draft("Bins are collected on Friday"), office.draft("Fair", due="2027-03-01T10:01")]
    office.clock.set("2027-03-01T11:00")

    with pytest.raises(Exception, match="has passed"), office.act("olive") as deed:
        _submit(deed, drafts)

    assert office.verify() == Head(0, GENESIS)


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        pytest.param(
            ["UPDATE audit SET body = replace(body, 'olive', 'oscar') WHERE seq = 2"], 2, id="a body"
        ),
        pytest.param(["UPDATE audit SET body = body || ' ' WHERE seq = 2"], 2, id="a blank after a body"),
        pytest.param(["UPDATE audit SET body = '' WHERE seq = 2"], 2, id="a body emptied"),
        pytest.param(["UPDATE audit SET body = '[]' WHERE seq = 2"], 2, id="a body that is no entry"),
        pytest.param(
            ["UPDATE audit SET body = CAST(x'ff' AS TEXT) WHERE seq = 2"],
            2,
            id="a body that is no text",
            marks=pytest.mark.sqlite_alone,
        ),
        pytest.param(["UPDATE audit SET hash = upper(hash) WHERE seq = 2"], 2, id="a hash"),
        pytest.param(
            ["UPDATE audit SET hash = x'00' WHERE seq = 2"],
            2,
            id="a hash that is no text",
            marks=pytest.mark.sqlite_alone,
        ),
        pytest.param(
            ["UPDATE audit SET hash = CAST(x'ff' AS TEXT) WHERE seq = 2"],
            2,
            id="a hash that is not UTF-8",
            marks=pytest.mark.sqlite_alone,
        ),
        pytest.param(["UPDATE audit SET prev = 'x' WHERE seq = 2"], 2, id="a link"),
        pytest.param(["UPDATE audit SET post_id = 2 WHERE seq = 2"], 2, id="the post it is filed under"),
        pytest.param(["UPDATE audit SET post_id = NULL WHERE seq = 2"], 2, id="filed under no post"),
        pytest.param(["DELETE FROM audit WHERE seq = 1"], 1, id="the first deleted"),
        pytest.param(["DELETE FROM audit WHERE seq = 3"], 3, id="one in the middle deleted"),
        pytest.param(
            [
                "DELETE FROM audit WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 4",
                "UPDATE audit SET seq = 4 WHERE seq = 5",
            ],
            3,
            id="one deleted and the rest numbered anew",
        ),
        pytest.param(
            [
                "UPDATE audit SET seq = 9 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 9",
            ],
            2,
            id="two that changed places",
        ),
        pytest.param(["UPDATE audit SET seq = 7 WHERE seq = 5"], 5, id="a number left out"),
        pytest.param(["UPDATE audit SET seq = seq - 1"], 1, id="numbered from nought", marks=FILE_ALONE),
        pytest.param(
            ["INSERT INTO audit SELECT 6, 'x', body, hash, post_id FROM audit WHERE seq = 5"],
            6,
            id="one more",
        ),
        pytest.param(
            ["INSERT INTO audit SELECT 0, 'x', body, hash, post_id FROM audit WHERE seq = 5"],
            1,
            id="one before",
        ),
        pytest.param(
            ["INSERT INTO audit SELECT -9, 'x', body, hash, post_id FROM audit WHERE seq = 5"],
            1,
            id="far before",
        ),
        pytest.param(
            [*UNBOUND, "INSERT INTO audit SELECT * FROM audit WHERE seq = 3"],
            4,
            id="a number that stands twice",
            marks=pytest.mark.sqlite_alone,
        ),
        pytest.param(
            [*UNBOUND, "INSERT INTO audit SELECT 2, 'x', 'y', 'z', 1"],
            3,
            id="another under the same number",
            marks=pytest.mark.sqlite_alone,
        ),
    ],
)
def test_tampering_with_what_is_kept_is_found_and_the_first_broken_entry_named(five, statements, broken):
    five.sql(*UNGUARDED, *statements)

    assert first_broken(five) == broken


@pytest.mark.sqlite_alone
def test_a_body_of_bytes_is_found_or_is_the_very_text(five):
    five.sql(
        *UNGUARDED, "UPDATE audit SET body = CAST(replace(body, 'olive', 'oscar') AS BLOB) WHERE seq = 2"
    )

    assert first_broken(five) == 2


def test_an_entry_sealed_afresh_by_somebody_who_knows_how_is_found_at_the_next(five):
    with five.app.store.reading() as book:
        entries = list(book.audit())
    forged = seal(entries[1].body.replace("olive", "oscar"), 2, entries[0].hash)

    five.sql(*UNGUARDED, f"UPDATE audit SET body = '{forged.body}', hash = '{forged.hash}' WHERE seq = 2")

    assert first_broken(five) == 3


def test_the_newest_entries_cut_off_is_not_detectable_yet(five):
    five.sql(*UNGUARDED, "DELETE FROM audit WHERE seq > 3")

    # Signed checkpoints, kept elsewhere, will find it.
    assert five.verify().length == 3


@pytest.mark.sqlite_alone
def test_a_broken_table_ends_the_command_with_12_and_one_line(gate):
    gate.add("Bins are collected on Friday")
    gate.add("Spring fair")
    _tamper(gate)

    ran = gate.run("audit", "verify")

    assert (ran.code, ran.out) == (12, "")
    assert "entry 1" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.sqlite_alone
def test_a_broken_table_is_told_as_json_where_asked(gate):
    gate.add("Bins are collected on Friday")
    _tamper(gate)

    ran = gate.run("audit", "verify", "--json")

    assert ran.code == 12
    assert json.loads(ran.err)["code"] == "audit-broken"


def test_a_whole_table_tells_how_many_entries_and_the_head(gate):
    gate.add("Bins are collected on Friday")
    gate.add("Spring fair")

    ran = gate.run("audit", "verify", "--json")

    assert ran.code == 0
    assert ran.json["entries"] == 3
    assert re.fullmatch("[0-9a-f]{64}", ran.json["head"])


def test_an_export_can_be_verified_by_anybody(gate):
    gate.add("Bins are collected on Friday — §1")
    gate.add("Spring fair")
    head = gate.run("audit", "verify", "--json").json["head"]

    gate.run("audit", "export", str(gate.folder / "audit.jsonl"))

    lines = [
        json.loads(line) for line in (gate.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    sealed = [seal(line["body"], line["seq"], line["prev"]) for line in lines]
    assert [each.hash for each in sealed] == [line["hash"] for line in lines]
    assert (lines[0]["prev"], lines[1]["prev"]) == (GENESIS, sealed[0].hash)
    assert sealed[-1].hash == head


def test_a_chain_longer_than_a_batch_is_walked_whole(office, monkeypatch):
    _ = [office.add(f"Bins {number}") for number in range(6)]
    monkeypatch.setattr("purdahgate.store.reading.BATCH", 3)

    with office.app.store.reading() as book:
        seqs = [each.seq for each in book.audit()]

    assert seqs == [1, 2, 3, 4, 5, 6, 7]


def test_the_entries_of_one_post_are_its_own(five):
    other = five.add("Bins are collected on Friday").post.id

    told = [entry["post"] for entry in five.audit(other)]

    assert told == [other]


def _withdraw_and_fail(deed, post):
    withdraw(deed, post, "the event is off")
    raise RuntimeError


def _submit(deed, drafts):
    submit(deed, drafts)


def _tamper(gate):
    with closing(sqlite3.connect(gate.folder / "purdahgate.db")) as raw, raw:
        raw.execute("DROP TRIGGER audit_no_UPDATE")
        raw.execute("UPDATE audit SET body = replace(body, 'olive', 'oscar') WHERE seq = 1")
