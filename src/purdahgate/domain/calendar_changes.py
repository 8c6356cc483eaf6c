"""What can happen to a poll that the calendar has: each change gives its row as it becomes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from purdahgate.domain.election import Election, Status
from purdahgate.domain.election_faults import SUNDAY
from purdahgate.errors import InputError, NotAllowedError

CALLED_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})


@dataclass(frozen=True, slots=True)
class Told:
    """Where a change comes from (`source`, in words) and when it was recorded: an instant and a date."""

    source: str
    at: datetime
    on: date


def found(elections: Iterable[Election], election_id: str, nation: str) -> Election:
    """The poll of that id, or InputError: none, or one in several nations while none is named."""
    same = [each for each in elections if each.id == election_id and nation in ("", each.nation)]
    if not same:
        raise InputError(
            f"the calendar has no {election_id}{f' of {nation}' if nation else ''}",
            mend="See: purdahgate calendar list --all",
        )
    if len(same) > 1:
        nations = ", ".join(each.nation for each in same)
        raise InputError(f"{election_id} stands once a nation", mend=f"Name one with --nation: {nations}")
    return same[0]


def moved(election: Election, to: date, told: Told) -> Election:
    """The poll on another day; its id stays, so that Outlook moves the entry it has."""
    _not_over(election, told)
    if to == election.poll_date:
        raise InputError(f"{election.id} is on {to} already")
    if to < told.on:
        raise InputError(f"{to} has passed", mend="Name a day that is to come")
    if to.weekday() == SUNDAY:
        raise InputError(f"{to} is a Sunday, when no poll is held", mend="Mend the date")
    note = f"Moved from {election.poll_date}. {election.note}".strip()
    status = Status.CALLED if election.status in CALLED_OFF else election.status
    return changed(replace(election, poll_date=to, status=status, note=note), told)


def called_off(election: Election, told: Told, *, postponed: bool = False) -> Election:
    """The poll cancelled, or postponed with no new day yet."""
    _not_over(election, told)
    status = Status.POSTPONED if postponed else Status.CANCELLED
    if election.status is status:
        raise NotAllowedError(f"{election.id} is {status} already")
    return changed(replace(election, status=status), told)


def restored(election: Election, earlier: Iterable[Election], told: Told) -> Election:
    """The poll as it was before it was called off; `earlier` are its rows so far, the latest last."""
    if election.status not in CALLED_OFF:
        raise NotAllowedError(f"{election.id} is {election.status}; there is nothing to restore")
    standing = [each for each in earlier if each.status not in CALLED_OFF]
    if not standing:
        raise NotAllowedError(f"{election.id} never stood", mend="Add it: purdahgate calendar add")
    return changed(replace(standing[-1], revised=election.revised), told)


def _not_over(election: Election, told: Told) -> None:
    if election.poll_date < told.on:
        raise NotAllowedError(f"{election.id} was on {election.poll_date}: it is over")


def changed(election: Election, told: Told) -> Election:
    """The row as `told` makes it: whence, and when."""
    return replace(election, source=told.source, checked_on=told.on, changed_at=told.at)
