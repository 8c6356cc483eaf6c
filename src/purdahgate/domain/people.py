"""Who may do what: officers write, approvers sign off, the monitoring officer rules on false alarms."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from purdahgate.domain.post import Post
from purdahgate.errors import InputError, NotAllowedError


class Role(StrEnum):
    """What a person may do, whatever the policy. A policy pack may have roles of its own beside these."""

    OFFICER = "officer"
    APPROVER = "approver"
    MONITORING_OFFICER = "monitoring-officer"
    ELECTIONS = "elections"


# Who may change what every post is judged by, and who may confirm what somebody else proposed.
KEEPERS = frozenset({Role.APPROVER, Role.ELECTIONS, Role.MONITORING_OFFICER})
CONFIRMERS = frozenset({Role.APPROVER, Role.ELECTIONS})


@dataclass(frozen=True, slots=True)
class Person:
    """One person of `people.toml`: `name` is what they type after `--as`."""

    name: str
    full_name: str
    roles: frozenset[str]


class People:
    """Everybody the body has named."""

    def __init__(self, people: Iterable[Person], digest: str) -> None:
        self._by_name = {person.name: person for person in people}
        self.digest = digest

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

    def holding(self, role: str) -> tuple[Person, ...]:
        """Everybody with `role`."""
        return tuple(person for person in self._by_name.values() if role in person.roles)


def require(person: Person, role: str, deed: str) -> None:
    """Let `person` go on only with `role`; `deed` completes 'may not ...'."""
    if role not in person.roles:
        raise NotAllowedError(
            f"{person.name} may not {deed}: that takes the role {role!s}",
            where="people.toml",
            mend="Ask somebody who holds it",
        )


def four_eyes(person: Person, post: Post, deed: str) -> None:
    """Refuse whoever wrote any revision of `post`. No switch turns this off."""
    if person.name in post.writers:
        raise NotAllowedError(
            f"{person.name} may not {deed} post {post.id}: they wrote a revision of it",
            mend="Another approver must do it",
        )


def require_keeper(person: Person, deed: str) -> None:
    """Refuse somebody who may not change what every post is judged by; `deed` completes 'may not ...'."""
    if not person.roles & KEEPERS:
        raise NotAllowedError(
            f"{person.name} may not {deed}",
            where="people.toml",
            mend="Ask an approver, the monitoring officer or somebody with the role elections",
        )


def require_second(person: Person, proposer: str, change: str) -> None:
    """Refuse whoever proposed `change`, and whoever may not confirm one."""
    if person.name == proposer:
        raise NotAllowedError(f"{proposer} proposed {change}", mend="Another person must confirm it")
    if not person.roles & CONFIRMERS:
        raise NotAllowedError(
            f"{person.name} may not confirm a change", mend="An approver or the role elections may"
        )
