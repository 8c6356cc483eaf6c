"""What a body's register lacks: offices without a holder, candidates, rosters newer than the last poll."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

from purdahgate.domain.body import Areas, Body
from purdahgate.domain.election import OPENS_NOTHING, Election, Nation
from purdahgate.domain.election_kinds import kind_of
from purdahgate.domain.register import Member, Register, Roster
from purdahgate.domain.timetable import Milestone, Timetables
from purdahgate.domain.windows import binding
from purdahgate.domain.wording import plain_date
from purdahgate.exchange.organisations import COUNCILS

CANDIDATE: Final = "candidate"
_IMPORT: Final = "Import who it is: purdahgate register import FILE"
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Office:
    """An elected office: the type of `poll` that fills it, and what registers call its holder."""

    code: str
    title: str
    poll: str
    roles: frozenset[str]
    nation: Nation | None = None


_COMMISSIONER: Final = "police and crime commissioner"
COUNCILLOR: Final = Office("councillor", "councillor", "local", frozenset({"councillor", "cllr"}))
LOCAL: Final = (
    Office("mayor", "elected mayor", "mayor", frozenset({"mayor", "elected mayor"})),
    Office(
        "commissioner",
        _COMMISSIONER,
        "pcc",
        frozenset({"pcc", "pfcc", "commissioner", _COMMISSIONER, "police, fire and crime commissioner"}),
    ),
)
NATIONAL: Final = (
    Office("mp", "Member of Parliament", "parl", frozenset({"mp"}), Nation.UK),
    Office("msp", "Member of the Scottish Parliament", "sp", frozenset({"msp"}), Nation.SCOTLAND),
    Office("ms", "Member of the Senedd", "senedd", frozenset({"ms"}), Nation.WALES),
    Office("mla", "Member of the Assembly", "nia", frozenset({"mla"}), Nation.NORTHERN_IRELAND),
)
OFFICES: Final = (COUNCILLOR, *LOCAL, *NATIONAL)


@dataclass(frozen=True, slots=True)
class Ground:
    """What gaps are looked for on: a body, the areas around it, the polls, the law of polls, and the day."""

    body: Body
    areas: Areas
    around: AbstractSet[str]
    elections: tuple[Election, ...]
    timetables: Timetables
    today: date

    def counting(self, members: Iterable[Member]) -> list[Member]:
        """The members whose names are looked for in this body's posts."""
        everywhere = Nation.UK in self.body.areas
        return [each for each in members if everywhere or each.counts_in(self.around)]

    def polled(self, office: Office) -> list[Election]:
        """The ordinary polls for an office held by now, by date; not by-elections, which fill one seat."""
        return [
            each
            for each in self.elections
            if each.id.split(".")[0] == office.poll
            and ".by." not in each.id
            and each.status not in OPENS_NOTHING
            and each.poll_date <= self.today
        ]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing or too old, and the mend."""

    code: str
    what: str
    mend: str = _IMPORT
    file: str = ""


def gaps(register: Register, ground: Ground) -> tuple[Gap, ...]:
    """Everything missing on the day, office by office; then what is too old or not whole, file by file."""
    here = ground.counting(register.members)
    held = [each for each in here if each.held_on(ground.today)]
    return (
        *_without_councillors(held, ground),
        *_without_holders(held, ground),
        *_without_candidates(held, ground),
        *(gap for roster in register.rosters for gap in _too_old(roster, ground)),
        *(_not_whole(roster) for roster in register.rosters if roster.unread),
    )


def _holding(members: Iterable[Member], office: Office) -> list[Member]:
    return [each for each in members if each.role.casefold() in office.roles]


def _without_councillors(held: list[Member], ground: Ground) -> Iterator[Gap]:
    councils = {slug for slug in ground.around if ground.areas[slug].kind in COUNCILS}
    known = {slug for each in _holding(held, COUNCILLOR) for slug in each.areas}
    if missing := sorted(councils - known):
        what = f"no councillor of {_listed(missing, ground)} is in a register"
        yield Gap("no-councillor", f"{what}: their names are found only with a title")


def _without_holders(held: list[Member], ground: Ground) -> Iterator[Gap]:
    for office in LOCAL:
        filled = {slug for poll in ground.polled(office) for slug in poll.areas if slug in ground.around}
        known = {slug for each in _holding(held, office) for slug in each.areas}
        if missing := sorted(filled - known):
            yield _nobody(office, f" of {_listed(missing, ground)}")
    nations = {Nation.UK, *(ground.areas[slug].nation for slug in ground.body.areas)}
    for office in NATIONAL:
        if (office.nation in nations or Nation.UK in ground.body.areas) and not _holding(held, office):
            yield _nobody(office, "")


def _nobody(office: Office, where: str) -> Gap:
    return Gap(f"no-{office.code}", f"no {office.title}{where} is in a register")


def _without_candidates(held: list[Member], ground: Ground) -> Iterator[Gap]:
    """Polls whose nominations have closed, while no register has anybody who stands in them."""
    standing = [each for each in held if each.role.casefold() == CANDIDATE]
    without: dict[date, list[str]] = {}
    for poll in binding(ground.elections, ground.body, ground.areas):
        if poll.status in OPENS_NOTHING or not ground.today <= poll.poll_date:
            continue
        close = ground.timetables.deadline(
            Milestone.NOMINATIONS_CLOSE, kind_of(poll.id), poll.nation, poll.poll_date
        )
        if close and close.day < ground.today and not any(_stands(each, poll) for each in standing):
            without.setdefault(poll.poll_date, []).append(poll.id)
    for day, polls in sorted(without.items()):
        named = ", ".join(dict.fromkeys(polls))
        what = f"no candidate for {plain_date(day)} is in a register though nominations have closed ({named})"
        yield Gap("no-candidate", what, "Import them: purdahgate register import candidates.csv")


def _stands(member: Member, poll: Election) -> bool:
    if member.held_to not in (None, poll.poll_date):
        return False
    return not poll.areas or member.counts_in(frozenset(poll.areas))


def _too_old(roster: Roster, ground: Ground) -> Iterator[Gap]:
    """Offices of one file that have polled since anybody looked at it."""
    here = ground.counting(roster.members)
    for office in OFFICES:
        holders = _holding(here, office)
        last = max(
            (poll.poll_date for poll in ground.polled(office) if _filled(poll, holders, ground)), default=None
        )
        if last is None:
            continue
        seen = max(filter(None, (roster.checked_on, *(each.held_from for each in holders))), default=None)
        name = PurePath(roster.file).name
        if seen is None:
            mend = f'Write above its header "# checked_on: {ground.today}" once you have checked it'
            yield Gap("undated", f"{name} does not say when it was true", mend, roster.file)
            return
        if seen < last:
            what = f"{name} is of {plain_date(seen)}, before the poll of {plain_date(last)} ({office.title}s)"
            yield Gap("too-old", what, "Import a newer one with --replace", roster.file)


def _not_whole(roster: Roster) -> Gap:
    what = f"{PurePath(roster.file).name} lacks the rows ({roster.unread:,}) that its import could not read"
    return Gap("unread", what, "Mend them and import it anew with --replace", roster.file)


def _filled(poll: Election, holders: list[Member], ground: Ground) -> bool:
    """Whether the poll filled the seat of one of `holders`."""
    held = {slug for each in holders for slug in each.areas}
    if poll.areas:
        return not held.isdisjoint(poll.areas)
    nations = {ground.areas[slug].nation for slug in held}
    return bool(holders) and (poll.nation is Nation.UK or poll.nation in nations)


def _listed(slugs: list[str], ground: Ground) -> str:
    names = [ground.areas[slug].name for slug in slugs]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[: _MOST_NAMED - 1])} and {len(names) - _MOST_NAMED + 1} more"
    return " or ".join(names)
