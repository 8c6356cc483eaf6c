"""Attacks on posts by somebody who can write the database and has a key: nothing goes out, and it is told."""

import pytest
from tests.integration.attacks import (
    DUE,
    EVENT,
    INSIDE,
    PLAIN,
    approved,
    cleared,
    flip,
    forge,
    forge_move,
    held,
    length,
    rewrite,
    sign_off_of,
    told,
    unguarded,
)


def test_what_was_approved_goes_out(office):
    approved(office)

    said = told(office)

    assert (office.items(), said) == ([EVENT], "")


@pytest.mark.parametrize(
    ("attack", "says"),
    [
        pytest.param(
            ["UPDATE revision SET content = replace(content, 'Spring', 'Sprung')"], "revision", id="text"
        ),
        pytest.param(
            ["UPDATE revision SET content = replace(content, '\"council\"', '\"parks\"')"],
            "revision",
            id="account",
        ),
        pytest.param(
            ["UPDATE revision SET content = replace(content, '2027-04-20T08', '2027-04-20T07')"],
            "revision",
            id="time in the words",
        ),
        pytest.param(
            ["UPDATE post SET due_at = datetime(due_at, '-1 minute'), release_at = due_at"],
            "due time",
            id="due time",
        ),
        pytest.param(["UPDATE post SET author = 'oscar'"], "writers", id="author"),
        pytest.param(["UPDATE post SET writers = '[]'"], "writers", id="writers"),
        pytest.param(
            ["UPDATE post SET number = 2", "UPDATE revision SET number = 2"],
            "revision",
            id="number",
        ),
        pytest.param(["UPDATE sign_off SET \"by\" = 'mona'"], "table sign_off", id="signer"),
        pytest.param(["UPDATE sign_off SET seen = '[]'"], "table sign_off", id="what the signer saw"),
        pytest.param(["UPDATE sign_off SET roles = '[\"elections\"]'"], "table sign_off", id="roles"),
        pytest.param(["DELETE FROM sign_off"], "table sign_off", id="approval taken out"),
        pytest.param(
            [
                "CREATE TABLE more AS SELECT * FROM sign_off",
                "UPDATE more SET id = 2, \"by\" = 'mona'",
                "INSERT INTO sign_off SELECT * FROM more",
            ],
            "table sign_off",
            id="approval put in",
        ),
    ],
)
def test_what_was_approved_and_then_changed_stays(office, attack, says):
    approved(office)
    unguarded(office)
    office.sql(*attack)

    said = told(office)

    assert office.items() == []
    assert f"is not as it was signed: its {says}" in said or says in said
    assert office.audit()[-1]["action"] == "refuse-release"


def test_a_medium_whose_bytes_were_replaced_stays(office, tmp_path):
    picture = tmp_path / "fair.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    post = office.add(EVENT, INSIDE, category="event", media=((picture, "A fair"),)).post
    office.approve(post.id)
    office.clock.set(INSIDE)
    office.sql("UPDATE medium SET content = x'89504e470d0a1a0a01'")

    said = told(office)

    assert office.items() == []
    assert "damaged" in said


@pytest.mark.parametrize("to", ["cleared", "approved"])
@pytest.mark.parametrize("before", ["held", "blocked", "rejected", "withdrawn", "missed", "sent"])
def test_no_state_is_flipped_into_one_that_goes_out(office, before, to):
    if before == "blocked":
        office.add("Vote for Morgan Sampleby", INSIDE)
    elif before in ("missed", "sent"):
        cleared(office)
        if before == "missed":
            office.clock.set("2027-03-08T11:00")
        told(office)
    else:
        held(office)
        if before == "rejected":
            office.reject(1)
        elif before == "withdrawn":
            office.withdraw(1)
    assert office.state(1) == before
    out = office.items()
    flip(office, 1, to)
    office.clock.now = office.post(1).due_at

    said = told(office)

    assert office.items() == out
    assert "its state is not what the record says" in said or "goes to" in said or "the clock says" in said


def test_a_post_put_in_without_an_entry_stays(office):
    cleared(office)
    office.sql(
        "INSERT INTO post SELECT 2, batch, state, number, digest, account, category, author, writers, "
        "due_at, release_at, outcome, windows, says, preview FROM post",
        'INSERT INTO revision SELECT 2, number, digest, content, "by", at FROM revision',
    )

    said = told(office)

    assert office.items() == [PLAIN]  # the real one
    assert "post 2 is not as it was signed: the record has no entry of it" in said


