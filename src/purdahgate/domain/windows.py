"""The pre-election periods of one body, made from the polls that bind it.

Six weeks by default (the body's policy or custom, not a statute): from local midnight 42 days before the
poll to the end of polling day, both in the body's own zone, so that a window is right across a clock change.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from purdahgate.domain.body import Areas, Body
from purdahgate.domain.clock import utc
from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status
from purdahgate.domain.election_kinds import kind_of
from purdahgate.domain.places import names_place
from purdahgate.domain.timetable import Basis
from purdahgate.domain.window_openings import Start, first_start
from purdahgate.domain.window_rules import (
    Anchor,
    Close,
    Plan,
    Scope,
    WindowRules,
    fitting,
    plan_for,
    weeks_plan,
)

__all__ = [
    "Calendar",
    "Close",
    "Window",
    "WindowRules",
    "binding",
    "in_order",
    "warnings_for",
    "window_of",
    "windows_for",
]

WHOLE_BODY = Scope.WHOLE_BODY
# Areas that neighbours share: a region or a nation would make everybody one.
_SHARED = frozenset({"county", "combined-authority", "police-area"})


@dataclass(frozen=True, slots=True)
class Window:
    """One pre-election period. Instants are aware UTC; `closes_at` is exclusive, None while it stays open.

    `anchor` is what its opening hangs on and `basis` what that date rests on. `places` are the slugs of the
    ward or area that a narrower `scope` binds. A window of the scope `none` binds nothing and only warns.
    """

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
    basis: Basis = Basis.COMPUTED
    anchor: Anchor = Anchor.WEEKS
    places: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.election, self.opens_at))  # quickly; equality looks at all of it

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` (aware) falls inside."""
        return self.opens_at <= moment and (self.closes_at is None or moment < self.closes_at)

    @property
    def binds_every_post(self) -> bool:
        """Whether it binds whatever the body posts; one of a ward whose name is not known does."""
        return self.scope == Scope.WHOLE_BODY or (self.scope != Scope.NONE and not self.places)

    @property
    def binds_some_posts(self) -> bool:
        """Whether it binds those posts alone that are tagged with its place or name it."""
        return self.scope != Scope.NONE and not self.binds_every_post

    def binds(self, wards: Collection[str], *texts: str) -> bool:
        """Whether a post with these tagged `wards` (names or slugs) and these texts is bound at all.

        A window of the whole body binds every post; one of a ward or area those tagged with it or naming it.
        """
        if self.scope == Scope.NONE:
            return False
        return self.binds_every_post or any(
            names_place(place, each) for place in self.places for each in (*wards, *texts)
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every poll that is known, from when to when the files say they are complete, and their digest."""

    elections: tuple[Election, ...]
    covers_from: date
    covers_until: date
    checked_on: date
    digest: str


def window_of(election: Election, rules: WindowRules, body: Body) -> Window | None:
    """The window that `election` opens for `body`, or None where its status or its rule opens nothing."""
    if election.status in OPENS_NOTHING:
        return None
    plan = plan_for(election, rules, body)
    return None if plan.opens.opens_nothing else _window(election, plan, rules, body)


def _window(election: Election, plan: Plan, rules: WindowRules, body: Body) -> Window:
    start = first_start(election, plan, rules.timetables)
    if start is None:
        why = f"the day by {plan.rule.id if plan.rule else 'its own rule'} is not known"
        return _window(election, weeks_plan(election, rules, why), rules, body)
    opens_at = _midnight(start.day, body.zone)
    if election.called_at and election.called_at > opens_at:
        opens_at = election.called_at
        start = Start(start.day, Anchor.CALL, Basis.RECORDED, f"called within {start.says}")
    return Window(
        election=election.id,
        nation=election.nation,
        title=election.title,
        poll_date=election.poll_date,
        opens_at=opens_at,
        closes_at=_closes_at(election, plan.close, rules, body),
        scope=plan.scope,
        rule=start.says,
        source="; ".join((*plan.rule.sources, election.source)) if plan.rule else election.source,
        checked_on=min(plan.rule.checked_on, election.checked_on) if plan.rule else election.checked_on,
        projected=start.basis is Basis.PROJECTED,
        basis=start.basis,
        anchor=start.anchor,
        places=election.places if plan.scope in (Scope.WARD, Scope.AREA) else (),
    )


def _closes_at(election: Election, close: Close, rules: WindowRules, body: Body) -> datetime | None:
    """The exclusive end. A countermanded poll stays open until its new day is recorded."""
    if election.status is Status.COUNTERMANDED and not election.is_moved:
        return None
    poll = election.poll_date
    match close:
        case Close.END_OF_POLLING_DAY:
            return _midnight(poll + timedelta(days=1), body.zone)
        case Close.CLOSE_OF_POLL:
            return _shut(poll, rules, body)
        case Close.DECLARATION:
            return election.declared_at and max(election.declared_at, _shut(poll, rules, body))
        case Close.GOVERNMENT_FORMED:
            formed = election.government_formed_at
            return formed and max(formed, _midnight(poll + timedelta(days=1), body.zone))


@lru_cache(1_000)  # many polls share a day
def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return utc(datetime.combine(day, time.min, zone))


def _shut(poll: date, rules: WindowRules, body: Body) -> datetime:
    """The close of poll. Voters queueing then may still vote: that second is held, so the end is one on."""
    return utc(datetime.combine(poll, rules.close_of_poll, body.zone)) + timedelta(seconds=1)


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
    above = frozenset[str]().union(*holders.values())
    bound = [each for each in elections if _binds(each, holders, above, own.get(each.id, ()))]
    return tuple(sorted(bound, key=lambda each: (each.poll_date, each.id, each.nation)))


def _binds(
    election: Election,
    holders: Mapping[str, Collection[str]],
    above: Collection[str],
    told_apart: Collection[str],
) -> bool:
    """Whether `election` binds any area of the body: `holders` has what holds each, `above` all of that.

    Areas `told_apart` have a row of their own, which stands instead of this one.
    A body of a whole nation is bound by every poll in it; any other by the polls of an area that holds it.
    """
    if Nation.UK in holders or election.nation in holders:
        return True
    if not election.areas:
        return any(election.nation in holder and slug not in told_apart for slug, holder in holders.items())
    return any(area in above and area not in told_apart for area in election.areas)


def windows_for(calendar: Calendar, body: Body, areas: Areas, rules: WindowRules) -> tuple[Window, ...]:
    """Every window of `body`, by opening instant."""
    made = (window_of(each, rules, body) for each in binding(calendar.elections, body, areas))
    return in_order(window for window in made if window)


def warnings_for(calendar: Calendar, body: Body, areas: Areas, rules: WindowRules) -> tuple[Window, ...]:
    """Polls to be careful of, as windows that bind nothing, each over the body's usual weeks.

    They are those next door that do not bind it (in a part of the body's area, or in its county, police or
    combined-authority area), and those that bind it but open nothing by the national rule it chose.
    """
    bound = binding(calendar.elections, body, areas)
    silent = (
        (each, plan.rule.note)
        for each in bound
        if (plan := plan_for(each, rules, body)).rule and plan.opens.opens_nothing
    )
    near = _neighbours(body, areas)
    keys = {each.key for each in bound}
    beside = (
        (each, "a poll next door, or in a part of the area")
        for each in calendar.elections
        if each.key not in keys and not near.isdisjoint(each.areas) and not _is_one_of_many(each)
    )
    return in_order(
        _warning(each, why, rules, body)
        for each, why in (*silent, *beside)
        if each.status not in OPENS_NOTHING
    )


def _warning(election: Election, why: str, rules: WindowRules, body: Body) -> Window:
    rule = fitting(rules.national, kind_of(election.id), election.nation, body, neighbour=True)
    window = _window(election, weeks_plan(election, rules), rules, body)
    source = "; ".join((*rule.sources, election.source)) if rule else election.source
    return replace(window, scope=Scope.NONE, rule=f"warning: {why}; {window.rule}", source=source)


def _neighbours(body: Body, areas: Areas) -> frozenset[str]:
    """Every area in the body's own, or in a county, police or combined-authority area that holds it."""
    shared = set(body.areas)
    for slug in body.areas:
        shared.update(each for each in areas.above(slug) if areas[each].kind in _SHARED)
    return frozenset(slug for slug in areas if not shared.isdisjoint(areas.above(slug)))


def _is_one_of_many(election: Election) -> bool:
    """A ward's row of an ordinary election: the council's own row, or its group's, speaks for it."""
    return election.id.startswith("local.") and bool(election.places) and ".by." not in election.id


def in_order(windows: Iterable[Window]) -> tuple[Window, ...]:
    """By opening instant, then by election."""
    return tuple(sorted(windows, key=lambda w: (w.opens_at, w.election, w.nation)))
