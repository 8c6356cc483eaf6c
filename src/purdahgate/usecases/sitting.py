"""Judging many posts at one sitting: what posts that are alike have in common is worked out once."""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from purdahgate.domain.audit import Entry
from purdahgate.domain.canonical import ready
from purdahgate.domain.doubts import calendar_doubts
from purdahgate.domain.lifecycle import Action, Move, move
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.windows import Window
from purdahgate.store.rows import Case, Shown
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_case, keep_findings, shown
from purdahgate.usecases.world import World

MOST_KNOWN = 10_000  # each takes about a kilobyte; a queue of a thousand kinds of post is a varied one
# All of a finding but its place, which nothing here tells of.
_finding = attrgetter("kind", "text", "who", "rule", "certainty", "why", "field")


@dataclass(frozen=True, slots=True)
class Upshot:
    """What comes of judging a post: what lists show of it; and where it moves, the move and what is recorded.

    The facts are those of every post that is alike: all but which revision it is.
    """

    lines: Shown
    step: Move | None
    facts: Mapping[str, Any]


class Sitting:
    """One judging of many posts: one person's deed, in one world at one moment."""

    def __init__(self, deed: Deed) -> None:
        self._deed, self._now = deed, deed.now
        self._world = world = deed.world
        self._worlds = (world, *((world.standing,) if world.standing else ()))
        self._zone = world.body.zone
        self._one_reading = len({(each.detector.digest, each.body.zone) for each in self._worlds}) == 1
        self._moments = _Moments(self._worlds, deed.now)
        rules = (rule for policy in world.policies() for rule in policy.rules)
        self._length_told_over = world.wording.tells_length_over(rules)
        self._known: dict[Hashable, Upshot] = {}

    def upshot(self, case: Case) -> Upshot:
        """What comes of judging `case`; findings that are new are kept."""
        alike = self._alike(case)
        if alike is None:
            return self._judged(case)
        found = self._known.get(alike)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[alike] = self._judged(case)
        return found

    def entry(self, post: Post, found: Upshot) -> Entry:
        """The entry of a post that moves."""
        facts = {**found.facts, "revision": post.digest}
        return Entry(Action.JUDGE.value, self._deed.actor.name, self._now, post.id, facts)

    def _judged(self, case: Case) -> Upshot:
        deed, post = self._deed, case.post
        judged = judge_case(self._world, case, self._now)
        if judged.read:
            keep_findings(deed.book, self._world, post, judged.read)
        lines = shown(self._world, judged.verdict, post.revision)
        if judged.state is post.state:
            return Upshot(lines, None, {})
        step = move(post.state, Action.JUDGE, judged.state, post.id)
        facts = deed.entry(step, post, judged.verdict).facts
        return Upshot(lines, step, {name: ready(value) for name, value in facts.items()})

    def _alike(self, case: Case) -> Hashable:
        """All that the upshot rests on: two posts of which it is the same are judged the same.

        None for a post judged by itself: its words are to be read, people decided on it, others are like it.
        """
        post = case.post
        moment = max(self._now, post.due_at or self._now)
        day = moment.astimezone(self._zone).date()
        findings = case.findings.get(day.isoformat())
        if findings is None or not self._one_reading:
            return None
        if case.rulings or case.sign_offs or case.others:
            return None
        return (
            post.state,
            post.writers,
            self._of_revision(post, moment),
            self._of_writing(post.revision),
            self._moments.alike(moment, day, post.revision),
            tuple([_finding(each) for each in findings]) if findings else (),
        )

    def _of_revision(self, post: Post, moment: datetime) -> Hashable:
        """What counts of a revision beside its words; of times only whether they are set or to come."""
        revision = post.revision
        return (
            revision.account,
            revision.category,
            tuple(revision.answers.items()),
            revision.media_kinds(),
            revision.shares,
            revision.incident,
            revision.due.at is None,
            revision.expires is None,
            bool(revision.embargo and revision.embargo.at and moment < revision.embargo.at),
            post.digest if self._world.situation.authorised else "",
        )

    def _of_writing(self, revision: Revision) -> Hashable:
        """What counts of its words and link, beside what the detectors saw and which places they name."""
        long = len(revision.text)
        return (
            long if long > self._length_told_over else 0,
            *[each.policy.words_of_writing(revision, each.body.own_sites) for each in self._worlds],
        )


class _Moments:
    """What is open and in doubt when: between one opening or closing and the next, the day alone counts."""

    def __init__(self, worlds: Sequence[World], now: datetime) -> None:
        self._worlds = worlds
        self._today = now.astimezone(worlds[0].body.zone).date()
        self._windows = {window for each in worlds for window in (*each.windows, *each.warnings)}
        ends = {end for each in self._windows for end in (each.opens_at, each.closes_at) if end}
        self._turns = sorted(ends)
        self._doubts: dict[date, Hashable] = {}
        self._placed: dict[int, tuple[Window, ...]] = {}

    def alike(self, moment: datetime, day: date, revision: Revision) -> Hashable:
        """All that a judgement of `revision` at `moment`, on that local day, rests on of the calendar."""
        stretch = bisect_right(self._turns, moment)
        doubts = self._doubts.get(day)
        if doubts is None:
            doubts = self._doubts[day] = self._in_doubt(day)
        placed = self._placed.get(stretch)
        if placed is None:
            placed = self._placed[stretch] = tuple(
                each for each in self._windows if each.binds_some_posts and each.holds(moment)
            )
        return stretch, doubts, _named(placed, revision) if placed else ()

    def _in_doubt(self, day: date) -> Hashable:
        return tuple(
            (doubt.code, *doubt.facts.values())
            for each in self._worlds
            for doubt in calendar_doubts(each.calendar, day, self._today, each.stale_after)
        )


def _named(placed: Iterable[Window], revision: Revision) -> Hashable:
    """Which of the windows of one place bind it, that is tagged with that place or names it."""
    texts = [text for _, text in revision.fields()]
    return tuple([each.binds(revision.wards, *texts) for each in placed])
