"""`purdahgate worker`: sends what is due."""

from typing import TYPE_CHECKING

import typer

from purdahgate.cli.desk import Desk, print_json, say, warn
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from purdahgate.usecases.release import Ended

workers = typer.Typer(help="The release worker.", no_args_is_help=True)


@workers.command("once")
def once(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Send everything that is due now, each post judged again first, and end.

    Example: purdahgate worker once
    """
    from purdahgate.worker import Worker

    desk = Desk(config, as_json=as_json)
    done = Worker(desk.app, _telling(desk), warn).once()
    if not as_json and not done:
        say("Nothing is due.")


@workers.command("run")
def run(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Send each post at its time, until Ctrl-C or SIGTERM, which let the post in hand finish.

    Example: purdahgate worker run
    """
    from purdahgate.worker import Worker

    desk = Desk(config, as_json=as_json)
    if not as_json:
        say(f"Watching the queue every {desk.app.config.tick.total_seconds():g} seconds. Ctrl-C ends it.")
    Worker(desk.app, _telling(desk), warn).run()
    if not as_json:
        say("Stopped; nothing was left half done.")


def _telling(desk: Desk) -> "Callable[[Ended], None]":
    def told(ended: "Ended") -> None:
        post = ended.post
        if desk.as_json:
            print_json({"id": post.id, "state": post.state.value, "digest": post.digest, "why": ended.why})
        else:
            when = desk.local(desk.app.now())
            say(f"{when}: post {post.id} on {post.revision.account} is {post.state.value}.")
            if ended.why:
                say(ended.why, 2)

    return told
