"""`[limits]` of a policy pack: after how many days something is due."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

Days = Annotated[int, msgspec.Meta(ge=1, le=3660)]


class LimitsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days; what a pack leaves out is as the packs it extends have it."""

    refresher_after_days: Days | None = None
    declaration_after_days: Days | None = None
    unused_guided_days: Days | None = None
    unused_reminded_days: Days | None = None
    monitored_within_days: Days | None = None


def limits_of(tables: Iterable[LimitsTable]) -> dict[str, int]:
    """Each limit that any of `tables` gives, the shortest: no pack lengthens what it extends."""
    limits: dict[str, int] = {}
    for table in tables:
        for key in table.__struct_fields__:
            if (days := getattr(table, key)) is not None:
                limits[key] = min(days, limits.get(key, days))
    return limits
