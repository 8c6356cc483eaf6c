"""Everything outside a post that a judgement rests on, as it stood at one moment."""

from dataclasses import dataclass
from datetime import timedelta

from purdahgate.detect.detector import Detector
from purdahgate.domain.body import Body
from purdahgate.domain.policy import Policy
from purdahgate.domain.windows import Calendar, Window
from purdahgate.domain.wording import Wording


@dataclass(frozen=True, slots=True)
class World:
    """One body's rules, windows and registers; `people` is the digest of the people file.

    `warnings` are windows of polls that bind nothing here: the neighbours', and the like.

    The digests go into every audit entry.
    """

    body: Body
    policy: Policy
    wording: Wording
    detector: Detector
    calendar: Calendar
    windows: tuple[Window, ...]
    warnings: tuple[Window, ...]
    stale_after: timedelta
    lateness: timedelta
    people: str

    def digests(self) -> dict[str, str]:
        """What the judgement went by."""
        return {
            "rules": self.policy.digest,
            "calendar": self.calendar.digest,
            "detector": self.detector.digest,
            "people": self.people,
        }
