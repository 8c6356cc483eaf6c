"""What integration tests share: the use cases in a real workspace, on a real database, at a clock to move."""

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from postgresql_server import Database
from purdahgate.app import App
from purdahgate.domain.audit import Head, verify
from purdahgate.domain.post import Post
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.draft import Changes, Typed, change_draft, make_draft
from purdahgate.usecases.edit import edit
from purdahgate.usecases.recalendar import Report, judge_queue
from purdahgate.usecases.release import Ended
from purdahgate.usecases.ruling import rule
from purdahgate.usecases.sign_off import approve, reject
from purdahgate.usecases.submit import Draft, Stored, submit
from purdahgate.usecases.withdraw import withdraw
from purdahgate.worker import Worker

LONDON = ZoneInfo("Europe/London")
BEFORE = "2027-03-01T10:00"  # no window open


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: str = BEFORE) -> None:
        self.set(at)

    def __call__(self) -> datetime:
        return self.now

    def set(self, at: str) -> None:
        """Stand at a local wall time."""
        self.now = datetime.fromisoformat(at).replace(tzinfo=LONDON)

    def on(self, **by: float) -> None:
        """Move on, or back."""
        self.now += timedelta(**by)


@dataclass
class Office:
    """Everything that people and the worker do, without the command line."""

    gate: Any
    clock: Clock
    app: App
    engine: Database = field(default_factory=Database)

    @property
    def folder(self) -> Path:
        return self.gate.folder

    @contextmanager
    def act(self, who: str) -> Iterator[Deed]:
        with self.app.store.writing() as book:
            yield self.app.deed(book, self.app.people.who(who))

    def draft(self, text: str, due: str = "2027-03-08T09:00", because: str = "", **more: Any) -> Draft:
        answers = more.pop("answers", {}) | ({"because": because} if because else {})
        return make_draft(self.app.config, Typed(text, "council", due, answers=answers, **more))

    def add(self, text: str, due: str = "2027-03-08T09:00", by: str = "olive", **more: Any) -> Stored:
        draft = self.draft(text, due, **more)
        with self.act(by) as deed:
            return submit(deed, [draft])[0]

    def edit(self, post_id: int, by: str = "olive", **changes: Any) -> Stored:
        with self.act(by) as deed:
            before = deed.book.post(post_id).revision
            return edit(deed, post_id, change_draft(self.app.config, before, Changes(**changes)))

    def approve(self, post_id: int, by: str = "anton", at: str = "") -> Stored:
        moment = datetime.fromisoformat(at).replace(tzinfo=LONDON) if at else None
        with self.act(by) as deed:
            return approve(deed, post_id, "factual", moment)

    def reject(self, post_id: int, by: str = "anton") -> Stored:
        with self.act(by) as deed:
            return reject(deed, post_id, "not now")

    def rule(self, post_id: int, finding: int = 1, by: str = "mona") -> Stored:
        with self.act(by) as deed:
            return rule(deed, post_id, finding, "a street name")

    def withdraw(self, post_id: int, by: str = "olive") -> Post:
        with self.act(by) as deed:
            return withdraw(deed, post_id, "the event is off")

    def call(self, election_id: str = "parl.2027-06-10", called_at: str = "") -> list[tuple[int, str, str]]:
        """A poll is called, and the queue judged again; gives the posts that moved, from where to where."""
        known = len(self.audit())
        told = ("--title", "A poll nobody foresaw", "--nation", "uk", "--source", "an invented statement")
        when = ("--called-at", called_at) if called_at else ()
        local = self.clock().astimezone(LONDON).replace(tzinfo=None).isoformat()
        ran = self.gate.run("calendar", "add", election_id, *told, *when, "--as", "ellis", at=local)
        assert ran.code == 0, ran.err
        new = self.audit()[known:]
        return [(each["post"], each["from"], each["to"]) for each in new if each["action"] == "judge"]

    def judge_queue(self) -> Report:
        with self.act("ellis") as deed:
            return judge_queue(deed)

    def worker(self) -> list[Ended]:
        return Worker(self.app).once()

    def post(self, post_id: int) -> Post:
        with self.app.store.reading() as book:
            return book.post(post_id)

    def state(self, post_id: int) -> str:
        return self.post(post_id).state.value

    def audit(self, post_id: int | None = None) -> list[dict[str, Any]]:
        """Every entry but the first, which accepts the files that stand here."""
        with self.app.store.reading() as book:
            entries = [each.opened() for each in book.audit(post_id)]
        return [each for each in entries if each["action"] != "rules-first"]

    def verify(self) -> Head:
        with self.app.store.reading() as book:
            return verify(book.audit())

    def items(self) -> list[str]:
        """The texts that went out, in the outbox folder."""
        files = (self.folder / "outbox" / "items").glob("*.json")
        return sorted(json.loads(file.read_text(encoding="utf-8"))["content_text"] for file in files)

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """Go round the product, as somebody with the file could; gives the rows of the last statement."""
        return self.engine.sql(self.folder, *statements)


@pytest.fixture
def office(gate: Any, engine: Any) -> Iterator[Office]:
    """The use cases in the workspace of `gate`, at 10:00 on 1 March 2027, when no window is open."""
    clock = Clock()
    office = Office(gate, clock, App.at(gate.folder / "config.toml", clock), engine)
    yield office
    if "store" in office.app.__dict__:
        office.app.store.close()


