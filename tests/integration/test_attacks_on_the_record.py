"""Attacks on the record itself, its clock and the worker: nothing goes out, and it is told what is wrong."""

import shutil
from datetime import timedelta

import pytest
from filelock import FileLock
from tests.integration.attacks import (
    DUE,
    EVENT,
    INSIDE,
    PLAIN,
    approved,
    cleared,
    cut,
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

from purdahgate.errors import NotAllowedError, StoreError
from purdahgate.usecases.clock_watch import ClockWatch
from purdahgate.worker import Worker


def seen(office) -> None:
    """Let the worker look at the record as it stands."""
    told(office)


@pytest.mark.parametrize(
    ("attack", "says"),
    [
        pytest.param(["DELETE FROM audit WHERE seq = 2"], "entry 2 is missing", id="one taken out"),
        pytest.param(["DELETE FROM audit WHERE seq = 1"], "entry 1 is missing", id="the first taken out"),
        pytest.param(["UPDATE audit SET seq = -seq WHERE seq = 2"], "entry", id="one moved to the front"),
        pytest.param(
            [
                "UPDATE audit SET seq = 99 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 99",
            ],
            "entry 2 does not follow",
            id="two in another order",
        ),
        pytest.param(
            ["UPDATE audit SET body = replace(body, 'olive', 'oscar') WHERE seq = 2"],
            "entry 2 was changed",
            id="one changed",
        ),
        pytest.param(["UPDATE audit SET post_id = NULL WHERE seq = 2"], "another post", id="one hidden"),
        pytest.param(["UPDATE audit SET body = 'x' WHERE seq = 2"], "entry 2", id="one made no entry"),
    ],
)
def test_a_record_that_was_meddled_with_stops_everything(office, attack, says):
    approved(office)
    unguarded(office)
    office.sql("PRAGMA foreign_keys = OFF", *attack)

    said = told(office)

    assert office.items() == []
    assert says in said


def test_a_record_rewritten_whole_before_the_worker_saw_it_lacks_the_signatures(office):
    approved(office)
    rewrite(office, 2, lambda values: values | {"account": "parks"})

    said = told(office)

    assert office.items() == []
    assert "the signature of entry 2 is not olive's" in said


def test_a_record_rewritten_whole_after_the_worker_saw_it_is_another(office):
    approved(office)
    office.clock.on(hours=-1)
    seen(office)
    rewrite(office, 2, lambda values: values | {"account": "parks"})
    office.clock.set(INSIDE)

    said = told(office)

    assert office.items() == []
    assert f"entry {length(office)} is another than the one the worker has seen" in said


def test_a_record_cut_short_behind_the_workers_back_is_found_at_its_next_look(office):
    post = held(office)
    office.clock.on(hours=-1)
    office.approve(post)
    office.withdraw(post)
    seen(office)  # though nothing is due
    cut(office, length(office) - 1)
    office.clock.set(INSIDE)
    flip(office, post, "approved")

    said = told(office)

    assert office.items() == []
    assert "the record was rolled back to 3 entries: the worker has seen 4" in said


def test_a_database_rolled_back_sends_nothing_twice(office):
    cleared(office)
    database = office.folder / "purdahgate.db"
    shutil.copy(database, office.folder / "kept.db")
    seen(office)
    assert office.items() == [PLAIN]
    shutil.copy(office.folder / "kept.db", database)
    for file in (office.folder / "outbox" / "items").glob("*"):
        file.unlink()

    said = told(office)

    assert office.items() == []
    assert "the record was rolled back to 2 entries: the worker has seen 4" in said


def test_an_attempt_cut_off_after_the_worker_died_sends_nothing_twice(office, monkeypatch):
    post = cleared(office)
    with monkeypatch.context() as patch:
        patch.setattr(Worker, "_record", dead)
        with pytest.raises(StoreError):
            Worker(office.app).once()
    assert office.items() == [PLAIN]
    cut(office, 2)
    office.sql("DELETE FROM release")
    flip(office, post, "cleared")
    for file in (office.folder / "outbox" / "items").glob("*"):
        file.unlink()

    said = told(office)

    assert office.items() == []
    assert "the worker's journal has it" in said


def dead(*_: object) -> None:
    """The power fails between sending and recording it."""
    raise StoreError("the power failed")


def test_entries_changed_after_the_worker_had_read_them_are_found(office):
    post = approved(office)
    office.clock.on(hours=-1)
    worker = Worker(office.app)
    told(office, worker)
    unguarded(office)
    office.sql(f"UPDATE audit SET body = replace(body, 'anton', 'mona') WHERE post_id = {post}")
    office.clock.set(INSIDE)

    said = told(office, worker)

    assert office.items() == []
    assert "were changed after the worker had read them" in said


def test_a_new_journal_is_told_of(office):
    cleared(office)
    seen(office)
    (office.folder / "worker.journal").unlink()
    office.add(EVENT, "2027-03-08T10:00")
    office.clock.set("2027-03-08T10:00")

    said = told(office)

    assert "new journal" in said
    assert "are taken as they stand" in said


def test_a_journal_cut_in_its_middle_stops_everything(office):
    cleared(office)
    journal = office.folder / "worker.journal"
    journal.write_bytes(b'{"at":"2027-03-01T10:00:00Z","len\n{"at":"2027-03-01T10:00:00Z","length":1}\n')

    said = told(office)

    assert office.items() == []
    assert "the worker's journal is damaged" in said


def test_a_clock_set_back_before_the_last_entry_sends_nothing(office):
    cleared(office)
    forge(office, "account-check", "olive", at=office.clock() + timedelta(minutes=10))

    said = told(office)

    assert office.items() == []
    assert "the clock says" in said or "goes to" in said


def test_nothing_goes_out_before_the_time_that_an_entry_claims(office):
    post = cleared(office)
    unsigned = office.clock() + timedelta(minutes=4)  # within what two clocks may differ by
    forge(office, "judge", "ellis", key="", at=unsigned, post=post, **{"from": "cleared", "to": "cleared"})

    said = told(office)

    assert office.items() == []
    assert "nothing goes out before that" in said


def test_an_entry_older_than_the_one_before_it_stops_everything(office):
    cleared(office)
    forge(office, "account-check", "olive", at=office.clock() - timedelta(days=20))

    said = told(office)

    assert office.items() == []
    assert "says it is older than the one before it" in said


def revoke(office, name: str, day: str) -> None:
    """From that day on the key of `name` signs nothing; two keyholders have signed that."""
    path = office.folder / "people.toml"
    text = path.read_text(encoding="utf-8")
    held = f'[[key]]\nname = "{name}"\n'
    assert held in text
    path.write_text(
        text.replace(held, f'{held}revoked_on = {day}\nrevoked_because = "stolen"\n'), encoding="utf-8"
    )
    office.gate.sign(office.clock(), "mona", "asha", "anton")
    office.app = office.app.fresh()


def test_a_stolen_key_signs_nothing_dated_before_its_revocation(office):
    office.add(EVENT, "2027-04-28T09:00", category="event")
    office.clock.set("2027-04-19T09:00")
    revoke(office, "olive", "2027-04-19")
    office.clock.set("2027-04-19T12:00")
    seen(office)
    office.clock.set("2027-04-20T09:00")
    before = office.clock() - timedelta(days=10)
    forge(office, "account-check", "olive", at=before)

    said = told(office)

    assert office.items() == []
    assert "is signed by a key that was not olive's" in said


def test_an_approval_by_a_key_that_was_revoked_since_counts_no_more(office):
    approved(office)
    revoke(office, "anton", "2027-04-20")

    told(office)

    assert office.items() == []
    assert office.state(1) == "held"


def test_a_lock_taken_away_lets_no_second_worker_in(office):
    cleared(office)
    with Worker(office.app).alone():
        (office.folder / "purdahgate.db.worker.lock").unlink(missing_ok=True)

        with pytest.raises(NotAllowedError, match="another worker is at work"), Worker(office.app).alone():
            pass

    assert office.items() == []


def test_a_second_worker_that_is_refused_leaves_the_first_lock_free(office):
    held_by_another = FileLock(f"{office.app.config.journal}.worker.lock")
    with held_by_another, pytest.raises(NotAllowedError), Worker(office.app).alone():
        pass

    with Worker(office.app).alone():
        assert office.items() == []


def test_two_workers_one_after_another_send_once(office):
    cleared(office)
    first, second = Worker(office.app), Worker(office.app)

    told(office, first)
    told(office, second)

    assert office.items() == [PLAIN]
    assert [each["action"] for each in office.audit(1)] == ["submit", "attempt", "outcome"]


@pytest.mark.parametrize("minutes", [-3, 3])
def test_a_clock_that_was_set_stops_a_worker_until_it_is_started_again(office, minutes):
    cleared(office)
    office.clock.on(minutes=-minutes)
    told_of = []

    def trouble(line):
        told_of.append(line)
        worker.stop()

    def steady():
        office.clock.set(DUE)  # as soon as the worker has looked at the clock for the first time
        return 1_000.0

    worker = Worker(office.app, trouble=trouble, steady=steady)

    worker.run()

    assert office.items() == []
    assert f"this machine's clock was set {'forward' if minutes > 0 else 'back'} by 3 minutes" in told_of[0]


def test_a_clock_that_was_set_right_again_stays_refused(office):
    now = office.clock()
    watch = ClockWatch(now, 50.0)
    watch.refuse_jump(now + timedelta(minutes=61), 50.0 + 3_600)

    for later in (timedelta(hours=2), timedelta(hours=1)):
        with pytest.raises(NotAllowedError, match="start the worker again"):
            watch.refuse_jump(now + later, 50.0 + 3_600)


def test_an_approval_forged_before_the_first_look_is_found_too(office):
    post = held(office)
    forge_move(office, post, "approve", "olive", "approved", [sign_off_of(office, post)])

    first, second = told(office), told(office)

    assert office.items() == []
    assert "olive might not approve" in first
    assert "olive might not approve" in second
