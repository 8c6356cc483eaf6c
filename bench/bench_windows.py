"""Every window of one body over 2016 to 2032. Asked: under 50 ms once the files are parsed.

The calendar is every shipped file and 2,943 invented ballots in real councils, each a row of its own: harder
than an import, which gathers them into one poll a council and day. Beside it the limit: those rows sorted.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ground import report

from purdahgate.domain.body import Areas, Body, BodyKind
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.window_rules import KindChoice, WindowRules
from purdahgate.domain.windows import Calendar, windows_for
from purdahgate.exchange.organisations import COUNCILS
from purdahgate.shipped_data import shipped
from purdahgate.sources.areas import load_areas
from purdahgate.sources.calendars import load_calendar
from purdahgate.sources.timetable_rules import load_timetables
from purdahgate.sources.window_rules import load_window_rules

BALLOTS = 2_943
RUNS = 30
YEARS = range(2016, 2033)
ZONE = ZoneInfo("Europe/London")
THURSDAY = 3
ROW = """
[[election]]
id = "local.{council}.ward-{ward}.{day}"
nation = "{nation}"
title = "{council}: ward {ward}"
status = "{status}"
poll_date = {day}
areas = ["{council}"]
source = "Invented for a benchmark"
"""
HEAD = "covers_from = 2016-01-01\ncovers_until = 2032-12-31\nchecked_on = 2026-11-22\n"


def first_thursday_of_may(year: int) -> date:
    first = date(year, 5, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7)


def ballots(areas: Areas) -> str:
    """A calendar file of BALLOTS wards: the councils in turn, and the years in turn."""
    councils = sorted(slug for slug in areas if areas[slug].kind in COUNCILS)
    rows = []
    for number in range(BALLOTS):
        council = councils[number % len(councils)]
        day = first_thursday_of_may(YEARS[number % len(YEARS)])
        status = "held" if day < date(2026, 11, 22) else "expected"
        ward = number // len(councils)
        rows.append(
            ROW.format(council=council, ward=ward, day=day, nation=areas[council].nation, status=status)
        )
    return HEAD + "".join(rows)


def parsed(areas: Areas) -> tuple[Calendar, float]:
    """The whole calendar, and how many seconds it took to read."""
    with tempfile.TemporaryDirectory(prefix="purdahgate-bench-") as folder:
        file = Path(folder, "ballots.toml")
        file.write_text(ballots(areas), encoding="utf-8")
        files = [*sorted(shipped("calendars").glob("*.toml")), file]
        begun = time.perf_counter()
        calendar = load_calendar(files, areas)
        return calendar, time.perf_counter() - begun


def best_ms(work: Callable[[], object]) -> float:
    """The best of RUNS."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return round(min(taken) * 1000, 2)


areas = load_areas()
calendar, parse_s = parsed(areas)
six_weeks = WindowRules()
national = replace(
    six_weeks,
    choices={kind: KindChoice(national=True) for kind in ElectionKind},
    national=load_window_rules(),
    timetables=load_timetables(()),
)
essex = tuple(slug for slug in areas if "essex" in areas[slug].within)
bodies = {
    "chelmsford": Body("One council", BodyKind.COUNCIL, Nation.ENGLAND, ("chelmsford",), ZONE),
    "essex_councils": Body("A health body", BodyKind.NHS, Nation.ENGLAND, essex, ZONE),
    "uk": Body("A department", BodyKind.CIVIL_SERVICE, Nation.UK, ("uk",), ZONE),
}
figures: dict[str, float] = {}
for name, body in bodies.items():
    figures[f"{name}_windows"] = len(windows_for(calendar, body, areas, six_weeks))
    figures[f"{name}_ms"] = best_ms(lambda body=body: windows_for(calendar, body, areas, six_weeks))
    figures[f"{name}_national_ms"] = best_ms(lambda body=body: windows_for(calendar, body, areas, national))

report(
    "windows",
    polls=len(calendar.elections),
    **figures,
    parse_ms=round(parse_s * 1000, 1),
    rows_sorted_ms=best_ms(lambda: sorted(calendar.elections, key=lambda each: (each.poll_date, each.id))),
    runs=RUNS,
    asked={"ms": 50},
)
