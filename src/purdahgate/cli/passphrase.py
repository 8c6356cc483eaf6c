"""Asking for a passphrase, where somebody is there to be asked; what is typed is not shown."""

import sys
from collections.abc import Callable

import typer

from purdahgate.errors import InputError


def asker() -> Callable[[str], str] | None:
    """What gets a passphrase for a prompt; None where no terminal can ask."""
    return _ask if sys.stdin.isatty() else None


def new_passphrase() -> str:
    """A passphrase typed twice; InputError where nobody can be asked, or the two are not the same."""
    ask = asker()
    if not ask:
        raise InputError(
            "nobody is there to be asked for a passphrase",
            mend="Run it at a terminal; or, for a machine's own key, give --no-passphrase",
        )
    typed = ask("A new passphrase, such as three words of your own")
    if not typed:
        raise InputError("an empty passphrase protects nothing", mend="Type one, or give --no-passphrase")
    if ask("The same again") != typed:
        raise InputError("the two are not the same", mend="Run it again; nothing was written")
    return typed


def _ask(prompt: str) -> str:
    from getpass import getpass

    from purdahgate.cli.terminal import visible

    try:
        return getpass(f"{visible(prompt)}: ")
    except EOFError:
        raise typer.Abort from None
