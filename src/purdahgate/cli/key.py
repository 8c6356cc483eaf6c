"""`purdahgate key`: the private keys on this machine, which sign for their owner."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import print_json, say, warn, write
from purdahgate.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purdahgate.keys.at_hand import KeyAtHand
    from purdahgate.keys.key_files import KeyFile

keys = typer.Typer(help="Your own keys: what you sign with.", no_args_is_help=True)


@keys.command("new")
def new(
    name: Annotated[str, typer.Argument(help="Your name in people.toml; the file is called so.")],
    no_passphrase: Annotated[
        bool,
        typer.Option("--no-passphrase", help="For a machine's own key: whoever can read it can sign."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a key of your own, with a passphrase. It signs for you once people.toml has its public line.

    Example: purdahgate key new olive
    """
    made = make_key(name, passphrase=not no_passphrase)
    if as_json:
        print_json(_new_json(made))
        return
    say(f"Here is a new key for {name}: {made.key.fingerprint}")
    say(f"Its secret is in {made.path}. Give that file to nobody, and keep no copy of it in a shared folder.")
    say(
        "Its public line may be seen by anybody. Send it to whoever keeps people.toml, and read them the "
        "fingerprint above on the telephone:"
    )
    write(f"{made.key.line} {name}\n")
    if made.locked:
        say(f"To type the passphrase once a session and not once a post: ssh-add {made.path}")
    else:
        warn(f"This key has no passphrase: whoever can read the file can sign as {name}.")
    _say_what_is_not_checked()


def make_key(name: str, *, passphrase: bool) -> "KeyFile":
    """Make and keep a key; it asks for the passphrase where it is to have one."""
    from purdahgate.cli.passphrase import new_passphrase
    from purdahgate.keys.at_hand import keys_folder
    from purdahgate.keys.new_key import place_of_new, write_new

    folder = keys_folder()
    place_of_new(folder, name)  # before anybody types a passphrase
    return write_new(folder, name, new_passphrase() if passphrase else "")


@keys.command("show")
def show(
    name: Annotated[str | None, typer.Argument(help="Only the keys called so, with the public line.")] = None,
    as_json: AsJson = False,
) -> None:
    """The keys at hand: in ssh-agent, in the folder of keys, in your own .ssh. Nothing is unlocked.

    Example: purdahgate key show
    """
    from purdahgate.keys.at_hand import all_at_hand, keys_folder, none_called

    found = [each for each in all_at_hand() if name is None or each.name == name]
    if name is not None and not found:
        raise none_called(name)
    if as_json:
        print_json([_json(each) for each in found])
        return
    if not found:
        say(f"No key is at hand: not in {keys_folder()}, ssh-agent or your own .ssh.")
        say("Make one with: purdahgate key new NAME")
        return
    _show(found, lines=name is not None)
    _say_what_is_not_checked()


def _show(found: "Sequence[KeyAtHand]", *, lines: bool) -> None:
    from purdahgate.cli.terminal import table, visible

    table(
        ("Key", "Kind", "Fingerprint"),
        (
            ((each.name, _kind(each), each.key.fingerprint if each.key else ""), (each.place, _fault(each)))
            for each in found
        ),
    )
    for key in {each.key: None for each in found if lines and each.key}:
        write(visible(key.line) + "\n")


def _kind(each: "KeyAtHand") -> str:
    if not each.key:
        return "cannot sign"
    kind = "FIDO" if each.key.is_fido else "Ed25519"
    return f"{kind}, passphrase" if each.file and each.file.locked else kind


def _fault(each: "KeyAtHand") -> str:
    if each.fault:
        return f"{each.fault.message}. {each.fault.mend}"
    return "" if each.ready else f"It signs through ssh-agent: ssh-add {each.place}"


def _json(each: "KeyAtHand") -> dict[str, Any]:
    return {
        "name": each.name,
        "place": each.place,
        "fingerprint": each.key.fingerprint if each.key else None,
        "public": each.key.line if each.key else None,
        "passphrase": each.file.locked if each.file else None,
        "ready": each.ready,
        "fault": each.fault.message if each.fault else None,
    }


def _new_json(made: "KeyFile") -> dict[str, Any]:
    return {
        "name": made.path.name,
        "place": str(made.path),
        "fingerprint": made.key.fingerprint,
        "public": made.key.line,
        "passphrase": made.locked,
    }


def _say_what_is_not_checked() -> None:
    from purdahgate.keys.key_files import CHECKS_RIGHTS

    if not CHECKS_RIGHTS:
        warn("Who else may read key files is not checked on Windows: keep them in your own profile.")
