"""Working days: counted back over lists of days, which a body may add to or mend."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.workdays import DayStatus, Holiday, Holidays
from purdahgate.errors import DataError, InputError
from purdahgate.sources.holidays import load_holidays

SHIPPED = load_holidays()
ENGLAND = ("england-and-wales", "christmas-eve")
HEADER = "date,lists,title,status,source,checked_on"


def holiday(day: str, listed: str = "example", status: DayStatus = DayStatus.PROCLAIMED) -> Holiday:
    return Holiday(date.fromisoformat(day), listed, "A holiday", status, "a test", date(2026, 11, 22))


def table(folder: Path, *lines: str) -> Path:
    path = folder / "ours.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("poll", "days", "found"),
    [
        pytest.param("2027-06-10", 1, "2027-06-09", id="the day before"),
        pytest.param("2027-06-14", 1, "2027-06-11", id="over a week-end"),
        pytest.param("2027-06-01", 1, "2027-05-28", id="over a bank holiday on a Monday"),
        pytest.param("2023-05-11", 3, "2023-05-05", id="over the coronation, 8 May 2023"),
        pytest.param("2027-12-29", 1, "2027-12-23", id="over Christmas Eve and the substitute days"),
        pytest.param("2016-05-05", 25, "2016-03-30", id="not over Easter, which came before"),
    ],
)
def test_saturdays_sundays_and_listed_days_do_not_count(poll, days, found):
    counted = SHIPPED.before(date.fromisoformat(poll), days, ENGLAND)

    assert counted == date.fromisoformat(found)


def test_several_lists_leave_out_the_days_of_each():
    holidays = Holidays([holiday("2027-06-08", "here"), holiday("2027-06-07", "there")])

    here = holidays.before(date(2027, 6, 9), 1, ("here",))
    both = holidays.before(date(2027, 6, 9), 1, ("here", "there"))

    assert (here, both) == (date(2027, 6, 7), date(2027, 6, 4))


@pytest.mark.parametrize("poll", [date(2012, 1, 12), date(2051, 1, 12)])
def test_a_count_that_leaves_the_known_years_is_refused_not_guessed(poll):
    with pytest.raises(InputError, match="not known: the lists cover 2012 to 2050"):
        SHIPPED.before(poll, 25, ENGLAND)


def test_without_any_row_nothing_can_be_counted():
    with pytest.raises(InputError, match="the lists cover no year"):
        Holidays([]).before(date(2027, 5, 6), 25, ENGLAND)


@given(day=st.dates(date(2013, 1, 1), date(2045, 12, 31)), days=st.integers(1, 60))
def test_one_more_working_day_is_always_an_earlier_day(day, days):
    nearer, farther = (SHIPPED.before(day, count, ENGLAND) for count in (days, days + 1))

    assert farther < nearer < day


def test_a_bodys_own_file_proclaims_a_day_that_the_shipped_one_lacks(tmp_path):
    own = table(tmp_path, "2027-05-05,england-and-wales,A coronation,proclaimed,London Gazette,2027-02-01")

    holidays = load_holidays([own])

    assert SHIPPED.before(date(2027, 5, 6), 1, ENGLAND) == date(2027, 5, 5)
    assert holidays.before(date(2027, 5, 6), 1, ENGLAND) == date(2027, 5, 4)


def test_a_bodys_own_file_takes_a_day_out(tmp_path):
    own = table(tmp_path, "2027-05-03,england-and-wales,Early May,revoked,London Gazette,2027-02-01")

    holidays = load_holidays([own])

    assert holidays.before(date(2027, 5, 4), 1, ENGLAND) == date(2027, 5, 3)


def test_a_proclaimed_year_is_no_longer_projected(tmp_path):
    rows = [
        f"{row.day},{row.listed},{row.title},proclaimed,GOV.UK,2027-02-01"
        for row in SHIPPED.rows
        if row.day.year == 2029 and row.listed == "england-and-wales"
    ]

    holidays = load_holidays([table(tmp_path, *rows)])

    assert SHIPPED.is_projected(date(2029, 5, 3), ENGLAND)
    assert not holidays.is_projected(date(2029, 5, 3), ENGLAND)
    assert holidays.is_projected(date(2029, 5, 3), ("scotland",))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("03/05/2027,england-and-wales,May,proclaimed,GOV.UK,2026-11-22", "no date", id="day"),
        pytest.param("20270503,england-and-wales,May,proclaimed,GOV.UK,2026-11-22", "no date", id="spelling"),
        pytest.param("2027-05-03,england-and-wales,May,likely,GOV.UK,2026-11-22", "no status", id="status"),
        pytest.param("2027-05-03,england-and-wales,May,proclaimed,,2026-11-22", "no source", id="source"),
        pytest.param("2027-05-03,england-and-wales,May,proclaimed", "4 columns instead of 6", id="columns"),
    ],
)
def test_a_line_that_cannot_stand_is_named(tmp_path, line, says):
    with pytest.raises(DataError, match=says) as caught:
        load_holidays([table(tmp_path, line)])

    assert caught.value.where.endswith("ours.csv:2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("day,title\n2027-05-03,May\n", "not a table of holidays", id="another table"),
        pytest.param("# nothing\n", "is empty", id="an empty one"),
    ],
)
def test_a_file_that_is_no_table_of_holidays_is_refused(tmp_path, text, says):
    path = tmp_path / "ours.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=says):
        load_holidays([path])
