"""Judge a revision, and say what state it leaves a post in."""

from dataclasses import dataclass
from datetime import datetime

from purdahgate.domain.doubts import calendar_doubts
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict, decide
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import History, Outcome
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.signoff import Decision, SignOff, covers
from purdahgate.store.reading import Reading
from purdahgate.store.writing import Shown, Writing
from purdahgate.usecases.world import World

STATE_AFTER = {Outcome.CLEAR: State.CLEARED, Outcome.HOLD: State.HELD, Outcome.BLOCK: State.BLOCKED}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the state it leaves the post in, and the sign-off that still covers it, if any does."""

    verdict: Verdict
    state: State
    sign_off: SignOff | None = None


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
    """Judge a stored post again, as of the later of now and its due time.

    An approval stands while it covers the verdict. What was held or blocked is never cleared: it goes back to
    a person, whatever the words and windows say now.
    """
    moment = max(now, post.due_at or now)
    findings = _kept_findings(book, world, post, moment)
    rulings = frozenset(ruling.finding for ruling in book.rulings(post.id, post.digest))

    def verdict(*history: History) -> Verdict:
        return judge(
            world, post.revision, moment, now, findings=findings, rulings=rulings, history=frozenset(history)
        )

    decisions = book.sign_offs(post.id)
    if post.state is State.APPROVED:
        bare = verdict()
        if decisions and covers(decisions[-1], post.digest, post.due_at, bare):
            return Judged(bare, State.APPROVED, decisions[-1])
    history = [] if post.state is State.CLEARED else [History.HELD_BEFORE]
    if any(each.decision is Decision.REJECTED for each in decisions):
        history.append(History.REJECTED_BEFORE)
    found = verdict(*history)
    return Judged(found, STATE_AFTER[found.outcome])


def _kept_findings(book: Reading, world: World, post: Post, moment: datetime) -> tuple[Finding, ...]:
    """Findings by revision, detector and local day, so that a calendar change reads no text again."""
    day = moment.astimezone(world.body.zone).date()
    kept = book.findings(post.digest, world.detector.digest, day.isoformat())
    if kept is not None:
        return kept
    found = world.detector.findings(post.revision, day)
    if isinstance(book, Writing):
        book.keep_findings(post.digest, world.detector.digest, day.isoformat(), found)
    return found


def shown(world: World, verdict: Verdict, revision: Revision) -> Shown:
    """What lists show of a verdict."""
    first = next((reason for reason in verdict.reasons if reason.outcome is not Outcome.CLEAR), None)
    answers = " ".join(f"{question}: {said}" for question, said in revision.answers.items())
    return Shown(
        outcome=verdict.outcome.value,
        windows=tuple(window.election for window in verdict.windows),
        says=world.wording.says(first, revision) if first else answers,
    )
