"""Local wall times and the instants they name. Nothing here reads the clock."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.tz import datetime_ambiguous, datetime_exists

from purdahgate.errors import InputError

# The hour 24, which Python reads from 3.14 on, is no time here.
_WALL = re.compile(r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_FORM = "Write it as 2027-04-20T09:00, local time"


def utc(moment: datetime) -> datetime:
    """The same instant in UTC; `moment` must be aware."""
    return moment.astimezone(UTC)


def instant(typed: str, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """The instant (UTC) that a wall time typed in `zone` names.

    `fold` settles an hour that comes twice: 0 the first, 1 the second. A time with an offset or `Z` is taken
    as it stands. Raises InputError for another form, for a wall time that the spring clock change skips, and
    for one that the autumn change repeats while `fold` is None.
    """
    if not _WALL.fullmatch(typed):
        raise InputError(f"{typed!r} is not a time", mend=_FORM)
    try:
        wall = datetime.fromisoformat(typed)
        if wall.tzinfo is not None:
            return utc(wall)
    except (ValueError, OverflowError):
        raise InputError(f"{typed!r} is no real date and time", mend=_FORM) from None
    # dateutil calls a time that does not exist ambiguous too, so existence comes first.
    if not datetime_exists(wall, zone):
        raise InputError(
            f"{typed} does not exist in {zone.key}: the clocks go forward over it",
            mend="Choose a time before or after the lost hour",
        )
    if fold is None and datetime_ambiguous(wall, zone):
        raise InputError(
            f"{typed} comes twice in {zone.key}: the clocks go back over it",
            mend="Say which with --fold 0 (the first, summer time) or --fold 1 (the second)",
        )
    return utc(wall.replace(tzinfo=zone, fold=fold or 0))


@lru_cache(1_000)  # a queue judged at one moment has as many entries as posts
def rfc3339(moment: datetime) -> str:
    """An aware instant as `2027-05-06T23:00:00Z`, with microseconds only where there are any."""
    return utc(moment).isoformat().replace("+00:00", "Z")
