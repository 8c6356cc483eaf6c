"""Every detector, over every field of a post."""

from collections.abc import Iterable, Iterator
from datetime import date

from purdahgate.detect.characters import hidden_characters
from purdahgate.detect.congratulation import Congratulation
from purdahgate.detect.markings import Markings
from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.detect.personal_data import PersonalData
from purdahgate.detect.political.finder import PoliticsFinder
from purdahgate.detect.profanity import Profanity
from purdahgate.detect.shares import Shares
from purdahgate.domain.findings import Finding
from purdahgate.domain.post import Revision


class Detector:
    """Findings of one revision. `digest` changes with the words and names it knows.

    `own_contacts` are the body's own: addresses, mail domains and telephone numbers that are nobody's data.
    """

    def __init__(
        self, mentions: MentionFinder, lexicon: Lexicon, digest: str, own_contacts: Iterable[str] = ()
    ) -> None:
        other = lexicon.other
        self._mentions = mentions
        self._politics = PoliticsFinder(lexicon.politics)
        self._congratulation = Congratulation(other.congratulations)
        self._shares = Shares(mentions.account)
        self._markings = Markings(other.marks_in_capitals, other.marks_standing_alone)
        self._profanity = Profanity(other.profanity)
        self._personal = PersonalData(other, own_contacts)
        self.digest = digest

    def findings(self, revision: Revision, day: date) -> tuple[Finding, ...]:
        """What every detector sees, in text, link and alt texts, on the local `day` the post goes out."""
        return tuple(
            finding
            for field, text in revision.fields()
            for finding in sorted(self._in(text, day, field), key=lambda one: (one.start, one.end))
        )

    def _in(self, text: str, day: date, field: str) -> Iterator[Finding]:
        reading = self._mentions.read(text)
        mentions = self._mentions.find_in(reading, day, field)
        yield from mentions
        yield from self._politics.find(reading, mentions, field)
        yield from self._congratulation.find(reading, mentions, field)
        yield from self._shares.find(reading, day, field)
        yield from self._markings.find(reading, field)
        yield from self._profanity.find(reading, field)
        yield from self._personal.find(reading, field)
        yield from hidden_characters(text, field)
