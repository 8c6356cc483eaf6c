"""`account list` and `account show`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from purdahgate.domain.accounts import Account
    from purdahgate.usecases.world import World

Name = Annotated[str, typer.Argument(help="The account, as in config.toml.")]


def list_accounts(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Every account in the log and in config.toml, and what is missing.

    Example: purdahgate account list
    """
    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    world = desk.world()
    names = list(dict.fromkeys([*(each.name for each in world.accounts), *desk.app.config.accounts]))
    if as_json:
        print_json([_account_json(desk, world, name) for name in names])
        return
    rows = []
    for name in names:
        account = world.accounts.get(name)
        cells = (
            name,
            account.owner if account else "",
            _day(desk, account.monitored_on if account else None),
            _day(desk, world.situation.last_used.get(name)),
        )
        rows.append((cells, (", ".join(_circumstances(desk, world, name)),)))
    table(("Account", "Owner", "Looked at", "Last used"), rows)


def show_account(name: Name, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """One account whole.

    Example: purdahgate account show council
    """
    desk = Desk(config, as_json=as_json)
    world = desk.world()
    account = world.accounts.named(name)
    if as_json:
        print_json(_account_json(desk, world, name))
        return
    for key, value in _entry(account).items():
        if value not in (None, "", []):
            said = ", ".join(value) if isinstance(value, list) else value
            say(f"{key}: {said if not isinstance(said, bool) else 'yes' if said else 'no'}")
    say(f"last used: {_day(desk, world.situation.last_used.get(name))}")
    if found := _circumstances(desk, world, name):
        say(f"Now: {', '.join(found)}")


def _circumstances(desk: Desk, world: "World", name: str) -> list[str]:
    """What a policy may hold against posts on it today."""
    from purdahgate.usecases.circumstances import of_account

    return sorted(of_account(world, name, desk.today()))


def _entry(account: "Account") -> dict[str, Any]:
    from dataclasses import fields

    found = {}
    for each in fields(account):
        value = getattr(account, each.name)
        found[each.name] = list(value) if isinstance(value, tuple) else value
        if hasattr(value, "isoformat"):
            found[each.name] = value.isoformat()
    return found


def _account_json(desk: Desk, world: "World", name: str) -> dict[str, Any]:
    from purdahgate.domain.clock import rfc3339

    account = world.accounts.get(name)
    used = world.situation.last_used.get(name)
    return {
        **(_entry(account) if account else {"name": name}),
        "listed": account is not None,
        "last_used": rfc3339(used) if used else None,
        "circumstances": _circumstances(desk, world, name),
    }


def _day(desk: Desk, day: Any) -> str:
    return (
        desk.local(day, "%a {day} %b %Y") if hasattr(day, "hour") else desk.local_day(day) if day else "never"
    )
