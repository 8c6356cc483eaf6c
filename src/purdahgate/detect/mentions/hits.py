"""What a matcher reports, in the folded text, before overlaps are settled."""

from dataclasses import dataclass

from purdahgate.domain.findings import Certainty, FindingKind


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention at `start` to `end` of the folded text."""

    kind: FindingKind
    start: int
    end: int
    who: str
    rule: str
    certainty: Certainty
    why: str

    @property
    def surname(self) -> str:
        """The last word of who it is."""
        return self.who.rpartition(" ")[2].lower()
