"""Rows to domain values and back."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from msgspec.json import Decoder, decode
from sqlalchemy import Row

from purdahgate.domain.canonical import canonical
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import ASAP, Category, Due, Post, Revision
from purdahgate.domain.rule_set import ProposedRules, RuleSet
from purdahgate.domain.signoff import Decision, Ruling, SignOff

ELECTION_FIELDS = tuple(each.name for each in fields(Election))
# What `post_of` and `shown_of` read of a post's row, in order; its latest revision's content stands behind.
POST_COLUMNS: Final = (
    *("id", "state", "number", "author", "writers", "due_at", "batch"),
    *("outcome", "windows", "says"),
    *("account", "category", "digest"),
)
_SHOWN: Final = slice(7, 10)
_SEEN: Final = slice(14, 17)


@dataclass(frozen=True, slots=True)
class Shown:
    """The last judgement as lists show it; nothing is decided by it."""

    outcome: str
    windows: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Other:
    """Another post beside one: when it was to go out, whether it said what it says `earlier`, how alike.

    `runs` are given where that is still to be found out.
    """

    post_id: int
    said_id: int
    state: State
    due_at: datetime | None
    earlier: bool
    likeness: float = 0.0
    runs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A post with all there is to judge it again: findings by local day (ISO), decisions, posts like it."""

    post: Post
    shown: Shown
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the calendar that waits for a second person; `after` is the last change made before it."""

    id: int
    what: str
    rows: tuple[Election, ...]
    by: str
    at: datetime
    after: int


def text_of(value: Any) -> str:
    """A JSON value as canonical text."""
    return canonical(value).decode()


_NOTHING_FOUND: Final = "[]"
_AT_ONCE: Final = f'"at":"{ASAP}"'
_NO_TIME: Final = '"at":null'
_revision: Final = Decoder(Revision).decode
# A finding as stored: its fields, in order.
_findings: Final = Decoder(list[tuple[FindingKind, int, int, str, str, str, Certainty, str, str]]).decode


def revision_of(content: str) -> Revision:
    """A revision out of the canonical JSON it was stored as; what is not set is not in it."""
    # Within the words of a post each quotation mark is escaped, so that this stands for a time alone.
    return _revision(content.replace(_AT_ONCE, _NO_TIME))


def post_of(row: Sequence[Any]) -> Post:
    """A post out of its row and its latest revision's content; the digest is taken afresh from its words.

    Where these were erased it is what it was: there is nothing left to take it from.
    """
    key, state, number, author, writers, due_at, batch, _, _, _, account, category, digest, content, *_ = row
    if content:
        revision, digest = revision_of(content), hashlib.sha256(content.encode()).hexdigest()
    else:
        revision = Revision("", account, Category(category), Due("", due_at))
    return Post(
        key,
        _state(state),
        revision,
        number,
        digest,
        author,
        frozenset(_listed(writers)),
        due_at,
        batch,
    )


_state: Final = lru_cache(State)


@lru_cache(1_000)  # many posts have the same writers, and the same windows
def _listed(content: str) -> tuple[str, ...]:
    return tuple(decode(content))


def findings_text(findings: tuple[Finding, ...]) -> str:
    """Findings as the text that is kept by revision digest."""
    return json.dumps(
        [[f.kind, f.start, f.end, f.text, f.who, f.rule, f.certainty, f.why, f.field] for f in findings]
    )


def findings_of(content: str) -> tuple[Finding, ...]:
    """Findings out of the text they were kept as."""
    if content == _NOTHING_FOUND:
        return ()
    return tuple([Finding(*each) for each in _findings(content)])


def shown_of(row: Sequence[Any]) -> Shown:
    """What lists show of a post."""
    outcome, windows, says = row[_SHOWN]
    return Shown(outcome, _listed(windows), says)


def case_of(
    days: Sequence[Sequence[Any]],
    rulings: Sequence[Ruling],
    sign_offs: Iterable[SignOff],
    others: Iterable[Other],
) -> Case:
    """A case out of the rows of its post: each as for `post_of`, and a revision, a day, and what was seen."""
    post = post_of(days[0])
    seen = [row[_SEEN] for row in days]
    return Case(
        post,
        shown_of(days[0]),
        {day: findings_of(content) for revision, day, content in seen if revision == post.digest},
        tuple([each for each in rulings if each.revision == post.digest]) if rulings else (),
        tuple(sign_offs),
        tuple(others),
    )


def sign_off_of(row: Row[Any]) -> SignOff:
    """A sign-off out of its row."""
    return SignOff(
        post_id=row.post_id,
        revision=row.revision,
        decision=Decision(row.decision),
        by=row.by,
        at=row.at,
        reason=row.reason,
        due_at=row.due_at,
        outcome=Outcome(row.outcome),
        seen=frozenset(decode(row.seen)),
        number=row.number,
        roles=frozenset(decode(row.roles)),
        answers=decode(row.answers),
    )


def election_text(election: Election) -> str:
    """An election as the text a calendar change is kept as."""
    return json.dumps({name: _plain(getattr(election, name)) for name in ELECTION_FIELDS})


def election_of(content: str) -> Election:
    """An election out of the text it was kept as."""
    values = decode(content)
    for name in ("poll_date", "checked_on", "notice_on", "announced_on"):
        if values.get(name):  # a row stored by an earlier version lacks the later fields
            values[name] = date.fromisoformat(values[name])
    for name in ("called_at", "changed_at", "declared_at", "government_formed_at"):
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    values["nation"], values["status"] = Nation(values["nation"]), Status(values["status"])
    values["areas"] = tuple(values["areas"])
    return Election(**values)


def proposal_of(row: Row[Any]) -> Proposal:
    """A proposal out of its row."""
    changed = tuple(election_of(each) for each in decode(row.content))
    return Proposal(row.id, row.what, changed, row.by, row.at, row.after)


def proposed_rules_of(row: Row[Any]) -> ProposedRules:
    """A proposed set of files out of its row."""
    return ProposedRules(row.id, RuleSet(decode(row.files)), row.by, row.at, row.why)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def ruling_of(row: Row[Any]) -> Ruling:
    """A ruling out of its row."""
    return Ruling(row.post_id, row.revision, row.finding, row.by, row.at, row.reason)
