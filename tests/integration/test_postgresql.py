"""A queue on a real PostgreSQL server: what goes wrong there, who waits for whom, who may send."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest

from purdahgate.app import App
from purdahgate.errors import ConfigError, NotAllowedError, StoreError
from purdahgate.store.store import Store
from purdahgate.worker import Worker

NINE = datetime(2027, 3, 8, 9, tzinfo=UTC)
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'gate'"


def _keep(book, *names, between=lambda: None):
    for name in names:
        book._insert("medium", digest=name, content=b"1")
        between()


def _kept(store):
    with store.reading() as book:
        return book._connection.exec_driver_sql("SELECT digest FROM medium").scalars().all()


@pytest.fixture
def url(server):
    """An empty queue of the tests' own."""
    return server.url(server.emptied())


@pytest.fixture
def store(url, tmp_path):
    with closing(Store(url, tmp_path)) as store:
        yield store


@pytest.fixture
def elsewhere(server):
    """A database that is not shared; gives its name."""
    name = server.new_database()
    yield name
    server.sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_server(gate, server):
    """Let the workspace's database be at an address; gives the function that does."""

    def on(url):
        config = gate.folder / "config.toml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("sqlite:///purdahgate.db", url), encoding="utf-8")
        return gate

    return on


# --- errors, each in one line


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("postgresql+psycopg:///gate?host=/none/such", "does not answer", id="no server"),
        pytest.param("postgresql+psycopg://127.0.0.1:1/gate", "does not answer", id="nothing at the port"),
        pytest.param("postgresql+psycopg:///?service=none", "service that is not there", id="no service"),
        pytest.param("{none}", "is not there", id="no such database"),
        pytest.param("{nobody}", "does not know this account", id="no such account"),
    ],
)
@pytest.mark.parametrize("command", ["status", "inbox", "doctor"])
def test_a_server_that_does_not_let_us_in_is_told_in_one_line(on_server, server, address, said, command):
    address = address.format(none=server.url("none_such"), nobody=server.url("gate", "nobody"))

    ran = on_server(address).run(command)

    assert ran.code == 1
    assert said in ran.out + ran.err
    assert "Traceback" not in ran.out + ran.err
    assert command == "doctor" or ran.err.count("\n") == 1


@pytest.fixture
def strict(server):
    """An account that may connect with a password alone, and may do nothing; gives its name."""
    rules = server.folder / "pg_hba.conf"
    before = rules.read_text()
    server.sql("CREATE ROLE careful LOGIN PASSWORD 'right-horse'")
    rules.write_text("local all careful scram-sha-256\n" + before)
    server.sql("SELECT pg_reload_conf()")
    yield "careful"
    rules.write_text(before)
    server.sql("SELECT pg_reload_conf()", "DROP ROLE careful")


def test_a_password_comes_from_its_own_file_and_is_told_nowhere(server, strict, url, tmp_path, monkeypatch):
    file = tmp_path / "pass"
    monkeypatch.setenv("PGPASSFILE", str(file))
    address = server.url("gate", strict)

    def refused(password):
        file.write_text(f"*:*:*:{strict}:{password}\n")
        file.chmod(0o600)
        with pytest.raises(StoreError) as caught:
            Store(address, tmp_path)
        assert password not in str(caught.value)
        return caught.value.message

    file.write_text("")
    file.chmod(0o600)
    with pytest.raises(StoreError, match="wants a password"):
        Store(address, tmp_path)
    wrong, right = refused("wrong-horse"), refused("right-horse")

    assert wrong == "the database refuses the password"
    assert right == "the database refuses this account: permission denied for table meta"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("postgresql+psycopg://olive:hunter22@host/gate", id="before the host"),
        pytest.param("postgresql+psycopg://host/gate?password=hunter22", id="behind it"),
        pytest.param("postgresql+pg8000://olive:hunter22@host/gate", id="for another driver"),
        pytest.param("://olive:hunter22@host/gate", id="in no address at all"),
    ],
)
def test_a_password_in_the_config_is_refused_and_not_shown(tmp_path, address):
    with pytest.raises(ConfigError) as caught:
        Store(address, tmp_path)

    assert "hunter22" not in str(caught.value)


def test_without_psycopg_the_mend_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(ConfigError, match="psycopg is not installed") as caught:
        Store("postgresql+psycopg://host/gate", tmp_path)

    assert "purdahgate[postgresql]" in caught.value.mend


def test_another_version_and_somebody_elses_tables_are_refused(server, elsewhere, tmp_path):
    server.sql("UPDATE meta SET value = '999'", database=elsewhere)
    with pytest.raises(StoreError, match="schema '999'"):
        Store(server.url(elsewhere), tmp_path)

    server.sql("DROP TABLE meta", database=elsewhere)
    with pytest.raises(StoreError, match="is no purdahgate database"):
        Store(server.url(elsewhere), tmp_path)


