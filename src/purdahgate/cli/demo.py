"""`purdahgate demo`: a council's spring of 2027, played with the real commands on a simulated clock."""

import contextlib
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from purdahgate.cli.desk import CLOCK, ROOT_CONFIG
from purdahgate.cli.terminal import say
from purdahgate.errors import InputError, PurdahgateError
from purdahgate.shipped_data import shipped

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Scene:
    """At one moment, one thing: what happens, the command as typed, and the exit code it must end with."""

    at: str
    tells: str
    command: str
    ends: int = 0


SCENES: Sequence[Scene] = (
    Scene(
        "2027-03-01T10:00",
        "Olive queues a post for next week. No pre-election period is open then: it is cleared.",
        "post add 'Half-price swimming for under 16s all weekend' --account council --category news "
        "--due 2027-03-08T09:00 --as olive",
    ),
    Scene(
        "2027-03-01T10:05",
        "And one for 24 March at 17:00, hours before the period opens. Cleared too, as of that time.",
        "post add 'Have your say on the new cycle route' --account council --category consultation "
        "--due 2027-03-24T17:00 --as olive",
    ),
    Scene("2027-03-08T09:00", "The worker sends what is due.", "worker once"),
    Scene(
        "2027-03-26T09:00",
        "The server was down from the 24th. The six weeks before 6 May opened meanwhile, on the 25th: the "
        "late post is judged by today's windows, held, and not sent.",
        "worker once",
    ),
    Scene(
        "2027-03-30T09:00",
        "In the period a service post passes, with a line on why it cannot wait. That line is kept.",
        "post add 'Bins are collected a day late in Easter week' --account council --category service "
        "--due 2027-04-01T08:30 --because 'Collections change this week' --as olive",
    ),
    Scene(
        "2027-03-30T09:10",
        "A party and a councillor are named: blocked, and told by which clause and which words.",
        "check 'Vote Labour, says Cllr Sampleby, for better parks' --category news --at 2027-04-20T09:00",
        ends=11,
    ),
    Scene(
        "2027-03-30T09:20",
        "Asha, who is an approver too, queues an event. Held: only service posts pass in the period.",
        "post add 'Spring fair in the park on Easter Monday, 10am' --account parks --category event "
        "--due 2027-04-01T09:00 --as asha",
    ),
    Scene(
        "2027-03-30T09:21",
        "She may not sign off what she wrote.",
        "approve 4 --reason 'A yearly event' --as asha",
        ends=1,
    ),
    Scene(
        "2027-03-30T09:30",
        "Anton, a director, may.",
        "approve 4 --reason 'A yearly event, planned last autumn, no Member takes part' --as anton",
    ),
    Scene("2027-04-01T09:00", "The worker sends both, and looks at each again first.", "worker once"),
    Scene(
        "2027-04-20T10:00",
        "For 15 May, after the poll: a councillor is named, so it is held outside a period too.",
        "post add 'Cllr Morgan Sampleby opens the new footbridge on Saturday' --account council "
        "--category event --due 2027-05-15T10:00 --as olive",
    ),
    Scene(
        "2027-04-20T10:10",
        "Anton approves it.",
        "approve 5 --reason 'Factual, and after the poll' --as anton",
    ),
    Scene(
        "2027-04-21T18:00",
        "A general election is called for 10 June. Ellis tries it first: what would change?",
        "calendar add parl.2027-06-10 --title 'UK general election' --nation uk "
        "--source 'Prime Minister, statement of 21 April 2027' --called-at 2027-04-21T17:00 "
        "--dry-run --as ellis",
    ),
    Scene(
        "2027-04-21T18:01",
        "Then for good: the approved post is pulled back before it can go out.",
        "calendar add parl.2027-06-10 --title 'UK general election' --nation uk "
        "--source 'Prime Minister, statement of 21 April 2027' --called-at 2027-04-21T17:00 --as ellis",
    ),
    Scene("2027-04-21T18:05", "Where everything stands.", "post list"),
    Scene("2027-04-21T18:10", "Every step stands in a chain that can be proved.", "audit verify"),
    Scene("2027-04-21T18:15", "The windows, for Outlook.", "calendar export windows.ics"),
)


def play(into: Path | None) -> None:
    """Play every scene in a new folder. Raises where a scene does not end as it must."""
    folder = _stage(into)
    say("A council's spring of 2027, in real commands. The clock is simulated; the people are invented.")
    say(f"Everything happens in {folder}")
    for number, scene in enumerate(SCENES, 1):
        _perform(number, scene, folder)
    say()
    say(f"The posts that went out are a feed: {folder / 'outbox' / 'feed.xml'} (and feed.json)")
    say(f"The calendar for Outlook: {folder / 'windows.ics'}")
    say("To go on from here, in that folder: purdahgate post show 5")


def _stage(into: Path | None) -> Path:
    """A new folder with the demo's config, people and councillors in it."""
    if into is None:
        folder = Path(tempfile.mkdtemp(prefix="purdahgate-demo-"))
    elif into.exists():
        raise InputError("the folder is there already", where=str(into), mend="Name a new one with --into")
    else:
        folder = into.resolve()
    shutil.copytree(shipped("demo"), folder, dirs_exist_ok=True)
    set_up_keys(folder, datetime(2027, 3, 1, 9, tzinfo=LONDON))
    return folder


def set_up_keys(folder: Path, now: datetime) -> None:
    """Give everybody of a new workspace a key in its folder `keys`, and sign its people.toml."""
    from purdahgate.app import App
    from purdahgate.exchange.files import replacing_all
    from purdahgate.usecases.first_keys import first_keys

    app = App.at(folder / "config.toml", lambda: now)
    with replacing_all() as write:
        first_keys(app.ledger(write), folder / "keys", "The first set-up", now)


@contextlib.contextmanager
def keys_of(folder: Path) -> Iterator[None]:
    """Let only the keys of the demo be at hand."""
    before = {name: os.environ.get(name) for name in ("PURDAHGATE_KEYS", "SSH_AUTH_SOCK")}
    os.environ["PURDAHGATE_KEYS"] = str(folder / "keys")
    os.environ.pop("SSH_AUTH_SOCK", None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _perform(number: int, scene: Scene, folder: Path) -> None:
    from purdahgate.cli.main import run

    now = datetime.fromisoformat(scene.at).replace(tzinfo=LONDON)
    say()
    say(f"{number}. {now:%a} {now.day} {now:%B %Y, %H:%M}. {scene.tells}")
    say(f"$ purdahgate {scene.command}", 3)
    clock, config = CLOCK.set(lambda: now), ROOT_CONFIG.set(folder / "config.toml")
    try:
        with keys_of(folder), contextlib.chdir(folder), contextlib.redirect_stderr(StringIO()) as complaint:
            code = run(shlex.split(scene.command))
    finally:
        CLOCK.reset(clock)
        ROOT_CONFIG.reset(config)
    if complaint.getvalue():
        say(complaint.getvalue().rstrip())
    if code != scene.ends:
        raise PurdahgateError(f"scene {number} of the demo ended with exit code {code}, not {scene.ends}")
