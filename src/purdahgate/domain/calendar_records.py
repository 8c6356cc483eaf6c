"""What is recorded of a poll as it becomes known: each record gives its row as it becomes."""

from dataclasses import replace
from datetime import date, datetime

from purdahgate.domain.calendar_changes import Told, changed
from purdahgate.domain.election import OPENS_NOTHING, Election
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.errors import InputError, NotAllowedError

_MAKE_GOVERNMENTS = frozenset({ElectionKind.PARL, ElectionKind.SP, ElectionKind.SENEDD, ElectionKind.NIA})


def noticed(election: Election, on: date, told: Told) -> Election:
    """The poll with the day its notice of election was published, which no later bank holiday moves."""
    if on > told.on:
        raise InputError(f"{on} is still to come", mend="Record a notice when it is out")
    if on > election.poll_date:
        raise InputError(f"{on} comes after the poll of {election.poll_date}")
    return changed(replace(election, notice_on=on), told)


def announced(election: Election, on: date, told: Told) -> Election:
    """The poll with the day announced for the start of its period, which may be still to come."""
    if on > election.poll_date:
        raise InputError(f"{on} comes after the poll of {election.poll_date}")
    if on == election.announced_on:
        raise InputError(f"{election.id} has {on} recorded already")
    return changed(replace(election, announced_on=on), told)


def declared(election: Election, at: datetime, polls_closed: datetime, told: Told) -> Election:
    """The poll with the instant its result was declared; `polls_closed` is when voting ended, local time."""
    _has_been(election, at, election.declared_at, polls_closed, told)
    return changed(replace(election, declared_at=at), told)


def government_formed(election: Election, at: datetime, polls_closed: datetime, told: Told) -> Election:
    """The poll with the instant a government was formed after it."""
    if kind_of(election.id) not in _MAKE_GOVERNMENTS:
        raise InputError(f"no government is formed after {election.id}")
    _has_been(election, at, election.government_formed_at, polls_closed, told)
    return changed(replace(election, government_formed_at=at), told)


def _has_been(
    election: Election, at: datetime, known: datetime | None, polls_closed: datetime, told: Told
) -> None:
    """Refuse what cannot have happened at `at`: too early, still to come, or of a poll that is not held."""
    if election.status in OPENS_NOTHING:
        raise NotAllowedError(
            f"{election.id} is {election.status}", mend="See: purdahgate calendar list --all"
        )
    said = f"{at.astimezone(polls_closed.tzinfo):%Y-%m-%dT%H:%M}"
    if at > told.at:
        raise InputError(f"{said} is still to come", mend="Record it once it has happened")
    if at < polls_closed:
        raise InputError(f"{said} is before the polls of {election.poll_date} close")
    if at == known:
        raise InputError(f"{election.id} has {said} recorded already")


__all__ = ["announced", "declared", "government_formed", "noticed"]
