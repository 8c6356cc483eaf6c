"""Options that many commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="The body's config file; else ./config.toml.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
AsName = Annotated[
    str | None,
    typer.Option("--as", help="Who you are in people.toml.", envvar="PURDAHGATE_AS", show_default=False),
]
Reason = Annotated[str, typer.Option("--reason", help="Why, in one line; it stands in the audit table.")]
Fold = Annotated[
    int | None,
    typer.Option(
        "--fold",
        min=0,
        max=1,
        help="Which of an hour that comes twice: 0 the first, 1 the second.",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Wards = Annotated[
    list[str] | None, typer.Option("--ward", help="A ward it is about, by name; may be repeated.")
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", help="KEY=TEXT: what a question of the policy is answered; may be repeated."),
]
Shares = Annotated[
    str | None, typer.Option("--shares", help="Whose post it passes on: a handle, or the post's web address.")
]
Expires = Annotated[
    str | None, typer.Option("--expires", help="When to take it down again: a local time, as --due.")
]
At = Annotated[
    str | None, typer.Option("--at", help="A local time, as 2027-04-20T09:00.", show_default=False)
]
DayOrderOf = Annotated[
    str | None,
    typer.Option("--day-order", help="How the tool reads 06/05/2027: dmy, 6 May, or mdy, 5 June."),
]
