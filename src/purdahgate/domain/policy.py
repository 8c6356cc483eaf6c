"""What a policy pack says: rules over facts, each carrying out one clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.post import Category, Revision
from purdahgate.domain.windows import Window


class Outcome(StrEnum):
    """What is to become of a post; a verdict takes the strictest of its reasons."""

    CLEAR = "clear"
    HOLD = "hold"
    BLOCK = "block"


STRICTNESS = {Outcome.CLEAR: 0, Outcome.HOLD: 1, Outcome.BLOCK: 2}


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """The strictest of `outcomes`, clear where there are none."""
    return max(outcomes, key=STRICTNESS.__getitem__, default=Outcome.CLEAR)


class History(StrEnum):
    """What has happened to this post that words and windows do not show."""

    HELD_BEFORE = "held-before"  # it was held or blocked, and nobody has signed it off since
    REJECTED_BEFORE = "rejected-before"  # a senior refused an earlier revision


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the calendar or registers that stops anybody being sure; `facts` fill its sentence."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule may look at. `later` says that questions will be put when the post is queued."""

    revision: Revision
    findings: tuple[Finding, ...] = ()
    windows: tuple[Window, ...] = ()
    ruled: tuple[Finding, ...] = ()
    history: frozenset[History] = frozenset()
    doubts: tuple[Doubt, ...] = ()
    later: bool = False
    circumstances: frozenset[Circumstance] = frozenset()


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule comes from: the document, and the clause of it."""

    document: str
    ref: str

    def __str__(self) -> str:
        return f"{self.document}, {self.ref}"


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule; every one given must hold. A rule with none is refused at load.

    window           the moment falls inside (true) or outside (false) every pre-election period
    finding          a finding of one of these kinds, of one of the `certainty` given (any, where none is)
    category         the category is one of these; `category_not`: it is none of these
    longer_than      the text has more characters than this
    ruled            a ruling set a finding aside
    history          this has happened to the post before
    doubt            the calendar or a register cannot be relied on
    alone            nothing else holds or blocks
    circumstance     one of these holds
    """

    window: bool | None = None
    finding: frozenset[FindingKind] = frozenset()
    certainty: frozenset[Certainty] = frozenset()
    category: frozenset[Category] = frozenset()
    category_not: frozenset[Category] = frozenset()
    longer_than: int | None = None
    ruled: bool = False
    history: History | None = None
    doubt: bool = False
    alone: bool = False
    circumstance: frozenset[Circumstance] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a pack. `says` is the code of its sentence; `asks` a question whose answer clears it."""

    id: str
    outcome: Outcome
    clause: Clause
    says: str
    when: When
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, with the facts it fired on. `needs` is the question still to be answered, or ''."""

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    windows: tuple[Window, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    needs: str = ""
    circumstances: tuple[Circumstance, ...] = ()

    def atoms(self) -> frozenset[str]:
        """The rule with each single fact: what an approver has seen, and what a later judging adds to it."""
        facts = [
            *(f"finding {one.key}" for one in self.findings),
            *(f"window {one.election} {one.nation}" for one in self.windows),
            *(f"doubt {one.code}" for one in self.doubts),
            *(f"circumstance {one}" for one in self.circumstances),
        ]
        return frozenset(f"{self.rule.id}: {fact}" for fact in facts or ["holds"])


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force for one body: its own pack's and those it extends. `digest` is of the files.

    `limits` are the days that circumstances are counted by, the shortest that any of the packs says.
    """

    id: str
    title: str
    rules: tuple[Rule, ...]
    digest: str
    limits: Mapping[str, int] = field(default_factory=dict)

    def reasons(self, facts: Facts) -> tuple[Reason, ...]:
        """Every rule that fires on `facts`, strictest first, else in the pack's order."""
        fired = _fired((rule for rule in self.rules if not rule.when.alone), facts)
        if strictest(reason.outcome for reason in fired) is Outcome.CLEAR:
            fired += _fired((rule for rule in self.rules if rule.when.alone), facts)
        return tuple(sorted(fired, key=lambda reason: -STRICTNESS[reason.outcome]))


def _fired(rules: Iterable[Rule], facts: Facts) -> list[Reason]:
    return [reason for rule in rules if (reason := _fire(rule, facts))]


def _fire(rule: Rule, facts: Facts) -> Reason | None:
    """The reason, where every condition of `rule` holds."""
    when = rule.when
    if not _plain_conditions_hold(when, facts):
        return None
    findings = _seen(when, facts)
    if when.finding and not findings:
        return None
    if rule.asks and facts.revision.answers.get(rule.asks, "").strip():
        return None
    return Reason(
        rule=rule,
        outcome=Outcome.CLEAR if rule.asks and facts.later else rule.outcome,
        findings=facts.ruled if when.ruled else findings,
        windows=facts.windows if when.window else (),
        doubts=facts.doubts if when.doubt else (),
        needs=rule.asks,
        circumstances=tuple(sorted(facts.circumstances & when.circumstance)),
    )


def _plain_conditions_hold(when: When, facts: Facts) -> bool:
    category = facts.revision.category
    return (
        (when.window is None or when.window == bool(facts.windows))
        and (not when.category or category in when.category)
        and category not in when.category_not
        and (when.longer_than is None or len(facts.revision.text) > when.longer_than)
        and (not when.ruled or bool(facts.ruled))
        and (when.history is None or when.history in facts.history)
        and (not when.doubt or bool(facts.doubts))
        and (not when.circumstance or bool(when.circumstance & facts.circumstances))
    )


def _seen(when: When, facts: Facts) -> tuple[Finding, ...]:
    """The findings a rule speaks of; none where it speaks of no kind."""
    return tuple(
        one
        for one in facts.findings
        if one.kind in when.finding and (not when.certainty or one.certainty in when.certainty)
    )
