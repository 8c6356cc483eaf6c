"""`init`, `demo`, `doctor` and `status`."""

from pathlib import Path
from typing import Annotated

import typer

from purdahgate.cli.desk import CLOCK, Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile


def init(
    folder: Annotated[Path, typer.Argument(help="Where to make the workspace.")] = Path(),
    body: Annotated[str | None, typer.Option(help="The body's name.", show_default=False)] = None,
    kind: Annotated[
        str | None, typer.Option(help="council, opcc, police, fire, nhs, university ...", show_default=False)
    ] = None,
    nation: Annotated[
        str | None,
        typer.Option(help="england, wales, scotland, northern-ireland or uk.", show_default=False),
    ] = None,
    area: Annotated[list[str] | None, typer.Option(help="Its areas; may be repeated.")] = None,
    officer: Annotated[str | None, typer.Option(help="Who will queue posts.", show_default=False)] = None,
    approver: Annotated[str | None, typer.Option(help="Who will sign off.", show_default=False)] = None,
    trial: Annotated[
        bool, typer.Option("--trial", help="Make everybody's key too, to try it out alone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a workspace of your own: a config file and a people file. Nothing that is there is written over.

    Example: purdahgate init mycouncil --body "Colchester City Council" --kind council --nation england
    """
    from purdahgate.app import system_clock
    from purdahgate.usecases.init import Wanted, init_workspace

    def asked(given: str | None, question: str, default: str) -> str:
        # A program cannot be asked: it gets the default, and the files say where to change it.
        if given is not None:
            return given
        if not default or not as_json:
            answer: str = typer.prompt(question, default=default or None)
            return answer
        return default

    wanted = Wanted(
        body=asked(body, "The body's name", ""),
        kind=asked(kind, "What kind of body", "council"),
        nation=asked(nation, "Which nation", "england"),
        areas=tuple(area or ()),
        officer=officer or "",
        approver=approver or "",
        trial=trial,
    )
    made = init_workspace(folder, wanted)
    if trial:
        from purdahgate.cli.demo import set_up_keys

        set_up_keys(folder, (CLOCK.get() or system_clock)())
    if as_json:
        print_json(
            {"folder": str(folder), "files": [str(each) for each in made.files], "areas": list(made.areas)}
        )
        return
    for each in made.files:
        say(f"Made {each}")
    say(f"Areas: {', '.join(made.areas)}.")
    if made.note:
        say(made.note)
    say()
    if trial:
        say(f"Everybody's key is in {folder / 'keys'}: whoever has that folder can sign as anybody.")
        say("Next, in that folder: purdahgate doctor")
        return
    say(f"Next: name your people in {folder / 'people.toml'}. Each makes a key, the worker's machine too:")
    say("purdahgate key new NAME", 2)
    say("purdahgate person key NAME NAME.pub", 2)
    say("and an approver signs: purdahgate person sign --as NAME")


def demo(
    into: Annotated[
        Path | None, typer.Option(help="A new folder to play it in; else a temporary one.")
    ] = None,
) -> None:
    """Play a council's spring of 2027 on a simulated clock, from an empty queue to a proved audit table.

    Example: purdahgate demo
    """
    from purdahgate.cli.demo import play

    play(into)


def doctor(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Say what is wrong or stale here, and the mend. Exit code 1 where something is wrong.

    Example: purdahgate doctor
    """
    from purdahgate.doctor import Level, examine

    desk = Desk(config, as_json=as_json)
    found = examine(desk.app)
    if as_json:
        print_json([{"level": each.level.value, "what": each.what, "mend": each.mend} for each in found])
    else:
        for each in found:
            say(f"{each.level.value.upper():<6} {each.what}", hang=7)
            if each.mend:
                say(each.mend, 7)
    if any(each.level is Level.WRONG for each in found):
        raise typer.Exit(1)


def status(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """How many posts stand in each state, what is overdue, unknown or stopped, what is due next.

    Example: purdahgate status
    """
    from purdahgate.cli.shapes import incident_json, stop_json
    from purdahgate.cli.terminal import many
    from purdahgate.domain.clock import rfc3339
    from purdahgate.domain.lifecycle import State

    desk = Desk(config, as_json=as_json)
    now = desk.app.now()
    with desk.app.store.reading() as book:
        counts, overdue, next_due = book.counts(), book.overdue(now), book.next_due(now)
        stops, incidents = book.open_stops(), book.open_incidents()
        held_back = book.held_back(stops)
    windows = [each for each in desk.world().windows if each.holds(now)]
    if as_json:
        print_json(
            {
                "counts": {state.value: count for state, count in counts.items()},
                "overdue": overdue,
                "unknown": counts.get(State.UNKNOWN, 0),
                "next_due": rfc3339(next_due) if next_due else None,
                "windows": [each.election for each in windows],
                "held_back": held_back,
                "stops": [stop_json(each) for each in stops],
                "incidents": [incident_json(each) for each in incidents],
            }
        )
        return
    for stop in stops:
        told = f"{stop.by}, {desk.local(stop.at)}: {stop.reason}"
        say(f"STOP {stop.id}: nothing goes out on {stop.where}. {told}")
    if stops:
        say(f"Held back by that: {many(held_back, 'post')} that would go out else.")
    for incident in incidents:
        say(f"Incident {incident.name} is open; its officer is {incident.sio}.")
    say(", ".join(f"{count:,} {state.value}" for state, count in counts.items()) or "The queue is empty.")
    say(f"Overdue, for the worker to send: {overdue:,}. Outcome unknown: {counts.get(State.UNKNOWN, 0):,}.")
    say(f"Next due: {desk.local(next_due) or 'nothing'}.")
    for each in windows:
        until = f"until {desk.end(each.closes_at)}. {desk.app.wording.binds(each)}".rstrip()
        say(f"Pre-election period open for {each.election}, {until}")
    if not windows:
        say("No pre-election period is open.")
