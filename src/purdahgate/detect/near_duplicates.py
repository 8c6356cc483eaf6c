"""Whether a post says almost what another has just said."""

import re
from collections.abc import Iterable
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.domain.findings import Certainty, Finding, FindingKind

ALIKE: Final = 0.7
_MOST_COMPARED: Final = 5_000  # characters: longer posts are alike if they begin alike
_LINK_OR_HANDLE: Final = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_WORD: Final = re.compile(r"[^\W_]+")
_SHINGLE: Final = 3


def near_duplicates(
    text: str, recent: Iterable[tuple[str, str]], alike: float = ALIKE
) -> tuple[Finding, ...]:
    """One finding over the whole text for each post of `recent` (its name, its text) as like it as `alike`.

    Alike is how many runs of three words both have, of all that either has; links, handles, accents, case
    and punctuation are no difference.
    """
    own = _shingles(text)
    found = []
    for name, other in recent:
        likeness = _likeness(own, _shingles(other))
        if likeness >= alike:
            found.append(_finding(text, name, likeness))
    return tuple(found)


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(_LINK_OR_HANDLE.sub(" ", plain(text[:_MOST_COMPARED])))
    return frozenset(
        tuple(words[k : k + _SHINGLE]) for k in range(max(1, len(words) - _SHINGLE + 1)) if words
    )


def _likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _finding(text: str, name: str, likeness: float) -> Finding:
    return Finding(
        kind=FindingKind.NEAR_DUPLICATE,
        start=0,
        end=len(text),
        text=text,
        who=name,
        rule="near-duplicate.shingles",
        certainty=Certainty.CERTAIN if likeness == 1 else Certainty.LIKELY,
        why=f"{likeness:.0%} of its words stand in {name}.",
    )
