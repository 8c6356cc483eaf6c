"""A general election called over 100,000 queued posts, their findings kept. Asked: under 5 s and 500 MB.

The way of `calendar add`, in a process of its own: every post judged again, moved, audited and reported, in
one durable transaction. Every post moves, which is the worst there is. Beside it the limit: the bare driver
reads and updates the same rows in one durable transaction. `--posts 10000 1000000` for other sizes.
"""

import argparse
import gc
import json
import resource
import shutil
import sqlite3
import string
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ground import NOW, app_in, report, texts, workspace

from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.usecases.change_calendar import change
from purdahgate.usecases.submit import Draft, submit

POLL = Election(
    id="parl.2027-04-08",
    nation=Nation.UK,
    title="UK general election",
    status=Status.CALLED,
    poll_date=date(2027, 4, 8),
    source="Invented for a benchmark",
    checked_on=NOW.date(),
    called_at=NOW,
)
MINUTES = 20_000  # posts are due over two weeks, before any other window opens
LETTERS = str.maketrans(string.digits, "bcdfghjklm")
SCAN = (
    "SELECT p.*, r.content, f.content FROM post p JOIN findings f ON f.revision = p.digest "
    "JOIN revision r ON r.post_id = p.id AND r.number = p.number ORDER BY p.id"
)
UPDATE = "UPDATE post SET state = ?, release_at = ?, outcome = ?, windows = ?, says = ? WHERE id = ?"


def unlike(text: str, number: int) -> str:
    """The text with every third word its own: of forty words drawn at random all posts would seem alike."""
    words, own = text.split(), str(number).translate(LETTERS)
    words[1::3] = [f"{own}{place}" for place in string.ascii_lowercase[: len(words[1::3])]]
    return " ".join(words)[:280]


def drafts(count: int) -> Iterator[Draft]:
    """So many posts: each tenth names a councillor, each tenth is a service announcement."""
    for number, text in enumerate(texts(count)):
        words = unlike(text, number)
        words = f"Cllr Morgan Sampleby: {words}"[:280] if number % 10 == 0 else words
        category = Category.SERVICE if number % 10 == 1 else Category.NEWS
        due = Due("bench", NOW + timedelta(minutes=1 + number % MINUTES))
        yield Draft(Revision(words, "council", category, due))


def queue(folder: Path, count: int) -> None:
    """Queue posts by the product's own use case."""
    app = app_in(folder)
    with app.store.writing() as book:
        deed = app.deed(book, app.people.who("olive"))
        for draft in drafts(count):
            submit(deed, [draft])


def call(folder: Path) -> dict[str, Any]:
    """Call the election; what it took and what became of the posts."""
    gc.set_threshold(100_000, 20, 20)  # as the command does
    told: list[int] = []
    begun, cpu = time.perf_counter(), time.process_time()
    app = app_in(folder)
    with app.store.writing() as book:
        outcome = change(app.deed(book, app.people.who("ellis")), f"add {POLL.id}", [POLL], told.append)
    taken = time.perf_counter() - begun
    return {
        "seconds": round(taken, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "moved": len(outcome.report.moved),
        "unchanged": outcome.report.unchanged,
        "told": told[-1],
    }


def bare(before: Path, after: Path) -> float:
    """The seconds the driver alone takes to read every row of `before` and make it that of `after`."""
    done = sqlite3.connect(after)
    became = done.execute("SELECT state, release_at, outcome, windows, says, id FROM post").fetchall()
    done.close()
    database = sqlite3.connect(before, isolation_level=None)
    database.execute("PRAGMA synchronous=FULL")
    begun = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    for _ in database.execute(SCAN):
        pass
    database.executemany(UPDATE, became)
    database.execute("COMMIT")
    taken = time.perf_counter() - begun
    database.close()
    return round(taken, 2)


def alone(task: str, folder: Path, count: int) -> Any:
    """One task in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--task", task, "--folder", str(folder), "--posts", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout or "null")


def measure(count: int) -> None:
    """One line of figures for so many posts."""
    with workspace() as folder:
        alone("queue", folder, count)
        before, after = folder / "before.db", folder / "purdahgate.db"
        shutil.copy(after, before)
        figures = alone("call", folder, count)
        limit = bare(before, after)
    report(
        "snap-election",
        posts=count,
        **figures,
        us_a_post=round(figures["seconds"] / count * 1e6, 1),
        bare_driver_s=limit,
        asked={"posts": 100_000, "seconds": 5, "memory_mb": 500},
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--posts", type=int, nargs="+", default=[100_000])
    asked.add_argument("--task", choices=["queue", "call"], help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.task == "queue":
        queue(given.folder, given.posts[0])
    elif given.task == "call":
        sys.stdout.write(json.dumps(call(given.folder)))
    else:
        for count in given.posts:
            measure(count)
