"""Counting how often a detector is right."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054  # 95 per cent of a normal distribution lie within


@dataclass(frozen=True, slots=True)
class Score:
    """What was found rightly, what was missed, what was a false alarm."""

    right: int = 0
    missed: int = 0
    false: int = 0

    @classmethod
    def of(cls, *, labelled: bool, found: bool) -> "Score":
        """The score of one case."""
        return cls(int(labelled and found), int(labelled and not found), int(found and not labelled))

    @classmethod
    def of_sets(cls, labelled: AbstractSet[object], found: AbstractSet[object]) -> "Score":
        """The score of what was found against what there is."""
        return cls(len(labelled & found), len(labelled - found), len(found - labelled))

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.missed + other.missed, self.false + other.false)

    @property
    def precision(self) -> float | None:
        """How much of what was found is right; None where nothing was found."""
        return share(self.right, self.right + self.false)

    @property
    def recall(self) -> float | None:
        """How much of what there is was found; None where there is nothing."""
        return share(self.right, self.right + self.missed)

    @property
    def precision_interval(self) -> tuple[float, float] | None:
        """Where the precision on any such posts lies, with 95 per cent confidence."""
        return interval(self.right, self.right + self.false)

    @property
    def recall_interval(self) -> tuple[float, float] | None:
        """Where the recall on any such posts lies, with 95 per cent confidence."""
        return interval(self.right, self.right + self.missed)


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, None where there is no whole."""
    return part / whole if whole else None


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson's 95 per cent interval of a share; right for small counts too."""
    if not whole:
        return None
    at, spread = part / whole, _Z * _Z / whole
    middle = (at + spread / 2) / (1 + spread)
    reach = _Z / (1 + spread) * sqrt(at * (1 - at) / whole + spread / (4 * whole))
    return max(0.0, middle - reach), min(1.0, middle + reach)
