"""The body's own elected office: a commissioner's office names its commissioner every day."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Office
from purdahgate.detect.mentions.names import who_is
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

_SMALL: Final = 3


class OwnOffice:
    """Tells the office that a body of `kind` has, and its holder in the register, from other members.

    Another area's office, and a named person whom the register does not have, stay members: doubt holds.
    """

    def __init__(
        self, offices: Iterable[Office], kind: str, members: Iterable[Member], own_names: Iterable[str]
    ) -> None:
        own = [office for office in offices if kind and office.own_of == kind]
        roles = frozenset(role for office in own for role in office.own_roles)
        self._names = frozenset(office.name for office in own)
        self._phrases = frozenset(
            word for office in own for phrase in office.phrases for word in phrase.split()
        )
        self._holders = frozenset(
            who_is(member) for member in members if member.areas and member.role.lower() in roles
        )
        self._own_words = frozenset(word for name in own_names for word in plain(name).split())

    def told(self, reading: Reading, hits: Iterable[Hit]) -> list[Hit]:
        """The hits, those of the body's own office told apart."""
        return [self._told(reading, hit) for hit in hits] if self._names else list(hits)

    def _told(self, reading: Reading, hit: Hit) -> Hit:
        if hit.kind is not FindingKind.MEMBER:
            return hit
        unnamed = hit.rule == "member.office" and hit.certainty is Certainty.LIKELY
        if hit.who in self._holders or (unnamed and hit.who in self._names and self._of_here(reading, hit)):
            why = "This is the body's own elected office."
            return replace(hit, kind=FindingKind.OWN_OFFICE, rule="member.own-office", why=why)
        return hit

    def _of_here(self, reading: Reading, hit: Hit) -> bool:
        """Whether the office is of no place, or of one in the body's own names."""
        words = plain(reading.folded.text[hit.start : hit.end]).replace("'s", "").split()
        places = {word for word in words if len(word) > _SMALL} - self._phrases
        return places <= self._own_words
