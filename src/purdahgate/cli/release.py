"""`purdahgate release`: what became of what was sent."""

from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, Reason
from purdahgate.errors import InputError

releases = typer.Typer(help="What became of posts that may have gone out.", no_args_is_help=True)


@releases.command("settle")
def settle(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    reason: Reason,
    sent: Annotated[str | None, typer.Option("--sent", help="It is out: the address it was seen at.")] = None,
    not_sent: Annotated[bool, typer.Option("--not-sent", help="It is not out, and will not be.")] = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record what you saw of a post that is unknown or was handed over. Look at the account first.

    What was not sent is failed: its author may edit it with a new time, and it is judged anew.

    Example: purdahgate release settle 12 --not-sent --reason "Looked at the page" --as olive
    """
    from purdahgate.usecases.release import settle as finish

    if (sent is None) is not not_sent:
        raise InputError("say which of the two it is", mend="Give --sent ADDRESS, or --not-sent")
    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        settled = finish(deed, post, sent, reason)
    if as_json:
        print_json({"id": settled.id, "state": settled.state.value, "digest": settled.digest})
    else:
        say(f"Post {settled.id} is {settled.state.value}.")
