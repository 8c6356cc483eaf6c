"""Check election ids of Democracy Club's form: `local.chelmsford.2027-05-06`.

Type, then by need a subtype, an organisation, a division and `by`, then the polling day, joined by dots.
Only the form is checked, and that the date is real and in its one spelling; not whether there is such a poll.
"""

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from purdahgate.errors import InputError

# Democracy Club's, and two that it has none for: parish councils and petitions to recall a member.
TYPES: Final = (
    *("local", "parl", "mayor", "pcc", "gla", "sp", "senedd", "nia", "ref", "naw", "europarl"),
    *("parish", "recall"),
)
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_PARTS: Final = 6
_MOST_LETTERS: Final = 250
_FORM: Final = "Write it as local.chelmsford.2027-05-06"


@dataclass(frozen=True, slots=True)
class ElectionId:
    """A taken-apart id: `middle` is what stands between the type and the polling day."""

    type: str
    middle: tuple[str, ...]
    poll_date: date

    def __str__(self) -> str:
        return ".".join((self.type, *self.middle, self.poll_date.isoformat()))


def parse_election_id(typed: str) -> ElectionId:
    """`typed` taken apart; InputError where it has another form, an unknown type or an impossible date."""
    kind, *rest = typed.split(".")
    if not rest or len(rest) >= _MOST_PARTS or len(typed) > _MOST_LETTERS:
        raise InputError(f"{typed[:_MOST_LETTERS]!r} is no election id", mend=_FORM)
    if kind not in TYPES:
        near = difflib.get_close_matches(kind, TYPES, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"One of {', '.join(TYPES)}"
        raise InputError(f"{typed!r} is no election id: there is no type {kind!r}", mend=mend)
    *middle, day = rest
    for part in middle:
        if not _SLUG.fullmatch(part):
            raise InputError(f"{typed!r} is no election id: {part!r} is no slug", mend=_FORM)
    return ElectionId(kind, tuple(middle), _day(typed, day))


def _day(typed: str, day: str) -> date:
    # Python reads 20270506 and 2027-W18-4 as dates too; an id has one spelling.
    if not _DATE.fullmatch(day):
        raise InputError(f"{typed!r} does not end in a date", mend=_FORM)
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise InputError(f"{typed!r} ends in {day}, which is no real date", mend=_FORM) from None
