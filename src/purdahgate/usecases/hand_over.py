"""Write posts into a file for another scheduling tool, and say which of them must come back out of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from purdahgate.config import Config
from purdahgate.domain.audit import Entry
from purdahgate.domain.lifecycle import RELEASABLE, Action, State, move
from purdahgate.domain.people import Role, require
from purdahgate.domain.post import Post
from purdahgate.domain.signoff import Decision
from purdahgate.domain.tools import UPLOADS, Tool, fault_of_time
from purdahgate.errors import AuditBrokenError, InputError, PurdahgateError
from purdahgate.exchange.bulk_csv import BulkRow
from purdahgate.publishers.channels import channel_of
from purdahgate.publishers.handover import HandoverSettings
from purdahgate.store.reading import Reading
from purdahgate.store.rows import Case
from purdahgate.store.writing import Writing
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_case, shown
from purdahgate.usecases.release import Ended, Prove, judged_again, signers
from purdahgate.usecases.world import World

MOST_AHEAD = timedelta(days=14)
ASK_BACK = "ask-back"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What goes into a file: its rows, by time, the posts they are of, and what stays here and why."""

    rows: tuple[BulkRow, ...]
    posts: tuple[Post, ...]
    left: tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A post that another tool has and that would be held or blocked now: it must be deleted there."""

    post: Post
    tool: str
    why: str


def hand_over(
    deed: Deed, config: Config, tool: Tool, file: str, ahead: timedelta, prove: Prove
) -> HandedOver:
    """Judge every post that `tool` is to have within `ahead` again, and hand over what may go.

    Each becomes `handed-over`, with an audit entry that names the `file`. An officer or an approver may.
    """
    if Role.OFFICER not in deed.actor.roles:
        require(deed.actor, Role.APPROVER, "hand posts over")
    accounts = accounts_of(config, tool)
    if not accounts:
        mend = f'Give an account a channel with kind = "handover" and tool = "{tool}"'
        raise InputError(f"no account goes out by {UPLOADS[tool].title}", where=str(config.path), mend=mend)
    if not timedelta() < ahead <= MOST_AHEAD:
        days = MOST_AHEAD.days
        raise InputError("that is too far ahead", mend=f"Use from 1 to {days * 24} hours; 24 is usual")
    zone = deed.world.body.zone
    taken: dict[str, list[datetime]] = {}
    done: list[tuple[BulkRow, Post]] = []
    left: list[Ended] = []
    for post in deed.book.posts_due(RELEASABLE, deed.now, deed.now + ahead):
        account = post.revision.account
        if account not in accounts:
            continue
        assert post.due_at is not None
        room = len(done) < UPLOADS[tool].rows
        times = taken.setdefault(account, [])
        fault = fault_of_time(UPLOADS[tool], post.due_at.astimezone(zone), deed.now, times)
        ended = (
            _leave(deed, post, tool, file, prove)
            if room and not fault
            else Ended(post, fault or "the file is full")
        )
        if ended.post.state is not State.HANDED_OVER:
            left.append(ended)
            continue
        times.append(post.due_at)
        local = post.due_at.astimezone(zone)
        done.append((BulkRow(local, post.revision.text, post.revision.link), ended.post))
    return HandedOver(tuple(row for row, _ in done), tuple(post for _, post in done), tuple(left))


def _leave(deed: Deed, post: Post, tool: Tool, file: str, prove: Prove) -> Ended:
    """Hand one post over, if it may go."""
    judged = judged_again(deed, post, prove)
    if isinstance(judged, Ended):
        return judged
    step = move(post.state, Action.HAND_OVER, State.HANDED_OVER, post.id)
    facts = {"tool": tool.value, "file": file, "signed_off_by": signers(judged)}
    number = deed.book.open_attempt(post, deed.now)
    deed.book.close_attempt(number, State.HANDED_OVER.value, tool.value, deed.now)
    return Ended(deed.book.change(post, step, deed.entry(step, post, judged.verdict, **facts)))


def accounts_of(config: Config, tool: Tool) -> frozenset[str]:
    """The accounts that `tool` posts to."""
    return frozenset(name for name in config.accounts if _tool(config, name) is tool)


def _tool(config: Config, account: str) -> Tool | None:
    try:
        settings = channel_of(config, account).settings
    except PurdahgateError:
        return None
    return settings.tool if isinstance(settings, HandoverSettings) else None


def asked_back(book: Reading, world: World, now: datetime) -> Iterator[AskedBack]:
    """Every post that another tool has and that must come back, the earliest due first.

    One that was to come back once is to come back until somebody has settled it, whatever holds now. What is
    past its time is out, as far as anybody knows: nothing is judged about it any more.
    """
    for case, tool in _handed_over(book, world):
        if why := _asked_before(book, case.post) or _against(book, world, case, now):
            yield AskedBack(case.post, tool, why)


def record_asked_back(deed: Deed) -> list[AskedBack]:
    """The same, each that is new put on record."""
    found = list(asked_back(deed.book, deed.world, deed.now))
    note_asked_back(deed.book, found, deed.actor.name, deed.now)
    return found


def note_asked_back(book: Writing, found: Iterable[AskedBack], by: str, now: datetime) -> None:
    """Put each on record that is not there yet: it is to come back until somebody has settled it."""
    for each in found:
        if not _asked_before(book, each.post):
            facts = {"revision": each.post.digest, "account": each.post.revision.account}
            facts |= {"tool": each.tool, "why": each.why}
            book.append(Entry(ASK_BACK, by, now, post_id=each.post.id, facts=facts))


def stopped(book: Reading, accounts: Sequence[str], why: str, now: datetime) -> list[AskedBack]:
    """The posts that other tools have for `accounts`, for every one where none is named: to come back."""
    return [
        AskedBack(post, _tool_of(book, post), why)
        for post in book.posts_in(State.HANDED_OVER)
        if post.due_at and post.due_at > now and (not accounts or post.revision.account in accounts)
    ]


def overdue(book: Reading, now: datetime) -> Iterator[tuple[Post, str]]:
    """What other tools should have posted by now, with the tool's name: somebody is to look."""
    for post in book.posts_in(State.HANDED_OVER):
        if post.due_at and post.due_at <= now and not _asked_before(book, post):
            yield post, _tool_of(book, post)


