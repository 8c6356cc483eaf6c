"""A row of the calendar out of what somebody typed."""

from datetime import date, datetime

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.election_faults import fault_of
from purdahgate.domain.post import check_line
from purdahgate.errors import InputError
from purdahgate.exchange.democracy_club import check_election_id

ADDABLE = (Status.EXPECTED, Status.CALLED, Status.COUNTERMANDED)


def new_election(
    election_id: str,
    areas: Areas,
    *,
    nation: str,
    title: str,
    status: str,
    areas_named: tuple[str, ...],
    called_at: datetime | None,
    source: str,
    today: date,
) -> Election:
    """The election, or InputError for what cannot be true of it, and for a poll that is over."""
    parsed = check_election_id(election_id)
    if nation not in set(Nation):
        raise InputError(f"there is no nation {nation!r}", mend=f"Nations: {', '.join(Nation)}")
    if status not in ADDABLE:
        raise InputError(f"a new poll cannot be {status!r}", mend=f"It is one of: {', '.join(ADDABLE)}")
    election = Election(
        id=election_id,
        nation=Nation(nation),
        title=check_line(title, "title"),
        status=Status(status),
        poll_date=parsed.poll_date,
        source=check_line(source, "source"),
        checked_on=today,
        areas=areas_named,
        called_at=called_at,
    )
    if election.poll_date < today:
        raise InputError(f"{election_id} is over", mend="Name the polling day that is to come")
    if fault := fault_of(election, areas):
        raise InputError(fault.what, mend=fault.mend)
    return election


def usual_nation(election_id: str, body: Nation) -> str:
    """The nation of a poll nobody named one for: the kingdom for its own polls, else the body's."""
    return Nation.UK if election_id.startswith(("parl.2", "europarl.", "ref.")) else body
