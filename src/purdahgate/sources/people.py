"""`people.toml`: who may do what."""

import hashlib
from collections.abc import Collection
from pathlib import Path

import msgspec

from purdahgate.domain.people import People, Person, Role
from purdahgate.errors import DataError
from purdahgate.toml_files import open_toml
from purdahgate.toml_refusals import suggest


class _PersonTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    full_name: str
    roles: list[str]


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    person: list[_PersonTable] = []


def load_people(path: Path, roles: Collection[str] | None = ()) -> People:
    """Everybody `path` names. DataError for a name that stands twice, or for somebody without a role.

    Roles are the built-in ones and `roles`, the policy's own; where that is None any may stand.
    """
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
        if roles is not None:
            _check_roles(each.roles, {*map(str, Role), *roles}, file.where("person", number, "roles"))
        found[each.name] = Person(each.name, each.full_name, frozenset(each.roles))
    return People(found.values(), hashlib.sha256(file.text.encode()).hexdigest())


def _check_roles(named: Collection[str], known: Collection[str], where: str) -> None:
    for role in named:
        if role not in known:
            mend = suggest(role, sorted(known))
            raise DataError(f"there is no role {role!r} in this policy", where=where, mend=mend)
