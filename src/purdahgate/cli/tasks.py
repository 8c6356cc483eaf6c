"""`purdahgate tasks`: what is due to be done."""

from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, Reason

FURTHEST = 3_660
todo = typer.Typer(help="What is due: take-downs, training, checks.", invoke_without_command=True)


@todo.callback(invoke_without_command=True)
def list_tasks(
    context: typer.Context,
    ahead: Annotated[int, typer.Option(min=0, max=FURTHEST, help="How many days ahead to look.")] = 14,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """What is due about accounts, people and posts that are out: take-downs, training, checks and the like.

    Example: purdahgate tasks --ahead 30
    """
    if context.invoked_subcommand is not None:
        return
    from purdahgate.cli.terminal import table
    from purdahgate.usecases.tasks import tasks

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        found = tasks(book, desk.app.world_now(book), desk.app.now(), ahead)
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "kind": each.kind.value,
                    "about": each.about,
                    "who": each.who,
                    "due": each.due.isoformat(),
                    "overdue": each.due < desk.today(),
                    "what": each.what,
                    "record": each.record,
                }
                for each in found
            ]
        )
        return
    if not found:
        say(f"Nothing is due in the next {ahead} days.")
        return
    rows = (
        ((each.id, desk.local_day(each.due), each.who or "nobody named"), (each.what, each.record))
        for each in found
    )
    table(("Task", "Due", "Who"), rows)


@todo.command("done")
def done(
    task: Annotated[str, typer.Argument(help="Its id, as tasks shows it.")],
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that an expired post was taken down. Other tasks are done by the command that records them.

    Example: purdahgate tasks done take-down-12 --reason "Deleted from the page" --as olive
    """
    from purdahgate.usecases.tasks import done as finish

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        post = finish(deed, task, reason)
    if as_json:
        print_json({"id": task, "post": post.id, "outcome": "done"})
    else:
        say(f"Post {post.id} is on record as taken down.")
