"""Where a poll that is imported is held: out of its election id, or of the name of its council."""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from purdahgate.domain.body import Area, Areas
from purdahgate.domain.election import Nation
from purdahgate.domain.election_ids import ElectionId
from purdahgate.errors import InputError

BY_ELECTION: Final = "by"
CITY_CORPORATION: Final = "city-corporation"
COUNCILS: Final = frozenset(
    {"county", "district", "london-borough", "metropolitan-district", "unitary", CITY_CORPORATION}
)
_HELD_IN: Final[dict[str, frozenset[str]]] = {
    "local": COUNCILS,
    "ref": COUNCILS,
    "mayor": COUNCILS | {"combined-authority", "region"},  # the Mayor of London is a region's
    "pcc": frozenset({"police-area"}),
}
# Kinds without organisations: one poll, in all its constituencies at once.
_WHOLE: Final[dict[str, tuple[Nation, tuple[str, ...]]]] = {
    "parl": (Nation.UK, ()),
    "europarl": (Nation.UK, ()),
    "sp": (Nation.SCOTLAND, ()),
    "senedd": (Nation.WALES, ()),
    "naw": (Nation.WALES, ()),
    "nia": (Nation.NORTHERN_IRELAND, ()),
    "gla": (Nation.ENGLAND, ("greater-london",)),
}
_TITLES: Final = {
    "local": "{}: council election",
    "mayor": "{}: mayoral election",
    "pcc": "{}: police and crime commissioner election",
    "ref": "{}: referendum",
    "parl": "UK general election",
    "europarl": "European Parliament",
    "sp": "Scottish Parliament",
    "senedd": "Senedd Cymru",
    "naw": "National Assembly for Wales",
    "nia": "Northern Ireland Assembly",
    "gla": "London Assembly",
}
# Other names of a council in the sources read here, which no rule below would find.
_ALSO_CALLED: Final = {
    "durham": "county-durham",
    "na h eileanan siar": "eilean-siar",
    "rhondda cynon taf": "rhondda-cynon-taff",
}
_DRESS: Final = re.compile(
    r"^(the )?((city|county|royal borough|london borough|borough|metropolitan borough) of )?|"
    r"( (city|county|county borough|borough|district|metropolitan borough))?( council)?$|"
    r" (city|county) of$"
)
_NEAR: Final = 0.75


def gathered(parsed: ElectionId) -> ElectionId:
    """The poll that a ballot belongs to: its council's own, its parliament's; a by-election's is its own."""
    if BY_ELECTION in parsed.middle or parsed.type not in {*_HELD_IN, *_WHOLE}:
        return parsed
    kept = parsed.middle[:1] if parsed.type in _HELD_IN else ()
    return ElectionId(parsed.type, kept, parsed.poll_date)


def held_in(parsed: ElectionId, areas: Areas) -> tuple[Nation, tuple[str, ...]]:
    """The nation and the areas of a poll; InputError where its id names none, or an unknown one."""
    if parsed.type not in _HELD_IN:
        if BY_ELECTION in parsed.middle or parsed.type not in _WHOLE:
            mend = f"Add it with its areas: purdahgate calendar add {parsed} --area SLUG"
            raise InputError(f"{parsed} is of a place that is no area here", mend=mend)
        return _WHOLE[parsed.type]
    if not parsed.middle:
        mend = "Take it out where its councils have lines of their own, else use: purdahgate calendar add"
        raise InputError(f"{parsed} does not say where it is held", mend=mend)
    slug = _slug(parsed)
    if slug not in areas:
        raise InputError(f"{parsed}: there is no area {slug!r}", mend=areas.suggest(slug))
    if areas[slug].kind not in _HELD_IN[parsed.type]:
        raise InputError(f"{parsed}: {slug!r} is a {areas[slug].kind}, which holds none", mend="Mend the id")
    return areas[slug].nation, (slug,)


def title_of(parsed: ElectionId, areas: Areas, ward: str = "") -> str:
    """What the poll is, in words."""
    if parsed.type not in _HELD_IN:
        return _TITLES.get(parsed.type, str(parsed))
    name = areas[_slug(parsed)].name
    if BY_ELECTION in parsed.middle:
        *division, _ = parsed.middle[1:]
        return ", ".join((ward or "".join(division), name)).removeprefix(", ") + ": by-election"
    return _TITLES[parsed.type].format(name)


def _slug(parsed: ElectionId) -> str:
    """The area of the organisation: a commissioner's is its police area, the Mayor of London's the region."""
    organisation = parsed.middle[0]
    if parsed.type == "pcc":
        return f"police-{organisation}"
    return "greater-london" if (parsed.type, organisation) == ("mayor", "london") else organisation


class CouncilNames:
    """Every council by its name, however dressed: `Lincoln`, `City of Lincoln Council`, `St. Helens`."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas
        self._slugs: dict[str, set[str]] = {}
        for slug in areas:
            if areas[slug].kind in COUNCILS:
                for name in (*_forms(areas[slug].name), _plain(slug)):
                    self._slugs.setdefault(name, set()).add(slug)

    def find(self, name: str) -> Area:
        """The council called `name`; InputError, with the nearest, where none or more than one is."""
        for form in (*_forms(name), *_forms(_ALSO_CALLED.get(_plain(name), ""))):
            found = self._slugs.get(form, set())
            if len(found) == 1:
                return self._areas[next(iter(found))]
            if found:
                mend = f"Write its slug: {', '.join(sorted(found))}"
                raise InputError(f"{name!r} may be more than one council", mend=mend)
        near = difflib.get_close_matches(_plain(name), self._slugs, n=1, cutoff=_NEAR)
        mend = "Find it with: purdahgate calendar areas WORD"
        if near:
            mend = f"Did you mean {self._areas[min(self._slugs[near[0]])].name!r}?"
        raise InputError(f"there is no council called {name!r}", mend=mend)


def _forms(name: str) -> Iterator[str]:
    """`name` in plain letters, first as it stands, then without what it may be dressed in."""
    yield _plain(name)
    yield _DRESS.sub("", _plain(name))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    return " ".join(re.sub(r"[^a-z0-9 ]", "", letters.replace("-", " ")).split())
