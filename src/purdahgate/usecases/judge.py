"""Judge a revision, and say what state it leaves a post in."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.doubts import calendar_doubts
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict, decide, joined
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import History, Outcome
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.signoff import Decision, SignOff, covering
from purdahgate.store.reading import Reading
from purdahgate.store.rows import Case, Shown
from purdahgate.store.writing import Writing
from purdahgate.usecases.circumstances import circumstances
from purdahgate.usecases.repeats import asked, others_like, repeats
from purdahgate.usecases.world import World

# Posts that waited for a person: nothing but a person sets them free.
SENIOR_BUSINESS = frozenset({State.BLOCKED, State.HELD, State.APPROVED})

STATE_AFTER = {Outcome.CLEAR: State.CLEARED, Outcome.HOLD: State.HELD, Outcome.BLOCK: State.BLOCKED}


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict, the state it leaves the post in, and the sign-offs that still cover it, if any do.

    `read` is what the detectors saw and for which local day, None where it was kept.
    """

    verdict: Verdict
    state: State
    sign_offs: tuple[SignOff, ...] = ()
    read: "Seen | None" = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the detectors saw in a revision, for a local day."""

    day: date
    findings: tuple[Finding, ...]


def look(world: World, revision: Revision, moment: datetime) -> Seen:
    """What the detectors of `world` see in `revision`, on the local day of `moment`."""
    day = moment.astimezone(world.body.zone).date()
    return Seen(day, world.detector.findings(revision, day))


def judge(
    world: World,
    revision: Revision,
    moment: datetime,
    now: datetime,
    *,
    findings: tuple[Finding, ...] | None = None,
    rulings: frozenset[str] = frozenset(),
    history: frozenset[History] = frozenset(),
    circumstances: frozenset[Circumstance] = frozenset(),
    later: bool = False,
    repeated: tuple[Finding, ...] = (),
) -> Verdict:
    """The verdict on `revision` if it went out at `moment`, as the world is known at `now`.

    `repeated` are the findings that other posts make. Where another world stands still, it is the verdict of
    both, the stricter outcome.
    """
    judged_in = partial(
        _judge_in,
        revision=revision,
        moment=moment,
        now=now,
        rulings=rulings,
        history=history,
        circumstances=circumstances,
        later=later,
    )
    if findings is None:
        findings = look(world, revision, moment).findings
    found, standing = judged_in(world, findings + repeated), world.standing
    if standing is None:
        return found
    if standing.detector.digest != world.detector.digest:
        findings = look(standing, revision, moment).findings
    return joined(found, judged_in(standing, findings + repeated))


def _judge_in(
    world: World,
    findings: tuple[Finding, ...],
    *,
    revision: Revision,
    moment: datetime,
    now: datetime,
    **known: Any,
) -> Verdict:
    """The verdict of one world alone; `known` is what else the gate is told."""
    zone = world.body.zone
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    return decide(
        revision,
        findings,
        (*world.windows, *world.warnings),
        world.policy,
        moment,
        doubts=(*world.doubts, *calendar_doubts(world.calendar, day, today, world.stale_after)),
        own_sites=world.body.own_sites,
        **known,
    )


def judge_post(book: Reading, world: World, post: Post, now: datetime) -> Judged:
    """Judge a stored post again, as of the later of now and its due time; new findings are kept."""
    judged = judge_case(world, case_of(book, world, post, now), now)
    if judged.read and isinstance(book, Writing):
        keep_findings(book, world, post, judged.read)
    return judged


def case_of(book: Reading, world: World, post: Post, now: datetime) -> Case:
    """All there is to judge `post` again, with the posts that are like it where a rule asks for them."""
    case = book.case(post, world.detector.digest)
    if not asked(world):
        return case
    moment = max(now, post.due_at or now)
    return replace(case, others=others_like(book, world, post.revision, moment, book.said(post.id)))


def judge_case(world: World, case: Case, now: datetime) -> Judged:
    """Judge a case as of the later of now and its due time.

    An approval stands while it covers the verdict. What was held or blocked is never cleared: it goes back to
    a person, whatever the words and windows say now.
    """
    post = case.post
    moment = max(now, post.due_at or now)
    day = moment.astimezone(world.body.zone).date()
    kept = case.findings.get(day.isoformat())
    read = look(world, post.revision, moment) if kept is None else None
    findings = read.findings if read else kept
    rulings = frozenset([ruling.finding for ruling in case.rulings])
    about = circumstances(world, post.revision, post.writers, moment, now)
    repeated = repeats(world, post.revision, case.others, moment, post.state) if case.others else ()

    def verdict(history: frozenset[History]) -> Verdict:
        return judge(
            world,
            post.revision,
            moment,
            now,
            findings=findings,
            rulings=rulings,
            history=history,
            circumstances=about,
            repeated=repeated,
        )

    if post.state is State.APPROVED and case.sign_offs:
        bare = verdict(frozenset())
        if signed := covering(case.sign_offs, post, bare):
            return Judged(bare, State.APPROVED, signed, read)
    found = verdict(_history(case))
    return Judged(found, STATE_AFTER[found.outcome], read=read)


def _history(case: Case) -> frozenset[History]:
    history = set()
    if case.post.state in SENIOR_BUSINESS:
        history.add(History.HELD_BEFORE)
    if any(each.decision is Decision.REJECTED for each in case.sign_offs):
        history.add(History.REJECTED_BEFORE)
    return frozenset(history)


def keep_findings(book: Writing, world: World, post: Post, seen: Seen) -> None:
    """Keep what was seen, so that a calendar change reads no text again."""
    book.keep_findings(post.digest, world.detector.digest, seen.day.isoformat(), seen.findings)


def shown(world: World, verdict: Verdict, revision: Revision) -> Shown:
    """What lists show of a verdict."""
    first = next((reason for reason in verdict.reasons if reason.outcome is not Outcome.CLEAR), None)
    answers = (f"{question}: {said}" for question, said in revision.answers.items())
    return Shown(
        outcome=verdict.outcome.value,
        windows=tuple([window.election for window in verdict.windows]),
        says=world.wording.says(first, revision) if first else " ".join(answers),
    )
