"""Accounts that another tool posts to: `handover write` makes its file, and nothing is sent from here."""

from typing import Annotated, Self

import msgspec

from purdahgate.domain.post import Revision
from purdahgate.domain.tools import UPLOADS, Tool, starts_a_formula
from purdahgate.publishers.base import (
    About,
    ChannelSettings,
    NotSentError,
    Outgoing,
    Publisher,
    Receipt,
    words_of,
)
from purdahgate.publishers.limits import Limits


class HandoverSettings(ChannelSettings, frozen=True, kw_only=True):
    """`tool` is who posts; `most_characters` the least that any network takes which it posts to."""

    tool: Tool
    most_characters: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 280


class HandoverPublisher(Publisher):
    """A tool that takes posts from a file."""

    Settings = HandoverSettings

    def __init__(self, settings: HandoverSettings) -> None:
        self._settings = settings

    @classmethod
    def of(cls, settings: ChannelSettings, _about: About) -> Self:
        """Nothing is opened: a file is written when somebody asks for it."""
        assert isinstance(settings, HandoverSettings)
        return cls(settings)

    @property
    def limits(self) -> Limits:
        """Words only, with a time of their own, and none that a spreadsheet would take for a formula."""
        return Limits(
            most=self._settings.most_characters,
            length=lambda revision: len(words_of(revision)),
            most_media=0,
            refuses=_refuses,
        )

    def publish(self, _outgoing: Outgoing) -> Receipt:
        """Send nothing, ever."""
        tool = UPLOADS[self._settings.tool].title
        raise NotSentError(f"nobody handed it over to {tool} in time")

    def check(self) -> list[str]:
        """There is nothing to ask."""
        upload = UPLOADS[self._settings.tool]
        return [f"posts go to {upload.title} in a file: purdahgate handover write {self._settings.tool} FILE"]


def _refuses(revision: Revision) -> str:
    if revision.due.at is None:
        return "a post for another tool needs a time, and asap is none"
    if starts_a_formula(revision.text):
        return (
            f"it begins with {revision.text.lstrip()[0]!r}, which a spreadsheet takes for a formula; "
            "begin it with a word"
        )
    return ""
