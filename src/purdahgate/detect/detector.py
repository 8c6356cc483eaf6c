"""Every detector, over every field of a post."""

from collections.abc import Callable
from datetime import date

from purdahgate.detect.characters import hidden_characters
from purdahgate.domain.findings import Finding
from purdahgate.domain.post import Revision

Finder = Callable[[str, date, str], tuple[Finding, ...]]


class Detector:
    """Findings of one revision. `digest` changes with the words and names it knows."""

    def __init__(self, mentions: Finder, digest: str) -> None:
        self._mentions = mentions
        self.digest = digest

    def findings(self, revision: Revision, day: date) -> tuple[Finding, ...]:
        """What every detector sees, in text, link and alt texts, on the local `day` the post goes out."""
        return tuple(
            finding
            for field, text in revision.fields()
            for finding in sorted(
                (*self._mentions(text, day, field), *hidden_characters(text, field)),
                key=lambda one: (one.start, one.end),
            )
        )
