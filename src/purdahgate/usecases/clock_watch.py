"""Whether somebody has set the machine's clock since the worker was started."""

from datetime import datetime, timedelta
from typing import Final

from purdahgate.errors import NotAllowedError

MOST_APART: Final = timedelta(minutes=2)


class ClockWatch:
    """Holds the wall clock against one that nobody can set; both as they stood at the start."""

    def __init__(self, now: datetime, steady: float) -> None:
        self._now, self._steady = now, steady
        self._jumped = timedelta()

    def refuse_jump(self, now: datetime, steady: float) -> None:
        """NotAllowedError once they were further apart than two minutes, and ever after."""
        apart = (now - self._now) - timedelta(seconds=steady - self._steady)
        if abs(apart) > MOST_APART:
            self._jumped = self._jumped or apart
        if self._jumped:
            minutes = abs(self._jumped).total_seconds() / 60
            which = "forward" if self._jumped > timedelta() else "back"
            raise NotAllowedError(
                f"this machine's clock was set {which} by {minutes:.0f} minutes: nothing goes out",
                mend="Set it right, then start the worker again",
            )
