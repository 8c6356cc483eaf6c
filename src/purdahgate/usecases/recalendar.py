"""Judge the whole queue again at once, after anything it rests on has changed."""

from collections.abc import Callable
from dataclasses import dataclass

from purdahgate.domain.lifecycle import WAITING, Action, State, move
from purdahgate.store.rows import Case, Shown
from purdahgate.store.writing import Change
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_case, keep_findings, shown


@dataclass(frozen=True, slots=True)
class Changed:
    """One post whose state a change of the world changed."""

    post_id: int
    before: State
    after: State
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What judging the queue again did: the posts it moved, and how many stayed."""

    moved: tuple[Changed, ...]
    unchanged: int

    def then(self, later: "Report") -> "Report":
        """Both as one, `later` having judged the same posts once more."""
        moved = (*self.moved, *later.moved)
        waiting = len(later.moved) + later.unchanged
        return Report(moved, waiting - len({each.post_id for each in moved}))


def judge_queue(deed: Deed, done: Callable[[int], None] = lambda _count: None) -> Report:
    """Judge every waiting post again in `deed.world`; each whose state changes is moved and recorded.

    `done` is told how many posts have been judged, now and then.
    """
    moved: list[Changed] = []
    count = after = 0
    while cases := deed.book.cases(WAITING, deed.world.detector.digest, after):
        moved += _judge_batch(deed, cases)
        after = cases[-1].post.id
        count += len(cases)
        done(count)
    return Report(tuple(moved), count - len(moved))


def _judge_batch(deed: Deed, cases: list[Case]) -> list[Changed]:
    changes: list[Change] = []
    renewed: dict[int, Shown] = {}
    for case in cases:
        post = case.post
        judged = judge_case(deed.world, case, deed.now)
        if judged.read:
            keep_findings(deed.book, deed.world, post, judged.read)
        lines = shown(deed.world, judged.verdict, post.revision)
        if judged.state is not post.state:
            step = move(post.state, Action.JUDGE, judged.state, post.id)
            changes.append(Change(post, step, deed.entry(step, post, judged.verdict), lines))
        elif lines != case.shown:
            renewed[post.id] = lines
    deed.book.change_all(changes)
    deed.book.show_all(renewed)
    return [Changed(each.post.id, each.move.before, each.move.after, each.shown.says) for each in changes]
