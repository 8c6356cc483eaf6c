"""The database: what cannot be changed, who waits for whom, and what is kept once."""

import hashlib
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from purdahgate.errors import InputError, StoreError
from purdahgate.store.store import Store
from purdahgate.usecases.submit import submit

GUARDED = ["audit", "revision", "sign_off", "ruling", "calendar_change"]


@pytest.fixture
def full(office):
    """A database with a row in every table that only grows."""
    post = office.add(
        "Cllr Morgan Sampleby says bins are late", "2027-04-20T09:00", category="service"
    ).post.id
    office.rule(post)
    office.approve(post)
    office.call()
    return office


@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE {table} SET rowid = 99", id="changed"),
        pytest.param("DELETE FROM {table}", id="deleted"),
    ],
)
def test_what_only_grows_is_neither_changed_nor_deleted_by_accident(full, table, statement):
    before = full.sql(f"SELECT * FROM {table}")

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        full.sql(statement.format(table=table))

    assert full.sql(f"SELECT * FROM {table}") == before != []


@pytest.mark.parametrize("table", GUARDED)
def test_a_replacing_insert_does_not_walk_past_the_guard(full, table):
    before = full.sql(f"SELECT * FROM {table}")

    with pytest.raises(StoreError, match="append-only"), full.app.store.writing() as book:
        book._connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    assert full.sql(f"SELECT * FROM {table}") == before


def test_no_two_entries_follow_the_same_one(full):
    with pytest.raises(sqlite3.IntegrityError):
        full.sql("INSERT INTO audit SELECT 99, prev, body, hash, post_id FROM audit WHERE seq = 2")


def test_a_database_of_another_version_is_refused(office):
    path = office.app.store.where
    office.sql("UPDATE meta SET value = '999' WHERE key = 'schema'")

    with pytest.raises(StoreError, match="schema '999'") as caught:
        Store("sqlite:///purdahgate.db", office.folder)

    assert caught.value.where == path
    assert caught.value.mend


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "empty", id="an empty file"),
        pytest.param(b"no database at all" * 99, "no SQLite database", id="another file"),
    ],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content, says):
    (tmp_path / "gate.db").write_bytes(content)

    with pytest.raises(StoreError, match=says):
        Store("sqlite:///gate.db", tmp_path)

    assert (tmp_path / "gate.db").read_bytes() == content


def test_somebody_elses_database_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "gate.db")) as raw, raw:
        raw.execute("CREATE TABLE cats (name)")

    with pytest.raises(StoreError):
        Store("sqlite:///gate.db", tmp_path)


def test_a_database_in_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StoreError):
        Store("sqlite:///none/gate.db", tmp_path)


@pytest.fixture
def impatient(office, monkeypatch):
    """Another connection to the office's database that says at once when it has to wait."""
    monkeypatch.setattr("purdahgate.store.place.FIRST_WAIT_MS", 1)
    _ = office.app.store
    waiting = threading.Event()
    store = Store("sqlite:///purdahgate.db", office.folder, on_wait=waiting.set)
    yield store, waiting
    store.close()


def test_a_second_writer_waits_for_the_first_and_both_land(office, impatient):
    store, waiting = impatient
    heads = []

    def write_second():
        with store.writing() as book:
            heads.append(book.head().length)
            book.keep_medium("second", b"2")

    with office.app.store.writing() as book:
        second = threading.Thread(target=write_second)
        second.start()
        waited = waiting.wait(timeout=60)
        book.keep_medium("first", b"1")
        began_early = bool(heads)
    second.join(timeout=60)

    assert waited
    assert not began_early
    assert sorted(office.sql("SELECT digest FROM medium")) == [("first",), ("second",)]


def test_a_writer_that_is_not_made_to_wait_says_nothing(impatient):
    store, waiting = impatient

    with store.writing() as book:
        book.keep_medium("only", b"1")

    assert not waiting.is_set()


