"""What a detector saw in a post: exactly where, what, who, and how sure it is."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """What was seen; policy rules name these."""

    PARTY = "party"
    MEMBER = "member"
    OWN_OFFICE = "own-office"
    POLITICAL = "political"
    SHARE = "share"
    CONGRATULATION = "congratulation"
    PERSONAL_DATA = "personal-data"
    PROTECTIVE_MARKING = "protective-marking"
    PROFANITY = "profanity"
    NEAR_DUPLICATE = "near-duplicate"
    HIDDEN_CHARACTERS = "hidden-characters"


class Certainty(StrEnum):
    """How sure the detector is: only `certain` may block; `likely` and `check` ask a person to read."""

    CERTAIN = "certain"
    LIKELY = "likely"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Finding:
    """One span of one field of a post.

    `start` and `end` count Unicode code points of the field as given, end exclusive, so that
    `field_text[start:end] == text`. `field` is `text`, `link`, `shares` or `alt:N` (the Nth medium, from 1).
    `who` names the party or person, with an id where the register has one; `rule` is the detector's
    rule id; `why` is one sentence for a reader.
    """

    kind: FindingKind
    start: int
    end: int
    text: str
    who: str
    rule: str
    certainty: Certainty
    why: str
    field: str = "text"

    @property
    def key(self) -> str:
        """What makes two findings the same one, in one revision."""
        return f"{self.kind}:{self.field}:{self.start}-{self.end}:{self.who}"
