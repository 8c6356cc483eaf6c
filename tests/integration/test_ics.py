"""The .ics of a body: checked by libical, read back by another parser, and the same bytes every time."""

import ctypes
import ctypes.util
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar as OtherReader

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.timetable import Basis, Deadline, Milestone
from purdahgate.domain.windows import Close, WindowRules, binding, window_of, windows_for
from purdahgate.errors import InputError
from purdahgate.exchange.calendar_entries import Kind
from purdahgate.exchange.ics import calendar_bytes
from purdahgate.sources.areas import load_areas
from purdahgate.sources.calendars import load_calendar

LONDON = ZoneInfo("Europe/London")
BODY = Body("Exampleford City Council", BodyKind.COUNCIL, Nation.ENGLAND, ("chelmsford",), LONDON)
POLL = Election(
    id="local.exampleford.2027-05-06",
    nation=Nation.ENGLAND,
    title="Exampleford City Council",
    status=Status.EXPECTED,
    poll_date=date(2027, 5, 6),
    source="a test",
    checked_on=date(2026, 11, 22),
    areas=("chelmsford",),
)
PERIOD = "local.exampleford.2027-05-06-england-period@purdahgate"
POLLING_DAY = "local.exampleford.2027-05-06-england-polling-day@purdahgate"
OPENS = "local.exampleford.2027-05-06-england-opens@purdahgate"
CLOSES = "local.exampleford.2027-05-06-england-closes@purdahgate"
NOTICE = "local.exampleford.2027-05-06-england-notice@purdahgate"
NOMINATIONS = "local.exampleford.2027-05-06-england-nominations-close@purdahgate"
ALL_KINDS = tuple(Kind)


def deadline(milestone: Milestone, day: date, basis: Basis = Basis.COMPUTED) -> Deadline:
    return Deadline(milestone, day, basis, "the rules of a test", date(2026, 11, 22))


DEADLINES = {
    POLL.key: (
        deadline(Milestone.NOTICE, date(2027, 3, 29)),
        deadline(Milestone.NOMINATIONS_CLOSE, date(2027, 4, 8)),
        deadline(Milestone.REGISTRATION, date(2027, 4, 20)),
    )
}


def export(*polls: Election, close: Close = Close.END_OF_POLLING_DAY, **options: Any) -> bytes:
    rules = WindowRules(close=close)
    windows = [window for poll in polls if (window := window_of(poll, rules, BODY))]
    named = {"body_name": BODY.name, "organizer": "elections@exampleford.example", "zone": LONDON}
    return calendar_bytes(windows, polls, **(named | options))


def read_back(data: bytes) -> dict[str, Any]:
    """Each event by its UID, as a parser that is not ours and not icalendar's reads it."""
    return {event.uid.value: event for event in vobject.readOne(data.decode()).contents.get("vevent", [])}


def chelmsford() -> bytes:
    """The whole feed of a Chelmsford body from the shipped calendars."""
    areas = load_areas()
    files = sorted((Path(__file__).parents[2] / "calendars").glob("*.toml"))
    calendar = load_calendar(files, areas)
    return calendar_bytes(
        windows_for(calendar, BODY, areas, WindowRules()),
        binding(calendar.elections, BODY, areas),
        body_name=BODY.name,
        organizer="elections@exampleford.example",
        zone=LONDON,
    )


