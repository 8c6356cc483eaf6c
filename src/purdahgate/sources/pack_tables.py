"""A policy pack as it is written. docs/reference/policy-packs.md has every key of it."""

from datetime import date
from typing import Annotated

import msgspec

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.conditions import History
from purdahgate.domain.coverage import How
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.links import LinksTo
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import Category, MediaKind
from purdahgate.domain.questions import AnswerKind, AskedOf
from purdahgate.sources.pack_limits import LimitsTable

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,79}$")]
Phrase = Annotated[str, msgspec.Meta(pattern=r"\w", max_length=80)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class UnlessTable(_Strict, frozen=True):
    """`unless`: the rule does not fire where all of this holds."""

    window: bool | None = None
    election: list[ElectionKind] = []
    finding: list[FindingKind] = []
    certainty: list[Certainty] = []
    category: list[Category] = []
    category_not: list[Category] = []
    account: list[str] = []
    media: list[MediaKind] = []
    shares: bool | None = None
    links_to: list[LinksTo] = []
    words: list[Phrase] = []
    longer_than: Annotated[int, msgspec.Meta(ge=0)] | None = None
    asap: bool | None = None
    expires: bool | None = None
    circumstance: list[Circumstance] = []
    answered: list[Slug] = []
    unanswered: list[Slug] = []
    ruled: bool = False
    history: History | None = None
    doubt: bool = False


class WhenTable(UnlessTable, frozen=True):
    """`when`: the conditions of a rule."""

    alone: bool = False
    unless: UnlessTable | list[UnlessTable] = []

    def exemptions(self) -> list[UnlessTable]:
        """Each `unless`, however many are written."""
        return self.unless if isinstance(self.unless, list) else [self.unless]


class RuleTable(_Strict, frozen=True):
    """`[[rule]]`: one line of the policy."""

    id: Slug
    clause: Words
    outcome: Outcome
    says: Slug
    when: WhenTable
    asks: str = ""
    asks_approver: str = ""
    by: list[Slug] = []
    sign_offs: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    override: str = ""
    document: str = ""


class QuestionTable(_Strict, frozen=True):
    """`[[question]]`: what is asked of whoever writes a post, or signs it off."""

    key: Slug
    asks: Words
    of: AskedOf = AskedOf.AUTHOR
    kind: AnswerKind = AnswerKind.TEXT


class ClauseTable(_Strict, frozen=True):
    """`[[clause]]`: what becomes of one clause of the document."""

    ref: Words
    says: Words
    how: How
    rules: list[str] = []
    questions: list[Slug] = []
    record: str = ""
    why: str = ""
    document: str = ""


class PackTable(_Strict, frozen=True):
    """The whole file."""

    id: Slug
    title: Words
    document: Words
    source: Words
    checked_on: date
    limits: LimitsTable = LimitsTable()
    extends: str = ""
    roles: dict[Slug, Words] = {}
    says: dict[Slug, Words] = {}
    question: list[QuestionTable] = []
    rule: list[RuleTable] = []
    clause: list[ClauseTable] = []
