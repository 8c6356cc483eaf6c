"""The tables. Rows never leave `store/`; the rest of the product sees domain values."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import DDL, BigInteger, Index, LargeBinary, UniqueConstraint, event
from sqlmodel import Column, Field, SQLModel

SCHEMA_VERSION = "7"


class MetaRow(SQLModel, table=True):
    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class PostRow(SQLModel, table=True):
    """A post as it stands. `outcome`, `windows` and `says` show the last judgement; nothing trusts them.

    `release_at` is the due time of a post that may go out, and null for any other: the worker's scan touches
    its index alone, however long the queue and the history are.
    """

    __tablename__ = "post"
    __table_args__ = (Index("post_release", "release_at", "id"), Index("post_state", "state", "id"))
    id: int | None = Field(default=None, primary_key=True)
    batch: int | None = None
    state: str
    number: int
    digest: str
    account: str
    category: str
    author: str
    writers: str
    due_at: datetime | None = None
    release_at: datetime | None = None
    outcome: str
    windows: str
    says: str
    preview: str


class RevisionRow(SQLModel, table=True):
    """One immutable revision: `content` is the canonical JSON its digest was taken over."""

    __tablename__ = "revision"
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    number: int = Field(primary_key=True)
    digest: str
    content: str
    by: str
    at: datetime


class MediumRow(SQLModel, table=True):
    __tablename__ = "medium"
    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FindingsRow(SQLModel, table=True):
    """What the detectors saw, kept so that a calendar change judges again without reading any text."""

    __tablename__ = "findings"
    revision: str = Field(primary_key=True)
    detector: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    content: str


class SignOffRow(SQLModel, table=True):
    __tablename__ = "sign_off"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    revision: str
    decision: str
    by: str
    at: datetime
    reason: str
    due_at: datetime | None = None
    outcome: str
    seen: str
    number: int
    roles: str
    answers: str


class RulingRow(SQLModel, table=True):
    __tablename__ = "ruling"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    revision: str
    finding: str
    by: str
    at: datetime
    reason: str


class ReleaseRow(SQLModel, table=True):
    """One attempt to send one post; `outcome` is empty until it is known."""

    __tablename__ = "release"
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    revision: str
    account: str
    attempted_at: datetime
    outcome: str = ""
    finished_at: datetime | None = None
    detail: str = ""


class CalendarChangeRow(SQLModel, table=True):
    """One change to the calendar files' rows, append-only: the whole row as it became."""

    __tablename__ = "calendar_change"
    id: int | None = Field(default=None, primary_key=True)
    election: str
    nation: str
    content: str
    by: str
    at: datetime


class ProposalRow(SQLModel, table=True):
    """A change of the calendar that waits for a second person: the rows as they would become.

    `after` is the last row of calendar_change there was when it was made.
    """

    __tablename__ = "proposal"
    id: int | None = Field(default=None, primary_key=True)
    what: str
    content: str
    after: int
    by: str
    at: datetime


class ProposalEndRow(SQLModel, table=True):
    """How a proposal ended: confirmed or refused."""

    __tablename__ = "proposal_end"
    proposal_id: int = Field(primary_key=True, foreign_key="proposal.id")
    outcome: str
    by: str
    at: datetime


class RuleFileRow(SQLModel, table=True):
    """A file that judgements rested on, compressed; `digest` is of its bytes as they were."""

    __tablename__ = "rule_file"
    digest: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RuleSetRow(SQLModel, table=True):
    """A set of such files, by name, that somebody proposed to judge by."""

    __tablename__ = "rule_set"
    id: int | None = Field(default=None, primary_key=True)
    files: str
    why: str
    by: str
    at: datetime


class RuleSetEndRow(SQLModel, table=True):
    """How that ended: accepted or refused. The set accepted last is the one that stands."""

    __tablename__ = "rule_set_end"
    __table_args__ = (UniqueConstraint("rule_set_id"),)
    id: int | None = Field(default=None, primary_key=True)
    rule_set_id: int = Field(foreign_key="rule_set.id")
    outcome: str
    by: str
    at: datetime


class StopRow(SQLModel, table=True):
    """All posting stopped on some accounts (a JSON list), or on every one where it is empty."""

    __tablename__ = "stop"
    id: int | None = Field(default=None, primary_key=True)
    accounts: str
    by: str
    at: datetime
    reason: str


class StopEndRow(SQLModel, table=True):
    __tablename__ = "stop_end"
    stop_id: int = Field(primary_key=True, foreign_key="stop.id")
    by: str
    at: datetime
    reason: str


class IncidentRow(SQLModel, table=True):
    """A live major incident and its senior investigating officer."""

    __tablename__ = "incident"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    sio: str
    by: str
    at: datetime
    reason: str


class IncidentEndRow(SQLModel, table=True):
    __tablename__ = "incident_end"
    incident_id: int = Field(primary_key=True, foreign_key="incident.id")
    by: str
    at: datetime
    reason: str


class AuthorityRow(SQLModel, table=True):
    """That officer's express authority for one revision."""

    __tablename__ = "authority"
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    post_id: int = Field(foreign_key="post.id")
    revision: str
    by: str
    at: datetime
    reason: str


class RecallRow(SQLModel, table=True):
    """Somebody's word that a post that is out is to be taken down, whether it expires or not."""

    __tablename__ = "recall"
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    by: str
    at: datetime
    reason: str


