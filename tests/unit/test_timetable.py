"""Statutory dates: the published timetables of real polls, an independent count, and what is refused."""

import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import holidays as witness
import pytest
from dateutil.easter import easter
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, WEEKLY, rrule
from uk_election_timetables.calendars import Country
from uk_election_timetables.election_ids import from_election_id

from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.timetable import Basis, Milestone
from purdahgate.errors import DataError, InputError
from purdahgate.sources.timetable_rules import load_timetables

CASES = Path(__file__).parents[1] / "cases" / "timetable" / "published.toml"
PUBLISHED = tomllib.loads(CASES.read_text(encoding="utf-8"))["poll"]
LAW = load_timetables()


def dates(kind: str, nation: str, poll: date) -> dict[str, date]:
    return {each.milestone.value: each.day for each in LAW.timetable(kind, Nation(nation), poll)}


@pytest.mark.parametrize(
    "case", [pytest.param(each, id=f"{each['of']} {each['nation']} {each['day']}") for each in PUBLISHED]
)
def test_the_law_gives_the_dates_that_were_published(case):
    milestones = ("registration", "postal", "proxy")
    expected = {"notice": case["notice"], "nominations-close": case["nominations"]}
    expected |= {name: case[name] for name in milestones if name in case}

    found = LAW.timetable(case["of"], Nation(case["nation"]), case["day"])

    assert {each.milestone.value: each.day for each in found if each.milestone in expected} == expected
    assert found[0].earliest == case.get("earliest")


# ---
# The independent count. It shares no line with the product: the holidays are those of the package `holidays`,
# the days those of dateutil's rrule, the numbers are written down a second time, and it looks a day up in the
# list of working days instead of walking back.

ENGLAND, SCOTLAND, ULSTER = ("ENG",), ("SCT",), ("NIR",)
KINGDOM = ("ENG", "SCT", "NIR")
GB_VOTES = {"registration": 12, "postal": 11, "proxy": 6}
NI_VOTES = {"registration": 12, "postal": 14, "proxy": 14}
OWN = {"england": ENGLAND, "wales": ENGLAND, "scotland": SCOTLAND, "northern-ireland": ULSTER, "uk": ENGLAND}

# kind, nation: notice and nominations; whose holidays count for them; and whether Easter Monday does besides.
COUNTS = {
    **{("local", nation): (25, 19, ENGLAND, False) for nation in ("england", "wales")},
    ("local", "scotland"): (28, 23, SCOTLAND, True),
    ("local", "northern-ireland"): (25, 16, ULSTER, False),
    **{("mayor", nation): (25, 19, ENGLAND, False) for nation in ("england", "wales")},
    **{("pcc", nation): (25, 19, ENGLAND, False) for nation in ("england", "wales")},
    **{("parish", nation): (25, 19, ENGLAND, False) for nation in ("england", "wales")},
    ("gla", "england"): (30, 24, ENGLAND, False),
    ("mayor.london", "england"): (30, 24, ENGLAND, False),
    ("sp", "scotland"): (28, 23, SCOTLAND, True),
    ("senedd", "wales"): (25, 19, ENGLAND, False),
    ("naw", "wales"): (25, 19, ENGLAND, False),
    ("nia", "northern-ireland"): (25, 16, ULSTER, False),
    **{("parl", nation): (22, 19, KINGDOM, False) for nation in OWN},
    **{("parl.anywhere.by", nation): (22, 19, OWN[nation], False) for nation in OWN if nation != "uk"},
    **{("europarl", nation): (25, 19, KINGDOM, False) for nation in OWN},
    **{("ref", nation): (None, None, OWN[nation], False) for nation in OWN},
}


