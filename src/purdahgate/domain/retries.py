"""When a post that is known not to have gone out is tried again, and when no more."""

from datetime import datetime, timedelta

MOST_TRIES = 6
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=24)


def next_try(tried: int, now: datetime, last: datetime, asked: float | None = None) -> datetime | None:
    """When to try for the next time, after `tried` times in vain; None where that was the last.

    The pause doubles each time, and is never shorter than the other side has `asked` for, in seconds.
    Nothing is tried later than `last`.
    """
    pause = FIRST_PAUSE * 2 ** (tried - 1)
    if asked is not None and asked > 0:
        pause = max(pause, min(timedelta(seconds=min(asked, 1e9)), LONGEST_PAUSE))
    again = now + pause
    return again if tried < MOST_TRIES and again <= last else None
