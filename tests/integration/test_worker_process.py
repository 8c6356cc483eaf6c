"""The worker as a real process: one at a time, told of trouble, stopped or killed at any point."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="NOT TESTED on Windows: signals to a worker")

BEFORE, NOW = "2027-03-01T09:59", "2027-03-01T10:00"
GUARD = 60  # seconds; only a failing test waits so long

# A worker whose posts see a clock that stands at argv[1], while its ticks follow the real one from now on.
_RUNS = """
import sys
from datetime import UTC, datetime
from apscheduler.schedulers.base import BaseScheduler
from purdahgate.cli.desk import CLOCK
from purdahgate import __main__
now = datetime.fromisoformat(sys.argv.pop(1))
CLOCK.set(lambda: now)
add_job = BaseScheduler.add_job

def at_once(self, *given, **named):
    return add_job(self, *given, **{**named, "next_run_time": datetime.now(UTC)})

BaseScheduler.add_job = at_once
__main__.main()
"""


def until(holds):
    """Wait for a condition; the deadline is a guard against failure, never what a test counts on."""
    deadline = time.monotonic() + GUARD
    while not (found := holds()):
        assert time.monotonic() < deadline, "what the test waits for never came"
        time.sleep(0.01)
    return found


@dataclass
class Running:
    """A worker at work; what it says is in two files."""

    process: subprocess.Popen
    folder: Path

    def said(self) -> str:
        return (self.folder / "out.txt").read_text(encoding="utf-8")

    def complained(self) -> str:
        """What went wrong; that a tick found the last one still at work is nothing wrong."""
        lines = (self.folder / "err.txt").read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if "maximum number of running instances" not in line)

    def ended(self) -> int:
        return self.process.wait(timeout=GUARD)


@pytest.fixture
def start(gate):
    """Start a worker as a process of its own; whatever still runs at the end is killed."""
    started = []
    config = gate.folder / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("tick_seconds = 10", "tick_seconds = 1"), "utf-8"
    )

    def run(*arguments):
        with (gate.folder / "out.txt").open("w") as out, (gate.folder / "err.txt").open("w") as err:
            process = subprocess.Popen(
                gate.command(*arguments, at=NOW), cwd=gate.folder, stdout=out, stderr=err
            )
        started.append(process)
        return Running(process, gate.folder)

    yield run
    _ = [(process.kill(), process.wait()) for process in started if process.poll() is None]


def queue(gate, *texts, due=NOW):
    """Queue posts that are due now; gives their numbers."""
    rows = "".join(f"{text},council,{due}\n" for text in texts)
    (gate.folder / "posts.csv").write_text(f"text,account,due\n{rows}", encoding="utf-8")
    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive", "--json", at=BEFORE)
    assert ran.code == 0, ran.err
    return [post["id"] for post in ran.lines]


def let_go(tally):
    """Let the post in hand go; the channel waits at the other end of the pipe."""

    def opened():
        try:
            return os.open(tally.folder / "go", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    os.close(until(opened))


@pytest.fixture
def waiting(tally):
    """A channel that waits with the first post in hand until it is let go."""
    tally.plan("wait", only="first")
    os.mkfifo(tally.folder / "go")
    return tally


def has_post_in_hand(tally):
    return (tally.folder / "in-hand").exists


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
@pytest.mark.parametrize("command", ["run", "once"])
def test_a_worker_told_to_stop_finishes_the_post_in_hand_and_ends_well(gate, waiting, start, command, number):
    queue(gate, "The first", *(f"Bins {each}" for each in range(30)))
    worker = start("worker", command)
    until(has_post_in_hand(waiting))

    worker.process.send_signal(number)
    let_go(waiting)

    assert (worker.ended(), worker.complained()) == (0, "")
    states = [post["state"] for post in gate.run("post", "list", "--json").json]
    assert set(states) == {"sent", "cleared"}
    assert gate.state(1) == "sent"
    assert waiting.sent() == list(range(1, states.count("sent") + 1))


def test_a_worker_with_nothing_to_do_ends_well_when_told_to(gate, tally, start):
    queue(gate, "Bins")
    worker = start("worker", "run")
    until(lambda: gate.state(1) == "sent")

    worker.process.terminate()

    assert (worker.ended(), worker.complained()) == (0, "")
    assert "Stopped" in worker.said()


def test_a_worker_sends_what_is_queued_while_it_runs(gate, tally, start):
    queue(gate, "Bins")
    worker = start("worker", "run")
    until(tally.sent)

    queue(gate, "More bins", due="asap")

    until(lambda: tally.sent() == [1, 2])
    worker.process.terminate()
    assert worker.ended() == 0


def test_a_second_worker_is_refused_while_one_is_at_work(gate, waiting, start):
    queue(gate, "The first", "Bins")
    start("worker", "run")
    until(has_post_in_hand(waiting))

    second = gate.process("worker", "once", at=NOW)

    assert (second.code, second.out) == (1, "")
    assert "another worker" in second.err
    let_go(waiting)
    until(lambda: waiting.sent() == [1, 2])


def test_a_worker_that_was_killed_stands_in_nobodys_way(gate, waiting, start):
    queue(gate, "The first", "Bins")
    worker = start("worker", "run")
    until(has_post_in_hand(waiting))
    worker.process.kill()
    worker.ended()

    second = gate.run("worker", "once", at=NOW)

    assert second.code == 0, second.err
    assert (gate.state(1), gate.state(2)) == ("unknown", "sent")
    assert waiting.sent() == [2]


def test_other_commands_go_on_while_a_post_is_in_hand(gate, waiting, start):
    queue(gate, "The first")
    start("worker", "run")
    until(has_post_in_hand(waiting))

    added = queue(gate, "Bins", due="asap")

    assert (gate.state(1), gate.state(added[0])) == ("sending", "cleared")


def test_a_config_broken_while_the_worker_runs_sends_nothing_and_is_told_until_it_is_mended(
    gate, tally, start
):
    queue(gate, "Bins")
    own = gate.folder / "worker.toml"
    whole = (gate.folder / "config.toml").read_text(encoding="utf-8")
    own.write_text(whole, encoding="utf-8")
    worker = start("--config", "worker.toml", "worker", "run")
    until(tally.sent)

    own.write_text(whole.replace("[release]", "[release"), encoding="utf-8")
    queue(gate, "More bins", due="asap")
    until(worker.complained)
    told, sent = worker.complained(), tally.sent()
    own.write_text(whole, encoding="utf-8")

    until(lambda: tally.sent() == [1, 2])
    assert sent == [1]
    assert "worker.toml" in told.splitlines()[0]
    assert "Traceback" not in told
    worker.process.terminate()
    assert worker.ended() == 0


# A process of the command line that is killed, as if the power failed, at the nth call of one function.
_DIES = """
import importlib, os, signal, sys
from datetime import datetime
from purdahgate.cli.desk import CLOCK
from purdahgate import __main__
at, module, name, when, nth = (sys.argv.pop(1) for _ in range(5))
CLOCK.set(lambda: datetime.fromisoformat(at))
owner = importlib.import_module(module)
*way, last = name.split(".")
for each in way:
    owner = getattr(owner, each)
