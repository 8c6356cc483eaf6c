"""Members by name: whoever the register lists for this body's area, and those known across the country."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import WordLists
from purdahgate.detect.mentions.people import with_honorifics
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

KNOWN_BY_SURNAME: Final = "national figure"
_NEAR: Final = 3
_REPORT: Final = 8
_WORD = re.compile(r"[^\W_]+")
_LONGEST_NAME = 6
_SPEECH = frozenset(
    {
        "said",
        "says",
        "added",
        "told",
        "met",
        "visited",
        "joined",
        "opened",
        "tweeted",
        "posted",
        "wrote",
        "asked",
    }
)


@dataclass(frozen=True, slots=True)
class FoldedNames:
    """Members beside their names' words, folded once for all who look names up."""

    members: tuple[Member, ...]
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, members: Iterable[Member]) -> "FoldedNames":
        """The names of `members`, word by word, hyphens and apostrophes kept."""
        whole = tuple(members)
        return cls(whole, tuple(tuple(plain(member.name).split()) for member in whole))

    def __iter__(self) -> Iterator[tuple[Member, tuple[str, ...]]]:
        return zip(self.members, self.words, strict=True)


def on_day(members: Iterable[Member], day: date) -> list[Member]:
    """Those of `members` who hold or seek their office on `day`."""
    return [member for member in members if member.held_on(day)]


def who_is(member: Member) -> str:
    """A member as findings show one: `Ann Example MP (Sometown)`."""
    place = f" ({member.seat})" if member.seat else ""
    if member.role.lower() in {"councillor", "mayor", "pcc"}:
        return f"{member.role[:1].upper()}{member.role[1:]} {member.name}{place}"
    if member.role.lower() in {"candidate", KNOWN_BY_SURNAME} or member.former:
        return f"{member.name}, {member.role.lower()}{place}"
    return f"{member.name} {member.role}{place}"


class RegisteredNames:
    """First name and surname, middle names as they come."""

    def __init__(self, names: FoldedNames, words: WordLists, areas: frozenset[str]) -> None:
        self._areas = areas
        self._by_name: dict[tuple[str, str], list[Member]] = {}
        for member, parts in names:
            if span := _first_and_last(parts):
                self._by_name.setdefault(span, []).append(member)
        self._firsts = frozenset(first for first, _ in self._by_name)
        self._words = words

    def find(self, reading: Reading, day: date) -> Iterator[Hit]:
        """Every full name of somebody who holds or seeks office on `day`."""
        political = None
        for i, word in enumerate(reading.words):
            if word in self._firsts and reading.capital(i):
                if political is None:
                    political = not self._words.member_context.isdisjoint(reading.words)
                yield from self._at(reading, i, day, political=political)

    def _at(self, reading: Reading, i: int, day: date, *, political: bool) -> Iterator[Hit]:
        for k in range(i + 1, min(i + _LONGEST_NAME, len(reading.words))):
            if not _joined(reading, k - 1):
                return
            named = on_day(self._by_name.get((reading.words[i], reading.words[k]), ()), day)
            fitting = [member for member in named if _fits(member, reading.words[i : k + 1])]
            if (
                not fitting
                or not reading.capital(k)
                or not (political or self._telling(reading, i, k, fitting))
            ):
                continue
            members = _bearers(fitting)
            if certainty := self._certainty(reading, i, k + 1, len(members)):
                if not political and not self._of_here(fitting):
                    if self._reported(reading, i, k + 1):
                        return
                    certainty = Certainty.LIKELY  # a namesake, perhaps
                yield self._hit(reading, i, k + 1, members, certainty)
                return

    def _telling(self, reading: Reading, i: int, k: int, members: list[Member]) -> bool:
        """Whether a name is enough without politics beside it: a rare one, or one of this very area."""
        words = self._words
        if reading.words[i] not in words.given_names or reading.words[k] not in words.common_surnames:
            return True
        return self._of_here(members)

    def _of_here(self, members: list[Member]) -> bool:
        """Whether one of them is of this very area, or in office and known across the country."""
        return any(
            not member.former and (not member.areas or not self._areas.isdisjoint(member.areas))
            for member in members
        )

    def _reported(self, reading: Reading, i: int, end: int) -> bool:
        """Whether the name stands in a report of the police or the courts: `Ann Example, 34, is missing`."""
        if end < len(reading.words) and reading.gap(end - 1) == ", " and reading.words[end].isdigit():
            return True
        near = reading.words[max(0, i - _REPORT) : end + _REPORT]
        return not self._words.reports.isdisjoint(near)

    def _certainty(self, reading: Reading, i: int, end: int, bearers: int) -> Certainty | None:
        before, after = reading.before(i), reading.after(end - 1)
        civil = before in self._words.honorifics  # anybody is Mr or Dr
        first = with_honorifics(reading, i, self._words.honorifics)
        if after in self._words.place_words or reading.before(first) in self._words.other_titles:
            return None
        if before in self._words.given_names and reading.capital(i - 1):
            return None
        if all(word in self._words.ordinary_names for word in reading.words[i:end]):
            near = {*reading.words[max(0, i - _NEAR) : i], *reading.words[end : end + _NEAR]}
            political = not self._words.member_context.isdisjoint(near)
            return Certainty.LIKELY if political or after in _SPEECH else None
        compound = bool(after) and reading.capital(end) and after not in self._words.not_names
        return Certainty.LIKELY if civil or compound or bearers > 1 else Certainty.CERTAIN

    def _hit(self, reading: Reading, i: int, end: int, members: list[Member], certainty: Certainty) -> Hit:
        more = f" and {len(members) - 1} more of that name" if len(members) > 1 else ""
        who = who_is(members[0]) + more
        why = _why(members, here=self._of_here(members))
        if all(member.former for member in members):
            certainty = Certainty.CHECK
        start = reading.starts[with_honorifics(reading, i, self._words.honorifics)]
        return Hit(FindingKind.MEMBER, start, reading.ends[end - 1], who, "member.name", certainty, why)


def _why(members: list[Member], *, here: bool) -> str:
    if members[0].former:
        return "This person held office and is named in politics still."
    if not here:
        return "The register has this name for another area."
    return (
        "The register has this name for your area."
        if members[0].areas
        else "This is a national figure's name."
    )


def _joined(reading: Reading, i: int) -> bool:
    return reading.gap(i) in {" ", "-", "'"} or (len(reading.words[i]) == 1 and reading.gap(i) in {". ", "."})


def _first_and_last(parts: Sequence[str]) -> tuple[str, str] | None:
    """The words a name is looked up by: `mary` and `jones` of `mary-ann o'example-jones`."""
    if len(parts) > 1 and parts[0].isalpha() and parts[-1].isalpha():
        return parts[0], parts[-1]
    words = _WORD.findall(" ".join(parts))
    return (words[0], words[-1]) if len(words) > 1 else None


def _bearers(members: Iterable[Member]) -> list[Member]:
    """The people of one name; a national figure who also has a seat is one person."""
    found = list(members)
    seated = [member for member in found if member.seat]
    return seated or found


def _fits(member: Member, found: list[str]) -> bool:
    """Whether the words found are this name: its surname whole, between only its middle names or initials."""
    *_, last = parts = [_WORD.findall(part) for part in plain(member.name).split()]
    if not set(last) <= set(found):
        return False
    middles = [word for part in parts for word in part][1:-1]
    return all(word in middles or len(word) == 1 for word in found[1:-1])
