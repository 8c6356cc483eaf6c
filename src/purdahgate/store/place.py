"""Where a database is, and what each kind does in its own way: how it is made, begun, held and explained."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from purdahgate.errors import StoreError
from purdahgate.store.tables import SCHEMA_VERSION

FIRST_WAIT_MS = 2_000
LONG_WAIT_MS = 600_000

Explain = Callable[[DBAPIError], tuple[str, str] | None]


class Hold(Protocol):
    """The right to send, which one worker has."""

    def check(self) -> None:
        """Nothing while it is held; NotAllowedError where another worker has it now."""


class Place(Protocol):
    """One database of one kind."""

    @property
    def where(self) -> str:
        """Where it is, in words that hold no secret."""

    def exists(self) -> bool:
        """Whether there is a database of ours yet. StoreError where that cannot be seen."""

    def faults(self) -> list[tuple[str, str]]:
        """What would keep it from being made or written, each with the mend, as far as can be seen."""

    def engine(self) -> Engine:
        """An engine on it; a database that is not there yet is made first, whole or not at all."""

    def begin(
        self, engine: Engine, *, writing: bool, on_wait: Callable[[], None]
    ) -> AbstractContextManager[Connection]:
        """One transaction; a writer that finds another at work says so once, then waits up to ten minutes."""

    def alone(self) -> AbstractContextManager[Hold]:
        """Hold the right to send; NotAllowedError while another worker has it."""


@contextmanager
def mended(where: str, explain: Explain) -> Iterator[None]:
    """Turn a driver's complaint into one line that says what, where, and the mend."""
    try:
        yield
    except DBAPIError as bad:
        known = explain(bad)
        if known is None:
            said = " ".join(str(bad.orig).split())
            known = (f"cannot be used: {said}", "Run purdahgate doctor")
        raise StoreError(f"the database {known[0]}", where=where, mend=known[1]) from bad


def refuse_other_schema(found: str | None, where: str) -> None:
    """StoreError for a database of another version than this."""
    if found != SCHEMA_VERSION:
        raise StoreError(
            f"the database has schema {found!r}, this purdahgate needs {SCHEMA_VERSION!r}",
            where=where,
            mend="Use the purdahgate that made it, or a new database",
        )