class TakeDownRow(SQLModel, table=True):
    """A post that had expired or was recalled, and that somebody has taken down from where it went out."""

    __tablename__ = "take_down"
    post_id: int = Field(primary_key=True, foreign_key="post.id")
    by: str
    at: datetime
    reason: str


class SaidRow(SQLModel, table=True):
    """What a post says now: a number for each run of its words, four bytes each.

    It is renewed, with a higher id, whenever the words or the account change: the higher id is the repeat.
    """

    __tablename__ = "said"
    __table_args__ = {"sqlite_autoincrement": True}  # an id is never used again: other tables may hold it
    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", unique=True)
    runs: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SaidKeyRow(SQLModel, table=True):
    """Numbers of which posts that say nearly the same on an account have at least one in common."""

    __tablename__ = "said_key"
    __table_args__ = {"sqlite_with_rowid": False}  # all of it is its key
    key: int = Field(sa_column=Column(BigInteger, primary_key=True))
    said_id: int = Field(primary_key=True)


class AlikeRow(SQLModel, table=True):
    """Two that were found to say nearly the same, the later first; an id that is gone means nothing."""

    __tablename__ = "alike"
    __table_args__ = {"sqlite_with_rowid": False}
    said_id: int = Field(primary_key=True)
    other_id: int = Field(primary_key=True, index=True)
    likeness: float


class AuditRow(SQLModel, table=True):
    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("prev"),)
    seq: int = Field(primary_key=True)
    prev: str
    body: str
    hash: str
    post_id: int | None = Field(default=None, index=True)


class LeafRow(SQLModel, table=True):
    """One value of an audit entry that can be erased; the entry holds the hash of salt and content."""

    __tablename__ = "leaf"
    seq: int = Field(primary_key=True, foreign_key="audit.seq")
    name: str = Field(primary_key=True)
    salt: str
    content: str


def _guard(table: str, deed: str) -> DDL:
    """A trigger against accidents only: whoever can write the file can drop it. The chain finds them out."""
    return _ddl(
        f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ).execute_if(dialect="sqlite")


def _guard_on_server(table: str) -> Iterator[DDL]:
    """The same against all three deeds, as PostgreSQL has it, for whoever may write the table."""
    refuse = "EXECUTE FUNCTION append_only()"
    unless = _erases(table, "IS NOT DISTINCT FROM")
    when = f"FOR EACH ROW WHEN (NOT ({unless}))" if unless else "FOR EACH STATEMENT"
    for name, deed in (
        ("kept", f"UPDATE ON {table} {when}"),
        ("only_grows", f"DELETE OR TRUNCATE ON {table}"),
    ):
        made = _ddl(f"CREATE TRIGGER {table}_{name} BEFORE {deed} {refuse}")
        yield made.execute_if(dialect="postgresql")


def _erases(table: str, same_as: str) -> str:
    """The condition that an update erases words and changes nothing else; nothing where none may be."""
    erased = ERASED.get(table, {})
    if not erased:
        return ""
    columns = [column.name for column in SQLModel.metadata.tables[table].columns]
    same = [f"NEW.{name} {same_as} OLD.{name}" for name in columns if name not in erased]
    gone = [f"NEW.{name} = '{value}'" for name, value in erased.items()]
    return " AND ".join(same + gone)


_APPEND_ONLY_FUNCTION = """
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""


def _guard_update(table: str) -> DDL:
    """The same against updates, but for one that erases words and changes nothing else."""
    unless = _erases(table, "IS")
    if not unless:
        return _guard(table, "UPDATE")
    return _ddl(
        f"CREATE TRIGGER {table}_no_UPDATE BEFORE UPDATE ON {table} WHEN NOT ({unless}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    ).execute_if(dialect="sqlite")


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call]


def _after(table: str, made: DDL) -> None:
    event.listen(SQLModel.metadata.tables[table], "after_create", made)


_APPEND_ONLY = (
    "audit",
    "revision",
    "sign_off",
    "ruling",
    "calendar_change",
    "proposal",
    "proposal_end",
    "rule_file",
    "rule_set",
    "rule_set_end",
    "stop",
    "stop_end",
    "incident",
    "incident_end",
    "authority",
    "recall",
    "take_down",
)
# The words in them that can be erased, and what stands there then.
ERASED: dict[str, dict[str, str]] = {
    "revision": {"content": ""},
    "sign_off": {"reason": "", "answers": "{}"},
    "ruling": {"reason": ""},
    "authority": {"reason": ""},
    "recall": {"reason": ""},
    "take_down": {"reason": ""},
}
event.listen(SQLModel.metadata, "before_create", _ddl(_APPEND_ONLY_FUNCTION).execute_if(dialect="postgresql"))
for _table in _APPEND_ONLY:
    for _made in (_guard_update(_table), _guard(_table, "DELETE"), *_guard_on_server(_table)):
        _after(_table, _made)

# In words that SQLite and PostgreSQL share: naming a dialect on an Index would import it.
_after("release", _ddl("CREATE INDEX release_open ON release (id) WHERE outcome = ''"))
_after("release", _ddl("CREATE INDEX release_sent ON release (account, finished_at) WHERE outcome = 'sent'"))
