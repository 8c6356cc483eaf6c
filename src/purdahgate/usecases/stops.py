"""Stop all posting, and let it go on again. No policy or file is asked: a stop has to work always."""

from collections.abc import Sequence
from datetime import datetime

from purdahgate.domain.audit import Entry
from purdahgate.domain.people import Person, Role, require
from purdahgate.domain.post import check_line
from purdahgate.domain.situation import Stop
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.writing import Writing
from purdahgate.usecases.hand_over import note_asked_back, stopped


def stop(book: Writing, actor: Person, now: datetime, accounts: Sequence[str], reason: str) -> Stop:
    """Stop posting on `accounts`, on every one where none is named. Anybody whom the body has named may."""
    why = check_line(reason, "reason")
    facts = {"accounts": list(accounts), "why": why}
    number = book.add_stop(accounts, why, Entry("stop", actor.name, now, facts=facts))
    pulled = Stop(number, tuple(accounts), actor.name, now, why)
    said = f"{pulled.by} has stopped {pulled.where}: {pulled.reason}"
    note_asked_back(book, stopped(book, accounts, said, now), actor.name, now)
    return pulled


def resume(book: Writing, actor: Person, now: datetime, number: int | None, reason: str) -> Stop:
    """Lift stop `number`, or the only one: an approver may, who neither pulled it nor deputises for who did.

    What the worker held meanwhile stays held: a person looks before it goes out.
    """
    require(actor, Role.APPROVER, "lift a stop")
    why = check_line(reason, "reason")
    lifted = _one(book.open_stops(), number)
    if lifted.by in actor.all_whom:
        raise NotAllowedError(
            f"{actor.name} may not lift stop {lifted.id}: {lifted.by} pulled it",
            mend="Another approver must lift it",
        )
    facts = {"stop": lifted.id, "accounts": list(lifted.accounts), "stopped_by": lifted.by, "why": why}
    book.end_stop(lifted, why, Entry("resume", actor.name, now, facts=facts))
    return lifted


def _one(stops: Sequence[Stop], number: int | None) -> Stop:
    if not stops:
        raise InputError("nothing is stopped", mend="See: purdahgate status")
    numbers = ", ".join(str(each.id) for each in stops)
    if number is None and len(stops) > 1:
        raise InputError(f"there are {len(stops)} stops", mend=f"Name the one to lift: {numbers}")
    for each in stops:
        if number in (None, each.id):
            return each
    raise InputError(f"there is no stop {number}", mend=f"Stops: {numbers}")