@cache
def working_days(parts: tuple[str, ...], *, easter_monday: bool) -> list[date]:
    free = {day for part in parts for day in witness.GB(subdiv=part, years=range(2012, 2033))}
    free |= {date(year, 12, 24) for year in range(2012, 2033)}
    if easter_monday:
        free |= {date.fromordinal(easter(year).toordinal() + 1) for year in range(2012, 2033)}
    weekdays = rrule(
        DAILY,
        byweekday=(MO, TU, WE, TH, FR),
        dtstart=datetime(2012, 9, 1, tzinfo=UTC),
        until=datetime(2032, 12, 31, tzinfo=UTC),
    )
    return [each.date() for each in weekdays if each.date() not in free]


def counted(poll: date, days: int, parts: tuple[str, ...], *, easter_monday: bool = False) -> date:
    days_there_are = working_days(parts, easter_monday=easter_monday)
    return days_there_are[bisect_left(days_there_are, poll) - days]


def independent(kind: str, nation: str, poll: date) -> Iterator[tuple[str, date]]:
    notice, nominations, parts, easter_monday = COUNTS[kind, nation]
    if notice and nominations:
        yield "notice", counted(poll, notice, parts, easter_monday=easter_monday)
        yield "nominations-close", counted(poll, nominations, parts, easter_monday=easter_monday)
    for name, days in (NI_VOTES if nation == "northern-ireland" else GB_VOTES).items():
        whole = kind == "parl" and name != "registration"
        yield name, counted(poll, days, KINGDOM if whole else OWN[nation])


THURSDAYS = [
    each.date()
    for each in rrule(
        WEEKLY,
        byweekday=TH,
        dtstart=datetime(2013, 1, 1, tzinfo=UTC),
        until=datetime(2032, 12, 31, tzinfo=UTC),
    )
]
BY_ACT_OF_THEIR_OWN = {("parl", "scotland", date(2019, 12, 12)), ("sp", "scotland", date(2021, 5, 6))}


@pytest.mark.parametrize(("kind", "nation"), COUNTS)
def test_an_independent_count_agrees_for_every_thursday_of_twenty_years(kind, nation):
    polls = [poll for poll in THURSDAYS if (kind, nation, poll) not in BY_ACT_OF_THEIR_OWN]

    disagreeing = [
        poll for poll in polls if dates(kind, nation, poll) != dict(independent(kind, nation, poll))
    ]

    assert len(polls) >= 1043
    assert disagreeing == []


def test_every_kind_and_nation_of_the_law_is_counted_independently():
    local_referendums = {kind for kind in ElectionKind if kind.startswith("ref-")}
    twins = {"parl-by": "parl.anywhere.by", "local-by": "local"}

    held = {
        (twins.get(kind, kind.value), nation.value)
        for kind in set(ElectionKind) - local_referendums
        for nation in LAW.nations(kind)
    }

    assert held <= set(COUNTS)


@pytest.mark.parametrize(
    ("kind", "nation", "country"),
    [
        pytest.param("local", "england", Country.ENGLAND, id="local, England"),
        pytest.param("local", "wales", Country.WALES, id="local, Wales"),
        pytest.param("local", "scotland", Country.SCOTLAND, id="local, Scotland"),
        pytest.param("local", "northern-ireland", Country.NORTHERN_IRELAND, id="local, Northern Ireland"),
        pytest.param("mayor.exampleford", "england", None, id="mayors"),
        pytest.param("sp", "scotland", None, id="Scottish Parliament"),
        pytest.param("senedd", "wales", None, id="Senedd"),
        pytest.param("nia", "northern-ireland", None, id="Northern Ireland Assembly"),
    ],
)
def test_democracy_clubs_library_agrees_where_it_is_right(kind, nation, country):
    polls = [poll for poll in THURSDAYS[::7] if poll < date(2028, 12, 21)]  # the library is slow

    disagreeing = [
        poll
        for poll in polls
        if (theirs := from_election_id(f"{kind}.{poll}", country))
        and (ours := dates(kind, nation, poll))
        and (ours["notice"], ours["nominations-close"])
        != (theirs.notice_of_election_deadline, theirs.close_of_nominations)
    ]

    assert disagreeing == []


