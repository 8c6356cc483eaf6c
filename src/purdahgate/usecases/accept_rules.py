"""Judge by changed files: what holds more at once, what would let go only by a second person's word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from purdahgate.domain.audit import Entry
from purdahgate.domain.people import require_keeper, require_second
from purdahgate.domain.post import check_line
from purdahgate.domain.rule_set import FileChange, ProposedRules, RuleSet
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.reading import ACCEPTED
from purdahgate.store.writing import Writing
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.recalendar import Report, judge_queue
from purdahgate.usecases.world import World

REFUSED = "refused"
Done = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a change of files did at once, and what letting go of the old ones would do.

    `proposal` is its number where it waits for a second person; None where nobody is judged otherwise by it.
    """

    changes: Mapping[str, FileChange]
    at_once: Report
    confirmed: Report
    proposal: int | None


def accept_first(deed: Deed, contents: Mapping[str, bytes]) -> None:
    """Take the files that stand here when a database is new: there is nothing yet to loosen."""
    rules = RuleSet.of(contents)
    deed.book.accept_rules(
        contents, "", _entry(deed, "rules-first", rules, RuleSet({}).changes_to(rules), "")
    )


def propose(
    deed: Deed, contents: Mapping[str, bytes], reason: str, done: Done = lambda _count: None
) -> Proposed:
    """Propose to judge by these files alone, and judge the queue by both until that is confirmed.

    InputError where they are those already accepted, or wait already. Files that judge no post otherwise,
    such as one with a comment more, are accepted at once.
    """
    require_keeper(deed.actor, "change the rules")
    why = check_line(reason, "reason")
    rules = RuleSet.of(contents)
    changes = _changes(deed, rules)
    if deed.world.standing is None and not deed.world.doubts:
        deed.book.accept_rules(contents, why, _entry(deed, "rules-same", rules, changes, why))
        return Proposed(changes, judge_queue(deed, done), Report((), 0), None)
    at_once = judge_queue(deed, done)
    with deed.book.tentative() as undo:
        confirmed = judge_queue(replace(deed, world=alone(deed)), done)
        undo()
    entry = _entry(deed, "rules-propose", rules, changes, why)
    return Proposed(changes, at_once, confirmed, deed.book.propose_rules(contents, why, entry))


def confirm(deed: Deed, rules: RuleSet, number: int, done: Done = lambda _count: None) -> Report:
    """Judge by a proposed set of files alone, by a second person; `rules` are those that stand here now."""
    waiting = pending(deed.book, number)
    require_second(deed.actor, waiting.by, f"change {number}")
    if waiting.rules.digest != rules.digest:
        changed = ", ".join(waiting.rules.changes_to(rules))
        raise NotAllowedError(
            f"the files are no longer those of change {number}: {changed}",
            mend="Put them back, or refuse it and propose anew",
        )
    deed.book.end_rules(number, ACCEPTED, _ended(deed, "rules-confirm", waiting, ""))
    return judge_queue(replace(deed, world=alone(deed)), done)


def refuse(deed: Deed, number: int, reason: str) -> ProposedRules:
    """Drop a proposed change; the old files go on counting until the new ones are put back or confirmed."""
    require_keeper(deed.actor, "change the rules")
    waiting = pending(deed.book, number)
    why = check_line(reason, "reason")
    deed.book.end_rules(number, REFUSED, _ended(deed, "rules-refuse", waiting, why))
    return waiting


def alone(deed: Deed) -> World:
    """The world of the files that stand here, with nothing beside it."""
    return replace(deed.world, standing=None, doubts=())


def pending(book: Writing, number: int) -> ProposedRules:
    """The change of that number, or InputError where none waits."""
    for waiting in book.proposed_rules():
        if waiting.id == number:
            return waiting
    raise InputError(f"no change {number} of the rules waits", mend="See: purdahgate rules status")


def _changes(deed: Deed, rules: RuleSet) -> dict[str, FileChange]:
    accepted = deed.book.accepted_rules()
    changes = accepted.changes_to(rules) if accepted else {}
    if not changes:
        raise InputError("the files are those that were accepted", mend="Change one first")
    for waiting in deed.book.proposed_rules():
        if waiting.rules.digest == rules.digest:
            mend = f"Another person confirms it: purdahgate rules confirm {waiting.id} --as NAME"
            raise InputError(f"{waiting.by} proposed these files already", mend=mend)
    return changes


def _entry(deed: Deed, action: str, rules: RuleSet, changes: Mapping[str, FileChange], why: str) -> Entry:
    facts = {
        "why": why,
        "files": {name: rules.files.get(name, "") for name in changes},
        "changes": {name: change.value for name, change in changes.items()},
        "went_by": deed.world.digests(),
    }
    return Entry(action, deed.actor.name, deed.now, facts=facts)


def _ended(deed: Deed, action: str, waiting: ProposedRules, why: str) -> Entry:
    facts = {
        "proposal": waiting.id,
        "proposed_by": waiting.by,
        "rules": waiting.rules.digest,
        "why": why,
        "went_by": deed.world.digests(),
    }
    return Entry(action, deed.actor.name, deed.now, facts=facts)
