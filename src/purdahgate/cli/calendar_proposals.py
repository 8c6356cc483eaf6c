"""`calendar proposals`, `confirm` and `refuse`: the second person's side of a change that lets go."""

from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.one_change import show_outcome
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason

Number = Annotated[int, typer.Argument(help="The change's number.")]


def proposals(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """List changes that would let go of time or posts, each waiting for a second person.

    Example: purdahgate calendar proposals
    """
    from purdahgate.cli.terminal import table
    from purdahgate.domain.clock import rfc3339

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        waiting = book.proposals()
    if as_json:
        print_json([{"id": p.id, "what": p.what, "by": p.by, "at": rfc3339(p.at)} for p in waiting])
    elif waiting:
        rows = (
            ((str(p.id), p.by, desk.local(p.at)), (p.what, f"Source: {p.rows[0].source}")) for p in waiting
        )
        table(("Change", "Proposed by", "When"), rows)
    else:
        say("No change waits for a second person.")


def confirm(
    number: Number,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Confirm a change that somebody else proposed, and judge the queue again.

    Example: purdahgate calendar confirm 1 --as anton
    """
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.change_calendar import confirm as agree

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        outcome = agree(deed, number, done)
    show_outcome(desk, f"Change {number}", outcome, dry_run=dry_run)


def refuse(
    number: Number,
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Drop a proposed change.

    Example: purdahgate calendar refuse 1 --reason "The order is not made yet" --as anton
    """
    from purdahgate.usecases.change_calendar import refuse as drop

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        dropped = drop(deed, number, reason)
    if as_json:
        print_json({"id": dropped.id, "what": dropped.what, "outcome": "refused"})
    else:
        say(f"Change {dropped.id} is dropped: {dropped.what}.")
