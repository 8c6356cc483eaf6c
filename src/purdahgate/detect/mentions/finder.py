"""The finder: every matcher over one reading of a post, overlaps settled, spans on the original text."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from purdahgate.detect.mentions.fronts import Fronts
from purdahgate.detect.mentions.handles import MemberHandles
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.joining import outside, settled
from purdahgate.detect.mentions.later import surnames_alone
from purdahgate.detect.mentions.letters import NamesWithLetters
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.detect.mentions.links import Domains
from purdahgate.detect.mentions.names import KNOWN_BY_SURNAME, FoldedNames, RegisteredNames, who_is
from purdahgate.detect.mentions.offices import Offices
from purdahgate.detect.mentions.own_office import OwnOffice
from purdahgate.detect.mentions.parties import Abbreviations, PartyNames
from purdahgate.detect.mentions.party_people import people_of_parties
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import PhraseTable, phrase_words
from purdahgate.detect.mentions.reading import Reading, read
from purdahgate.detect.mentions.spellings import Spellings, slips_of
from purdahgate.detect.mentions.tags import PartyTags
from purdahgate.detect.mentions.titles import Titles
from purdahgate.detect.mentions.weak import WeakWords
from purdahgate.domain.findings import Finding
from purdahgate.domain.register import Register

_LONGEST_COUNTRY: Final = 24
_SEATED: Final = "MP"


class MentionFinder:
    """Finds mentions for one body.

    `areas` is every area that holds the body; a member of the register counts where one of theirs is among
    them, where they have none (a national figure), in the House of Commons, or `everywhere`. `own_names`
    never count, and the office of a body of this `kind` is told apart.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        register: Register,
        areas: frozenset[str],
        own_names: tuple[str, ...] = (),
        *,
        everywhere: bool = False,
        kind: str = "",
    ) -> None:
        names = FoldedNames.of(
            m for m in register.members if everywhere or m.role == _SEATED or m.counts_in(areas)
        )
        words = lexicon.words
        given = frozenset(parts[0] for parts in names.words if parts)
        grammar = NameGrammar(words, given, frozenset(parts[-1] for parts in names.words if parts))
        plain_names = frozenset(word for group in lexicon.groups for word in group.words)
        self._words, self._grammar = words, grammar
        self._party_names = PartyNames(
            lexicon.parties, register.parties, plain_names, lexicon.cues.unless_after_names
        )
        self._abbreviations = Abbreviations(lexicon.parties, lexicon.cues.unless_after_names)
        self._weak = WeakWords(lexicon.groups, lexicon.cues)
        self._party_tags, self._domains = PartyTags(lexicon), Domains(lexicon)
        self._names = RegisteredNames(names, words, areas)
        fronts = self._fronts = Fronts(lexicon, grammar)
        self._titles, self._offices = Titles(lexicon, grammar, fronts), Offices(lexicon, grammar, fronts)
        self._letters = NamesWithLetters(lexicon, grammar, fronts, register.members)
        self._handles = MemberHandles(lexicon.handles, names, grammar)
        self._famous = [(parts[-1], member) for member, parts in names if member.role == KNOWN_BY_SURNAME]
        self._own = PhraseTable([(name, True) for name in own_names])
        self._own_office = OwnOffice(lexicon.offices, kind, names.members, own_names)
        self._spellings = _spellings(lexicon)

    def find(self, text: str, day: date, field: str = "text") -> tuple[Finding, ...]:
        """Every mention in `text` as of `day`, by place; no two of one kind overlap."""
        return self.find_in(self.read(text), day, field)

    def read(self, text: str) -> Reading:
        """`text` cut into words, those spelt l-e-t-t-e-r by letter put together."""
        return read(text, self._spellings)

    def find_in(self, reading: Reading, day: date, field: str = "text") -> tuple[Finding, ...]:
        """The same in a text that is read already."""
        parties = self._parties(reading)
        hits = [*parties, *self._members(reading, day), *people_of_parties(reading, parties, self._grammar)]
        hits = outside(hits, list(_own_places(reading, self._own)))
        told = self._own_office.told(reading, settled(reading, hits))
        return tuple(_finding(reading, hit, field) for hit in told)

    def account(self, name: str, day: date) -> Hit | None:
        """Whose the account `name` is on `day`, where it is a party's or a Member's; the place is 0."""
        return self._party_tags.account(name) or self._handles.account(name, day)

    def _parties(self, reading: Reading) -> list[Hit]:
        sure = [
            *self._party_names.find(reading),
            *self._abbreviations.find(reading),
            *self._party_tags.find(reading),
            *self._domains.find(reading),
        ]
        weak = list(self._weak.find(reading, company=bool(sure)))
        if weak and not sure:  # a first weak word that is sure of itself is company for the others
            weak = list(self._weak.find(reading, company=True))
        hits = [self._fronts.with_place(reading, hit) for hit in (*sure, *weak)]
        return outside(hits, [(hit.start, hit.end) for hit in hits if self._abroad(reading, hit)])

    def _abroad(self, reading: Reading, hit: Hit) -> bool:
        """`the Australian Labor Party`, `the Green Party of Canada`: of other countries, so no mention."""
        text = reading.folded.text
        rest, _, before = text[max(0, hit.start - _LONGEST_COUNTRY) : hit.start].rstrip().rpartition(" ")
        if before.lower().strip("(\"'") in self._words.nationals and before != "us":
            return not rest.lower().endswith("northern")
        behind = text[hit.end : hit.end + _LONGEST_COUNTRY].split()[:2]
        return behind[:1] == ["of"] and behind[-1].lower().rstrip(".,!?;:") in self._words.foreign

    def _members(self, reading: Reading, day: date) -> list[Hit]:
        hits = [
            *self._names.find(reading, day),
            *self._titles.find(reading),
            *self._letters.find(reading, day),
            *self._offices.find(reading),
            *self._handles.find(reading, day),
        ]
        famous = {
            surname: who_is(member)
            for surname, member in self._famous
            if surname in reading.vocabulary and member.held_on(day)
        }
        return [*hits, *surnames_alone(reading, hits, famous, self._words)]


def _spellings(lexicon: Lexicon) -> Spellings:
    """Words that count even when spelt l-e-t-t-e-r by letter, and slips of the long words of parties."""
    phrases = [name for party in lexicon.parties for name in (*party.names, *party.abbreviations)]
    phrases += [word for group in lexicon.groups for word in group.words]
    phrases += list(lexicon.cues.voting)
    phrases += [word for title in lexicon.titles for word in title.words]
    words = {word for phrase in phrases for word in phrase_words(phrase)} | lexicon.words.given_names
    slips = slips_of(lexicon.words.slips, lexicon.words.no_slips)
    return Spellings(frozenset(word for word in words if len(word) > 1), slips)


def _own_places(reading: Reading, own: PhraseTable[bool]) -> Iterator[tuple[int, int]]:
    for i, end, _ in own.places(reading):
        yield reading.starts[i], reading.ends[end - 1]


def _finding(reading: Reading, hit: Hit, field: str) -> Finding:
    start, end = reading.folded.span(hit.start, hit.end)
    text = reading.folded.original[start:end]
    return Finding(hit.kind, start, end, text, hit.who, hit.rule, hit.certainty, hit.why, field)
