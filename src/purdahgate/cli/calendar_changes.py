"""`calendar add`, `move`, `cancel`, `restore` and `what-if`: a poll comes, moves, goes or comes back."""

from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk
from purdahgate.cli.one_change import (
    ElectionId,
    NationOf,
    Source,
    found_in,
    make_change,
    show_outcome,
    told_now,
)
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Fold
from purdahgate.domain.people import Person

if TYPE_CHECKING:
    from purdahgate.domain.election import Election
    from purdahgate.usecases.deed import Deed

OnlyAreas = Annotated[list[str] | None, typer.Option("--area", help="Only these areas; may be repeated.")]
NOBODY = Person("nobody", "somebody who asks", frozenset())


def add(
    election: Annotated[str, typer.Argument(help="Its Democracy Club id, as parl.2027-06-10.")],
    title: Annotated[str, typer.Option(help="What it is, in words.")],
    source: Source,
    nation: Annotated[str, typer.Option(help="england, wales, scotland, northern-ireland or uk.")] = "",
    area: OnlyAreas = None,
    status: Annotated[str, typer.Option(help="expected, called or countermanded.")] = "called",
    called_at: Annotated[
        str | None, typer.Option(help="When it was called, local time: the window opens no earlier.")
    ] = None,
    fold: Fold = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record a poll that was not in the calendar, and judge the whole queue again at once.

    Example: purdahgate calendar add parl.2027-06-10 --title "UK general election" --nation uk
    --source "Statement outside No 10, 4 May 2027" --dry-run --as ellis
    """
    from purdahgate.usecases.new_election import new_election, usual_nation

    desk = Desk(config, as_json=as_json, as_name=as_name)
    row = new_election(
        election,
        desk.app.areas,
        nation=nation or usual_nation(election, desk.app.config.body.nation),
        title=title,
        status=status,
        areas_named=tuple(area or ()),
        called_at=desk.moment(called_at, fold) if called_at else None,
        source=source,
        today=desk.today(),
    )
    make_change(desk, f"add {election}", lambda deed: _new(deed, row), dry_run=dry_run)


def move(
    election: ElectionId,
    to: Annotated[str, typer.Option(help="The new polling day, as 2027-06-10.")],
    source: Source,
    nation: NationOf = "",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Move a poll to another day. Its id stays, so that subscribed calendars move their entry.

    Example: purdahgate calendar move local.chelmsford.2027-05-06 --to 2027-06-10
    --source "Order of 1 March 2027" --dry-run --as ellis
    """
    from purdahgate.domain.calendar_changes import moved

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day, told = desk.day(to), told_now(desk, source)
    make_change(
        desk,
        f"move {election} to {to}",
        lambda deed: moved(found_in(deed, election, nation), day, told),
        dry_run=dry_run,
    )


def cancel(
    election: ElectionId,
    source: Source,
    postponed: Annotated[bool, typer.Option("--postponed", help="Put off, with no new day yet.")] = False,
    nation: NationOf = "",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Call a poll off. That closes its window, so a second person must confirm it.

    Example: purdahgate calendar cancel local.chelmsford.2027-05-06 --source "Order of 1 March" --as ellis
    """
    from purdahgate.domain.calendar_changes import called_off

    desk = Desk(config, as_json=as_json, as_name=as_name)
    told = told_now(desk, source)
    make_change(
        desk,
        f"{'postpone' if postponed else 'cancel'} {election}",
        lambda deed: called_off(found_in(deed, election, nation), told, postponed=postponed),
        dry_run=dry_run,
    )


def restore(
    election: ElectionId,
    source: Source,
    nation: NationOf = "",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Bring a poll back that was called off, as it stood before.

    Example: purdahgate calendar restore local.chelmsford.2027-05-06 --source "Order quashed" --as ellis
    """
    from purdahgate.domain.calendar_changes import restored

    desk = Desk(config, as_json=as_json, as_name=as_name)
    told = told_now(desk, source)

    def brought_back(deed: "Deed") -> "Election":
        standing = found_in(deed, election, nation)
        rows = (*desk.app.calendar_files.elections, *deed.book.calendar_changes())
        return restored(standing, [each for each in rows if each.key == standing.key], told)

    make_change(desk, f"restore {election}", brought_back, dry_run=dry_run)


def what_if(
    election: Annotated[str, typer.Argument(help="The poll that might be called, as parl.2027-05-06.")],
    nation: NationOf = "",
    area: OnlyAreas = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Show what would happen if a poll were called now. Nothing is stored, and nobody need be named.

    Example: purdahgate calendar what-if parl.2027-05-06
    """
    from purdahgate.usecases.change_calendar import imagine
    from purdahgate.usecases.new_election import new_election, usual_nation

    desk = Desk(config, as_json=as_json)
    row = new_election(
        election,
        desk.app.areas,
        nation=nation or usual_nation(election, desk.app.config.body.nation),
        title="What if",
        status="called",
        areas_named=tuple(area or ()),
        called_at=desk.app.now(),
        source="nobody: a question",
        today=desk.today(),
    )
    with desk.app.store.writing(dry_run=True) as book:
        outcome = imagine(desk.app.deed(book, NOBODY), row)
    show_outcome(desk, election, outcome, dry_run=True, row=row)


def _new(deed: "Deed", row: "Election") -> "Election":
    from purdahgate.errors import InputError

    if any(known.key == row.key for known in deed.world.calendar.elections):
        raise InputError(
            f"the calendar has {row.id} for {row.nation} already", mend="See: purdahgate calendar list"
        )
    return row
