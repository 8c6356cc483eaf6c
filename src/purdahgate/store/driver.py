"""One statement for many rows by the driver's own means; SQLAlchemy compiles it, and looks at no row."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Insert, Table, Update
from sqlalchemy.engine import Connection, Dialect

Row = tuple[Any, ...]


def run_all(
    connection: Connection, statement: Insert | Update, names: Sequence[str], rows: Sequence[Row]
) -> None:
    """Run `statement` once for each row; `names` are those of its values: columns, or what else is bound."""
    if not rows:
        return
    made, dialect = statement.table, connection.dialect
    assert isinstance(made, Table)
    compiled = statement.compile(dialect=dialect, column_keys=[name for name in names if name in made.c])
    ready = _bound(rows, [_binder(made, name, dialect) for name in names])
    if compiled.positiontup is None:
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in ready])
    else:
        in_order = itemgetter(*(names.index(name) for name in compiled.positiontup))
        connection.exec_driver_sql(str(compiled), [in_order(row) for row in ready])


def _binder(made: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What a column's type makes of a value before the driver takes it, None where that is the value."""
    return made.c[name].type.dialect_impl(dialect).bind_processor(dialect) if name in made.c else None


def _bound(rows: Iterable[Row], binders: Sequence[Callable[[Any], Any] | None]) -> Iterable[Row]:
    if not any(binders):
        return rows
    return (
        tuple([bind(each) if bind else each for bind, each in zip(binders, row, strict=True)]) for row in rows
    )
