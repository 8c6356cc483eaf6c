"""A change of the calendar by command: made or proposed, and told. Its options, said once."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say

if TYPE_CHECKING:
    from purdahgate.domain.calendar_changes import Told
    from purdahgate.domain.election import Election
    from purdahgate.usecases.change_calendar import Outcome
    from purdahgate.usecases.deed import Deed

ElectionId = Annotated[str, typer.Argument(help="Its id, as calendar list shows it.")]
Source = Annotated[str, typer.Option(help="Where it was announced.")]
NationOf = Annotated[str, typer.Option("--nation", help="Which nation's, where the id stands in several.")]


def told_now(desk: Desk, source: str) -> "Told":
    """Where a change comes from, and that it is recorded now."""
    from purdahgate.domain.calendar_changes import Told
    from purdahgate.domain.post import check_line

    return Told(check_line(source, "source"), desk.app.now(), desk.today())


def found_in(deed: "Deed", election: str, nation: str) -> "Election":
    """The poll of that id."""
    from purdahgate.domain.calendar_changes import found

    return found(deed.world.calendar.elections, election, nation)


def make_change(desk: Desk, what: str, become: "Callable[[Deed], Election]", *, dry_run: bool) -> None:
    """Make or propose the row that `become` gives, and tell what that does."""
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.change_calendar import change

    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        row = become(deed)
        outcome = change(deed, what, [row], done)
    show_outcome(desk, row.id, outcome, dry_run=dry_run, row=row)


def show_outcome(
    desk: Desk, name: str, outcome: "Outcome", *, dry_run: bool, row: "Election | None" = None
) -> None:
    """Tell what one change did, or would do."""
    from purdahgate.cli.shapes import window_json

    if not desk.as_json:
        would = "would be" if dry_run else "is"
        line = in_calendar(desk, row, outcome, dry_run=dry_run) if row else f"{name} {would} in the calendar."
        tell(desk, [line], outcome, dry_run=dry_run)
        return
    windows = {(each.election, each.nation): each for each in outcome.world.windows}
    window = windows.get(row.key) if row else None
    said = {"election": name, "window": window_json(window) if window else None}
    print_json(said | outcome_json(outcome, dry_run=dry_run))


def in_calendar(desk: Desk, row: "Election", outcome: "Outcome", *, dry_run: bool) -> str:
    """That a poll is in the calendar, and what it opens."""
    from purdahgate.cli.calendar import opens

    windows = {(each.election, each.nation): each for each in outcome.world.windows}
    would = "would be" if dry_run else "is"
    return f"{row.id} {would} in the calendar. {opens(desk, row, windows.get(row.key))}"


def outcome_json(outcome: "Outcome", *, dry_run: bool) -> dict[str, Any]:
    """The number it waits under, the time it lets go of (to null: for good), and what judging again did."""
    from purdahgate.cli.reports import report_json
    from purdahgate.domain.clock import rfc3339
    from purdahgate.domain.loosening import FOREVER

    freed = [[rfc3339(start), None if end == FOREVER else rfc3339(end)] for start, end in outcome.freed]
    return {
        "proposal": outcome.proposal,
        "freed": freed,
        **report_json(outcome.report, dry_run=dry_run),
    }


def tell(desk: Desk, made: Iterable[str], outcome: "Outcome", *, dry_run: bool) -> None:
    """The same in words: the lines of what is `made`, or what it waits for; and the queue."""
    from purdahgate.cli.reports import show_report

    if outcome.proposal:
        _tell_proposal(desk, outcome, outcome.proposal, dry_run=dry_run)
    else:
        for line in made:
            say(line)
    show_report(outcome.report, dry_run=dry_run or outcome.proposal is not None)


def _tell_proposal(desk: Desk, outcome: "Outcome", number: int, *, dry_run: bool) -> None:
    from purdahgate.domain.loosening import FOREVER

    for start, end in outcome.freed:
        until = "on, for good" if end == FOREVER else f"to {desk.end(end)}"
        say(f"It would let go of the time from {desk.local(start)} {until}.")
    if dry_run:
        say("A second person would have to confirm it.")
    else:
        say(f"A second person must confirm it: purdahgate calendar confirm {number} --as NAME")
