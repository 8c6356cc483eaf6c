"""Dates as other people's files have them: read as 2027-05-06, else asked about, never guessed."""

from datetime import date

import pytest

from purdahgate.errors import InputError
from purdahgate.exchange.typed_days import DayOrder, UnclearDayError, read_day

DAY_FIRST, MONTH_FIRST = DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST


@pytest.mark.parametrize("order", [None, DAY_FIRST, MONTH_FIRST])
def test_a_date_of_one_meaning_is_read_whatever_the_order(order):
    assert read_day("2027-05-06", order) == date(2027, 5, 6)


@pytest.mark.parametrize(
    "typed", ["06/05/2027", "6/5/27", "06-05-2027", "06.05.2027", "6-May-27", "6 May 2027"]
)
def test_any_other_form_is_asked_about(typed):
    with pytest.raises(UnclearDayError) as asked:
        read_day(typed, None)

    assert '--dates "dd/mm" or --dates "mm/dd"' in asked.value.mend


@pytest.mark.parametrize(
    ("typed", "order", "day"),
    [
        pytest.param("06/05/2027", DAY_FIRST, date(2027, 5, 6), id="the day first"),
        pytest.param("06/05/2027", MONTH_FIRST, date(2027, 6, 5), id="the month first"),
        pytest.param("6/5/27", DAY_FIRST, date(2027, 5, 6), id="two digits of a year"),
        pytest.param("6-May-27", DAY_FIRST, date(2027, 5, 6), id="a month by name"),
        pytest.param("6-May-27", MONTH_FIRST, date(2027, 5, 6), id="a month by name in any order"),
        pytest.param("6 September 2027", DAY_FIRST, date(2027, 9, 6), id="a month in full"),
    ],
)
def test_the_order_that_was_said_settles_it(typed, order, day):
    assert read_day(typed, order) == day


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        pytest.param("2027-02-30", None, id="an impossible day"),
        pytest.param("30/02/2027", DAY_FIRST, id="an impossible day in an order"),
        pytest.param("13/05/2027", MONTH_FIRST, id="a month 13: the other order"),
        pytest.param("46149", DAY_FIRST, id="a day number of a spreadsheet"),
        pytest.param("46149.0", None, id="a day number with a decimal"),
        pytest.param("6-Foo-27", DAY_FIRST, id="no month"),
        pytest.param("", None, id="nothing"),
        pytest.param("May 2027", DAY_FIRST, id="a month alone"),
        pytest.param("2027-5-6", None, id="another spelling"),
        pytest.param("２０２７-05-06", None, id="digits of another script"),
        pytest.param("06/05/2027 00:00", DAY_FIRST, id="a time behind it"),
    ],
)
def test_what_is_no_date_is_refused(typed, order):
    with pytest.raises(InputError) as refused:
        read_day(typed, order)

    assert not isinstance(refused.value, UnclearDayError)
    assert refused.value.mend
