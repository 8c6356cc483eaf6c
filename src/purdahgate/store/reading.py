"""What can be asked of the database, in one transaction."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select
from sqlmodel import SQLModel

from purdahgate.domain.election import Election, Nation
from purdahgate.domain.findings import Finding
from purdahgate.domain.lifecycle import State
from purdahgate.domain.post import Post
from purdahgate.domain.rule_set import ProposedRules, RuleSet
from purdahgate.domain.signoff import Ruling, SignOff
from purdahgate.domain.situation import Stop
from purdahgate.errors import InputError, StoreError
from purdahgate.store import rows
from purdahgate.store.chain import ReadingChain
from purdahgate.store.dialects import about_engine, damage
from purdahgate.store.likeness import ReadingLikeness
from purdahgate.store.rows import Case, Proposal, Shown
from purdahgate.store.situation import ReadingSituation

BATCH = 4_000
MOST_IDS = 2**31  # what an INTEGER of PostgreSQL holds
ACCEPTED = "accepted"

T = TypeVar("T")
Span = tuple[int, int]  # the ids of a first and a last post

_TABLES = SQLModel.metadata.tables
# Written into the query as words, not as parameters, so that the partial index answers.
_NOT_KNOWN: ColumnElement[str] = literal_column("''")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: the post as it stands, and its last judgement as it was shown then."""

    id: int
    state: State
    account: str
    category: str
    author: str
    due_at: datetime | None
    outcome: str
    windows: tuple[str, ...]
    says: str
    preview: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to send; its outcome is empty while it is not known. `detail` is where it can be seen."""

    id: int
    post_id: int
    revision: str
    account: str
    attempted_at: datetime
    outcome: str = ""
    detail: str = ""


class Reading(ReadingSituation, ReadingLikeness, ReadingChain):
    """The database as it stood when the transaction began."""

    def _rows(self, query: Select[Any]) -> Any:
        return self._connection.execute(query)

    def post(self, post_id: int) -> Post:
        """The post, or InputError where there is none."""
        query = _posts().where(table("post").c.id == post_id)
        found = self._rows(query).first() if 0 < post_id < MOST_IDS else None
        if found is None:
            raise InputError(f"there is no post {post_id}", mend="See: purdahgate post list")
        return rows.post_of(found)

    def posts(self) -> Iterator[Post]:
        """Every post, by number, one by one."""
        query = _posts().order_by(table("post").c.id).execution_options(yield_per=BATCH)
        for row in self._rows(query):
            yield rows.post_of(row)

    def listed(
        self, states: Collection[State] = (), *, limit: int, unsigned: bool = False
    ) -> tuple[list[Listed], int]:
        """The newest `limit` posts, newest last, and how many there are in all.

        `states` keeps those in one of them; `unsigned` those that were sent without any sign-off.
        """
        post, sign_off = table("post"), table("sign_off")
        wanted: list[ColumnElement[bool]] = []
        if states:
            wanted.append(post.c.state.in_(states))
        if unsigned:
            signed = select(sign_off.c.post_id).where(sign_off.c.decision == "approved")
            wanted += [post.c.state == State.SENT, post.c.id.not_in(signed)]
        total: int = self._rows(select(func.count()).select_from(post).where(*wanted)).scalar_one()
        newest = self._rows(select(post).where(*wanted).order_by(post.c.id.desc()).limit(limit))
        return [_listed(row) for row in newest][::-1], total

    def due(self, moment: datetime, limit: int) -> list[int]:
        """The ids of posts that may go out and whose time has come, the earliest due first."""
        return [post_id for post_id, _ in self.due_on(moment, limit)]

    def due_on(self, moment: datetime, limit: int, besides: Collection[str] = ()) -> list[tuple[int, str]]:
        """The same, each with its account; posts on the accounts `besides` are left out."""
        post = table("post")
        query = select(post.c.id, post.c.account).where(post.c.release_at <= moment)
        if besides:
            query = query.where(post.c.account.not_in(besides))
        found = self._rows(query.order_by(post.c.release_at, post.c.id).limit(limit))
        return [(row.id, row.account) for row in found]

    def posts_due(self, states: Collection[State], after: datetime, until: datetime) -> list[Post]:
        """Posts in `states` that are due later than `after` and no later than `until`, the earliest first."""
        post = table("post")
        wanted = (post.c.state.in_(states), post.c.due_at > after, post.c.due_at <= until)
        found = self._rows(_posts().where(*wanted).order_by(post.c.due_at.nulls_first(), post.c.id))
        return [rows.post_of(row) for row in found.all()]

    def posts_in(self, state: State) -> list[Post]:
        """Every post in `state`, the earliest due first."""
        post = table("post")
        found = self._rows(
            _posts().where(post.c.state == state).order_by(post.c.due_at.nulls_first(), post.c.id)
        )
        return [rows.post_of(row) for row in found.all()]

    def actions(self, post_id: int) -> Iterator[tuple[str, dict[str, Any]]]:
        """What was done to a post, as the record has it, the latest last."""
        for each in self.audit(post_id):
            facts = each.opened()
            yield str(facts.get("action", "")), facts

    def next_due(self, after: datetime) -> datetime | None:
        """The earliest instant later than `after` at which a post may go out."""
        post = table("post")
        found: datetime | None = self._rows(
            select(func.min(post.c.release_at)).where(post.c.release_at > after)
        ).scalar()
        return found

    def overdue(self, moment: datetime) -> int:
        """How many posts may go out and are due by `moment`."""
        post = table("post")
        count: int = self._rows(select(func.count()).where(post.c.release_at <= moment)).scalar_one()
        return count

    def held_back(self, stops: Iterable[Stop]) -> int:
        """How many posts would go out but for one of `stops`."""
        post = table("post")
        accounts = [each.accounts for each in stops]
        if not accounts:
            return 0
        wanted = [post.c.release_at.is_not(None)]
        if all(accounts):
            wanted.append(post.c.account.in_({name for some in accounts for name in some}))
        return int(self._rows(select(func.count()).select_from(post).where(*wanted)).scalar_one())

    def counts(self) -> dict[State, int]:
        """How many posts stand in each state that has any."""
        post = table("post")
        query = select(post.c.state, func.count()).group_by(post.c.state)
        return {State(state): count for state, count in self._rows(query)}

    def due_days(self, states: Collection[State], zone: ZoneInfo) -> dict[date, int]:
        """How many posts in `states` are due on each local day of `zone`, but for those of no set time."""
        post = table("post")
        query = select(post.c.due_at, func.count()).where(
            post.c.state.in_(states), post.c.due_at.is_not(None)
        )
        days: Counter[date] = Counter()
        for due_at, count in self._rows(query.group_by(post.c.due_at)):
            days[due_at.astimezone(zone).date()] += count
        return dict(sorted(days.items()))

    def sign_offs(self, post_id: int) -> list[SignOff]:
        """Every decision on a post, the latest last."""
        signed = table("sign_off")
        query = select(signed).where(signed.c.post_id == post_id).order_by(signed.c.id)
        return [rows.sign_off_of(row) for row in self._rows(query)]

    def rulings(self, post_id: int, revision: str) -> list[Ruling]:
        """Every ruling on one revision."""
        ruled = table("ruling")
        query = select(ruled).where(ruled.c.post_id == post_id, ruled.c.revision == revision)
        return [rows.ruling_of(row) for row in self._rows(query.order_by(ruled.c.id))]

    def case(self, post: Post, detector: str) -> Case:
        """All there is to judge `post` again, with what `detector` saw in it."""
        rulings = self.rulings(post.id, post.digest)
        seen = self._findings([table("post").c.id == post.id], detector)
        return Case(
            post, Shown("", (), ""), seen.get(post.digest, {}), tuple(rulings), tuple(self.sign_offs(post.id))
        )

    def spans(self, states: Collection[State]) -> list[Span]:
        """All posts in `states`, by id, a batch at a time: the ids of its first and its last."""
        post = table("post")
        before = func.row_number().over(order_by=post.c.id) - 1
        numbered = (
            select(post.c.id, (before // BATCH).label("batch")).where(post.c.state.in_(states)).subquery()
        )
        ends = select(func.min(numbered.c.id), func.max(numbered.c.id)).group_by(numbered.c.batch)
        return [(first, last) for first, last in self._rows(ends.order_by(numbered.c.batch))]

    def cases(
        self, states: Collection[State], detector: str, span: Span, *, alike: bool = False
    ) -> Iterator[Case]:
        """The cases of posts in `states` in `span`, by id: read in three queries, made one by one.

        With `alike` they have the other posts that were found to be like them, in two queries more.
        """
        post, kept = table("post"), table("findings")
        seen = (kept.c.revision == post.c.digest) & (kept.c.detector == detector)
        query = _posts().add_columns(kept.c.revision, kept.c.day, kept.c.content).outerjoin(kept, seen)
        wanted = query.where(post.c.state.in_(states), post.c.id.between(*span)).order_by(post.c.id)
        found = self._rows(wanted).all()
        sign_offs = _by_post(self._of_posts("sign_off", span), rows.sign_off_of)
        rulings = _by_post(self._of_posts("ruling", span), rows.ruling_of)
        others = self.known_alike(span) if alike else {}
        for key, of_post in groupby(found, itemgetter(0)):  # a row for each day that it was read for
            about = (rulings.get(key, ()), sign_offs.get(key, ()), others.get(key, ()))
            yield rows.case_of([*of_post], *about)

    def _of_posts(self, name: str, span: Span) -> Any:
        """The rows of `name` that concern posts in `span`."""
        some = table(name)
        return self._rows(select(some).where(some.c.post_id.between(*span)).order_by(some.c.id))

    def _findings(
        self, of_posts: Sequence[ColumnElement[bool]], detector: str
    ) -> dict[str, dict[str, tuple[Finding, ...]]]:
        """What these detectors saw in the latest revisions of some posts, by revision and day."""
        post, kept = table("post"), table("findings")
        query = select(kept.c.revision, kept.c.day, kept.c.content).join(
            post, post.c.digest == kept.c.revision
        )
        found: dict[str, dict[str, tuple[Finding, ...]]] = {}
        for revision, day, content in self._rows(query.where(*of_posts, kept.c.detector == detector)).all():
            found.setdefault(revision, {})[day] = rows.findings_of(content)
        return found

    def medium(self, digest: str) -> bytes:
        """The bytes of a medium; StoreError where what was kept is no longer that."""
        media = table("medium")
        content: bytes | None = self._rows(select(media.c.content).where(media.c.digest == digest)).scalar()
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            raise StoreError(
                "a picture or film that was kept is damaged",
                where=f"medium {digest[:12]}",
                mend="Restore a backup",
            )
        return content

    def ever_released(self) -> bool:
        """Whether anybody ever tried to send a post."""
        return self._rows(select(table("release").c.id).limit(1)).first() is not None

    def open_attempts(self) -> list[Attempt]:
        """Attempts whose outcome was never recorded: the process that made them died, or is at work."""
        tried = table("release")
        found = self._rows(select(tried).where(tried.c.outcome == _NOT_KNOWN).order_by(tried.c.id))
        return [_attempt(row) for row in found]

    def attempts(self, post_id: int, revision: str) -> list[Attempt]:
        """Every attempt to send one revision of a post, the latest last."""
        tried = table("release")
        query = select(tried).where(tried.c.post_id == post_id, tried.c.revision == revision)
        return [_attempt(row) for row in self._rows(query.order_by(tried.c.id))]

    def calendar_changes(self) -> list[Election]:
        """Every changed election as its row became, the latest change last."""
        changed = table("calendar_change")
        found = self._rows(select(changed).order_by(changed.c.id))
        return [rows.election_of(row.content) for row in found]

    def polls_changed_since(self, proposal: Proposal) -> set[tuple[str, Nation]]:
        """The keys of polls that were changed after `proposal` was made."""
        changed = table("calendar_change")
        query = select(changed.c.election, changed.c.nation).where(changed.c.id > proposal.after)
        return {(row.election, Nation(row.nation)) for row in self._rows(query)}

    def proposals(self) -> list[Proposal]:
        """Every change of the calendar that waits for a second person, the oldest first."""
        proposed, ended = table("proposal"), table("proposal_end")
        open_ones = select(proposed).where(proposed.c.id.not_in(select(ended.c.proposal_id)))
        return [rows.proposal_of(row) for row in self._rows(open_ones.order_by(proposed.c.id))]

    def accepted_rules(self) -> RuleSet | None:
        """The files that were accepted last to judge by; None where none ever were."""
        proposed, ended = table("rule_set"), table("rule_set_end")
        query = select(proposed).join(ended, ended.c.rule_set_id == proposed.c.id)
        last = query.where(ended.c.outcome == ACCEPTED).order_by(ended.c.id.desc()).limit(1)
        row = self._rows(last).first()
        return rows.proposed_rules_of(row).rules if row else None

    def proposed_rules(self) -> list[ProposedRules]:
        """Every set of files that waits for a second person, the oldest first."""
        proposed, ended = table("rule_set"), table("rule_set_end")
        open_ones = select(proposed).where(proposed.c.id.not_in(select(ended.c.rule_set_id)))
        return [rows.proposed_rules_of(row) for row in self._rows(open_ones.order_by(proposed.c.id))]

    def rule_file(self, digest: str) -> bytes:
        """A file that judgements rested on; StoreError where what was kept is no longer that file."""
        kept = table("rule_file")
        packed = self._rows(select(kept.c.content).where(kept.c.digest == digest)).scalar()
        try:
            content = zlib.decompress(packed or b"")
        except zlib.error:
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise StoreError(
                "a file that was kept is damaged", where=f"rule_file {digest[:12]}", mend="Restore a backup"
            )
        return content

    def damage(self) -> str:
        """What the database engine itself finds broken in the file, in one line, or nothing."""
        return damage(self._connection)

    def engine(self) -> tuple[str, str]:
        """The database engine in a few words, and what makes it unsafe to keep a record in, or nothing."""
        return about_engine(self._connection)


def table(name: str) -> Table:
    """One of the tables, by name."""
    return _TABLES[name]


def _by_post(found: Any, read: Callable[[Any], T]) -> dict[int, list[T]]:
    by_post: dict[int, list[T]] = {}
    for row in found:
        by_post.setdefault(row.post_id, []).append(read(row))
    return by_post


def _attempt(row: Any) -> Attempt:
    return Attempt(row.id, row.post_id, row.revision, row.account, row.attempted_at, row.outcome, row.detail)


def _posts() -> Select[Any]:
    post, revision = table("post"), table("revision")
    columns = [post.c[name] for name in rows.POST_COLUMNS]
    return select(*columns, revision.c.content).join(
        revision, (revision.c.post_id == post.c.id) & (revision.c.number == post.c.number)
    )


def _listed(row: Any) -> Listed:
    return Listed(
        id=row.id,
        state=State(row.state),
        account=row.account,
        category=row.category,
        author=row.author,
        due_at=row.due_at,
        outcome=row.outcome,
        windows=tuple(json.loads(row.windows)),
        says=row.says,
        preview=row.preview,
    )
