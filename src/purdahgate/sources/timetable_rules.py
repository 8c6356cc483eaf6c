"""The shipped law of election timetables: how many working days before a poll, over which days, by what."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.timetable import Law, Milestone, Timetables
from purdahgate.domain.workdays import Holidays
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.sources.holidays import load_holidays
from purdahgate.toml_files import TomlFile, open_toml

_MOST_DAYS = 60


class _Law(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    kinds: list[ElectionKind]
    nations: list[Nation]
    not_counted: list[str]
    source: str
    notice: int | None = None
    notice_earliest: int | None = None
    nominations_close: int | None = None
    registration: int | None = None
    postal: int | None = None
    proxy: int | None = None
    poll: date | None = None
    checked_on: date | None = None
    note: str = ""


class _Root(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    checked_on: date
    law: list[_Law]


def load_timetables(own_holidays: Sequence[Path] = (), path: Path | None = None) -> Timetables:
    """The law at `path`, by default the shipped one, over the shipped holidays and a body's own.

    DataError, naming the line, for a list of days there is not, or a number of days that cannot be.
    """
    holidays = load_holidays(own_holidays)
    file = open_toml(path or shipped("timetable-rules.toml"))
    return Timetables(_laws(file, file.convert(_Root), holidays), holidays)


def _laws(file: TomlFile, root: _Root, holidays: Holidays) -> Iterator[Law]:
    for number, row in enumerate(root.law):
        where = file.where("law", number)
        for listed in row.not_counted:
            if listed not in holidays.lists:
                mend = f"Lists: {', '.join(holidays.lists)}"
                raise DataError(f"there is no list of days {listed!r}", where=where, mend=mend)
        for milestone in Milestone:
            days = getattr(row, milestone.replace("-", "_"))
            if days is None:
                continue
            if not 0 < days <= _MOST_DAYS:
                mend = f"A number of working days from 1 to {_MOST_DAYS}"
                raise DataError(f"{milestone} = {days} cannot be", where=where, mend=mend)
            yield Law(
                milestone=milestone,
                kinds=frozenset(row.kinds),
                nations=frozenset(row.nations),
                working_days=days,
                lists=tuple(row.not_counted),
                source=row.source,
                checked_on=row.checked_on or root.checked_on,
                earliest=row.notice_earliest if milestone is Milestone.NOTICE else None,
                poll=row.poll,
            )
