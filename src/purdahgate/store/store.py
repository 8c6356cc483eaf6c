"""One body's database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from weakref import finalize

from purdahgate.store.engine import place_of
from purdahgate.store.place import Hold
from purdahgate.store.reading import Reading
from purdahgate.store.writing import Writing


class Store:
    """Opens transactions. `on_wait` is called once when another command holds the database."""

    def __init__(self, url: str, base: Path, on_wait: Callable[[], None] = lambda: None) -> None:
        self._place = place_of(url, base)
        self._engine = self._place.engine()
        self._on_wait = on_wait
        finalize(self, self._engine.dispose)  # a server's connections are given back by whoever forgets to

    @property
    def where(self) -> str:
        """Where the database is, in words that hold no secret."""
        return self._place.where

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One transaction that sees the database as it stands when it begins."""
        with self._place.begin(self._engine, writing=False, on_wait=self._on_wait) as connection:
            yield Reading(connection)

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[Writing]:
        """One transaction that lands whole or not at all, and not at all in a dry run.

        It waits for another writer to finish.
        """
        with self._place.begin(self._engine, writing=True, on_wait=self._on_wait) as connection:
            book = Writing(connection, dry_run=dry_run)
            yield book
            book.refuse_uncovered()
            if dry_run:
                connection.rollback()

    def alone(self) -> AbstractContextManager[Hold]:
        """Hold the right to send; NotAllowedError while another worker has it."""
        return self._place.alone()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
