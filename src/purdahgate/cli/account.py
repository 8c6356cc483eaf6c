"""`purdahgate account`: the central log of accounts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason

if TYPE_CHECKING:
    from purdahgate.usecases.change_accounts import Entered
    from purdahgate.usecases.deed import Deed
    from purdahgate.usecases.register_change import Register

accounts = typer.Typer(help="The central log of accounts.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The account, as in config.toml.")]
Owner = Annotated[str | None, typer.Option(help="Whose it is: a team, or who answers for it.")]
Moderator = Annotated[str | None, typer.Option(help="Who moderates it, by name in people.toml.")]
Channel = Annotated[str | None, typer.Option(help="Where it is: a platform and its handle.")]
Custodian = Annotated[
    list[str] | None, typer.Option("--custodian", help="Who has access; repeat it. Named, they are all.")
]
ApprovedBy = Annotated[str | None, typer.Option("--approved-by", help="Who approved it in writing.")]
ApprovedOn = Annotated[str | None, typer.Option("--approved-on", help="The day of that, as 2027-01-04.")]
Case = Annotated[str | None, typer.Option("--business-case", help="Where the case for it is kept.")]
MonitoredBy = Annotated[
    str | None, typer.Option("--monitored-by", help="Who looks at it daily, by name in people.toml.")
]
SecondFactor = Annotated[
    bool | None, typer.Option("--second-factor/--no-second-factor", help="Whether it has a second factor.")
]
Credentials = Annotated[
    str | None,
    typer.Option(help='Where the password is kept, as "vault item 12"; never the password itself.'),
]
NextCheck = Annotated[str | None, typer.Option("--next-check", help="The day of the next check.")]
UsedOn = Annotated[
    str | None, typer.Option("--used-on", help="The last day it was posted on by another way.")
]
LinksTo = Annotated[str | None, typer.Option("--links-to", help="The page of the main site it links to.")]


@accounts.command("add")
def add(
    name: Name,
    reason: Reason,
    owner: Owner = None,
    moderator: Moderator = None,
    channel: Channel = None,
    custodian: Custodian = None,
    approved_by: ApprovedBy = None,
    approved_on: ApprovedOn = None,
    business_case: Case = None,
    monitored_by: MonitoredBy = None,
    second_factor: SecondFactor = None,
    credentials: Credentials = None,
    next_check: NextCheck = None,
    links_to: LinksTo = None,
    used_on: UsedOn = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Enter an account in the log. A password is refused; say where it is kept.

    Example: purdahgate account add council --owner "Communications" --moderator oscar --monitored-by asha
    --credentials "vault item 12" --reason "Entered from the old list" --as anton
    """
    from purdahgate.usecases.change_accounts import add_account

    desk = Desk(config, as_json=as_json, as_name=as_name)
    said = _said(desk, locals())
    with _changing(desk, dry_run=dry_run) as (deed, log):
        row = add_account(deed, log, name, said, reason)
    _show(desk, row, dry_run=dry_run)


@accounts.command("edit")
def edit(
    name: Name,
    reason: Reason,
    owner: Owner = None,
    moderator: Moderator = None,
    channel: Channel = None,
    custodian: Custodian = None,
    approved_by: ApprovedBy = None,
    approved_on: ApprovedOn = None,
    business_case: Case = None,
    monitored_by: MonitoredBy = None,
    second_factor: SecondFactor = None,
    credentials: Credentials = None,
    next_check: NextCheck = None,
    links_to: LinksTo = None,
    used_on: UsedOn = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Change what the log says; what is not named stays, and an empty text takes a line away.

    Where a custodian is left out who was named before, a change of password falls due.

    Example: purdahgate account edit council --custodian asha --reason "Oscar has left the team" --as anton
    """
    from purdahgate.usecases.change_accounts import edit_account

    desk = Desk(config, as_json=as_json, as_name=as_name)
    said = _said(desk, locals())
    with _changing(desk, dry_run=dry_run) as (deed, log):
        row = edit_account(deed, log, name, said, reason)
    _show(desk, row, dry_run=dry_run)


@accounts.command("retire")
def retire(
    name: Name,
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that an account is closed. Its entry stays.

    Example: purdahgate account retire parks --reason "Merged into the council's own" --as anton
    """
    from purdahgate.usecases.change_accounts import retire_account

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with _changing(desk, dry_run=dry_run) as (deed, log):
        row = retire_account(deed, log, name, reason)
    _show(desk, row, dry_run=dry_run)


@accounts.command("check")
def check(
    name: Name,
    following: Annotated[str, typer.Option("--next", help="The day of the next check.")],
    reason: Reason,
    rotated: Annotated[bool, typer.Option("--rotated", help="The password was changed too.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that access, second factor and the rest of an entry were checked today, and when next.

    Example: purdahgate account check council --next 2027-09-01 --rotated --reason "Half-yearly" --as anton
    """
    from purdahgate.usecases.change_accounts import check_account

    desk = Desk(config, as_json=as_json, as_name=as_name)
    day = desk.day(following)
    with _changing(desk, dry_run=dry_run) as (deed, log):
        row = check_account(deed, log, name, day, rotated=rotated, reason=reason)
    _show(desk, row, dry_run=dry_run)


@accounts.command("monitored")
def monitored(
    names: Annotated[list[str], typer.Argument(help="The accounts.")],
    note: Annotated[str, typer.Option("--reason", help="A line for the record.")] = "",
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that you looked at accounts today. Anybody in people.toml may.

    Example: purdahgate account monitored council parks --as asha
    """
    from purdahgate.usecases.change_accounts import monitored as looked

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with _changing(desk, dry_run=False) as (deed, log):
        rows = [(name, looked(deed, log, name, note)) for name in dict.fromkeys(names)]
    if as_json:
        print_json(
            [{"account": name, "on": desk.today().isoformat(), "new": bool(row)} for name, row in rows]
        )
        return
    for name, row in rows:
        say(f"{name}: looked at today{'' if row else ', as was on record'}.")


def _said(desk: Desk, typed: dict[str, Any]) -> "Entered":
    """What the options of `add` or `edit` say; days are read as days."""
    from purdahgate.usecases.change_accounts import Entered

    texts = ("owner", "moderator", "channel", "approved_by", "business_case", "monitored_by")
    others = ("second_factor", "credentials", "links_to")
    return Entered(
        **{key: typed[key] for key in (*texts, *others)},
        custodians=typed["custodian"] or None,
        approved_on=desk.day(typed["approved_on"]) if typed["approved_on"] else None,
        next_check=desk.day(typed["next_check"]) if typed["next_check"] else None,
        used_on=desk.day(typed["used_on"]) if typed["used_on"] else None,
    )


@contextmanager
def _changing(desk: Desk, *, dry_run: bool) -> "Iterator[tuple[Deed, Register]]":
    """One act on the log: the file and the record change together."""
    from purdahgate.exchange.files import replacing
    from purdahgate.usecases.change_accounts import HEAD
    from purdahgate.usecases.register_change import Register

    path = desk.app.config.accounts_log
    with replacing(path, dry_run=dry_run) as write, desk.deed(dry_run=dry_run) as deed:
        yield deed, Register(path, "account", write, HEAD)


def _show(desk: Desk, row: Any, *, dry_run: bool) -> None:
    from purdahgate.cli.registers import show_row

    show_row(desk, "account", row, dry_run=dry_run)
    if row.name not in desk.app.config.accounts and not desk.as_json:
        say(f"config.toml has no [account.{row.name}], so nothing can be posted on it from here.")
