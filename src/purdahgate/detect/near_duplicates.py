"""Whether a post says almost what another has just said."""

import math
import re
import zlib
from collections.abc import Iterable
from typing import Final

from purdahgate.detect.mentions.folding import plain
from purdahgate.domain.findings import Certainty, Finding, FindingKind

ALIKE: Final = 0.7
_MOST_COMPARED: Final = 5_000  # characters: longer posts are alike if they begin alike
_LINK_OR_HANDLE: Final = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_WORD: Final = re.compile(r"[^\W_]+")
_RUN: Final = 3

Runs = frozenset[int]


def near_duplicates(
    text: str, recent: Iterable[tuple[str, str]], alike: float = ALIKE
) -> tuple[Finding, ...]:
    """One finding over the whole text for each post of `recent` (its name, its text) as like it as `alike`.

    Alike is how many runs of three words both have, of all that either has; links, handles, accents, case
    and punctuation are no difference.
    """
    own = runs_of(text)
    likenesses = ((name, likeness(own, runs_of(other))) for name, other in recent)
    return tuple(near_duplicate(text, name, share) for name, share in likenesses if share >= alike)


def runs_of(text: str) -> Runs:
    """A number for every run of three words in `text`; one for all of them where it has fewer."""
    words = _WORD.findall(_LINK_OR_HANDLE.sub(" ", plain(text[:_MOST_COMPARED])))
    runs = (" ".join(words[k : k + _RUN]) for k in range(max(1, len(words) - _RUN + 1)) if words)
    return frozenset([zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs])


def likeness(one: Runs, other: Runs) -> float:
    """How much of what either says both say, from 0 to 1."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def keys_of(account: str, runs: Runs) -> tuple[int, ...]:
    """Numbers to look texts up by: any two on `account` that are as like as ALIKE have one in common.

    They share so many runs that, of both texts' runs in one and the same order, a first few must be among
    what they share. The order is that of the numbers, which is as good as any.
    """
    own = zlib.crc32(account.encode("utf-8", "surrogatepass"))
    numbers = sorted(run ^ own for run in runs)
    return tuple(numbers[: len(numbers) - math.ceil(ALIKE * len(numbers)) + 1])


def near_duplicate(text: str, name: str, share: float) -> Finding:
    """That `text` has so large a `share` of its words from the post of that name."""
    return Finding(
        kind=FindingKind.NEAR_DUPLICATE,
        start=0,
        end=len(text),
        text=text,
        who=name,
        rule="near-duplicate.shingles",
        certainty=Certainty.CERTAIN if share == 1 else Certainty.LIKELY,
        why=f"{share:.0%} of its words stand in {name}.",
    )
