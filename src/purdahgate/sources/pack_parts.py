"""The tables of a pack made into rules, questions and clauses; what names something missing is refused."""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from purdahgate.domain.clauses import Clause
from purdahgate.domain.conditions import When
from purdahgate.domain.coverage import Covered, How
from purdahgate.domain.people import Role
from purdahgate.domain.policy import APPROVER, Outcome, Rule
from purdahgate.domain.questions import AskedOf, Question
from purdahgate.domain.wording import FACTS, Wording, unknown_facts
from purdahgate.errors import DataError
from purdahgate.sources.pack_tables import ClauseTable, PackTable, RuleTable, UnlessTable, WhenTable
from purdahgate.toml_files import TomlFile
from purdahgate.toml_refusals import suggest

# What a clause must name, by what becomes of it.
_NAMES = {
    How.RULE: "rules",
    How.ASKED: "questions",
    How.RECORD: "record",
    How.LEFT: "why",
    How.OUTSIDE: "why",
}


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of a chain, as written."""

    file: TomlFile
    table: PackTable

    @property
    def id(self) -> str:
        """Its name."""
        return self.table.id


def questions_of(chain: Iterable[Pack]) -> dict[str, Question]:
    """Every question that some pack of `chain` declares, by key."""
    questions: dict[str, Question] = {}
    for pack in chain:
        for number, each in enumerate(pack.table.question):
            if each.key in questions:
                where = pack.file.where("question", number)
                raise DataError(
                    f"question {each.key!r} stands twice", where=where, mend="Give it another key"
                )
            questions[each.key] = Question(each.key, each.asks, each.of, each.kind)
    return questions


def rules_of(
    pack: Pack, wording: Wording, questions: Mapping[str, Question], roles: Collection[str]
) -> list[Rule]:
    """The rules of one pack, in order; `questions` and `roles` are those of the whole chain."""
    rules: dict[str, Rule] = {}
    _check_sentences(pack)
    for number, each in enumerate(pack.table.rule):
        where = pack.file.where("rule", number)
        if each.id in rules:
            raise DataError(f"rule {each.id!r} stands twice", where=where, mend="Give each rule its own id")
        if each.when == WhenTable() or UnlessTable() in each.when.exemptions():
            raise DataError(f"rule {each.id!r} has no condition", where=where, mend="Give it one under when")
        if each.says not in wording and each.says not in pack.table.says:
            near = difflib.get_close_matches(each.says, {*wording.codes, *pack.table.says}, n=1)
            mend = f"Did you mean {near[0]!r}?" if near else "Give it words under [says]"
            raise DataError(f"there are no words for {each.says!r}", where=where, mend=mend)
        _check_questions(each, questions, where)
        _check_roles(each, {*map(str, Role), *roles}, where)
        rules[each.id] = _rule(pack, each, where)
    return list(rules.values())


def _check_sentences(pack: Pack) -> None:
    for code, sentence in pack.table.says.items():
        try:
            unknown = unknown_facts(sentence)
        except ValueError as broken:
            unknown = (str(broken),)
        if unknown:
            raise DataError(
                f"the sentence {code!r} speaks of {unknown[0]!r}",
                where=pack.file.where("says", code),
                mend=f"In braces there may stand: {', '.join(sorted(FACTS))}",
            )


def _check_questions(rule: RuleTable, questions: Mapping[str, Question], where: str) -> None:
    """Refuse a rule that names a question nobody declares, or one that is put to somebody else."""
    whens = (rule.when, *rule.when.exemptions())
    of_author = [key for when in whens for key in (*when.answered, *when.unanswered)]
    asked = ((rule.asks, AskedOf.AUTHOR), (rule.asks_approver, AskedOf.APPROVER))
    for key, of in (*asked, *((key, AskedOf.AUTHOR) for key in of_author)):
        if not key:
            continue
        if key not in questions:
            mend = suggest(key, sorted(questions)) if questions else "Declare it under [[question]]"
            raise DataError(f"there is no question {key!r}", where=where, mend=mend)
        if questions[key].of is not of:
            mend = f'Declare it with of = "{of}", or name another'
            raise DataError(f"question {key!r} is not put to the {of}", where=where, mend=mend)
    if rule.asks_approver and rule.outcome is Outcome.CLEAR:
        mend = 'Write outcome = "hold"'
        raise DataError(f"rule {rule.id!r} asks an approver and holds nothing", where=where, mend=mend)


def _check_roles(rule: RuleTable, roles: Collection[str], where: str) -> None:
    for role in (*rule.by, *([rule.override] if rule.override else [])):
        if role not in roles:
            raise DataError(f"there is no role {role!r}", where=where, mend=suggest(role, sorted(roles)))
    if (rule.by or rule.sign_offs > 1) and rule.outcome is not Outcome.HOLD:
        mend = 'Write outcome = "hold", or take by and sign_offs out'
        raise DataError(f"rule {rule.id!r} holds nothing for anybody to sign", where=where, mend=mend)
    if rule.override and rule.outcome is not Outcome.BLOCK:
        mend = 'Write outcome = "block", or by = [...] in place of override'
        raise DataError(f"rule {rule.id!r} blocks nothing to override", where=where, mend=mend)


def _rule(pack: Pack, each: RuleTable, where: str) -> Rule:
    return Rule(
        id=f"{pack.id}.{each.id}",
        outcome=each.outcome,
        clause=Clause(each.document or pack.table.document, each.clause),
        says=each.says,
        when=_when(each.when),
        asks=each.asks,
        asks_approver=each.asks_approver,
        by=frozenset(each.by or [APPROVER]),
        sign_offs=each.sign_offs,
        override=each.override,
        sentence=pack.table.says.get(each.says, ""),
        where=where,
    )


def _when(table: UnlessTable) -> When:
    values = {name: getattr(table, name) for name in UnlessTable.__struct_fields__}
    plain: dict[str, Any] = {
        name: frozenset(each) if isinstance(each, list) else each for name, each in values.items()
    }
    if not isinstance(table, WhenTable):
        return When(**plain)
    return When(**plain, alone=table.alone, unless=tuple(_when(each) for each in table.exemptions()))


def clauses_of(
    chain: Sequence[Pack], rules: Iterable[Rule], questions: Collection[str]
) -> tuple[Covered, ...]:
    """What becomes of each clause, the packs in the order of their rules: a body's own first."""
    known = {rule.id for rule in rules}
    return tuple(each for pack in reversed(chain) for each in _clauses(pack, known, questions))


