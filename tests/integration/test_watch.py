"""The worker's eye on the record, and its journal."""

import json

import pytest

from purdahgate.domain.audit import Head
from purdahgate.errors import AuditBrokenError, PeopleBrokenError, StoreError
from purdahgate.store.journal import Journal, Seen
from purdahgate.worker import Worker

PLAIN = "Bins are collected on Friday"
DUE = "2027-03-08T09:00"


@pytest.fixture
def due(office):
    """One plain post whose time has just come."""
    post = office.add(PLAIN, DUE).post
    office.clock.set(DUE)
    return post


def lines(office):
    text = (office.folder / "worker.journal").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_the_journal_has_what_was_seen_and_what_was_tried(office, due):
    office.worker()

    kept = [(each.get("length"), each.get("key", ""), each.get("outcome", "")) for each in lines(office)]
    key = f"{due.id:08d}-{due.digest[:16]}"
    assert [each[1:] for each in kept if each[1]] == [(key, ""), (key, "sent")]
    assert kept[0][0] > 0


def test_what_is_due_does_not_go_out_of_a_database_that_was_rolled_back(office, due):
    old = (office.folder / "purdahgate.db").read_bytes()
    office.worker()
    (office.folder / "purdahgate.db").write_bytes(old)

    with pytest.raises(AuditBrokenError, match="rolled back"):
        office.worker()

    assert len(office.items()) == 1


def test_an_older_people_file_is_refused(office, due):
    signed = office.folder / "people.signed.jsonl"
    old = signed.read_bytes()
    office.gate.run("person", "suspend", "oscar", "--reason", "x", "--as", "mona", at=DUE)
    office.app = office.app.fresh()
    office.worker()
    office.add("More bins", "2027-03-08T10:00")
    office.clock.set("2027-03-08T10:00")
    signed.write_bytes(old)
    office.app = office.app.fresh()

    with pytest.raises(PeopleBrokenError, match="rolled back: the worker has seen version 2"):
        office.worker()

    assert office.items() == [PLAIN]


def test_a_post_that_the_journal_has_as_sent_is_not_sent_again(office, due):
    Journal(office.folder / "worker.journal").attempt(f"{due.id:08d}-{due.digest[:16]}", office.clock())

    (ended,) = office.worker()

    assert "has gone out, or may have" in ended.why
    assert office.items() == []
    assert office.audit(due.id)[-1]["action"] == "refuse-release"


def test_a_new_journal_beside_an_old_record_is_told(office, due):
    office.worker()
    (office.folder / "worker.journal").unlink()
    office.add("More bins", "2027-03-08T10:00")
    office.clock.set("2027-03-08T10:00")
    told = []

    Worker(office.app, trouble=told.append).once()

    assert len(told) == 1
    assert "entries are taken as they stand" in told[0]


def test_the_first_journal_of_a_new_record_is_nothing_to_tell(office, due):
    told = []

    Worker(office.app, trouble=told.append).once()

    assert told == []


def test_a_clock_far_behind_the_record_sends_nothing(office):
    post = office.add(PLAIN, DUE).post.id
    office.clock.set("2027-03-09T09:00")
    office.add("More bins", "2027-03-10T09:00")
    office.clock.set(DUE)
    told = []

    Worker(office.app, trouble=told.append).once()

    assert "the clock says" in told[0]
    assert (office.items(), office.state(post)) == ([], "cleared")


def test_a_journal_that_was_cut_short_goes_on_from_its_last_whole_line(tmp_path, office):
    path = tmp_path / "worker.journal"
    Journal(path).see(Seen(Head(7, "a"), 1, "b"), office.clock())
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"at":"2027-03-01T10:')

    journal = Journal(path)

    assert journal.seen == Seen(Head(7, "a"), 1, "b")
    assert path.read_bytes() == whole


@pytest.mark.parametrize("line", [b"nonsense\n", b'{"at":"2027-03-01T10:00:00Z","huh":1}\n', b"\xff\n"])
def test_a_journal_with_a_line_that_is_none_is_refused(tmp_path, line):
    path = tmp_path / "worker.journal"
    path.write_bytes(line)

    with pytest.raises(StoreError, match="journal is damaged"):
        Journal(path)


def test_a_journal_that_cannot_be_written_stops_the_worker(office, due):
    (office.folder / "worker.journal").mkdir()

    with pytest.raises(StoreError):
        office.worker()

    assert office.items() == []


def test_somebody_else_may_heed_a_journal_and_writes_nothing(tmp_path, office):
    path = tmp_path / "worker.journal"

    Journal(path, keep=False).attempt("1", office.clock())

    assert not path.exists()
