"""When a pre-election period opens and shuts: the national rules, and what a body has chosen of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import lru_cache

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Election, Nation
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.timetable import Timetables


class Close(StrEnum):
    """When a window shuts. The last two stay open until somebody records the event."""

    END_OF_POLLING_DAY = "end-of-polling-day"
    CLOSE_OF_POLL = "close-of-poll"
    DECLARATION = "declaration"
    GOVERNMENT_FORMED = "government-formed"


class Scope(StrEnum):
    """What of a body's posts a window binds."""

    WHOLE_BODY = "whole-body"
    WARD = "ward"  # posts tagged with, or naming, the ward
    AREA = "area"  # the same for a wider place, such as a constituency
    NONE = "none"  # none: a warning


class Anchor(StrEnum):
    """What a window's opening day hangs on."""

    WEEKS = "weeks"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    NOTICE_PUBLISHED = "notice-published"
    NOTICE_DEADLINE = "notice-deadline"
    ANNOUNCED = "announced"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a window: the earliest of what is given; nothing where nothing is.

    `notice` is the notice as published, or until that is recorded the last lawful day for it.
    """

    weeks: int | None = None
    working_days: int | None = None
    calendar_days: int | None = None
    notice: bool = False
    announced: bool = False

    @property
    def opens_nothing(self) -> bool:
        """Whether such a poll opens no window at all."""
        return self == _NOTHING


_NOTHING = Opening()


@dataclass(frozen=True, slots=True)
class WindowRule:
    """One sourced national rule. Empty `nations` (of the poll) or `body_nations` mean any.

    `announced` has the days announced for polls of the past, by polling day. `neighbour` marks a rule for
    polls next door, which do not bind the body.
    """

    id: str
    elections: frozenset[ElectionKind]
    bodies: frozenset[BodyKind]
    opens: Opening
    closes: Close
    scope: Scope
    sources: tuple[str, ...]
    confidence: str
    checked_on: date
    nations: frozenset[Nation] = frozenset()
    body_nations: frozenset[Nation] = frozenset()
    announced: Mapping[date, date] = field(default_factory=dict)
    neighbour: bool = False
    note: str = ""

    def fits(self, kind: ElectionKind, nation: Nation, body: Body) -> bool:
        """Whether the rule speaks of such a poll and such a body."""
        return (
            kind in self.elections
            and body.kind in self.bodies
            and (not self.nations or nation in self.nations)
            and (not self.body_nations or body.nation in self.body_nations)
        )


@dataclass(frozen=True, slots=True)
class KindChoice:
    """What a body has recorded for one kind: the national rule, or an opening or a close of its own."""

    national: bool = False
    opens: Opening | None = None
    close: Close | None = None
    owner: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WindowRules:
    """The body's rules: so many weeks for every kind, save the kinds it has chosen otherwise.

    `national` and `timetables` are used only where there are `choices`, and for warnings.
    """

    weeks: int = 6
    close: Close = Close.END_OF_POLLING_DAY
    close_of_poll: time = time(22, 0)
    choices: Mapping[ElectionKind, KindChoice] = field(default_factory=dict)
    national: tuple[WindowRule, ...] = ()
    timetables: Timetables | None = None

    @property
    def name(self) -> str:
        """The rule as `calendar windows` shows it."""
        return f"{self.weeks} weeks before the poll to {self.close.replace('-', ' ')}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The rule in force for one poll; `rule` is the national one it comes from, if any.

    `label` names whose rule it is; `default` says why the body's weeks stand in for a rule that is not known.
    """

    opens: Opening
    close: Close
    scope: Scope
    label: str = ""
    default: str = ""
    rule: WindowRule | None = None

    def says(self, opening: str) -> str:
        """The rule in words, with `opening` for what opens the window."""
        label = f"{self.label}: " if self.label else ""
        default = f" (default: {self.default})" if self.default else ""
        return f"{label}{opening} to {self.close.replace('-', ' ')}{default}"


def plan_for(election: Election, rules: WindowRules, body: Body) -> Plan:
    """The rule that `body` goes by for `election`; its weeks, `default`, where no national rule fits."""
    kind = kind_of(election.id)
    choice = rules.choices.get(kind)
    if choice is None:
        return weeks_plan(election, rules)
    if not choice.national:
        opens = choice.opens or Opening(weeks=rules.weeks)
        label = f"own rule of {choice.owner}" if choice.owner else ""
        return Plan(opens, choice.close or rules.close, scope_of(election), label)
    rule = fitting(rules.national, kind, election.nation, body)
    if rule is None:
        return weeks_plan(election, rules, f"no national rule for {kind} and {body.kind}")
    return Plan(rule.opens, rule.closes, rule.scope, f"national rule {rule.id}", rule=rule)


def weeks_plan(election: Election, rules: WindowRules, default: str = "") -> Plan:
    """The body's weeks; `default` says why they stand in for a rule."""
    return _plan_of_weeks(rules.weeks, rules.close, scope_of(election), default)


@lru_cache(100)  # nearly every poll has the same
def _plan_of_weeks(weeks: int, close: Close, scope: Scope, default: str) -> Plan:
    return Plan(Opening(weeks=weeks), close, scope, default=default)


def fitting(
    rules: Iterable[WindowRule], kind: ElectionKind, nation: Nation, body: Body, *, neighbour: bool = False
) -> WindowRule | None:
    """The first rule that speaks of such a poll and body."""
    fits = (each for each in rules if each.neighbour is neighbour and each.fits(kind, nation, body))
    return next(fits, None)


def scope_of(election: Election) -> Scope:
    """A ward's by-election, and a ward's poll put off by a death, bind the ward; others the whole body."""
    return Scope.WARD if election.is_wards_alone else Scope.WHOLE_BODY
