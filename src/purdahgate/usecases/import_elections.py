"""Take the polls of a file into the calendar: what holds more at once, what lets go as a proposal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from purdahgate.domain.body import Areas
from purdahgate.domain.calendar_changes import Told
from purdahgate.domain.election import Election, Nation
from purdahgate.domain.imported_polls import merged
from purdahgate.domain.loosening import lets_go
from purdahgate.domain.windows import binding
from purdahgate.errors import InputError
from purdahgate.exchange.csv_rows import BadRow
from purdahgate.usecases.change_calendar import Outcome, change
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.read_elections import Read
from purdahgate.usecases.world import World


@dataclass(frozen=True, slots=True)
class Sorted:
    """The polls of a file beside the calendar: rows to make, how many it has as they are, and bad rows.

    `elsewhere` counts those good polls that do not bind this body; they are kept all the same.
    """

    new: tuple[Election, ...]
    changed: tuple[Election, ...]
    same: int
    elsewhere: int
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of an import, and what became of them together: made at once, or proposed."""

    rows: tuple[Election, ...]
    outcome: Outcome


def sort_elections(read: Read, world: World, areas: Areas, now: datetime) -> Sorted:
    """Hold every poll of the file against the calendar; one that contradicts it is a bad row."""
    standing = {each.key: each for each in world.calendar.elections}
    new: list[Election] = []
    changed: list[Election] = []
    same: list[Election] = []
    bad = list(read.bad)
    for line, election in read.rows:
        before = standing.get(election.key)
        if before is None:
            new.append(election)
            continue
        try:
            after = merged(before, election, Told(election.source, now, election.checked_on))
        except InputError as against:
            bad.append(BadRow(line, against.message, against.mend))
            continue
        (same if after is before else changed).append(after)
    good = (*new, *changed, *same)
    return Sorted(
        new=tuple(new),
        changed=tuple(changed),
        same=len(same),
        elsewhere=len(good) - len(_bound(good, world, areas)),
        bad=tuple(sorted(bad, key=lambda each: each.line)),
    )


def take(
    deed: Deed, what: str, rows: Sequence[Election], areas: Areas, done: Callable[[int], None]
) -> list[Part]:
    """Make `rows` the calendar's, all but those that let go of time: these are proposed together."""
    looser = _looser(deed, rows, areas)
    parts: list[Part] = []
    for some in ([each for each in rows if each not in looser], looser):
        if some:
            outcome = change(deed, what, some, done)
            parts.append(Part(tuple(some), outcome))
            if outcome.proposal is None:
                deed = replace(deed, world=outcome.world)
    return parts


def _looser(deed: Deed, rows: Sequence[Election], areas: Areas) -> list[Election]:
    """The rows that would each let go of time, where all of them together would."""
    so_far = deed.book.calendar_changes()

    def loosens(*some: Election) -> bool:
        after = deed.remake([*so_far, *some]).every_window()
        return bool(lets_go(deed.world.every_window(), after, deed.now))

    if not rows or not loosens(*rows):
        return []
    bound = _bound(rows, deed.world, areas)
    return [row for row in rows if row.key in bound and loosens(row)]


def _bound(rows: Sequence[Election], world: World, areas: Areas) -> set[tuple[str, Nation]]:
    return {each.key for each in binding(rows, world.body, areas)}
