"""A database that cannot be read or written, or that another command is writing to."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

DUE = "2027-03-08T09:00"
ADD = ("post", "add", "Bins on Friday", "--account", "council", "--due", DUE, "--as", "olive")

# Argument 1 is the workspace: a small disk of its own is put over it, filled, and commands are run on it.
_ON_A_FULL_DISK = """
import json, os, pathlib, shutil, subprocess, sys, tempfile
folder, *commands = sys.argv[1:]
kept = pathlib.Path(tempfile.mkdtemp())
shutil.copytree(folder, kept, dirs_exist_ok=True)
mount = ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", folder]
if subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
    sys.exit("no mount")
shutil.copytree(kept, folder, dirs_exist_ok=True)
shutil.rmtree(kept)
folder = pathlib.Path(folder)
def fill():
    file = os.open(folder / "filler", os.O_WRONLY | os.O_CREAT)
    try:
        while True:
            os.write(file, b"x" * 4096)
    except OSError:
        os.close(file)
def run(command):
    done = subprocess.run(json.loads(command), cwd=folder, capture_output=True, text=True)
    return [done.returncode, done.stdout, done.stderr]
def state():
    base = folder / "purdahgate.db"
    return base.read_bytes().hex() if base.exists() else ""
fill()
before = state()
ran = [run(command) for command in commands[:-1]]
same = state() == before
(folder / "filler").unlink(missing_ok=True)
print(json.dumps({"ran": ran, "same": same, "after": run(commands[-1]), "left": sorted(os.listdir(folder))}))
"""


@pytest.fixture
def on_a_full_disk(gate, in_folder):
    """Run commands on a disk without a byte left, then a last one with room again."""

    def run(*commands: tuple[str, ...]):
        unshare = shutil.which("unshare")
        if unshare is None or in_folder([unshare, "-rm", "true"]).code:
            pytest.skip("NOT TESTED HERE: a full disk (this machine lets nobody mount one of their own)")
        typed = [json.dumps(gate.command(*each)) for each in commands]
        done = in_folder([unshare, "-rm", sys.executable, "-c", _ON_A_FULL_DISK, str(gate.folder), *typed])
        if "no mount" in done.err:
            pytest.skip("NOT TESTED HERE: a full disk (this machine lets nobody mount one of their own)")
        assert done.code == 0, done.err
        return json.loads(done.out)

    return run


# --- a full disk


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(ADD, id="post add"),
        pytest.param(("post", "import", "posts.csv", "--as", "olive"), id="post import"),
        pytest.param(
            *[
                (
                    *("calendar", "add", "parl.2027-06-10", "--title", "General election", "--nation", "uk"),
                    *("--source", "An invented statement", "--as", "ellis"),
                )
            ],
            id="calendar add",
        ),
    ],
)
def test_on_a_full_disk_nothing_is_stored_and_nothing_is_lost(written, database, on_a_full_disk, command):
    written("posts.csv", "text,account,due\n" + f"Bins,council,{DUE}\n" * 200)

    done = on_a_full_disk(command, ("audit", "verify", "--json"))

    assert done["ran"] == [[1, "", done["ran"][0][2]]]
    assert done["ran"][0][2].startswith("error: the database has no room: the disk is full")
    assert done["ran"][0][2].count("\n") == 1
    assert done["same"]
    assert json.loads(done["after"][1])["entries"] == 2


def test_once_there_is_room_again_the_post_is_stored(database, on_a_full_disk):
    done = on_a_full_disk(ADD, ADD)

    assert done["after"][0] == 0
    assert done["after"][1].startswith("Post 2 is cleared")


def test_on_a_full_disk_the_first_post_of_a_new_workspace_is_refused_too(gate, on_a_full_disk):
    done = on_a_full_disk(ADD, ADD)

    assert done["ran"][0][0] == 1
    assert done["ran"][0][2].startswith("error: the database has no room: the disk is full")
    assert done["after"][0] == 0, done["after"]
    assert done["after"][1].startswith("Post 1 is cleared")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        pytest.param(("calendar", "export", "windows.ics"), "windows.ics", id="the calendar"),
        pytest.param(("audit", "export", "audit.jsonl"), "audit.jsonl", id="the audit table"),
    ],
)
def test_a_full_disk_leaves_no_half_of_a_file(database, on_a_full_disk, command, name):
    done = on_a_full_disk(command, ("status", "--json"))

    assert done["ran"][0][:2] == [1, ""]
    assert done["ran"][0][2].startswith("error: the file cannot be written: No space left on device")
    assert [each for each in done["left"] if name in each] == []


def test_on_a_full_disk_the_queue_can_still_be_read(database, on_a_full_disk):
    done = on_a_full_disk(("post", "list"), ("status", "--json"))

    assert done["ran"][0][0] == 0
    assert "The library opens at ten" in done["ran"][0][1]


def test_a_file_that_may_not_grow_is_as_good_as_a_full_disk(gate, in_folder, database):
    """By RLIMIT_FSIZE: what a quota does, on machines where no disk can be mounted."""
    resource = pytest.importorskip(
        "resource", reason="NOT TESTED HERE: a file that may not grow (no rlimits)"
    )
    assert resource.RLIMIT_FSIZE is not None
    limited = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = gate.command("post", "add", "-", *ADD[3:])
    before = database()

    ran = in_folder([sys.executable, "-c", limited, *command], b"words and more " * 50_000)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database ")
    assert ran.err.count("\n") == 1
    assert database() == before


# --- read-only


@pytest.fixture
def read_only(gate, database):
    """Take write access to the database's file, its folder, or both; gives it back in the end."""
    file, folder = gate.folder / "purdahgate.db", gate.folder

    def close(*what: str) -> None:
        if "file" in what:
            file.chmod(0o444)
        if "folder" in what:
            folder.chmod(0o555)

    yield close
    folder.chmod(0o755)
    file.chmod(0o644)


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(("file",), id="the file"),
        pytest.param(("folder",), id="the folder"),
        pytest.param(("file", "folder"), id="both"),
    ],
)
def test_a_read_only_database_refuses_to_store_in_one_line(bound_by_modes, database, read_only, what):
    before = database()
    read_only(*what)

    ran = bound_by_modes(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database is read-only (")
    assert ran.err.count("\n") == 1
    assert database() == before


def test_a_read_only_database_can_be_read(bound_by_modes, database, read_only):
    read_only("file", "folder")

    ran = bound_by_modes("post", "list")

    assert (ran.code, ran.err) == (0, "")
    assert "The library opens at ten" in ran.out


def test_the_worker_on_a_read_only_database_says_so_in_one_line(bound_by_modes, database, read_only):
    read_only("file", "folder")

    ran = bound_by_modes("worker", "once")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert "bug" not in ran.err
    assert ran.err.count("\n") == 1


def test_the_doctor_finds_a_read_only_database(bound_by_modes, database, read_only):
    read_only("file")

    ran = bound_by_modes("doctor")

    assert ran.code == 1
    assert "WRONG" in ran.out


def test_a_database_that_may_not_be_read_is_said_in_one_line(gate, bound_by_modes, database):
    (gate.folder / "purdahgate.db").chmod(0)

    ran = bound_by_modes("post", "list")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database cannot be opened (")


# --- corrupt

PAGE = 4096


def truncated(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def header_alone(whole: bytes) -> bytes:
    return whole[:100]


def garbage(whole: bytes) -> bytes:
    return b"\xde\xad\xbe\xef" * PAGE


def garbage_behind_the_first_page(whole: bytes) -> bytes:
    return whole[:PAGE] + b"\xde\xad\xbe\xef" * ((len(whole) - PAGE) // 4)


def wrong_header(whole: bytes) -> bytes:
    return bytes(100) + whole[100:]


def words(whole: bytes) -> bytes:
    return b"This is no database.\n"


CORRUPT = [truncated, header_alone, garbage, garbage_behind_the_first_page, wrong_header, words]


@pytest.mark.parametrize("spoil", CORRUPT)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(ADD, id="post add"),
        pytest.param(("post", "list"), id="post list"),
        pytest.param(("check", "Bins"), id="check"),
    ],
)
def test_a_corrupt_database_is_said_in_one_line_and_left_as_it_is(gate, database, spoil, command):
    (gate.folder / "purdahgate.db").write_bytes(spoil(database()))
    before = database()

    ran = gate.run(*command)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database is ")
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize("spoil", [truncated, garbage])
def test_a_real_process_says_it_in_one_line_too(gate, database, spoil):
    (gate.folder / "purdahgate.db").write_bytes(spoil(database()))
    before = database()

    ran = gate.process(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database is ")
    assert ran.err.count("\n") == 1
    assert database() == before


def test_a_corrupt_database_under_json_is_one_object(gate, database):
    (gate.folder / "purdahgate.db").write_bytes(truncated(database()))

    ran = gate.process("post", "list", "--json")

    assert json.loads(ran.err)["code"] == "store"


@pytest.mark.parametrize("spoil", CORRUPT)
def test_the_doctor_finds_a_corrupt_database(gate, database, spoil):
    (gate.folder / "purdahgate.db").write_bytes(spoil(database()))

    ran = gate.run("doctor")

    assert ran.code == 1
    assert "WRONG" in ran.out
    assert "bug" not in ran.err


def test_a_folder_in_the_place_of_the_database_is_said_in_one_line(gate):
    (gate.folder / "purdahgate.db").mkdir()

    ran = gate.process(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database ")
    assert ran.err.count("\n") == 1


def test_the_database_of_another_program_is_left_alone(gate):
    path = gate.folder / "purdahgate.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bins (street TEXT)")
    connection.close()
    before = path.read_bytes()

    ran = gate.process(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database ")
    assert path.read_bytes() == before


def test_the_database_of_another_version_is_left_alone(gate, database):
    connection = sqlite3.connect(gate.folder / "purdahgate.db")
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    before = database()

    ran = gate.process(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: the database has schema '99'")
    assert database() == before


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("sqlite:///none/purdahgate.db", "the database cannot be opened", id="no such folder"),
        pytest.param("sqlite://", "is neither a SQLite file", id="in memory"),
        pytest.param("sqlite:///:memory:", "is neither a SQLite file", id="in memory by name"),
        pytest.param("mysql://council/queue", "is neither a SQLite file", id="another server"),
        pytest.param("postgresql+pg8000://council/queue", "another driver", id="another driver"),
        pytest.param("postgresql://council", "names no database", id="no database named"),
        pytest.param("purdahgate.db", "is no database URL", id="a bare path"),
        pytest.param("", "is no database URL", id="nothing"),
    ],
)
def test_a_database_url_that_cannot_stand_is_said_in_one_line(gate, rewrite, url, said):
    rewrite("config.toml", "sqlite:///purdahgate.db", url)

    ran = gate.run(*ADD)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


# --- two commands at once


@pytest.fixture
def writing(gate, database):
    """Another writer at work on the database, until it is let go."""
    connection = sqlite3.connect(gate.folder / "purdahgate.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    connection.close()


def test_a_second_command_says_that_it_waits_and_then_does_its_work(gate, writing):
    command = gate.command(*ADD)
    waiting = subprocess.Popen(
        command, cwd=gate.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ)
    )

    said = waiting.stderr.readline().decode()
    stored_meanwhile = waiting.poll()
    writing.execute("ROLLBACK")
    out, err = waiting.communicate(timeout=60)

    assert said == "Another command is writing to the database; waiting for it to finish.\n"
    assert stored_meanwhile is None
    assert (waiting.returncode, err) == (0, b"")
    assert out.decode().startswith("Post 2 is cleared")


def test_a_waiting_command_works_on_what_the_first_one_left(gate, writing):
    waiting = subprocess.Popen(
        gate.command("post", "withdraw", "1", "--reason", "Off", "--as", "olive"),
        cwd=gate.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )

    waiting.stderr.readline()
    writing.execute("UPDATE post SET state = 'sent' WHERE id = 1")
    writing.execute("COMMIT")
    _, err = waiting.communicate(timeout=60)

    assert waiting.returncode == 1
    assert err.decode().startswith("error: post 1 is sent and cannot be withdrawn")


def test_the_queue_can_be_read_while_another_command_writes(gate, writing):
    ran = gate.process("post", "list")

    assert (ran.code, ran.err) == (0, "")
    assert "The library opens at ten" in ran.out


def test_a_command_that_is_interrupted_while_it_waits_leaves_nothing_half_done(gate, writing):
    import signal

    waiting = subprocess.Popen(
        gate.command(*ADD),
        cwd=gate.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(os.environ),
    )

    waiting.stderr.readline()
    waiting.send_signal(signal.SIGINT)
    writing.execute("ROLLBACK")
    _, err = waiting.communicate(timeout=60)

    entries = gate.run("audit", "verify", "--json").json["entries"]
    assert b"Traceback" not in err
    assert (waiting.returncode, entries) in {(130, 2), (0, 3)}


def test_many_commands_at_once_all_get_their_turn(gate):
    texts = [f"Bins on street {number}" for number in range(6)]
    running = [
        subprocess.Popen(
            gate.command("post", "add", text, *ADD[3:]),
            cwd=gate.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(os.environ),
        )
        for text in texts
    ]

    ended = [(each.communicate(timeout=120), each.returncode) for each in running]

    assert [code for _, code in ended] == [0] * 6, ended
    assert sorted(each["preview"] for each in gate.run("post", "list", "--json").json) == texts
    assert gate.run("audit", "verify", "--json").json["entries"] == 7
