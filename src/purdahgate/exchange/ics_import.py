"""Polls out of an .ics: our own export read back, or another's events that name an election id."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.election_ids import TYPES, ElectionId, parse_election_id
from purdahgate.domain.post import check_line
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import CATEGORIES, STAYS_OPEN, UID_KINDS, Kind
from purdahgate.exchange.content_lines import plain
from purdahgate.exchange.csv_rows import BadRow
from purdahgate.exchange.democracy_club import check_election_id
from purdahgate.exchange.ics import AREAS, DATES, MOMENTS, STATUS
from purdahgate.exchange.ics_events import Part, read_events
from purdahgate.exchange.organisations import held_in, title_of
from purdahgate.exchange.told_rows import Imported, Provenance, possible, told_once

_LONDON: Final = ZoneInfo("Europe/London")
_ID: Final = rf"(?:{'|'.join(TYPES)})(?:\.[a-z0-9-]{{1,100}}){{0,4}}\.[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
_ANY_ID: Final = re.compile(rf"(?<![\w.-]){_ID}(?![\w.])")
_OUR_UID: Final = re.compile(
    rf"(?P<id>{_ID})-(?P<nation>{'|'.join(Nation)})-(?P<kind>{'|'.join(UID_KINDS)})@purdahgate"
)
_DAY: Final = re.compile(r"(?P<day>[0-9]{8})(?:T(?P<time>[0-9]{6})(?P<utc>Z?))?")
_PREFIX: Final = re.compile(rf"(Cancelled: )?(({'|'.join(map(re.escape, CATEGORIES.values()))}): )?")
_FORMS: Final = {True: "%Y%m%dT%H%M%S", False: "%Y%m%d"}  # of an instant, of a date
_NAME_IT: Final = "Write its election id into the title, as local.chelmsford.2027-05-06"


@dataclass(frozen=True, slots=True)
class _Named:
    """Which poll an event is of: its nation and kind where the event is our own."""

    parsed: ElectionId
    nation: Nation | None = None
    kind: Kind | None = None


def read_ics(path: Path, areas: Areas, provenance: Provenance, encoding: str = "utf-8") -> Imported:
    """The polls of the file, and the events that cannot be taken; a poll's events must agree.

    DataError for a file that cannot be read as a calendar at all.
    """
    told: list[tuple[int, Election]] = []
    bad: list[BadRow] = []
    for event in read_events(path, encoding):
        try:
            told.append((event.number, _election(event, areas, provenance)))
        except InputError as wrong:
            bad.append(BadRow(event.number, wrong.message, wrong.mend))
    once, against = told_once(told, lambda election: election.key, lambda election: election.id)
    possibles, impossible = possible(once, areas)
    return possibles, sorted([*bad, *against, *impossible], key=lambda each: each.line)


def _election(event: Part, areas: Areas, provenance: Provenance) -> Election:
    if not event.value("UID"):
        raise InputError("the event has no UID", mend="Export it again from the calendar it comes from")
    if event.repeats:
        raise InputError("the event repeats, and a poll does not", mend="Take its rule or the event out")
    day = _day(event)
    named = _named(event)
    parsed = named.parsed
    if named.kind in (None, Kind.POLLING_DAYS) and day != parsed.poll_date:
        raise InputError(f"{parsed} stands at another day, {day}", mend="Make the two the same")
    nation, slugs = (named.nation, _areas(event)) if named.nation else held_in(parsed, areas)
    election = Election(
        id=str(parsed),
        nation=nation,
        title=_title(event, parsed, areas),
        status=_status(event, parsed, provenance),
        poll_date=parsed.poll_date,
        source=provenance.source,
        checked_on=provenance.checked_on,
        areas=slugs,
    )
    return replace(election, **_facts(event))


def _named(event: Part) -> _Named:
    """By our own UID, else by the one id that its UID, categories or title carry."""
    if ours := _OUR_UID.fullmatch(event.value("UID")):
        return _Named(parse_election_id(ours["id"]), Nation(ours["nation"]), UID_KINDS[ours["kind"]])
    said = " ".join(plain(event.value(name)) for name in ("UID", "CATEGORIES", "SUMMARY"))
    ids = sorted(set(_ANY_ID.findall(said)))
    if not ids:
        title = plain(event.value("SUMMARY"))[:60]
        raise InputError(f"the event {title!r} names no election id", mend=_NAME_IT)
    if len(ids) > 1:
        raise InputError(f"the event names more than one election: {', '.join(ids[:3])}", mend="Leave one")
    return _Named(check_election_id(ids[0]))


def _day(event: Part) -> date:
    """The local day it begins on; InputError for a time of no zone, which names no moment."""
    begins = event.lines.get("DTSTART")
    parts = _DAY.fullmatch(begins.value.strip()) if begins else None
    if begins is None or parts is None:
        raise InputError("the event has no day to begin on", mend="Give it DTSTART;VALUE=DATE:20270506")
    if parts["time"] and not parts["utc"] and not begins.parameter("TZID"):
        mend = "Make it an event of the whole day, or give it a time zone"
        raise InputError(f"the event begins at a floating time, {begins.value.strip()}", mend=mend)
    try:
        wall = datetime.strptime(parts["day"] + (parts["time"] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise InputError(f"{begins.value.strip()} is no real day", mend="Mend DTSTART") from None
    return wall.replace(tzinfo=UTC).astimezone(_LONDON).date() if parts["utc"] else wall.date()


def _title(event: Part, parsed: ElectionId, areas: Areas) -> str:
    title = _PREFIX.sub("", plain(event.value("SUMMARY")), count=1)
    title = title.removesuffix(STAYS_OPEN)
    if str(parsed) in title:
        title = title.replace(str(parsed), "").strip(" \t\n-–—:,;()[]")
    return check_line(title or title_of(parsed, areas), "title")


def _status(event: Part, parsed: ElectionId, provenance: Provenance) -> Status:
    ours = event.value(STATUS)
    if ours:
        if ours not in set(Status):
            raise InputError(f"there is no status {ours[:40]!r}", mend=f"One of: {', '.join(Status)}")
        return Status(ours)
    called_off = event.value("STATUS").strip().upper() == "CANCELLED"
    return Status.CANCELLED if called_off else provenance.status(parsed.poll_date)


def _areas(event: Part) -> tuple[str, ...]:
    return tuple(event.value(AREAS).split())


def _facts(event: Part) -> dict[str, Any]:
    """The dates and instants of the row that only our own export has."""
    found: dict[str, Any] = {}
    for key, name in (*MOMENTS.items(), *DATES.items()):
        if value := event.value(name):
            try:
                moment = datetime.strptime(value.removesuffix("Z"), _FORMS[key in MOMENTS])  # noqa: DTZ007
            except ValueError:
                raise InputError(f"{name}:{value[:40]} is no time", mend="Export it again") from None
            found[key] = moment.replace(tzinfo=UTC) if key in MOMENTS else moment.date()
    return found