@pytest.mark.parametrize(
    ("kind", "nation", "poll", "name", "ours", "theirs"),
    [
        pytest.param(
            "gla", "england", date(2024, 5, 2), "nominations-close", "2024-03-27", "2024-04-02", id="GLA"
        ),
        pytest.param(
            "pcc", "england", date(2024, 5, 2), "nominations-close", "2024-04-05", "2024-04-08", id="PCC"
        ),
        pytest.param(
            "local", "england", date(2029, 5, 3), "notice", "2029-03-27", "2029-03-29", id="past its data"
        ),
        pytest.param(
            "parl", "england", date(2019, 12, 12), "nominations-close", "2019-11-14", "2019-11-15", id="union"
        ),
    ],
)
def test_where_the_library_is_wrong_is_known(kind, nation, poll, name, ours, theirs):
    made = from_election_id(f"{kind}.{poll}", Country.ENGLAND)
    said = made.notice_of_election_deadline if name == "notice" else made.close_of_nominations

    found = dates(kind, nation, poll)[name]

    assert (found, said) == (date.fromisoformat(ours), date.fromisoformat(theirs))


# ---


@pytest.mark.parametrize(
    ("poll", "basis"),
    [
        pytest.param(date(2028, 5, 4), Basis.COMPUTED, id="proclaimed bank holidays"),
        pytest.param(date(2029, 5, 3), Basis.PROJECTED, id="past them"),
        pytest.param(date(2029, 1, 18), Basis.PROJECTED, id="just past them"),
        pytest.param(date(2040, 5, 3), Basis.PROJECTED, id="far past them"),
    ],
)
def test_a_date_over_bank_holidays_nobody_has_proclaimed_is_marked(poll, basis):
    timetable = LAW.timetable("local", Nation.ENGLAND, poll)

    assert {each.basis for each in timetable} == {basis}


def test_a_date_names_the_law_and_the_bank_holidays_it_was_counted_over():
    notice = LAW.timetable("local", Nation.SCOTLAND, date(2026, 7, 2))[0]

    assert "SSI 2011/399" in notice.source
    assert "28 working days before the poll" in notice.source
    assert "2026-06-15 (GOV.UK bank holidays)" in notice.source


def published(day: date) -> Election:
    return Election(
        id="local.2022-10-06",
        nation=Nation.ENGLAND,
        title="A by-election",
        status=Status.CALLED,
        poll_date=date(2022, 10, 6),
        source="Notice on the council's door",
        checked_on=date(2022, 9, 2),
        notice_on=day,
    )


def test_a_recorded_notice_stands_though_a_bank_holiday_was_proclaimed_after_it():
    poll, before = date(2022, 10, 6), published(date(2022, 9, 1))

    computed = LAW.timetable("local", Nation.ENGLAND, poll)[0]
    recorded = LAW.timetable("local", Nation.ENGLAND, poll, [before])[0]

    assert (computed.day, computed.basis) == (date(2022, 8, 31), Basis.COMPUTED)
    assert (recorded.day, recorded.basis) == (date(2022, 9, 1), Basis.RECORDED)
    assert recorded.source == "Notice on the council's door"


@pytest.mark.parametrize(
    ("kind", "nation", "says"),
    [
        pytest.param("lokal", "england", "no type of election 'lokal'", id="a kind there is not"),
        pytest.param("sp", "england", "no polls of 'sp' in england", id="a nation without it"),
        pytest.param("local", "uk", "no polls of 'local' in uk", id="no whole kingdom of councils"),
        pytest.param("recall", "england", "no timetable of 'recall'", id="a petition"),
        pytest.param(
            "local.city-of-london", "england", "a law of its own|election law of its own", id="the City"
        ),
    ],
)
def test_a_poll_without_a_timetable_here_is_refused(kind, nation, says):
    with pytest.raises(InputError, match=says):
        LAW.timetable(kind, Nation(nation), date(2027, 5, 6))


