"""What is wrong with a policy that can be read: rules that do nothing, and demands that nobody can meet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from purdahgate.domain.conditions import Conditions, conditions_of
from purdahgate.domain.people import People, Role
from purdahgate.domain.policy import STRICTNESS, Outcome, Policy, Rule

_SINGLE = ("category:", "account:")  # of these a post has exactly one


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend, and its line. What is not `wrong` may be meant. `roles` are those wanted."""

    what: str
    where: str = ""
    mend: str = ""
    wrong: bool = True
    roles: frozenset[str] = frozenset()


def faults(policy: Policy) -> tuple[Fault, ...]:
    """The faults of the pack itself; those of what it extends are told with that."""
    return (*_rules_that_do_nothing(policy), *_left_over(policy))


def _rules_that_do_nothing(policy: Policy) -> Iterator[Fault]:
    ready = [(rule, conditions_of(rule.when, rule.asks)) for rule in policy.rules]
    for place, rule in enumerate(policy.own_rules()):  # a pack's own rules come first
        conditions = ready[place][1]
        if rule.when.certainty and not rule.when.finding:
            yield Fault(f"rule {rule.id} has a certainty and no finding: it says nothing", rule.where)
        if never(conditions):
            yield Fault(f"rule {rule.id} can never fire", rule.where, "Its conditions exclude each other")
            continue
        beside = (
            _beside(rule, other, same=conditions == others, earlier=there < place)
            for there, (other, others) in enumerate(ready)
            if there != place and not never(others) and implies(conditions, others)
        )
        yield from islice((fault for fault in beside if fault), 1)


def _beside(rule: Rule, other: Rule, *, same: bool, earlier: bool) -> Fault | None:
    """What is wrong with `rule` beside `other`, which fires whenever it does; None where nothing is.

    `same`: they have the same conditions. `earlier`: the other stands before it.
    """
    if rule.when.alone or other.when.alone or other.override:
        return None
    line = f"rule {other.id} ({other.where})"
    if STRICTNESS[other.outcome] > STRICTNESS[rule.outcome]:
        if same or rule.outcome is Outcome.CLEAR:
            what = f"rule {rule.id} contradicts {line}: one says {rule.outcome}, the other {other.outcome}"
            return Fault(what, rule.where, "The stricter one stands: take one out, or narrow it")
        what = f"rule {rule.id} never matters: {line} is stricter and fires whenever it does"
        return Fault(what, rule.where, "Take it out, or narrow the other")
    if _does(rule) == _does(other) and (earlier or not same):
        what = f"rule {rule.id} adds nothing to {line}, which carries out the same clause"
        return Fault(what, rule.where, "Take it out")
    return None


def _does(rule: Rule) -> tuple[object, ...]:
    """All that a rule does, but for when."""
    return (rule.outcome, rule.clause, rule.by, rule.sign_offs, rule.override, rule.asks_approver)


def never(conditions: Conditions) -> bool:
    """Whether no post can ever meet them."""
    return (
        not all(conditions.needs)
        or any(need <= conditions.bars for need in conditions.needs)
        or any(implies(conditions, each) for each in conditions.unless)
    )


def implies(one: Conditions, other: Conditions) -> bool:
    """Whether every post that meets `one` meets `other`. It may say no where only a person can tell."""
    return (
        all(any(mine <= need for mine in one.needs) for need in other.needs)
        and all(bar in one.bars or _excludes(one, bar) for bar in other.bars)
        and all(each in one.unless or _apart(one, each) for each in other.unless)
    )


def _excludes(conditions: Conditions, word: str) -> bool:
    """Whether a post that meets them has another category, or another account, than `word`."""
    family = next((each for each in _SINGLE if word.startswith(each)), None)
    return family is not None and any(
        word not in need and all(each.startswith(family) for each in need) for need in conditions.needs
    )


def _apart(one: Conditions, other: Conditions) -> bool:
    """Whether no post can meet both."""
    return any(need <= one.bars or all(_excludes(one, word) for word in need) for need in other.needs) or any(
        need <= other.bars for need in one.needs
    )


def _left_over(policy: Policy) -> Iterator[Fault]:
    """What the pack declares and nothing uses; and rules whose clause has no line."""
    own = policy.own_rules()
    exempting = {key for rule in policy.rules for each in rule.when.unless for key in each.answered}
    put = {key for rule in policy.rules for key in (rule.asks, rule.asks_approver)} | exempting
    for key in policy.questions:
        if key not in put:
            yield Fault(f"question {key} is put by no rule", wrong=False, mend="Let a rule ask it")
    used = {role for rule in policy.rules for role in rule.releasers()}
    for role in policy.roles:
        if role not in used:
            yield Fault(f"role {role} signs for no rule", wrong=False, mend="Name it under by or override")
    lines = {each.clause for each in policy.clauses}
    for rule in own:
        if rule.clause not in lines:
            what = f"rule {rule.id} carries out {rule.clause.ref}, which has no [[clause]]"
            yield Fault(what, rule.where, "Say what becomes of it", wrong=False)


def unmet(policy: Policy, people: People) -> tuple[Fault, ...]:
    """Every demand that too few people can meet: what is stopped for them would wait for ever."""
    demands: dict[tuple[frozenset[str], int], list[str]] = {}
    for rule in policy.rules:
        if roles := rule.releasers():
            demands.setdefault((roles, rule.sign_offs), []).append(rule.id)
    found = (_unmet(roles, count, rules, people) for (roles, count), rules in demands.items())
    return tuple(each for each in found if each)


def _some(rules: Sequence[str], most: int = 3) -> str:
    more = f" and {len(rules) - most} more" if len(rules) > most else ""
    return f"{', '.join(rules[:most])}{more}"


def _unmet(roles: frozenset[str], count: int, rules: list[str], people: People) -> Fault | None:
    holders = {each.name for each in people if each.roles & roles}
    officers = [each.name for each in people.holding(Role.OFFICER)]
    named = " or ".join(sorted(roles))
    what = f"{count} of {named} must sign what these rules stop: {_some(rules)}"
    if len(holders) < count:
        holds = f"{len(holders)} hold it" if holders else "nobody holds it"
        mend = f'Give people roles = ["{min(roles)}"] in people.toml'
        return Fault(f"{what}; {holds}, so it would wait for ever", mend=mend, roles=roles)
    stuck = [name for name in officers if len(holders - {name}) < count]
    if not stuck:
        return None
    mend = "Name another person of that role, who does not write"
    return Fault(
        f"{what}; what {', '.join(stuck)} writes nobody else may sign, so it would wait for ever",
        mend=mend,
        wrong=stuck == officers,
        roles=roles,
    )