@pytest.fixture
def faults_seen_by_libical() -> Callable[[bytes], int]:
    """How many faults libical's check of RFC 5545 and 5546 finds; -1 where it takes it for no calendar."""
    name = ctypes.util.find_library("ical") or "libical.so.3"
    try:
        libical = ctypes.CDLL(name)
    except OSError:
        pytest.skip("NOT TESTED HERE: libical (libical3) is missing, so the .ics was not checked by it")
    libical.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    libical.icalparser_parse_string.restype = ctypes.c_void_p
    for function in (libical.icalrestriction_check, libical.icalcomponent_count_errors):
        function.argtypes = [ctypes.c_void_p]
    libical.icalcomponent_free.argtypes = [ctypes.c_void_p]

    def faults(data: bytes) -> int:
        component = libical.icalparser_parse_string(data)
        if not component:
            return -1
        keeps_the_rules = libical.icalrestriction_check(component)
        found = libical.icalcomponent_count_errors(component)
        libical.icalcomponent_free(component)
        return found or int(not keeps_the_rules)

    return faults


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(export(POLL), id="one poll"),
        pytest.param(export(replace(POLL, status=Status.CANCELLED)), id="a cancelled poll"),
        pytest.param(export(replace(POLL, status=Status.COUNTERMANDED)), id="a window without end"),
        pytest.param(
            export(POLL, body_name='The "Old"; Town, £ Council'), id="a name with every odd character"
        ),
        pytest.param(export(replace(POLL, title="A" * 400)), id="a title far over one line"),
        pytest.param(export(POLL, remind_days=0), id="no reminder"),
        pytest.param(export(POLL, kinds=ALL_KINDS, statutory=DEADLINES), id="events of every kind"),
        pytest.param(
            export(replace(POLL, status=Status.CANCELLED), kinds=ALL_KINDS, statutory=DEADLINES),
            id="events of every kind, all cancelled",
        ),
    ],
)
def test_libical_finds_no_fault(faults_seen_by_libical, data):
    assert faults_seen_by_libical(data) == 0


def test_libical_finds_no_fault_in_all_that_binds_chelmsford(faults_seen_by_libical):
    data = chelmsford()

    faults = faults_seen_by_libical(data)

    assert faults == 0
    assert data.count(b"BEGIN:VEVENT") > 10


@pytest.mark.parametrize("missing", [b"UID", b"DTSTAMP", b"ORGANIZER", b"DTSTART", b"SUMMARY"])
def test_libical_would_see_what_publishing_must_not_lack(faults_seen_by_libical, missing):
    lines = export(POLL, body_name="X").split(b"\r\n")

    broken = b"\r\n".join(line for line in lines if not line.startswith(missing))

    assert faults_seen_by_libical(broken) > 0


def test_the_same_calendar_gives_the_same_bytes():
    first, again = chelmsford(), chelmsford()

    assert first == again


def test_the_order_of_the_polls_does_not_show():
    other = replace(POLL, id="local.otherford.2028-05-04", poll_date=date(2028, 5, 4))

    assert export(POLL, other) == export(other, POLL)


def test_a_window_is_one_all_day_event_to_the_day_after_polling_day():
    events = read_back(export(POLL))

    assert set(events) == {PERIOD, POLLING_DAY}
    assert (events[PERIOD].dtstart.value, events[PERIOD].dtend.value) == (date(2027, 3, 25), date(2027, 5, 7))
    assert (events[POLLING_DAY].dtstart.value, events[POLLING_DAY].dtend.value) == (
        date(2027, 5, 6),
        date(2027, 5, 7),
    )


def test_a_window_that_closes_at_ten_in_the_evening_still_takes_all_of_polling_day():
    events = read_back(export(POLL, close=Close.CLOSE_OF_POLL))

    assert events[PERIOD].dtend.value == date(2027, 5, 7)
    assert "Closes 2027-05-06 22:00 BST" in events[PERIOD].description.value


def test_a_window_that_opens_with_a_call_begins_on_that_local_day():
    called = replace(POLL, status=Status.CALLED, called_at=datetime(2027, 4, 1, 23, 30, tzinfo=UTC))

    events = read_back(export(called))

    assert events[PERIOD].dtstart.value == date(2027, 4, 2)


def test_a_window_without_end_says_so():
    events = read_back(export(replace(POLL, status=Status.COUNTERMANDED)))

    assert "stays open after this" in events[PERIOD].summary.value
    assert "does not end with this entry" in events[PERIOD].description.value
    assert events[PERIOD].dtend.value == date(2027, 5, 7)


