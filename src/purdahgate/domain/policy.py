"""What a policy pack says: rules over facts, each carrying out one clause."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.clauses import Clause
from purdahgate.domain.conditions import (
    Conditions,
    Doubt,
    Facts,
    History,
    Reader,
    When,
    bound,
    conditions_of,
    seen,
)
from purdahgate.domain.coverage import Covered
from purdahgate.domain.findings import Finding, FindingKind
from purdahgate.domain.phrases import Phrases, as_phrase
from purdahgate.domain.post import Revision
from purdahgate.domain.questions import Question
from purdahgate.domain.windows import Window

__all__ = [
    "STRICTNESS",
    "Clause",
    "Doubt",
    "Facts",
    "History",
    "Outcome",
    "Policy",
    "Reason",
    "Rule",
    "When",
    "strictest",
]

APPROVER = "approver"


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


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a pack. `says` is the code of its sentence, `sentence` the pack's own words for it.

    `asks` is a question to the author whose answer clears it, `asks_approver` one that must be answered as
    the post is signed off. `by` are the roles that may release what it holds, `sign_offs` how many different
    people of them it takes; `override` is the role that may release what it blocks. `where` is its line.
    """

    id: str
    outcome: Outcome
    clause: Clause
    says: str
    when: When
    asks: str = ""
    asks_approver: str = ""
    by: frozenset[str] = frozenset({APPROVER})
    sign_offs: int = 1
    override: str = ""
    sentence: str = field(default="", compare=False)
    where: str = field(default="", compare=False)

    def releasers(self) -> frozenset[str]:
        """The roles that may let go of what it stops; none where nobody may."""
        if self.outcome is Outcome.BLOCK:
            return frozenset({self.override}) if self.override else frozenset()
        return self.by


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, with the facts it fired on. `needs` is the question still to be answered, or ''.

    `puts` are all the questions that its author may answer, those of an exemption too; `to_approver` is the
    one to whoever signs the post off.
    """

    rule: Rule
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    windows: tuple[Window, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    needs: str = ""
    puts: tuple[Question, ...] = field(default=(), compare=False)
    to_approver: Question | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        return hash((self.rule.id, self.outcome))  # quickly; equality looks at all of it

    def asked(self) -> tuple[Question, ...]:
        """Every question it puts, to the author or to whoever signs the post off."""
        return (*self.puts, *((self.to_approver,) if self.to_approver else ()))

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

    `questions` are those its rules put, by key; `roles` the packs' own, with their titles; `clauses` what
    becomes of each clause; `limits` the days that circumstances are counted by, the shortest of the packs.
    """

    id: str
    title: str
    rules: tuple[Rule, ...]
    digest: str
    questions: Mapping[str, Question] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    clauses: tuple[Covered, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    _ready: tuple["_Ready", ...] = field(init=False, repr=False, compare=False)
    _reader: Reader = field(init=False, repr=False, compare=False)
    _kinds: frozenset[FindingKind] = field(init=False, repr=False, compare=False)
    _places: Mapping[str, Sequence[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whens = [each for rule in self.rules for each in (rule.when, *rule.when.unless)]
        lengths = {each.longer_than for each in whens if each.longer_than is not None}
        phrases = {as_phrase(phrase) for each in whens for phrase in each.words}
        reader = Reader(
            lengths=tuple(sorted(lengths)),
            links=any(each.links_to for each in whens),
            phrases=Phrases(sorted(phrases)),
            questions=self.questions,
        )
        ready = tuple(_made_ready(rule, reader) for rule in self.rules)
        object.__setattr__(self, "_reader", reader)
        object.__setattr__(self, "_ready", ready)
        object.__setattr__(self, "_places", _places([each.conditions for each in ready]))
        object.__setattr__(self, "_kinds", frozenset().union(*(each.finding for each in whens)))

    def reasons(self, facts: Facts) -> tuple[Reason, ...]:
        """Every rule that fires on `facts`, strictest first, else in the pack's order."""
        words = self._reader.words(facts)
        holding = _holding(self, words)
        fired = [each.reason(facts, words) for each in holding if not each.rule.when.alone]
        if strictest(reason.outcome for reason in fired) is Outcome.CLEAR:
            fired += [each.reason(facts, words) for each in holding if each.rule.when.alone]
        return tuple(sorted(fired, key=lambda reason: -STRICTNESS[reason.outcome]))

    def __hash__(self) -> int:
        return hash(self.digest)

    def holding(self, words: AbstractSet[str]) -> tuple["_Ready", ...]:
        """The rules whose conditions hold of a post with these words, in order."""
        places = [place for word in words for place in self._places.get(word, ())]
        ready = [self._ready[place] for place in sorted({*places, *self._places[""]})]
        return tuple([each for each in ready if each.conditions.hold(words)])

    def looks_at(self, kind: FindingKind) -> bool:
        """Whether any rule looks at findings of that kind."""
        return kind in self._kinds

    def words_of_writing(self, revision: Revision, own_sites: tuple[str, ...]) -> tuple[str, ...]:
        """All that the rules look at in a post's own words and its link, but for what the detectors see."""
        return self._reader.of_writing(revision, own_sites)

    def own_rules(self) -> tuple[Rule, ...]:
        """The rules of the pack itself, without those that it extends."""
        return tuple(rule for rule in self.rules if rule.id.startswith(f"{self.id}."))


@lru_cache(10_000)  # a queue has thousands of posts of the same words
def _holding(policy: Policy, words: frozenset[str]) -> tuple["_Ready", ...]:
    return policy.holding(words)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule made ready to be held against facts: its conditions, and the questions it may put.

    `always` is its reason where it is the same of every post, and the one with questions still to be put.
    """

    rule: Rule
    conditions: Conditions
    asks: tuple[Question, ...]
    to_approver: Question | None
    always: tuple[Reason, Reason] | None = None

    def reason(self, facts: Facts, words: AbstractSet[str]) -> Reason:
        """The reason, where the conditions hold of `facts`, whose words these are."""
        if self.always:
            return self.always[facts.later]
        rule, when = self.rule, self.rule.when
        return Reason(
            rule=rule,
            outcome=Outcome.CLEAR if rule.asks and facts.later else rule.outcome,
            findings=facts.ruled if when.ruled else seen(when, facts.findings),
            windows=bound(when, facts.windows),
            doubts=facts.doubts if when.doubt else (),
            circumstances=tuple(sorted(facts.circumstances & when.circumstance)) if when.circumstance else (),
            needs=rule.asks,
            puts=tuple([each for each in self.asks if f"answered:{each.key}" not in words])
            if self.asks
            else (),
            to_approver=self.to_approver,
        )


def _places(conditions: Iterable[Conditions]) -> Mapping[str, Sequence[int]]:
    """The places of the rules that need each word first; under `""` of those that need none.

    So few rules need be held against a post, however many there are.
    """
    places: dict[str, list[int]] = {"": []}
    for place, each in enumerate(conditions):
        for word in each.needs[0] if each.needs else ("",):
            places.setdefault(word, []).append(place)
    return places


def _made_ready(rule: Rule, reader: Reader) -> _Ready:
    """Its author may answer its own question to be rid of it, or those of its exemptions."""
    exempting = (key for each in rule.when.unless for key in sorted(each.answered))
    keys = dict.fromkeys(key for key in (rule.asks, *exempting) if key)
    asks = tuple(reader.question(key) for key in keys)
    to_approver = reader.question(rule.asks_approver) if rule.asks_approver else None
    ready = _Ready(rule, conditions_of(rule.when, rule.asks), asks, to_approver)
    if {*keys} <= {rule.asks} and not _tells_of_facts(rule.when):
        reasons = (
            Reason(rule, outcome, needs=rule.asks, puts=asks, to_approver=to_approver)
            for outcome in (rule.outcome, Outcome.CLEAR if rule.asks else rule.outcome)
        )
        return replace(ready, always=(next(reasons), next(reasons)))
    return ready


def _tells_of_facts(when: When) -> bool:
    """Whether the reason of a rule has facts of the post, which differ from post to post."""
    return bool(when.finding or when.window or when.election or when.circumstance or when.doubt or when.ruled)
