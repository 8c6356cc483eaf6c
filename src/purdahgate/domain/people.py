"""Who may do what: officers write, approvers sign off, the monitoring officer rules on false alarms."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from purdahgate.domain.post import Post
from purdahgate.domain.signing import PublicKey
from purdahgate.errors import InputError, NotAllowedError


class Role(StrEnum):
    """What a person may do, whatever the policy. A policy pack may have roles of its own beside these."""

    OFFICER = "officer"
    APPROVER = "approver"
    MONITORING_OFFICER = "monitoring-officer"
    ELECTIONS = "elections"
    WORKER = "worker"  # a machine: it signs what it sent, and nothing else


# Who may change what every post is judged by, and who may confirm what somebody else proposed.
KEEPERS = frozenset({Role.APPROVER, Role.ELECTIONS, Role.MONITORING_OFFICER})
CONFIRMERS = frozenset({Role.APPROVER, Role.ELECTIONS})


@dataclass(frozen=True, slots=True)
class Suspension:
    """Somebody may act in no role, from a day on: to the end of `until`, or until it is lifted."""

    on: date
    because: str
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.on <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A key by which somebody signs, from day to day; from the day it is revoked on it signs nothing."""

    key: PublicKey
    first_day: date | None = None
    last_day: date | None = None
    revoked_on: date | None = None
    revoked_because: str = ""

    def holds(self, day: date) -> bool:
        """Whether it signs on `day`."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day) and not self.revoked(day)

    def revoked(self, day: date) -> bool:
        """Whether it is revoked by `day`."""
        return self.revoked_on is not None and self.revoked_on <= day


@dataclass(frozen=True, slots=True)
class Deputy:
    """`name` signs for the approver, or the holder of a policy's own role, `stands_for`, from day to day."""

    name: str
    stands_for: str
    first_day: date
    last_day: date

    def acts(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Person:
    """One person of `people.toml`: `name` is what they type after `--as`.

    `trained_on` is the first training, `refreshed_on` the last refresher. `stands_for` are the approvers they
    are deputy of today, and `barred` why they may act in no role: both as `People.acting` finds them.
    """

    name: str
    full_name: str
    roles: frozenset[str]
    trained_on: date | None = None
    refreshed_on: date | None = None
    declared_on: date | None = None
    restricted: bool = False
    authorised_by: str = ""
    authorised_on: date | None = None
    business_case: str = ""
    suspension: Suspension | None = None
    keys: tuple[HeldKey, ...] = ()
    stands_for: frozenset[str] = frozenset()
    barred: str = ""

    @property
    def all_whom(self) -> frozenset[str]:
        """They themselves, and those they stand for: whose work they may not pass."""
        return self.stands_for | {self.name}

    def keys_on(self, day: date) -> tuple[PublicKey, ...]:
        """The keys by which they sign on `day`."""
        return tuple(each.key for each in self.keys if each.holds(day))

    def suspended(self, day: date) -> bool:
        """Whether they are suspended on `day`."""
        return self.suspension is not None and self.suspension.holds(day)


def signing(roles: frozenset[str]) -> frozenset[str]:
    """What of `roles` a deputy takes on: to sign as an approver, and the policy's own."""
    return frozenset(role for role in roles if role == Role.APPROVER or role not in set(Role))


class People:
    """Everybody the body has named, and who stands in for whom."""

    def __init__(self, people: Iterable[Person], digest: str, deputies: Iterable[Deputy] = ()) -> None:
        self._by_name = {person.name: person for person in people}
        self.digest = digest
        self.deputies = tuple(deputies)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_name.values())

    def who(self, name: str) -> Person:
        """The person called `name`, or InputError that names the nearest."""
        if person := self._by_name.get(name):
            return person
        near = difflib.get_close_matches(name, self._by_name, n=1)
        known = ", ".join(sorted(self._by_name))
        mend = f"Did you mean {near[0]!r}?" if near else f"people.toml names: {known}"
        raise InputError(f"there is nobody called {name!r} in people.toml", mend=mend)

    def get(self, name: str) -> Person | None:
        """The person called `name`, where there is one."""
        return self._by_name.get(name)

    def acting(self, person: Person, day: date) -> Person:
        """`person` as they may act on `day`: a deputy with what is lent them, the suspended with none."""
        if self._by_name.get(person.name) != person:
            return person  # the worker, or somebody who only asks
        if person.suspension is not None and person.suspension.holds(day):
            return replace(person, roles=frozenset(), barred=person.suspension.because)
        stands_for = self.office(person.name, day) - {person.name}
        lent = (signing(self._by_name[name].roles) for name in stands_for)
        return replace(person, roles=person.roles.union(*lent), stands_for=stands_for)

    def office(self, name: str, day: date) -> frozenset[str]:
        """`name`, with those they are deputy of on `day`: two signatures of one office count as one."""
        acts = {each.stands_for for each in self.deputies if each.name == name and each.acts(day)}
        return frozenset(acts | {name})

    def keyholders(self, day: date) -> frozenset[str]:
        """Who may sign a change of people on `day`: keepers with a key, but whoever is suspended."""
        return frozenset(
            each.name
            for each in self._by_name.values()
            if each.roles & KEEPERS and each.keys_on(day) and not each.suspended(day)
        )

    def holding(self, role: str) -> tuple[Person, ...]:
        """Everybody with `role`."""
        return tuple(person for person in self._by_name.values() if role in person.roles)


def require(person: Person, role: str, deed: str) -> None:
    """Let `person` go on only with `role`; `deed` completes 'may not ...'."""
    _refuse_barred(person, deed)
    if role not in person.roles:
        raise NotAllowedError(
            f"{person.name} may not {deed}: that takes the role {role!s}",
            where="people.toml",
            mend="Ask somebody who holds it",
        )


def four_eyes(person: Person, post: Post, deed: str) -> None:
    """Refuse whoever wrote any revision of `post`, and their deputies. No switch turns this off."""
    for name in sorted(person.all_whom & post.writers):
        wrote = "they wrote" if name == person.name else f"{name}, for whom they stand in, wrote"
        raise NotAllowedError(
            f"{person.name} may not {deed} post {post.id}: {wrote} a revision of it",
            mend="Another approver must do it",
        )


def require_keeper(person: Person, deed: str) -> None:
    """Refuse somebody who may not change what every post is judged by; `deed` completes 'may not ...'."""
    _refuse_barred(person, deed)
    if not person.roles & KEEPERS:
        raise NotAllowedError(
            f"{person.name} may not {deed}",
            where="people.toml",
            mend="Ask an approver, the monitoring officer or somebody with the role elections",
        )


def require_second(person: Person, proposer: str, change: str) -> None:
    """Refuse whoever proposed `change`, their deputy, and whoever may not confirm one."""
    _refuse_barred(person, "confirm a change")
    if proposer in person.all_whom:
        raise NotAllowedError(f"{proposer} proposed {change}", mend="Another person must confirm it")
    if not person.roles & CONFIRMERS:
        raise NotAllowedError(
            f"{person.name} may not confirm a change", mend="An approver or the role elections may"
        )


def _refuse_barred(person: Person, deed: str) -> None:
    """Refuse whoever is suspended, whatever role they held."""
    if person.barred:
        raise NotAllowedError(
            f"{person.name} may not {deed}: they are suspended: {person.barred}",
            where="people.toml",
            mend="Ask somebody else, or have the suspension lifted with: purdahgate person unsuspend",
        )
