"""Polls out of other people's files: gathered right, and everything bad told in one line, by its line."""

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.election import Election, Nation, Status
from purdahgate.errors import DataError, InputError, PurdahgateError
from purdahgate.exchange.calendar_entries import Kind
from purdahgate.exchange.ics import calendar_bytes
from purdahgate.sources.areas import load_areas
from purdahgate.usecases.read_elections import Form, Read, read_elections

AREAS = load_areas()
CHECKED = date(2026, 3, 1)
BALLOTS = "ballot_id,organisation_id,ward,council,seats\n"
NEXT = "council,next_election,seats\n"
Reader = Callable[..., Read]


@pytest.fixture
def read(tmp_path) -> Reader:
    """Write a file and read it as an import does."""

    def reading(content: str | bytes, dates: str | None = None, encoding: str = "utf-8") -> Read:
        path = tmp_path / "polls"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_elections(path, AREAS, "a test", CHECKED, dates, encoding)

    return reading


def event(*lines: str, uid: str = "UID:1@example", day: str = "DTSTART;VALUE=DATE:20270506") -> str:
    body = [line for line in (uid, day, *lines) if line]
    return "\r\n".join(("BEGIN:VEVENT", *body, "END:VEVENT", ""))


def calendar(*events: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n"


def says(found: Read) -> list[tuple[int, str]]:
    return [(bad.line, f"{bad.why}. {bad.mend}") for bad in found.bad]


# Democracy Club's ballots


def test_the_ballots_of_a_council_are_one_poll_of_its_own(read):
    found = read(
        BALLOTS
        + "local.adur.buckingham.2026-05-07,local.adur.2026-05-07,Buckingham,Adur,1\n"
        + "local.adur.churchill.2026-05-07,local.adur.2026-05-07,Churchill,Adur,2\n"
        + "local.arun.beach.2026-05-07,local.arun.2026-05-07,Beach,Arun,1\n"
    )

    assert (found.form, found.bad) == (Form.BALLOTS, ())
    assert [each.id for each in found.elections] == ["local.adur.2026-05-07", "local.arun.2026-05-07"]
    assert found.elections[0] == Election(
        id="local.adur.2026-05-07",
        nation=Nation.ENGLAND,
        title="Adur: council election",
        status=Status.EXPECTED,
        poll_date=date(2026, 5, 7),
        source="a test",
        checked_on=CHECKED,
        areas=("adur",),
        note="2 ballots, 3 seats.",
    )


def test_a_by_election_stays_a_poll_of_its_ward(read):
    found = read(BALLOTS + "local.adur.buckingham.by.2026-06-11,,Buckingham,Adur,1\n")

    (election,) = found.elections
    assert (election.id, election.areas) == ("local.adur.buckingham.by.2026-06-11", ("adur",))
    assert election.title == "Buckingham, Adur: by-election"


def test_constituencies_gather_into_their_parliament(read):
    found = read(
        "ballot_paper_id,post_label\n"
        "sp.c.angus-south.2031-05-01,Angus South\n"
        "sp.r.lothian.2031-05-01,Lothian\n"
        "parl.maldon.2029-07-05,Maldon\n"
    )

    assert [(each.id, each.nation, each.areas) for each in found.elections] == [
        ("parl.2029-07-05", Nation.UK, ()),
        ("sp.2031-05-01", Nation.SCOTLAND, ()),
    ]


def test_a_poll_of_a_day_gone_by_was_held(read):
    found = read(
        "ballot_id\nlocal.adur.2025-05-01\nlocal.adur.2026-03-01\n".replace("2026-03-01", "2026-03-05")
    )

    assert [each.status for each in found.elections] == [Status.HELD, Status.EXPECTED]


def test_the_columns_of_an_export_of_candidates_are_read_and_its_repeats_passed_over(read):
    row = "local.adur.buckingham.2026-05-07,local.adur.2026-05-07,2026-05-07,Buckingham,Adur,1,False,"
    found = read(
        "ballot_paper_id,election_id,election_date,post_label,organisation_name,seats_contested,"
        f"cancelled_poll,person_name\n{row}Ann Example\n{row}Bo Example\n"
    )

    assert found.bad == ()
    assert [each.note for each in found.elections] == ["1 ballot, 1 seat."]


def test_a_poll_is_cancelled_where_all_its_ballots_are(read):
    found = read(
        "ballot_id,cancelled_poll\n"
        "local.adur.buckingham.2026-05-07,True\nlocal.adur.churchill.2026-05-07,\n"
        "local.adur.eastbrook.by.2026-06-11,True\n"
    )

    assert [(each.status, each.note) for each in found.elections] == [
        (Status.EXPECTED, "2 ballots, 1 of them cancelled."),
        (Status.CANCELLED, "1 ballot, 1 of them cancelled."),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param("local.adur.x.2026-5-7,,,,", "does not end in a date", id="a date in another spelling"),
        pytest.param("local.adur.by.2026-05-07,,,,", "is no election", id="it parses but is no election"),
        pytest.param("local.adur.x.2026-05-10,,,,", "on a Sunday", id="a Sunday"),
        pytest.param("local.adurr.x.2026-05-07,,,,", "Did you mean 'adur'?", id="an unknown council"),
        pytest.param("local.adur.x.2026-05-07,local.arun.2026-05-07,,,", "is no ballot of", id="another's"),
        pytest.param("local.adur.x.2026-05-07,,,,many", "no number of seats", id="seats in words"),
        pytest.param("local.2026-05-07,,,,", "does not say where it is held", id="a group"),
        pytest.param("parl.maldon.by.2026-05-07,,,,", "calendar add", id="a constituency alone"),
        pytest.param(",,,,", "is no election id", id="no id"),
    ],
)
def test_a_bad_ballot_is_told_by_its_line(read, row, said):
    found = read(f"{BALLOTS}local.arun.beach.2026-05-07,,Beach,Arun,1\n{row}\n")

    ((line, why),) = says(found)
    assert line == 3
    assert said in why
    assert [each.id for each in found.elections] == ["local.arun.2026-05-07"]


