"""`purdahgate incident`: live major incidents and the authority of their senior investigating officers."""

from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason

incidents = typer.Typer(
    help="Live major incidents: what goes out meanwhile, and by whose authority.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="What the incident is called.")]


@incidents.command("open")
def open_incident(
    name: Name,
    sio: Annotated[str, typer.Option(help="Its senior investigating officer, by name in people.toml.")],
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that a major incident is live. Anybody in people.toml may.

    Example: purdahgate incident open "Op Sample" --sio anton --reason "Missing child" --as olive
    """
    from purdahgate.usecases.incidents import open_incident as begin

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed(dry_run=dry_run) as deed:
        opened = begin(deed, name, sio, reason)
    if as_json:
        print_json({"incident": opened.name, "sio": opened.sio, "by": opened.by})
        return
    say(f"Incident {opened.name} {'would be' if dry_run else 'is'} open; its officer is {opened.sio}.")
    say("Where your policy has a rule for that, posts are judged by it from now on, whatever they are about.")
    say("What that does to those that wait: purdahgate post judge --dry-run --as NAME")


@incidents.command("close")
def close_incident(
    name: Name,
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Record that it is over. Its officer or an approver may, and not whoever opened it.

    Example: purdahgate incident close "Op Sample" --reason "Found safe" --as anton
    """
    from purdahgate.usecases.incidents import close_incident as end

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed(dry_run=dry_run) as deed:
        closed = end(deed, name, reason)
    if as_json:
        print_json({"incident": closed.name, "outcome": "closed"})
    else:
        say(f"Incident {closed.name} {'would be' if dry_run else 'is'} closed. What was held stays held.")


@incidents.command("authorise")
def authorise(
    name: Name,
    post: Annotated[int, typer.Argument(help="The post's number.")],
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Give, as its senior investigating officer, express authority for a post as it stands.

    An edit voids it. It sends nothing: what is held still waits for an approver.

    Example: purdahgate incident authorise "Op Sample" 12 --reason "Appeal agreed" --as anton
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.usecases.incidents import authorise as allow

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed(dry_run=dry_run) as deed:
        stored = allow(deed, name, post, reason)
    if not as_json:
        say(f"Post {post} {'would be' if dry_run else 'is'} authorised on incident {name}.")
    show_stored(desk, [stored], dry_run=dry_run)


@incidents.command("list")
def list_incidents(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """The incidents that are open.

    Example: purdahgate incident list
    """
    from purdahgate.cli.shapes import incident_json
    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        found = book.open_incidents()
    if as_json:
        print_json([incident_json(each) for each in found])
    elif found:
        rows = (((each.name, each.sio, desk.local(each.at), each.by), (each.reason,)) for each in found)
        table(("Incident", "Officer", "Open since", "Opened by"), rows)
    else:
        say("No incident is open.")
