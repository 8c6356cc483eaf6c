"""What a channel takes: how many words, how many media, which, how large."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from purdahgate.domain.post import Medium, Revision
from purdahgate.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a channel, in its own units; None where there is none.

    `length` counts what a reader sees, in `unit`. `media` has the most bytes by media type, or by family as
    `image/*`; None takes any. `alone` are families of which there may be one, with nothing beside it.
    `most_together` is the most bytes of all media; `refuses` gives any other fault of a revision in a line.
    """

    most: int | None = None
    unit: str = "characters"
    length: Callable[[Revision], int] = field(default=lambda revision: len(revision.text))
    most_bytes: int | None = None
    most_media: int | None = None
    media: Mapping[str, int] | None = None
    alone: frozenset[str] = frozenset()
    most_alt: int | None = None
    most_together: int | None = None
    refuses: Callable[[Revision], str] = field(default=lambda _revision: "")

    def fault(self, revision: Revision) -> str:
        """The first thing in `revision` that the channel would not take, in one line, or nothing."""
        for fault in (self._words, self._count, self._each, self.refuses):
            if said := fault(revision):
                return said
        return ""

    def _words(self, revision: Revision) -> str:
        length = self.length(revision)
        if self.most is not None and length > self.most:
            return f"it is {length:,} {self.unit} long, and {self.most:,} is the most"
        size = len(revision.text.encode()) + len(revision.link.encode())
        if self.most_bytes is not None and size > self.most_bytes:
            return f"it is {size:,} bytes long, and {self.most_bytes:,} is the most"
        return ""

    def _count(self, revision: Revision) -> str:
        families = [each.media_type.partition("/")[0] for each in revision.media]
        if self.most_media == 0 and families:
            return "it has media, and the channel takes none"
        if self.most_media is not None and len(families) > self.most_media:
            return f"it has {len(families)} media, and {self.most_media} is the most"
        total = sum(each.size for each in revision.media)
        if self.most_together is not None and total > self.most_together:
            return f"its media are {total:,} bytes together, and {self.most_together:,} is the most"
        for family in families:
            if family in self.alone and len(families) > 1:
                return f"it has {len(families)} media, and {family} must stand alone"
        return ""

    def _each(self, revision: Revision) -> str:
        return next((said for each in revision.media if (said := self._medium(each))), "")

    def _medium(self, medium: Medium) -> str:
        if self.most_alt is not None and len(medium.alt) > self.most_alt:
            return (
                f"the alt text of {medium.name} is {len(medium.alt):,} characters long, "
                f"and {self.most_alt:,} is the most"
            )
        if self.media is None:
            return ""
        family = medium.media_type.partition("/")[0]
        most = self.media.get(medium.media_type, self.media.get(f"{family}/*"))
        if most is None:
            return f"{medium.name} is {medium.media_type}, and the channel takes {', '.join(self.media)}"
        if medium.size > most:
            return f"{medium.name} is {medium.size:,} bytes, and {most:,} is the most"
        return ""


NO_LIMITS = Limits()


def refuse_over(limits: Limits, revision: Revision, channel: str) -> None:
    """Refuse a revision that the channel of its account would not take."""
    if fault := limits.fault(revision):
        raise InputError(
            f"{revision.account} goes out by {channel}, which would not take this: {fault}",
            mend="Shorten it, or change what it carries",
        )
