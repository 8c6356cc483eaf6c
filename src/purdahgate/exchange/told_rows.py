"""What the rows of an import say of polls: each poll once, none against another, none impossible."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Status
from purdahgate.domain.election_faults import fault_of
from purdahgate.exchange.csv_rows import BadRow

T = TypeVar("T")
_ONE: Final = "Take one of them out"
Imported = tuple[list[tuple[int, Election]], list[BadRow]]  # both by line


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where imported rows come from and when somebody checked them."""

    source: str
    checked_on: date

    def status(self, poll_date: date) -> Status:
        """A poll of a day gone by was held; any other is expected, and opens its window."""
        return Status.HELD if poll_date < self.checked_on else Status.EXPECTED


def told_once(
    rows: Iterable[tuple[int, T]], key: Callable[[T], Hashable], name: Callable[[T], str]
) -> tuple[list[tuple[int, T]], list[BadRow]]:
    """The rows, by line, without those that repeat another; rows that contradict another are bad, both."""
    first: dict[Hashable, tuple[int, T]] = {}
    bad: dict[int, BadRow] = {}
    for line, row in rows:
        before, told = first.setdefault(key(row), (line, row))
        if told != row:
            said = f"{name(row)} is told with other facts on line"
            bad[line] = BadRow(line, f"{said} {before}", _ONE)
            bad.setdefault(before, BadRow(before, f"{said} {line}", _ONE))
    return [(line, row) for line, row in first.values() if line not in bad], list(bad.values())


def possible(rows: Iterable[tuple[int, Election]], areas: Areas) -> Imported:
    """The polls that can be true, by polling day; the others as bad rows."""
    good: list[tuple[int, Election]] = []
    bad: list[BadRow] = []
    for line, election in rows:
        if fault := fault_of(election, areas):
            bad.append(BadRow(line, fault.what, fault.mend))
        else:
            good.append((line, election))
    return sorted(good, key=lambda each: (each[1].poll_date, *each[1].key)), bad
