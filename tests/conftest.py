"""What tests share: a workspace of invented people, and the command line run in it at a chosen time."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from postgresql_server import SQLITE, Database, Server, running
from purdahgate.app import App
from purdahgate.cli.demo import set_up_keys
from purdahgate.cli.desk import CLOCK, ROOT_CONFIG
from purdahgate.cli.main import run
from purdahgate.exchange.files import replacing_all
from purdahgate.keys.key_files import FileSigner, read_key_file, unlock
from purdahgate.keys.new_key import write_new
from purdahgate.shipped_data import shipped
from purdahgate.sources.people import load_people, people_of
from purdahgate.toml_files import parse_toml
from purdahgate.usecases.sign_people import sign_people

LONDON = ZoneInfo("Europe/London")
BEFORE = "2027-03-01T10:00"  # no window open
INSIDE = "2027-04-12T10:00"  # the window of 6 May 2027 is open

# A real process of the command line whose clock stands at argv[1]; the product itself offers no such thing.
_AT = """
import sys
from datetime import datetime
from purdahgate.app import App
from purdahgate.cli.demo import set_up_keys
from purdahgate.cli.desk import CLOCK
from purdahgate import __main__
now = datetime.fromisoformat(sys.argv.pop(1))
CLOCK.set(lambda: now)
__main__.main()
"""


def london(at: str) -> datetime:
    """An aware moment of local wall time."""
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)


@dataclass(frozen=True)
class Ran:
    """One command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Gate:
    """The command line, in one workspace."""

    folder: Path

    def run(self, *arguments: str, at: str = BEFORE) -> Ran:
        """Run a command in this process, quickly, at local time `at`."""
        out, err = StringIO(), StringIO()
        clock, config = CLOCK.set(lambda: london(at)), ROOT_CONFIG.set(self.folder / "config.toml")
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = run(list(arguments))
        finally:
            CLOCK.reset(clock)
            ROOT_CONFIG.reset(config)
        return Ran(code, out.getvalue(), err.getvalue())

    def command(self, *arguments: str, at: str = BEFORE) -> list[str]:
        """The same as a real process's command; run it in `folder`."""
        return [sys.executable, "-c", _AT, london(at).isoformat(), *arguments]

    def process(self, *arguments: str, at: str = BEFORE, given: bytes = b"", timeout: float = 120) -> Ran:
        """Run a command as a real process of its own in the workspace."""
        done = subprocess.run(
            self.command(*arguments, at=at),
            cwd=self.folder,
            input=given,
            capture_output=True,
            timeout=timeout,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def add(
        self, text: str, *more: str, due: str = "2027-03-08T09:00", at: str = BEFORE, by: str = "olive"
    ) -> Any:
        """Queue one post on the council's account; gives what the command printed, as JSON."""
        ran = self.run(
            "post", "add", text, "--account", "council", "--due", due, "--as", by, "--json", *more, at=at
        )
        assert ran.code == 0, ran.err
        return ran.json

    def people(self, text: str = "", *, since: str = "2020-01-01T00:00") -> None:
        """Let people.toml say `text`, or what it says, with everybody's keys, first signed at `since`."""
        path = self.folder / "people.toml"
        text = text or path.read_text(encoding="utf-8")
        (self.folder / "people.signed.jsonl").unlink(missing_ok=True)
        rows = []
        for person in people_of(parse_toml(text, path), None):
            file = self.folder / "keys" / f"{person.name}.pub"
            if not file.exists():
                write_new(file.parent, person.name, "")
            line = " ".join(file.read_text(encoding="utf-8").split()[:2])
            if line not in text:
                rows.append(f'\n[[key]]\nname = "{person.name}"\npublic = "{line}"\n')
        path.write_text(text + "".join(rows), encoding="utf-8")
        self.sign(london(since))

    def sign(self, now: datetime, *names: str) -> None:
        """Sign people.toml as it stands, by as many keyholders as it takes, or by those named."""
        for name in names or ("asha", "anton", "mona", "ellis"):
            app = App.at(self.folder / "config.toml", lambda: now)
            with replacing_all() as write:
                ledger = app.ledger(write)
                file = read_key_file(self.folder / "keys" / name)
                allowed = ledger.history.signers(load_people(app.config.people, None), now, ledger.zone)
                if name not in allowed:
                    continue
                done = sign_people(
                    ledger, FileSigner(name, file.key, unlock(file, None)), "as tests need it", now
                )
            if done.counts:
                break

    def state(self, post: int) -> str:
        """Where a post stands."""
        return str(self.run("post", "show", str(post), "--json").json["state"])


@pytest.fixture(scope="session")
def signed_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's workspace, with everybody's key in its folder `keys`, people.toml signed early in 2020."""
    folder = tmp_path_factory.mktemp("signed") / "workspace"
    shutil.copytree(shipped("demo"), folder)
    set_up_keys(folder, london("2020-01-01T00:00"))
    return folder


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `both_databases` on SQLite and on PostgreSQL."""
    if "engine" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is `sqlite_alone` on PostgreSQL."""
    items[:] = [
        each
        for each in items
        if each.get_closest_marker("sqlite_alone") is None
        or each.callspec.params.get("engine") != "postgresql"  # type: ignore[attr-defined]
    ]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL server."""
    with running() as server:
        yield server


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The database of the workspace: a SQLite file, or an empty one on the PostgreSQL server."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield Database()
        return
    server = request.getfixturevalue("server")
    yield Database(server, server.emptied())


@pytest.fixture
def gate(
    tmp_path: Path, signed_workspace: Path, monkeypatch: pytest.MonkeyPatch, engine: Database
) -> Iterator[Gate]:
    """A new workspace: Chelmsford, with invented people and two invented councillors.

    People: olive and oscar (officers), asha (officer and approver), anton (approver), mona (approver and
    monitoring officer), ellis (elections). Councillors: Morgan Sampleby, Priya Exampleton. Accounts: council,
    parks, elections.
    """
    folder = tmp_path / "workspace"
    shutil.copytree(signed_workspace, folder)
    monkeypatch.setenv("PURDAHGATE_KEYS", str(folder / "keys"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    if engine.server:
        config = folder / "config.toml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace(SQLITE, engine.url), encoding="utf-8")
    return Gate(folder)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in words what this machine could not test."""
    skipped = terminalreporter.getreports("skipped")
    reasons = {str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped}
    for reason in sorted(reasons):
        terminalreporter.write_line(
            reason if reason.startswith("NOT TESTED") else f"NOT TESTED HERE: {reason}"
        )
