"""What stops anybody being sure: a calendar too old or too short for the moment in question."""

from datetime import date, timedelta

from purdahgate.domain.policy import Doubt
from purdahgate.domain.windows import Calendar


def calendar_doubts(calendar: Calendar, day: date, today: date, stale_after: timedelta) -> tuple[Doubt, ...]:
    """Every doubt about judging a post of local `day` by `calendar`, as of local `today`."""
    doubts = []
    if today - calendar.checked_on > stale_after:
        facts = {"checked_on": _plain(calendar.checked_on), "days": str(stale_after.days)}
        doubts.append(Doubt("calendar-stale", facts))
    if not calendar.covers_from <= day <= calendar.covers_until:
        facts = {
            "day": _plain(day),
            "from": _plain(calendar.covers_from),
            "until": _plain(calendar.covers_until),
        }
        doubts.append(Doubt("calendar-too-short", facts))
    return tuple(doubts)


def _plain(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
