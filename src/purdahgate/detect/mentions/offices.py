"""Offices that are a mention by themselves: `the Prime Minister`, `the Mayor of Sometown`."""

from collections.abc import Iterator
from typing import Final

from purdahgate.detect.mentions.complements import Complements
from purdahgate.detect.mentions.fronts import Fronts
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon, Office, OfficeOf
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.phrases import PhraseTable, phrase_words
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_ARTICLES: Final = frozenset(
    {"the", "our", "your", "s", "y", "i'r", "a'r", "o'r", "new", "this", "current", "r", "outgoing"}
)
_OF: Final = frozenset({"of", "for", "o"})
_NEVER_INSIDE: Final = frozenset(
    {"youth", "arts", "school", "student", "students", "parochial", "research", "privy"}
)
_WORDS_BETWEEN: Final = 8
_PAIR: Final = 2
_TO_NAME: Final = frozenset({" ", ", ", ": ", " - ", ". ", " ("})
_TO_OFFICE: Final = frozenset({", ", " - ", " ("})
_LEADING_IN: Final = frozenset(
    {"the", "your", "our", "local", "new", "a", "current", "prospective", "parliamentary", "y"}
)
# Before an office without a name these make it nobody's; before a name they do no harm.
_GENERIC: Final = frozenset(
    {
        "a",
        "an",
        "any",
        "every",
        "each",
        "former",
        "ex",
        "past",
        "elected",
        "new",
        "group",
        "interim",
        "relevant",
    }
)
_NO_LONGER: Final = frozenset({"former", "ex"})
_RANKS: Final = frozenset({"deputy", "shadow", "junior", "acting"})
_TIMES: Final = (["day"], ["week"], ["month"], ["year"], ["season"])


def _ranked(reading: Reading, i: int) -> int:
    """The start of an office with its rank: `Deputy Health Minister`, `shadow roads minister`."""
    return i - 1 if reading.before(i) in _RANKS and reading.gap(i - 1) == " " else i


