"""`calendar import`: the polls of somebody else's file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say, warn
from purdahgate.cli.one_change import in_calendar, outcome_json, tell
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun
from purdahgate.cli.terminal import many, tell_error
from purdahgate.errors import DataError, InputError

if TYPE_CHECKING:
    from purdahgate.exchange.csv_rows import BadRow
    from purdahgate.usecases.import_elections import Part, Sorted
    from purdahgate.usecases.read_elections import Read

MOST_TOLD = 20


def import_elections(
    file: Annotated[Path, typer.Argument(help="A CSV of ballots or of next elections, or an .ics calendar.")],
    source: Annotated[str, typer.Option(help="Where the file comes from; it stands beside every poll.")],
    dates: Annotated[
        str | None, typer.Option(help="How a CSV writes its dates: dd/mm or mm/dd.", show_default=False)
    ] = None,
    encoding: Annotated[str, typer.Option(help="utf-8, or windows-1252 for an older Excel.")] = "utf-8",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Take the good rows, leave the bad.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Take every poll of a file into the calendar, or none, and judge the whole queue again at once.

    It reads Democracy Club's ballots, Open Council Data's next elections, and .ics calendars. Polls that do
    not bind this body are kept too. What would let go of time waits for a second person.

    Example: purdahgate calendar import ballots.csv --source "Democracy Club, 1 March 2027" --dry-run
    --as ellis
    """
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.import_elections import sort_elections, take
    from purdahgate.usecases.read_elections import read_elections

    desk = Desk(config, as_json=as_json, as_name=as_name)
    app = desk.app
    read = read_elections(file, app.areas, source, desk.today(), dates, encoding)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        found = sort_elections(read, deed.world, app.areas, deed.now)
        _tell_bad(desk, file, found.bad)
        if found.bad and not skip_bad:
            raise InputError(
                f"{many(len(found.bad), 'row')} cannot be taken; nothing was",
                where=str(file),
                mend="Mend them, or leave them out with --skip-bad",
            )
        parts = take(deed, f"import {file.name}", (*found.new, *found.changed), app.areas, done)
    if as_json:
        print_json(_as_json(read, found, parts, dry_run=dry_run))
    else:
        _show(desk, read, found, parts, dry_run=dry_run)


def _tell_bad(desk: Desk, file: Path, bad: "tuple[BadRow, ...]") -> None:
    for row in bad[:MOST_TOLD]:
        tell_error(DataError(row.why, where=f"{file}:{row.line}", mend=row.mend), as_json=desk.as_json)
    if len(bad) > MOST_TOLD and not desk.as_json:
        warn(f"... and {many(len(bad) - MOST_TOLD, 'more bad row')}")


def _as_json(read: "Read", found: "Sorted", parts: "list[Part]", *, dry_run: bool) -> dict[str, object]:
    return {
        "form": read.form.value,
        "new": len(found.new),
        "changed": len(found.changed),
        "same": found.same,
        "elsewhere": found.elsewhere,
        "left_out": len(found.bad),
        "parts": [
            {
                "elections": [row.id for row in part.rows],
                **outcome_json(part.outcome, dry_run=dry_run),
            }
            for part in parts
        ],
    }


def _show(desk: Desk, read: "Read", found: "Sorted", parts: "list[Part]", *, dry_run: bool) -> None:
    counts = (
        f"{len(found.new):,} new, {len(found.changed):,} changed, {found.same:,} as the calendar has them"
    )
    count = len(found.new) + len(found.changed) + found.same
    say(f"Read as {read.form.value}: {many(count, 'poll')}, {counts}.")
    if found.elsewhere:
        say(f"Of other areas, and kept too: {found.elsewhere:,}.")
    if found.bad:
        say(f"{many(len(found.bad), 'bad row')} left out.")
    for part in parts:
        if part.outcome.proposal:
            say(f"These would let go of time: {', '.join(row.id for row in part.rows)}.")
        tell(desk, _binding(desk, part, dry_run=dry_run), part.outcome, dry_run=dry_run)


def _binding(desk: Desk, part: "Part", *, dry_run: bool) -> Iterator[str]:
    """The polls that open a window for this body, the first few."""
    opened = {(each.election, each.nation) for each in part.outcome.world.windows}
    bound = [row for row in part.rows if row.key in opened]
    for row in bound[:MOST_TOLD]:
        yield in_calendar(desk, row, part.outcome, dry_run=dry_run)
    if len(bound) > MOST_TOLD:
        yield f"... and {many(len(bound) - MOST_TOLD, 'more poll')} that bind this body."
