"""Which kind of election an id is of: the law and the window rules go by it."""

import difflib
from enum import StrEnum
from functools import lru_cache

from purdahgate.errors import InputError


class ElectionKind(StrEnum):
    """The kinds that have a law, or a window rule, of their own."""

    PARL = "parl"
    PARL_BY = "parl-by"
    LOCAL = "local"
    LOCAL_BY = "local-by"
    PARISH = "parish"
    MAYOR = "mayor"
    GLA = "gla"  # the London Assembly and the Mayor of London
    PCC = "pcc"
    SP = "sp"
    SENEDD = "senedd"
    NIA = "nia"
    EUROPARL = "europarl"
    REF = "ref"  # of a nation or the kingdom
    REF_LOCAL = "ref-local"  # of one council, of a sort that its id does not say
    REF_NEIGHBOURHOOD = "ref-neighbourhood"
    REF_GOVERNANCE = "ref-governance"
    REF_COUNCIL_TAX = "ref-council-tax"
    RECALL = "recall"  # a petition to unseat a member of parliament: its last day stands for the poll


_PLAIN = {kind.value: kind for kind in ElectionKind if "-" not in kind} | {"naw": ElectionKind.SENEDD}
_REFERENDUMS = (
    ("neighbourhood", ElectionKind.REF_NEIGHBOURHOOD),
    ("governance", ElectionKind.REF_GOVERNANCE),
    ("council-tax", ElectionKind.REF_COUNCIL_TAX),
)


@lru_cache(10_000)
def kind_of(election: str) -> ElectionKind:
    """The kind of an election id, or of the front of one: `local`, `mayor.london`, `parl.anywhere.by`.

    InputError where it starts with no type of election.
    """
    first, *rest = election.split(".")
    kind = _PLAIN.get(first)
    if kind is None:
        near = difflib.get_close_matches(first, _PLAIN, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"One of {', '.join(_PLAIN)}"
        raise InputError(f"there is no type of election {first!r}", mend=mend)
    if "by" in rest and kind in (ElectionKind.PARL, ElectionKind.LOCAL):
        return ElectionKind.PARL_BY if kind is ElectionKind.PARL else ElectionKind.LOCAL_BY
    if kind is ElectionKind.MAYOR and rest[:1] == ["london"]:
        return ElectionKind.GLA
    if kind is ElectionKind.REF:
        return _referendum([part for part in rest if not part[:1].isdigit()])
    return kind


def _referendum(middle: list[str]) -> ElectionKind:
    """A referendum of a council names it; the id of its sort, if any, stands in one of the parts."""
    for word, kind in _REFERENDUMS:
        if any(part.startswith(word) for part in middle):
            return kind
    return ElectionKind.REF_LOCAL if middle else ElectionKind.REF
