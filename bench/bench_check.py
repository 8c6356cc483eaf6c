"""`check` of 10,000 posts of 280 characters in one process. Asked: median 1 ms a post, under 300 MB."""

import resource
import statistics
import time
from datetime import UTC, datetime

from ground import NOW, app_in, report, texts, workspace

from purdahgate.usecases.check import Asked, Checker

POSTS = 10_000
AT = datetime(2027, 4, 12, 10, 0, tzinfo=UTC)

with workspace() as folder:
    app = app_in(folder)
    checker = Checker(app.config, app.world(), NOW)
    taken = []
    for text in texts(POSTS):
        begun = time.perf_counter()
        checker.judge(Asked(text), AT)
        taken.append(time.perf_counter() - begun)

taken.sort()
report(
    "check",
    posts=POSTS,
    median_us=round(statistics.median(taken) * 1e6, 1),
    p99_us=round(taken[int(POSTS * 0.99)] * 1e6, 1),
    memory_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    asked={"median_us": 1000, "memory_mb": 300},
)
