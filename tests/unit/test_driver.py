"""Many rows by the driver's own means: stored as SQLAlchemy would, in whatever form the driver takes."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel, create_engine

from purdahgate.store.driver import run_all
from purdahgate.store.tables import ReleaseRow

RELEASE = SQLModel.metadata.tables[ReleaseRow.__tablename__]
AT = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
NAMES = ("account", "attempted_at", "revision", "post_id", "outcome", "detail")
ROW = ("council", AT, "abc", 7, "", "")


@pytest.fixture
def connection():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        RELEASE.create(connection)
        yield connection
    engine.dispose()


def test_rows_read_back_as_they_were_given_whatever_the_order_of_their_names(connection):
    run_all(connection, insert(RELEASE), NAMES, [ROW, ("parks", *ROW[1:])])

    found = connection.execute(select(RELEASE)).all()
    assert [(row.account, row.attempted_at, row.post_id) for row in found] == [
        ("council", AT, 7),
        ("parks", AT, 7),
    ]


def test_a_time_is_stored_in_the_form_that_sqlalchemy_gives_it(connection):
    run_all(connection, insert(RELEASE), NAMES, [ROW])
    connection.execute(insert(RELEASE), [dict(zip(NAMES, ROW, strict=True))])

    one, two = connection.exec_driver_sql("SELECT attempted_at FROM release").scalars()

    assert one == two


def test_an_update_changes_the_named_columns_of_each_row_alone(connection):
    run_all(connection, insert(RELEASE), NAMES, [ROW, ROW])
    by_key = update(RELEASE).where(RELEASE.c.id == bindparam("key"))

    run_all(connection, by_key, ("outcome", "finished_at", "key"), [("sent", AT, 2)])

    found = connection.execute(select(RELEASE).order_by(RELEASE.c.id)).all()
    assert [(row.outcome, row.finished_at) for row in found] == [("", None), ("sent", AT)]


def test_no_rows_are_no_statement(connection):
    run_all(connection, insert(RELEASE), NAMES, [])

    assert connection.execute(select(RELEASE)).all() == []


def test_a_driver_that_takes_names_is_given_names():
    asked = []
    dialect = postgresql.dialect(paramstyle="pyformat")
    connection = SimpleNamespace(dialect=dialect, exec_driver_sql=lambda *given: asked.append(given))

    run_all(connection, insert(RELEASE), NAMES, [ROW])

    ((statement, rows),) = asked
    assert "%(account)s" in statement
    assert rows == [dict(zip(NAMES, ROW, strict=True))]
