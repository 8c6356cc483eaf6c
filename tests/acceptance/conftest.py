"""What acceptance tests share: the database's bytes, a pseudo-terminal, processes in a tight place."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

# A process that may not pass over file modes, as an ordinary user may not, even where the tests run as root.
_BOUND_BY_MODES = """
import ctypes, os, sys
if os.geteuid() == 0:
    for passing_over_modes in (1, 2):
        if ctypes.CDLL(None, use_errno=True).prctl(24, passing_over_modes, 0, 0, 0):
            sys.exit("this root cannot lay its powers down")
os.execv(sys.argv[1], sys.argv[1:])
"""


@dataclass(frozen=True)
class Ended:
    """One process that has ended, with its bytes as text."""

    code: int
    out: str
    err: str


@pytest.fixture
def database(gate) -> Callable[[], bytes]:
    """The bytes of the workspace's database, with one post in it: nothing is lost while they stay."""
    gate.add("The library opens at ten")
    return (gate.folder / "purdahgate.db").read_bytes


@pytest.fixture
def in_folder(gate) -> Callable[..., Ended]:
    """Run any command line in the workspace."""

    def run(command: list[str], given: bytes = b"", env: dict[str, str] | None = None) -> Ended:
        done = subprocess.run(
            command,
            cwd=gate.folder,
            input=given,
            capture_output=True,
            timeout=120,
            check=False,
            env={**os.environ, **(env or {})},
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def bound_by_modes(gate, in_folder) -> Callable[..., Ended]:
    """Run a command as one whom file modes bind."""

    def run(*arguments: str) -> Ended:
        done = in_folder([sys.executable, "-c", _BOUND_BY_MODES, *gate.command(*arguments)])
        if done.err.startswith("this root cannot"):
            pytest.skip("NOT TESTED HERE: what may not be written or read (file modes do not bind this root)")
        return done

    return run


@dataclass
class Terminal:
    """A command at a pseudo-terminal of 80 columns: what it shows, and answers typed to it."""

    process: subprocess.Popen[bytes]
    master: int
    shown: bytearray = field(default_factory=bytearray)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def read_all(self) -> None:
        """Collect what is shown until the other end is closed."""
        while True:
            try:
                piece = os.read(self.master, 65536)
            except OSError:  # Linux reports the closed other end so
                piece = b""
            with self.changed:
                self.shown += piece
                self.changed.notify_all()
            if not piece:
                return

    @property
    def text(self) -> str:
        """Everything shown so far."""
        return self.shown.decode().replace("\r\n", "\n")

    def answer(self, question: str, words: str) -> None:
        """Wait until `question` is shown, then type `words` and press return."""
        with self.changed:
            asked = self.changed.wait_for(lambda: question in self.text, timeout=60)
        assert asked, f"never asked {question!r}: {self.text}"
        os.write(self.master, f"{words}\n".encode())

    def end(self) -> int:
        """Wait for the end; gives the exit code."""
        return self.process.wait(60)


@pytest.fixture
def terminal(gate):
    """Run commands at a pseudo-terminal, as a person does."""
    pty = pytest.importorskip("pty", reason="NOT TESTED HERE: questions at a terminal (no pseudo-terminals)")
    opened: list[tuple[Terminal, threading.Thread]] = []

    def start(*arguments: str, at: str = "2027-03-01T10:00", columns: int = 80) -> Terminal:
        master, slave = pty.openpty()
        process = subprocess.Popen(
            gate.command(*arguments, at=at),
            cwd=gate.folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "COLUMNS": str(columns), "LINES": "24", "PYTHONIOENCODING": "utf-8"},
        )
        os.close(slave)
        screen = Terminal(process, master)
        reader = threading.Thread(target=screen.read_all)
        reader.start()
        opened.append((screen, reader))
        return screen

    yield start
    for screen, reader in opened:
        if screen.process.poll() is None:
            screen.process.kill()
        screen.process.wait()
        reader.join()
        os.close(screen.master)


@pytest.fixture
def rewrite(gate) -> Callable[[str, str, str], None]:
    """Change words in a file of the workspace that are there once."""

    def change(name: str, before: str, after: str) -> None:
        path = gate.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {name}"
        path.write_text(text.replace(before, after), encoding="utf-8")

    return change


@pytest.fixture
def written(gate) -> Callable[[str, Any], Path]:
    """Write a file into the workspace, from text or bytes."""

    def write(name: str, content: str | bytes) -> Path:
        path = gate.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def raw() -> Callable[[str], list[str]]:
    """Every character in a text that could lead a terminal astray."""
    return re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]").findall
