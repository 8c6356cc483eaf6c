"""What a command changed in a register file, for a person and for a program."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from purdahgate.cli.desk import Desk, print_json, say

if TYPE_CHECKING:
    from purdahgate.usecases.register_change import Row


def show_row(
    desk: Desk, what: str, row: "Row", also: Mapping[str, Any] | None = None, *, dry_run: bool
) -> None:
    """Each key that changed, before and after."""
    if desk.as_json:
        print_json({what: row.name, "dry_run": dry_run, "changes": row.changes(), **(also or {})})
        return
    done = "changed" if row.before is not None else "entered"
    say(f"{row.name} {'would be' if dry_run else 'is'} {done}.")
    for key, (before, after) in row.changes().items():
        if key != "name":
            was = f" (was {_words(before)})" if before is not None else ""
            say(f"{key}: {_words(after)}{was}", 2)


def _words(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(str(each) for each in value)
        case _:
            return str(value)
