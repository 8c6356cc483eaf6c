"""Judge a revision, and say what state it leaves a post in."""

from dataclasses import dataclass
from datetime import date, datetime

from purdahgate.domain.doubts import calendar_doubts
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict, decide
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import History, Outcome
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.signoff import Decision, SignOff, covers
from purdahgate.store.reading import Reading
from purdahgate.store.rows import Case, Shown
from purdahgate.store.writing import Writing
from purdahgate.usecases.world import World

# Posts that waited for a person: nothing but a person sets them free.
SENIOR_BUSINESS = frozenset({State.BLOCKED, State.HELD, State.APPROVED})

STATE_AFTER = {Outcome.CLEAR: State.CLEARED, Outcome.HOLD: State.HELD, Outcome.BLOCK: State.BLOCKED}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the state it leaves the post in, and the sign-off that still covers it, if any does.

    `read_on` is the local day whose findings had to be read afresh, None where they were kept.
    """

    verdict: Verdict
    state: State
    sign_off: SignOff | None = None
    read_on: date | None = None


def judge(
    world: World,
    revision: Revision,
    moment: datetime,
    now: datetime,
    *,
    findings: tuple[Finding, ...] | None = None,
    rulings: frozenset[str] = frozenset(),
    history: frozenset[History] = frozenset(),
    later: bool = False,
) -> Verdict:
    """The verdict on `revision` if it went out at `moment`, as the world is known at `now`."""
    day = moment.astimezone(world.body.zone).date()
    if findings is None:
        findings = world.detector.findings(revision, day)
    today = now.astimezone(world.body.zone).date()
    doubts = calendar_doubts(world.calendar, day, today, world.stale_after)
    return decide(
        revision,
        findings,
        world.windows,
        world.policy,
        moment,
        rulings=rulings,
        history=history,
        doubts=doubts,
        later=later,
    )


def judge_post(book: Reading, world: World, post: Post, now: datetime) -> Judged:
    """Judge a stored post again, as of the later of now and its due time; new findings are kept."""
    judged = judge_case(world, book.case(post, world.detector.digest), now)
    if judged.read_on and isinstance(book, Writing):
        keep_findings(book, world, post, judged.verdict, judged.read_on)
    return judged


def judge_case(world: World, case: Case, now: datetime) -> Judged:
    """Judge a case as of the later of now and its due time.

    An approval stands while it covers the verdict. What was held or blocked is never cleared: it goes back to
    a person, whatever the words and windows say now.
    """
    post = case.post
    moment = max(now, post.due_at or now)
    day = moment.astimezone(world.body.zone).date()
    kept = case.findings.get(day.isoformat())
    findings = world.detector.findings(post.revision, day) if kept is None else kept
    read_on = day if kept is None else None
    rulings = frozenset(ruling.finding for ruling in case.rulings)

    def verdict(history: frozenset[History]) -> Verdict:
        return judge(world, post.revision, moment, now, findings=findings, rulings=rulings, history=history)

    if post.state is State.APPROVED and case.sign_offs:
        bare = verdict(frozenset())
        if covers(case.sign_offs[-1], post.digest, post.due_at, bare):
            return Judged(bare, State.APPROVED, case.sign_offs[-1], read_on)
    found = verdict(_history(case))
    return Judged(found, STATE_AFTER[found.outcome], read_on=read_on)


def _history(case: Case) -> frozenset[History]:
    history = set()
    if case.post.state in SENIOR_BUSINESS:
        history.add(History.HELD_BEFORE)
    if any(each.decision is Decision.REJECTED for each in case.sign_offs):
        history.add(History.REJECTED_BEFORE)
    return frozenset(history)


def keep_findings(book: Writing, world: World, post: Post, verdict: Verdict, day: date) -> None:
    """Keep what was seen, so that a calendar change reads no text again."""
    book.keep_findings(post.digest, world.detector.digest, day.isoformat(), verdict.findings)


def shown(world: World, verdict: Verdict, revision: Revision) -> Shown:
    """What lists show of a verdict."""
    first = next((reason for reason in verdict.reasons if reason.outcome is not Outcome.CLEAR), None)
    answers = (f"{question}: {said}" for question, said in revision.answers.items())
    return Shown(
        outcome=verdict.outcome.value,
        windows=tuple([window.election for window in verdict.windows]),
        says=world.wording.says(first, revision) if first else " ".join(answers),
    )
