"""Windows and polls as an iCalendar feed for Outlook and others.

Nothing here reads the clock or makes up an id: the same calendar always gives the same bytes, so that a web
server's ETag changes when the calendar does. Entries are whole local days, so no VTIMEZONE is written, which
Outlook reads wrongly.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from purdahgate.domain.clock import utc
from purdahgate.domain.election import Election
from purdahgate.domain.windows import Window
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import DEFAULT_KINDS, Entry, Kind, Statutory, entries
from purdahgate.exchange.content_lines import folded, text

_MAIL: Final = re.compile(r"[^\s<>\"',;:@]+@[^\s<>\"',;:@]+")
_HEAD: Final = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//purdahgate//pre-election periods//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    "X-PUBLISHED-TTL:PT12H",
)
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
    name = " ".join(text(body_name).replace(r"\n", " ").split())
    title = f"{name}: pre-election periods"
    head = (*_HEAD, f"NAME:{title}", f"X-WR-CALNAME:{title}")
    publisher = _organizer(body_name, organizer)
    events = (
        line
        for entry in entries(windows, elections, zone, kinds, statutory)
        for line in _event(entry, publisher, remind_days)
    )
    return b"".join((*map(folded, head), *events, b"END:VCALENDAR\r\n"))


def _organizer(body_name: str, mail: str) -> bytes:
    """Who publishes the feed, without which Outlook takes no METHOD:PUBLISH; a parameter has no escapes."""
    name = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", body_name).replace('"', "'").split())
    return folded(f'ORGANIZER;CN="{name}":mailto:{mail}')


def _event(entry: Entry, publisher: bytes, remind_days: int) -> Iterator[bytes]:
    stamp = _stamp(entry.changed_at)
    title = text(entry.title)
    yield b"BEGIN:VEVENT\r\n"
    yield folded(f"UID:{entry.uid}")
    yield f"SEQUENCE:{entry.poll.revised}\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n".encode()
    yield publisher
    yield f"DTSTART;VALUE=DATE:{entry.start:%Y%m%d}\r\nDTEND;VALUE=DATE:{entry.end:%Y%m%d}\r\n".encode()
    yield folded(f"SUMMARY:{'Cancelled: ' if entry.called_off else ''}{title}")
    yield folded(f"DESCRIPTION:{text(entry.text)}")
    yield _marks(entry.category, entry.called_off)
    yield from _facts(entry.poll)
    if remind_days and not entry.called_off:
        yield f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P{remind_days}D\r\n".encode()
        yield folded(f"DESCRIPTION:{title}")
        yield b"END:VALARM\r\n"
    yield b"END:VEVENT\r\n"


@cache
def _marks(category: str, called_off: bool) -> bytes:  # noqa: FBT001  (cached by place)
    """How it is shown: whole days that block nobody's time."""
    lines = (
        f"CATEGORIES:{text(category)}",
        f"STATUS:{'CANCELLED' if called_off else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    )
    return b"".join(map(folded, lines))


def _facts(poll: Election) -> Iterator[bytes]:
    yield f"{STATUS}:{poll.status}\r\n".encode()
    if poll.areas:
        yield folded(f"{AREAS}:{' '.join(poll.areas)}")
    for key, name in MOMENTS.items():
        if moment := getattr(poll, key):
            yield f"{name}:{_stamp(moment)}\r\n".encode()
    for key, name in DATES.items():
        if day := getattr(poll, key):
            yield f"{name}:{day:%Y%m%d}\r\n".encode()


def _stamp(moment: datetime) -> str:
    return f"{utc(moment):%Y%m%dT%H%M%SZ}"
