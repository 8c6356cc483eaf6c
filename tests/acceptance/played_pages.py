"""Plays the pages of the documentation: runs every command they show and gives what it printed.

A page is Markdown. In it, in order:

    ```console                      each line `$ COMMAND` is run; the lines under it are what it prints
    <!-- clock: 2027-04-12T10:00 -->          the local time from here on
    <!-- workspace: demo -->                  a new folder: demo (the start), sample (the checkout's) or empty
    <!-- run: purdahgate status -->           run, and not shown
    <!-- file: april.csv                      written, and not shown; its lines follow, then the end
    <!-- edit: config.toml: weeks = 6 => weeks = 4 -->
    <!-- remove: accounts.toml -->
    <!-- save: april.csv -->                  the fenced block that comes next is written to this file

A line `[...]` in what a command prints stands for the lines left out.
Commands: purdahgate, python FILE, cd DIR, cat FILE, `export NAME=VALUE`, `echo $?`.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

from purdahgate.cli.demo import keys_of, set_up_keys
from purdahgate.cli.desk import CLOCK, ROOT_CONFIG
from purdahgate.cli.main import run
from purdahgate.shipped_data import shipped

ROOT = Path(__file__).parent.parent.parent
PAGES = tuple(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")) + tuple(
    sorted(ROOT.glob("docs/*/*.md"))
)
LEFT_OUT = "[...]"
_START = "2027-03-01T10:00"
_STEP = re.compile(
    r"^<!-- (?P<key>clock|workspace|run|file|edit|remove|save): (?P<value>.*?)(?:\n(?P<lines>.*?))?-->$"
    r"|^```(?P<kind>\w*)\n(?P<fenced>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_SHOWN = re.compile(r"^\$ (?P<command>.*?(?:\\\n.*?)*)\n(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_HEX = re.compile(r"\b[0-9a-f]{16,}\b")
# The public half of a key, and its fingerprint: another at every run, and long enough to break a line.
_KEYS = re.compile(r"(SHA256:|ssh-ed25519\s)\s*[\w+/=]{20,}\n?\s*")


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a page: what the page `says` it prints, from `start` to `end`, and what it `did`."""

    command: str
    start: int
    end: int
    says: str
    did: str

    @property
    def holds(self) -> bool:
        """Whether both are the same, digests and lines left out apart."""
        return _alike(self.says) == _alike(abridged(self.did, self.says))


def _alike(printed: str) -> str:
    """What is compared: all but the digits of digests and of keys, and space at the ends of lines."""
    same = _HEX.sub(lambda digest: "0" * len(digest[0]), _KEYS.sub(r"\1", printed))
    return "\n".join(line.rstrip() for line in same.strip("\n").split("\n"))


def abridged(did: str, says: str) -> str:
    """`did`, with as many lines at head and tail as `says` has about its `[...]`; else all of it."""
    shown, lines = says.strip("\n").splitlines(), did.splitlines()
    if LEFT_OUT not in shown:
        return did
    place = shown.index(LEFT_OUT)
    tail = len(shown) - place - 1
    return "\n".join([*lines[:place], LEFT_OUT, *lines[len(lines) - tail :]]) + "\n"


def play(page: Path) -> list[Shown]:
    """Run everything the page shows, in order, in a workspace of its own."""
    text = page.read_text(encoding="utf-8")
    shown: list[Shown] = []
    with _terminal() as terminal:
        for step in _STEP.finditer(text):
            if step["kind"] == "console":
                shown.extend(_play_console(terminal, step["fenced"], step.start("fenced")))
            elif step["key"]:
                terminal.obey(step["key"], step["value"].strip(), step["lines"] or "")
            else:
                terminal.save(step["fenced"])
    return shown


def renewed(page: Path) -> str:
    """The page's text with what its commands print now; what differs in digests alone stays as it is."""
    text = page.read_text(encoding="utf-8")
    for each in reversed(play(page)):
        if not each.holds:
            gap = "\n" * (len(each.says) - len(each.says.rstrip("\n")) - 1)
            now = abridged(each.did, each.says).strip("\n") + "\n" if each.did else ""
            text = text[: each.start] + now + gap + text[each.end :]
    return text


