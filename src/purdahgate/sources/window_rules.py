"""The shipped national rules: when a period opens and shuts, by kind of election and kind of body."""

from datetime import date
from pathlib import Path

import msgspec

from purdahgate.domain.body import BodyKind
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.window_rules import Close, Opening, Scope, WindowRule
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.toml_files import TomlFile, open_toml


class _Opens(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    weeks: int | None = None
    working_days: int | None = None
    calendar_days: int | None = None
    notice: bool = False
    announced: bool = False


class _Rule(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: str
    elections: list[ElectionKind]
    bodies: list[BodyKind]
    opens: _Opens
    closes: Close
    sources: list[str]
    confidence: str
    scope: Scope = Scope.WHOLE_BODY
    nations: list[Nation] = []
    body_nations: list[Nation] = []
    announced: dict[str, date] = {}
    neighbour: bool = False
    note: str = ""
    checked_on: date | None = None


class _Root(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    checked_on: date
    rule: list[_Rule]


def load_window_rules(path: Path | None = None) -> tuple[WindowRule, ...]:
    """The rules at `path`, by default the shipped ones, in the file's order.

    DataError, naming the line, for a rule that stands twice, has no source, or lists no real polling day.
    """
    file = open_toml(path or shipped("window-rules.toml"))
    root = file.convert(_Root)
    rules: dict[str, WindowRule] = {}
    for number, row in enumerate(root.rule):
        where = file.where("rule", number)
        if row.id in rules:
            raise DataError(f"rule {row.id!r} stands twice", where=where, mend="Give each rule its own id")
        if not all(source.strip() for source in row.sources) or not row.sources:
            raise DataError(f"rule {row.id!r} has no source", where=where, mend="Say which law or guidance")
        rules[row.id] = _rule(row, root.checked_on, file, number)
    return tuple(rules.values())


def _rule(row: _Rule, checked_on: date, file: TomlFile, number: int) -> WindowRule:
    return WindowRule(
        id=row.id,
        elections=frozenset(row.elections),
        bodies=frozenset(row.bodies),
        opens=Opening(**msgspec.structs.asdict(row.opens)),
        closes=row.closes,
        scope=row.scope,
        sources=tuple(row.sources),
        confidence=row.confidence,
        checked_on=row.checked_on or checked_on,
        nations=frozenset(row.nations),
        body_nations=frozenset(row.body_nations),
        announced={_poll(day, file, number): start for day, start in row.announced.items()},
        neighbour=row.neighbour,
        note=row.note,
    )


def _poll(typed: str, file: TomlFile, number: int) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        where = file.where("rule", number, "announced")
        raise DataError(f"{typed!r} is no polling day", where=where, mend="Write it as 2027-05-06") from None
