"""After how many days something is due, as packs have it; and which of two is the stricter."""

from collections.abc import Iterable, Mapping
from typing import Final

_LONGER_IS_STRICTER: Final = frozenset({"repeat_within_days"})


def strictest_limits(limits: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Each limit that any of `limits` gives, the stricter where several do: mostly the shorter."""
    found: dict[str, int] = {}
    for each in limits:
        for key, days in each.items():
            stricter = max if key in _LONGER_IS_STRICTER else min
            found[key] = stricter(days, found.get(key, days))
    return found