original, calls = getattr(owner, last), 0

def dying(*given, **named):
    global calls
    calls += 1
    if (calls, when) == (int(nth), "before"):
        os.kill(os.getpid(), signal.SIGKILL)
    done = original(*given, **named)
    if (calls, when) == (int(nth), "after"):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

setattr(owner, last, dying)
__main__.main()
"""


def die(gate, module, name, when, nth=1):
    command = [sys.executable, "-c", _DIES, f"{NOW}+00:00", module, name, when, str(nth), "worker", "once"]
    done = subprocess.run(command, cwd=gate.folder, capture_output=True, timeout=GUARD, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done


def items(gate):
    return list((gate.folder / "outbox" / "items").glob("*.json"))


@pytest.mark.parametrize(
    ("point", "before_restart", "state"),
    [
        pytest.param(("purdahgate.worker", "attempt", "before"), "cleared", "sent", id="before the attempt"),
        pytest.param(("purdahgate.worker", "attempt", "after"), "cleared", "sent", id="before it is on disk"),
        pytest.param(("purdahgate.worker", "_publish", "before"), "sending", "unknown", id="before sending"),
        pytest.param(("os", "fsync", "before", 3), "sending", "unknown", id="the item half written"),
        pytest.param(
            ("pathlib", "Path.replace", "before"), "sending", "unknown", id="the item without its name"
        ),
        pytest.param(("pathlib", "Path.replace", "after"), "sending", "sent", id="the item there"),
        pytest.param(("os", "fsync", "before", 4), "sending", "sent", id="the feed half written"),
        pytest.param(("os", "fsync", "before", 5), "sending", "sent", id="the second feed half written"),
        pytest.param(("pathlib", "Path.replace", "after", 3), "sending", "sent", id="the feeds there"),
        pytest.param(("purdahgate.worker", "_publish", "after"), "sending", "sent", id="after sending"),
        pytest.param(("purdahgate.worker", "record", "before"), "sending", "sent", id="before the outcome"),
        pytest.param(
            ("purdahgate.worker", "record", "after"), "sending", "sent", id="before that is on disk"
        ),
    ],
)
def test_a_worker_killed_at_any_point_sends_once_or_leaves_it_to_a_person(gate, point, before_restart, state):
    queue(gate, "Bins")
    die(gate, *point)
    at_rest = gate.state(1)

    restarted = gate.run("worker", "once", at=NOW)
    again = gate.run("worker", "once", "--json", at=NOW)

    assert (restarted.code, again.code, again.out) == (0, 0, "")
    assert (at_rest, gate.state(1)) == (before_restart, state)
    assert len(items(gate)) == (1 if state == "sent" else 0)
    assert gate.run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("plan", "state", "sent"),
    [
        pytest.param("die before", "unknown", [], id="before it went out"),
        pytest.param("die after", "sent", [1], id="after"),
    ],
)
def test_a_worker_killed_by_its_channel_sends_once_or_leaves_it_to_a_person(gate, tally, plan, state, sent):
    queue(gate, "Bins")
    tally.plan(plan)
    killed = gate.process("worker", "once", at=NOW)
    tally.plan("")

    restarted = gate.run("worker", "once", at=NOW)

    assert (killed.code, restarted.code) == (-signal.SIGKILL, 0)
    assert gate.state(1) == state
    assert tally.sent() == sent


def test_a_worker_killed_after_every_send_sends_each_post_once(gate, tally):
    posts = queue(gate, "One", "Two", "Three")
    tally.plan("die after")

    codes = [gate.process("worker", "once", at=NOW).code for _ in range(4)]

    assert codes == [-signal.SIGKILL] * 3 + [0]
    assert tally.sent() == posts
    assert [gate.state(post) for post in posts] == ["sent"] * 3
    assert gate.run("audit", "verify").code == 0
