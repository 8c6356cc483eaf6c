"""Windows and polling days as a file for Outlook."""

from pathlib import Path

from purdahgate.domain.body import Areas
from purdahgate.domain.windows import binding
from purdahgate.exchange.files import writing_whole
from purdahgate.exchange.ics import calendar_bytes
from purdahgate.usecases.world import World


def export_calendar(world: World, areas: Areas, path: Path, remind_days: int) -> int:
    """Write the .ics whole or not at all; gives how many events it has."""
    content = calendar_bytes(
        world.windows,
        binding(world.calendar.elections, world.body, areas),
        body_name=world.body.name,
        organizer=world.body.contact,
        zone=world.body.zone,
        remind_days=remind_days,
    )
    with writing_whole(path) as file:
        file.write(content)
    return content.count(b"BEGIN:VEVENT")
