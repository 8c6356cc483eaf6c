"""`purdahgate handover`: files for the scheduling tools that a body has already."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DayOrderOf, DryRun
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from purdahgate.domain.tools import DayOrder, Tool

handovers = typer.Typer(help="Files for other scheduling tools.", no_args_is_help=True)


@handovers.command("write")
def write(
    tool: Annotated[str, typer.Argument(help="hootsuite, sprout or buffer.")],
    file: Annotated[Path, typer.Argument(help="The file to write; none may be there yet.")],
    day_order: DayOrderOf = None,
    ahead_hours: Annotated[int, typer.Option(help="How far ahead posts may be due.")] = 24,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Write what is due soon, judged again first, into a file for another tool, and hand it over.

    Upload the file at once. Whatever would be held later is a task: delete it in the tool.

    Example: purdahgate handover write hootsuite tomorrow.csv --day-order dmy --as olive
    """
    from purdahgate.cli.terminal import many
    from purdahgate.domain.tools import UPLOADS
    from purdahgate.exchange.bulk_csv import write_bulk
    from purdahgate.exchange.files import replacing
    from purdahgate.usecases.hand_over import hand_over

    chosen, order = tool_of(tool), order_of(day_order)
    if file.exists():
        mend = "It may not have been uploaded yet: name another"
        raise InputError("a file is there already", where=str(file), mend=mend)
    desk = Desk(config, as_json=as_json, as_name=as_name)
    write_bulk(chosen, (), order)  # whether the order is given, before anything is moved
    with replacing(file, dry_run=dry_run) as put, desk.deed(dry_run=dry_run) as deed:
        given = hand_over(
            deed, desk.app.config, chosen, file.name, timedelta(hours=ahead_hours), desk.app.proof(deed.book)
        )
        if given.posts:
            put(write_bulk(chosen, given.rows, order))
    if as_json:
        handed = [{"id": each.id, "state": each.state.value, "digest": each.digest} for each in given.posts]
        left = [{"id": each.post.id, "state": each.post.state.value, "why": each.why} for each in given.left]
        print_json({"dry_run": dry_run, "tool": chosen.value, "handed_over": handed, "left": left})
        return
    title = UPLOADS[chosen].title
    if not given.posts:
        say(f"Nothing is there to hand over to {title} in the next {ahead_hours} hours; no file was written.")
    elif dry_run:
        say(f"{many(len(given.posts), 'post')} would be handed over to {title}.")
    else:
        say(f"{many(len(given.posts), 'post')} handed over to {title}. Upload {file} now.")
    for each in given.left:
        say(f"Post {each.post.id} stays here, {each.post.state.value}: {each.why}", 0, 2)


def tool_of(typed: str) -> "Tool":
    """The tool called so; InputError lists what there is."""
    from purdahgate.domain.tools import Tool

    if typed not in set(Tool):
        raise InputError(f"there is no tool {typed!r}", mend=f"Tools: {', '.join(Tool)}")
    return Tool(typed)


def order_of(typed: str | None) -> "DayOrder | None":
    """The order of day and month typed; InputError for another word."""
    from purdahgate.domain.tools import DayOrder

    if typed is not None and typed not in set(DayOrder):
        raise InputError(f"{typed!r} is no order of day and month", mend="Say --day-order dmy or mdy")
    return DayOrder(typed) if typed else None
