"""Opening a database: durable, patient with a second writer, and plain about what is wrong with it."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, create_engine, select

from purdahgate.errors import ConfigError, StoreError
from purdahgate.store.tables import SCHEMA_VERSION, MetaRow

FIRST_WAIT_MS = 2_000
LONG_WAIT_MS = 600_000

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


def database_url(text: str, base: Path) -> URL:
    """The URL of `[store] database`; a relative SQLite path is taken from the config file's folder."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise ConfigError(
            f"{text!r} is no database URL", where="config.toml: store.database", mend=_EXAMPLE
        ) from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise ConfigError(
            f"{text!r} is not a SQLite file", where="config.toml: store.database", mend=_EXAMPLE
        )
    return url.set(database=str(base / url.database))


_EXAMPLE = 'Write it as database = "sqlite:///purdahgate.db"'


def open_engine(url: URL) -> Engine:
    """An engine on `url`; a database that is not there yet is made first, whole or not at all."""
    path = Path(str(url.database))
    with mended(url):
        if not path.exists():
            _make(url, path)
        engine = _engine(url)
        _check(engine, path)
    return engine


def _engine(url: URL) -> Engine:
    # No pool: a worker that kept a file open would go on writing to it after it had been moved away.
    engine = create_engine(url, connect_args={"timeout": FIRST_WAIT_MS / 1000}, poolclass=NullPool)
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
    if found != SCHEMA_VERSION:
        raise StoreError(
            f"the database has schema {found!r}, this purdahgate needs {SCHEMA_VERSION!r}",
            where=str(path),
            mend="Use the purdahgate that made it, or a new database",
        )


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


@contextmanager
def mended(url: URL) -> Iterator[None]:
    """Turn a driver's complaint into one line that says what, where, and the mend."""
    try:
        yield
    except DBAPIError as bad:
        said = str(bad.orig).lower()
        for sign, what, mend in _MENDS:
            if sign in said:
                raise StoreError(f"the database {what}", where=str(url.database), mend=mend) from bad
        raise StoreError(
            f"the database cannot be used: {bad.orig}", where=str(url.database), mend="Run purdahgate doctor"
        ) from bad


@contextmanager
def begin(engine: Engine, *, writing: bool, on_wait: Callable[[], None]) -> Iterator[Connection]:
    """One transaction; a writer that finds another at work says so once, then waits up to ten minutes."""
    with mended(engine.url), engine.connect().execution_options(writing=writing) as connection:
        try:
            transaction = connection.begin()
        except OperationalError as busy:
            if "locked" not in str(busy.orig):
                raise
            on_wait()
            connection.rollback()
            connection.connection.dbapi_connection.execute(f"PRAGMA busy_timeout={LONG_WAIT_MS}")  # type: ignore[union-attr]
            transaction = connection.begin()
        with transaction:
            yield connection
