"""A database on a PostgreSQL server: one writer at a time, readers that see one moment, one worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError
from sqlmodel import SQLModel, create_engine

from purdahgate.errors import ConfigError, NotAllowedError, StoreError
from purdahgate.store import place
from purdahgate.store.place import mended, refuse_other_schema
from purdahgate.store.postgresql_errors import LOCKED, explain
from purdahgate.store.tables import SCHEMA_VERSION

DRIVER = "postgresql+psycopg"
_MAKING, _SENDING = 7_317_001, 7_317_002  # what advisory locks are for; any numbers of our own
# A worker whose machine is gone without a word loses its right to send within half a minute.
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
_SESSION = (
    "SET timezone = 'UTC'",
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
# What is told as kept is on the disk, whatever the server's own default is.
_DURABLE = """
SELECT set_config(name, 'on', false) FROM pg_settings WHERE name = 'synchronous_commit' AND setting = 'off'
"""


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """One schema of one database: the first one in the account's search path."""

    url: URL

    @property
    def where(self) -> str:
        """Its address, without a password."""
        return self.url.set(password=None).render_as_string(hide_password=True)

    def exists(self) -> bool:
        """Whether our tables are there. StoreError where the server does not answer or does not let us in."""
        engine = self._engine()
        try:
            with mended(self.where, explain), engine.connect() as connection:
                return engine.dialect.has_table(connection, "meta")
        finally:
            engine.dispose()

    def faults(self) -> list[tuple[str, str]]:
        """Nothing: a server tells when it is asked."""
        return []

    def engine(self) -> Engine:
        """An engine on the server; tables that are not there yet are made first, all or none."""
        engine = self._engine()
        try:
            with mended(self.where, explain):
                self._check(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    @contextmanager
    def begin(self, engine: Engine, *, writing: bool, on_wait: Callable[[], None]) -> Iterator[Connection]:
        """One transaction; what it sees is frozen when its first statement is answered.

        A writer's first takes the lock that one writer holds at a time, so it sees all of the last's.
        """
        options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": not writing}
        with (
            mended(self.where, explain),
            engine.connect().execution_options(**options) as connection,
        ):
            transaction = connection.begin()
            if writing:
                try:
                    connection.exec_driver_sql(_TURN)
                except OperationalError as busy:
                    if getattr(busy.orig, "sqlstate", "") != LOCKED:
                        raise
                    on_wait()
                    transaction.rollback()
                    transaction = connection.begin()
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {place.LONG_WAIT_MS}")
                    connection.exec_driver_sql(_TURN)
            with transaction:
                yield connection

    @contextmanager
    def alone(self) -> Iterator["_SessionHold"]:
        """Hold a lock that goes with a connection of its own."""
        hold = _SessionHold(self, self._engine())
        try:
            hold.take()
            yield hold
        finally:
            hold.let_go()

    def _engine(self) -> Engine:
        """Kept connections are asked first whether they still stand: a server may have been restarted."""
        given = {key: value for key, value in _PATIENCE.items() if key not in self.url.query}
        try:
            engine = create_engine(
                self.url,
                connect_args={**given, "client_encoding": "utf8"},
                pool_size=1,
                pool_pre_ping=True,
            )
        except (ModuleNotFoundError, NoSuchModuleError):
            raise ConfigError(
                "psycopg is not installed, which speaks to PostgreSQL",
                where="config.toml: store.database",
                mend="Install it: pip install 'purdahgate[postgresql]'",
            ) from None
        event.listen(engine, "connect", _on_connect)
        return engine

    def _check(self, engine: Engine) -> None:
        """Make the tables where there are none; refuse what is not ours, or of another version."""
        with (
            engine.connect().execution_options(isolation_level="READ COMMITTED") as connection,
            connection.begin(),
        ):
            if not engine.dialect.has_table(connection, "meta"):
                self._make(connection)
            _refuse_encoding(connection, self.where)
            found = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'schema'").scalar()
        refuse_other_schema(found, self.where)

    def _make(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {place.LONG_WAIT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")
        has_table = connection.dialect.has_table
        if has_table(connection, "meta"):
            return  # another command was first
        for name in SQLModel.metadata.tables:
            if has_table(connection, name):
                raise StoreError(
                    f"the database has a table {name} and is no purdahgate database",
                    where=self.where,
                    mend="Give purdahgate a database, or a schema in the search path, of its own",
                )
        SQLModel.metadata.create_all(connection, checkfirst=False)
        meta = SQLModel.metadata.tables["meta"]
        connection.execute(meta.insert().values(key="schema", value=SCHEMA_VERSION))


# Readers are not kept waiting by it; nor is the server's own clean-up, which has nothing to do on this table.
_TURN = "LOCK TABLE meta IN EXCLUSIVE MODE"


class _SessionHold:
    """An advisory lock of a session. It goes when the session does, and is then taken anew, if it can be."""

    def __init__(self, of: PostgresPlace, engine: Engine) -> None:
        self._place = of
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None

    def check(self) -> None:
        """Ask the server, over the very connection that holds the lock."""
        if self._connection is not None:
            try:
                self._connection.exec_driver_sql("SELECT 1")
            except DBAPIError:
                self._drop()
            else:
                return
        self.take()

    def take(self) -> None:
        """Take the lock on a new connection."""
        with mended(self._place.where, explain):
            connection = self._engine.connect()
            try:
                got = connection.exec_driver_sql(
                    f"SELECT pg_try_advisory_lock(({_SENDING}::bigint << 32) | 'meta'::regclass::oid::bigint)"
                ).scalar()
            except DBAPIError:
                connection.close()
                raise
        self._connection = connection
        if not got:
            self._drop()
            raise NotAllowedError(
                "another worker is at work on this database",
                where=self._place.where,
                mend="One is enough; stop the other first",
            )

    def let_go(self) -> None:
        """End the session, and the lock with it."""
        self._drop()
        self._engine.dispose()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # never back into the pool: the lock would go with it
            connection.close()


def _refuse_encoding(connection: Connection, where: str) -> None:
    found = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if found != "UTF8":
        raise StoreError(
            f"the database is kept in {found}, which not every post can be written in",
            where=where,
            mend="Make it anew: createdb --encoding=UTF8 --template=template0 NAME",
        )


def _on_connect(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        for each in (*_SESSION, _DURABLE, f"SET lock_timeout = {place.FIRST_WAIT_MS}"):
            cursor.execute(each)
    connection.autocommit = before
