"""Change the calendar, and judge the whole queue again at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from purdahgate.domain.audit import Entry
from purdahgate.domain.election import Election
from purdahgate.domain.lifecycle import WAITING, Action, State, move
from purdahgate.domain.people import Role
from purdahgate.domain.post import Post
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.reading import BATCH, Reading
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown


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

    def to(self, state: State) -> tuple[Changed, ...]:
        """The posts that are newly in `state`."""
        return tuple(each for each in self.moved if each.after is state)


def add_election(deed: Deed, election: Election) -> None:
    """Record a poll that was not in the calendar. It can only open a window, so one person may do it.

    Raises InputError where the calendar has the poll already, NotAllowedError for a mere officer.
    """
    if not deed.actor.roles & {Role.APPROVER, Role.ELECTIONS, Role.MONITORING_OFFICER}:
        raise NotAllowedError(
            f"{deed.actor.name} may not change the calendar",
            where="people.toml",
            mend="Ask an approver, the monitoring officer or somebody with the role elections",
        )
    if any(known.key == election.key for known in deed.world.calendar.elections):
        raise InputError(
            f"the calendar has {election.id} for {election.nation} already",
            mend="See: purdahgate calendar list",
        )
    facts = {
        "election": election.id,
        "nation": election.nation.value,
        "status": election.status.value,
        "poll_date": election.poll_date.isoformat(),
        "source": election.source,
        "calendar_before": deed.world.calendar.digest,
    }
    deed.book.add_calendar_change(election, Entry("calendar-add", deed.actor.name, deed.now, facts=facts))


def judge_queue(deed: Deed, done: Callable[[int], None] = lambda _count: None) -> Report:
    """Judge every waiting post again in `deed.world`; each whose state changes is moved and recorded.

    `done` is told how many posts have been judged, now and then.
    """
    moved: list[Changed] = []
    count = 0
    for post in _waiting(deed.book):
        judged = judge_post(deed.book, deed.world, post, deed.now)
        lines = shown(deed.world, judged.verdict, post.revision)
        if judged.state is post.state:
            deed.book.show(post.id, lines)
        else:
            step = move(post.state, Action.JUDGE, judged.state, post.id)
            deed.book.change(post, step, deed.entry(step, post, judged.verdict), lines)
            moved.append(Changed(post.id, step.before, step.after, lines.says))
        count += 1
        if count % BATCH == 0:
            done(count)
    done(count)
    return Report(tuple(moved), count - len(moved))


def _waiting(book: Reading) -> Iterator[Post]:
    after = 0
    while batch := book.posts(WAITING, after):
        yield from batch
        after = batch[-1].id
