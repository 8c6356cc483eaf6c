"""Policy packs: TOML files whose every rule names the clause it carries out."""

import hashlib
from datetime import date
from pathlib import Path

import msgspec

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.policy import Clause, History, Outcome, Policy, Rule, When
from purdahgate.domain.post import Category
from purdahgate.domain.wording import Wording
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.sources.pack_limits import LimitsTable, limits_of
from purdahgate.toml_files import TomlFile, open_toml

BASE = "uk-base"
MOST_BYTES = 1_000_000


class _WhenTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    window: bool | None = None
    finding: list[FindingKind] = []
    certainty: list[Certainty] = []
    category: list[Category] = []
    category_not: list[Category] = []
    longer_than: int | None = None
    ruled: bool = False
    history: History | None = None
    doubt: bool = False
    alone: bool = False
    circumstance: list[Circumstance] = []


class _RuleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    clause: str
    outcome: Outcome
    says: str
    when: _WhenTable
    asks: str = ""
    document: str = ""


class _Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    title: str
    document: str
    source: str
    checked_on: date
    extends: str = ""
    limits: LimitsTable = LimitsTable()
    rule: list[_RuleTable] = []


def pack_files(path: Path) -> tuple[Path, ...]:
    """The files of the pack at `path` and of those it extends, the base first."""
    return tuple(file.path for file, _ in _chain(path, shipped("policies")))


def load_policy(path: Path, wording: Wording, shelf: Path | None = None) -> Policy:
    """The pack at `path` with all it extends; its own rules come first. Packs that ship lie in `shelf`.

    DataError for a pack without rules, one that does not reach `uk-base`, a rule without a condition, a rule
    id that stands twice, or a sentence the wording does not have.
    """
    chain = _chain(path, shelf or shipped("policies"))
    title = chain[-1][1].title
    rules = tuple(rule for file, pack in reversed(chain) for rule in _rules(file, pack, wording))
    covered = hashlib.sha256()
    for file, _ in chain:
        covered.update(hashlib.sha256(file.text.encode()).digest())
    limits = limits_of(pack.limits for _, pack in chain)
    return Policy(chain[-1][1].id, title, rules, covered.hexdigest(), limits)


def _chain(path: Path, shelf: Path) -> list[tuple[TomlFile, _Pack]]:
    """The pack at `path` and those it extends, the base first."""
    chain: list[tuple[TomlFile, _Pack]] = []
    while True:
        file = open_toml(path, limit=MOST_BYTES)
        pack = file.convert(_Pack)
        if any(known.id == pack.id for _, known in chain):
            raise DataError(
                f"pack {pack.id!r} extends itself", where=file.where("extends"), mend="Name another"
            )
        if not pack.rule:
            raise DataError(
                "the pack has no rule, so it would clear everything", where=str(path), mend="Add one"
            )
        chain.insert(0, (file, pack))
        if path.resolve() == (shelf / f"{BASE}.toml").resolve():
            return chain
        if pack.id == BASE:
            where, mend = file.where("id"), "Give it a name of its own, and let it extend the base"
            raise DataError(f"a pack of one's own cannot be called {BASE!r}", where=where, mend=mend)
        if not pack.extends:
            raise DataError(
                f"pack {pack.id!r} extends nothing",
                where=str(path),
                mend=f'Write extends = "{BASE}" above its rules',
            )
        path = _extended(file, pack.extends, shelf)


def _extended(file: TomlFile, name: str, shelf: Path) -> Path:
    path = shelf / f"{name}.toml"
    beside = file.path.parent / f"{name}.toml"
    found = path if path.exists() else beside
    if not found.exists():
        raise DataError(
            f"there is no pack {name!r}", where=file.where("extends"), mend=f'Use extends = "{BASE}"'
        )
    return found


def _rules(file: TomlFile, pack: _Pack, wording: Wording) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for number, each in enumerate(pack.rule):
        where = file.where("rule", number)
        if each.id in rules:
            raise DataError(f"rule {each.id!r} stands twice", where=where, mend="Give each rule its own id")
        if each.when == _WhenTable():
            raise DataError(f"rule {each.id!r} has no condition", where=where, mend="Give it one under when")
        if each.says not in wording:
            raise DataError(
                f"there are no words for {each.says!r}", where=where, mend=f"Known: {wording.codes}"
            )
        rules[each.id] = _rule(pack, each)
    return list(rules.values())


def _rule(pack: _Pack, each: _RuleTable) -> Rule:
    when = each.when
    return Rule(
        id=f"{pack.id}.{each.id}",
        outcome=each.outcome,
        clause=Clause(each.document or pack.document, each.clause),
        says=each.says,
        asks=each.asks,
        when=When(
            window=when.window,
            finding=frozenset(when.finding),
            certainty=frozenset(when.certainty),
            category=frozenset(when.category),
            category_not=frozenset(when.category_not),
            longer_than=when.longer_than,
            ruled=when.ruled,
            history=when.history,
            doubt=when.doubt,
            alone=when.alone,
            circumstance=frozenset(when.circumstance),
        ),
    )
