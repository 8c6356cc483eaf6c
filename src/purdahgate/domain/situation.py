"""What goes on while a post is judged: stops, live incidents, what their officers allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody has stopped all posting on `accounts`, on every account where none is named."""

    id: int
    accounts: tuple[str, ...]
    by: str
    at: datetime
    reason: str

    def covers(self, account: str) -> bool:
        """Whether nothing may go out on `account`."""
        return not self.accounts or account in self.accounts

    @property
    def where(self) -> str:
        """Which accounts, in words."""
        return ", ".join(self.accounts) or "every account"


@dataclass(frozen=True, slots=True)
class Incident:
    """A live major incident. `sio` is the senior investigating officer, whose authority posts need."""

    id: int
    name: str
    sio: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Authority:
    """The senior investigating officer's express authority for one revision of a post in one incident."""

    incident: int
    post_id: int
    revision: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recall:
    """Somebody's word that a post that is out is to be taken down."""

    post_id: int
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Situation:
    """All of it, as it stood at one moment.

    `closed` are the names of incidents that are over; `authorised` each incident's number with the digest
    of a revision its officer allowed; `last_used` when something was last sent on an account.
    """

    stops: tuple[Stop, ...] = ()
    incidents: tuple[Incident, ...] = ()
    closed: frozenset[str] = frozenset()
    authorised: frozenset[tuple[int, str]] = frozenset()
    last_used: Mapping[str, datetime] = field(default_factory=dict)
