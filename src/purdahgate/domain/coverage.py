"""Clause by clause, what becomes of a policy: carried out, asked, recorded, or outside a publishing gate."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from purdahgate.domain.clauses import Clause


class How(StrEnum):
    """What becomes of a clause."""

    RULE = "rule"  # rules carry it out
    ASKED = "asked"  # a person is asked, and the answer is kept
    RECORD = "record"  # a register or the audit table keeps it
    LEFT = "left"  # it governs publishing, and nothing here carries it out
    OUTSIDE = "outside"  # it governs nothing that passes a publishing gate


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause of the pack `pack`: what it `says` in a few words of our own, and what becomes of it.

    `rules` and `questions` carry it out, `record` is where it is kept, `why` what else there is to say.
    """

    pack: str
    clause: Clause
    says: str
    how: How
    rules: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    record: str = ""
    why: str = ""


def totals(clauses: Iterable[Covered]) -> dict[str, int]:
    """How many clauses there are, how many govern publishing, and how many of each sort."""
    count = Counter(each.how for each in clauses)
    number = count.total()
    sorts = {how.value: count[how] for how in How}
    return {"clauses": number, "publishing": number - count[How.OUTSIDE], **sorts}
