"""A database in one SQLite file: durable, and patient with a second writer."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, create_engine, select

from purdahgate.errors import NotAllowedError, StoreError
from purdahgate.store import place
from purdahgate.store.place import mended, refuse_other_schema
from purdahgate.store.tables import SCHEMA_VERSION, MetaRow

_MENDS = (
    (
        "readonly",
        "is read-only",
        "Give the account that runs purdahgate write access to the file and its folder",
    ),
    (
        "read-only",
        "is read-only",
        "Give the account that runs purdahgate write access to the file and its folder",
    ),
    ("malformed", "is corrupt", "Restore it from a backup; nothing was changed"),
    ("not a database", "is no SQLite database", "Check the path under [store] in config.toml"),
    ("disk is full", "has no room: the disk is full", "Free some space and try again; nothing was changed"),
    ("disk i/o error", "cannot be written: the disk reports an error", "Check the disk; nothing was changed"),
    ("unable to open", "cannot be opened", "Check that its folder exists and may be written"),
    ("locked", "is still being written by another command", "Try again when that has finished"),
)


def explain(bad: DBAPIError) -> tuple[str, str] | None:
    """What SQLite's complaint means, and the mend, where that is known."""
    said = str(bad.orig).lower()
    return next(((what, mend) for sign, what, mend in _MENDS if sign in said), None)


class _FileHold:
    """The file's lock goes with the process, and with nothing before it."""

    def check(self) -> None:
        """It cannot be lost."""


@dataclass(frozen=True, slots=True)
class SqlitePlace:
    """One SQLite file, at an absolute path or one from the folder that commands run in."""

    url: URL

    @property
    def path(self) -> Path:
        """The database file."""
        return Path(str(self.url.database))

    @property
    def where(self) -> str:
        """The database file, as text."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether there is such a file."""
        return self.path.exists()

    def faults(self) -> list[tuple[str, str]]:
        """What would keep the file from being made or written."""
        found = [
            (f"{each} cannot be written", "Let the account that runs purdahgate write it")
            for each in (self.path, self.path.parent)
            if each.exists() and not os.access(each, os.W_OK)
        ]
        if not self.path.parent.is_dir():
            found.append((f"the database's folder {self.path.parent} is not there", "Make it"))
        return found

    def engine(self) -> Engine:
        """An engine on the file, which is made first where it is not there yet."""
        with mended(self.where, explain):
            if not self.path.exists():
                _make(self.url, self.path)
            engine = _engine(self.url)
            _check(engine, self.path)
        return engine

    @contextmanager
    def begin(self, engine: Engine, *, writing: bool, on_wait: Callable[[], None]) -> Iterator[Connection]:
        """One transaction, of which SQLite lets one at a time write."""
        with (
            mended(self.where, explain),
            engine.connect().execution_options(writing=writing) as connection,
        ):
            try:
                transaction = connection.begin()
            except OperationalError as busy:
                if "locked" not in str(busy.orig):
                    raise
                on_wait()
                connection.rollback()
                connection.connection.dbapi_connection.execute(f"PRAGMA busy_timeout={place.LONG_WAIT_MS}")  # type: ignore[union-attr]
                transaction = connection.begin()
            with transaction:
                yield connection

    @contextmanager
    def alone(self) -> Iterator[_FileHold]:
        """Hold a lock beside the file."""
        lock = FileLock(f"{self.path}.worker.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise NotAllowedError(
                "another worker is at work on this database",
                where=self.where,
                mend="One is enough; stop the other first",
            ) from None
        except OSError as bad:
            raise StoreError(
                f"the worker cannot make its lock: {bad.strerror}",
                where=lock.lock_file,
                mend="Let the account that runs it write in that folder",
            ) from None
        try:
            yield _FileHold()
        finally:
            lock.release()


def _engine(url: URL) -> Engine:
    # No pool: a worker that kept a file open would go on writing to it after it had been moved away.
    engine = create_engine(url, connect_args={"timeout": place.FIRST_WAIT_MS / 1000}, poolclass=NullPool)
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _make(url: URL, path: Path) -> None:
    """Make the tables in a file beside it, then give that file its name, unless another command was first."""
    half = path.with_name(f".{path.name}.{uuid4().hex}")
    engine = _engine(url.set(database=str(half)))
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            SQLModel.metadata.create_all(connection)
            meta = SQLModel.metadata.tables["meta"]
            connection.execute(meta.insert().values(key="schema", value=SCHEMA_VERSION))
        engine.dispose()
        with suppress(FileExistsError):
            os.link(half, path)
    except OSError as bad:
        raise StoreError(f"the database cannot be made: {bad.strerror}", where=str(path)) from bad
    finally:
        engine.dispose()
        half.unlink(missing_ok=True)


def _check(engine: Engine, path: Path) -> None:
    """Refuse a file that is no purdahgate database, or one of another version."""
    with engine.connect() as connection:
        ours = engine.dialect.has_table(connection, "meta") and engine.dialect.has_table(connection, "audit")
        found = (
            connection.execute(select(MetaRow.value).where(MetaRow.key == "schema")).scalar() if ours else ""
        )
    if not ours:
        what = "is empty" if path.stat().st_size == 0 else "is no purdahgate database"
        raise StoreError(
            f"the database {what}",
            where=str(path),
            mend="Restore it from a backup, or move the file away to begin a new queue",
        )
    refuse_other_schema(found, str(path))


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    for pragma in (
        # The write-ahead log can corrupt a database in SQLite 3.7.0 to 3.51.2; the rollback journal cannot.
        "journal_mode=DELETE",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE walks past the guards
        "cache_size=-65536",  # up to 64 MB, so that a transaction over a whole queue reads no page twice
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # A deferred BEGIN that later writes fails at once beside another writer; an immediate one waits.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
