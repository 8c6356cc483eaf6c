"""What can be wrong with one member of a register, so that a post which names them would not be held."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.domain.register import Member, Register
from purdahgate.errors import InputError
from purdahgate.exchange.person_names import everyday_name
from purdahgate.usecases.register_gaps import CANDIDATE

_ACCOUNT: Final = re.compile(r"@?([A-Za-z0-9_]{1,30}|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)")
_CAPITALS: Final = 3
_NO_PARTY: Final = frozenset({"", "independent", "ind", "non-aligned", "no description", "speaker"})


@dataclass(frozen=True, slots=True)
class Known:
    """What a member is held against."""

    plain_words: frozenset[str]
    parties: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class Trap:
    """One thing to look for: the words, the mend, and what of a member shows it."""

    code: str
    says: str
    mend: str
    of: Callable[[Member, Known], Iterator[str]]


def known(register: Register, lexicon: Lexicon, today: date) -> Known:
    """The plain words and the parties by every name they have."""
    names = [party.name for party in register.parties]
    for party in lexicon.parties:
        names += [*party.names, *party.results, *party.abbreviations, party.who.rpartition(" (")[0]]
    for group in lexicon.groups:
        names += group.words
    plain_words = lexicon.words.ordinary_names | lexicon.words.not_names
    return Known(plain_words, frozenset(plain(name) for name in names) | _NO_PARTY, today)


def _dressed(member: Member, _known: Known) -> Iterator[str]:
    try:
        dressed = everyday_name(member.name) != member.name
    except InputError:
        dressed = True
    if dressed:
        yield member.name


def _doubled(member: Member, _known: Known) -> Iterator[str]:
    if len(set(plain(member.name).split())) == 1:
        yield member.name


def _of_plain_words(member: Member, known: Known) -> Iterator[str]:
    if known.plain_words.issuperset(plain(member.name).split()):
        yield member.name


def _in_capitals(member: Member, _known: Known) -> Iterator[str]:
    words = member.name.split()
    if any(len(word) >= _CAPITALS and word.isalpha() and word.isupper() for word in words):
        yield member.name


def _bad_handle(member: Member, _known: Known) -> Iterator[str]:
    yield from (each for each in member.handles if not _ACCOUNT.fullmatch(each))


def _of_an_office(member: Member, _known: Known) -> Iterator[str]:
    yield from (each for each in member.handles if "gov" in each.casefold().split(".")[0])


def _unknown_party(member: Member, known: Known) -> Iterator[str]:
    if plain(member.party).replace("(", "").replace(")", "") not in known.parties:
        yield member.party


def _undated(member: Member, _known: Known) -> Iterator[str]:
    if member.role.casefold() == CANDIDATE and not member.held_to:
        yield member.name


def _gone(member: Member, known: Known) -> Iterator[str]:
    if member.role.casefold() != CANDIDATE and member.held_to and member.held_to < known.today:
        yield member.name


TRAPS: Final = (
    Trap("title-in-name", "a title or letters stand in the name", "Take them out", _dressed),
    Trap("doubled-name", "first name and surname are the same", "Look it up", _doubled),
    Trap(
        "plain-words",
        "names of plain words, found before a verb of speech alone",
        "Add their handles",
        _of_plain_words,
    ),
    Trap("capitals", "names in capitals", "Write them as they are read", _in_capitals),
    Trap("bad-handle", "handles that are no account names", "Write the account's name alone", _bad_handle),
    Trap(
        "office-handle", "handles of an office, which others have after them", "Take them out", _of_an_office
    ),
    Trap(
        "unknown-party",
        "parties that no register of parties has",
        "Write the registered name",
        _unknown_party,
    ),
    Trap("undated-candidate", "candidates without an end, who count for ever", "Fill in `to`", _undated),
    Trap("gone", "people whose time is over and who are not looked for", "Import who came after", _gone),
)
