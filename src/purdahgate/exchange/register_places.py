"""The areas that a row of somebody's register belongs to: by slug, council, web address, ballot or seat."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from purdahgate.domain.body import Areas
from purdahgate.domain.election import Nation
from purdahgate.domain.election_ids import ElectionId, parse_election_id
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.timetable import Milestone, Timetables
from purdahgate.exchange.organisations import COUNCILS, CouncilNames, held_in

_ADDRESS: Final = re.compile(
    r"^(https?://)?((www|modgov|democracy|moderngov|councillors|committees|cms)\.)?"
    r"(?P<name>[a-z0-9-]+)\.(gov\.uk|co\.uk|org\.uk|gov\.wales|gov\.scot|llyw\.cymru)(/.*)?$"
)


@dataclass(frozen=True, slots=True)
class Poll:
    """What a candidate stands in: the areas it is of, and from when to when they are one."""

    areas: tuple[str, ...]
    nominated: date | None
    poll_date: date


class Places:
    """Looks up areas. `seats` are the constituencies known, each with the councils it touches."""

    def __init__(self, areas: Areas, seats: Mapping[str, tuple[str, ...]], timetables: Timetables) -> None:
        self._areas = areas
        self._councils = CouncilNames(areas)
        self._squeezed: dict[str, set[str]] = {}
        for slug in areas:
            if areas[slug].kind in COUNCILS:
                self._squeezed.setdefault(_squeezed(areas[slug].name), set()).add(slug)
        self._seats = {_plain(name): slugs for name, slugs in seats.items()}
        self._timetables = timetables

    def area(self, typed: str) -> str:
        """The slug of an area written as a slug, or of a council by its name or its web address."""
        cell = typed.strip()
        slug = cell.casefold().replace("_", "-").replace(" ", "-")
        if slug in self._areas:
            return slug
        if address := _ADDRESS.match(cell.casefold()):
            return self.area(address["name"])
        if len(found := self._squeezed.get(_squeezed(cell), set())) == 1:
            return min(found)
        name = re.sub(r"[_ ]cc$", " county", cell, flags=re.IGNORECASE).replace("_", " ")
        return self._councils.find(name).slug

    def several(self, typed: str, sign: str) -> tuple[str, ...]:
        """The slugs of areas with `sign` between them."""
        return tuple(dict.fromkeys(self.area(part) for part in typed.split(sign) if part.strip()))

    def poll(self, ballot: str, seat: str) -> Poll:
        """The poll of a ballot's id; a constituency nobody knows is of its whole nation."""
        parsed = parse_election_id(ballot)
        nation, slugs = self._held_in(parsed, seat)
        kind = kind_of(ballot)
        return Poll(slugs, self._close(kind, nation, parsed.poll_date), parsed.poll_date)

    def _held_in(self, parsed: ElectionId, seat: str) -> tuple[Nation, tuple[str, ...]]:
        if parsed.type == "parl":
            return Nation.UK, self._seats.get(_plain(seat), ())
        if parsed.type in {"sp", "senedd", "nia", "gla", "naw"}:
            parsed = ElectionId(parsed.type, (), parsed.poll_date)
        nation, slugs = held_in(parsed, self._areas)
        return nation, slugs or ((nation.value,) if nation is not Nation.UK else ())

    def _close(self, kind: ElectionKind, nation: Nation, poll: date) -> date | None:
        """The close of nominations; None where no law says, and then a candidate counts at once."""
        if not self._timetables.holidays.reaches(poll):
            return None
        for each in (nation, Nation.UK):
            if found := self._timetables.deadline(Milestone.NOMINATIONS_CLOSE, kind, each, poll):
                return found.day
        return None


def seats_of(members: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Constituencies with their areas, of members' (seat, areas)."""
    return {seat: areas for seat, areas in members if seat and areas}


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]", " ", name.casefold().replace("&", " and ")).split())


def _squeezed(name: str) -> str:
    """A council as web addresses have it: `towerhamlets`, `hinckley-bosworth`."""
    return "".join(word for word in re.findall(r"[a-z0-9]+", name.casefold()) if word != "and")
