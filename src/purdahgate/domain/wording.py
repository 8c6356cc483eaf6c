"""The one table of sentences: a reason is a code plus facts, and its words come from here."""

import math
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from purdahgate.domain.phrases import as_phrase, phrases_in
from purdahgate.domain.policy import Outcome, Reason, Rule
from purdahgate.domain.post import Revision
from purdahgate.domain.window_rules import Scope
from purdahgate.domain.windows import Window


class Wording:
    """Sentences by code. `doubts` and `windows` have those of either, each with facts of its own."""

    def __init__(
        self, sentences: Mapping[str, str], doubts: Mapping[str, str], windows: Mapping[str, str]
    ) -> None:
        self._sentences = sentences
        self._doubts = doubts
        self._windows = windows

    def __contains__(self, code: str) -> bool:
        return code in self._sentences

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code."""
        return tuple(self._sentences)

    def sentence(self, code: str) -> str:
        """The sentence of that code, with its facts in braces."""
        return self._sentences[code]

    def says(self, reason: Reason, revision: Revision) -> str:
        """The sentence of one reason: what is the matter, and what its author can do."""
        return self._of_rule(reason.rule).format_map(_Told(reason, revision, self._doubts))

    def tells_length_over(self, rules: Iterable[Rule]) -> float:
        """The length over which one of these rules may tell how long a post is; infinite where none does."""
        telling = (rule.when.longer_than or 0 for rule in rules if "{length" in self._of_rule(rule))
        return min(telling, default=math.inf)

    def _of_rule(self, rule: Rule) -> str:
        return rule.sentence or self._sentences[rule.says]

    def binds(self, window: Window) -> str:
        """Which posts `window` binds, where that is not every one."""
        if window.binds_every_post:
            return ""
        return self._of_window("none" if window.scope == Scope.NONE else "places", window)

    def untagged(self, window: Window) -> str:
        """What to do about a post that the open `window` of a ward does not bind; '' for a warning."""
        return "" if window.scope == Scope.NONE else self._of_window("untagged", window)

    def _of_window(self, code: str, window: Window) -> str:
        return self._windows[code].format_map(
            {
                "poll": "by-election" if ".by." in window.election else "poll",
                "places": _listed(place.replace("-", " ").title() for place in window.places),
                "tag": " ".join(f"--ward {place}" for place in window.places),
                "scope": window.scope,
            }
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """The facts of one reason in words, each put into them only where its sentence asks for it."""

    reason: Reason
    revision: Revision
    doubts: Mapping[str, str]

    def __getitem__(self, fact: str) -> str:
        return _FACTS[fact](self)


def needs(reason: Reason) -> str:
    """What the reason waits for, as one word: an `edit`, a `sign-off`, the name of a question, or nothing."""
    if reason.needs:
        return reason.needs
    return {Outcome.BLOCK: "edit", Outcome.HOLD: "sign-off", Outcome.CLEAR: ""}[reason.outcome]


def unknown_facts(sentence: str) -> tuple[str, ...]:
    """The names in braces that no reason can fill; `sentence` must be a format string."""
    named = (name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)
    return tuple(name for name in named if name not in FACTS)


@lru_cache(1_000)
def plain_date(day: date) -> str:
    """A date as people write it: 6 May 2027."""
    return f"{day.day} {day:%B %Y}"


def _ends(reason: Reason) -> str:
    if any(window.closes_at is None for window in reason.windows):
        return "its end, which is not known yet"
    return plain_date(max((window.poll_date for window in reason.windows), default=date.min))


def _listed(words: Iterable[str]) -> str:
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


_FACTS: Final[Mapping[str, Callable[[_Told], str]]] = {
    "names": lambda told: _listed(dict.fromkeys(f"“{_short(one.text)}”" for one in told.reason.findings)),
    "likes": lambda told: _listed(dict.fromkeys(one.who for one in told.reason.findings)),
    "words": lambda told: _listed(
        f"“{each}”" for each in phrases_in(told.revision, sorted(map(as_phrase, told.reason.rule.when.words)))
    ),
    "polls": lambda told: _listed(dict.fromkeys(plain_date(one.poll_date) for one in told.reason.windows)),
    "ends": lambda told: _ends(told.reason),
    "category": lambda told: told.revision.category.value,
    "length": lambda told: f"{len(told.revision.text):,}",
    "account": lambda told: told.revision.account,
    "shares": lambda told: _short(told.revision.shares),
    "doubts": lambda told: " ".join(
        told.doubts[each.code].format_map(each.facts) for each in told.reason.doubts
    ),
}
# What a sentence may speak of, each already in words.
FACTS = frozenset(_FACTS)
