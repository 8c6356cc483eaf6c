"""What cannot be true of an election, whoever wrote its row."""

from collections.abc import Iterator
from dataclasses import dataclass

from purdahgate.domain.body import Areas
from purdahgate.domain.election import ORGANISED, Election, Nation
from purdahgate.domain.election_ids import parse_election_id
from purdahgate.errors import InputError

SUNDAY = 6
_WHOLE_KINGDOM = frozenset({"parl", "europarl", "ref"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, the mend, and the key of the row that it stands at."""

    what: str
    mend: str
    key: str


def fault_of(election: Election, areas: Areas) -> Fault | None:
    """The first fault of `election`, or None: its id, its days, its areas, its nation."""
    return _fault_of_days(election) or _fault_of_areas(election, areas)


def _fault_of_days(election: Election) -> Fault | None:
    """The id names the polling day, which is no Sunday; what led up to it came before it."""
    name, poll_date = election.id, election.poll_date
    try:
        named = parse_election_id(name).poll_date
    except InputError as wrong:
        return Fault(wrong.message, wrong.mend, "id")
    if named != poll_date:
        what = f"{name} names another day than its poll_date, {poll_date}"
        return Fault(what, "Make the two the same", "poll_date")
    if poll_date.weekday() == SUNDAY:
        return Fault(f"{name} is on a Sunday, when no poll is held", "Mend the date", "poll_date")
    return next(
        (Fault(f"{name} {what}", mend, key) for wrong, what, mend, key in _out_of_order(election) if wrong),
        None,
    )


def _out_of_order(election: Election) -> Iterator[tuple[bool, str, str, str]]:
    """Whether each event stands on the wrong side of polling day, what to say of it, the mend and the key."""
    poll, called = election.poll_date, election.called_at
    yield (
        bool(called and called.date() > poll),
        "is called after its polling day",
        "Mend when it was called",
        "called_at",
    )
    for key, what in (("notice_on", "has its notice"), ("announced_on", "has its period begin")):
        day = getattr(election, key)
        yield bool(day and day > poll), f"{what} after its polling day", f"Mend {key}", key
    for key in ("declared_at", "government_formed_at"):
        moment = getattr(election, key)
        yield bool(moment and moment.date() < poll), f"has {key} before its polling day", "Mend the time", key


def _fault_of_areas(election: Election, areas: Areas) -> Fault | None:
    """Every area is known and of the row's nation; one organisation's poll names its area."""
    kind, *middle, _ = election.id.split(".")
    if kind in ORGANISED and middle and not election.areas:
        mend = f"Name its area, {middle[0]!r}, or where else it polls"
        return Fault(f"{election.id} has no areas", mend, "id")
    if kind in _WHOLE_KINGDOM and not middle and election.nation is not Nation.UK:
        return Fault(f"{election.id} is a poll of the whole kingdom", 'Its nation is "uk"', "nation")
    for slug in election.areas:
        if slug not in areas:
            return Fault(f"there is no area {slug!r}", areas.suggest(slug), "areas")
        if election.nation not in (Nation.UK, areas[slug].nation):
            what = f"{slug!r} is an area of {areas[slug].nation}, not of {election.nation}"
            return Fault(what, "Mend the areas or the nation", "areas")
    return None
