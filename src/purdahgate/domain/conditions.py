"""When a rule fires: conditions over facts.

Facts are boiled down to words (`window`, `finding:party:certain`, `category:news`), and conditions to sets of
words: of each it `needs` one must be among the post's, and none of those it `bars`. So a post is read once,
however many rules there are, and one can say which rules imply which.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.links import LinksTo, links_of
from purdahgate.domain.phrases import NO_PHRASES, Phrases, as_phrase
from purdahgate.domain.post import Category, MediaKind, Revision
from purdahgate.domain.questions import Question
from purdahgate.domain.windows import Window

_kind = lru_cache(maxsize=1_000)(kind_of)  # every post is judged by the same few windows


class History(StrEnum):
    """What has happened to this post that words and windows do not show."""

    HELD_BEFORE = "held-before"  # it was held or blocked, and nobody has signed it off since
    REJECTED_BEFORE = "rejected-before"  # a senior refused an earlier revision


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about the calendar or registers that stops anybody being sure; `facts` fill its sentence."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule may look at. `later` says that questions will be put when the post is queued."""

    revision: Revision
    findings: tuple[Finding, ...] = ()
    windows: tuple[Window, ...] = ()
    ruled: tuple[Finding, ...] = ()
    history: frozenset[History] = frozenset()
    doubts: tuple[Doubt, ...] = ()
    later: bool = False
    circumstances: frozenset[Circumstance] = frozenset()
    own_sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule; every one given must hold. A rule with none is refused at load.

    window           the moment falls inside (true) or outside (false) every pre-election period
    election         of the polls whose periods bind it, one is of these kinds; with `window = false` none is
    finding          a finding of one of these kinds, of one of the `certainty` given (any, where none is)
    category         the category is one of these; `category_not`: it is none of these
    account          it goes out on one of these accounts
    media            it carries one of these kinds of medium; `none`: it carries none
    shares           it shares somebody else's post
    links_to         it links to one of these: `own` sites, `other` ones, or `none`
    words            one of these words or phrases stands in it, whole
    longer_than      the text has more characters than this
    asap             it goes out as soon as it may
    expires          it is to be taken down again at a set time
    circumstance     one of these holds
    answered         its author has answered every one of these questions; `unanswered`: none of these
    ruled            a ruling set a finding aside
    history          this has happened to the post before
    doubt            the calendar or a register cannot be relied on
    alone            nothing else holds or blocks
    unless           the rule does not fire where all of one of these holds
    """

    window: bool | None = None
    election: frozenset[ElectionKind] = frozenset()
    finding: frozenset[FindingKind] = frozenset()
    certainty: frozenset[Certainty] = frozenset()
    category: frozenset[Category] = frozenset()
    category_not: frozenset[Category] = frozenset()
    account: frozenset[str] = frozenset()
    media: frozenset[MediaKind] = frozenset()
    shares: bool | None = None
    links_to: frozenset[LinksTo] = frozenset()
    words: frozenset[str] = frozenset()
    longer_than: int | None = None
    asap: bool | None = None
    expires: bool | None = None
    circumstance: frozenset[Circumstance] = frozenset()
    answered: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    ruled: bool = False
    history: History | None = None
    doubt: bool = False
    alone: bool = False
    unless: tuple["When", ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """`When`, made ready to be held against a post's words."""

    needs: tuple[frozenset[str], ...]
    bars: frozenset[str] = frozenset()
    unless: tuple["Conditions", ...] = ()

    def hold(self, words: AbstractSet[str]) -> bool:
        """Whether they all hold of a post with these words."""
        for need in self.needs:
            if need.isdisjoint(words):
                return False
        if not self.bars.isdisjoint(words):
            return False
        return not (self.unless and any(each.hold(words) for each in self.unless))


def conditions_of(when: When, asks: str = "") -> Conditions:
    """The conditions of a rule that `asks` a question, whose answer clears it."""
    bars = set(_bars(when))
    if asks:
        bars.add(f"answered:{asks}")
    # What few posts have comes first, so that most rules are done with at once.
    return Conditions(
        tuple(_needs(when)), frozenset(bars), tuple(conditions_of(each) for each in when.unless)
    )


