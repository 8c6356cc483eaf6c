"""`people.toml`: who may do what."""

import hashlib
from pathlib import Path

import msgspec

from purdahgate.domain.people import People, Person, Role
from purdahgate.errors import DataError
from purdahgate.toml_files import open_toml


class _PersonTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    full_name: str
    roles: list[Role]


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    person: list[_PersonTable] = []


def load_people(path: Path) -> People:
    """Everybody `path` names. DataError for a name that stands twice, or for somebody without a role."""
    file = open_toml(path)
    found: dict[str, Person] = {}
    for number, each in enumerate(file.convert(_Root).person):
        where = file.where("person", number)
        if not each.name or each.name != each.name.strip():
            raise DataError(f"{each.name!r} is no name to type after --as", where=where, mend="Use one word")
        if each.name in found:
            raise DataError(f"{each.name!r} stands twice", where=where, mend="Give each person one entry")
        if not each.roles:
            raise DataError(
                f"{each.name!r} has no role", where=where, mend='Give one, as in roles = ["officer"]'
            )
        found[each.name] = Person(each.name, each.full_name, frozenset(each.roles))
    return People(found.values(), hashlib.sha256(file.text.encode()).hexdigest())