def test_an_event_says_which_rule_and_source_made_it():
    events = read_back(export(POLL))

    text = events[PERIOD].description.value
    assert "Opens 2027-03-25 00:00 GMT" in text
    assert "Rule: 6 weeks before the poll" in text
    assert "Source: a test, checked 2026-11-22" in text


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_a_poll_called_off_stays_as_a_cancelled_event_under_the_same_uid(status):
    before = read_back(export(POLL))
    changed_at = datetime(2027, 2, 1, 12, tzinfo=UTC)

    after = read_back(export(replace(POLL, status=status, revised=1, changed_at=changed_at)))

    assert set(after) == set(before)
    assert {event.status.value for event in after.values()} == {"CANCELLED"}
    assert {event.sequence.value for event in after.values()} == {"1"}
    assert after[PERIOD].dtstart.value == before[PERIOD].dtstart.value


@pytest.mark.parametrize("status", [Status.LATEST_POSSIBLE, Status.ABOLITION_ANNOUNCED])
def test_a_poll_that_nobody_has_called_has_no_event(status):
    events = read_back(export(replace(POLL, status=status)))

    assert events == {}


def test_a_change_raises_the_sequence_and_the_stamp():
    changed_at = datetime(2027, 2, 1, 12, tzinfo=UTC)

    events = read_back(export(replace(POLL, revised=3, changed_at=changed_at)))

    assert {event.sequence.value for event in events.values()} == {"3"}
    assert {event.dtstamp.value for event in events.values()} == {changed_at}


def test_an_unchanged_poll_is_stamped_with_the_day_it_was_checked():
    events = read_back(export(POLL))

    assert {event.dtstamp.value for event in events.values()} == {datetime(2026, 11, 22, tzinfo=UTC)}


def test_the_reminder_comes_the_days_before_that_were_asked_for():
    events = read_back(export(POLL, remind_days=14))

    assert {event.valarm.trigger.value for event in events.values()} == {timedelta(days=-14)}


def test_no_reminder_is_written_for_none_or_for_what_is_called_off():
    none = read_back(export(POLL, remind_days=0))
    called_off = read_back(export(replace(POLL, status=Status.CANCELLED)))

    assert not any(hasattr(event, "valarm") for event in (*none.values(), *called_off.values()))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("METHOD:PUBLISH", id="published"),
        pytest.param("NAME:Exampleford City Council: pre-election periods", id="a name"),
        pytest.param("X-WR-CALNAME:Exampleford City Council: pre-election periods", id="a name for Outlook"),
        pytest.param("REFRESH-INTERVAL;VALUE=DURATION:PT12H", id="when to look again"),
        pytest.param("X-PUBLISHED-TTL:PT12H", id="when Outlook looks again"),
        pytest.param("DTSTART;VALUE=DATE:20270325", id="all day"),
        pytest.param("TRANSP:TRANSPARENT", id="blocks nobody's time"),
        pytest.param("X-MICROSOFT-CDO-BUSYSTATUS:FREE", id="free in Outlook"),
        pytest.param("CATEGORIES:Pre-election period", id="a category"),
        pytest.param("STATUS:CONFIRMED", id="a status"),
    ],
)
def test_outlook_finds_the_line_it_needs(line):
    lines = export(POLL).decode().split("\r\n")

    assert line in lines


def test_every_line_ends_in_crlf_and_has_at_most_75_bytes():
    lines = export(replace(POLL, title="Ünïcode " * 40)).split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)


def test_no_zone_is_written_that_outlook_could_read_wrongly():
    data = chelmsford()

    assert b"VTIMEZONE" not in data
    assert b"TZID" not in data


def test_every_kind_of_event_is_there_where_it_is_asked_for():
    events = read_back(export(POLL, kinds=ALL_KINDS, statutory=DEADLINES))

    days = {uid: (event.dtstart.value, event.dtend.value) for uid, event in events.items()}
    assert days == {
        PERIOD: (date(2027, 3, 25), date(2027, 5, 7)),
        POLLING_DAY: (date(2027, 5, 6), date(2027, 5, 7)),
        OPENS: (date(2027, 3, 25), date(2027, 3, 26)),
        CLOSES: (date(2027, 5, 6), date(2027, 5, 7)),
        NOTICE: (date(2027, 3, 29), date(2027, 3, 30)),
        NOMINATIONS: (date(2027, 4, 8), date(2027, 4, 9)),
    }


