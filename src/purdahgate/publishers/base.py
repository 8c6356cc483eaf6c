"""What a channel must be able to do. Publishers are found by entry point, a file a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from purdahgate.domain.post import Revision
from purdahgate.errors import ConfigError

GROUP = "purdahgate.publishers"


class NotSentError(Exception):
    """Sending failed, and it is known that nothing went out. Any other exception leaves that open."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post on its way out: exactly the revision that was judged. `key` is the same at every repeat."""

    post_id: int
    revision: Revision
    digest: str
    at: datetime
    medium: Callable[[str], bytes]

    @property
    def key(self) -> str:
        """What this release is known by on the platform's side."""
        return release_key(self.post_id, self.digest)


def release_key(post_id: int, digest: str) -> str:
    """One name for one revision of one post, whoever asks and however often."""
    return f"{post_id:08d}-{digest[:16]}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a post went out: where it can be seen."""

    url: str


class Publisher(Protocol):
    """One channel. `publish` sends once; `find` looks up whether a release went out after all."""

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Send it. NotSentError means that nothing went out; any other failure leaves it unknown."""
        ...

    def find(self, key: str) -> Receipt | None:
        """The receipt of the release known by `key`, where the platform has it."""
        ...

    def trouble(self) -> str:
        """What would stop it from sending, in one line, or nothing."""
        ...


def open_publisher(kind: str, folder: Path, title: str) -> Publisher:
    """The publisher of a channel of `kind`, or ConfigError that lists the kinds there are."""
    found = {point.name: point for point in entry_points(group=GROUP)}
    if kind not in found:
        known = ", ".join(sorted(found)) or "none; install purdahgate first"
        raise ConfigError(
            f"there is no channel kind {kind!r}", where="config.toml: channel", mend=f"Kinds: {known}"
        )
    publisher: Publisher = found[kind].load()(folder, title)
    return publisher
