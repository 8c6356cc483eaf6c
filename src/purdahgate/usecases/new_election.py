"""A row of the calendar out of what somebody typed."""

from datetime import date, datetime

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.election_ids import parse_election_id
from purdahgate.errors import InputError

ADDABLE = (Status.EXPECTED, Status.CALLED)


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
    """The election, or InputError for an id, nation, status or area that is none."""
    parsed = parse_election_id(election_id)
    if nation not in set(Nation):
        raise InputError(f"there is no nation {nation!r}", mend=f"Nations: {', '.join(Nation)}")
    if status not in ADDABLE:
        raise InputError(f"a new poll cannot be {status!r}", mend=f"It is one of: {', '.join(ADDABLE)}")
    for slug in areas_named:
        if slug not in areas:
            raise InputError(f"there is no area {slug!r}", mend=areas.suggest(slug))
    if not title.strip() or not source.strip():
        raise InputError(
            "a poll needs a title and a source", mend="Say what it is and where it was announced"
        )
    return Election(
        id=election_id,
        nation=Nation(nation),
        title=title,
        status=Status(status),
        poll_date=parsed.poll_date,
        source=source,
        checked_on=today,
        areas=areas_named,
        called_at=called_at,
    )