def _needs(when: When) -> Iterator[frozenset[str]]:
    if when.finding:
        sure = when.certainty or frozenset(Certainty)
        yield frozenset(f"finding:{kind}:{each}" for kind in when.finding for each in sure)
    for name, values in (
        ("circumstance", when.circumstance),
        ("media", when.media),
        ("links", when.links_to),
        ("says", map(as_phrase, when.words)),
        ("account", when.account),
        ("election", when.election if when.window is not False else ()),
    ):
        if need := frozenset(f"{name}:{each}" for each in values):
            yield need
    if when.category or when.category_not:
        # A post has one category, so what is left of them is all that need be looked at; perhaps nothing.
        left = (when.category or frozenset(Category)) - when.category_not
        yield frozenset(f"category:{each}" for each in left)
    yield from (frozenset({f"answered:{key}"}) for key in sorted(when.answered))
    if when.history:
        yield frozenset({f"history:{when.history}"})
    if when.longer_than is not None:
        yield frozenset({f"longer:{when.longer_than}"})
    window = when.window and not when.election
    for name, wanted in (
        ("ruled", when.ruled),
        ("doubt", when.doubt),
        ("shares", when.shares),
        ("expires", when.expires),
        ("asap", when.asap),
        ("window", window),
    ):
        if wanted:
            yield frozenset({name})


def _bars(when: When) -> Iterator[str]:
    yield from (f"answered:{key}" for key in when.unanswered)
    if when.window is False:
        yield from (f"election:{kind}" for kind in when.election) if when.election else ("window",)
    for name, wanted in (("shares", when.shares), ("expires", when.expires), ("asap", when.asap)):
        if wanted is False:
            yield name


@lru_cache
def _link_words(leads: frozenset[LinksTo]) -> tuple[str, ...]:
    return tuple(f"links:{each}" for each in sorted(leads))


@dataclass(frozen=True, slots=True)
class Reader:
    """Boils facts down to words: of lengths and phrases those that rules ask for, of links if one does."""

    lengths: tuple[int, ...] = ()
    links: bool = False
    phrases: Phrases = NO_PHRASES
    questions: Mapping[str, Question] = field(default_factory=dict)

    def words(self, facts: Facts) -> frozenset[str]:
        """Every word that is true of a post."""
        revision = facts.revision
        words = {"category:" + revision.category, "account:" + revision.account}
        # Added one by one where there are any: most posts have few of these, and many posts are judged.
        if facts.windows:
            words.add("window")
            words.update(["election:" + _kind(each.election) for each in facts.windows])
        if facts.findings:
            words.update([f"finding:{one.kind.value}:{one.certainty.value}" for one in facts.findings])
        if facts.circumstances:
            words.update(["circumstance:" + each for each in facts.circumstances])
        if facts.history:
            words.update(["history:" + each for each in facts.history])
        if revision.answers:
            words.update(self._answered(revision))
        words.update(["media:" + each for each in revision.media_kinds()])
        words.update(self.of_writing(revision, facts.own_sites))
        for name, true in (
            ("ruled", facts.ruled),
            ("doubt", facts.doubts),
            ("shares", revision.shares),
            ("expires", revision.expires),
            ("asap", revision.due.at is None),
        ):
            if true:
                words.add(name)
        return frozenset(words)

    def of_writing(self, revision: Revision, own_sites: tuple[str, ...]) -> tuple[str, ...]:
        """The words that are true of what it says and where it leads, of those that some rule asks for.

        Beside what detectors see, and which places it names, nothing else of its words is looked at.
        """
        leads = _link_words(links_of(revision, own_sites)) if self.links else ()
        says = self.phrases.found_in(revision) if self.phrases else ()
        long = len(revision.text)
        longer = [each for each in self.lengths if long > each]
        if not says and not longer:
            return leads
        return (*leads, *[f"says:{each}" for each in says], *[f"longer:{each}" for each in longer])

    def _answered(self, revision: Revision) -> Iterator[str]:
        for key, said in revision.answers.items():
            if self.question(key).is_answered(said):
                yield "answered:" + key

    def question(self, key: str) -> Question:
        """The question of that key; one that no pack declares takes any words."""
        return self.questions.get(key) or Question(key)


def seen(when: When, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings a rule speaks of; none where it speaks of no kind."""
    if not when.finding:
        return ()
    return tuple(
        one
        for one in findings
        if one.kind in when.finding and (not when.certainty or one.certainty in when.certainty)
    )


def bound(when: When, windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """The windows a rule speaks of; none where it speaks of none."""
    if when.election and when.window is not False:
        return tuple(each for each in windows if _kind(each.election) in when.election)
    return windows if when.window else ()
