"""The days a window may open on, by its rule; it opens on the earliest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from purdahgate.domain.election import Election
from purdahgate.domain.election_kinds import kind_of
from purdahgate.domain.timetable import Basis, Milestone, Timetables
from purdahgate.domain.window_rules import Anchor, Plan


@dataclass(frozen=True, slots=True)
class Start:
    """One day a window may open on: what it hangs on and rests on, and the rule in words."""

    day: date
    anchor: Anchor
    basis: Basis
    says: str


def first_start(election: Election, plan: Plan, timetables: Timetables | None) -> Start | None:
    """The earliest day that `plan` gives for `election`; None where all that it asks for is not known yet.

    Outside a national rule, which stands alone, a notice that was published earlier opens the window too.
    """
    known = (*_counted(election, plan, timetables), *_recorded(election, plan, timetables))
    first = min(known, default=None, key=lambda each: each.day)
    published = election.notice_on
    if plan.rule is None and first and published and published < first.day:
        says = f"notice of election published, earlier than {first.says}"
        return Start(published, Anchor.NOTICE_PUBLISHED, Basis.RECORDED, says)
    return first


def _counted(election: Election, plan: Plan, timetables: Timetables | None) -> Iterator[Start]:
    """So many weeks, days or working days before the poll."""
    poll, opens = election.poll_date, plan.opens
    if opens.weeks is not None:
        says = plan.says(f"{opens.weeks} weeks before the poll")
        yield Start(poll - timedelta(weeks=opens.weeks), Anchor.WEEKS, Basis.COMPUTED, says)
    if opens.calendar_days is not None:
        says = plan.says(f"{opens.calendar_days} days before the poll")
        yield Start(poll - timedelta(days=opens.calendar_days), Anchor.CALENDAR_DAYS, Basis.COMPUTED, says)
    if opens.working_days is not None and timetables:
        kind = kind_of(election.id)
        found = timetables.working_days_before(poll, opens.working_days, kind, election.nation)
        if found:
            says = plan.says(f"{opens.working_days} working days before the poll")
            yield Start(found[0], Anchor.WORKING_DAYS, found[1], says)


def _recorded(election: Election, plan: Plan, timetables: Timetables | None) -> Iterator[Start]:
    """What was announced, and the notice: as published, or until that is recorded its last lawful day."""
    listed = plan.rule.announced if plan.rule else {}
    announced = election.announced_on or listed.get(election.poll_date)
    if plan.opens.announced and announced:
        yield Start(announced, Anchor.ANNOUNCED, Basis.RECORDED, plan.says("the day announced"))
    if not plan.opens.notice:
        return
    if election.notice_on:
        says = plan.says("notice of election published")
        yield Start(election.notice_on, Anchor.NOTICE_PUBLISHED, Basis.RECORDED, says)
    elif timetables and (deadline := _deadline(election, timetables)):
        says = plan.says("last lawful day for the notice of election")
        yield Start(deadline[0], Anchor.NOTICE_DEADLINE, deadline[1], says)


def _deadline(election: Election, timetables: Timetables) -> tuple[date, Basis] | None:
    """The last lawful day for the notice; none past the years whose bank holidays are known."""
    if not timetables.holidays.reaches(election.poll_date):
        return None
    kind = kind_of(election.id)
    found = timetables.deadline(Milestone.NOTICE, kind, election.nation, election.poll_date)
    return (found.day, found.basis) if found else None
