"""Windows and polling days as a file for Outlook."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election
from purdahgate.domain.timetable import Timetables
from purdahgate.domain.windows import binding
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import DEFAULT_KINDS, Kind, Statutory
from purdahgate.exchange.files import writing_whole
from purdahgate.exchange.ics import calendar_bytes
from purdahgate.usecases.world import World

_BY_LAW: Final = frozenset({Kind.NOTICE, Kind.NOMINATIONS})


def kinds_of(typed: str) -> tuple[Kind, ...]:
    """What `--events` asks for: words with commas between them; InputError for one that is none."""
    words = [word.strip() for word in typed.split(",")]
    for word in words:
        if word not in set(Kind):
            raise InputError(f"there are no events {word!r}", mend=f"Some of: {','.join(Kind)}")
    return tuple(Kind(word) for word in words)


def export_calendar(
    world: World,
    areas: Areas,
    path: Path,
    remind_days: int,
    kinds: Collection[Kind] = DEFAULT_KINDS,
    timetables: Timetables | None = None,
) -> int:
    """Write the .ics whole or not at all; gives how many events it has.

    A file that has those bytes already is left as it is: a web server's ETag and date stay, and nobody who
    subscribes reads it again for nothing. `timetables` give the last days for notices and nominations.
    """
    elections = binding(world.calendar.elections, world.body, areas)
    wanted = not _BY_LAW.isdisjoint(kinds)
    content = calendar_bytes(
        world.windows,
        elections,
        body_name=world.body.name,
        organizer=world.body.contact,
        zone=world.body.zone,
        remind_days=remind_days,
        kinds=kinds,
        statutory=_deadlines(elections, timetables) if timetables and wanted else None,
    )
    if not _has(path, content):
        with writing_whole(path) as file:
            file.write(content)
    return content.count(b"BEGIN:VEVENT")


def _deadlines(elections: Iterable[Election], timetables: Timetables) -> Statutory:
    """The statutory dates of each poll by its key; none where the law of its kind is not held here."""
    found = {}
    for poll in elections:
        with suppress(InputError):
            front = poll.id.rpartition(".")[0]
            found[poll.key] = timetables.timetable(front, poll.nation, poll.poll_date, [poll])
    return found


def _has(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
