"""`purdahgate channel`: the ways out."""

import sys
from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.errors import ConfigError, InputError

channels = typer.Typer(help="The ways out: what they are, whether they work.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The channel, by its name in config.toml.")]
MOST_BYTES = 16_000


@channels.command("list")
def list_channels(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Every channel: its kind, its accounts, and what would stop it from sending.

    Example: purdahgate channel list
    """
    from purdahgate.cli.terminal import table
    from purdahgate.publishers.channels import channel

    desk = Desk(config, as_json=as_json)
    settings = desk.app.config
    found = [
        {
            "channel": name,
            "kind": each.kind,
            "accounts": [account for account, at in settings.accounts.items() if at.channel == name],
            "trouble": channel(settings, name).publisher().trouble(),
        }
        for name, each in settings.channels.items()
    ]
    if as_json:
        print_json(found)
        return
    rows = (
        ((str(each["channel"]), str(each["kind"]), ", ".join(each["accounts"])), (str(each["trouble"]),))
        for each in found
    )
    table(("Channel", "Kind", "Accounts"), rows)


@channels.command("test")
def prove(name: Name, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Prove a channel's set-up without posting: its secret, its server, its rights.

    Run it where the worker runs, as the account that runs it.

    Example: purdahgate channel test outbox
    """
    from purdahgate.publishers.base import NotSentError, UncertainError
    from purdahgate.publishers.channels import channel

    desk = Desk(config, as_json=as_json)
    found = channel(desk.app.config, name)
    publisher = found.publisher()
    try:
        proved = publisher.check()
    except (NotSentError, UncertainError) as bad:
        raise ConfigError(
            f"channel {name} does not work: {bad}",
            where=found.table.file.where("channel", name),
            mend="Mend that, then test it again",
        ) from None
    notes = [found.safe.unchecked()] if publisher.secret_is and found.safe.unchecked() else []
    if as_json:
        print_json({"channel": name, "kind": found.table.kind, "proved": proved, "notes": notes})
        return
    say(f"Channel {name} ({found.table.kind}) works. Nothing was posted.")
    for line in [*proved, *notes]:
        say(f"- {line}", 2, 2)


@channels.command("secret")
def secret(name: Name, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Keep a channel's secret, in place of any other: it is asked for, or read from standard input.

    It is kept in the keyring of the account that runs this, or in the file that secret_file names; so run
    it as the account that runs the worker.

    Example: purdahgate channel secret bluesky
    """
    from purdahgate.publishers.channels import channel

    desk = Desk(config, as_json=as_json)
    found = channel(desk.app.config, name)
    what = found.kind.secret_is
    if not what:
        raise InputError(f"channel {name} has no secret: it is of kind {found.table.kind}")
    found.safe.keep(_given(f"{what[0].upper()}{what[1:]}"))
    if as_json:
        print_json({"channel": name, "kept": found.safe.place, "notes": [found.safe.unchecked()]})
        return
    say(f"The {what} of channel {name} is kept in {found.safe.place}.")
    if note := found.safe.unchecked():
        say(note)
    say(f"Now try it: purdahgate channel test {name}")


def _given(what: str) -> str:
    """The secret: typed unseen, or the one line on standard input."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(what, hide_input=True)
        return typed
    try:
        return sys.stdin.buffer.read(MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the secret is not UTF-8", where="standard input") from None