class Offices:
    """Offices by their names, with what they are of and the holder's name where it stands beside."""

    def __init__(self, lexicon: Lexicon, grammar: NameGrammar, fronts: Fronts) -> None:
        self._table = PhraseTable(
            [(phrase, office) for office in lexicon.offices for phrase in office.phrases]
        )
        self._of = PhraseTable([(start, office) for office in lexicon.offices_of for start in office.starts])
        self._foreign = lexicon.words.foreign
        self._grammar, self._fronts, self._complements = grammar, fronts, Complements(grammar)
        self._ends = grammar.words.portfolio_ends
        self._titles = frozenset(phrase_words(word)[-1] for title in lexicon.titles for word in title.words)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every office; with a name it is certain, without one likely."""
        for i, end, office in self._table.places(reading):
            if self._counts(reading, i, end, office) and not self._of_titled(reading, i, end):
                start = i if office.article else _ranked(reading, i)
                yield from self._office(reading, start, end, office)
        for i, end, office_of in self._of.places(reading):
            stop = self._body_end(reading, end, office_of)
            if stop > end and reading.before(i) not in _NO_LONGER and not self._of_titled(reading, i, stop):
                office = Office(office_of.name, ())
                unnamed = _hit(reading, i, stop, office_of.name, Certainty.LIKELY)
                yield self._named(reading, i, stop, office) or unnamed

    def _counts(self, reading: Reading, i: int, end: int, office: Office) -> bool:
        text = reading.folded.text[reading.starts[i] : reading.ends[end - 1]]
        if office.written and text not in office.written:
            return False
        if office.near and office.near.isdisjoint(reading.vocabulary):
            return False
        if not office.unless_near.isdisjoint(reading.vocabulary):
            return False
        if reading.before(i) in office.unless_preceded_by - _GENERIC:
            return False
        if reading.words[end : end + 2] == ["of", "the"] and reading.words[end + 2 : end + 3][:1] in _TIMES:
            return False
        after = _after(reading, end)
        behind = reading.words[min(end + 1, len(reading.words) - 1)]
        return reading.before(i) not in self._foreign and not (after in _OF and behind in self._foreign)

    def _office(self, reading: Reading, i: int, end: int, office: Office) -> Iterator[Hit]:
        stop = end if office.aside else self._complements.end(reading, end)
        if office.party and not self._of_party(reading, i, end):
            return
        if named := self._named(reading, i, stop, office):
            yield named
        elif office.named or self._said_no(reading, i, end, stop, office):
            return
        elif not office.article or stop > end:
            start = self._front(reading, i) if office.place else i
            yield _hit(reading, start, stop, office.name, Certainty.LIKELY)
        elif (article := self._article(reading, i)) is not None:
            yield _hit(reading, article, _past_its_s(reading, end), office.name, Certainty.LIKELY)

    def _said_no(self, reading: Reading, i: int, end: int, stop: int, office: Office) -> bool:
        """Whether the words beside it make it another thing (`Mayor's Charity`) or another country's."""
        behind = {_after(reading, end), _after(reading, stop)}
        return (
            reading.before(i) in office.unless_preceded_by
            or not behind.isdisjoint(office.unless_followed_by)
            or not self._foreign.isdisjoint(reading.words[end:stop])
        )

    def _front(self, reading: Reading, i: int) -> int:
        place = self._fronts.place(reading, self._fronts.parties(reading, i))
        return self._fronts.parties(reading, place)

    def _of_party(self, reading: Reading, i: int, end: int) -> bool:
        """`Labour leader`, `Labour's Sometown leader`, `leader of the Labour group`."""
        k = self._fronts.place(reading, i)
        if self._fronts.party(reading, i) < i or self._fronts.party(reading, k) < k:
            return True
        if reading.words[end : end + 2] != ["of", "the"]:
            return False
        last = min(end + 6, len(reading.words))
        return any(self._fronts.party(reading, k) == end + 2 for k in range(end + 3, last))

    def _article(self, reading: Reading, i: int) -> int | None:
        """Where an office begins that needs an article: at `the`, perhaps before a party, or behind `our`."""
        k = self._fronts.parties(reading, i)
        article = reading.before(k)
        if article == "s":
            return self._fronts.place(reading, k)
        return None if article not in _ARTICLES else k - 1 if article == "the" else k

    def _named(self, reading: Reading, i: int, end: int, office: Office) -> Hit | None:
        """The office from word `i` to `end` together with the name beside it, if there is one."""
        stop = end if office.named else self._name_after(reading, end)
        start = self._name_before(reading, i) if stop == end else i
        if start == i and stop == end:
            return None
        first, last = (start, self._name_end(reading, i)) if start < i else (end, stop)
        person = reading.folded.text[reading.starts[first] : reading.ends[last - 1]]
        who = f"{person}, {office.name}"
        if office.aside:
            return _hit(reading, first, last, who, Certainty.LIKELY)
        certainty = Certainty.CHECK if reading.before(i) in _NO_LONGER else Certainty.CERTAIN
        if office.place and start == i:
            start = self._front(reading, i)
        return _hit(reading, start, stop, who, certainty)

    def _name_after(self, reading: Reading, end: int) -> int:
        if end >= len(reading.words) or reading.gap(end - 1) not in _TO_NAME:
            return end
        if reading.folded.text.startswith("@", reading.starts[end]) and reading.gap(end - 1) == " ":
            return end + 1
        if not reading.capital(end):
            return end
        stop = self._grammar.after(reading, end, strict=True)
        if stop > end:
            return stop
        # No first name we know, but two capitalised words right behind an office are one all the same.
        stop = self._grammar.after(reading, end, strict=False)
        if stop - end < _PAIR or reading.words[stop - 1] in self._grammar.words.place_words:
            return end
        return stop if reading.gap(end - 1) == " " or self._closed(reading, stop) else end

    def _closed(self, reading: Reading, stop: int) -> bool:
        """Whether a name set off by a comma ends here: `, Ann Example, said`."""
        if stop == len(reading.words):
            return True
        return reading.gap(stop - 1)[:1] in {",", ")", "."} or reading.words[stop] in self._ends

    def _name_before(self, reading: Reading, i: int) -> int:
        """`Ann Example, cabinet member for roads`, `Ann Example, your local Labour candidate`."""
        end = self._name_end(reading, i)
        if not end or reading.gap(end - 1) not in _TO_OFFICE:
            return i
        start = self._grammar.before(reading, end)
        return start if start < end else i

    def _name_end(self, reading: Reading, i: int) -> int:
        """Word `i`, or the first of what leads from a name to it: `, your local Labour`."""
        i = self._fronts.parties(reading, i)
        while i and reading.words[i - 1] in _LEADING_IN and reading.tied(i - 1):
            i -= 1
        return i

    def _of_titled(self, reading: Reading, i: int, end: int) -> bool:
        """Whether the office is that of a titled name in front: `Cllr Ann Example, Leader of the Council`."""
        start = self._name_before(reading, i)
        titled = 0 < start < i and reading.words[start - 1] in self._titles
        return titled and self._name_after(reading, end) == end

    def _body_end(self, reading: Reading, end: int, office: OfficeOf) -> int:
        """From behind `leader of` to the end of the body's name; `end` where there is none."""
        if not reading.tied(end - 1):
            return end
        if not office.ends:
            return self._complements.end(reading, end) if reading.capital(end) else end
        for k in range(end, min(end + _WORDS_BETWEEN, len(reading.words))):
            if reading.words[k] in _NEVER_INSIDE or not reading.tied(k - 1):
                return end
            if reading.words[k] in office.ends:
                return k + 1
        return end


def _after(reading: Reading, end: int) -> str:
    """The word behind, past a possessive."""
    after = reading.after(end - 1)
    return reading.after(end) if after == "s" and reading.gap(end - 1).strip() == "'" else after


def _past_its_s(reading: Reading, end: int) -> int:
    """Behind the `s` of `the Mayor's`."""
    return end + 1 if reading.after(end - 1) == "s" and reading.gap(end - 1) == "'" else end


def _hit(reading: Reading, i: int, end: int, who: str, certainty: Certainty) -> Hit:
    if certainty is Certainty.CERTAIN:
        why = "An elected office stands with a name."
    elif certainty is Certainty.CHECK:
        why = "A name stands with an elected office that the person held before."
    else:
        why = "An office is named that one elected person holds."
    return Hit(
        FindingKind.MEMBER, reading.starts[i], reading.ends[end - 1], who, "member.office", certainty, why
    )
