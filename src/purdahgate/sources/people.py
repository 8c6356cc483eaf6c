"""`people.toml`: who may do what, what they are trained in, and who stands in for whom."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from purdahgate.domain.people import Deputy, HeldKey, People, Person, Role, Suspension, signing
from purdahgate.domain.signing import PublicKey
from purdahgate.errors import DataError
from purdahgate.toml_files import TomlFile, open_toml
from purdahgate.toml_refusals import suggest


class _PersonTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    full_name: str
    roles: list[str]
    trained_on: date | None = None
    refreshed_on: date | None = None
    declared_on: date | None = None
    restricted: bool = False
    authorised_by: str = ""
    authorised_on: date | None = None
    business_case: str = ""
    suspended_on: date | None = None
    suspended_until: date | None = None
    suspended_because: str = ""


class _DeputyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    stands_for: str
    first_day: date
    last_day: date


class _KeyTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    public: str
    first_day: date | None = None
    last_day: date | None = None
    revoked_on: date | None = None
    revoked_because: str = ""


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    person: list[_PersonTable] = []
    deputy: list[_DeputyTable] = []
    key: list[_KeyTable] = []


def load_people(path: Path, roles: Collection[str] | None = ()) -> People:
    """Everybody `path` names. DataError for a name that stands twice, or for somebody without a role.

    Roles are the built-in ones and `roles`, the policy's own; where that is None any may stand.
    """
    return people_of(open_toml(path), roles)


def people_of(file: TomlFile, roles: Collection[str] | None = ()) -> People:
    """Everybody a parsed file names; as `load_people`."""
    root = file.convert(_Root)
    found: dict[str, Person] = {}
    for number, each in enumerate(root.person):
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
        found[each.name] = _person(each, where)
    for name, keys in _keys(root.key, found, file).items():
        found[name] = replace(found[name], keys=tuple(keys))
    deputies = [_deputy(each, found, file.where("deputy", number)) for number, each in enumerate(root.deputy)]
    return People(found.values(), hashlib.sha256(file.text.encode()).hexdigest(), deputies)


def _person(each: _PersonTable, where: str) -> Person:
    suspension = None
    if each.suspended_on is not None:
        suspension = Suspension(each.suspended_on, each.suspended_because, each.suspended_until)
    if (suspension is None) != (not each.suspended_because):
        mend = "Give suspended_on and suspended_because, or neither"
        raise DataError(f"half a suspension of {each.name!r}", where=where, mend=mend)
    if each.suspended_until is not None and (
        each.suspended_on is None or each.suspended_until < each.suspended_on
    ):
        mend = "Let suspended_until be suspended_on or later"
        raise DataError(f"the suspension of {each.name!r} ends before it begins", where=where, mend=mend)
    if each.refreshed_on and not each.trained_on:
        mend = "Add trained_on, the day of the first training"
        raise DataError(f"{each.name!r} has a refresher and no training", where=where, mend=mend)
    return Person(
        name=each.name,
        full_name=each.full_name,
        roles=frozenset(each.roles),
        trained_on=each.trained_on,
        refreshed_on=each.refreshed_on,
        declared_on=each.declared_on,
        restricted=each.restricted,
        authorised_by=each.authorised_by.strip(),
        authorised_on=each.authorised_on,
        business_case=each.business_case.strip(),
        suspension=suspension,
    )


def _keys(
    tables: Sequence[_KeyTable], found: Mapping[str, Person], file: TomlFile
) -> dict[str, list[HeldKey]]:
    """Everybody's keys. DataError for a key that stands twice: under two names it would sign as two."""
    keys: dict[str, list[HeldKey]] = {}
    owners: dict[str, str] = {}
    for number, each in enumerate(tables):
        where = file.where("key", number)
        if each.name not in found:
            raise DataError(
                f"{each.name!r} is in no entry of this file",
                where=where,
                mend="Give them an entry under [[person]]",
            )
        held = _held_key(each, where)
        if owner := owners.get(held.key.line):
            mend = "Take one of the two out: each person signs by a key of their own"
            raise DataError(
                f"one key stands for {owner!r} and again for {each.name!r}", where=where, mend=mend
            )
        owners[held.key.line] = each.name
        keys.setdefault(each.name, []).append(held)
    return keys


def _held_key(each: _KeyTable, where: str) -> HeldKey:
    if each.first_day and each.last_day and each.last_day < each.first_day:
        mend = "Let last_day be first_day or later"
        raise DataError(f"the days of a key of {each.name!r} end before they begin", where=where, mend=mend)
    if (each.revoked_on is None) != (not each.revoked_because.strip()):
        mend = "Give revoked_on and revoked_because, or neither"
        raise DataError(f"a key of {each.name!r} is half revoked", where=where, mend=mend)
    key = PublicKey.parse(each.public, where)
    return HeldKey(key, each.first_day, each.last_day, each.revoked_on, each.revoked_because.strip())


def _deputy(each: _DeputyTable, found: Mapping[str, Person], where: str) -> Deputy:
    for name in (each.name, each.stands_for):
        if name not in found:
            mend = "Give them an entry under [[person]]"
            raise DataError(f"{name!r} is in no entry of this file", where=where, mend=mend)
    if not signing(found[each.stands_for].roles) or each.name == each.stands_for:
        mend = "A deputy stands in for somebody else who is an approver, or holds a role of the policy's own"
        raise DataError(f"{each.name!r} cannot stand in for {each.stands_for!r}", where=where, mend=mend)
    if each.last_day < each.first_day:
        mend = "Let last_day be first_day or later"
        raise DataError(f"the days of {each.name!r} end before they begin", where=where, mend=mend)
    return Deputy(each.name, each.stands_for, each.first_day, each.last_day)


def _check_roles(named: Collection[str], known: Collection[str], where: str) -> None:
    for role in named:
        if role not in known:
            mend = suggest(role, sorted(known))
            raise DataError(f"there is no role {role!r} in this policy", where=where, mend=mend)
