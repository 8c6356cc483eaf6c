"""How soon after one post the next may follow on the same account, so that a backlog never floods out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from purdahgate.config import Config
from purdahgate.errors import PurdahgateError
from purdahgate.publishers.channels import channel_of
from purdahgate.store.reading import Reading


class Pace:
    """The pace of one tick of the worker."""

    def __init__(self, config: Config) -> None:
        self._gaps = {name: gap for name in config.accounts if (gap := _gap(config, name))}
        self._gone: set[str] = set()

    def resting(self, book: Reading, now: datetime, asked: Mapping[str, datetime]) -> set[str]:
        """The accounts whose turn has not come yet: after a post, or because their channel `asked` for it.

        A post out of the future, after a clock was set back, makes nobody wait.
        """
        last = book.last_used(list(self._gaps))
        spaced = {name for name, at in last.items() if at <= now < at + self._gaps[name]}
        return spaced | {name for name, until in asked.items() if now < until}

    def may_go(self, account: str) -> bool:
        """Whether a post on `account` may go out in this tick; where it has a gap only one may."""
        if account in self._gone:
            return False
        if account in self._gaps:
            self._gone.add(account)
        return True


def _gap(config: Config, account: str) -> timedelta:
    try:
        return timedelta(seconds=channel_of(config, account).settings.gap_seconds)
    except PurdahgateError:
        return timedelta()  # nothing can be sent there: the attempt says why
