"""Windows: from local midnight six weeks before the poll to the end of polling day."""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status
from purdahgate.domain.windows import Calendar, Close, WindowRules, binding, window_of, windows_for
from purdahgate.sources.areas import load_areas

LONDON = ZoneInfo("Europe/London")
CASES = Path(__file__).parents[1] / "cases" / "windows"
INSTANTS = tomllib.loads((CASES / "chelmsford_2027.toml").read_text(encoding="utf-8"))["case"]
POLLS = tomllib.loads((CASES / "which_polls_bind.toml").read_text(encoding="utf-8"))
AREAS = load_areas()

poll_days = st.dates(date(2016, 1, 1), date(2040, 12, 31))
zones = st.sampled_from([LONDON, ZoneInfo("Europe/Belfast"), ZoneInfo("UTC"), ZoneInfo("America/New_York")])
FIXED = [Close.END_OF_POLLING_DAY, Close.CLOSE_OF_POLL]
opening = st.sampled_from(sorted(set(Status) - OPENS_NOTHING - {Status.COUNTERMANDED}))


def body(*areas: str, zone: ZoneInfo = LONDON) -> Body:
    return Body("Exampleford Council", BodyKind.COUNCIL, Nation.ENGLAND, areas or ("chelmsford",), zone)


def poll(day: date = date(2027, 5, 6), **changes) -> Election:
    made = {
        "id": f"local.chelmsford.{day}",
        "nation": Nation.ENGLAND,
        "title": "Chelmsford City Council",
        "status": Status.EXPECTED,
        "poll_date": day,
        "source": "a test",
        "checked_on": date(2026, 11, 22),
        "areas": ("chelmsford",),
    }
    return Election(**(made | changes))


@pytest.mark.parametrize("case", [pytest.param(each, id=each["name"]) for each in INSTANTS])
def test_chelmsfords_window_of_2027_holds_what_a_lawyer_would_hold(case):
    election = poll(
        status=Status(case["status"]), called_at=case.get("called_at"), notice_on=case.get("notice_on")
    )
    rules = WindowRules(close=Close(case.get("close", "end-of-polling-day")))

    window = window_of(election, rules, body())

    assert (window and window.opens_at) == case.get("opens_at")
    assert (window and window.closes_at) == case.get("closes_at")
    assert [at for at in case["outside"] if window and window.holds(at)] == []
    assert [at for at in case.get("inside", []) if not (window and window.holds(at))] == []


@pytest.mark.parametrize("case", [pytest.param(each, id=each["name"]) for each in POLLS["body"]])
def test_a_body_is_bound_by_the_polls_of_every_area_that_holds_it(case):
    polls = [
        poll(
            id=each["id"],
            nation=Nation(each["nation"]),
            areas=tuple(each.get("areas", ())),
            status=Status(each.get("status", "expected")),
        )
        for each in POLLS["poll"]
    ]

    bound = binding(polls, body(*case["areas"]), AREAS)

    assert [each.id for each in bound] == case["bound_by"]


def test_a_councils_cancelled_poll_is_not_brought_back_by_its_group():
    group = poll(id="local.2027-05-06", areas=("chelmsford", "ipswich"))
    calendar = Calendar(
        elections=(group, poll(status=Status.CANCELLED)),
        covers_from=date(2027, 1, 1),
        covers_until=date(2027, 12, 31),
        checked_on=date(2026, 11, 22),
        digest="",
    )

    windows = windows_for(calendar, body(), AREAS, WindowRules())

    assert windows == ()


def test_the_windows_of_a_body_come_in_the_order_they_open():
    calendar = Calendar(
        elections=(poll(date(2031, 5, 1)), poll(date(2027, 5, 6)), poll(date(2029, 5, 3))),
        covers_from=date(2027, 1, 1),
        covers_until=date(2032, 12, 31),
        checked_on=date(2026, 11, 22),
        digest="",
    )

    windows = windows_for(calendar, body(), AREAS, WindowRules())

    assert [window.poll_date.year for window in windows] == [2027, 2029, 2031]


def test_the_window_says_which_rule_and_source_made_it():
    election = poll(source="Open Council Data")

    window = window_of(election, WindowRules(), body())

    assert window is not None
    assert window.rule == "6 weeks before the poll to end of polling day"
    assert (window.source, window.checked_on) == ("Open Council Data", date(2026, 11, 22))


@given(day=poll_days, zone=zones, status=opening)
def test_a_window_is_forty_two_days_and_polling_day_between_local_midnights(day, zone, status):
    election = poll(day, status=status)

    window = window_of(election, WindowRules(), body(zone=zone))

    assert window is not None
    assert window.closes_at is not None
    opens, closes = window.opens_at.astimezone(zone), window.closes_at.astimezone(zone)
    assert (opens.time(), closes.time()) == (time.min, time.min)
    assert closes.date() - opens.date() == timedelta(days=43)


@given(day=poll_days, zone=zones)
def test_a_clock_change_moves_a_windows_length_by_no_more_than_an_hour(day, zone):
    election = poll(day)

    window = window_of(election, WindowRules(), body(zone=zone))

    assert window is not None
    assert window.closes_at is not None
    whole = timedelta(days=43)
    assert whole - timedelta(hours=1) <= window.closes_at - window.opens_at <= whole + timedelta(hours=1)


@given(day=poll_days, notice=st.none() | st.integers(0, 90), weeks=st.integers(6, 26))
def test_a_notice_never_makes_a_window_open_later_than_the_weeks_before_the_poll(day, notice, weeks):
    notice_on = None if notice is None else day - timedelta(days=notice)
    election = poll(day, notice_on=notice_on)

    window = window_of(election, WindowRules(weeks=weeks), body())

    assert window is not None
    assert window.opens_at.astimezone(LONDON).date() <= day - timedelta(weeks=weeks)


@given(day=poll_days, second=st.integers(-50 * 86_400, 5 * 86_400), close=st.sampled_from(FIXED))
def test_a_moment_is_inside_exactly_from_the_opening_to_before_the_close(day, second, close):
    window = window_of(poll(day), WindowRules(close=close), body())
    assert window is not None
    assert window.closes_at is not None
    moment = datetime.combine(day, time.min, LONDON) + timedelta(seconds=second)

    inside = window.holds(moment)

    assert inside is (window.opens_at <= moment < window.closes_at)


@given(day=poll_days, status=st.sampled_from(sorted(OPENS_NOTHING)))
def test_a_poll_that_will_not_be_held_then_opens_nothing(day, status):
    election = poll(day, status=status)

    window = window_of(election, WindowRules(), body())

    assert window is None