@pytest.mark.parametrize(
    ("actor", "key", "says"),
    [
        pytest.param("olive", "", "by olive, is not signed", id="unsigned"),
        pytest.param("anton", "anton", "anton might not submit", id="no officer"),
        pytest.param("olive", "oscar", "signed by a key that was not olive's", id="in another's name"),
        pytest.param("nobody", "oscar", "whom people.toml did not name", id="in nobody's name"),
    ],
)
def test_a_post_put_in_with_a_forged_entry_stays(office, actor, key, says):
    cleared(office)
    office.withdraw(1)
    post = office.post(1)
    (content,) = office.sql("SELECT content FROM revision")[0]
    office.sql(
        "INSERT INTO post SELECT 2, batch, 'cleared', number, digest, account, category, author, "
        "writers, due_at, due_at, outcome, windows, says, preview FROM post"
    )
    row = {"post_id": 2, "number": 1, "digest": post.digest, "content": content}
    facts = {"from": "new", "to": "cleared", "revision": post.digest, "account": "council", "number": 1}
    due = office.sql("SELECT body FROM audit WHERE post_id = 1")[0][0].split('"due_at":"')[1].split('"')[0]
    forge(office, "submit", actor, key=key, post=2, rows=[("revision", row)], **facts, due_at=due)

    said = told(office)

    assert office.items() == []
    assert says in said


@pytest.mark.parametrize("stripped", ["signature", "key"])
def test_a_signature_that_was_stripped_stops_everything(office, stripped):
    approved(office)
    rewrite(office, length(office), lambda values: {k: v for k, v in values.items() if k != stripped})

    said = told(office)

    assert office.items() == []
    assert "by anton, is" in said


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda values, other: values | {"post": 2}, id="another post"),
        pytest.param(
            lambda values, other: values | {"signature": other["signature"]}, id="another signature"
        ),
        pytest.param(lambda values, other: values | {"due_at": "2027-04-20T07:00:00Z"}, id="another time"),
        pytest.param(lambda values, other: values | {"at": "2027-03-01T10:00:01Z"}, id="another instant"),
        pytest.param(lambda values, other: values | {"action": "reject"}, id="another deed"),
    ],
)
def test_a_signature_counts_for_nothing_but_what_it_signed(office, change):
    approved(office)
    (other,) = [each for each in office.audit() if each["action"] == "submit"]
    rewrite(office, length(office), lambda values: change(values, other))

    said = told(office)

    assert office.items() == []
    assert f"entry {length(office)}" in said


def test_a_signature_is_not_replayed_at_another_place(office):
    post = approved(office)
    office.reject(post)
    with office.app.store.reading() as book:
        values = [each.values() for each in book.audit(post)]
        head = book.head()
    replayed = values[1] | {"at": values[2]["at"], "from": "rejected"}
    with office.app.store.writing() as book:
        from purdahgate.domain.canonical import canonical

        book._append_bodies([(post, canonical(replayed).decode())])
    flip(office, post, "approved")

    said = told(office)

    assert office.items() == []
    assert f"the signature of entry {head.length + 1} is not anton's" in said


@pytest.mark.parametrize(
    ("actor", "key", "says"),
    [
        pytest.param("olive", "olive", "olive might not approve", id="an officer"),
        pytest.param("anton", "olive", "a key that was not anton's", id="in an approver's name"),
        pytest.param("worker", "olive", "a key that was not worker's", id="in the worker's name"),
    ],
)
def test_nobody_without_the_role_approves(office, actor, key, says):
    post = held(office)
    forge_move(office, post, "approve", actor, "approved", [sign_off_of(office, post)], key=key)

    said = told(office)

    assert office.items() == []
    assert says in said


def test_nobody_approves_what_they_wrote_whatever_they_write_past_the_product(office):
    post = held(office, by="asha")
    forge_move(office, post, "approve", "asha", "approved", [sign_off_of(office, post)])

    said = told(office)

    assert office.items() == []
    assert "passes what asha wrote" in said


def test_nobody_approves_what_they_ruled_on_whatever_they_write_past_the_product(office):
    blocked = office.add(
        "Cllr Morgan Sampleby says bins are late", INSIDE, category="service", because="It snows"
    ).post.id
    office.rule(blocked)
    office.clock.set(INSIDE)
    forge_move(office, blocked, "approve", "mona", "approved", [sign_off_of(office, blocked)])

    said = told(office)

    assert office.items() == []
    assert "approves what mona ruled on" in said


def test_a_ruling_put_in_is_found(office):
    post = approved(office)
    digest = office.post(post).digest
    office.sql(f"INSERT INTO ruling VALUES (1, {post}, '{digest}', 'x', 'mona', '2027-03-01 10:00:00', 'no')")

    said = told(office)

    assert office.items() == []
    assert "table ruling" in said


def test_an_approval_says_no_more_than_its_entry(office):
    post = held(office)
    forge_move(office, post, "approve", "anton", "approved", [sign_off_of(office, post, number=2)])

    said = told(office)

    assert office.items() == []
    assert "brought another decision than it tells of" in said


NEWS = """
id = "ours"
title = "Sometown Council"
document = "Sometown policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[roles]
head = "the Head of News"

[[rule]]
id = "one"
clause = "1"
outcome = "hold"
says = "very-long"
by = ["head"]
when = { category = ["event"] }
"""


