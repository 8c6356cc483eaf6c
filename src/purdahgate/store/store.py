"""One body's database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from purdahgate.store.engine import begin, database_url, open_engine
from purdahgate.store.reading import Reading
from purdahgate.store.writing import Writing


class Store:
    """Opens transactions. `on_wait` is called once when another command holds the database."""

    def __init__(self, url: str, base: Path, on_wait: Callable[[], None] = lambda: None) -> None:
        self._url = database_url(url, base)
        self._engine = open_engine(self._url)
        self._on_wait = on_wait

    @property
    def path(self) -> Path:
        """The database file."""
        return Path(str(self._url.database))

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One transaction that sees the database as it stands when it begins."""
        with begin(self._engine, writing=False, on_wait=self._on_wait) as connection:
            yield Reading(connection)

    @contextmanager
    def writing(self, *, dry_run: bool = False) -> Iterator[Writing]:
        """One transaction that lands whole or not at all, and not at all in a dry run.

        It waits for another writer to finish.
        """
        with begin(self._engine, writing=True, on_wait=self._on_wait) as connection:
            book = Writing(connection, dry_run=dry_run)
            yield book
            book.refuse_uncovered()
            if dry_run:
                connection.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