def _play_console(terminal: "_Terminal", block: str, offset: int) -> Iterator[Shown]:
    for each in _SHOWN.finditer(block):
        did = terminal.type(each["command"].replace("\\\n", " "))
        start, end = (offset + place for place in each.span("printed"))
        yield Shown(each["command"], start, end, each["printed"], did)


@contextmanager
def _terminal() -> Iterator["_Terminal"]:
    """A terminal of 80 columns in a folder that goes away; nobody sits at it to answer a question."""
    with (
        tempfile.TemporaryDirectory(prefix="purdahgate-page-") as base,
        mock.patch.dict(os.environ, {"COLUMNS": "80"}),
        mock.patch.object(sys, "stdin", StringIO()),
    ):
        os.environ.pop("PURDAHGATE_AS", None)
        terminal = _Terminal(Path(base))
        terminal.obey("workspace", "demo", "")
        yield terminal


@dataclass
class _Terminal:
    base: Path
    here: Path = field(init=False)
    clock: str = _START
    code: int = 0
    _save_to: str = ""
    _workspaces: int = 0

    def obey(self, key: str, value: str, lines: str) -> None:
        """Do what a comment of the page asks."""
        match key:
            case "clock":
                self.clock = value
            case "workspace":
                self._begin(value)
            case "run":
                printed = self.type(value)
                assert self.code == 0, f"{value}\n{printed}"
            case "file":
                (self.here / value).write_text(lines, encoding="utf-8")
            case "remove":
                (self.here / value).unlink()
            case "edit":
                name, change = value.split(": ", 1)
                old, new = change.split(" => ")
                path = self.here / name
                before = path.read_text(encoding="utf-8")
                assert old in before, f"{name} has no {old!r}"
                path.write_text(before.replace(old, new, 1), encoding="utf-8")
            case _:
                self._save_to = value

    def save(self, fenced: str) -> None:
        """Write a fenced block to the file that the comment before it names, if there is one."""
        if self._save_to:
            path = self.here / self._save_to
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fenced, encoding="utf-8")
            self._save_to = ""

    def type(self, line: str) -> str:
        """Run one command line; gives all it prints, errors too."""
        match shlex.split(line):
            case ["purdahgate", *arguments]:
                return self._purdahgate(arguments)
            case ["python", *arguments]:
                return self._python(arguments)
            case ["cd", folder]:
                self.here = (self.here / folder).resolve(strict=True)
                return ""
            case ["cat", name]:
                return (self.here / name).read_text(encoding="utf-8")
            case ["export", assignment]:
                name, _, value = assignment.partition("=")
                os.environ[name] = value
                return ""
            case ["echo", "$?"]:
                return f"{self.code}\n"
            case _:
                raise ValueError(f"pages cannot play {line!r}; put it into a ```sh block")

    def _begin(self, kind: str) -> None:
        self._workspaces += 1
        self.here = self.base.resolve() / f"workspace-{self._workspaces}"
        if kind == "demo":
            shutil.copytree(shipped("demo"), self.here)
            set_up_keys(self.here, datetime(2020, 1, 1, tzinfo=ZoneInfo("Europe/London")))
            return
        self.here.mkdir()
        if kind == "sample":
            for name in ("config.toml", "people.toml"):
                shutil.copy(ROOT / name, self.here)
            shutil.copytree(ROOT / "calendars", self.here / "calendars")

    def _purdahgate(self, arguments: list[str]) -> str:
        out = StringIO()
        now = datetime.fromisoformat(self.clock).replace(tzinfo=ZoneInfo("Europe/London"))
        clock, config = CLOCK.set(lambda: now), ROOT_CONFIG.set(None)
        try:
            with keys_of(self.here), chdir(self.here), redirect_stdout(out), redirect_stderr(out):
                self.code = run(arguments)
        finally:
            CLOCK.reset(clock)
            ROOT_CONFIG.reset(config)
        return out.getvalue()

    def _python(self, arguments: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.here,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        self.code = done.returncode
        return done.stdout
