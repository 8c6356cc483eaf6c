"""People a post names beside their party: `Labour's Ann Example`, `Ann Example (Green)`."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_LEAST_NAME: Final = 2
_IN_WORDS: Final = frozenset({"party.strong", "party.weak", "party.abbreviation"})
_WHY: Final = "A full name stands with a party's, as a candidate's or a member's does."


def people_of_parties(reading: Reading, parties: Iterable[Hit], grammar: NameGrammar) -> Iterator[Hit]:
    """The full names, of a first name we know, right beside one of `parties`."""
    for party in parties:
        if party.rule not in _IN_WORDS:
            continue
        first, end = bisect_left(reading.starts, party.start), bisect_left(reading.starts, party.end)
        for (start, stop), behind in (
            (_behind(reading, end, grammar), True),
            (_before(reading, first, end, grammar), False),
        ):
            if _is_name(reading, start, stop, grammar, behind=behind):
                who = f"{reading.folded.text[reading.starts[start] : reading.ends[stop - 1]]}, {party.who}"
                yield Hit(
                    FindingKind.MEMBER,
                    reading.starts[start],
                    reading.ends[stop - 1],
                    who,
                    "member.of-party",
                    Certainty.LIKELY,
                    _WHY,
                )


def _behind(reading: Reading, end: int, grammar: NameGrammar) -> tuple[int, int]:
    """`Labour's Ann Example`, `Tory Ann Example`."""
    k = end + 1 if end < len(reading.words) and reading.words[end] == "s" else end
    if k >= len(reading.words) or reading.gap(k - 1) != " " or not reading.capital(k):
        return k, k
    return k, grammar.after(reading, k, strict=True)


def _before(reading: Reading, first: int, end: int, grammar: NameGrammar) -> tuple[int, int]:
    """`Ann Example (Green)`, `Ann Example, Labour, said`, `Ann Example for Labour`."""
    if not first:
        return 0, 0
    gap = reading.gap(first - 1)
    if gap == " " and reading.words[first - 1] == "for":
        return grammar.before(reading, first - 1), first - 1
    if gap == " (" or (gap in {", ", " - ", ": "} and _closed(reading, end)):
        return grammar.before(reading, first), first
    return first, first


def _closed(reading: Reading, end: int) -> bool:
    """Whether something ends behind word `end - 1`, as behind a party set off by commas."""
    return end == len(reading.words) or reading.gap(end - 1)[:1] in {",", ";", ":", ")", ".", "\n"}


def _is_name(reading: Reading, start: int, stop: int, grammar: NameGrammar, *, behind: bool) -> bool:
    if stop - start < _LEAST_NAME or reading.words[stop - 1] in grammar.words.place_words:
        return False
    ordinary = reading.words[start] in grammar.words.ordinary_names  # `Labour Will ...`
    if (ordinary and behind) or reading.raws[start].isupper():
        return False
    beside = stop < len(reading.words) and reading.gap(stop - 1) == " "
    return not beside or reading.words[stop] not in grammar.words.place_words