def _handed_over(book: Reading, world: World) -> Iterator[tuple[Case, str]]:
    """Each as the case it was when it was handed over: cleared, or approved by whoever signed it."""
    for post in book.posts_in(State.HANDED_OVER):
        case = book.case(post, world.detector.digest)
        signed = any(
            each.decision is Decision.APPROVED and each.revision == post.digest for each in case.sign_offs
        )
        state = State.APPROVED if signed else State.CLEARED
        yield replace(case, post=replace(post, state=state)), _tool_of(book, post)


def _against(book: Reading, world: World, case: Case, now: datetime) -> str:
    """What would hold or block it now, in words; nothing for what is past its time."""
    post = case.post
    if post.due_at is None or post.due_at <= now:
        return ""
    for stop in book.open_stops():
        if stop.covers(post.revision.account):
            return f"{stop.by} has stopped {stop.where}: {stop.reason}"
    judged = judge_case(world, case, now)
    if judged.state is post.state:
        return ""
    return shown(world, judged.verdict, post.revision).says or f"It would be {judged.state}."


def _asked_before(book: Reading, post: Post) -> str:
    """Why it was to come back already, as the record has it since it was handed over; or nothing.

    A record that is broken says nothing: a stop has to work all the same.
    """
    why = ""
    with suppress(AuditBrokenError):
        for action, facts in book.actions(post.id):
            if action == Action.HAND_OVER:
                why = ""
            elif action == ASK_BACK:
                why = str(facts.get("why", ""))
    return why


def _tool_of(book: Reading, post: Post) -> str:
    tries = book.attempts(post.id, post.digest)
    name = tries[-1].detail if tries else ""
    return UPLOADS[Tool(name)].title if name in set(Tool) else "the other tool"
