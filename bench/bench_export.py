"""Export of 5,000 events (2,500 polls, each with its window and polling day). Asked: under 2 s.

Beside it the peer: icalendar alone, adding the same properties event by event and writing the same bytes.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ground import report
from icalendar import Calendar, Component

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.windows import WindowRules, window_of
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


def built_by_icalendar(given: Component) -> Component:
    """The same part again, by nothing but icalendar's own `add` and `add_component`."""
    made = type(given)()
    for name, value in given.items():
        made.add(name, value)
    for part in given.subcomponents:
        made.add_component(built_by_icalendar(part))
    return made


def best_s(build: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """The best and the median of RUNS, and what was built."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        built = build()
        taken.append(time.perf_counter() - begun)
    return round(min(taken), 3), round(statistics.median(taken), 3), built


polls = [poll(number) for number in range(POLLS)]
windows = [window for each in polls if (window := window_of(each, WindowRules(), BODY))]
best, median, ours = best_s(
    lambda: calendar_bytes(
        windows, polls, body_name=BODY.name, organizer="elections@exampleford.example", zone=ZONE
    )
)
events = ours.count(b"BEGIN:VEVENT")
assert events == 2 * POLLS
read = Calendar.from_ical(ours)
alone, _, theirs = best_s(lambda: built_by_icalendar(read).to_ical())
assert theirs == ours

report(
    "export",
    events=events,
    seconds=best,
    median_s=median,
    icalendar_alone_s=alone,
    megabytes=round(len(ours) / 1e6, 1),
    runs=RUNS,
    asked={"seconds": 2},
)
