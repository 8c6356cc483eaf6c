"""What a channel must be able to do, and in what words it says that it could not."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, ClassVar, Self

import msgspec

from purdahgate.domain.post import Revision
from purdahgate.publishers.limits import NO_LIMITS, Limits

MOST_GAP = 86_400
Gap = Annotated[int, msgspec.Meta(ge=0, le=MOST_GAP)]


class NotSentError(Exception):
    """Sending failed, and it is known that nothing went out. Any other exception leaves that open."""


class RetryLaterError(NotSentError):
    """Nothing went out, and the same may work later: in `seconds`, where the other side has said so."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class UncertainError(Exception):
    """It may have gone out, and may not."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post on its way out: exactly the revision that was judged. `key` is the same at every repeat.

    `at` is the time of the attempt.
    """

    post_id: int
    revision: Revision
    digest: str
    at: datetime
    medium: Callable[[str], bytes]

    @property
    def key(self) -> str:
        """What this release is known by on the platform's side."""
        return release_key(self.post_id, self.digest)

    @property
    def words(self) -> str:
        """What a reader sees: the text, and the link under it where the text does not have it."""
        return words_of(self.revision)


def words_of(revision: Revision) -> str:
    """The text, and the link under it where the text does not have it."""
    if revision.link and revision.link not in revision.text:
        return f"{revision.text}\n{revision.link}"
    return revision.text


def release_key(post_id: int, digest: str) -> str:
    """One name for one revision of one post, whoever asks and however often."""
    return f"{post_id:08d}-{digest[:16]}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a post went out: where it can be seen."""

    url: str


class ChannelSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The keys that `[channel.NAME]` has whatever its kind; each kind adds its own."""

    kind: str
    gap_seconds: Gap = 0
    secret_file: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a publisher is told besides its settings.

    `base` is the folder relative paths start from; `secret` gives the channel's secret, or ConfigError where
    none is kept; `hide` is told of anything else that no message may show, such as a session's token.
    """

    name: str
    title: str
    base: Path
    secret: Callable[[], str]
    hide: Callable[[str], str]


class Publisher(ABC):
    """One channel. A kind is a class of this, found by entry point; `Settings` are the keys it takes."""

    Settings: ClassVar[type[ChannelSettings]] = ChannelSettings
    secret_is: ClassVar[str] = ""  # what its secret is, in words; nothing where it has none

    @classmethod
    @abstractmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """The publisher of one channel. It asks for its secret, and for the network, only when it must."""

    @classmethod
    def check_settings(cls, settings: ChannelSettings) -> ChannelSettings:
        """The settings, or ConfigError, its `where` the key, for what no type can refuse."""
        return settings

    @property
    def limits(self) -> Limits:
        """What it takes; asked when a post is queued, so that no network is needed for it."""
        return NO_LIMITS

    @abstractmethod
    def publish(self, outgoing: Outgoing) -> Receipt:
        """Send it, once. NotSentError means that nothing went out; any other failure leaves it unknown."""

    def find(self, _outgoing: Outgoing) -> Receipt | None:
        """The receipt of this release, where the platform has it; None where it has not, or cannot tell."""
        return None

    def trouble(self) -> str:
        """What would stop it from sending, as far as can be seen from here, in one line, or nothing."""
        return ""

    def check(self) -> list[str]:
        """Prove the set-up without posting: a line for each thing proved. It raises what is wrong."""
        return []

    def take_down(self, _outgoing: Outgoing, _receipt: Receipt) -> bool:
        """Take it down again; False where the channel has no way to."""
        return False