def test_ballots_that_contradict_each_other_are_both_bad(read):
    row = "local.adur.buckingham.2026-05-07,,Buckingham,Adur,"

    found = read(f"{BALLOTS}{row}1\n{row}1\n{row}2\n")

    assert [line for line, _ in says(found)] == [2, 4]
    assert "other facts on line 4" in found.bad[0].why
    assert found.elections == ()


def test_a_ballot_beside_another_day_than_its_own_is_bad(read):
    found = read("ballot_id,election_date\nlocal.adur.buckingham.2026-05-07,2026-05-14\n")

    assert "stands beside another day, 2026-05-14" in found.bad[0].why


# Open Council Data's next elections


def test_each_council_and_day_is_a_poll(read):
    found = read(f"{NEXT}Adur,2026-05-07,14\nAdur,2028-05-04,15\nSt. Helens,2026-05-07,48\n")

    assert (found.form, found.bad) == (Form.NEXT_ELECTIONS, ())
    assert [(each.id, each.areas, each.note) for each in found.elections] == [
        ("local.adur.2026-05-07", ("adur",), "Seats: 14."),
        ("local.st-helens.2026-05-07", ("st-helens",), "Seats: 48."),
        ("local.adur.2028-05-04", ("adur",), "Seats: 15."),
    ]


@pytest.mark.parametrize("typed", ["07/05/2026", "7-May-26", "7.5.26"])
def test_a_date_of_two_meanings_is_asked_about_once_for_the_whole_file(read, typed):
    with pytest.raises(DataError) as asked:
        read(f"{NEXT}Adur,{typed},14\nArun,{typed},14\n")

    assert asked.value.where.endswith("polls:2")
    assert "--dates" in asked.value.mend


def test_the_order_that_was_said_is_taken(read):
    found = read(f"{NEXT}Adur,07/05/2026,14\n", dates="dd/mm")

    assert found.elections[0].id == "local.adur.2026-05-07"


def test_an_order_that_is_none_is_refused(read):
    with pytest.raises(InputError, match="no order of dates"):
        read(f"{NEXT}Adur,07/05/2026,14\n", dates="yy/mm")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param("Adur,46149,1", "day number", id="a day number of a spreadsheet"),
        pytest.param("Adur,2026-05-10,1", "on a Sunday", id="a Sunday"),
        pytest.param("Adur,2027-03-31,1", "ordinary elections are on a Thursday", id="a Wednesday"),
        pytest.param("Adurr,2026-05-07,1", "Did you mean 'Adur'?", id="an unknown council"),
        pytest.param("Adur,soon,1", "is no date", id="a word"),
    ],
)
def test_a_bad_next_election_is_told_by_its_line(read, row, said):
    found = read(f"{NEXT}Arun,2026-05-07,1\n{row}\n")

    ((line, why),) = says(found)
    assert line == 3
    assert said in why


def test_the_city_of_london_keeps_days_of_its_own(read):
    found = read(f"{NEXT}City of London,2029-03-21,125\n")

    assert [each.id for each in found.elections] == ["local.city-of-london.2029-03-21"]


