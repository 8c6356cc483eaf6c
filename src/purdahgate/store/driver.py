"""One statement for many rows by the driver's own means; SQLAlchemy compiles it, and looks at no row."""

from collections.abc import Iterable, Sequence
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
    by_name = {
        name: _as_bound(made, name, dialect, values)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    }
    if compiled.positiontup is None:
        given: Any = [dict(zip(by_name, row, strict=True)) for row in zip(*by_name.values(), strict=True)]
    else:
        given = [*zip(*(by_name[name] for name in compiled.positiontup), strict=True)]
    connection.exec_driver_sql(str(compiled), given)


def _as_bound(made: Table, name: str, dialect: Dialect, values: Iterable[Any]) -> Iterable[Any]:
    """What the type of a column makes of values before the driver takes them."""
    bind = made.c[name].type.dialect_impl(dialect).bind_processor(dialect) if name in made.c else None
    return map(bind, values) if bind else values
