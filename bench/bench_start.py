"""How long a command takes from typing to the prompt. Asked: --help under 150 ms, post add under 600 ms."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from ground import report, workspace

RUNS = 15
PURDAHGATE = str(Path(sys.executable).with_name("purdahgate"))
ADD = [
    "post",
    "add",
    "Bins are collected on Friday",
    "--account",
    "council",
    "--due",
    "asap",
    "--as",
    "olive",
]


def median_ms(command: list[str], folder: Path) -> float:
    """The median of RUNS, after one run that warms the caches."""
    taken = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        taken.append(time.perf_counter() - begun)
    return round(statistics.median(taken[1:]) * 1000, 1)


with workspace() as folder:
    bare = median_ms([sys.executable, "-c", "pass"], folder)
    help_ms = median_ms([PURDAHGATE, "--help"], folder)
    add_ms = median_ms([PURDAHGATE, *ADD], folder)

report(
    "start",
    help_ms=help_ms,
    add_ms=add_ms,
    bare_python_ms=bare,
    runs=RUNS,
    asked={"help_ms": 150, "add_ms": 600},
)
