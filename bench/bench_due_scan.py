"""The worker's scan for due posts with 100,000 queued. Asked: under 1 ms.

Beside it the limit: the same scan by the bare driver. The posts are queued by the product's own use case.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from ground import NOW, app_in, report, texts, workspace

from purdahgate.domain.post import Category, Due, Revision
from purdahgate.usecases.submit import Draft, submit

QUEUED, SCANS = 100_000, 200
SCAN = "SELECT id FROM post WHERE release_at <= ? ORDER BY release_at, id LIMIT 500"


def median_us(scan: Callable[[], object]) -> float:
    taken = []
    for _ in range(SCANS):
        begun = time.perf_counter()
        scan()
        taken.append(time.perf_counter() - begun)
    return round(statistics.median(taken) * 1e6, 1)


with workspace() as folder:
    app = app_in(folder)
    with app.store.writing() as book:
        deed = app.deed(book, app.people.who("olive"))
        drafts = (
            Draft(
                Revision(
                    text, "council", Category.NEWS, Due("bench", NOW + timedelta(minutes=1 + number % 20_000))
                )
            )
            for number, text in enumerate(texts(QUEUED, 60))
        )
        for draft in drafts:
            submit(deed, [draft])
    with app.store.reading() as book:
        found = len(book.due(NOW + timedelta(minutes=1), 500))
        with_due = median_us(lambda: book.due(NOW + timedelta(minutes=1), 500))
        with_none = median_us(lambda: book.due(NOW, 500))
    bare = sqlite3.connect(folder / "purdahgate.db")
    limit = median_us(lambda: bare.execute(SCAN, ("2027-03-01 10:00:00.000000",)).fetchall())
    bare.close()

report(
    "due-scan",
    queued=QUEUED,
    nothing_due_us=with_none,
    due=found,
    some_due_us=with_due,
    bare_driver_us=limit,
    asked={"nothing_due_us": 1000},
)
