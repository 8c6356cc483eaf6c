"""Import of 10,000 posts, each judged and audited, as a real process. Asked: at least 500 posts a second.

Beside it the limit: the same texts as bare rows in one durable SQLite transaction.
"""

import csv
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from ground import report, texts, workspace

POSTS = 10_000
PURDAHGATE = str(Path(sys.executable).with_name("purdahgate"))

with workspace() as folder:
    rows = texts(POSTS)
    with (folder / "posts.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["text", "account", "due", "category"])
        out.writerows([text, "council", "asap", "service"] for text in rows)
    begun = time.perf_counter()
    subprocess.run(
        [PURDAHGATE, "post", "import", "posts.csv", "--as", "olive"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    taken = time.perf_counter() - begun

    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE post (id INTEGER PRIMARY KEY, text TEXT)")
    begun = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany("INSERT INTO post (text) VALUES (?)", ((text,) for text in rows))
    bare.execute("COMMIT")
    bare_taken = time.perf_counter() - begun
    bare.close()

report(
    "import",
    posts=POSTS,
    posts_per_s=round(POSTS / taken),
    seconds=round(taken, 2),
    bare_rows_per_s=round(POSTS / bare_taken),
    asked={"posts_per_s": 500},
)
