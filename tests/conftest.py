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

from purdahgate.cli.desk import CLOCK, ROOT_CONFIG
from purdahgate.cli.main import run
from purdahgate.shipped_data import shipped

LONDON = ZoneInfo("Europe/London")
BEFORE = "2027-03-01T10:00"  # no window open
INSIDE = "2027-04-12T10:00"  # the window of 6 May 2027 is open

# A real process of the command line whose clock stands at argv[1]; the product itself offers no such thing.
_AT = """
import sys
from datetime import datetime
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

    def state(self, post: int) -> str:
        """Where a post stands."""
        return str(self.run("post", "show", str(post), "--json").json["state"])


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A new workspace: Chelmsford, with invented people and two invented councillors.

    People: olive and oscar (officers), asha (officer and approver), anton (approver), mona (approver and
    monitoring officer), ellis (elections). Councillors: Morgan Sampleby, Priya Exampleton. Accounts: council,
    parks, elections.
    """
    folder = tmp_path / "workspace"
    shutil.copytree(shipped("demo"), folder)
    return Gate(folder)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in words what this machine could not test."""
    skipped = terminalreporter.getreports("skipped")
    reasons = {str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped}
    for reason in sorted(reasons):
        terminalreporter.write_line(
            reason if reason.startswith("NOT TESTED") else f"NOT TESTED HERE: {reason}"
        )
