"""Who is a party and who is a member, candidate or office-holder; held as data, scoped by area and date."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Final

_FORMER: Final = "former "


@dataclass(frozen=True, slots=True)
class Party:
    """A registered party: `id` is the Electoral Commission's (`PP90`)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """One person in one role for one area.

    `name` is the everyday full name without title; `role` is a short title (`MP`, `councillor`, `PCC`,
    `mayor`, `candidate`); `areas` are area slugs (the councils the seat touches), empty for the whole UK;
    `held_from` and `held_to` are local dates, both inclusive, None while unknown or open.
    """

    name: str
    role: str
    areas: tuple[str, ...] = ()
    seat: str = ""
    party: str = ""
    handles: tuple[str, ...] = ()
    held_from: date | None = None
    held_to: date | None = None
    source: str = ""

    def held_on(self, day: date) -> bool:
        """Whether the role was held on `day`; an unknown end counts as held."""
        return not (self.held_from and day < self.held_from) and not (self.held_to and day > self.held_to)

    @property
    def former(self) -> bool:
        """Whether the role says that its office is held no longer: `former MP`, `former minister`."""
        return self.role.startswith(_FORMER)

    def counts_in(self, areas: AbstractSet[str]) -> bool:
        """Whether the role is of one of `areas`, or of the whole UK."""
        return not self.areas or not areas.isdisjoint(self.areas)


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of one file, and what the lines above its header say.

    `checked_on` is the day on which somebody saw that it was true, None where no line says so; `vacant` are
    seats nobody holds; `unread` counts the rows that an import could not take.
    """

    file: str
    members: tuple[Member, ...]
    checked_on: date | None = None
    vacant: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Register:
    """All parties and members a body's posts are read against; `digest` is of the files they came from.

    `rosters` are the same members, file by file.
    """

    parties: tuple[Party, ...]
    members: tuple[Member, ...]
    digest: str
    rosters: tuple[Roster, ...] = ()
