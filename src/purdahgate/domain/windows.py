"""The pre-election periods of one body, made from the polls that bind it.

Six weeks by default (the body's policy or custom, not a statute): from local midnight 42 days before the
poll to the end of polling day, both in the body's own zone, so that a window is right across a clock change.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from purdahgate.domain.body import Areas, Body
from purdahgate.domain.clock import utc
from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status

WHOLE_BODY = "whole-body"


class Close(StrEnum):
    """When a window shuts on polling day."""

    END_OF_POLLING_DAY = "end-of-polling-day"
    CLOSE_OF_POLL = "close-of-poll"


@dataclass(frozen=True, slots=True)
class WindowRules:
    """The body's own rule: how many weeks before the poll a window opens, and when it shuts."""

    weeks: int = 6
    close: Close = Close.END_OF_POLLING_DAY
    close_of_poll: time = time(22, 0)

    @property
    def name(self) -> str:
        """The rule as `calendar windows` shows it."""
        return f"{self.weeks} weeks before the poll to {self.close.replace('-', ' ')}"


@dataclass(frozen=True, slots=True)
class Window:
    """One pre-election period. Instants are aware UTC; `closes_at` is exclusive, None while it stays open."""

    election: str
    nation: Nation
    title: str
    poll_date: date
    opens_at: datetime
    closes_at: datetime | None
    scope: str
    rule: str
    source: str
    checked_on: date
    projected: bool = False

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` (aware) falls inside."""
        return self.opens_at <= moment and (self.closes_at is None or moment < self.closes_at)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every poll that is known, from when to when the files say they are complete, and their digest."""

    elections: tuple[Election, ...]
    covers_from: date
    covers_until: date
    checked_on: date
    digest: str


def window_of(election: Election, rules: WindowRules, body: Body) -> Window | None:
    """The window that `election` opens for `body`, or None where its status opens nothing."""
    if election.status in OPENS_NOTHING:
        return None
    opens_on = election.poll_date - timedelta(weeks=rules.weeks)
    rule = rules.name
    if election.notice_on and election.notice_on < opens_on:
        opens_on, rule = election.notice_on, f"notice of election published, earlier than {rules.name}"
    opens_at = utc(datetime.combine(opens_on, time.min, body.zone))
    if election.called_at and election.called_at > opens_at:
        opens_at, rule = election.called_at, f"called within {rules.name}"
    return Window(
        election=election.id,
        nation=election.nation,
        title=election.title,
        poll_date=election.poll_date,
        opens_at=opens_at,
        closes_at=_closes_at(election, rules, body),
        scope=WHOLE_BODY,
        rule=rule,
        source=election.source,
        checked_on=election.checked_on,
    )


def _closes_at(election: Election, rules: WindowRules, body: Body) -> datetime | None:
    """The exclusive end. A countermanded poll stays open until its new date is recorded."""
    if election.status is Status.COUNTERMANDED:
        return None
    if rules.close is Close.CLOSE_OF_POLL:
        # Voters queueing at the close may still vote: that second is held, so the end is one on.
        last = datetime.combine(election.poll_date, rules.close_of_poll, body.zone)
        return utc(last) + timedelta(seconds=1)
    return utc(datetime.combine(election.poll_date + timedelta(days=1), time.min, body.zone))


def binding(elections: Iterable[Election], body: Body, areas: Areas) -> tuple[Election, ...]:
    """The polls that bind `body`, by date: any of its areas lies in any of the poll's.

    A council's own row stands instead of what the group row of the same poll day says of its area
    (`local.chelmsford.2027-05-06` instead of `local.2027-05-06`), whatever its status: a cancelled poll is
    not brought back by its group.
    """
    elections = tuple(elections)
    own: dict[str, set[str]] = {}
    for each in elections:
        if each.is_own_row:
            own.setdefault(each.group, set()).update(each.areas)
    holders = {slug: areas.above(slug) for slug in body.areas}
    bound = [
        each
        for each in elections
        if any(_binds(each, slug, above, own.get(each.id, ())) for slug, above in holders.items())
    ]
    return tuple(sorted(bound, key=lambda each: (each.poll_date, each.id, each.nation)))


def _binds(election: Election, slug: str, above: Collection[str], told_apart: Collection[str]) -> bool:
    """Whether `election` binds the area `slug`, which lies in all of `above`.

    Areas `told_apart` have a row of their own, which stands instead of this one.
    A body of a whole nation is bound by every poll in it; any other by the polls of an area that holds it.
    """
    if slug in (Nation.UK, election.nation):
        return True
    if not election.areas:
        return election.nation in above and slug not in told_apart
    return any(area in above and area not in told_apart for area in election.areas)


def windows_for(calendar: Calendar, body: Body, areas: Areas, rules: WindowRules) -> tuple[Window, ...]:
    """Every window of `body`, by opening instant."""
    made = (window_of(each, rules, body) for each in binding(calendar.elections, body, areas))
    return tuple(sorted((w for w in made if w), key=lambda w: (w.opens_at, w.election, w.nation)))
