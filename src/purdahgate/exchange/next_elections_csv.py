"""Open Council Data's CSV of when each council next polls: council, next_election, seats."""

from pathlib import Path
from typing import Final

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election
from purdahgate.domain.election_ids import ElectionId
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.csv_rows import BadRow, CsvRow, read_csv
from purdahgate.exchange.organisations import CITY_CORPORATION, CouncilNames, title_of
from purdahgate.exchange.told_rows import Imported, Provenance, possible, told_once
from purdahgate.exchange.typed_days import DayOrder, UnclearDayError, read_day

COLUMNS: Final = ("council", "next_election")
_THURSDAY: Final = 3
_SUNDAY: Final = 6


def read_next_elections(
    path: Path,
    areas: Areas,
    provenance: Provenance,
    order: DayOrder | None = None,
    encoding: str = "utf-8",
) -> Imported:
    """The polls of the file, and the lines that cannot be taken.

    These are ordinary elections, which the law puts on a Thursday; another day is a slip, or the day on which
    a council ends. DataError for a file that is no such CSV, and for dates whose order nobody has said.
    """
    rows, bad = read_csv(path, encoding, COLUMNS, None)
    names = CouncilNames(areas)
    told: list[tuple[int, Election]] = []
    for row in rows:
        try:
            told.append((row.line, _election(row, names, areas, provenance, order)))
        except UnclearDayError as unclear:
            raise DataError(unclear.message, where=f"{path}:{row.line}", mend=unclear.mend) from None
        except InputError as wrong:
            bad.append(BadRow(row.line, wrong.message, wrong.mend))
    once, against = told_once(told, lambda election: election.key, lambda election: election.id)
    possibles, impossible = possible(once, areas)
    return possibles, sorted([*bad, *against, *impossible], key=lambda each: each.line)


def _election(
    row: CsvRow, names: CouncilNames, areas: Areas, provenance: Provenance, order: DayOrder | None
) -> Election:
    council = names.find(row.values["council"].strip())
    day = read_day(row.values["next_election"].strip(), order)
    parsed = ElectionId("local", (council.slug,), day)
    if day.weekday() not in (_THURSDAY, _SUNDAY) and council.kind != CITY_CORPORATION:
        raise InputError(
            f"{parsed} is on a {day:%A}, and ordinary elections are on a Thursday",
            mend="Mend the date; the day on which a council ends is no poll",
        )
    seats = row.values.get("seats", "").strip()
    return Election(
        id=str(parsed),
        nation=council.nation,
        title=title_of(parsed, areas),
        status=provenance.status(day),
        poll_date=day,
        source=provenance.source,
        checked_on=provenance.checked_on,
        areas=(council.slug,),
        note=f"Seats: {seats[:10]}." if seats else "",
    )
