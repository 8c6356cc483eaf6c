"""What is due to be done, worked out from the registers and from what is out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from purdahgate.domain.accounts import Account
from purdahgate.domain.audit import Entry
from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.people import Person, Role
from purdahgate.domain.post import Post, check_line
from purdahgate.domain.situation import Recall
from purdahgate.domain.tasks import Task, TaskKind
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.reading import Reading
from purdahgate.usecases.circumstances import last_use
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.hand_over import asked_back, overdue
from purdahgate.usecases.world import World

FURTHEST = 3_660


def tasks(book: Reading, world: World, now: datetime, ahead: int) -> list[Task]:
    """Everything due by `ahead` days from `now`: what other tools would send, then the longest due first."""
    today = now.astimezone(world.body.zone).date()
    found = [
        *_of_posts(book, world),
        *_of_handed_over(book, world, now),
        *_of_people(world, today),
        *_of_accounts(world, today),
    ]
    last = today + timedelta(days=ahead)
    return sorted(
        (task for task in found if task.due <= last),
        key=lambda task: (task.kind is not TaskKind.DELETE, task.due, task.kind, task.about),
    )


def done(deed: Deed, task_id: str, reason: str) -> Post:
    """Record that a post was taken down; the error for any other task names the command that records it."""
    why = check_line(reason, "reason")
    for post in deed.book.expiring():
        if task_id == f"{TaskKind.TAKE_DOWN}-{post.id}":
            taken_down(deed, post, why)
            return post
    for task in tasks(deed.book, deed.world, deed.now, FURTHEST):
        if task.id == task_id:
            raise NotAllowedError(
                f"{task_id} is not done by saying so", mend=f"Record it with: {task.record}"
            )
    raise InputError(f"there is no task {task_id!r}", mend="See: purdahgate tasks")


def taken_down(deed: Deed, post: Post, why: str) -> None:
    """Record that a post is no longer to be seen."""
    facts = {"revision": post.digest, "account": post.revision.account, "why": why}
    entry = Entry("take-down", deed.actor.name, deed.now, post_id=post.id, facts=facts)
    deed.book.take_down(post, why, entry)


def _of_posts(book: Reading, world: World) -> Iterator[Task]:
    recalls = book.recalls()
    for post in book.expiring():
        due, why = _to_go(post, recalls.get(post.id))
        task = f"{TaskKind.TAKE_DOWN}-{post.id}"
        yield Task(
            kind=TaskKind.TAKE_DOWN,
            about=str(post.id),
            who=_owner(world, post),
            due=due.astimezone(world.body.zone).date(),
            what=f"Take post {post.id} down from {post.revision.account}: {why}",
            record=f'purdahgate tasks done {task} --reason "..."',
        )


def _to_go(post: Post, recall: Recall | None) -> tuple[datetime, str]:
    """Since when a post is to be gone, and why: it expires, or somebody recalled it, whichever was first."""
    times = []
    if recall:
        times.append((recall.at, f"{recall.by} recalled it ({recall.reason})."))
    if post.revision.expires and post.revision.expires.at:
        times.append((post.revision.expires.at, "it has expired."))
    return min(times)


def _of_handed_over(book: Reading, world: World, now: datetime) -> Iterator[Task]:
    """What must come back out of other tools, at once, and what they should have sent by now."""
    today = now.astimezone(world.body.zone).date()
    for back in asked_back(book, world, now):
        post = back.post
        what = f"Delete post {post.id} in {back.tool} now, from {post.revision.account}. {back.why}"
        record = f'purdahgate release settle {post.id} --not-sent --reason "Deleted in {back.tool}"'
        yield Task(TaskKind.DELETE, str(post.id), _owner(world, post), today, what, record)
    for post, tool in overdue(book, now):
        assert post.due_at is not None
        what = f"See whether {tool} has sent post {post.id} on {post.revision.account}, and say so."
        record = f'purdahgate release settle {post.id} --sent ADDRESS --reason "Seen"'
        due = post.due_at.astimezone(world.body.zone).date()
        yield Task(TaskKind.CONFIRM, str(post.id), _owner(world, post), due, what, record)


def _owner(world: World, post: Post) -> str:
    account = world.accounts.get(post.revision.account)
    return (account.owner if account else "") or post.author


def _of_people(world: World, today: date) -> Iterator[Task]:
    looked_at = {each for rule in world.policy.rules for each in rule.when.circumstance}
    for person in world.people:
        if Role.OFFICER in person.roles:
            yield from _training(world, person, today, asked=Circumstance.AUTHOR_UNTRAINED in looked_at)
        if person.declared_on or Circumstance.AUTHOR_UNDECLARED in looked_at:
            days = timedelta(days=world.policy.limits.get("declaration_after_days", 0))
            due = person.declared_on + days if person.declared_on else today
            what = f"{person.name} declares to have read the policy."
            record = f"purdahgate person declare {person.name}"
            yield Task(TaskKind.DECLARATION, person.name, person.name, due, what, record)


def _training(world: World, person: Person, today: date, *, asked: bool) -> Iterator[Task]:
    record = f"purdahgate person train {person.name}"
    if person.trained_on is None:
        if asked:
            what = f"{person.name} has had no training, which comes before the first post."
            yield Task(TaskKind.TRAINING, person.name, person.name, today, what, record)
        return
    due = (person.refreshed_on or person.trained_on) + timedelta(
        days=world.policy.limits.get("refresher_after_days", 0)
    )
    what = f"{person.name} takes a refresher."
    yield Task(TaskKind.REFRESHER, person.name, person.name, due, what, f"{record} --refresher")


def _of_accounts(world: World, today: date) -> Iterator[Task]:
    for account in world.accounts:
        if account.retired(today):
            continue
        name = account.name
        if account.monitored_by:
            within = timedelta(days=world.policy.limits.get("monitored_within_days", 0))
            due = account.monitored_on + within if account.monitored_on else today
            if due <= today:
                record = f"purdahgate account monitored {name}"
                what = f"Look at {name}: nobody has since {account.monitored_on or 'it was entered'}."
                yield Task(TaskKind.MONITORING, name, account.monitored_by, due, what, record)
        if account.next_check:
            record = f"purdahgate account check {name} --next DAY"
            what = f"Check who has access to {name}, and its second factor."
            yield Task(TaskKind.CHECK, name, account.owner, account.next_check, what, record)
        if account.rotation_due():
            assert account.access_cut_on is not None
            record = f"purdahgate account check {name} --next DAY --rotated"
            what = f"Change the password of {name}: somebody has lost access who knows it."
            yield Task(TaskKind.ROTATION, name, account.owner, account.access_cut_on, what, record)
        yield from _unused(world, account, today)


def _unused(world: World, account: Account, today: date) -> Iterator[Task]:
    used = last_use(world, account.name)
    if used is None:
        return
    for kind, key in (
        (TaskKind.REMINDER, "unused_reminded_days"),
        (TaskKind.GUIDANCE, "unused_guided_days"),
    ):
        due = used + timedelta(days=world.policy.limits.get(key, 0))
        if due < today:
            what = f"{account.name} is unused since {used}: {kind} to whoever moderates it."
            who = account.moderator or account.owner
            yield Task(kind, account.name, who, due, what, f"purdahgate account retire {account.name}")
            return
