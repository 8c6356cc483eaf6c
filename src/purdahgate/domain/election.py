"""One poll, as the calendar has it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from purdahgate.domain.canonical import digest
from purdahgate.domain.clock import rfc3339


class Nation(StrEnum):
    """Where a poll is held; `uk` for a poll of the whole kingdom."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    UK = "uk"


class Status(StrEnum):
    """Where a poll stands."""

    EXPECTED = "expected"  # by law or cycle; opens its window like any other
    CALLED = "called"
    POSTPONED = "postponed"  # no new date yet
    COUNTERMANDED = "countermanded"  # a candidate died: the period stays open to the new poll
    CANCELLED = "cancelled"
    HELD = "held"
    LATEST_POSSIBLE = "latest-possible"  # the last lawful day; the real one is not known
    ABOLITION_ANNOUNCED = "abolition-announced"


OPENS_NOTHING = frozenset(
    {Status.POSTPONED, Status.CANCELLED, Status.LATEST_POSSIBLE, Status.ABOLITION_ANNOUNCED}
)


# The kinds whose polls are an organisation's own: a council's, a mayor's or a commissioner's.
ORGANISED = frozenset({"local", "mayor", "pcc"})


@dataclass(frozen=True, slots=True)
class Election:
    """One poll. `(id, nation)` is its key: a group id such as `local.2027-05-06` stands once a nation.

    `id` is Democracy Club's. `areas` are area slugs, empty for every area of the nation. `called_at` is the
    instant (UTC) the poll was announced, `notice_on` the local date its notice of election was published.
    `source` says where the row comes from and `checked_on` when somebody last looked. `revised` counts the
    changes made to it since, and `changed_at` is the instant of the last one. `announced_on` is the local
    date announced for the start of the period where no rule gives it (the civil service's at a general
    election); `declared_at` and `government_formed_at` are instants that some windows shut at.
    """

    id: str
    nation: Nation
    title: str
    status: Status
    poll_date: date
    source: str
    checked_on: date
    areas: tuple[str, ...] = ()
    called_at: datetime | None = None
    notice_on: date | None = None
    note: str = ""
    revised: int = 0
    changed_at: datetime | None = None
    announced_on: date | None = None
    declared_at: datetime | None = None
    government_formed_at: datetime | None = None

    @property
    def key(self) -> tuple[str, Nation]:
        """What no two rows of a calendar may share."""
        return (self.id, self.nation)

    @property
    def group(self) -> str:
        """The id of the group this poll belongs to (`local.2027-05-06`), or its own where it is one."""
        parts = self.id.split(".")
        return f"{parts[0]}.{parts[-1]}"

    @property
    def is_moved(self) -> bool:
        """Whether it polls on another day than its id says; the id stays when a poll is moved."""
        return not self.id.endswith(self.poll_date.isoformat())

    @property
    def is_own_row(self) -> bool:
        """Whether this is one organisation's whole poll, `local.chelmsford.2027-05-06`: no group, no ward."""
        kind, *middle, _ = self.id.split(".")
        return kind in ORGANISED and len(middle) == 1

    @property
    def places(self) -> tuple[str, ...]:
        """The slug of the ward or constituency that polls, in `local.mole-valley.charlwood.by.2022-07-07`."""
        kind, *middle, _ = self.id.split(".")
        named = [part for part in middle if part != "by"]
        if kind in ("local", "parish"):
            return tuple(named[1:2])
        return tuple(named[:1]) if kind in ("parl", "recall") else ()

    @property
    def is_wards_alone(self) -> bool:
        """Whether only a ward polls: a by-election, or a ward whose poll a candidate's death put off."""
        apart = ".by." in self.id or self.status is Status.COUNTERMANDED
        return apart and self.id.startswith("local.") and bool(self.places)


def digest_of(elections: Iterable[Election]) -> str:
    """The SHA-256, in hex, of a calendar's rows, whatever order they and their areas stand in."""
    return digest([_plain(each) for each in sorted(elections, key=lambda each: each.key)])


def _plain(election: Election) -> dict[str, object]:
    row = {
        key: rfc3339(value)
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, date)
        else value
        for key, value in asdict(election).items()
        if value is not None
    }
    return row | {"areas": sorted(election.areas)}
