"""Change one row of a TOML file by command: comments, order and everything else in it stay as they are."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from purdahgate.errors import DataError


def with_row(text: str, path: Path, array: str, keys: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """`text` with `values` in the `[[array]]` row that has all of `keys`; a new row where none has.

    None takes a key away. DataError where the file is written in a way that cannot be changed so: what comes
    out is parsed, and must be what went in but for that row.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    wanted: dict[str, Any] | None = None
    try:
        wanted = _changed(tomllib.loads(text), array, keys, values)
        document = tomlkit.parse(text)
        rows: Any = document.get(array, [])
        row = next((each for each in rows if _has(each, keys)), None)
        if row is None:
            _add(document, array, {**keys, **values})
        else:
            _set(row, values)
        after = tomlkit.dumps(document).rstrip("\n") + "\n"
        found = tomllib.loads(after)
    except (TOMLKitError, tomllib.TOMLDecodeError, LookupError, AttributeError, TypeError, ValueError):
        found = None
    if found is None or found != wanted:
        raise DataError(
            f"{array} rows are written in a way that no command can change",
            where=str(path),
            mend=f"Write each as [[{array}]] with one key a line, or edit the file by hand",
        )
    return after


def _add(document: Any, array: str, values: Mapping[str, Any]) -> None:
    """A new row with a blank line on either side."""
    import tomlkit

    before = document[array][-1] if array in document else document
    if before.as_string() and not before.as_string().endswith("\n\n"):
        before.add(tomlkit.nl())
    row = tomlkit.table()
    _set(row, values)
    row.add(tomlkit.nl())
    if array not in document:
        document[array] = tomlkit.aot()
    document[array].append(row)


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is not None:
            row[key] = value
        elif key in row:
            del row[key]


def _changed(
    tree: dict[str, Any], array: str, keys: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    """The tree that the file should have afterwards."""
    wanted = deepcopy(tree)
    rows = wanted.setdefault(array, [])
    row = next((each for each in rows if _has(each, keys)), None)
    if row is None:
        row = dict(keys)
        rows.append(row)
    _set(row, values)
    return wanted


def _has(row: Any, keys: Mapping[str, str]) -> bool:
    return all(row.get(key) == value for key, value in keys.items())
