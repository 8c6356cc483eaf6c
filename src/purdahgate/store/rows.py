"""Rows to domain values and back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from msgspec.json import decode
from sqlalchemy import Row

from purdahgate.domain.canonical import canonical
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import ASAP, Category, Due, Medium, Post, Revision
from purdahgate.domain.rule_set import ProposedRules, RuleSet
from purdahgate.domain.signoff import Decision, Ruling, SignOff

ELECTION_FIELDS = tuple(each.name for each in fields(Election))


@dataclass(frozen=True, slots=True)
class Shown:
    """The last judgement as lists show it; nothing is decided by it."""

    outcome: str
    windows: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Case:
    """A post with all there is to judge it again: findings by local day (ISO), and decisions."""

    post: Post
    shown: Shown
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the calendar that waits for a second person."""

    id: int
    what: str
    rows: tuple[Election, ...]
    by: str
    at: datetime


def text_of(value: Any) -> str:
    """A JSON value as canonical text."""
    return canonical(value).decode()


def revision_of(content: str) -> Revision:
    """A revision out of the canonical JSON it was stored as; what is not set is not in it."""
    values = decode(content)
    return Revision(
        text=values["text"],
        account=values["account"],
        category=Category(values["category"]),
        due=due_of(values["due"]),
        link=values["link"],
        media=tuple(Medium(**medium) for medium in values["media"]),
        answers=values["answers"],
        wards=tuple(values.get("wards", ())),
        shares=values.get("shares", ""),
        expires=due_of(values["expires"]) if "expires" in values else None,
        incident=values.get("incident", ""),
        embargo=due_of(values["embargo"]) if "embargo" in values else None,
    )


def due_of(value: Mapping[str, str]) -> Due:
    """A time out of its JSON."""
    at = None if value["at"] == ASAP else datetime.fromisoformat(value["at"])
    return Due(value["typed"], at)


def post_of(row: Row[Any]) -> Post:
    """A post out of its row joined with its latest revision; the digest is taken afresh from its words."""
    return Post(
        id=row.id,
        state=State(row.state),
        revision=revision_of(row.content),
        number=row.number,
        digest=hashlib.sha256(row.content.encode()).hexdigest(),
        author=row.author,
        writers=frozenset(decode(row.writers)),
        due_at=row.due_at,
        batch=row.batch,
    )


def findings_text(findings: tuple[Finding, ...]) -> str:
    """Findings as the text that is kept by revision digest."""
    return json.dumps(
        [[f.kind, f.start, f.end, f.text, f.who, f.rule, f.certainty, f.why, f.field] for f in findings]
    )


def findings_of(content: str) -> tuple[Finding, ...]:
    """Findings out of the text they were kept as."""
    return tuple(
        Finding(FindingKind(kind), start, end, text, who, rule, Certainty(certainty), why, field)
        for kind, start, end, text, who, rule, certainty, why, field in decode(content)
    )


def shown_of(row: Row[Any]) -> Shown:
    """What lists show of a post."""
    return Shown(row.outcome, tuple(decode(row.windows)), row.says)


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
    return Proposal(row.id, row.what, changed, row.by, row.at)


def proposed_rules_of(row: Row[Any]) -> ProposedRules:
    """A proposed set of files out of its row."""
    return ProposedRules(row.id, RuleSet(decode(row.files)), row.by, row.at, row.why)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def ruling_of(row: Row[Any]) -> Ruling:
    """A ruling out of its row."""
    return Ruling(row.post_id, row.revision, row.finding, row.by, row.at, row.reason)
