"""Characters that a reader cannot see: controls, and marks that turn the order of reading round."""

import re

from purdahgate.domain.findings import Certainty, Finding, FindingKind

# Controls but for tab and line ends; bidirectional embeddings, overrides and isolates. The plain direction
# marks, joiners and variation selectors stay: emoji and many languages need them.
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def hidden_characters(text: str, field: str = "text") -> tuple[Finding, ...]:
    """One finding for each run of them."""
    return tuple(
        Finding(
            kind=FindingKind.HIDDEN_CHARACTERS,
            start=run.start(),
            end=run.end(),
            text=run.group(),
            who=" ".join(f"U+{ord(each):04X}" for each in sorted(set(run.group()))),
            rule="characters.bidi" if _BIDI.intersection(run.group()) else "characters.control",
            certainty=Certainty.CERTAIN,
            why="A reader cannot see this, and it can make words read otherwise than they stand.",
            field=field,
        )
        for run in _HIDDEN.finditer(text)
    )
