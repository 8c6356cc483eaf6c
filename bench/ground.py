"""What the benchmarks share: a workspace of invented people, posts of 280 characters, one line of JSON."""

import json
import os
import platform
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from purdahgate.app import App
from purdahgate.cli.demo import set_up_keys
from purdahgate.shipped_data import shipped

NOW = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
WORDS = [
    "bins",
    "library",
    "Friday",
    "collected",
    "opens",
    "nine",
    "morning",
    "park",
    "swimming",
    "family",
    "road",
    "works",
    "closed",
    "council",
    "service",
    "online",
    "apply",
    "free",
    "weekend",
    "market",
    "bus",
    "parking",
    "green",
    "spaces",
    "labour",
    "market",
    "recycling",
    "Monday",
    "evening",
    "Cllr",
    "Sampleby",
    "conservative",
    "estimate",
    "reform",
    "planning",
    "community",
    "centre",
    "event",
    "children",
    "school",
    "holiday",
]


def texts(count: int, length: int = 280, seed: int = 1) -> list[str]:
    """So many different texts of exactly so many characters, the same at every run."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        text = f"{number} "
        while len(text) < length:
            text += chance.choice(WORDS) + " "
        made.append(text[: length - 1] + ".")
    return made


@contextmanager
def workspace() -> Iterator[Path]:
    """The demo's workspace in a new folder, with everybody's keys."""
    with tempfile.TemporaryDirectory(prefix="purdahgate-bench-") as name:
        folder = Path(name)
        shutil.copytree(shipped("demo"), folder, dirs_exist_ok=True)
        set_up_keys(folder, datetime(2020, 1, 1, tzinfo=UTC))
        os.environ["PURDAHGATE_KEYS"] = str(folder / "keys")
        os.environ.pop("SSH_AUTH_SOCK", None)
        yield folder


def app_in(folder: Path) -> App:
    """The gate of a workspace, its clock standing at NOW."""
    return App.at(folder / "config.toml", lambda: NOW)


def report(name: str, **figures: Any) -> None:
    """One line of JSON, with what it was measured on."""
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.system()}
    sys.stdout.write(json.dumps({"bench": name, **figures, "machine": machine}) + "\n")
