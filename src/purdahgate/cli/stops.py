"""`stop` and `resume`: nothing goes out while a stop stands."""

from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason
from purdahgate.errors import InputError


def stop(
    reason: Reason,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="Stop this account; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Stop every account.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Stop all posting on accounts, at once. Anybody in people.toml may; whoever did cannot lift it.

    Example: purdahgate stop --all --reason "An officer is down; nothing but the control room" --as olive
    """
    from purdahgate.cli.reports import asked_back_json, show_asked_back
    from purdahgate.usecases.hand_over import stopped
    from purdahgate.usecases.stops import stop as pull

    desk = Desk(config, as_json=as_json, as_name=as_name)
    if bool(account) == everything:
        raise InputError(
            "a stop is of some accounts or of all", mend="Name them with --account, or say --all"
        )
    names = list(dict.fromkeys(account or ()))
    for name in names:
        desk.app.config.account(name)
    actor = desk.anybody
    with desk.app.store.writing(dry_run=dry_run) as book:
        desk.app.sign(book, actor.name)
        pulled = pull(book, actor, desk.app.now(), names, reason)
        back = stopped(book, names, f"{pulled.by} has stopped it.", desk.app.now())
    if as_json:
        told = {"stop": None if dry_run else pulled.id, "accounts": names, "by": pulled.by}
        print_json(told | ({"delete_in_tool": asked_back_json(back)} if back else {}))
        return
    if dry_run:
        say(f"Posting on {pulled.where} would be stopped.")
        show_asked_back(back, dry_run=dry_run)
        return
    say(f"Stop {pulled.id}: nothing goes out on {pulled.where}.")
    show_asked_back(back, dry_run=dry_run)
    say(f"An approver other than {pulled.by} lifts it: purdahgate resume {pulled.id} --reason ... --as NAME")


def resume(
    reason: Reason,
    number: Annotated[int | None, typer.Argument(help="Which stop, where there are several.")] = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Lift a stop. It takes an approver who did not pull it; posts held meanwhile wait in the inbox.

    Example: purdahgate resume 1 --reason "Stood down at 04:10" --as anton
    """
    from purdahgate.usecases.stops import resume as lift

    desk = Desk(config, as_json=as_json, as_name=as_name)
    actor = desk.acting
    with desk.app.store.writing(dry_run=dry_run) as book:
        desk.app.sign(book, actor.name)
        lifted = lift(book, actor, desk.app.now(), number, reason)
        left = book.open_stops()
    if as_json:
        print_json({"stop": lifted.id, "accounts": list(lifted.accounts), "stopped_by": lifted.by})
        return
    say(f"Stop {lifted.id} {'would be' if dry_run else 'is'} lifted: {lifted.where}.")
    if left:
        say("Another stop stands: see purdahgate status.")
    say("What was held meanwhile waits for a senior approver: purdahgate inbox")
