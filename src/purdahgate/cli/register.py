"""`purdahgate register`: who is a party, a member, a candidate, an office-holder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun
from purdahgate.cli.terminal import many, tell_error
from purdahgate.errors import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from purdahgate.domain.register import Member
    from purdahgate.usecases.import_register import Place
    from purdahgate.usecases.read_register import Read
    from purdahgate.usecases.recalendar import Report

registers = typer.Typer(help="Who is a member, a candidate, an office-holder.", no_args_is_help=True)
MOST_SHOWN = 200
MOST_BAD = 10


@registers.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The CSV to read.")],
    area: Annotated[str, typer.Option(help="Only people of this area; left out: of the body's own.")] = "",
    all_areas: Annotated[bool, typer.Option("--all-areas", help="People of every area.")] = False,
    form: Annotated[
        str,
        typer.Option(help="auto, plain, democracy-club, open-council-data, moderngov or parliament."),
    ] = "auto",
    dates: Annotated[
        str | None, typer.Option(help='Which number is the day in 07/05/2027: "dd/mm" or "mm/dd".')
    ] = None,
    encoding: Annotated[str, typer.Option(help="utf-8, or windows-1252 for an older Excel.")] = "utf-8",
    source: Annotated[str, typer.Option(help="Where the file comes from, in words.")] = "",
    checked_on: Annotated[
        str, typer.Option(help="The day on which it was true, as 2027-04-20; left out: today.")
    ] = "",
    name: Annotated[str, typer.Option(help="What to call the register; left out: as the file.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Write over the register of that name.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Keep the people of a CSV as a register of this body's own, and judge the whole queue again.

    It reads Democracy Club's candidates, Open Council Data's councillors, exports of ModernGov, the list of
    Members of Parliament, and a plain CSV with name, role and area.

    Example: purdahgate register import candidates.csv --source "Democracy Club, 10 April 2027" --as ellis
    """
    from purdahgate.cli.progress import progress
    from purdahgate.exchange.register_forms import TITLES
    from purdahgate.usecases.import_register import Provenance, import_register, place_of
    from purdahgate.usecases.read_register import Wanted, form_named, order_named, read_register

    desk = Desk(config, as_json=as_json, as_name=as_name)
    app, today, _ = desk.app, desk.today(), desk.actor
    place = place_of(app.config, name or file.stem, replace=replace)
    day = desk.day(checked_on) if checked_on else today
    wanted = Wanted(
        _scope(desk, area, all_areas=all_areas), area, form_named(form), order_named(dates), encoding
    )
    with progress("Reading", desk) as done:
        read = read_register(file, app.places, wanted, today, done)
    _tell_bad(desk, file, read)
    if not read.members:
        raise DataError(
            f"nobody in the file counts here: {_left_out(read) or 'it has no row'}",
            where=str(file),
            mend="Look at its areas, or say --area SLUG or --all-areas",
        )
    told = Provenance(file.name, source or f"{TITLES[read.form]}, {file.name}", day)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        report = import_register(
            deed,
            read,
            told,
            place,
            lambda draft: app.with_register(draft, place.path).world_now(deed.book),
            done,
            dry_run=dry_run,
        )
    _show_import(desk, file, read, place, report, dry_run=dry_run)


def _scope(desk: Desk, area: str, *, all_areas: bool) -> "AbstractSet[str] | None":
    from purdahgate.domain.election import Nation

    app = desk.app
    if area and all_areas:
        raise InputError("--area and --all-areas are both given", mend="Keep one of them")
    if area:
        if area not in app.areas:
            raise InputError(f"there is no area {area!r}", mend=app.areas.suggest(area))
        return app.areas.inside(area)
    return None if all_areas or Nation.UK in app.config.body.areas else app.areas_around


def _tell_bad(desk: Desk, file: Path, read: "Read") -> None:
    """The first of each kind of bad row on standard error, up to a few kinds."""
    if desk.as_json:
        return
    for row, count in list(read.bad.values())[:MOST_BAD]:
        more = f", and {many(count - 1, 'row')} more" if count > 1 else ""
        tell_error(DataError(row.why + more, where=f"{file}:{row.line}", mend=row.mend), as_json=False)


