"""The record: how fast it is proved, and how fast it grows.

Asked: a million entries in 10 s, 50 new ones in 5 ms, and at least 500 durable appends a second; bare inserts
of the same rows, each forced to the disk, in the same run are the limit. The long record is as a snap
election leaves it: queues of posts judged again, which nobody signs, and some signed entries between. Hashes
alone are asked of all of it; `prove_s` proves a part of it with every signature. Fields with `cpu` are
processor seconds, which other work on the machine changes less.
"""

import argparse
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from ground import NOW, app_in, report, workspace

from purdahgate.app import App
from purdahgate.domain.audit import START, Entry, Head, Sealed, verify
from purdahgate.store.reading import Reading

SIGNED_EVERY, BATCH, NEW, ROUNDS, PROVED = 1_000, 100_000, 50, 200, 20_000
REASONS = ["chelmsford.service-announcements-only", "uk-base.category-in-window", "uk-base.event-in-window"]


def judged(post: int) -> Entry:
    """An entry such as a judgement of a whole queue leaves."""
    went_by = dict.fromkeys(("rules", "calendar", "people", "accounts", "detector", "windows"), "0f" * 32)
    facts: dict[str, Any] = {"from": "cleared", "to": "held", "revision": "ab" * 32, "account": "council"}
    facts |= {"outcome": "hold", "reasons": REASONS, "windows": ["parl.2027-06-10"], "went_by": went_by}
    return Entry("judge", "ellis", NOW, post_id=post, facts=facts)


def signed(number: int) -> Entry:
    """An entry with words of its own, by somebody with a key."""
    facts = {"accounts": ["council"], "why": f"reason {number}"}
    return Entry("stop", "anton", NOW, facts=facts)


def fill(app: App, entries: int) -> None:
    """Write so many entries, one of SIGNED_EVERY signed."""
    for start in range(0, entries, BATCH):
        with app.store.writing() as book:
            app.sign(book, "anton")
            for first in range(start, min(entries, start + BATCH), SIGNED_EVERY):
                book.append(signed(first))
                rest = range(first + 1, min(entries, first + SIGNED_EVERY))
                book.append(*(judged(number) for number in rest))


def timed(deed: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one deed."""
    wall, cpu = time.perf_counter(), time.process_time()
    deed()
    return round(time.perf_counter() - wall, 4), round(time.process_time() - cpu, 4)


def since(book: Reading, head: Head) -> Iterator[Sealed]:
    """The entries behind `head`."""
    return book.audit(after=head.length)


def head_before(book: Reading, count: int) -> Head:
    """Where the record ended before the last `count` entries."""
    length = book.head().length - count
    return Head(length, book.hash_at(length) or "")


def appended(app: App) -> float:
    """Durable signed appends a second: each in a transaction of its own."""
    begun = time.perf_counter()
    for number in range(ROUNDS):
        with app.store.writing() as book:
            app.sign(book, "anton")
            book.append(signed(number))
    return round(ROUNDS / (time.perf_counter() - begun), 1)


def bare(folder: Path, rows: list[tuple[Any, ...]]) -> float:
    """Bare inserts of the same rows a second, each forced to the disk, on the same disk."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("CREATE TABLE audit (seq INTEGER PRIMARY KEY, prev UNIQUE, body, hash, post_id)")
        begun = time.perf_counter()
        for row in rows:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?)", row)
            raw.execute("COMMIT")
        return round(len(rows) / (time.perf_counter() - begun), 1)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    with workspace() as folder:
        app = app_in(folder)
        app.signer("anton")
        fill(app, entries)
        with app.store.reading() as book:
            whole = timed(lambda: verify(book.audit()))
            before = head_before(book, NEW)
            new = timed(lambda: verify(since(book, before), before))
            part = timed(lambda: _prove(app, book, min(entries, PROVED)))
        append = appended(app)
        with closing(sqlite3.connect(app.store.path)) as raw:
            rows = raw.execute(
                "SELECT seq, prev, body, hash, post_id FROM audit ORDER BY seq DESC LIMIT ?", (ROUNDS,)
            ).fetchall()
        limit = bare(folder, rows)
        app.store.close()
    report(
        "audit",
        entries=entries,
        signed=-(-entries // SIGNED_EVERY),
        verify_s=whole[0],
        verify_cpu_s=whole[1],
        new=NEW,
        new_ms=round(new[0] * 1_000, 2),
        new_cpu_ms=round(new[1] * 1_000, 2),
        proved=min(entries, PROVED),
        prove_s=part[0],
        prove_cpu_s=part[1],
        appends_per_s=append,
        bare_inserts_per_s=limit,
        load=[round(each, 2) for each in os.getloadavg()],
    )


def _prove(app: App, book: Reading, count: int) -> None:
    """Prove the first `count` entries with every signature."""
    for proved in app.prover.prove(book.audit(), START):
        if proved.sealed.seq >= count:
            return


if __name__ == "__main__":
    main()