def _clauses(pack: Pack, rules: Collection[str], questions: Collection[str]) -> list[Covered]:
    covered: dict[Clause, Covered] = {}
    for number, each in enumerate(pack.table.clause):
        where = pack.file.where("clause", number)
        clause = Clause(each.document or pack.table.document, each.ref)
        if clause in covered:
            raise DataError(f"clause {each.ref!r} stands twice", where=where, mend="Put both lines into one")
        if not getattr(each, _NAMES[each.how]):
            mend = f"Add {_NAMES[each.how]} = ..."
            raise DataError(
                f"clause {each.ref!r} is {each.how} and names no {_NAMES[each.how]}", where=where, mend=mend
            )
        covered[clause] = _covered(pack, each, clause, where, rules, questions)
    return list(covered.values())


def _covered(
    pack: Pack,
    each: ClauseTable,
    clause: Clause,
    where: str,
    rules: Collection[str],
    questions: Collection[str],
) -> Covered:
    named = tuple(name if "." in name else f"{pack.id}.{name}" for name in each.rules)
    for name in named:
        if name not in rules:
            mend = suggest(name, sorted(rules))
            raise DataError(
                f"clause {each.ref!r} names no rule of this policy: {name!r}", where=where, mend=mend
            )
    for key in each.questions:
        if key not in questions:
            mend = suggest(key, sorted(questions)) if questions else "Declare it under [[question]]"
            raise DataError(f"there is no question {key!r}", where=where, mend=mend)
    return Covered(
        pack=pack.id,
        clause=clause,
        says=each.says,
        how=each.how,
        rules=named,
        questions=tuple(each.questions),
        record=each.record,
        why=each.why,
    )
