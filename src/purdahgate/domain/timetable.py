"""The statutory dates of a poll: the last lawful day for its notice, its nominations and its applications."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from purdahgate.domain.election import Election, Nation
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.workdays import Holidays
from purdahgate.errors import InputError

_SATURDAY, _SUNDAY = 5, 6


class Milestone(StrEnum):
    """A date the law sets for a poll, in the order they come."""

    NOTICE = "notice"
    NOMINATIONS_CLOSE = "nominations-close"
    REGISTRATION = "registration"
    POSTAL = "postal"
    PROXY = "proxy"


class Basis(StrEnum):
    """What a date rests on."""

    COMPUTED = "computed"  # counted over proclaimed bank holidays
    RECORDED = "recorded"  # it happened, and somebody wrote it down
    PROJECTED = "projected"  # counted over a bank holiday nobody has proclaimed yet, or past the known ones


@dataclass(frozen=True, slots=True)
class Law:
    """One row of the law: so many working days before the poll, over these lists.

    `poll` restricts it to one polling day, and then it stands before a general row. `earliest` is the working
    day before which a notice may not be published, None where there is no such limit.
    """

    milestone: Milestone
    kinds: frozenset[ElectionKind]
    nations: frozenset[Nation]
    working_days: int
    lists: tuple[str, ...]
    source: str
    checked_on: date
    earliest: int | None = None
    poll: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of a timetable; a notice may be published from `earliest` on, where the law says so."""

    milestone: Milestone
    day: date
    basis: Basis
    source: str
    checked_on: date
    earliest: date | None = None


class Timetables:
    """The law and the days that it does not count."""

    def __init__(self, laws: Iterable[Law], holidays: Holidays) -> None:
        self.holidays = holidays
        self._counted: dict[tuple[Law, date], Deadline] = {}
        self._laws: dict[tuple[ElectionKind, Nation], dict[tuple[Milestone, date | None], Law]] = {}
        for law in laws:
            for kind in law.kinds:
                for nation in law.nations:
                    self._laws.setdefault((kind, nation), {})[law.milestone, law.poll] = law

    def nations(self, kind: ElectionKind) -> tuple[Nation, ...]:
        """Where there are polls of `kind`."""
        return tuple(nation for nation in Nation if (kind, nation) in self._laws)

    def deadline(
        self, milestone: Milestone, kind: ElectionKind, nation: Nation, poll: date
    ) -> Deadline | None:
        """The date the law sets, or None where it sets none for that kind of poll there."""
        laws = self._laws.get((kind, nation), {})
        law = laws.get((milestone, poll)) or laws.get((milestone, None))
        if law is None:
            return None
        # Thousands of wards poll on one day: each date is counted once.
        if (law, poll) not in self._counted:
            self._counted[law, poll] = self._deadline(law, poll)
        return self._counted[law, poll]

    def working_days_before(
        self, poll: date, days: int, kind: ElectionKind, nation: Nation
    ) -> tuple[date, Basis] | None:
        """The day so many working days before a poll, as its own law counts; None where nothing says how."""
        law = next(iter(self._laws.get((kind, nation), {}).values()), None)
        if law is None or not self.holidays.reaches(poll):
            return None
        return self.holidays.before(poll, days, law.lists), self._basis(law, poll)

    def timetable(
        self, kind: str, nation: Nation, poll: date, recorded: Iterable[Election] = ()
    ) -> tuple[Deadline, ...]:
        """Every date of a poll; `kind` is an id's type, or the front of an id (`mayor.london`).

        A notice that one of `recorded` has as published stands instead of the computed date. InputError for
        no kind of election, a nation without such polls, a Sunday, and a poll the bank holidays do not reach.
        """
        of_kind = kind_of(kind)
        self._check(kind, of_kind, nation, poll)
        made = [self.deadline(each, of_kind, nation, poll) for each in Milestone]
        published = _published(f"{kind}.{poll}", nation, recorded)
        return tuple(
            published if published and each.milestone is Milestone.NOTICE else each for each in made if each
        )

    def _check(self, typed: str, kind: ElectionKind, nation: Nation, poll: date) -> None:
        if typed.split(".")[1:2] == ["city-of-london"]:
            mend = "Ask its electoral services"
            raise InputError("the City of London has an election law of its own, not held here", mend=mend)
        if nations := self.nations(kind):
            if nation not in nations:
                mend = f"There are in: {', '.join(nations)}"
                raise InputError(f"there are no polls of {typed!r} in {nation}", mend=mend)
        else:
            raise InputError(f"no timetable of {typed!r} is held here", mend="See its own rules")
        if poll.weekday() == _SUNDAY:
            raise InputError(f"{poll} is a Sunday, when no poll is held", mend="Mend the date")

    def _deadline(self, law: Law, poll: date) -> Deadline:
        day = self.holidays.before(poll, law.working_days, law.lists)
        earliest = self.holidays.before(poll, law.earliest, law.lists) if law.earliest else None
        return Deadline(
            milestone=law.milestone,
            day=day,
            basis=self._basis(law, poll),
            source=self._source(law, day, poll),
            checked_on=law.checked_on,
            earliest=earliest,
        )

    def _basis(self, law: Law, poll: date) -> Basis:
        return Basis.PROJECTED if self.holidays.is_projected(poll, law.lists) else Basis.COMPUTED

    def _source(self, law: Law, day: date, poll: date) -> str:
        """The law, the count, and where the bank holidays that moved it come from."""
        met: dict[str, dict[str, None]] = {}
        for row in self.holidays.between(day, poll, law.lists):
            if row.day.weekday() < _SATURDAY:
                met.setdefault(row.source, {})[f"{row.title} {row.day}"] = None
        over = "".join(f"; without {', '.join(days)} ({source})" for source, days in met.items())
        return f"{law.source}: {law.working_days} working days before the poll{over}"


def _published(election: str, nation: Nation, recorded: Iterable[Election]) -> Deadline | None:
    """The notice as it was really published: a bank holiday proclaimed later does not move it."""
    for each in recorded:
        if each.id == election and each.nation in (nation, Nation.UK) and each.notice_on:
            return Deadline(Milestone.NOTICE, each.notice_on, Basis.RECORDED, each.source, each.checked_on)
    return None