@pytest.fixture(scope="session")
def sent_once(tmp_path_factory: pytest.TempPathFactory, signed_workspace: Path) -> Path:
    """A workspace with one post signed off and sent, and another that waits; no trigger is left in it."""
    folder = tmp_path_factory.mktemp("sent") / "workspace"
    shutil.copytree(signed_workspace, folder)
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PURDAHGATE_KEYS", str(folder / "keys"))
        patch.delenv("SSH_AUTH_SOCK", raising=False)
        office = Office(None, clock, App.at(folder / "config.toml", clock))
        post = office.draft("Spring fair", "2027-04-20T09:00", category="event")
        with office.act("olive") as deed:
            number = submit(deed, [post])[0].post.id
        office.approve(number)
        clock.set("2027-04-20T09:00")
        office.worker()
        office.add("Bins", "2027-04-21T09:00", category="service", because="It snows")
        office.app.store.close()
    with closing(sqlite3.connect(folder / "purdahgate.db")) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
    return folder


@pytest.fixture
def sent(gate: Any, sent_once: Path) -> Iterator[Office]:
    """A copy of that workspace of one's own, its clock at 10:00 on 21 April 2027."""
    shutil.rmtree(gate.folder)
    shutil.copytree(sent_once, gate.folder)
    clock = Clock("2027-04-21T10:00")
    office = Office(gate, clock, App.at(gate.folder / "config.toml", clock))
    yield office
    if "store" in office.app.__dict__:
        office.app.store.close()


# A channel of another kind, as somebody else would install it, found by entry point like any other. It keeps
# a line for each time it sent, knows no repeats, and does what the file `plan` in its folder says.
_TALLY = """
import os, signal, time
from purdahgate.publishers.base import NotSentError, Publisher, Receipt, RetryLaterError


class Tally(Publisher):
    def __init__(self, folder):
        self._folder, self._sent = folder, folder / "sent.txt"

    @classmethod
    def of(cls, settings, about):
        tally = cls(about.base / about.name)
        tally._secret = about.secret
        return tally

    def publish(self, outgoing):
        plan = self._plan(outgoing.revision.text)
        if plan == "wait":
            (self._folder / "in-hand").write_text("")
            with open(self._folder / "go", "rb") as pipe:  # until somebody writes
                pipe.read()
        if plan == "leak":
            raise RuntimeError("could not log in with " + self._secret())
        if plan == "exit":
            raise SystemExit(3)
        if plan == "sleep":
            while not (self._folder / "go").exists():
                time.sleep(0.01)
        if plan == "later":
            raise RetryLaterError("no way through")
        if plan == "much later":
            raise RetryLaterError("too many", 600)
        if plan == "refuse":
            raise NotSentError("the channel is closed")
        if plan == "burst":
            raise RuntimeError("the line broke")
        if plan == "die before":
            os.kill(os.getpid(), signal.SIGKILL)
        with self._sent.open("a") as file:
            file.write(outgoing.key + "\\\\n")
            file.flush()
            os.fsync(file.fileno())
        if plan == "burst after":
            raise RuntimeError("the line broke")
        if plan == "die after":
            os.kill(os.getpid(), signal.SIGKILL)
        return Receipt("tally:" + outgoing.key)

    def find(self, outgoing):
        key = outgoing.key
        if self._plan("") == "blind":
            raise RuntimeError("no way to look")
        sent = self._sent.read_text().split() if self._sent.exists() else []
        return Receipt("tally:" + key) if key in sent else None

    def trouble(self):
        return ""

    def _plan(self, text):
        path = self._folder / "plan"
        plan, _, only = path.read_text().partition(":") if path.exists() else ("", "", "")
        return plan if only in text else ""
"""


@dataclass
class Tally:
    """The channel's side of it: what to do, and what was sent."""

    folder: Path

    def plan(self, what: str, only: str = "") -> None:
        """What it does from now on, with every post or `only` with those that have these words."""
        (self.folder / "plan").write_text(f"{what}:{only}" if only else what, encoding="utf-8")

    def sent(self) -> list[int]:
        """The posts that went out, by number, as often as they did."""
        path = self.folder / "sent.txt"
        return [int(key.split("-")[0]) for key in path.read_text().split()] if path.exists() else []


@pytest.fixture
def tally(tmp_path: Path, gate: Any, monkeypatch: pytest.MonkeyPatch) -> Tally:
    """A second kind of channel, installed; it takes the place of the outbox folder in the workspace."""
    site = tmp_path / "site"
    about = site / "tally-1.dist-info"
    about.mkdir(parents=True)
    (site / "tally_channel.py").write_text(_TALLY.replace("\\\\", "\\"), encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tally\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[purdahgate.publishers]\ntally = tally_channel:Tally\n", "utf-8")
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", str(site), prepend=os.pathsep)
    sys.modules.pop("tally_channel", None)
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('kind = "folder"\nfolder = "outbox"', 'kind = "tally"'), encoding="utf-8")
    (gate.folder / "outbox").mkdir()
    return Tally(gate.folder / "outbox")
