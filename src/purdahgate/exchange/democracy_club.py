"""Election ids checked as Democracy Club itself writes them, by its own library."""

from uk_election_ids.datapackage import ELECTION_TYPES
from uk_election_ids.election_ids import IdBuilder

from purdahgate.domain.election_ids import ElectionId, parse_election_id
from purdahgate.errors import InputError


def check_election_id(typed: str) -> ElectionId:
    """`typed` taken apart; InputError where Democracy Club would never write it.

    The library alone takes `2026-5-7`, and `local.adur.by.2026-05-07`, which is no ballot: so the id must
    also be among those that it writes itself. A type that it does not know is checked for its form only.
    """
    parsed = parse_election_id(typed)
    if parsed.type not in ELECTION_TYPES:
        return parsed
    try:
        written = IdBuilder.from_id(typed).ids
    except ValueError as refused:
        said = str(refused)
        why = said[:1].lower() + said[1:]
        raise InputError(f"{typed!r} is no election: {why}", mend=_MEND) from None
    if typed not in written:
        raise InputError(f"{typed!r} is no election", mend=f"Did you mean {written[-1]!r}?")
    return parsed


_MEND = "Take the id from Democracy Club"