def test_next_elections_that_contradict_each_other_are_both_bad(read):
    found = read(f"{NEXT}Adur,2026-05-07,14\nAdur,2026-05-07,15\n")

    assert [line for line, _ in says(found)] == [2, 3]
    assert found.elections == ()


# Calendars


POLL = Election(
    id="local.chelmsford.2027-05-06",
    nation=Nation.ENGLAND,
    title="Chelmsford; all, of it",
    status=Status.CALLED,
    poll_date=date(2027, 5, 6),
    source="a test",
    checked_on=CHECKED,
    areas=("chelmsford",),
    called_at=datetime(2027, 3, 1, 9, 30, tzinfo=UTC),
    notice_on=date(2027, 3, 18),
)
GROUP = replace(
    POLL,
    id="mayor.2028-05-04",
    poll_date=date(2028, 5, 4),
    title="Mayors",
    areas=("greater-essex", "norfolk-and-suffolk", "sussex-and-brighton", "hampshire-and-the-solent"),
)


@pytest.mark.parametrize(
    "poll",
    [
        pytest.param(POLL, id="a council"),
        pytest.param(GROUP, id="a group of many areas"),
        pytest.param(replace(POLL, status=Status.CANCELLED), id="cancelled"),
        pytest.param(replace(POLL, status=Status.COUNTERMANDED), id="countermanded"),
        pytest.param(replace(POLL, id="local.2027-05-06", areas=()), id="every area of a nation"),
        pytest.param(replace(POLL, id="parl.2027-05-06", nation=Nation.UK, areas=()), id="the whole kingdom"),
    ],
)
def test_our_own_export_reads_back_as_the_same_polls(read, poll):
    exported = calendar_bytes(
        (),
        [poll],
        body_name="Exampleford",
        organizer="a@b.example",
        zone=ZoneInfo("Europe/London"),
        kinds=tuple(Kind),
    )

    found = read(exported)

    assert (found.form, found.bad) == (Form.CALENDAR, ())
    assert found.elections == (poll,)


@pytest.mark.parametrize(
    "named",
    [
        pytest.param(("SUMMARY:Polls in Chelmsford (local.chelmsford.2027-05-06)",), id="in its title"),
        pytest.param(
            ("SUMMARY:Polls in Chelmsford", "CATEGORIES:Polls,local.chelmsford.2027-05-06"),
            id="in its categories",
        ),
    ],
)
def test_an_event_of_another_calendar_is_taken_where_it_names_an_id(read, named):
    found = read(calendar(event(*named)))

    (election,) = found.elections
    assert (election.id, election.areas) == ("local.chelmsford.2027-05-06", ("chelmsford",))
    assert (election.title, election.status) == ("Polls in Chelmsford", Status.EXPECTED)


@pytest.mark.parametrize(
    "day",
    [
        "DTSTART:20270505T230000Z",
        "DTSTART;TZID=Europe/London:20270506T070000",
        "DTSTART;VALUE=DATE:20270506",
    ],
)
def test_an_event_is_on_its_local_day(read, day):
    found = read(calendar(event("SUMMARY:local.chelmsford.2027-05-06", day=day)))

    assert found.bad == ()
    assert found.elections[0].title == "Chelmsford: council election"


ID = "SUMMARY:local.chelmsford.2027-05-06"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        pytest.param(event(ID, uid=""), "has no UID", id="no UID"),
        pytest.param(event("SUMMARY:Staff lunch"), "names no election id", id="no election id"),
        pytest.param(event(ID, day="DTSTART:20270506T070000"), "floating time", id="a floating time"),
        pytest.param(event(ID, day=""), "no day to begin on", id="no day"),
        pytest.param(event(ID, day="DTSTART;VALUE=DATE:20270230"), "no real day", id="an impossible day"),
        pytest.param(
            event(ID, day="DTSTART;VALUE=DATE:20270513"), "another day", id="another day than its id"
        ),
        pytest.param(event(ID, "RRULE:FREQ=YEARLY"), "repeats", id="an event that repeats"),
        pytest.param(event(f"{ID} local.adur.2027-05-06"), "more than one election", id="two ids"),
        pytest.param(
            event("SUMMARY:local.chelmsfrod.2027-05-06"),
            "Did you mean 'chelmsford'?",
            id="an unknown council",
        ),
        pytest.param(
            event("SUMMARY:local.adur.by.2027-05-06"), "is no election", id="an id that is no election"
        ),
        pytest.param(
            event("SUMMARY:local.adur.2027-05-09", day="DTSTART;VALUE=DATE:20270509"), "Sunday", id="a Sunday"
        ),
        pytest.param(
            event(ID, "X-PURDAHGATE-STATUS:over"), "there is no status 'over'", id="a status there is not"
        ),
        pytest.param(
            event(ID, "X-PURDAHGATE-CALLED:20270230T000000Z"), "is no time", id="an instant that is none"
        ),
    ],
)
def test_a_bad_event_is_told_by_its_line(read, bad, said):
    good = event("SUMMARY:local.adur.2027-05-06")

    found = read(calendar(good, bad))

    ((line, why),) = says(found)
    assert line == 8
    assert said in why
    assert [each.id for each in found.elections] == ["local.adur.2027-05-06"]


