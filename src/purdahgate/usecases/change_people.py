"""Change people.toml by command: a keeper does, nobody their own entry, and what loosens is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from purdahgate.domain.people import People, require_keeper
from purdahgate.domain.people_changes import loosened
from purdahgate.domain.post import check_line
from purdahgate.domain.signing import PublicKey
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.sources.people import people_of
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.register_change import Drafted, Register, Row, draft_row


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What changed of one person, and what that allows somebody that nobody allowed before."""

    row: Row
    loosens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said of a person; None leaves a part as it is, an empty text takes it away."""

    full_name: str | None = None
    roles: Sequence[str] | None = None
    restricted: bool | None = None
    authorised_by: str | None = None
    authorised_on: date | None = None
    business_case: str | None = None

    def values(self) -> dict[str, Any]:
        """The keys of the file that change."""
        texts = {
            "full_name": self.full_name,
            "authorised_by": self.authorised_by,
            "business_case": self.business_case,
        }
        found: dict[str, Any] = {
            key: check_line(said, key.replace("_", " ")) if said else None
            for key, said in texts.items()
            if said is not None
        }
        if self.roles is not None:
            found["roles"] = list(dict.fromkeys(self.roles))
        if self.restricted is not None:
            found["restricted"] = self.restricted or None
        if self.authorised_on is not None:
            found["authorised_on"] = self.authorised_on
        if self.authorised_by == "":
            found["authorised_on"] = None
        return found


def add_person(deed: Deed, file: Register, name: str, said: Particulars, reason: str) -> PersonChange:
    """Give somebody new an entry."""
    if deed.world.people.get(name):
        raise InputError(f"{name!r} is in people.toml already", mend="See: purdahgate person edit")
    if not said.full_name or not said.roles:
        raise InputError("a new person needs a name and a role", mend="Give --full-name and --role")
    return _change(deed, file, "person-add", check_line(name, "name"), said.values(), reason)


def edit_person(deed: Deed, file: Register, name: str, said: Particulars, reason: str) -> PersonChange:
    """Change what an entry says."""
    deed.world.people.who(name)
    return _change(deed, file, "person-edit", name, said.values(), reason)


def train(deed: Deed, file: Register, name: str, day: date, *, refresher: bool, reason: str) -> PersonChange:
    """Record somebody's first training, or a refresher."""
    person = deed.world.people.who(name)
    if refresher and person.trained_on is None:
        raise InputError(
            f"{name} has had no first training", mend="Record that one first, without --refresher"
        )
    _not_to_come(deed, day)
    key = "refreshed_on" if refresher else "trained_on"
    return _change(deed, file, "person-train", name, {key: day}, reason)


def declare(deed: Deed, file: Register, name: str, day: date, reason: str) -> PersonChange:
    """Record that somebody has declared to have read the policy; they themselves may."""
    deed.world.people.who(name)
    _not_to_come(deed, day)
    return _change(deed, file, "person-declare", name, {"declared_on": day}, reason, own=True)


def suspend(deed: Deed, file: Register, name: str, until: date | None, reason: str) -> PersonChange:
    """Let somebody act in no role from today on."""
    deed.world.people.who(name)
    values = {"suspended_on": _today(deed), "suspended_until": until, "suspended_because": reason}
    return _change(deed, file, "person-suspend", name, values, reason)


def unsuspend(deed: Deed, file: Register, name: str, reason: str) -> PersonChange:
    """Lift a suspension."""
    if deed.world.people.who(name).suspension is None:
        raise InputError(f"{name} is not suspended", mend=f"See: purdahgate person show {name}")
    values = dict.fromkeys(("suspended_on", "suspended_until", "suspended_because"))
    return _change(deed, file, "person-unsuspend", name, values, reason)


def deputise(
    deed: Deed, file: Register, name: str, stands_for: str, first_day: date, last_day: date, reason: str
) -> PersonChange:
    """Let somebody act as approver for an approver, between two days, in place of any days they had."""
    for each in (name, stands_for):
        deed.world.people.who(each)
    values = {"first_day": first_day, "last_day": last_day}
    deputies = replace(file, array="deputy")
    return _change(deed, deputies, "person-deputise", name, values, reason, also={"stands_for": stands_for})


def add_key(
    deed: Deed,
    file: Register,
    name: str,
    key: PublicKey,
    days: tuple[date | None, date | None],
    reason: str,
) -> PersonChange:
    """Let somebody sign by a key, from day to day; they may be entered without counting yet."""
    values = {"first_day": days[0], "last_day": days[1]}
    keys = replace(file, array="key")
    return _change(deed, keys, "person-key", name, values, reason, also={"public": key.line})


def revoke_key(deed: Deed, file: Register, name: str, fingerprint: str, reason: str) -> PersonChange:
    """Let a key sign nothing from today on; its owner may."""
    today = _today(deed)
    held = [each.key for each in deed.world.people.who(name).keys if not each.revoked(today)]
    found = [key for key in held if fingerprint in ("", key.fingerprint)]
    if len(found) != 1:
        known = " ".join(key.fingerprint for key in held) or "none"
        raise InputError(f"{name} has {len(found)} such keys", mend=f"Name one with --key. Theirs: {known}")
    values = {"revoked_on": today, "revoked_because": check_line(reason, "reason")}
    keys = replace(file, array="key")
    also = {"public": found[0].line}
    return _change(deed, keys, "person-revoke", name, values, reason, own=True, also=also)


def first_key(people: People, path: Path, name: str, line: str, write: Callable[[str], None]) -> None:
    """Put a key into a people.toml that nobody has signed yet."""
    people.who(name)
    drafted = draft_row(Register(path, "key", write), name, {}, {"public": line})
    people_of(drafted.after, None)
    write(drafted.after.text)


def _change(
    deed: Deed,
    file: Register,
    action: str,
    name: str,
    values: Mapping[str, Any],
    reason: str,
    *,
    own: bool = False,
    also: Mapping[str, str] | None = None,
) -> PersonChange:
    if not (own and deed.actor.name == name):
        require_keeper(deed.actor, "change people.toml")
    why = check_line(reason, "reason") if reason or not own else ""
    drafted = draft_row(file, name, values, also)
    roles = {role for policy in deed.world.policies() for role in policy.roles}
    before, after = people_of(drafted.before, None), people_of(drafted.after, roles)
    loosens = loosened(before, after, _today(deed))
    _may(deed, name, before, own=own)
    return PersonChange(_landed(deed, drafted, action, why, loosens), loosens)


def _may(deed: Deed, name: str, before: People, *, own: bool) -> None:
    """Refuse a change of one's own entry: two keyholders sign what loosens, and neither for themselves."""
    if deed.actor.name == name and before.get(name) and not own:
        raise NotAllowedError(
            f"{name} may not change their own entry", where="people.toml", mend="Another keeper must do it"
        )


def _landed(deed: Deed, drafted: Drafted, action: str, why: str, loosens: tuple[str, ...]) -> Row:
    return drafted.land(deed, action, why, loosens=list(loosens))


def _today(deed: Deed) -> date:
    return deed.now.astimezone(deed.world.body.zone).date()


def _not_to_come(deed: Deed, day: date) -> None:
    if day > _today(deed):
        raise InputError(f"{day} is still to come", mend="Record it when it has been")
