"""Wall times as they are typed, and the instants they name."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.clock import instant, rfc3339
from purdahgate.errors import InputError

LONDON = ZoneInfo("Europe/London")
EPOCH = datetime(1990, 1, 1, tzinfo=UTC)

minutes = st.integers(0, 100 * 365 * 24 * 60).map(lambda count: EPOCH + timedelta(minutes=count))
zones = st.sampled_from([LONDON, ZoneInfo("UTC"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")])


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        pytest.param("2027-01-20T09:00", "2027-01-20T09:00:00Z", id="winter"),
        pytest.param("2027-04-20T09:00", "2027-04-20T08:00:00Z", id="summer"),
        pytest.param("2027-04-20T09:00:30", "2027-04-20T08:00:30Z", id="with seconds"),
        pytest.param("2027-03-28T00:59", "2027-03-28T00:59:00Z", id="before the lost hour"),
        pytest.param("2027-03-28T02:00", "2027-03-28T01:00:00Z", id="after the lost hour"),
        pytest.param("2027-04-20T09:00Z", "2027-04-20T09:00:00Z", id="already UTC"),
        pytest.param("2027-04-20T09:00-05:00", "2027-04-20T14:00:00Z", id="with an offset"),
        pytest.param("2027-10-31T01:30+01:00", "2027-10-31T00:30:00Z", id="an offset settles the hour"),
    ],
)
def test_a_wall_time_names_one_instant(typed, named):
    moment = instant(typed, LONDON)

    assert rfc3339(moment) == named


def test_the_hour_that_the_spring_skips_is_refused():
    with pytest.raises(InputError, match="does not exist"):
        instant("2027-03-28T01:30", LONDON)


@pytest.mark.parametrize("fold", [0, 1])
def test_a_fold_does_not_bring_the_lost_hour_back(fold):
    with pytest.raises(InputError, match="does not exist"):
        instant("2027-03-28T01:30", LONDON, fold)


def test_the_hour_that_the_autumn_repeats_is_asked_about():
    with pytest.raises(InputError, match="comes twice") as asked:
        instant("2027-10-31T01:30", LONDON)

    assert "--fold 0" in asked.value.mend


@pytest.mark.parametrize(
    ("fold", "named"),
    [
        pytest.param(0, "2027-10-31T00:30:00Z", id="the first, summer time"),
        pytest.param(1, "2027-10-31T01:30:00Z", id="the second, winter time"),
    ],
)
def test_a_fold_settles_the_hour_that_comes_twice(fold, named):
    moment = instant("2027-10-31T01:30", LONDON, fold)

    assert rfc3339(moment) == named


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("tomorrow", id="a word"),
        pytest.param("2027-04-20", id="no time"),
        pytest.param("20/04/2027 09:00", id="day first"),
        pytest.param("2027-04-20 09:00", id="a space"),
        pytest.param("2027-04-20T9:00", id="one digit"),
        pytest.param("2027-02-30T09:00", id="an impossible date"),
        pytest.param("2027-04-20T24:00", id="hour twenty-four"),
        pytest.param("2027-04-20T09:60", id="minute sixty"),
        pytest.param("２０２７-04-20T09:00", id="digits of another script"),
        pytest.param("0001-01-01T00:00+14:00", id="before the first year"),
        pytest.param("9999-12-31T23:59-14:00", id="after the last"),
    ],
)
def test_what_is_no_time_is_refused_with_the_form_to_write(typed):
    with pytest.raises(InputError) as refused:
        instant(typed, LONDON)

    assert "2027-04-20T09:00" in refused.value.mend


@given(moment=minutes, zone=zones)
def test_every_instant_is_named_by_its_own_wall_time_and_fold(moment, zone):
    wall = moment.astimezone(zone)

    named = instant(wall.strftime("%Y-%m-%dT%H:%M"), zone, wall.fold)

    assert named == moment


@given(moment=minutes)
def test_what_is_printed_reads_back_as_the_same_instant(moment):
    printed = rfc3339(moment)

    assert instant(printed, LONDON) == moment
