"""Windows and polls as an iCalendar feed for Outlook and others.

Nothing here reads the clock or makes up an id: the same calendar always gives the same bytes, so that a web
server's ETag changes when the calendar does. Entries are whole local days, so no VTIMEZONE is written, which
Outlook reads wrongly.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vDuration, vText

from purdahgate.domain.clock import utc
from purdahgate.domain.election import Election
from purdahgate.domain.windows import Window
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import DEFAULT_KINDS, Entry, Kind, Statutory, entries

_MAIL: Final = re.compile(r"[^\s<>\"',;:@]+@[^\s<>\"',;:@]+")
_REFRESH: Final = timedelta(hours=12)
# What iCalendar's TEXT cannot carry; a line break is not among it.
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
# What the import needs to have the same row again; programmes that do not know them pass them over.
STATUS: Final = "X-PURDAHGATE-STATUS"
AREAS: Final = "X-PURDAHGATE-AREAS"
MOMENTS: Final = {
    "called_at": "X-PURDAHGATE-CALLED",
    "declared_at": "X-PURDAHGATE-DECLARED",
    "government_formed_at": "X-PURDAHGATE-GOVERNMENT-FORMED",
}
DATES: Final = {"notice_on": "X-PURDAHGATE-NOTICE", "announced_on": "X-PURDAHGATE-ANNOUNCED"}


def calendar_bytes(
    windows: Sequence[Window],
    elections: Sequence[Election],
    *,
    body_name: str,
    organizer: str,
    zone: ZoneInfo,
    remind_days: int = 7,
    kinds: Collection[Kind] = DEFAULT_KINDS,
    statutory: Statutory | None = None,
) -> bytes:
    """An .ics of what `kinds` ask for; `elections` are the polls that bind the body.

    `organizer` is the mail address that publishes the feed; reminders come `remind_days` ahead, 0 for none.
    `statutory` has the dates of each poll, by its key. A poll put off or cancelled stays, as
    STATUS:CANCELLED. Raises InputError for an organizer that is no mail address.
    """
    if not _MAIL.fullmatch(organizer):
        raise InputError(f"{organizer!r} is no mail address", mend="Write it as elections@council.example")
    name = " ".join(_text(body_name).split())
    publisher = vCalAddress(f"mailto:{organizer}")
    publisher.params["CN"] = name.replace('"', "'")
    feed = _feed(vText(f"{name}: pre-election periods"))
    for entry in entries(windows, elections, zone, kinds, statutory):
        feed.add_component(_event(entry, publisher, remind_days))
    return bytes(feed.to_ical())


def _text(given: str) -> vText:
    return vText(_CONTROL.sub(" ", given))


def _feed(title: vText) -> Calendar:
    feed = Calendar()
    feed.add("PRODID", "-//purdahgate//pre-election periods//EN")
    feed.add("VERSION", "2.0")
    feed.add("CALSCALE", "GREGORIAN")
    feed.add("METHOD", "PUBLISH")
    feed.add("NAME", title)
    feed.add("X-WR-CALNAME", title)
    feed.add("REFRESH-INTERVAL", vDuration(_REFRESH), parameters={"VALUE": "DURATION"})
    feed.add("X-PUBLISHED-TTL", vText("PT12H"))
    return feed


def _event(entry: Entry, publisher: vCalAddress, remind_days: int) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("SEQUENCE", entry.poll.revised)
    event.add("DTSTAMP", entry.changed_at)
    event.add("LAST-MODIFIED", entry.changed_at)
    event.add("ORGANIZER", publisher)
    event.add("DTSTART", entry.start)
    event.add("DTEND", entry.end)
    event.add("SUMMARY", _text(f"Cancelled: {entry.title}" if entry.called_off else entry.title))
    event.add("DESCRIPTION", _text(entry.text))
    event.add("CATEGORIES", [entry.category])
    event.add("STATUS", "CANCELLED" if entry.called_off else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    event.add("X-MICROSOFT-CDO-ALLDAYEVENT", "TRUE")
    for name, value in _facts(entry.poll):
        event.add(name, value)
    if remind_days and not entry.called_off:
        event.add_component(_alarm(entry.title, remind_days))
    return event


def _alarm(title: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _text(title))
    alarm.add("TRIGGER", timedelta(days=-days))
    return alarm


def _facts(poll: Election) -> Iterator[tuple[str, str]]:
    yield STATUS, poll.status.value
    if poll.areas:
        yield AREAS, " ".join(poll.areas)
    for key, name in MOMENTS.items():
        if moment := getattr(poll, key):
            yield name, f"{utc(moment):%Y%m%dT%H%M%SZ}"
    for key, name in DATES.items():
        if day := getattr(poll, key):
            yield name, f"{day:%Y%m%d}"
