"""The channels of a config: found by entry point, opened with settings that were checked, and guarded."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Self, TypeVar

from purdahgate.config import ChannelTable, Config
from purdahgate.domain.post import Revision
from purdahgate.errors import ConfigError, PurdahgateError
from purdahgate.publishers.base import (
    About,
    ChannelSettings,
    NotSentError,
    Outgoing,
    Publisher,
    Receipt,
    RetryLaterError,
    UncertainError,
)
from purdahgate.publishers.limits import Limits, refuse_over
from purdahgate.publishers.secrets import Hidden, Safe

GROUP = "purdahgate.publishers"
PATIENCE = 180.0  # seconds; longer than the time limit any channel gives itself
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of the config, not opened yet."""

    table: ChannelTable
    title: str
    kind: type[Publisher]
    settings: ChannelSettings
    hidden: Hidden = field(default_factory=Hidden)

    @property
    def safe(self) -> Safe:
        """Where its secret is kept."""
        name = self.settings.secret_file
        file = self.table.file.path.parent / name if name else None
        return Safe(self.table.name, self.title, file)

    def publisher(self) -> "Guarded":
        """Its publisher, behind a guard."""
        safe = self.safe

        def secret() -> str:
            return self.hidden.hide(safe.read())

        about = About(self.table.name, self.title, self.table.file.path.parent, secret, self.hidden.hide)
        guard = Guarded(self.kind, self.hidden, PATIENCE)
        guard.inner = guard.asked(lambda: self.kind.of(self.settings, about))
        return guard


class Guarded(Publisher):
    """A publisher whose errors show no secret, and that is not waited for without end.

    One that is not done in time is left to itself, and may still send: its outcome is unknown.
    """

    inner: Publisher

    def __init__(self, kind: type[Publisher], hidden: Hidden, patience: float) -> None:
        self.secret_is = kind.secret_is  # type: ignore[misc]  # that of the kind behind it
        self._hidden = hidden
        self._patience = patience

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """A guard is made by its channel."""
        raise NotImplementedError

    @property
    def limits(self) -> Limits:
        """Those of the channel."""
        return self.asked(lambda: self.inner.limits)

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Send it, once."""
        return Receipt(self._hidden.clean(self.asked(lambda: self.inner.publish(outgoing)).url))

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """The receipt of this release, where the platform has it."""
        found = self.asked(lambda: self.inner.find(outgoing))
        return Receipt(self._hidden.clean(found.url)) if found else None

    def trouble(self) -> str:
        """What would stop it from sending."""
        return self._hidden.clean(self.asked(self.inner.trouble))

    def check(self) -> list[str]:
        """What was proved of the set-up."""
        return [self._hidden.clean(line) for line in self.asked(self.inner.check)]

    def take_down(self, outgoing: Outgoing, receipt: Receipt) -> bool:
        """Take it down again."""
        return self.asked(lambda: self.inner.take_down(outgoing, receipt))

    def asked(self, ask: Callable[[], T]) -> T:
        """What `ask` gives. What it raises is raised anew: no cause, no traceback, no secret."""
        answers: list[T] = []
        raised: list[BaseException] = []

        def work() -> None:
            try:
                answers.append(ask())
            except BaseException as bad:  # noqa: BLE001  (whatever a channel raises, SystemExit too)
                raised.append(bad)

        at_work = threading.Thread(target=work, daemon=True)
        at_work.start()
        at_work.join(self._patience)
        if answers:
            return answers[0]
        if not raised:
            raise UncertainError(f"it was not done within {self._patience:g} seconds")
        raise self._cleaned(raised[0])

    def _cleaned(self, bad: BaseException) -> Exception:
        clean = self._hidden.clean
        match bad:
            case RetryLaterError():
                return RetryLaterError(clean(str(bad)), bad.seconds)
            case NotSentError():
                return NotSentError(clean(str(bad)))
            case UncertainError():
                return UncertainError(clean(str(bad)))
            case PurdahgateError():
                return type(bad)(clean(bad.message), where=clean(bad.where), mend=clean(bad.mend))
            case _:
                return UncertainError(clean(f"{type(bad).__name__}: {bad}"))


def kinds() -> dict[str, EntryPoint]:
    """The entry point of every kind that is installed, by name."""
    return _kinds(tuple(sys.path))


@lru_cache(4)
def _kinds(_path: tuple[str, ...]) -> dict[str, EntryPoint]:
    found = {point.name: point for point in entry_points(group=GROUP)}
    return dict(sorted(found.items()))


def channel(config: Config, name: str) -> Channel:
    """The channel called `name`. ConfigError, with its line, for a kind or a key that there is not."""
    table = config.channels.get(name)
    if table is None:
        known = ", ".join(sorted(config.channels)) or "none"
        raise ConfigError(f"there is no channel {name!r}", where=str(config.path), mend=f"Channels: {known}")
    if table.kind not in kinds():
        known = ", ".join(kinds()) or "none; install purdahgate first"
        where = table.file.where("channel", name, "kind")
        raise ConfigError(f"there is no channel kind {table.kind!r}", where=where, mend=f"Kinds: {known}")
    kind: type[Publisher] = kinds()[table.kind].load()
    settings = table.file.convert(kind.Settings, at=("channel", name))
    with _placed(table):
        settings = kind.check_settings(settings)
    return Channel(table, f"{config.body.name}: {name}", kind, settings)


@contextmanager
def _placed(table: ChannelTable) -> Iterator[None]:
    """Name the line of a key that a kind itself will not have; it raises ConfigError with `where` the key."""
    try:
        yield
    except ConfigError as bad:
        where = table.file.where("channel", table.name, bad.where)
        raise ConfigError(bad.message, where=where, mend=bad.mend) from None


def channel_of(config: Config, account: str) -> Channel:
    """The channel that `account` goes out by."""
    return channel(config, config.account(account).channel)


def check_channels(config: Config) -> None:
    """Refuse the first channel whose settings cannot stand."""
    for name in config.channels:
        channel(config, name)


def refuse_too_long(config: Config, revision: Revision) -> None:
    """Refuse what the channel of its account would not take: too long, media too large or too many."""
    found = channel_of(config, revision.account)
    refuse_over(found.publisher().limits, revision, found.table.name)
