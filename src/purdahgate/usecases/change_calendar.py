"""Change the calendar: what holds more at once, what would let go only by a second person's word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from purdahgate.domain.audit import Entry
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.election import Election, digest_of
from purdahgate.domain.lifecycle import State
from purdahgate.domain.loosening import Stretch, lets_go
from purdahgate.domain.people import require_keeper, require_second
from purdahgate.domain.post import check_line
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.rows import Proposal
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.recalendar import Report, judge_queue
from purdahgate.usecases.world import World

_LOOSER = {(State.BLOCKED, State.HELD)}

Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did, or would do once confirmed; `freed` are the stretches of time it lets go of.

    `proposal` is its number where it waits for a second person.
    """

    world: World
    report: Report
    freed: tuple[Stretch, ...]
    proposal: int | None

    @property
    def loosens(self) -> bool:
        """Whether it lets go of time, or of a post."""
        return bool(self.freed) or any((each.before, each.after) in _LOOSER for each in self.report.moved)


def change(deed: Deed, what: str, rows: Sequence[Election], done: Done = lambda _count: None) -> Outcome:
    """Make `rows` the calendar's, and judge the queue; or propose it, where it would let go of anything."""
    require_keeper(deed.actor, "change the calendar")
    outcome, by_time = _tried(deed, what, rows, done), Report((), 0)
    if outcome.loosens and not outcome.freed:
        # Time that has gone by lets go of posts too, and that is no doing of this change.
        by_time = judge_queue(deed)
        outcome = _tried(deed, what, rows, done)
    if not outcome.loosens:
        return replace(outcome, report=by_time.then(outcome.report))
    number = deed.book.add_proposal(what, rows, _entry(deed, "calendar-propose", what, rows))
    return replace(outcome, proposal=number)


def _tried(deed: Deed, what: str, rows: Sequence[Election], done: Done) -> Outcome:
    """What the change does; it stands only where it lets go of nothing."""
    with deed.book.tentative() as undo:
        outcome = _made(deed, rows, what, done)
        if outcome.loosens:
            undo()
    return outcome


def imagine(deed: Deed, row: Election) -> Outcome:
    """What a poll would do if it were called; the caller keeps nothing of it."""
    return _made(deed, [row], f"what if {row.id}", lambda _count: None)


def confirm(deed: Deed, number: int, done: Done = lambda _count: None) -> Outcome:
    """Make a proposed change, by a second person: an approver, or the role `elections`."""
    proposal = _pending(deed, number)
    require_second(deed.actor, proposal.by, f"change {number}")
    changed = deed.book.polls_changed_since(proposal)
    for row in proposal.rows:
        if row.key in changed:
            raise NotAllowedError(
                f"{row.id} was changed since", mend="Refuse this change and propose it anew"
            )
    deed.book.end_proposal(number, "confirmed", _ended(deed, "calendar-confirm", proposal, ""))
    return _made(deed, proposal.rows, proposal.what, done)


def refuse(deed: Deed, number: int, reason: str) -> Proposal:
    """Drop a proposed change; its proposer may too."""
    require_keeper(deed.actor, "change the calendar")
    proposal = _pending(deed, number)
    why = check_line(reason, "reason")
    deed.book.end_proposal(number, "refused", _ended(deed, "calendar-refuse", proposal, why))
    return proposal


def _pending(deed: Deed, number: int) -> Proposal:
    for proposal in deed.book.proposals():
        if proposal.id == number:
            return proposal
    raise InputError(f"no change {number} waits", mend="See: purdahgate calendar proposals")


def _made(deed: Deed, rows: Sequence[Election], what: str, done: Done) -> Outcome:
    deed.book.add_calendar_changes(rows, _entry(deed, "calendar-change", what, rows))
    world = deed.remake(deed.book.calendar_changes())
    report = judge_queue(replace(deed, world=world), done)
    return Outcome(world, report, lets_go(deed.world.every_window(), world.every_window(), deed.now), None)


def _entry(deed: Deed, action: str, what: str, rows: Sequence[Election]) -> Entry:
    facts = {
        "what": what,
        "source": rows[0].source,
        "elections": [_facts(row) for row in rows],
        "rows": digest_of(rows),
        "went_by": deed.world.digests(),
    }
    return Entry(action, deed.actor.name, deed.now, facts=facts)


def _facts(row: Election) -> dict[str, str]:
    """What an audit entry tells of one poll; `rows` beside it covers all that is known of it."""
    facts = {
        "id": row.id,
        "nation": row.nation.value,
        "status": row.status.value,
        "poll_date": row.poll_date.isoformat(),
    }
    for name in ("notice_on", "announced_on"):
        if day := getattr(row, name):
            facts[name] = day.isoformat()
    for name in ("called_at", "declared_at", "government_formed_at"):
        if moment := getattr(row, name):
            facts[name] = rfc3339(moment)
    return facts


def _ended(deed: Deed, action: str, proposal: Proposal, why: str) -> Entry:
    facts = {"what": proposal.what, "proposal": proposal.id, "proposed_by": proposal.by, "why": why}
    return Entry(action, deed.actor.name, deed.now, facts=facts)
