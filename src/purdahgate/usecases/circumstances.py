"""What holds of a post besides its words: of its account, its authors, incidents, stops and embargoes."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.limits import strictest_limits
from purdahgate.domain.people import Role
from purdahgate.domain.post import Revision
from purdahgate.domain.situation import Situation
from purdahgate.usecases.world import World

CHECKED_BY = "checked-by"


def circumstances(
    world: World, revision: Revision, authors: Collection[str], moment: datetime, now: datetime
) -> frozenset[Circumstance]:
    """Every circumstance of `revision`, written by `authors`, if it went out at `moment`.

    Registers, stops and incidents count as they stand now, whenever it is due: it is judged again before it
    goes out. No account is a post that nobody said where to put, and no author one that nobody wrote yet.
    """
    today = now.astimezone(world.body.zone).date()
    limits = limits_of(world)
    found = {*_of_authors(world, authors, limits, today), *_of_incidents(world.situation, revision)}
    if revision.account:
        found.update(_of_account(world, revision.account, limits, today))
    if any(stop.covers(revision.account) for stop in world.situation.stops):
        found.add(Circumstance.STOPPED)
    if revision.embargo is not None and revision.embargo.at is not None and moment < revision.embargo.at:
        found.add(Circumstance.EMBARGOED)
    if _checked(world, revision, authors, today):
        found.add(Circumstance.CHECKED_BY_SENIOR)
    return frozenset(found)


def of_account(world: World, name: str, today: date) -> frozenset[Circumstance]:
    """What holds of an account, whatever is posted on it."""
    return frozenset(_of_account(world, name, limits_of(world), today))


def limits_of(world: World) -> Mapping[str, int]:
    """The days of the rules in force, or of those accepted before where these are stricter."""
    own = world.policy.limits
    before = world.standing.policy.limits if world.standing else own
    return own if before == own else strictest_limits((own, before))


def _older(day: date, days: int, today: date) -> bool:
    return (today - day).days > days


def _of_account(world: World, name: str, limits: Mapping[str, int], today: date) -> Iterator[Circumstance]:
    account = world.accounts.get(name)
    if account is None:
        yield Circumstance.ACCOUNT_UNLISTED
        return
    if not account.approved(today):
        yield Circumstance.ACCOUNT_UNAPPROVED
    if account.retired(today):
        yield Circumstance.ACCOUNT_RETIRED
    if not account.moderator:
        yield Circumstance.ACCOUNT_NO_MODERATOR
    looked = account.monitored_on
    if (
        not account.monitored_by
        or looked is None
        or _older(looked, limits.get("monitored_within_days", 0), today)
    ):
        yield Circumstance.ACCOUNT_UNMONITORED
    if account.next_check is not None and account.next_check <= today:
        yield Circumstance.ACCOUNT_CHECK_DUE
    used = last_use(world, name)
    if used is not None and _older(used, limits.get("unused_guided_days", 0), today):
        yield Circumstance.ACCOUNT_UNUSED_3_MONTHS
    if used is not None and _older(used, limits.get("unused_reminded_days", 0), today):
        yield Circumstance.ACCOUNT_UNUSED_6_MONTHS


def last_use(world: World, name: str) -> date | None:
    """The local day of the last release on an account, of its use by another way, or of its approval."""
    account, sent = world.accounts.get(name), world.situation.last_used.get(name)
    days = [sent.astimezone(world.body.zone).date()] if sent else []
    if account:
        days += [day for day in (account.approved_on, account.used_on) if day]
    return max(days, default=None)


def _of_authors(
    world: World, authors: Collection[str], limits: Mapping[str, int], today: date
) -> Iterator[Circumstance]:
    """What holds of any of them; one whom nobody names any more is neither trained nor authorised."""
    for name in authors:
        person = world.people.get(name)
        if person is None or not person.authorised_by:
            yield Circumstance.AUTHOR_UNAUTHORISED
        if person is None or person.trained_on is None or person.trained_on > today:
            yield Circumstance.AUTHOR_UNTRAINED
        elif _older(person.refreshed_on or person.trained_on, limits.get("refresher_after_days", 0), today):
            yield Circumstance.AUTHOR_REFRESHER_DUE
        declared = person.declared_on if person else None
        if declared is None or _older(declared, limits.get("declaration_after_days", 0), today):
            yield Circumstance.AUTHOR_UNDECLARED
        if person is not None and person.suspended(today):
            yield Circumstance.AUTHOR_SUSPENDED
        if person is not None and person.restricted:
            yield Circumstance.AUTHOR_RESTRICTED


def _of_incidents(situation: Situation, revision: Revision) -> Iterator[Circumstance]:
    """A post tagged with an incident is about that one; any other may be about each that is open.

    A tag that names no incident on record is taken as a live one, until its author mends it.
    """
    tagged = revision.incident if revision.incident not in situation.closed else ""
    about = [each for each in situation.incidents if tagged in ("", each.name)]
    if about or tagged:
        yield Circumstance.INCIDENT_OPEN
    if about and all((each.id, revision.digest) in situation.authorised for each in about):
        yield Circumstance.INCIDENT_AUTHORISED


def _checked(world: World, revision: Revision, authors: Collection[str], today: date) -> bool:
    """Whether its checker is an approver who wrote nothing of it and stands in for nobody who did."""
    person = world.people.get(revision.answers.get(CHECKED_BY, ""))
    if person is None:
        return False
    checker = world.people.acting(person, today)
    return Role.APPROVER in checker.roles and not checker.all_whom & frozenset(authors)
