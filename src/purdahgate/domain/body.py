"""The public body whose accounts these are, and the map of areas it stands in."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from purdahgate.domain.election import Nation
from purdahgate.errors import DataError


class BodyKind(StrEnum):
    """What sort of body it is; window rules differ by it."""

    COUNCIL = "council"
    OPCC = "opcc"
    POLICE = "police"
    FIRE = "fire"
    NHS = "nhs"
    UNIVERSITY = "university"
    CIVIL_SERVICE = "civil-service"
    COMBINED_AUTHORITY = "combined-authority"


@dataclass(frozen=True, slots=True)
class Body:
    """One body. `areas` are area slugs, or a nation's; `own_names` never count as a mention.

    `own_sites` are the hosts of its web sites, in lower case.
    """

    name: str
    kind: BodyKind
    nation: Nation
    areas: tuple[str, ...]
    zone: ZoneInfo
    own_names: tuple[str, ...] = ()
    own_sites: tuple[str, ...] = ()
    contact: str = "nobody@purdahgate.invalid"


@dataclass(frozen=True, slots=True)
class Area:
    """One area: `within` names the areas that hold it (a district's county, region and nation)."""

    slug: str
    name: str
    kind: str
    nation: Nation
    within: tuple[str, ...] = ()


class Areas:
    """Which area lies in which."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_slug: Mapping[str, Area] = {area.slug: area for area in areas}

    def __contains__(self, slug: str) -> bool:
        return slug in self._by_slug

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_slug)

    def __getitem__(self, slug: str) -> Area:
        try:
            return self._by_slug[slug]
        except KeyError:
            raise DataError(f"there is no area {slug!r}", mend=self.suggest(slug)) from None

    def suggest(self, slug: str) -> str:
        """The mend for a slug that is none: the nearest that is, or where to look."""
        near = difflib.get_close_matches(slug, self._by_slug, n=1)
        return f"Did you mean {near[0]!r}?" if near else "Find it with: purdahgate calendar areas WORD"

    def above(self, slug: str) -> frozenset[str]:
        """Every area that holds `slug`, itself included: a district, its county, its nation, the UK."""
        found: set[str] = set()
        waiting = [slug]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self[one].within)
        return frozenset(found)
