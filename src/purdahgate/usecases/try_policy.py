"""Try a policy on cases: what each post is, and what was to become of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from purdahgate.domain.clock import instant
from purdahgate.domain.conditions import Doubt
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict, decide
from purdahgate.domain.policy import Outcome, Policy
from purdahgate.domain.post import Due, Medium, Revision, check_text
from purdahgate.domain.windows import WHOLE_BODY, Window
from purdahgate.errors import DataError, PurdahgateError
from purdahgate.sources.policy_cases import CaseTable, load_cases
from purdahgate.toml_files import TomlFile
from purdahgate.toml_refusals import suggest
from purdahgate.usecases.judge import look
from purdahgate.usecases.world import World

MOMENT = datetime(2027, 4, 20, 9, tzinfo=UTC)
_POLL = date(2027, 5, 6)
_TYPES = {"image": "image/png", "video": "video/mp4", "document": "application/pdf"}
_IDS = {
    ElectionKind.PARL_BY: "parl.sometown.by",
    ElectionKind.LOCAL_BY: "local.sometown.anyward.by",
    ElectionKind.REF_LOCAL: "ref.sometown",
    ElectionKind.REF_NEIGHBOURHOOD: "ref.sometown.neighbourhood",
    ElectionKind.REF_GOVERNANCE: "ref.sometown.governance",
    ElectionKind.REF_COUNCIL_TAX: "ref.sometown.council-tax",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One case with what became of it: the outcome, and the rules of the pack itself that fired."""

    where: str
    case: CaseTable
    outcome: Outcome
    rules: frozenset[str]
    wanted: frozenset[str]
    questions: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether it is what the case says; questions count where the case names any."""
        asked = not self.case.questions or set(self.case.questions) == self.questions
        return self.outcome is self.case.outcome and self.rules == self.wanted and asked


def try_policy(policy: Policy, path: Path, world: Callable[[], World]) -> list[Tried]:
    """Judge every case of the file at `path`. DataError, naming the line, for one that cannot be judged.

    `world` is asked for where a case gives a time for its calendar, or a text for its detectors to read.
    """
    file, cases = load_cases(path)
    return [_try(policy, file, number, case, world) for number, case in enumerate(cases)]


def unfired(policy: Policy, tried: Iterable[Tried]) -> tuple[str, ...]:
    """The rules of the pack itself that no case fires, in order."""
    fired = {rule for each in tried for rule in each.rules}
    return tuple(rule.id for rule in policy.own_rules() if rule.id not in fired)


def _try(policy: Policy, file: TomlFile, number: int, case: CaseTable, world: Callable[[], World]) -> Tried:
    where = file.where("case", number)
    try:
        wanted = frozenset(_named(policy, each) for each in case.rules)
        verdict = _verdict(policy, case, world)
    except PurdahgateError as bad:
        raise DataError(bad.message, where=where, mend=bad.mend) from None
    own = {rule.id for rule in policy.own_rules()} | wanted  # and those of others that it speaks of
    fired = frozenset(reason.rule.id for reason in verdict.reasons)
    put = (question.key for reason in verdict.reasons for question in reason.asked())
    return Tried(where, case, verdict.outcome, fired & own, wanted, frozenset(put))


def _named(policy: Policy, name: str) -> str:
    """The whole id of a rule that may be written without its pack's."""
    whole = name if "." in name else f"{policy.id}.{name}"
    known = [rule.id for rule in policy.rules]
    if whole not in known:
        raise DataError(f"there is no rule {whole!r}", mend=suggest(whole, known))
    return whole


def _verdict(policy: Policy, case: CaseTable, world: Callable[[], World]) -> Verdict:
    for key in case.answers:
        if key not in policy.questions:
            raise DataError(f"there is no question {key!r}", mend=suggest(key, list(policy.questions)))
    moment, windows = MOMENT, tuple(window_of_kind(kind) for kind in case.window)
    if case.at:
        moment = instant(case.at, world().body.zone)
        windows = (*world().windows, *world().warnings)
    revision = _revision(case, moment)
    findings = _given(case) if case.finding is not None else look(world(), revision, moment).findings
    return decide(
        revision,
        findings,
        windows,
        policy,
        moment,
        rulings=frozenset(one.key for one in findings if one.text in case.ruled),
        history=frozenset(case.history),
        doubts=(Doubt("case"),) if case.doubt else (),
        circumstances=frozenset(case.circumstance),
        own_sites=tuple(case.own_sites),
    )


def _revision(case: CaseTable, moment: datetime) -> Revision:
    return Revision(
        text=check_text(case.text * case.times),
        account=case.account,
        category=case.category,
        due=Due("asap", None) if case.asap else Due("case", moment),
        link=case.link,
        media=tuple(
            Medium("0" * 64, kind, _TYPES[kind], 1, "What it shows") for kind in case.media if kind in _TYPES
        ),
        answers=case.answers,
        shares=case.shares,
        expires=Due("case", moment) if case.expires else None,
    )


def _given(case: CaseTable) -> tuple[Finding, ...]:
    found = []
    for each in case.finding or ():
        start = case.text.find(each.text)
        if start < 0 or not each.text:
            raise DataError(f"{each.text!r} does not stand in the text", mend="Write the words as they stand")
        end = start + len(each.text)
        found.append(
            Finding(each.kind, start, end, each.text, "somebody", "case.given", each.certainty, "given")
        )
    return tuple(found)


def window_of_kind(kind: ElectionKind) -> Window:
    """The period of an invented poll of that kind, open at MOMENT, that binds every post."""
    return Window(
        election=f"{_IDS.get(kind, kind.value)}.{_POLL}",
        nation=Nation.ENGLAND,
        title="An invented poll",
        poll_date=_POLL,
        opens_at=datetime(2027, 3, 25, tzinfo=UTC),
        closes_at=datetime(2027, 5, 6, 23, tzinfo=UTC),
        scope=WHOLE_BODY,
        rule="six weeks",
        source="invented",
        checked_on=date(2026, 11, 22),
    )
