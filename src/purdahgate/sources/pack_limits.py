"""`[limits]` of a policy pack: after how many days something is due."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from purdahgate.domain.limits import strictest_limits

Days = Annotated[int, msgspec.Meta(ge=1, le=3660)]


class LimitsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days; what a pack leaves out is as the packs it extends have it."""

    refresher_after_days: Days | None = None
    declaration_after_days: Days | None = None
    unused_guided_days: Days | None = None
    unused_reminded_days: Days | None = None
    monitored_within_days: Days | None = None
    repeat_within_days: Days | None = None


def limits_of(tables: Iterable[LimitsTable]) -> dict[str, int]:
    """Each limit of a chain of packs, the base first: the strictest that a pack gives, else the base's.

    The base's are what is usual, and no rule of its own rests on them: a body's policy may have others.
    """
    base, *packs = (dict(_given(table)) for table in tables)
    return base | strictest_limits(packs)


def _given(table: LimitsTable) -> Iterator[tuple[str, int]]:
    for key in table.__struct_fields__:
        if (days := getattr(table, key)) is not None:
            yield key, days
