"""`calendar record-notice`, `record-announcement`, `record-declaration`, `record-government`."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk
from purdahgate.cli.one_change import ElectionId, NationOf, Source, found_in, make_change, told_now
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Fold

if TYPE_CHECKING:
    from purdahgate.domain.election import Election
    from purdahgate.usecases.deed import Deed

Happened = Annotated[str, typer.Option("--at", help="The local time it happened, as 2027-05-07T03:40.")]


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
    from purdahgate.domain.calendar_records import noticed

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day, told = desk.day(on), told_now(desk, source)
    make_change(
        desk,
        f"record the notice of {election} on {on}",
        lambda deed: noticed(found_in(deed, election, nation), day, told),
        dry_run=dry_run,
    )


def record_announcement(
    election: ElectionId,
    on: Annotated[str, typer.Option(help="The day announced for the period to begin.")],
    source: Source,
    nation: NationOf = "",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record the day announced for a period to begin, where a rule goes by one: the civil service's does.

    Example: purdahgate calendar record-announcement parl.2027-06-10 --on 2027-05-04
    --source "Cabinet Office guidance, 29 April 2027" --as ellis
    """
    from purdahgate.domain.calendar_records import announced

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day, told = desk.day(on), told_now(desk, source)
    make_change(
        desk,
        f"record {on} as the start announced for {election}",
        lambda deed: announced(found_in(deed, election, nation), day, told),
        dry_run=dry_run,
    )


def record_declaration(
    election: ElectionId,
    at: Happened,
    source: Source,
    nation: NationOf = "",
    fold: Fold = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record when the result was declared. That closes a window that waits for it: a second person confirms.

    Example: purdahgate calendar record-declaration local.chelmsford.2027-05-06 --at 2027-05-07T15:40
    --source "The returning officer" --as ellis
    """
    from purdahgate.domain.calendar_records import declared

    desk = Desk(config, as_json=as_json, as_name=as_name)
    moment, told = desk.moment(at, fold), told_now(desk, source)

    def become(deed: "Deed") -> "Election":
        poll = found_in(deed, election, nation)
        return declared(poll, moment, _polls_closed(desk, poll), told)

    make_change(desk, f"record the declaration of {election} at {at}", become, dry_run=dry_run)


def record_government(
    election: ElectionId,
    at: Happened,
    source: Source,
    nation: NationOf = "",
    fold: Fold = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record when a government was formed. That closes a window that waits for it: a second person confirms.

    Example: purdahgate calendar record-government parl.2027-06-10 --at 2027-06-11T12:20
    --source "The Court Circular" --as ellis
    """
    from purdahgate.domain.calendar_records import government_formed

    desk = Desk(config, as_json=as_json, as_name=as_name)
    moment, told = desk.moment(at, fold), told_now(desk, source)

    def become(deed: "Deed") -> "Election":
        poll = found_in(deed, election, nation)
        return government_formed(poll, moment, _polls_closed(desk, poll), told)

    make_change(desk, f"record the government formed after {election} at {at}", become, dry_run=dry_run)


def _polls_closed(desk: Desk, poll: "Election") -> datetime:
    """When voting ended, local time."""
    config = desk.app.config
    return datetime.combine(poll.poll_date, config.windows.close_of_poll, config.body.zone)