def test_a_poll_on_a_sunday_is_refused():
    with pytest.raises(InputError, match="is a Sunday"):
        LAW.timetable("local", Nation.ENGLAND, date(2027, 5, 9))


def test_dates_come_in_the_order_of_the_milestones():
    timetable = LAW.timetable("local", Nation.ENGLAND, date(2027, 5, 6))

    assert [each.milestone for each in timetable] == list(Milestone)


ROW = """checked_on = 2026-11-22
[[law]]
kinds = ["local"]
nations = ["england"]
not_counted = ["england-and-wales"]
notice = 25
source = "a test"
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param('"england-and-wales"', '"englnd"', "no list of days 'englnd'", id="no such list"),
        pytest.param("notice = 25", "notice = 250", "notice = 250 cannot be", id="too many days"),
        pytest.param("notice = 25", "notise = 25", "unknown key 'notise'", id="a mistyped key"),
        pytest.param('["local"]', '["lokal"]', "cannot be 'lokal'", id="a mistyped kind"),
    ],
)
def test_law_that_cannot_stand_is_refused(tmp_path, old, new, says):
    path = tmp_path / "law.toml"
    path.write_text(ROW.replace(old, new), encoding="utf-8")

    with pytest.raises(DataError, match=says):
        load_timetables(path=path)


# --- the command


def test_the_command_prints_the_contracts_fields(gate):
    ran = gate.run("calendar", "timetable", "local", "--nation", "england", "--poll", "2027-05-06", "--json")

    assert ran.code == 0
    assert [each["name"] for each in ran.json] == [each.value for each in Milestone]
    assert {tuple(each) for each in ran.json} == {("name", "date", "basis", "source")}
    assert ran.json[0]["date"] == "2027-03-31"


def test_the_command_gives_a_notice_that_the_calendar_records(gate):
    row = gate.folder / "calendars" / "ours.toml"
    row.parent.mkdir(exist_ok=True)
    row.write_text(RECORDED, encoding="utf-8")
    config = gate.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("calendars = [", f'calendars = ["{row}", '), "utf-8")

    ran = gate.run(
        "calendar", "timetable", "local.ipswich", "--nation", "england", "--poll", "2027-05-06", "--json"
    )

    assert (ran.json[0]["date"], ran.json[0]["basis"]) == ("2027-03-18", "recorded")


RECORDED = """checked_on = 2026-11-22
[[election]]
id = "local.ipswich.2027-05-06"
nation = "england"
title = "Ipswich"
status = "called"
poll_date = 2027-05-06
areas = ["ipswich"]
notice_on = 2027-03-18
source = "Notice on the council's door"
"""


def test_the_command_says_in_words_what_a_notice_may_not_precede(gate):
    ran = gate.run("calendar", "timetable", "sp", "--nation", "scotland", "--poll", "2026-05-07")

    assert "Not before Mon 16 Mar 2026." in ran.out
    assert "SSI 2015/425" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ("local", "--nation", "englnd", "--poll", "2027-05-06"), "no nation 'englnd'", id="nation"
        ),
        pytest.param(
            ("local", "--nation", "england", "--poll", "06/05/2027"), "'06/05/2027' is no date", id="day"
        ),
        pytest.param(
            ("local", "--nation", "england", "--poll", "20270506"), "'20270506' is no date", id="form"
        ),
        pytest.param(
            ("lokal", "--nation", "england", "--poll", "2027-05-06"), "no type of election", id="kind"
        ),
        pytest.param(("local", "--nation", "england", "--poll", "2070-05-06"), "are not known", id="far off"),
    ],
)
def test_the_command_refuses_in_one_line(gate, arguments, says):
    ran = gate.run("calendar", "timetable", *arguments)

    assert ran.code == 1
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_the_command_needs_no_workspace(tmp_path, gate):
    (gate.folder / "config.toml").unlink()

    ran = gate.run("calendar", "timetable", "parl", "--nation", "uk", "--poll", "2024-07-04", "--json")

    assert ran.json[1]["date"] == "2024-06-07"