def _left_out(read: "Read") -> str:
    counts = (
        (read.elsewhere, "of other areas"),
        (len(read.vacant), "vacant"),
        (read.repeated, "told twice"),
        (read.bad_rows, "that cannot be read"),
    )
    return ", ".join(f"{count:,} {what}" for count, what in counts if count)


def _show_import(
    desk: Desk, file: Path, read: "Read", place: "Place", report: "Report", *, dry_run: bool
) -> None:
    from purdahgate.cli.reports import report_json, show_report
    from purdahgate.exchange.register_forms import TITLES

    if desk.as_json:
        print_json(_import_json(read, place, report_json(report, dry_run=dry_run)))
        return
    would = "would go" if dry_run else "went"
    taken = f"{len(read.members):,} people" if len(read.members) != 1 else "1 person"
    say(f"{taken} of {file} ({TITLES[read.form]}) {would} into {place.path}.")
    if left := _left_out(read):
        say(f"Left out: {left}.")
    if read.dropped_handles:
        say(f"Left out, as no account names: {', '.join(read.dropped_handles[:MOST_BAD])}.")
    if read.seats_polled:
        say(f"It is dated before {desk.local_day(read.seats_polled)}, when seats in it polled.")
    if place.is_named:
        say("What it would let go of waits for a second person: purdahgate rules propose")
    else:
        say(f"config.toml does not name it yet, so it does not count. Under [files] write: {place.line}")
    show_report(report, dry_run=dry_run)


def _import_json(read: "Read", place: "Place", report: dict[str, Any]) -> dict[str, Any]:
    return {
        "register": str(place.path),
        "form": read.form.value,
        "taken": len(read.members),
        "left_out": {
            "elsewhere": read.elsewhere,
            "vacant": len(read.vacant),
            "repeated": read.repeated,
            "bad": read.bad_rows,
            "handles": len(read.dropped_handles),
        },
        "bad": [
            {"line": row.line, "rows": count, "why": row.why, "mend": row.mend}
            for row, count in read.bad.values()
        ],
        "config_line": place.line or None,
        **report,
    }


@registers.command("list")
def list_members(
    name: Annotated[str, typer.Option(help="Only names with this in them.")] = "",
    on: Annotated[str, typer.Option(help="Who counts on this day, as 2027-04-20; left out: today.")] = "",
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """The people whose names are looked for in this body's posts.

    Example: purdahgate register list --name sampleby --on 2027-04-20
    """
    from purdahgate.cli.terminal import table
    from purdahgate.detect.mentions.folding import plain

    desk = Desk(config, as_json=as_json)
    day = desk.day(on) if on else desk.today()
    members = [
        each
        for each in desk.app.ground(()).counting(desk.app.register.members)
        if each.held_on(day) and plain(name) in plain(each.name)
    ]
    if as_json:
        print_json([_member_json(each) for each in members])
        return
    if not members:
        say("Nobody.")
        return
    rows = (
        (
            each.name,
            each.role,
            each.seat or ", ".join(each.areas) or "everywhere",
            each.party,
            desk.local_day(each.held_to) if each.held_to else "",
        )
        for each in members[:MOST_SHOWN]
    )
    table(("Name", "Role", "Of", "Party", "Until"), ((row, ()) for row in rows))
    if len(members) > MOST_SHOWN:
        say(f"{MOST_SHOWN:,} of {len(members):,} people; see fewer with --name, all with --json.")


def _member_json(member: "Member") -> dict[str, Any]:
    return {
        "name": member.name,
        "role": member.role,
        "areas": list(member.areas),
        "seat": member.seat,
        "party": member.party,
        "handles": list(member.handles),
        "from": str(member.held_from) if member.held_from else None,
        "to": str(member.held_to) if member.held_to else None,
    }


@registers.command("lint")
def lint(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """What is missing from the registers, too old, or will not be found as it stands. Exit code 0.

    Example: purdahgate register lint
    """
    from purdahgate.usecases.lint_register import lint as look

    desk = Desk(config, as_json=as_json)
    app = desk.app
    found = look(app.register, app.ground(desk.world().calendar.elections), app.lexicon)
    if as_json:
        print_json(
            [
                {"code": each.code, "what": each.what, "mend": each.mend, "file": each.file or None}
                for each in found
            ]
        )
        return
    for each in found:
        say(f"{each.what}.", hang=2)
        say(each.mend, 2)
    say(f"{many(len(found), 'thing')} to look at." if found else "Nothing to look at.")
