"""Look through a body's registers for what is missing, too old, or will not be found as it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path, PurePath
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.domain.register import Member, Register, Roster
from purdahgate.domain.wording import plain_date
from purdahgate.sources.registers import SHIPPED_REGISTERS
from purdahgate.usecases.register_gaps import CANDIDATE, Gap, Ground, gaps
from purdahgate.usecases.register_traps import TRAPS, Known, known

_MOST_NAMED: Final = 5


def lint(register: Register, ground: Ground, lexicon: Lexicon) -> tuple[Gap, ...]:
    """Everything to look at: what is missing or too old first, then the traps, file by file.

    A shipped file's traps are nobody's here to mend, and not told.
    """
    own = (each for each in register.rosters if not Path(each.file).is_relative_to(SHIPPED_REGISTERS))
    held_against = known(register, lexicon, ground.today)
    return (
        *gaps(register, ground),
        *_past_candidates(register, ground),
        *_shared(register, ground),
        *(gap for roster in own for gap in _of_roster(roster, ground, held_against)),
    )


def _of_roster(roster: Roster, ground: Ground, held_against: Known) -> Iterator[Gap]:
    members = ground.counting(roster.members)
    name = PurePath(roster.file).name
    if roster.vacant:
        what = f"{name}: vacant seats ({len(roster.vacant):,}): {_some(roster.vacant)}"
        yield Gap("vacant", what, "Import it anew once they are filled", roster.file)
    if doubled := list(_twice(members)):
        what = f"{name}: the same person twice ({len(doubled):,}): {_some(doubled)}"
        yield Gap("twice", what, "Take one out, or give both their days", roster.file)
    for trap in TRAPS:
        if wrong := [each for member in members for each in trap.of(member, held_against)]:
            what = f"{name}: {trap.says} ({len(wrong):,}): {_some(wrong)}"
            yield Gap(trap.code, what, trap.mend, roster.file)


def _twice(members: list[Member]) -> Iterator[str]:
    """Names that stand twice for the same role, area and seat, on a day they share."""
    seen: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for each in members:
        others = seen[plain(each.name), each.role.casefold(), ";".join(sorted(each.areas)), plain(each.seat)]
        if any(_overlap(each, other) for other in others):
            yield each.name
        others.append(each)


def _overlap(one: Member, other: Member) -> bool:
    starts = max(one.held_from or date.min, other.held_from or date.min)
    return starts <= min(one.held_to or date.max, other.held_to or date.max)


def _shared(register: Register, ground: Ground) -> Iterator[Gap]:
    """Names of several seats: a post that has one is not certain to mean either."""
    held = (each for each in ground.counting(register.members) if each.held_on(ground.today) and each.areas)
    seats = {(plain(each.name), each.role.casefold(), each.areas, each.seat): each.name for each in held}
    counts = Counter(key[0] for key in seats)
    if shared := [name for key, name in seats.items() if counts[key[0]] > 1]:
        what = f"one name, several seats ({len(set(shared)):,}): {_some(shared)}"
        yield Gap("shared-name", what, "None is needed: such a name holds a post and does not block it")


def _past_candidates(register: Register, ground: Ground) -> Iterator[Gap]:
    """Candidates of a poll that is over, where nobody's time in office begins with it or after."""
    members = ground.counting(register.members)
    over: Mapping[date, set[str]] = defaultdict(set)
    for each in members:
        if each.role.casefold() == CANDIDATE and each.held_to and each.held_to < ground.today:
            over[each.held_to].update(each.areas)
    checked = [
        (roster.checked_on, {slug for each in roster.members for slug in each.areas})
        for roster in register.rosters
        if roster.checked_on and any(each.role.casefold() != CANDIDATE for each in roster.members)
    ]
    for day, areas in sorted(over.items()):
        came = any(each.held_from and each.held_from >= day and areas & {*each.areas} for each in members)
        if not came and not any(when > day and areas & slugs for when, slugs in checked):
            what = f"the candidates of {plain_date(day)} are in a register, and nobody who was elected"
            yield Gap("no-result", what, "Import who was elected, and take the candidates' file out")


def _some(named: Iterable[str]) -> str:
    """A few of them, and how many more."""
    distinct = list(dict.fromkeys(named))
    more = f" and {len(distinct) - _MOST_NAMED:,} more" if len(distinct) > _MOST_NAMED else ""
    return ", ".join(distinct[:_MOST_NAMED]) + more
