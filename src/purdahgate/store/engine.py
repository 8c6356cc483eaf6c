"""Which database `[store] database` names."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from purdahgate.errors import ConfigError
from purdahgate.store.place import Place
from purdahgate.store.sqlite import SqlitePlace

WHERE = "config.toml: store.database"
_EXAMPLE = 'Write it as database = "sqlite:///purdahgate.db", or as "postgresql+psycopg://HOST/NAME"'
_SECRETS = ("password", "sslpassword", "oauth_client_secret")


def place_of(text: str, base: Path, where: str = WHERE) -> Place:
    """The database at the address `text`; a relative SQLite path is taken from the folder `base`."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigError(f"{_shown(text)!r} is no database URL", where=where, mend=_EXAMPLE) from None
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, text, where)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise ConfigError(
            f"{_shown(text)!r} is neither a SQLite file nor on PostgreSQL", where=where, mend=_EXAMPLE
        )
    return SqlitePlace(url.set(database=str(base / url.database)))


def _postgresql(url: URL, text: str, where: str) -> Place:
    from purdahgate.store.postgresql import DRIVER, PostgresPlace

    if url.drivername not in {DRIVER, "postgresql"}:
        raise ConfigError(f"{_shown(text)!r} asks for another driver", where=where, mend=_EXAMPLE)
    if url.password is not None or any(each in url.query for each in _SECRETS):
        raise ConfigError(
            "a password stands in the address of the database",
            where=where,
            mend="Take it out, and change it: it goes in a file that PGPASSFILE names, or ~/.pgpass",
        )
    if not url.database and "service" not in url.query:
        raise ConfigError(f"{_shown(text)!r} names no database", where=where, mend=_EXAMPLE)
    return PostgresPlace(url.set(drivername=DRIVER))


def _shown(text: str) -> str:
    """The address without what may be a password in it."""
    before, at, rest = text.rpartition("@")
    return f"{before.partition('://')[0]}://...@{rest}" if at else text.partition("?")[0]
