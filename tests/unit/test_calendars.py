"""Calendars: read from TOML, refused by line, and the shipped ones whole and right."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Nation, Status, digest_of
from purdahgate.domain.windows import WindowRules, binding, windows_for
from purdahgate.errors import DataError
from purdahgate.sources.areas import load_areas
from purdahgate.sources.calendars import load_calendar

LONDON = ZoneInfo("Europe/London")
SHIPPED = sorted((Path(__file__).parents[2] / "calendars").glob("*.toml"))
AREAS = load_areas()
HEADER = """covers_from = 2024-01-01
covers_until = 2032-12-31
checked_on = 2026-11-22
licence = "none needed"
"""
ROW = """
[[election]]
id = "local.chelmsford.2027-05-06"
nation = "england"
title = "Chelmsford City Council"
status = "expected"
poll_date = 2027-05-06
areas = ["chelmsford"]
source = "a test"
"""


def write(folder: Path, text: str, name: str = "calendar.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def council(*areas: str) -> Body:
    return Body("Exampleford Council", BodyKind.COUNCIL, Nation.ENGLAND, areas, LONDON)


def test_a_row_is_read_as_an_election(tmp_path):
    path = write(
        tmp_path,
        HEADER
        + ROW.replace("expected", "called")
        + "called_at = 2027-01-11T10:00:00+01:00\nnotice_on = 2027-03-18\nchecked_on = 2027-01-12\n",
    )

    (election,) = load_calendar([path], AREAS).elections

    assert election.key == ("local.chelmsford.2027-05-06", Nation.ENGLAND)
    assert (election.status, election.poll_date) == (Status.CALLED, date(2027, 5, 6))
    assert election.called_at == datetime(2027, 1, 11, 9, tzinfo=UTC)
    assert (election.notice_on, election.checked_on) == (date(2027, 3, 18), date(2027, 1, 12))


def test_a_row_takes_the_day_it_was_checked_from_its_file(tmp_path):
    path = write(tmp_path, HEADER + ROW)

    (election,) = load_calendar([path], AREAS).elections

    assert election.checked_on == date(2026, 11, 22)


def test_a_calendar_is_as_old_as_the_row_checked_longest_ago_where_its_file_does_not_say(tmp_path):
    header = HEADER.replace("checked_on = 2026-11-22\n", "")
    rows = (
        ROW + "checked_on = 2026-11-22\n" + ROW.replace("chelmsford", "essex") + "checked_on = 2026-10-01\n"
    )
    path = write(tmp_path, header + rows)

    calendar = load_calendar([path], AREAS)

    assert calendar.checked_on == date(2026, 10, 1)


def test_several_files_cover_what_all_of_them_cover_and_are_as_old_as_the_oldest(tmp_path):
    other = HEADER.replace("2024-01-01", "2025-01-01").replace("2032-12-31", "2030-12-31")
    first = write(tmp_path, HEADER + ROW, "first.toml")
    second = write(
        tmp_path,
        other.replace("2026-11-22", "2026-01-05") + ROW.replace("2027-05-06", "2028-05-04"),
        "2.toml",
    )
    third = write(tmp_path, "checked_on = 2026-11-22\n" + ROW.replace("2027-05-06", "2029-05-03"), "3.toml")

    calendar = load_calendar([first, second, third], AREAS)

    assert (calendar.covers_from, calendar.covers_until) == (date(2025, 1, 1), date(2030, 12, 31))
    assert calendar.checked_on == date(2026, 1, 5)
    assert len(calendar.elections) == 3


@pytest.mark.parametrize(
    ("old", "new", "line", "says", "mend"),
    [
        pytest.param("= 2027-05-06", "= 2027-05-36", 11, "not TOML", "Write a real date", id="no such day"),
        pytest.param(
            'd.2027-05-06"',
            'd.2027-02-30"',
            7,
            "no real date",
            "local.chelmsford.2027",
            id="no such day, in the id",
        ),
        pytest.param(
            "= 2027-05-06",
            "= 2027-05-13",
            11,
            "another day",
            "Make the two the same",
            id="another day than the id",
        ),
        pytest.param("2027-05-06", "2027-05-09", 11, "on a Sunday", "Mend the date", id="a Sunday"),
        pytest.param(
            '"expected"',
            '"expectd"',
            10,
            "cannot be 'expectd'",
            "Did you mean 'expected'?",
            id="an unknown status",
        ),
        pytest.param('"england"', '"englnd"', 8, "cannot be 'englnd'", "'england'", id="an unknown nation"),
        pytest.param(
            '["chelmsford"]',
            '["chelmsfrod"]',
            12,
            "no area 'chelmsfrod'",
            "'chelmsford'",
            id="an unknown area",
        ),
        pytest.param(
            '["chelmsford"]',
            '["fife"]',
            12,
            "an area of scotland",
            "Mend the areas",
            id="another nation's area",
        ),
        pytest.param(
            'areas = ["chelmsford"]\n', "", 7, "has no areas", "chelmsford", id="a council without area"
        ),
        pytest.param("local.ch", "lokal.ch", 7, "no type 'lokal'", "'local'", id="an id that is none"),
        pytest.param("poll_date", "pol_date", 11, "unknown key", "'poll_date'", id="a mistyped key"),
        pytest.param(
            'title = "Chelmsford City Council"\n', "", 6, "has no 'title'", "Add title", id="no title"
        ),
        pytest.param('"a test"', '""', 13, "length >= 1", "", id="an empty source"),
        pytest.param(
            "source",
            "called_at = 2027-01-11T10:00:00\nsource",
            13,
            "timezone",
            "",
            id="called at no zone's time",
        ),
        pytest.param(
            "source",
            "called_at = 2027-06-11T10:00:00Z\nsource",
            13,
            "after its polling day",
            "",
            id="called after",
        ),
        pytest.param(
            "source",
            "notice_on = 2027-06-11\nsource",
            13,
            "after its polling day",
            "",
            id="notice after the poll",
        ),
    ],
)
def test_a_row_that_cannot_stand_is_refused_by_its_line_with_the_mend(tmp_path, old, new, line, says, mend):
    assert old in ROW
    path = write(tmp_path, HEADER + ROW.replace(old, new))

    with pytest.raises(DataError) as refused:
        load_calendar([path], AREAS)

    assert says in refused.value.message
    assert refused.value.where == f"{path}:{line}"
    assert mend in refused.value.mend


def test_a_poll_told_twice_is_refused_naming_both_places(tmp_path):
    first = write(tmp_path, HEADER + ROW, "first.toml")
    second = write(tmp_path, ROW.replace("[[", "checked_on = 2026-11-22\n[["), "second.toml")

    with pytest.raises(DataError, match="comes twice") as refused:
        load_calendar([first, second], AREAS)

    assert f"{first}:6" in refused.value.message
    assert refused.value.where == f"{second}:3"


def test_one_id_stands_once_a_nation(tmp_path):
    group = ROW.replace("local.chelmsford", "local").replace('areas = ["chelmsford"]\n', "")
    path = write(tmp_path, HEADER + group + group.replace("england", "wales"))

    calendar = load_calendar([path], AREAS)

    assert [each.nation for each in calendar.elections] == [Nation.ENGLAND, Nation.WALES]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(HEADER, "has no election", id="no row"),
        pytest.param("", "has no election", id="an empty file"),
        pytest.param("checked_on = 2026-11-22\n" + ROW, "what it covers", id="covers nothing"),
        pytest.param(
            HEADER.replace("2024-01-01", "2033-01-01") + ROW, "what it covers", id="ends before it begins"
        ),
        pytest.param(
            HEADER.replace("checked_on = 2026-11-22\n", "") + ROW, "when it was checked", id="never checked"
        ),
    ],
)
def test_a_calendar_that_cannot_be_relied_on_is_refused(tmp_path, text, says):
    path = write(tmp_path, text)

    with pytest.raises(DataError, match=says):
        load_calendar([path], AREAS)


def test_no_file_at_all_is_refused():
    with pytest.raises(DataError, match="has no election"):
        load_calendar([], AREAS)


def test_the_digest_is_of_the_polls_and_not_of_how_they_are_written(tmp_path):
    two = ROW.replace("chelmsford", "essex")
    plain = write(tmp_path, HEADER + ROW + two, "plain.toml")
    other = write(tmp_path, "# a comment\n" + HEADER + two + "\n# another\n" + ROW, "other.toml")

    digests = {load_calendar([path], AREAS).digest for path in (plain, other)}

    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"status": Status.CANCELLED}, id="its status"),
        pytest.param({"poll_date": date(2027, 5, 13)}, id="its day"),
        pytest.param({"areas": ("essex",)}, id="its areas"),
        pytest.param({"notice_on": date(2027, 3, 1)}, id="its notice"),
        pytest.param({"called_at": datetime(2027, 1, 11, tzinfo=UTC)}, id="its call"),
    ],
)
def test_the_digest_changes_with_a_poll(tmp_path, change):
    (election,) = load_calendar([write(tmp_path, HEADER + ROW)], AREAS).elections

    changed = digest_of([replace(election, **change)])

    assert changed != digest_of([election])


def test_the_shipped_calendars_hold_every_ordinary_poll_from_2024_to_2032():
    calendar = load_calendar(SHIPPED, AREAS)

    assert (calendar.covers_from, calendar.covers_until) == (date(2024, 1, 1), date(2032, 12, 31))
    assert calendar.checked_on == date(2026, 11, 22)
    assert {each.poll_date.year for each in calendar.elections} == set(range(2024, 2033))
    assert {each.nation for each in calendar.elections} == set(Nation)


def test_the_shipped_polls_are_on_thursdays_but_for_the_latest_possible():
    calendar = load_calendar(SHIPPED, AREAS)

    others = [each.status for each in calendar.elections if each.poll_date.strftime("%A") != "Thursday"]
    assert others == [Status.LATEST_POSSIBLE]


@pytest.mark.parametrize(
    ("area", "polls"),
    [
        pytest.param(
            "chelmsford",
            [
                "local.essex.2026-05-07",
                "local.chelmsford.2027-05-06",
                "mayor.greater-essex.2028-05-04",
                "local.2031-05-01",
                "mayor.2032-05-06",
            ],
            id="Chelmsford: the county, its own, the mayor, and the two that the cycle brings again",
        ),
        pytest.param(
            "camden",
            [
                "local.2026-05-07",
                "gla.2028-05-04",
                "mayor.london.2028-05-04",
                "local.2030-05-02",
                "gla.2032-05-06",
                "mayor.london.2032-05-06",
            ],
            id="a London borough",
        ),
        pytest.param(
            "manchester",
            [
                "local.2026-05-07",
                "local.2027-05-06",
                "local.2028-05-04",
                "mayor.2028-05-04",
                "local.2030-05-02",
                "local.2031-05-01",
                "local.2032-05-06",
                "mayor.2032-05-06",
            ],
            id="a metropolitan district, by thirds, fallow in 2029",
        ),
        pytest.param(
            "cardiff",
            ["senedd.2026-05-07", "local.2027-05-06", "senedd.2030-05-02", "local.2032-05-06"],
            id="a Welsh council",
        ),
        pytest.param(
            "city-of-edinburgh",
            ["sp.2026-05-07", "local.2027-05-06", "sp.2031-05-01", "local.2032-05-06"],
            id="a Scottish council",
        ),
        pytest.param(
            "belfast",
            ["local.2027-05-06", "nia.2027-05-06", "local.2031-05-01", "nia.2032-05-06"],
            id="a council of Northern Ireland",
        ),
    ],
)
def test_the_shipped_calendars_open_these_windows_from_2026_on(area, polls):
    calendar = load_calendar(SHIPPED, AREAS)

    windows = windows_for(calendar, council(area), AREAS, WindowRules())

    assert [window.election for window in windows if window.poll_date.year >= 2026] == polls


@pytest.mark.parametrize(
    ("election", "status"),
    [
        pytest.param("parl.2029-08-15", Status.LATEST_POSSIBLE, id="parliament's last lawful day"),
        pytest.param("pcc.essex.2028-05-04", Status.ABOLITION_ANNOUNCED, id="the commissioner"),
        pytest.param("local.essex.2030-05-02", Status.ABOLITION_ANNOUNCED, id="the county"),
    ],
)
def test_what_binds_chelmsford_but_opens_nothing_is_there_with_a_note(election, status):
    calendar = load_calendar(SHIPPED, AREAS)

    (poll,) = [
        each for each in binding(calendar.elections, council("chelmsford"), AREAS) if each.id == election
    ]

    assert poll.status is status
    assert "opens no window until" in poll.note.lower()


def test_chelmsfords_window_of_2027_is_right_across_the_clock_change():
    calendar = load_calendar(SHIPPED, AREAS)

    (window,) = [
        each
        for each in windows_for(calendar, council("chelmsford"), AREAS, WindowRules())
        if each.poll_date.year == 2027
    ]

    assert window.opens_at == datetime(2027, 3, 25, tzinfo=UTC)
    assert window.closes_at == datetime(2027, 5, 6, 23, tzinfo=UTC)
