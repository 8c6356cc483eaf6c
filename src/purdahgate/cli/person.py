"""`purdahgate person`: people.toml by command."""

from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason
from purdahgate.cli.people_signing import changing, show_change

if TYPE_CHECKING:
    from purdahgate.usecases.change_people import Particulars

people = typer.Typer(help="Who may do what, their training and deputies.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Their name in people.toml.")]
FullName = Annotated[str | None, typer.Option("--full-name", help="Who that is.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", help="A role; repeat it for several. Named, they are all.")
]
Restricted = Annotated[
    bool | None,
    typer.Option("--restricted/--not-restricted", help="Whether the post is politically restricted."),
]
AuthorisedBy = Annotated[str | None, typer.Option("--authorised-by", help="Who authorised them to post.")]
AuthorisedOn = Annotated[str | None, typer.Option("--authorised-on", help="The day of that, as 2027-01-04.")]
Case = Annotated[str | None, typer.Option("--business-case", help="Where the case for access is kept.")]
On = Annotated[str | None, typer.Option("--on", help="The day, as 2027-01-04; left out: today.")]
Note = Annotated[str, typer.Option("--reason", help="A line for the record.")]


@people.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What they will type after --as.")],
    reason: Reason,
    full_name: FullName = None,
    role: Roles = None,
    restricted: Restricted = None,
    authorised_by: AuthorisedBy = None,
    authorised_on: AuthorisedOn = None,
    business_case: Case = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Give somebody an entry in people.toml. What that allows is told.

    Example: purdahgate person add nadia --full-name "Nadia Sample, Press Officer" --role officer
    --reason "Joined on 1 March" --as anton
    """
    from purdahgate.usecases.change_people import add_person

    desk = Desk(config, as_json=as_json, as_name=as_name)
    said = _said(desk, full_name, role, restricted, authorised_by, authorised_on, business_case)
    with changing(desk, dry_run=dry_run) as one:
        change = add_person(one.deed, one.file, name, said, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("edit")
def edit(
    name: Name,
    reason: Reason,
    full_name: FullName = None,
    role: Roles = None,
    restricted: Restricted = None,
    authorised_by: AuthorisedBy = None,
    authorised_on: AuthorisedOn = None,
    business_case: Case = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Change what an entry says: what is not named stays. Nobody changes their own.

    Example: purdahgate person edit olive --authorised-by "The Chief Executive" --authorised-on 2027-01-04
    --reason "Letter of 4 January" --as anton
    """
    from purdahgate.usecases.change_people import edit_person

    desk = Desk(config, as_json=as_json, as_name=as_name)
    said = _said(desk, full_name, role, restricted, authorised_by, authorised_on, business_case)
    with changing(desk, dry_run=dry_run) as one:
        change = edit_person(one.deed, one.file, name, said, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("train")
def train(
    name: Name,
    on: On = None,
    refresher: Annotated[bool, typer.Option("--refresher", help="Not the first, but a refresher.")] = False,
    reason: Note = "Training attended",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that somebody attended the training, or a refresher.

    Example: purdahgate person train olive --on 2027-01-11 --as anton
    """
    from purdahgate.usecases.change_people import train as record

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day = desk.day(on) if on else desk.today()
    with changing(desk, dry_run=dry_run) as one:
        change = record(one.deed, one.file, name, day, refresher=refresher, reason=reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("declare")
def declare(
    name: Name,
    on: On = None,
    reason: Note = "The year's declaration",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record the year's declaration to have read and understood the policy. You may make your own.

    Example: purdahgate person declare olive --as olive
    """
    from purdahgate.usecases.change_people import declare as record

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day = desk.day(on) if on else desk.today()
    with changing(desk, dry_run=dry_run) as one:
        change = record(one.deed, one.file, name, day, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("suspend")
def suspend(
    name: Name,
    reason: Reason,
    until: Annotated[
        str | None, typer.Option(help="The last day of it; left out: until it is lifted.")
    ] = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Let somebody act in no role, from today on.

    Example: purdahgate person suspend oscar --reason "The refresher was missed" --as anton
    """
    from purdahgate.usecases.change_people import suspend as bar

    desk = Desk(config, as_json=as_json, as_name=as_name)
    last = desk.day(until) if until else None
    with changing(desk, dry_run=dry_run) as one:
        change = bar(one.deed, one.file, name, last, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("unsuspend")
def unsuspend(
    name: Name,
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Lift a suspension. Nobody lifts their own.

    Example: purdahgate person unsuspend oscar --reason "Attended on 8 March" --as anton
    """
    from purdahgate.usecases.change_people import unsuspend as lift

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with changing(desk, dry_run=dry_run) as one:
        change = lift(one.deed, one.file, name, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


@people.command("deputise")
def deputise(
    name: Annotated[str, typer.Argument(help="Who stands in.")],
    stands_for: Annotated[str, typer.Option("--for", help="The approver they stand in for.")],
    first_day: Annotated[str, typer.Option("--from", help="The first day, as 2027-04-06.")],
    last_day: Annotated[str, typer.Option("--until", help="The last day.")],
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Let somebody act as approver in an approver's place, between two days.

    They may release nothing that they or the one they stand in for wrote.

    Example: purdahgate person deputise ellis --for anton --from 2027-04-06 --until 2027-04-16
    --reason "Leave" --as mona
    """
    from purdahgate.usecases.change_people import deputise as appoint

    desk = Desk(config, as_json=as_json, as_name=as_name)
    first, last = desk.day(first_day), desk.day(last_day)
    with changing(desk, dry_run=dry_run) as one:
        change = appoint(one.deed, one.file, name, stands_for, first, last, reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


def _said(
    desk: Desk,
    full_name: str | None,
    role: list[str] | None,
    restricted: bool | None,
    authorised_by: str | None,
    authorised_on: str | None,
    business_case: str | None,
) -> "Particulars":
    from purdahgate.usecases.change_people import Particulars

    return Particulars(
        full_name=full_name,
        roles=role or None,
        restricted=restricted,
        authorised_by=authorised_by,
        authorised_on=desk.day(authorised_on) if authorised_on else None,
        business_case=business_case,
    )