@pytest.mark.parametrize(
    ("kind", "uid"),
    list(zip(Kind, (PERIOD, POLLING_DAY, OPENS, CLOSES, NOTICE, NOMINATIONS), strict=True)),
)
def test_one_kind_alone_gives_its_events_alone(kind, uid):
    events = read_back(export(POLL, kinds=[kind], statutory=DEADLINES))

    assert set(events) == {uid}


def test_a_statutory_date_says_what_it_rests_on():
    recorded = {POLL.key: (deadline(Milestone.NOTICE, date(2027, 3, 18), Basis.RECORDED),)}

    computed = read_back(export(POLL, kinds=ALL_KINDS, statutory=DEADLINES))
    published = read_back(export(POLL, kinds=ALL_KINDS, statutory=recorded))

    assert "The last lawful day, computed." in computed[NOTICE].description.value
    assert "Source: the rules of a test, checked 2026-11-22" in computed[NOMINATIONS].description.value
    assert "Published on this day, as recorded." in published[NOTICE].description.value


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.POSTPONED])
def test_every_kind_of_a_poll_called_off_stays_as_a_cancelled_event(status):
    before = read_back(export(POLL, kinds=ALL_KINDS, statutory=DEADLINES))

    after = read_back(export(replace(POLL, status=status), kinds=ALL_KINDS, statutory=DEADLINES))

    assert set(after) == set(before)
    assert {event.status.value for event in after.values()} == {"CANCELLED"}


def test_a_countermanded_poll_strikes_out_its_day_and_its_close_and_no_more():
    events = read_back(export(replace(POLL, status=Status.COUNTERMANDED), kinds=ALL_KINDS))

    struck = {uid for uid, event in events.items() if event.status.value == "CANCELLED"}
    assert struck == {POLLING_DAY, CLOSES}
    assert {PERIOD, OPENS} <= set(events)


def test_another_library_reads_every_property_as_vobject_does():
    data = export(replace(POLL, title="Ünïcode; of, all \\ sorts " * 9), kinds=ALL_KINDS)

    ours = read_back(data)
    theirs = {str(event["UID"]): event for event in OtherReader.from_ical(data).walk("VEVENT")}

    assert set(theirs) == set(ours)
    assert {uid: str(event["SUMMARY"]) for uid, event in theirs.items()} == {
        uid: event.summary.value for uid, event in ours.items()
    }
    assert {uid: event["DTSTART"].dt for uid, event in theirs.items()} == {
        uid: event.dtstart.value for uid, event in ours.items()
    }


def test_lines_that_events_share_are_written_as_icalendar_itself_writes_them():
    data = export(POLL, replace(POLL, id="local.other.2027-05-06", title="Été, \\n; " * 20), kinds=ALL_KINDS)

    again = OtherReader.from_ical(data).to_ical()

    assert again == data


def test_hostile_text_cannot_begin_a_line_of_its_own():
    data = export(replace(POLL, title="x\r\nATTENDEE:mailto:a@b.example\x00\u2028y"), body_name="A\r\nB: C")

    events = read_back(data)

    assert not any(line.startswith(b"ATTENDEE") for line in data.split(b"\r\n"))
    assert b"NAME:A B: C: pre-election periods" in data
    assert set(events) == {PERIOD, POLLING_DAY}


@pytest.mark.parametrize("organizer", ["", "nobody", "a@b\r\nATTENDEE:x@y", "a b@c", "mailto:a@b.example"])
def test_an_organizer_that_is_no_mail_address_is_refused(organizer):
    with pytest.raises(InputError, match="no mail address"):
        export(POLL, organizer=organizer)
