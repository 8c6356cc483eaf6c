"""Where SQLite and PostgreSQL say the same thing in different words."""

import sqlite3
from typing import Any

from sqlalchemy import ColumnElement, Insert, LargeBinary, cast, func, insert, select
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def new_into(connection: Connection, name: str) -> Insert:
    """An insert into that table which leaves a row that is there already as it is."""
    made = SQLModel.metadata.tables[name]
    if _is_sqlite(connection):
        return insert(made).prefix_with("OR IGNORE")
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(made).on_conflict_do_nothing()


def as_bytes(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[bytes]:
    """A text column as the bytes of its UTF-8."""
    if _is_sqlite(connection):
        return cast(column, LargeBinary)
    return func.convert_to(column, "UTF8", type_=LargeBinary)


def damage(connection: Connection) -> str:
    """What the engine itself finds broken in the file, in one line; a server looks after itself."""
    if not _is_sqlite(connection):
        return ""
    said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    return "" if said == "ok" else " ".join(said.split())


def about_engine(connection: Connection) -> tuple[str, str]:
    """The engine in a few words, and what makes it unsafe to keep a record in, or nothing."""
    if _is_sqlite(connection):
        return f"SQLite {sqlite3.sqlite_version}, rollback journal, full fsync", ""
    asked = ("server_version", "fsync", "full_page_writes")
    version, *durable = connection.execute(select(*(func.current_setting(each) for each in asked))).one()
    unsafe = "" if durable == ["on", "on"] else "the server keeps nothing through a power cut: fsync is off"
    return f"PostgreSQL {version}, one writer at a time", unsafe
