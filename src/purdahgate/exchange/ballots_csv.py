"""Democracy Club's CSV of ballots: one line a ward, gathered into one poll a council.

A council's ordinary poll is one row of the calendar however many of its wards the file has: each ballot but a
by-election's belongs to it. A by-election is a row of its own, and its title names the ward.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Status
from purdahgate.domain.election_ids import ElectionId
from purdahgate.domain.post import check_line
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.csv_rows import BadRow, read_csv
from purdahgate.exchange.democracy_club import check_election_id
from purdahgate.exchange.organisations import gathered, held_in, title_of
from purdahgate.exchange.told_rows import Imported, Provenance, possible, told_once
from purdahgate.exchange.typed_days import DayOrder, UnclearDayError, read_day

# What Democracy Club's exports call the same thing; the first that a file has is read.
ID_COLUMNS: Final = ("ballot_id", "ballot_paper_id", "election_id")
_GROUP: Final = ("organisation_id",)
_WARD: Final = ("ward", "post_label", "division_name")
_SEATS: Final = ("seats", "seats_contested")
_DAY: Final = ("election_date", "poll_open_date")
_CANCELLED: Final = ("cancelled_poll", "cancelled")
_YES: Final = frozenset({"true", "t", "yes", "1"})


@dataclass(frozen=True, slots=True)
class _Ballot:
    """One line: equal to another that says the same."""

    parsed: ElectionId
    ward: str
    seats: str
    cancelled: bool


@dataclass(slots=True)
class _Poll:
    """One poll and its ballots; `line` is that of the first."""

    line: int
    ballots: list[_Ballot] = field(default_factory=list)


def read_ballots(
    path: Path,
    areas: Areas,
    provenance: Provenance,
    order: DayOrder | None = None,
    encoding: str = "utf-8",
) -> Imported:
    """The polls of the file, and the lines that cannot be taken.

    DataError for a file that is no such CSV, and for dates whose order nobody has said.
    """
    rows, bad = read_csv(path, encoding, (), None)
    told: list[tuple[int, _Ballot]] = []
    for row in rows:
        try:
            told.append((row.line, _ballot(row.values, order)))
        except UnclearDayError as unclear:
            raise DataError(unclear.message, where=f"{path}:{row.line}", mend=unclear.mend) from None
        except InputError as wrong:
            bad.append(BadRow(row.line, wrong.message, wrong.mend))
    once, against = told_once(told, lambda ballot: ballot.parsed, lambda ballot: str(ballot.parsed))
    possibles, impossible = _elections(once, areas, provenance)
    return possibles, sorted([*bad, *against, *impossible], key=lambda each: each.line)


def _ballot(values: Mapping[str, str], order: DayOrder | None) -> _Ballot:
    parsed = check_election_id(_first(values, ID_COLUMNS))
    if (typed := _first(values, _DAY)) and (day := read_day(typed, order)) != parsed.poll_date:
        raise InputError(f"{parsed} stands beside another day, {day}", mend="Make the two the same")
    group = _first(values, _GROUP)
    if group and check_election_id(group) != gathered(parsed):
        raise InputError(f"{parsed} is no ballot of {group}", mend="Make the two the same")
    ward, seats = _first(values, _WARD), _first(values, _SEATS)
    if seats and not (seats.isascii() and seats.isdigit() and len(seats) <= len("999")):
        raise InputError(f"{seats!r} is no number of seats", mend="Write it in digits, or leave it empty")
    return _Ballot(
        parsed=parsed,
        ward=check_line(ward, "ward") if ward else "",
        seats=seats,
        cancelled=_first(values, _CANCELLED).lower() in _YES,
    )


def _first(values: Mapping[str, str], names: Iterable[str]) -> str:
    return next((values[name].strip() for name in names if name in values), "")


def _elections(ballots: Iterable[tuple[int, _Ballot]], areas: Areas, provenance: Provenance) -> Imported:
    polls: dict[ElectionId, _Poll] = {}
    for line, ballot in ballots:
        polls.setdefault(gathered(ballot.parsed), _Poll(line)).ballots.append(ballot)
    good: list[tuple[int, Election]] = []
    bad: list[BadRow] = []
    for parsed, poll in polls.items():
        try:
            good.append((poll.line, _election(parsed, poll.ballots, areas, provenance)))
        except InputError as wrong:
            bad.append(BadRow(poll.line, wrong.message, wrong.mend))
    possibles, impossible = possible(good, areas)
    return possibles, [*bad, *impossible]


def _election(parsed: ElectionId, ballots: list[_Ballot], areas: Areas, provenance: Provenance) -> Election:
    nation, slugs = held_in(parsed, areas)
    cancelled = sum(ballot.cancelled for ballot in ballots)
    off = cancelled == len(ballots)
    return Election(
        id=str(parsed),
        nation=nation,
        title=title_of(parsed, areas, ballots[0].ward),
        status=Status.CANCELLED if off else provenance.status(parsed.poll_date),
        poll_date=parsed.poll_date,
        source=provenance.source,
        checked_on=provenance.checked_on,
        areas=slugs,
        note=_note(ballots, cancelled),
    )


def _note(ballots: list[_Ballot], cancelled: int) -> str:
    """How much of the council polls, as `14 ballots, 14 seats`."""
    seats = sum(int(ballot.seats or 0) for ballot in ballots)
    parts = (
        f"{len(ballots)} ballot{'s' * (len(ballots) != 1)}",
        f"{seats} seat{'s' * (seats != 1)}" if seats else "",
        f"{cancelled} of them cancelled" if cancelled else "",
    )
    return ", ".join(part for part in parts if part) + "."


__all__ = ["ID_COLUMNS", "read_ballots"]
