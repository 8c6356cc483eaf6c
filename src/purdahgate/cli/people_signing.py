"""`person sign`, `person key`, `key revoke`: the versions of people.toml, and whose keys stand in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say, warn
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason

if TYPE_CHECKING:
    from purdahgate.usecases.change_people import PersonChange
    from purdahgate.usecases.deed import Deed
    from purdahgate.usecases.register_change import Register
    from purdahgate.usecases.sign_people import SignedPeople

Who = Annotated[str, typer.Argument(help="Whose key: their name in people.toml.")]


@dataclass(slots=True)
class Changing:
    """One act on people.toml: the deed, the file, and the signature that its actor put under it, if any."""

    deed: "Deed"
    file: "Register"
    signed: "SignedPeople | None" = None


@contextmanager
def changing(desk: Desk, *, dry_run: bool) -> Iterator[Changing]:
    """The file, the record and the signature of whoever changes it land together, or none does."""
    from purdahgate.exchange.files import replacing_all
    from purdahgate.usecases.register_change import Register
    from purdahgate.usecases.sign_people import leave_to_sign, record, refuse_unsigned, sign_people

    path = desk.app.config.people
    with replacing_all(dry_run=dry_run) as write, desk.deed(dry_run=dry_run) as deed:
        ledger = desk.app.ledger(write)
        refuse_unsigned(ledger)
        one = Changing(deed, Register(path, "person", lambda text: write(path, text)))
        yield one
        if dry_run:
            return
        name, reason = deed.actor.name, "As the record says of this change"
        if name in ledger.signers_now(deed.now):
            one.signed = sign_people(ledger, desk.app.signer(name), reason, deed.now)
            record(deed.book, one.signed, name, deed.now)
        else:
            leave_to_sign(ledger, reason)


def sign(
    reason: Reason = "As it stands",
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Sign people.toml as it stands: it counts once enough keyholders have, and until then the one before.

    What lets somebody do anything new takes two keyholders, approvers or others who keep the rules; a
    suspension, or a key revoked, takes one. The very first version takes one.

    Example: purdahgate person sign --reason "The first set-up" --as anton
    """
    from purdahgate.exchange.files import replacing_all
    from purdahgate.sources.people import load_people
    from purdahgate.usecases.sign_people import record, sign_people

    desk = Desk(config, as_json=as_json, as_name=as_name)
    name = desk.signing_name
    load_people(desk.app.config.people, desk.app.policy.roles)
    with replacing_all(dry_run=dry_run) as write, desk.app.store.writing(dry_run=dry_run) as book:
        now = desk.app.now_in(book)
        done = sign_people(desk.app.ledger(write), desk.app.people_signer(name), reason, now)
        if not dry_run:
            app = desk.app.fresh() if done.counts else desk.app
            if app.people_history.latest is not None:
                deed = app.deed(book, app.people.who(name))
                record(deed.book, done, name, now)
    _show(desk, done, dry_run=dry_run)


def add_key(
    name: Who,
    public: Annotated[str, typer.Argument(help="The public line, or the .pub file it stands in.")],
    reason: Reason = "A key of their own",
    first_day: Annotated[str | None, typer.Option("--from", help="The first day it signs.")] = None,
    last_day: Annotated[str | None, typer.Option("--until", help="The last day it signs.")] = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Let somebody sign by a key. Have them read you its fingerprint: whoever's key it is signs as them.

    While nobody has signed people.toml yet, this only puts it there.

    Example: purdahgate person key olive olive.pub --as anton
    """
    from purdahgate.domain.signing import PublicKey
    from purdahgate.usecases.change_people import add_key as add

    desk = Desk(config, as_json=as_json, as_name=as_name)
    path = Path(public)
    line = path.read_text(encoding="utf-8") if path.suffix == ".pub" and path.is_file() else public
    key = PublicKey.parse(line, str(path) if line != public else "")
    days = [desk.day(each) if each else None for each in (first_day, last_day)]
    if desk.app.people_history.latest is None:
        put_first_key(desk, name, key.line, dry_run=dry_run)
        return
    with changing(desk, dry_run=dry_run) as one:
        change = add(one.deed, one.file, name, key, (days[0], days[1]), reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


def revoke(
    name: Who,
    reason: Reason,
    fingerprint: Annotated[
        str | None, typer.Option("--key", help="Its fingerprint, where they have several.")
    ] = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Let a key sign nothing from today on: a laptop is lost, somebody has left. One keyholder does.

    Example: purdahgate key revoke olive --reason "Her laptop was stolen" --as anton
    """
    from purdahgate.usecases.change_people import revoke_key

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with changing(desk, dry_run=dry_run) as one:
        change = revoke_key(one.deed, one.file, name, fingerprint or "", reason)
    show_change(desk, change, one.signed, dry_run=dry_run)


def put_first_key(desk: Desk, name: str, line: str, *, dry_run: bool) -> None:
    """Put a key into a people.toml that nobody has signed yet."""
    from purdahgate.exchange.files import replacing
    from purdahgate.usecases.change_people import first_key

    with replacing(desk.app.config.people, dry_run=dry_run) as write:
        first_key(desk.app.people, desk.app.config.people, name, line, write)
    if desk.as_json:
        print_json({"name": name, "public": line, "counts": False})
        return
    say(f"The key of {name} {'would be' if dry_run else 'is'} in people.toml. Nobody has signed that yet.")
    say("When everybody's does, an approver signs it: purdahgate person sign --as NAME")


def show_change(desk: Desk, change: "PersonChange", signed: "SignedPeople | None", *, dry_run: bool) -> None:
    """What changed of one person, what that loosens, and whether it counts yet."""
    from purdahgate.cli.registers import show_row

    more: dict[str, Any] = {"loosens": list(change.loosens), "people": _json(signed) if signed else None}
    show_row(desk, "person", change.row, more, dry_run=dry_run)
    if desk.as_json:
        return
    if change.loosens:
        say("THIS LOOSENS what may be done:" if not dry_run else "THIS WOULD LOOSEN what may be done:")
        for each in change.loosens:
            say(each, 2)
    if signed is not None:
        _say_counts(signed)
    elif not dry_run:
        say("It counts once a keyholder has signed: purdahgate person sign --as NAME")


def _show(desk: Desk, done: "SignedPeople", *, dry_run: bool) -> None:
    if desk.as_json:
        print_json(_json(done))
        return
    if done.loosens:
        say("It lets people do what they could not:" if done.version.number > 1 else "It says:")
        for each in done.loosens:
            say(each, 2)
    if dry_run:
        say(f"It would be version {done.version.number}. It takes {done.needed}.")
        return
    _say_counts(done)


def _say_counts(done: "SignedPeople") -> None:
    names = " and ".join(each.name for each in done.version.signatures)
    number = done.version.number
    if not done.counts:
        say(f"Version {number} of people.toml is signed by {names}, and takes {done.needed} keyholders.")
        say("Until another has signed, the version before counts: purdahgate person sign --as NAME")
        return
    say(f"Version {number} of people.toml counts now, signed by {names}.")
    if done.alone:
        warn(
            "There is only one keyholder, so one signature was enough. Give another approver a key: then it "
            "takes two."
        )


def _json(done: "SignedPeople") -> dict[str, Any]:
    return {
        "version": done.version.number,
        "digest": done.version.digest,
        "signed_by": [each.name for each in done.version.signatures],
        "needed": done.needed,
        "counts": done.counts,
        "loosens": list(done.loosens),
    }
