"""Prove what every post is judged by: calendar, rules, stops and incidents are as those who might made them.

That no row is there which no entry brought is `prove_rows`; here is what one person's signature is not enough
for, whatever their entry says of it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from purdahgate.domain.election import Election
from purdahgate.domain.loosening import lets_go
from purdahgate.domain.people import Person, Role
from purdahgate.domain.rule_set import RuleSet
from purdahgate.domain.windows import Window
from purdahgate.errors import UnprovenError
from purdahgate.store.reading import ACCEPTED, Reading
from purdahgate.usecases.prove_post import Pairs
from purdahgate.usecases.prove_record import Proved

WORLD_TABLES: Final = (
    "calendar_change",
    "proposal",
    "proposal_end",
    "rule_set",
    "rule_set_end",
    "stop",
    "stop_end",
    "incident",
    "incident_end",
)

CONFIRMED: Final = "confirmed"
REFUSED: Final = "refused"
_FIRST: Final = "rules-first"
_SAME: Final = "rules-same"
_MEND: Final = "Somebody has written to the database past purdahgate: see audit list"
# What one begins and another ends: the two tables, and what takes two of the ends there are.
_ENDS: Final[Sequence[tuple[str, str, str, Mapping[str, frozenset[str]]]]] = (
    ("stop", "stop_end", "stop_id", {}),
    ("incident", "incident_end", "incident_id", {}),
    ("proposal", "proposal_end", "proposal_id", {CONFIRMED: frozenset({"calendar-confirm"})}),
    ("rule_set", "rule_set_end", "rule_set_id", {ACCEPTED: frozenset({"rules-confirm", _FIRST, _SAME})}),
)


@dataclass(frozen=True, slots=True)
class Replay:
    """How to make again what changes were made from.

    `windows` are those that the calendar has after some changes; `same` says whether two sets of files
    judge alike after some changes.
    """

    windows: Callable[[Iterable[Election]], Iterable[Window]]
    same: Callable[[RuleSet, RuleSet, Iterable[Election]], bool]


def prove_ends(brought: Mapping[str, Pairs]) -> None:
    """Refuse whatever one person began and ended alone, where that takes two, or who might not end it."""
    for begun, ended, key, deeds in _ENDS:
        begins = {row["id"]: (row, entry) for row, entry in brought[begun]}
        for row, entry in brought[ended]:
            outcome = row.get("outcome", "")
            if outcome == REFUSED:
                continue
            if deeds and entry.action not in deeds.get(outcome, ()):
                raise _unproven(entry, f"{entry.action!r} cannot end anything as {outcome!r}")
            _prove_end(entry, begins.get(row[key]), begun)
    incidents = {row["id"]: (row, entry) for row, entry in brought["incident"]}
    for row, entry in brought.get("authority", ()):
        _prove_authority(entry, incidents.get(row["incident_id"]))


def _prove_end(end: Proved, begin: tuple[Mapping[str, Any], Proved] | None, table: str) -> None:
    ender = _signer(end)
    if begin is None or begin[1].sealed.seq > end.sealed.seq:
        raise _unproven(end, f"it ends a {table} that had not begun")
    row, entry = begin
    if end.action in (_FIRST, _SAME):
        if entry is not end:
            raise _unproven(end, "it accepts rules that were proposed before")
    elif row["by"] in ender.all_whom:
        raise _unproven(end, f"{ender.name} ended a {table} that {row['by']} had begun, which takes another")
    elif table == "incident" and ender.name != row["sio"] and Role.APPROVER not in ender.roles:
        raise _unproven(end, f"{ender.name} might not close that incident")


def _prove_authority(given: Proved, begin: tuple[Mapping[str, Any], Proved] | None) -> None:
    name = _signer(given).name
    if begin is None or begin[1].sealed.seq > given.sealed.seq or begin[0]["sio"] != name:
        raise _unproven(given, f"{name} was not the senior investigating officer of that incident")


def prove_changes(
    book: Reading, brought: Mapping[str, Pairs], after: int, replay: Replay, now: datetime
) -> None:
    """Refuse each change behind entry `after` that lets go of something and that nobody else confirmed."""
    _prove_rules(book, brought, after, replay)
    rows = brought["calendar_change"]
    if not rows or rows[-1][1].sealed.seq <= after:
        return
    confirmed = {
        entry.sealed.seq: (entry, row["proposal_id"])
        for row, entry in brought["proposal_end"]
        if row["outcome"] == CONFIRMED
    }
    proposals = {row["id"]: row for row, _ in brought["proposal"]}
    changes = book.calendar_changes()
    for entry, first, last in _runs(rows):
        if entry.sealed.seq <= after:
            continue
        end = confirmed.get(entry.sealed.seq - 1)
        if end and end[0].signer == entry.signer and _is_of(proposals[end[1]], rows[first:last]):
            continue
        before, made = replay.windows(changes[:first]), replay.windows(changes[:last])
        if lets_go(before, made, max(now, entry.at)):
            raise _unproven(
                entry, f"{_signer(entry).name} lets go of time in the calendar, and nobody else confirmed it"
            )


def _prove_rules(book: Reading, brought: Mapping[str, Pairs], after: int, replay: Replay) -> None:
    """Refuse files accepted as the first where others were before, or as the same where they are not."""
    sets = {row["id"]: RuleSet(json.loads(row["files"])) for row, _ in brought["rule_set"]}
    before: RuleSet | None = None
    for row, entry in brought["rule_set_end"]:
        if row["outcome"] != ACCEPTED:
            continue
        here = sets[row["rule_set_id"]]
        if entry.action == _FIRST and before is not None:
            raise _unproven(
                entry, f"{_signer(entry).name} accepts rules as the first, and others were before"
            )
        if entry.action == _SAME and entry.sealed.seq > after:
            made = sum(each.sealed.seq < entry.sealed.seq for _, each in brought["calendar_change"])
            if before is None or not replay.same(before, here, book.calendar_changes()[:made]):
                raise _unproven(
                    entry,
                    f"{_signer(entry).name} accepts rules that judge otherwise, and nobody confirmed them",
                )
        before = here


def _runs(rows: Pairs) -> Iterable[tuple[Proved, int, int]]:
    """Each entry, with the places of its first row and of the first that is another's."""
    first = 0
    for place, (_, entry) in enumerate(rows, 1):
        if place == len(rows) or rows[place][1] is not entry:
            yield entry, first, place
            first = place


def _is_of(proposal: Mapping[str, Any], rows: Sequence[tuple[Mapping[str, Any], Proved]]) -> bool:
    """Whether `rows` are those proposed."""
    proposed: list[str] = json.loads(proposal["content"])
    return proposed == [row["content"] for row, _ in rows]


def _signer(entry: Proved) -> Person:
    if entry.signer is None:
        raise _unproven(entry, "nobody signed it")
    return entry.signer


def _unproven(entry: Proved, said: str) -> UnprovenError:
    return UnprovenError(f"entry {entry.sealed.seq} ({entry.action}): {said}", mend=_MEND)