def test_events_that_contradict_each_other_are_both_bad(read):
    found = read(calendar(event(ID), event(ID, "STATUS:CANCELLED", uid="UID:2@example")))

    assert [line for line, _ in says(found)] == [3, 8]
    assert found.elections == ()


# Files that cannot be read at all


BEGIN = "BEGIN:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("", "the file is empty", id="an empty file"),
        pytest.param("\ufeff \r\n", "the file is empty", id="blanks alone"),
        pytest.param("name,day\nAdur,2026-05-07\n", "none that can be imported (", id="another CSV"),
        pytest.param("\x00" * 1000, "none that can be imported", id="zeros"),
        pytest.param(BALLOTS, "has no poll", id="a header alone"),
        pytest.param(BEGIN + "END:VCALENDAR\r\n", "has no poll", id="a calendar of nothing"),
        pytest.param(b"PK\x03\x04" + b"x" * 100, "workbook", id="a workbook"),
        pytest.param(
            BALLOTS.encode() + b"local.adur.\xe9,,,,\n", "not UTF-8 (", id="a CSV in another encoding"
        ),
        pytest.param(BEGIN.encode() + b"SUMMARY:\xe9\r\n", "not UTF-8 (", id="an .ics in another encoding"),
        pytest.param(BALLOTS + '"local', "polls:2", id="quotes that do not end"),
        pytest.param(BEGIN + "BEGIN:VEVENT\r\n" * 10_000, "nested more than 5 deep", id="nested 10,000 deep"),
        pytest.param(BEGIN + "BEGIN:VEVENT\r\nUID:1\r\n", "is cut off", id="cut off"),
        pytest.param(BEGIN + "END:VEVENT\r\n", "END:VEVENT ends VCALENDAR", id="ends crosswise"),
        pytest.param(calendar() + "UID:1\r\n", "this is no calendar", id="something behind it"),
        pytest.param(BEGIN + "X:" + "a" * 200_000, "a line is too long", id="a line without end"),
        pytest.param(
            calendar(event(ID, "RRULE:FREQ=SECONDLY;COUNT=999999999")),
            "more often than daily",
            id="each second",
        ),
        pytest.param(calendar(event(ID, "rrule:interval=1;freq=hourly")), "more often", id="each hour"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_line(read, content, said):
    with pytest.raises(PurdahgateError) as refused:
        read(content)

    line = str(refused.value)
    assert said in line
    assert refused.value.mend
    assert "\n" not in line


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BEGIN.encode() + b"X:" + b"a" * 50_000_000, id="50 MB of a calendar"),
        pytest.param(BALLOTS.encode() + b"a,b,c,d,e\n" * 5_000_000, id="50 MB of a CSV"),
        pytest.param(BEGIN.encode() + b"BEGIN:VEVENT\r\n" * 500_000, id="deep, to the end"),
        pytest.param(BEGIN.encode() + b"X;" + b'"a"' * 3_000_000, id="9 MB of quotes in a line"),
        pytest.param(BEGIN.encode() + b"X:a\r\n" + b" \r\n" * 3_000_000, id="9 MB of folds"),
    ],
)
def test_a_huge_file_costs_little_memory(read, content):
    tracemalloc.start()

    with pytest.raises(DataError):
        read(content)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DataError, match="cannot read the file"):
        read_elections(Path(tmp_path / "none.csv"), AREAS, "a test", CHECKED)


def test_another_encoding_is_read_where_it_is_said(read):
    found = read(
        f"{NEXT}Adur,2026-05-07,14\n# \u2013,2026-05-07,1\n".encode("windows-1252"), encoding="windows-1252"
    )

    assert len(found.elections) == 1
    assert "no council called '# \u2013'" in found.bad[0].why
