"""A progress bar for what takes long, on standard error, where a person is watching."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purdahgate.cli.desk import Desk

EVERY = 200


@contextmanager
def progress(what: str, desk: "Desk", total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Gives what to call with the count so far; it draws nothing where nobody looks."""
    if desk.as_json or not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def done(count: int) -> None:
            if count % EVERY == 0 or count == total:
                bar.update(task, completed=count)

        yield done
