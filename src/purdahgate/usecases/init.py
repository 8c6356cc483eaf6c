"""Make a workspace: a config file and a people file of the body's own."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from purdahgate.domain.body import Areas, BodyKind
from purdahgate.domain.election import Nation
from purdahgate.errors import InputError
from purdahgate.exchange.files import writing_whole
from purdahgate.sources.areas import load_areas
from purdahgate.sources.templates import CONFIG, PEOPLE, PERSON, TRIAL_KEYS

# What a body's name may have beside that of its area.
_TITLES = frozenset(
    {"the", "of", "for", "and", "city", "county", "borough", "district", "metropolitan", "royal", "council"}
    | {"corporation", "london", "office", "police", "constabulary", "constabularies", "force", "forces"}
    | {"fire", "rescue", "crime", "commissioner", "commissioners", "pcc", "pfcc", "opcc", "chief"}
    | {"constable", "service", "authority", "combined"}
)
_POLICE = "police-"
_BY_POLICE_AREA = frozenset({BodyKind.OPCC, BodyKind.POLICE, BodyKind.FIRE})

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants a workspace for; empty `areas` are worked out from the name.

    In a `trial` everybody's keys are in one folder of it.
    """

    body: str
    kind: str
    nation: str
    areas: tuple[str, ...] = ()
    officer: str = ""
    approver: str = ""
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The files made, the areas chosen, and what to look at."""

    files: tuple[Path, ...]
    areas: tuple[str, ...]
    note: str


def init_workspace(folder: Path, wanted: Wanted) -> Made:
    """Write config.toml and people.toml into `folder`. InputError where either is there already."""
    kind, nation = _named(BodyKind, wanted.kind, "kind"), _named(Nation, wanted.nation, "nation")
    if not wanted.body.strip():
        raise InputError("the body has no name", mend='Give it with --body "Colchester City Council"')
    names = wanted.officer or "officer", wanted.approver or "approver"
    if names[0] == names[1]:
        raise InputError(
            f"{names[0]} cannot be both officer and approver here: nobody signs off what they wrote",
            mend="Name two people",
        )
    known = load_areas()
    chosen, note = _areas(known, wanted, nation)
    config, people = folder / "config.toml", folder / "people.toml"
    for path in (config, people):
        if path.exists():
            raise InputError("a workspace is there already", where=str(path), mend="Choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as bad:
        raise InputError(f"the folder cannot be made: {bad.strerror}", where=str(folder)) from None
    text = CONFIG.format(
        name=json.dumps(wanted.body.strip()),
        kind=kind,
        nation=nation,
        areas=json.dumps(list(chosen)),
        keys=TRIAL_KEYS if wanted.trial else "",
    )
    persons = list(zip((*names, WORKER), ("officer", "approver", WORKER), strict=True))
    entries = [PERSON.format(name=json.dumps(name), role=role) for name, role in persons]
    for path, content in ((config, text), (people, PEOPLE + "".join(entries))):
        with writing_whole(path) as file:
            file.write(content.encode())
    return Made((config, people), chosen, note)


def _named(options: type[BodyKind] | type[Nation], name: str, what: str) -> str:
    if name not in set(options):
        raise InputError(f"there is no {what} {name!r}", mend=f"It is one of: {', '.join(options)}")
    return name


def _areas(known: Areas, wanted: Wanted, nation: str) -> tuple[tuple[str, ...], str]:
    """The areas named; else the one that the body's name names; else its whole nation, and a word on that."""
    for slug in wanted.areas:
        if slug not in known:
            raise InputError(f"there is no area {slug!r}", mend=known.suggest(slug))
    if wanted.areas:
        return wanted.areas, ""
    if found := _called(known, wanted.body, of_police=wanted.kind in _BY_POLICE_AREA):
        return found, ""
    return (nation,), (
        f"No area is called like {wanted.body!r}, so every poll in {nation} opens a window. "
        "Name its own areas under [body] in config.toml."
    )


def _called(known: Areas, body: str, *, of_police: bool) -> tuple[str, ...]:
    """The areas whose names stand in the body's; none where it names something else besides.

    A police area is meant whole, whatever else a force's name has: Hampshire's holds the Isle of Wight.
    """
    words = re.sub(r"[^\w\s-]", "", body.replace("&", " and ").lower()).replace("-", " ").split()
    if of_police and (areas := _standing_in(words, known, _POLICE)[0]):
        return areas
    areas, rest = _standing_in(words, known)
    return areas if len(areas) == 1 and rest <= _TITLES else ()


def _standing_in(words: list[str], known: Areas, front: str = "") -> tuple[tuple[str, ...], frozenset[str]]:
    """The areas, of slugs that begin with `front`, that `words` name, longer names first; and the others."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            slug = front + "-".join(words[start : start + length])
            if slug in known:
                before = _standing_in(words[:start], known, front)
                after = _standing_in(words[start + length :], known, front)
                return (*before[0], slug, *after[0]), before[1] | after[1]
    return (), frozenset(words)
