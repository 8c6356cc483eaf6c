"""The words the detector knows, as data; loaded from files by `purdahgate.sources.lexicon`."""

from dataclasses import dataclass, field

from purdahgate.detect.political.cues import Politics
from purdahgate.detect.words import OtherWords


@dataclass(frozen=True, slots=True)
class PartyWords:
    """How one party is called, beyond its registered name; `who` is shown in findings."""

    who: str
    names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeakGroup:
    """Ordinary words that name a party in the right company only; see weak_words.toml for each list."""

    key: str
    who: str
    words: tuple[str, ...]
    followed_by: frozenset[str]
    lower_followed_by: frozenset[str]
    preceded_by: frozenset[str]
    unless_followed_by: frozenset[str]
    unless_preceded_by: frozenset[str]
    unless_near: frozenset[str]
    alone: bool = False
    verbs: bool = False
    possessive: bool = False
    lower: bool = True
    any_opening: bool = False


@dataclass(frozen=True, slots=True)
class Cues:
    """Words that point to a party in every group."""

    hyphenated: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    opening_verbs: frozenset[str] = frozenset()
    voting: frozenset[str] = frozenset()
    unless_after_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Title:
    """A title that stands before a name; `strict` ones need a known first name behind them.

    Where `aside` the name alone is the mention; with `near` the title counts only in a post with such a word,
    with `unless_near` only in one without, and never spelt as `not_written`; `place` takes along the place in
    front; `pair` takes two capitalised words for a name, likely.
    """

    name: str
    words: tuple[str, ...]
    strict: bool = False
    aside: bool = False
    place: bool = False
    pair: bool = False
    near: frozenset[str] = frozenset()
    unless_near: frozenset[str] = frozenset()
    unless_preceded_by: frozenset[str] = frozenset()
    not_written: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters behind a name; `strict` ones need a known first name in front."""

    written: str
    name: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An office that is a mention by itself; `written` fixes its case; `article` needs "the" or "of".

    A `named` office counts only with a name in front, and where `aside` that name alone is the mention; a
    `party` office only with a party beside it; `near` and `place` as for a title. It is the own office of
    bodies of the kind `own_of`, whose holder has one of `own_roles` in the register.
    """

    name: str
    phrases: tuple[str, ...]
    written: frozenset[str] = frozenset()
    article: bool = False
    named: bool = False
    aside: bool = False
    place: bool = False
    party: bool = False
    own_of: str = ""
    own_roles: tuple[str, ...] = ()
    near: frozenset[str] = frozenset()
    unless_near: frozenset[str] = frozenset()
    unless_followed_by: frozenset[str] = frozenset()
    unless_preceded_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OfficeOf:
    """An office of a named place: one of `starts`, a few words, one of `ends` (or a capital)."""

    name: str
    starts: tuple[str, ...]
    ends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HandleForms:
    """How handles, addresses and pages of members and offices begin or end.

    A `name` prefix or suffix stands beside a known first name (`VoteAnn...`), a front or tail beside a whole
    name of the register (`DrAnnExample`); `not_stems` is what no name is made of.
    """

    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    name_prefixes: tuple[str, ...] = ()
    name_suffixes: tuple[str, ...] = ()
    name_fronts: tuple[str, ...] = ()
    name_tails: tuple[str, ...] = ()
    not_stems: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    office_prefixes: tuple[str, ...] = ()
    office_suffixes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    social_hosts: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    not_accounts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words that tell names from other words."""

    given_names: frozenset[str] = frozenset()
    ordinary_names: frozenset[str] = frozenset()
    place_words: frozenset[str] = frozenset()
    other_titles: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()
    nationals: frozenset[str] = frozenset()
    tag_cues: frozenset[str] = frozenset()
    common_surnames: frozenset[str] = frozenset()
    member_context: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    portfolio_ends: frozenset[str] = frozenset()
    slips: tuple[str, ...] = ()
    no_slips: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the detector knows about words; a body's people come from its register."""

    parties: tuple[PartyWords, ...] = ()
    groups: tuple[WeakGroup, ...] = ()
    cues: Cues = field(default_factory=Cues)
    titles: tuple[Title, ...] = ()
    letters: tuple[Letters, ...] = ()
    offices: tuple[Office, ...] = ()
    offices_of: tuple[OfficeOf, ...] = ()
    handles: HandleForms = field(default_factory=HandleForms)
    words: WordLists = field(default_factory=WordLists)
    politics: Politics = field(default_factory=Politics)
    other: OtherWords = field(default_factory=OtherWords)