def test_a_database_in_another_encoding_is_refused(server, tmp_path):
    server.sql("CREATE DATABASE latin ENCODING latin1 LOCALE 'C' TEMPLATE template0")

    with pytest.raises(StoreError, match="kept in LATIN1"):
        Store(server.url("latin"), tmp_path)

    assert server.sql("SELECT to_regclass('post')", database="latin") == [(None,)]


def test_a_table_that_is_gone_is_told(server, elsewhere, tmp_path):
    with closing(Store(server.url(elsewhere), tmp_path)) as store:
        server.sql("DROP TABLE leaf, audit", database=elsewhere)

        with pytest.raises(StoreError, match="has lost a table"), store.reading() as book:
            book.head()


def test_what_text_cannot_hold_is_told_and_nothing_lands(store):
    with pytest.raises(StoreError, match="NUL character"), store.writing() as book:
        _keep(book, "a", "a\0b")

    assert _kept(store) == []


def test_a_connection_lost_in_the_middle_lands_nothing_and_the_next_command_works(store, server):
    with pytest.raises(StoreError, match="lost its connection"), store.writing() as book:
        _keep(book, "half", "other", between=lambda: server.sql(END_ALL))
    with store.writing() as book:
        book.keep_medium("whole", b"1")

    assert _kept(store) == ["whole"]


def test_a_server_without_fsync_is_told_by_doctor_and_by_name(store):
    with store.reading() as book:
        about, unsafe = book.engine()

    assert about.startswith("PostgreSQL 18")
    assert "fsync is off" in unsafe  # as the tests' own server is


# --- guards


@pytest.mark.parametrize("deed", ["UPDATE {} SET by = by", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", ["stop", "proposal", "rule_set"])
def test_what_only_grows_is_neither_changed_deleted_nor_emptied(store, deed, table):
    with pytest.raises(StoreError, match="append-only"), store.writing() as book:
        book._connection.exec_driver_sql(deed.format(table))


# --- one writer at a time; readers see one moment


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(url, store, tmp_path, monkeypatch):
    monkeypatch.setattr("purdahgate.store.place.FIRST_WAIT_MS", 1)
    waiting, seen = threading.Event(), []
    with closing(Store(url, tmp_path, on_wait=waiting.set)) as other:

        def write_second():
            with other.writing() as book:
                seen.extend(book._connection.exec_driver_sql("SELECT digest FROM medium").scalars())

        with store.writing() as book:
            second = threading.Thread(target=write_second)
            second.start()
            waited = waiting.wait(timeout=60)
            book.keep_medium("first", b"1")
            began_early = bool(seen)
        second.join(timeout=60)

    assert (waited, began_early, seen) == (True, False, ["first"])


def test_a_reader_sees_one_moment_however_long_it_reads(store, url, tmp_path):
    with closing(Store(url, tmp_path)) as other, store.reading() as book:
        released = book.ever_released()
        with other.writing() as writing:
            writing.keep_medium("later", b"1")

        seen = book._connection.exec_driver_sql("SELECT digest FROM medium").all()

    assert (released, seen, _kept(store)) == (False, [], ["later"])


def test_four_at_once_make_one_set_of_tables(server, tmp_path):
    server.sql("CREATE DATABASE bare")

    def make(_number):
        Store(server.url("bare"), tmp_path).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(4)))

    assert server.sql("SELECT value FROM meta", database="bare") == server.sql(
        "SELECT value FROM meta", database="gate"
    )


# --- one worker


def test_the_right_to_send_that_was_lost_is_taken_anew_unless_another_has_it(store, url, server, tmp_path):
    with closing(Store(url, tmp_path)) as other, store.alone() as hold:
        server.sql(END_ALL)
        hold.check()
        with pytest.raises(NotAllowedError, match="another worker"), other.alone():
            pass

        server.sql(END_ALL)
        with other.alone(), pytest.raises(NotAllowedError, match="another worker"):
            hold.check()
        hold.check()


@pytest.mark.both_databases
def test_a_worker_that_lost_the_right_to_send_sends_nothing(office, monkeypatch):
    post = office.add("Bins are collected on Friday").post.id
    office.clock.set("2027-03-08T09:00")
    worker, told = Worker(office.app), []
    worker._trouble = told.append

    def lost():
        raise NotAllowedError("another worker is at work on this database")

    with worker.alone():
        monkeypatch.setattr(type(worker._hold), "check", lambda _self: lost())
        worker._send_due()

    assert (office.state(post), office.items()) == ("cleared", [])
    assert "another worker" in told[0]


def test_a_server_that_was_restarted_under_the_worker_loses_nothing(server, on_server, url):
    gate = on_server(url)
    gate.add("Bins are collected on Friday")
    app = App.at(gate.folder / "config.toml", lambda: NINE)
    told = []
    worker = Worker(app, trouble=told.append)
    with worker.alone():
        server.stop()
        worker._tick()
        server.start()
        worker._tick()
    app.store.close()

    assert "does not answer" in told[0] or "lost its connection" in told[0]
    assert gate.state(1) == "sent"
    assert len(list((gate.folder / "outbox" / "items").glob("*.json"))) == 1
