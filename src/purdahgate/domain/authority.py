"""Who may do what the record tells of, in one literal table: each entry is held against it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from purdahgate.domain.people import CONFIRMERS, KEEPERS, Person, Role, signing

Test = Callable[[Person, Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Deeds:
    """One action: whom it takes, and the tables that it may bring rows into."""

    may: Test
    tables: frozenset[str] = frozenset()


def _any_of(roles: frozenset[Role]) -> Test:
    return lambda person, _entry: bool(person.roles & roles)


def _signs(person: Person, _entry: Mapping[str, Any]) -> bool:
    return bool(signing(person.roles))


def _named(person: Person, _entry: Mapping[str, Any]) -> bool:
    """Anybody whom the body has named, even one who is suspended: stopping never takes a role."""
    return bool(person.name)


def _own_or_keeper(person: Person, entry: Mapping[str, Any]) -> bool:
    return entry.get("person") == person.name or bool(person.roles & KEEPERS)


def _not_suspended(person: Person, _entry: Mapping[str, Any]) -> bool:
    return not person.barred


_OFFICER: Final = _any_of(frozenset({Role.OFFICER}))
_KEEPER: Final = _any_of(KEEPERS)
_CONFIRMER: Final = _any_of(CONFIRMERS)
_WORKER: Final = _any_of(frozenset({Role.WORKER}))

ACTIONS: Final[Mapping[str, Deeds]] = {
    "submit": Deeds(_OFFICER, frozenset({"revision"})),
    "edit": Deeds(_OFFICER, frozenset({"revision"})),
    "approve": Deeds(_signs, frozenset({"sign_off"})),
    "reject": Deeds(_signs, frozenset({"sign_off"})),
    "rule": Deeds(_any_of(frozenset({Role.MONITORING_OFFICER})), frozenset({"ruling"})),
    "withdraw": Deeds(_named),
    "attempt": Deeds(_WORKER),
    "retry": Deeds(_WORKER),
    "refuse-release": Deeds(_not_suspended),
    "settle": Deeds(_any_of(frozenset({Role.OFFICER, Role.APPROVER}))),
    "hand-over": Deeds(_any_of(frozenset({Role.OFFICER, Role.APPROVER, Role.WORKER}))),
    "outcome": Deeds(_WORKER),
    "miss": Deeds(_WORKER),
    "take-down": Deeds(_not_suspended),
    "recall": Deeds(_not_suspended),
    "ask-back": Deeds(_not_suspended),
    "erase": Deeds(_any_of(frozenset({Role.APPROVER, Role.MONITORING_OFFICER}))),
    "calendar-change": Deeds(_KEEPER, frozenset({"calendar_change"})),
    "calendar-propose": Deeds(_KEEPER, frozenset({"proposal"})),
    "calendar-confirm": Deeds(_CONFIRMER, frozenset({"proposal_end"})),
    "calendar-refuse": Deeds(_KEEPER, frozenset({"proposal_end"})),
    "rules-first": Deeds(_named, frozenset({"rule_set", "rule_set_end"})),
    "rules-same": Deeds(_KEEPER, frozenset({"rule_set", "rule_set_end"})),
    "rules-propose": Deeds(_KEEPER, frozenset({"rule_set"})),
    "rules-confirm": Deeds(_CONFIRMER, frozenset({"rule_set_end"})),
    "rules-refuse": Deeds(_KEEPER, frozenset({"rule_set_end"})),
    "stop": Deeds(_named, frozenset({"stop"})),
    "resume": Deeds(_any_of(frozenset({Role.APPROVER})), frozenset({"stop_end"})),
    "incident-open": Deeds(_not_suspended, frozenset({"incident"})),
    "incident-close": Deeds(_not_suspended, frozenset({"incident_end"})),
    "incident-authorise": Deeds(_not_suspended, frozenset({"authority"})),
    "people-sign": Deeds(_KEEPER),
    "person-add": Deeds(_KEEPER),
    "person-edit": Deeds(_KEEPER),
    "person-train": Deeds(_KEEPER),
    "person-declare": Deeds(_own_or_keeper),
    "person-suspend": Deeds(_KEEPER),
    "person-unsuspend": Deeds(_KEEPER),
    "person-deputise": Deeds(_KEEPER),
    "person-key": Deeds(_KEEPER),
    "person-revoke": Deeds(_own_or_keeper),
    "account-add": Deeds(_not_suspended),
    "account-edit": Deeds(_not_suspended),
    "account-retire": Deeds(_not_suspended),
    "account-check": Deeds(_not_suspended),
    "account-monitored": Deeds(_not_suspended),
    "register-import": Deeds(_not_suspended),
}
