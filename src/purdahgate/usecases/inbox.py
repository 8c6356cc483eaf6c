"""What waits for seniors: for whom, who of them may sign, and who has."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime

from purdahgate.domain.lifecycle import State
from purdahgate.domain.people import People
from purdahgate.domain.signoff import Demand, demands, missing, standing
from purdahgate.store.reading import Listed, Reading
from purdahgate.store.rows import Case
from purdahgate.usecases.judge import judge_case
from purdahgate.usecases.repeats import asked
from purdahgate.usecases.world import World


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a post still waits for: the demand, and the names of those who may meet it."""

    demand: Demand
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who has signed a post as it stands, and whom it still waits for."""

    signed: tuple[str, ...] = ()
    wanted: tuple[Wanted, ...] = ()


def inbox(
    book: Reading, world: World, people: People, now: datetime, limit: int
) -> tuple[list[tuple[Listed, Waiting]], int]:
    """The newest `limit` held posts, newest last, each with whom it waits for; and how many there are."""
    held, total = book.listed((State.HELD,), limit=limit)
    span = (held[0].id, held[-1].id) if held else (0, 0)
    cases = book.cases((State.HELD,), world.detector.digest, span, alike=asked(world))
    found = {case.post.id: waiting(world, case, people, now) for case in cases}
    return [(each, found.get(each.id, Waiting())) for each in held], total


def waiting(world: World, case: Case, people: People, now: datetime) -> Waiting:
    """Whom a post that is held or blocked waits for, judged afresh; nobody where none can release it."""
    verdict = judge_case(world, case, now).verdict
    approvals = standing(case.sign_offs, case.post, verdict)
    signed = tuple(dict.fromkeys(each.by for each in approvals))
    barred = {*case.post.writers, *signed, *(ruling.by for ruling in case.rulings)}
    wanted = missing(demands(verdict), approvals)
    if not all(each.roles for each in wanted):
        return Waiting(signed)
    return Waiting(signed, tuple(Wanted(each, _may(people, each, barred)) for each in wanted))


def _may(people: People, demand: Demand, barred: Container[str]) -> tuple[str, ...]:
    """Who may meet a demand: holders of its roles who did not write, sign or rule."""
    return tuple(each.name for each in people if each.roles & demand.roles and each.name not in barred)
