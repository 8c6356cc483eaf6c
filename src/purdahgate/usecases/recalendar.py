"""Judge the whole queue again at once, after anything it rests on has changed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from purdahgate.domain.lifecycle import WAITING, State
from purdahgate.store.rows import Case, Shown
from purdahgate.store.writing import Change
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.hand_over import AskedBack, record_asked_back
from purdahgate.usecases.repeats import asked
from purdahgate.usecases.sitting import Sitting


@dataclass(frozen=True, slots=True)
class Changed:
    """One post whose state a change of the world changed."""

    post_id: int
    before: State
    after: State
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What judging the queue again did: posts moved, posts that stayed, posts other tools must give back."""

    moved: tuple[Changed, ...]
    unchanged: int
    asked_back: tuple[AskedBack, ...] = ()

    def then(self, later: "Report") -> "Report":
        """Both as one, `later` having judged the same posts once more."""
        moved = (*self.moved, *later.moved)
        waiting = len(later.moved) + later.unchanged
        asked = {each.post.id: each for each in (*self.asked_back, *later.asked_back)}
        return Report(moved, waiting - len({each.post_id for each in moved}), tuple(asked.values()))


@dataclass(slots=True)
class _Tally:
    """What has been done so far; `renewed` are the lines of posts whose state stays."""

    judged: int = 0
    moved: list[Changed] = field(default_factory=list)
    renewed: dict[int, Shown] = field(default_factory=dict)


def judge_queue(deed: Deed, done: Callable[[int], None] = lambda _count: None) -> Report:
    """Judge every waiting post again in `deed.world`; each whose state changes is moved and recorded.

    `done` is told how many posts have been judged, now and then.
    """
    tally, alike = _Tally(), asked(deed.world)
    sitting = Sitting(deed)
    for span in deed.book.spans(WAITING):
        cases = deed.book.cases(WAITING, deed.world.detector.digest, span, alike=alike)
        deed.book.change_all(_changes(sitting, cases, tally))
        deed.book.show_all(tally.renewed)
        tally.renewed.clear()
        done(tally.judged)
    asked_back = tuple(record_asked_back(deed))
    return Report(tuple(tally.moved), tally.judged - len(tally.moved), asked_back)


def _changes(sitting: Sitting, cases: Iterable[Case], tally: _Tally) -> Iterator[Change]:
    """The changes of the posts that move; a case is done with before the next one is made."""
    for case in cases:
        post = case.post
        found = sitting.upshot(case)
        tally.judged += 1
        if (step := found.step) is not None:
            tally.moved.append(Changed(post.id, step.before, step.after, found.lines.says))
            yield Change(post, step, sitting.entry(post, found), found.lines)
        elif found.lines != case.shown:
            tally.renewed[post.id] = found.lines
