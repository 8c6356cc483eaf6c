"""Who may do what: officers write, approvers sign off, the monitoring officer rules on false alarms."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from purdahgate.domain.post import Post
from purdahgate.errors import InputError, NotAllowedError


class Role(StrEnum):
    """What a person may do."""

    OFFICER = "officer"
    APPROVER = "approver"
    MONITORING_OFFICER = "monitoring-officer"
    ELECTIONS = "elections"


@dataclass(frozen=True, slots=True)
class Person:
    """One person of `people.toml`: `name` is what they type after `--as`."""

    name: str
    full_name: str
    roles: frozenset[Role]


class People:
    """Everybody the body has named."""

    def __init__(self, people: Iterable[Person], digest: str) -> None:
        self._by_name = {person.name: person for person in people}
        self.digest = digest

    def __iter__(self) -> "Iterable[Person]":
        return iter(self._by_name.values())

    def who(self, name: str) -> Person:
        """The person called `name`, or InputError that names the nearest."""
        if person := self._by_name.get(name):
            return person
        near = difflib.get_close_matches(name, self._by_name, n=1)
        known = ", ".join(sorted(self._by_name))
        mend = f"Did you mean {near[0]!r}?" if near else f"people.toml names: {known}"
        raise InputError(f"there is nobody called {name!r} in people.toml", mend=mend)

    def holding(self, role: Role) -> tuple[Person, ...]:
        """Everybody with `role`."""
        return tuple(person for person in self._by_name.values() if role in person.roles)


def require(person: Person, role: Role, deed: str) -> None:
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
