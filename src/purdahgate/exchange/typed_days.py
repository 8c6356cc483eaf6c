"""Dates as other people's files have them. Which of two numbers is the day is asked, never guessed."""

import re
from datetime import date
from enum import StrEnum
from typing import Final

from purdahgate.errors import InputError


class DayOrder(StrEnum):
    """What `--dates` says of 07/05/2027."""

    DAY_FIRST = "dd/mm"
    MONTH_FIRST = "mm/dd"


class UnclearDayError(InputError):
    """A date that can be read in two ways while nobody has said which."""


_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})")
_NAMED: Final = re.compile(r"([0-9]{1,2})[-/ ]([A-Za-z]{3})[A-Za-z]*[-/ ]([0-9]{4}|[0-9]{2})")
_SERIAL: Final = re.compile(r"[0-9]{5}(\.0*)?")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FORM: Final = "Write it as 2027-05-06"
_ASK: Final = 'Say which number is the day: --dates "dd/mm" or --dates "mm/dd"'


def read_day(typed: str, order: DayOrder | None) -> date:
    """The date `typed`: as 2027-05-06, or in `order`; a year of two digits is of this century.

    UnclearDayError for another form while `order` is None; InputError for no date, and for the day number
    that a spreadsheet shows in its place, which counts from one of two years.
    """
    if _ISO.fullmatch(typed):
        return _real(typed, *map(int, typed.split("-")))
    if _SERIAL.fullmatch(typed):
        mend = "No --dates settles it: format the column as yyyy-mm-dd in the spreadsheet and save it again"
        raise InputError(f"{typed!r} is a spreadsheet's day number, not a date", mend=mend)
    numbers, named = _NUMBERS.fullmatch(typed), _NAMED.fullmatch(typed)
    if not numbers and not named:
        raise InputError(f"{typed!r} is no date", mend=_FORM)
    if order is None:
        raise UnclearDayError(f"{typed!r} is not written as 2027-05-06", mend=_ASK)
    if named:
        day, month, year = named.groups()
        return _real(typed, _year(year), _month(typed, month), int(day))
    assert numbers
    first, second, year = numbers.groups()
    day, month = (first, second) if order is DayOrder.DAY_FIRST else (second, first)
    return _real(typed, _year(year), int(month), int(day))


def _year(typed: str) -> int:
    return int(typed) + (2000 if len(typed) == len("27") else 0)


def _month(typed: str, name: str) -> int:
    if name.lower() not in _MONTHS:
        raise InputError(f"{typed!r} is no date", mend=_FORM)
    return _MONTHS.index(name.lower()) + 1


def _real(typed: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError(f"{typed!r} is no real date", mend="Mend it, or the order said by --dates") from None
