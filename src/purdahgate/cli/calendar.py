"""`purdahgate calendar`: elections and the windows they open."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.calendar_pictures import picture, show
from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.cli.terminal import many
from purdahgate.cli.timetable import timetable

if TYPE_CHECKING:
    from purdahgate.domain.election import Election
    from purdahgate.domain.windows import Window

calendars = typer.Typer(help="Elections, and the pre-election periods they open.", no_args_is_help=True)
calendars.command("timetable")(timetable)
calendars.command("show")(show)
calendars.command("picture")(picture)


@calendars.command("list")
def list_elections(
    everywhere: Annotated[bool, typer.Option("--all", help="Also polls that do not bind this body.")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """The polls that bind this body, and what each opens.

    Example: purdahgate calendar list
    """
    from purdahgate.cli.terminal import table
    from purdahgate.domain.windows import binding

    desk = Desk(config, as_json=as_json)
    world = desk.world()
    elections = world.calendar.elections
    if not everywhere:
        elections = binding(elections, world.body, desk.app.areas)
    windows = {(each.election, each.nation): each for each in world.windows}
    if as_json:
        print_json([_election_json(each, windows.get(each.key)) for each in elections])
        return
    table(
        ("Poll", "Election", "Nation", "Status"),
        (
            (
                (desk.local_day(each.poll_date), each.id, each.nation.value, each.status.value),
                (opens(desk, each, windows.get(each.key)), f"{each.title}. Source: {each.source}"),
            )
            for each in elections
        ),
    )


@calendars.command("windows")
def list_windows(
    warnings: Annotated[
        bool, typer.Option("--warnings", help="Also polls that only warn: the neighbours', and the like.")
    ] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Every pre-election period of this body, from when to when and by which rule.

    Example: purdahgate calendar windows --warnings
    """
    from purdahgate.cli.shapes import window_json
    from purdahgate.cli.terminal import table
    from purdahgate.cli.verdicts import window_facts
    from purdahgate.domain.windows import in_order

    desk = Desk(config, as_json=as_json)
    world = desk.world()
    windows = in_order((*world.windows, *world.warnings)) if warnings else world.windows
    if as_json:
        print_json([window_json(each) for each in windows])
        return
    if not windows:
        say("No poll in the calendar opens a window for this body.")
        return
    now = desk.app.now()
    table(
        ("Opens", "Closes", "Election", ""),
        (
            (
                (
                    desk.local(each.opens_at),
                    desk.end(each.closes_at),
                    each.election,
                    "open now" if each.holds(now) else "",
                ),
                (window_facts(each), desk.app.wording.binds(each)),
            )
            for each in windows
        ),
    )


@calendars.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The .ics file to write.")],
    events: Annotated[
        str,
        typer.Option(help="Some of windows,polling-days,opens,closes,notice,nominations."),
    ] = "windows,polling-days",
    remind_days: Annotated[int, typer.Option(min=0, help="A reminder so many days ahead.")] = 7,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Write the windows and polling days, or what --events names, as an .ics file for Outlook.

    Outlook doubles a file that is imported twice: put it on a web server and subscribe to it instead.

    Example: purdahgate calendar export windows.ics
    """
    from purdahgate.usecases.export_calendar import export_calendar, kinds_of

    desk = Desk(config, as_json=as_json)
    kinds = kinds_of(events)
    app = desk.app
    count = export_calendar(desk.world(), app.areas, file, remind_days, kinds, app.timetables)
    if as_json:
        print_json({"file": str(file), "events": count})
    else:
        say(f"{many(count, 'event')} written to {file}.")


@calendars.command("areas")
def list_areas(
    word: Annotated[str, typer.Argument(help="A part of the area's name.")],
    as_json: AsJson = False,
) -> None:
    """Find the slug of an area: a council, county, police area, region or nation.

    Example: purdahgate calendar areas essex
    """
    from purdahgate.cli.terminal import table
    from purdahgate.sources.areas import load_areas

    areas = load_areas()
    found = [areas[slug] for slug in areas if word.casefold() in f"{slug} {areas[slug].name}".casefold()]
    if as_json:
        print_json(
            [
                {"slug": each.slug, "name": each.name, "kind": each.kind, "within": each.within}
                for each in found
            ]
        )
    elif found:
        table(("Slug", "Name", "Kind"), (((each.slug, each.name, each.kind), ()) for each in found))
    else:
        say(f"No area is called like {word!r}.")


def _election_json(election: "Election", window: "Window | None") -> dict[str, Any]:
    from purdahgate.cli.shapes import window_json
    from purdahgate.domain.clock import rfc3339

    return {
        "id": election.id,
        "nation": election.nation.value,
        "title": election.title,
        "status": election.status.value,
        "poll_date": election.poll_date.isoformat(),
        "areas": list(election.areas),
        "called_at": rfc3339(election.called_at) if election.called_at else None,
        "notice_on": election.notice_on.isoformat() if election.notice_on else None,
        "announced_on": election.announced_on.isoformat() if election.announced_on else None,
        "declared_at": rfc3339(election.declared_at) if election.declared_at else None,
        "government_formed_at": rfc3339(election.government_formed_at)
        if election.government_formed_at
        else None,
        "source": election.source,
        "checked_on": election.checked_on.isoformat(),
        "note": election.note,
        "window": window_json(window) if window else None,
    }


def opens(desk: Desk, election: "Election", window: "Window | None") -> str:
    """What a poll opens, or that it opens nothing and why."""
    from purdahgate.domain.election import OPENS_NOTHING

    if window:
        when = f"Window: {desk.local(window.opens_at)} to {desk.end(window.closes_at)}."
        return " ".join(filter(None, (when, _projected(window), desk.app.wording.binds(window))))
    if election.status in OPENS_NOTHING:
        note = f" {election.note}" if election.note else ""
        return f"OPENS NO WINDOW: {election.status.value.replace('-', ' ')}.{note}"
    return "Does not bind this body."


def _projected(window: "Window") -> str:
    return "Projected: the bank holidays before it are not proclaimed yet." if window.projected else ""
