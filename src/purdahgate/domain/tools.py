"""The scheduling tools that take posts from a file, and what each of them takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Tool(StrEnum):
    """A scheduling tool with a bulk upload."""

    HOOTSUITE = "hootsuite"
    SPROUT = "sprout"
    BUFFER = "buffer"


class DayOrder(StrEnum):
    """What comes first in a date such as 06/05/2027. It is asked, and never guessed."""

    DMY = "dmy"
    MDY = "mdy"


@dataclass(frozen=True, slots=True)
class Upload:
    """What one tool's bulk upload takes.

    `header` is its first line, empty where it has none. A file has at most `rows` posts, the first of them at
    least `ahead` from now, each on an account at least `apart` from the one before, at minutes that `step`
    divides. `asks_order` is whether its dates are written in one of two orders.
    """

    title: str
    header: tuple[str, ...]
    rows: int
    ahead: timedelta
    apart: timedelta
    step: int
    asks_order: bool


# Hootsuite: no header; date and time, message, link; 350 messages; minutes in fives, ten minutes ahead.
# Sprout: support.sproutsocial.com, "How do I use bulk scheduling?": 350 posts, ten minutes ahead and apart.
# Buffer: the four columns of its template; how many rows it takes is not told, so 100 are the most here.
_TEN = timedelta(minutes=10)
UPLOADS = {
    Tool.HOOTSUITE: Upload("Hootsuite", (), 350, _TEN, timedelta(), 5, asks_order=True),
    Tool.SPROUT: Upload(
        "Sprout Social", ("date", "time_24hr", "message_text"), 350, _TEN, _TEN, 1, asks_order=True
    ),
    Tool.BUFFER: Upload(
        "Buffer", ("Text", "Image URL", "Tags", "Posting Time"), 100, _TEN, timedelta(), 1, asks_order=False
    ),
}
# A spreadsheet takes a cell that begins so for a formula, and the file is there to be looked at in one.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell of `text` for a formula."""
    return text.lstrip(" \n").startswith(FORMULA)


def fault_of_time(upload: Upload, due: datetime, now: datetime, taken: Sequence[datetime]) -> str:
    """Why a post due at `due` cannot be in the file with those at `taken` on its account; or nothing."""
    if due < now + upload.ahead:
        minutes = upload.ahead.total_seconds() / 60
        return f"{upload.title} takes no post that is due within {minutes:.0f} minutes"
    if due.minute % upload.step or due.second:
        return f"{upload.title} takes only minutes that {upload.step} divides"
    if any(abs(due - other) < upload.apart for other in taken):
        minutes = upload.apart.total_seconds() / 60
        return f"{upload.title} wants {minutes:.0f} minutes between posts"
    return ""
