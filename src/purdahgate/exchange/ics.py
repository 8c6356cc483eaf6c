"""Windows and polls as an iCalendar feed for Outlook and others.

Nothing here reads the clock or makes up an id: the same calendar always gives the same bytes, so that a web
server's ETag changes when the calendar does. Entries are whole local days, so no VTIMEZONE is written, which
Outlook reads wrongly.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Event,
    vCalAddress,
    vCategory,
    vDDDTypes,
    vDuration,
    vInt,
    vText,
    vUnknown,
)

from purdahgate.domain.clock import utc
from purdahgate.domain.election import Election
from purdahgate.domain.windows import Window
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import CATEGORIES, DEFAULT_KINDS, Entry, Kind, Statutory, entries

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
# What is alike in every event, or in many, is made once: a feed may have thousands.
_ALIKE: Final = {
    "TRANSP": vText("TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": vUnknown("FREE"),
    "X-MICROSOFT-CDO-ALLDAYEVENT": vUnknown("TRUE"),
}
_CATEGORY: Final = {kind: vCategory([name]) for kind, name in CATEGORIES.items()}
_STATUS: Final = {True: vText("CANCELLED"), False: vText("CONFIRMED")}
_DISPLAY: Final = vText("DISPLAY")
_MOST_KEPT: Final = 10_000


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
    alike = _ALIKE | {"ORGANIZER": publisher}
    for entry in entries(windows, elections, zone, kinds, statutory):
        feed.add_component(_event(entry, alike, remind_days))
    return _written(feed)


def _written(feed: Calendar) -> bytes:
    """The bytes of `feed.to_ical()`; a line that many events have is written once and used again."""

    @lru_cache(_MOST_KEPT, typed=True)
    def line(name: str, value: object) -> bytes:
        return bytes(feed.content_line(name, value).to_ical()) + b"\r\n"

    return b"".join(line(name, value) for name, value in feed.property_items())


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


def _event(entry: Entry, alike: Mapping[str, object], remind_days: int) -> Event:
    """One event, with the properties that are `alike` in all of them."""
    event = Event(alike)
    event["UID"] = vText(entry.uid)
    event["SEQUENCE"] = vInt(entry.poll.revised)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = _when(utc(entry.changed_at))
    event["DTSTART"] = _when(entry.start)
    event["DTEND"] = _when(entry.end)
    event["SUMMARY"] = _text(f"Cancelled: {entry.title}" if entry.called_off else entry.title)
    event["DESCRIPTION"] = _text(entry.text)
    event["CATEGORIES"] = _CATEGORY[entry.kind]
    event["STATUS"] = _STATUS[entry.called_off]
    for name, value in _facts(entry.poll):
        event[name] = vUnknown(value)
    if remind_days and not entry.called_off:
        event.add_component(_alarm(entry.title, remind_days))
    return event


def _alarm(title: str, days: int) -> Alarm:
    trigger = _when(timedelta(days=-days))
    return Alarm({"ACTION": _DISPLAY, "DESCRIPTION": _text(title), "TRIGGER": trigger})


@lru_cache(_MOST_KEPT)
def _when(value: date | timedelta) -> vDDDTypes:
    return vDDDTypes(value)


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
