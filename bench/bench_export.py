"""Export of 5,000 events (2,500 polls, each with its window and polling day). Asked: under 2 s.

Beside it in the same run: the same events built and written by the icalendar library alone.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ground import report
from icalendar import Alarm, Calendar, Event

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.windows import WindowRules, window_of
from purdahgate.exchange.calendar_entries import Entry, entries
from purdahgate.exchange.ics import calendar_bytes

POLLS = 2_500
RUNS = 5
ZONE = ZoneInfo("Europe/London")
BODY = Body("Exampleford City Council", BodyKind.COUNCIL, Nation.ENGLAND, ("chelmsford",), ZONE)
FIRST = date(2027, 5, 6)


def poll(number: int) -> Election:
    """One invented poll, on a Thursday of the next ten years."""
    day = FIRST + timedelta(weeks=number % 500)
    return Election(
        id=f"local.example-{number}.{day}",
        nation=Nation.ENGLAND,
        title=f"Exämpleford {number}: council election",
        status=Status.EXPECTED,
        poll_date=day,
        source="A source told at the length at which sources are told",
        checked_on=date(2026, 11, 22),
        areas=("chelmsford",),
    )


def by_icalendar(shown: tuple[Entry, ...]) -> bytes:
    """The same events by the library, property by property."""
    feed = Calendar()
    for name, value in (("PRODID", "-//peer//EN"), ("VERSION", "2.0"), ("METHOD", "PUBLISH")):
        feed.add(name, value)
    for entry in shown:
        event = Event()
        for name, value in (
            ("UID", entry.uid),
            ("SEQUENCE", entry.poll.revised),
            ("DTSTAMP", entry.changed_at),
            ("LAST-MODIFIED", entry.changed_at),
            ("ORGANIZER", "mailto:elections@exampleford.example"),
            ("DTSTART", entry.start),
            ("DTEND", entry.end),
            ("SUMMARY", entry.title),
            ("DESCRIPTION", entry.text),
            ("CATEGORIES", [entry.category]),
            ("STATUS", "CONFIRMED"),
            ("TRANSP", "TRANSPARENT"),
            ("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"),
            ("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE"),
        ):
            event.add(name, value)
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", entry.title)
        alarm.add("TRIGGER", timedelta(days=-7))
        event.add_component(alarm)
        feed.add_component(event)
    return bytes(feed.to_ical())


def median_s(build: Callable[[], bytes]) -> tuple[float, bytes]:
    """The median of RUNS, and what was built."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        built = build()
        taken.append(time.perf_counter() - begun)
    return round(statistics.median(taken), 3), built


polls = [poll(number) for number in range(POLLS)]
windows = [window for each in polls if (window := window_of(each, WindowRules(), BODY))]
ours_s, ours = median_s(
    lambda: calendar_bytes(
        windows, polls, body_name=BODY.name, organizer="elections@exampleford.example", zone=ZONE
    )
)
shown = entries(windows, polls, ZONE)
peer_s, peer = median_s(lambda: by_icalendar(shown))
events = ours.count(b"BEGIN:VEVENT")
assert events == peer.count(b"BEGIN:VEVENT") == 2 * POLLS

report(
    "export",
    events=events,
    seconds=ours_s,
    megabytes=round(len(ours) / 1e6, 1),
    icalendar_seconds=peer_s,
    icalendar_megabytes=round(len(peer) / 1e6, 1),
    runs=RUNS,
    asked={"seconds": 2},
)
