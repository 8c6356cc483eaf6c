"""The vocabulary of politics, as data; loaded from files by `purdahgate.sources.lexicon`."""

from dataclasses import dataclass

from purdahgate.domain.findings import FindingKind


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of the vocabulary; political.toml says what each field means.

    Rows of one `key` are one class, which counts once in a post.
    """

    key: str
    points: int
    says: str = ""
    phrases: tuple[str, ...] = ()
    mention: FindingKind | None = None
    near: tuple[str, ...] = ()
    within: int = 8
    company: frozenset[FindingKind] = frozenset()
    unless: frozenset[str] = frozenset()
    unless_followed_by: frozenset[str] = frozenset()
    unless_preceded_by: frozenset[str] = frozenset()
    written: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Politics:
    """Every cue, and how many points make a post political; no cues, no politics."""

    cues: tuple[Cue, ...] = ()
    enough: int = 1