def test_a_role_that_the_signer_did_not_hold_then_counts_for_nothing(office):
    (office.folder / "policy.toml").write_text(NEWS, encoding="utf-8")
    config, people = office.folder / "config.toml", office.folder / "people.toml"
    text = config.read_text(encoding="utf-8").replace("shipped:policies/chelmsford.toml", "policy.toml")
    config.write_text(text, encoding="utf-8")
    office.app = office.app.fresh()
    post = office.add(EVENT, DUE, category="event").post.id
    claimed = sign_off_of(office, post, roles='["approver", "head"]')
    forge_move(office, post, "approve", "anton", "approved", [claimed])
    text = people.read_text(encoding="utf-8").replace('["approver"]', '["approver", "head"]', 1)
    people.write_text(text, encoding="utf-8")
    office.clock.on(hours=1)
    office.gate.sign(office.clock())
    office.app = office.app.fresh()
    office.clock.set(DUE)

    said = told(office)

    assert office.app.people.who("anton").roles == {"approver", "head"}
    assert office.items() == []
    assert office.state(post) == "held"
    assert said


def test_an_edit_and_back_again_has_lost_its_approval(office):
    post = held(office)
    office.clock.on(hours=-1)
    office.approve(post)
    office.edit(post, text=f"{EVENT}!")
    office.edit(post, text=EVENT)
    office.clock.set(INSIDE)
    forge_move(office, post, "judge", "olive", "held")
    flip(office, post, "approved")

    said = told(office)

    assert office.items() == []
    assert "its state is not what the record says" in said


def test_a_move_that_there_is_not_leads_nowhere(office):
    post = held(office)
    forge_move(office, post, "judge", "ellis", "cleared", key="")

    said = told(office)

    assert office.items() == []
    assert "makes a move that there is not" in said


def test_judging_again_that_nobody_signed_brings_no_rows(office):
    post = held(office)
    forge_move(office, post, "judge", "anton", "held", [sign_off_of(office, post)], key="")
    flip(office, post, "approved")

    said = told(office)

    assert office.items() == []
    assert "brings rows, and nobody signed it" in said


@pytest.mark.parametrize("how", ["withdrawn", "rejected"])
def test_what_was_taken_back_is_not_taken_up_by_an_officer(office, how):
    post = held(office)
    office.withdraw(post) if how == "withdrawn" else office.reject(post)
    revision = office.post(post)
    (content,) = office.sql("SELECT content FROM revision")[0]
    row = {"post_id": post, "number": 2, "digest": revision.digest, "content": content}
    before = {"revision_before": revision.digest, "number": 2}
    forge_move(office, post, "edit", "olive", "cleared", [("revision", row)], **before)
    office.sql("UPDATE post SET number = 2")

    said = told(office)

    assert office.items() == []
    assert said


def test_a_refusal_stands_though_whoever_refused_has_gone(office):
    post = office.add(PLAIN, "2027-03-08T09:00", category="event").post.id
    forge_move(office, post, "judge", "ellis", "held", key="")
    office.reject(post)
    revision = office.post(post)
    (content,) = office.sql("SELECT content FROM revision")[0]
    row = {"post_id": post, "number": 2, "digest": revision.digest, "content": content}
    before = {"revision_before": revision.digest, "number": 2}
    forge_move(office, post, "edit", "olive", "cleared", [("revision", row)], **before)
    office.sql("UPDATE post SET number = 2")
    path = office.folder / "people.toml"
    text = path.read_text(encoding="utf-8").replace(
        'roles = ["approver"]\n',
        'roles = ["approver"]\nsuspended_on = 2027-03-02\nsuspended_because = "left"\n',
    )
    path.write_text(text, encoding="utf-8")
    office.clock.set("2027-03-02T09:00")
    office.gate.sign(office.clock(), "mona", "asha")
    office.app = office.app.fresh()
    office.clock.set(DUE)

    said = told(office)

    assert office.items() == []
    assert said


def test_findings_that_were_emptied_clear_nothing(office):
    post = office.add("Vote for Morgan Sampleby", INSIDE, category="event").post
    assert post.state == "blocked"
    office.clock.set(INSIDE)
    office.sql("UPDATE findings SET content = '[]'")
    forge_move(office, post.id, "judge", "ellis", "held", key="")
    forge_move(office, post.id, "approve", "anton", "approved", [sign_off_of(office, post.id)])

    told(office)

    assert office.items() == []
    assert office.state(post.id) == "blocked"


def test_pairs_of_repeats_taken_out_set_no_held_repeat_free(office):
    office.add(PLAIN, DUE)
    repeat = office.add(f"{PLAIN}!", "2027-03-09T09:00").post
    assert repeat.state == "held"
    office.sql("DELETE FROM alike", "DELETE FROM said_key", "DELETE FROM said")
    office.judge_queue()
    office.clock.set("2027-03-09T09:00")
    flip(office, repeat.id, "cleared")

    said = told(office)

    assert office.items() == []
    assert "its state is not what the record says" in said