def test_two_processes_queue_at_once_and_no_entry_is_lost(gate):
    add = (
        "post",
        "add",
        "Bins",
        "--account",
        "council",
        "--due",
        "2027-03-08T09:00",
        "--as",
        "olive",
        "--json",
    )
    gate.add("The first makes the database")

    running = [
        subprocess.Popen(gate.command(*add), cwd=gate.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    errors = [each.communicate(timeout=120)[1] for each in running]

    assert ([each.returncode for each in running], b"".join(errors)) == ([0, 0, 0, 0], b"")
    assert gate.run("audit", "verify", "--json").json["entries"] == 6


def test_two_processes_make_one_database_at_once(gate):
    add = (
        "post",
        "add",
        "Bins",
        "--account",
        "council",
        "--due",
        "2027-03-08T09:00",
        "--as",
        "olive",
        "--json",
    )

    running = [
        subprocess.Popen(gate.command(*add), cwd=gate.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    errors = [each.communicate(timeout=120)[1] for each in running]

    assert ([each.returncode for each in running], b"".join(errors)) == ([0, 0, 0, 0], b"")
    assert gate.run("audit", "verify", "--json").json["entries"] == 5


@pytest.mark.both_databases
def test_a_reader_sees_nothing_of_a_writer_that_has_not_finished(office):
    with office.app.store.writing() as book:
        book.keep_medium("half", b"1")
        seen = office.sql("SELECT count(*) FROM medium")

    assert seen == [(0,)]


@pytest.mark.both_databases
def test_a_dry_run_lands_nothing(office):
    with office.app.store.writing(dry_run=True) as book:
        deed = office.app.deed(book, office.app.people.who("olive"))
        stored = submit(deed, [office.draft("Bins are collected on Friday")])
        seen_inside = book.post(stored[0].post.id).state

    assert seen_inside == "cleared"
    assert office.verify().length == 0
    assert office.sql("SELECT count(*) FROM post") == [(0,)]


@pytest.mark.both_databases
def test_what_is_due_comes_the_earliest_first(office):
    late = office.add("Late", "2027-03-08T09:02").post.id
    first = office.add("First", "2027-03-08T09:00").post.id
    also_late = office.add("Also late", "2027-03-08T09:02").post.id
    office.add("Not yet", "2027-03-08T09:03")
    moment = datetime(2027, 3, 8, 9, 2, tzinfo=UTC)

    with office.app.store.reading() as book:
        due = book.due(moment, 10)

    assert due == [first, late, also_late]


def test_no_more_are_due_than_were_asked_for(office):
    ids = [office.add(f"Bins {number}", f"2027-03-08T09:0{number}").post.id for number in range(3)]

    with office.app.store.reading() as book:
        due = book.due(datetime(2027, 3, 9, tzinfo=UTC), 2)

    assert due == ids[:2]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("deeds", "due"),
    [
        pytest.param([], False, id="held"),
        pytest.param(["approve"], True, id="approved"),
        pytest.param(["approve", "reject"], False, id="refused"),
        pytest.param(["approve", "withdraw"], False, id="withdrawn"),
    ],
)
def test_only_what_may_go_out_is_due(office, deeds, due):
    post = office.add("Spring fair", "2027-04-20T09:00", category="event").post.id
    _ = [getattr(office, deed)(post) for deed in deeds]

    with office.app.store.reading() as book:
        found = book.due(datetime(2028, 1, 1, tzinfo=UTC), 10)

    assert found == ([post] if due else [])


def test_what_went_out_is_due_no_more(office):
    office.add("Bins are collected on Friday")
    office.clock.set("2027-03-08T09:00")
    office.worker()

    with office.app.store.reading() as book:
        found = book.due(datetime(2028, 1, 1, tzinfo=UTC), 10)

    assert found == []


def test_the_scan_for_what_is_due_reads_an_index_alone(office):
    office.add("Bins are collected on Friday")

    plan = office.sql(
        "EXPLAIN QUERY PLAN SELECT id FROM post WHERE release_at <= '2027-03-08 09:00:00' "
        "ORDER BY release_at, id LIMIT 500"
    )

    assert [row[3] for row in plan] == ["SEARCH post USING COVERING INDEX post_release (release_at<?)"]


def test_the_scan_for_open_attempts_reads_an_index_of_those_alone(office):
    _ = office.app.store

    plan = office.sql("EXPLAIN QUERY PLAN SELECT id FROM release WHERE outcome = '' ORDER BY id")

    assert "release_open" in plan[0][3]


def test_instants_are_stored_in_utc_and_come_back_aware(office):
    post = office.add("Bins are collected on Friday", "2027-06-15T09:00").post

    stored = office.sql("SELECT due_at, release_at FROM post")

    assert stored == [("2027-06-15 08:00:00.000000", "2027-06-15 08:00:00.000000")]
    assert office.post(post.id).due_at == datetime(2027, 6, 15, 8, tzinfo=UTC)
    assert office.post(post.id).due_at.utcoffset() == timedelta(0)


@pytest.mark.both_databases
def test_a_revision_is_stored_as_the_text_its_digest_was_taken_over(office):
    post = office.add("Bins — collected “on” Friday 👩‍🚒", link="https://sometown.example/?a=1&b=2").post

    ((content, digest),) = office.sql("SELECT content, digest FROM revision")

    assert hashlib.sha256(content.encode()).hexdigest() == digest == post.digest
    assert office.post(post.id).revision == post.revision


@pytest.mark.both_databases
def test_every_revision_is_kept(office):
    post = office.add("Bins are collected on Friday").post
    office.edit(post.id, by="oscar", text="Bins are collected on Monday")

    rows = office.sql("SELECT number, by FROM revision ORDER BY number")

    assert rows == [(1, "olive"), (2, "oscar")]
    assert office.post(post.id).writers == {"olive", "oscar"}
    assert office.post(post.id).author == "olive"


@pytest.mark.both_databases
def test_the_bytes_of_a_medium_are_kept_once_and_come_back_whole(office):
    content = bytes(range(256)) * 9
    one, two = office.folder / "one.png", office.folder / "two.png"
    one.write_bytes(content)
    two.write_bytes(content)

    office.add("Bins", media=((one, "A bin"), (two, "The same bin")))
    office.add("Bins again", media=((one, "A bin"),))

    digest = hashlib.sha256(content).hexdigest()
    assert office.sql("SELECT digest FROM medium") == [(digest,)]
    with office.app.store.reading() as book:
        assert book.medium(digest) == content


def test_a_picture_changed_after_the_save_does_not_change_the_post(office):
    path = office.folder / "bin.png"
    path.write_bytes(b"before")
    post = office.add("Bins", media=((path, "A bin"),), answers={"copyright": "Our own"}).post
    path.write_bytes(b"after")
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert office.state(post.id) == "sent"
    sent = [file.read_bytes() for file in (office.folder / "outbox" / "media").iterdir()]
    assert sent == [b"before"]


@pytest.mark.both_databases
def test_a_post_that_is_not_there_is_told_plainly(office):
    with pytest.raises(InputError, match="no post 7"):
        office.post(7)


def test_the_posts_of_one_batch_know_it(gate):
    first = ("post", "add", "Bins", "--account", "council", "--account", "parks", "--due", "2027-03-08T09:00")
    ran = gate.run(*first, "--as", "olive", "--json")

    assert [line["id"] for line in ran.lines] == [1, 2]
    with closing(sqlite3.connect(gate.folder / "purdahgate.db")) as raw:
        assert raw.execute("SELECT account, batch FROM post").fetchall() == [("council", 1), ("parks", 1)]
