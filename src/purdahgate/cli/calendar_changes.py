"""`calendar add`, `move`, `cancel`, `restore`, `record-notice` and what goes with them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Fold, Reason
from purdahgate.domain.people import Person

if TYPE_CHECKING:
    from purdahgate.domain.calendar_changes import Told
    from purdahgate.domain.election import Election
    from purdahgate.usecases.change_calendar import Outcome
    from purdahgate.usecases.deed import Deed

ElectionId = Annotated[str, typer.Argument(help="Its id, as calendar list shows it.")]
Source = Annotated[str, typer.Option(help="Where it was announced.")]
NationOf = Annotated[str, typer.Option("--nation", help="Which nation's, where the id stands in several.")]
Number = Annotated[int, typer.Argument(help="The change's number.")]


def add(
    election: Annotated[str, typer.Argument(help="Its Democracy Club id, as parl.2027-06-10.")],
    title: Annotated[str, typer.Option(help="What it is, in words.")],
    source: Source,
    nation: Annotated[str, typer.Option(help="england, wales, scotland, northern-ireland or uk.")] = "",
    area: Annotated[list[str] | None, typer.Option(help="Only these areas; may be repeated.")] = None,
    status: Annotated[str, typer.Option(help="expected or called.")] = "called",
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
    _change(desk, f"add {election}", lambda deed: _new(deed, row), dry_run=dry_run)


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
    day, told = desk.day(to), _told(desk, source)
    _change(
        desk,
        f"move {election} to {to}",
        lambda deed: moved(_found(deed, election, nation), day, told),
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
    told = _told(desk, source)
    _change(
        desk,
        f"{'postpone' if postponed else 'cancel'} {election}",
        lambda deed: called_off(_found(deed, election, nation), told, postponed=postponed),
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
    told = _told(desk, source)

    def brought_back(deed: "Deed") -> "Election":
        standing = _found(deed, election, nation)
        rows = (*desk.app.calendar_files.elections, *deed.book.calendar_changes())
        return restored(standing, [each for each in rows if each.key == standing.key], told)

    _change(desk, f"restore {election}", brought_back, dry_run=dry_run)


def record_notice(
    election: ElectionId,
    on: Annotated[str, typer.Option(help="The day the notice of election was published.")],
    source: Source,
    nation: NationOf = "",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record the notice of election: an earlier one opens the window, and no bank holiday moves it any more.

    Example: purdahgate calendar record-notice local.chelmsford.2027-05-06 --on 2027-03-22
    --source "The council's website" --as ellis
    """
    from purdahgate.domain.calendar_changes import noticed

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day, told = desk.day(on), _told(desk, source)
    _change(
        desk,
        f"record the notice of {election} on {on}",
        lambda deed: noticed(_found(deed, election, nation), day, told),
        dry_run=dry_run,
    )


def proposals(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """List changes that would let go of time or posts, each waiting for a second person.

    Example: purdahgate calendar proposals
    """
    from purdahgate.cli.terminal import table
    from purdahgate.domain.clock import rfc3339

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        waiting = book.proposals()
    if as_json:
        print_json([{"id": p.id, "what": p.what, "by": p.by, "at": rfc3339(p.at)} for p in waiting])
    elif waiting:
        rows = (
            ((str(p.id), p.by, desk.local(p.at)), (p.what, f"Source: {p.rows[0].source}")) for p in waiting
        )
        table(("Change", "Proposed by", "When"), rows)
    else:
        say("No change waits for a second person.")


def confirm(
    number: Number,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Confirm a change that somebody else proposed, and judge the queue again.

    Example: purdahgate calendar confirm 1 --as anton
    """
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.change_calendar import confirm as agree

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        outcome = agree(deed, number, done)
    _show(desk, f"Change {number}", outcome, dry_run=dry_run)


def refuse(
    number: Number,
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Drop a proposed change.

    Example: purdahgate calendar refuse 1 --reason "The order is not made yet" --as anton
    """
    from purdahgate.usecases.change_calendar import refuse as drop

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        dropped = drop(deed, number, reason)
    if as_json:
        print_json({"id": dropped.id, "what": dropped.what, "outcome": "refused"})
    else:
        say(f"Change {dropped.id} is dropped: {dropped.what}.")


def what_if(
    election: Annotated[str, typer.Argument(help="The poll that might be called, as parl.2027-05-06.")],
    nation: NationOf = "",
    area: Annotated[list[str] | None, typer.Option(help="Only these areas; may be repeated.")] = None,
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
    _show(desk, election, outcome, dry_run=True, row=row)


NOBODY = Person("nobody", "somebody who asks", frozenset())


def _told(desk: Desk, source: str) -> "Told":
    from purdahgate.domain.calendar_changes import Told
    from purdahgate.domain.post import check_line

    return Told(check_line(source, "source"), desk.app.now(), desk.today())


def _found(deed: "Deed", election: str, nation: str) -> "Election":
    from purdahgate.domain.calendar_changes import found

    return found(deed.world.calendar.elections, election, nation)


def _new(deed: "Deed", row: "Election") -> "Election":
    from purdahgate.errors import InputError

    if any(known.key == row.key for known in deed.world.calendar.elections):
        raise InputError(
            f"the calendar has {row.id} for {row.nation} already", mend="See: purdahgate calendar list"
        )
    return row


def _change(desk: Desk, what: str, become: "Callable[[Deed], Election]", *, dry_run: bool) -> None:
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.change_calendar import change

    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        row = become(deed)
        outcome = change(deed, what, [row], done)
    _show(desk, row.id, outcome, dry_run=dry_run, row=row)


def _show(desk: Desk, name: str, outcome: "Outcome", *, dry_run: bool, row: "Election | None" = None) -> None:
    from purdahgate.cli.calendar import opens
    from purdahgate.cli.reports import report_json, show_report
    from purdahgate.cli.shapes import window_json
    from purdahgate.domain.clock import rfc3339

    windows = {(each.election, each.nation): each for each in outcome.world.windows}
    window = windows.get(row.key) if row else None
    if desk.as_json:
        print_json(
            {
                "election": name,
                "proposal": outcome.proposal,
                "window": window_json(window) if window else None,
                "freed": [[rfc3339(start), rfc3339(end)] for start, end in outcome.freed],
                **report_json(outcome.report, dry_run=dry_run),
            }
        )
        return
    if outcome.proposal:
        for start, end in outcome.freed:
            say(f"It would let go of the time from {desk.local(start)} to {desk.end(end)}.")
        say(
            f"A second person must confirm it: purdahgate calendar confirm {outcome.proposal} --as NAME"
            if not dry_run
            else "A second person would have to confirm it."
        )
    else:
        would = "would be" if dry_run else "is"
        say(f"{name} {would} in the calendar. {opens(desk, row, window) if row else ''}".rstrip())
    show_report(outcome.report, dry_run=dry_run or outcome.proposal is not None)
