"""What a policy pack says: rules over facts, each carrying out one clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.post import Category, Revision
from purdahgate.domain.windows import Window


class Outcome(StrEnum):
    """What is to become of a post; a verdict takes the strictest of its reasons."""

    CLEAR = "clear"
    HOLD = "hold"
    BLOCK = "block"


STRICTNESS = {Outcome.CLEAR: 0, Outcome.HOLD: 1, Outcome.BLOCK: 2}
_STRICTEST_FIRST = tuple(sorted(Outcome, key=STRICTNESS.__getitem__, reverse=True))


def strictest(outcomes: Iterable[Outcome]) -> Outcome:
    """The strictest of `outcomes`, clear where there are none."""
    found = set(outcomes)
    for each in _STRICTEST_FIRST:
        if each in found:
            return each
    return Outcome.CLEAR


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

    def plain(self) -> "Plain":
        """The part of it that many posts have alike."""
        return Plain(
            self.revision.category,
            bool(self.windows),
            bool(self.findings),
            bool(self.ruled),
            bool(self.doubts),
            frozenset(self.history),
        )


class Plain(NamedTuple):
    """The category, whether there is any window, finding, ruling or doubt, and what happened before."""

    category: Category
    window: bool
    finding: bool
    ruled: bool
    doubt: bool
    history: frozenset[History]


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

    def atoms(self) -> frozenset[str]:
        """The rule with each single fact: what an approver has seen, and what a later judging adds to it."""
        facts = [
            *(f"finding {one.key}" for one in self.findings),
            *(f"window {one.election} {one.nation}" for one in self.windows),
            *(f"doubt {one.code}" for one in self.doubts),
        ]
        return frozenset(f"{self.rule.id}: {fact}" for fact in facts or ["holds"])


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force for one body: its own pack's and those it extends. `digest` is of the files."""

    id: str
    title: str
    rules: tuple[Rule, ...]
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def reasons(self, facts: Facts) -> tuple[Reason, ...]:
        """Every rule that fires on `facts`, strictest first, else in the pack's order."""
        rules, alone = _open_to(self, facts.plain())
        fired = _fired(rules, facts)
        if strictest(reason.outcome for reason in fired) is Outcome.CLEAR:
            fired += _fired(alone, facts)
        return tuple(sorted(fired, key=lambda reason: -STRICTNESS[reason.outcome]))


@lru_cache(1_000)  # a queue has thousands of posts that are alike in this
def _open_to(policy: Policy, plain: Plain) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules of which every plain condition holds: those that stand beside others, and those `alone`."""
    rules = [rule for rule in policy.rules if _plain_conditions_hold(rule.when, plain)]
    return tuple(each for each in rules if not each.when.alone), tuple(
        each for each in rules if each.when.alone
    )


def _plain_conditions_hold(when: When, plain: Plain) -> bool:
    return (
        (when.window is None or when.window == plain.window)
        and (not when.finding or plain.finding)
        and (not when.category or plain.category in when.category)
        and plain.category not in when.category_not
        and (not when.ruled or plain.ruled)
        and (when.history is None or when.history in plain.history)
        and (not when.doubt or plain.doubt)
    )


def _fired(rules: Iterable[Rule], facts: Facts) -> list[Reason]:
    return [reason for rule in rules if (reason := _fire(rule, facts))]


def _fire(rule: Rule, facts: Facts) -> Reason | None:
    """The reason, where every other condition of `rule` holds too."""
    when = rule.when
    findings = _seen(when, facts) if when.finding else ()
    if when.finding and not findings:
        return None
    if when.longer_than is not None and len(facts.revision.text) <= when.longer_than:
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
    )


def _seen(when: When, facts: Facts) -> tuple[Finding, ...]:
    """The findings a rule speaks of; none where it speaks of no kind."""
    return tuple(
        one
        for one in facts.findings
        if one.kind in when.finding and (not when.certainty or one.certainty in when.certainty)
    )
