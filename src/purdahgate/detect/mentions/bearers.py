"""Accounts that bear a name of the register, as people choose them: `annexample`, `ExampleAnn_MP`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from purdahgate.detect.mentions.lexicon import HandleForms
from purdahgate.detect.mentions.names import FoldedNames
from purdahgate.detect.mentions.tags import squeezed_name
from purdahgate.domain.register import Member

_LEAST_STEM: Final = 3
_MOST_INITIALS: Final = 2
_SEATED: Final = "MP"
_People = Mapping[str, Sequence[Member]]


class Bearers:
    """Whose name an account bears: as it stands, turned round, with initials, with MP behind."""

    def __init__(self, forms: HandleForms, names: FoldedNames, given: frozenset[str]) -> None:
        self._forms, self._given = forms, given
        self._names = names

    @cached_property
    def _people(self) -> _People:
        return _joined(self._names)  # when the first post with an account is read: most have none

    @cached_property
    def _turned(self) -> _People:
        return _turned(self._names)

    @cached_property
    def _short(self) -> _People:
        return _short(self._names)

    def named(self, joined: str) -> Sequence[Member]:
        """Those whose first name and surname, written as one word, are `joined`."""
        return self._people.get(joined, ())

    def of(self, name: str) -> Sequence[Member]:
        """Everybody whose name the account `name` may bear; nobody where it is nobody's."""
        squeezed = squeezed_name(name)
        for stem in self._stems(squeezed):
            if people := self._people.get(stem) or self._turned.get(stem):
                return people
        return self._with_initials(squeezed) or self._by_initial(squeezed)

    def _stems(self, squeezed: str) -> Iterator[str]:
        """The account as it is, then without what people put behind or before their names."""
        yield squeezed
        bare = squeezed.strip("0123456789")
        yield bare
        for tail in self._forms.name_tails:
            if bare.endswith(tail):
                yield bare.removesuffix(tail)
        for front in self._forms.name_fronts:
            if bare.startswith(front):
                yield bare.removeprefix(front)

    def _with_initials(self, squeezed: str) -> Sequence[Member]:
        """`annqexample`, `annqrexample`: initials between."""
        stem = squeezed.strip("0123456789").removesuffix("mp")
        for size in range(_LEAST_STEM, len(stem) - _LEAST_STEM):
            if stem[:size] in self._given:
                for initials in range(1, _MOST_INITIALS + 1):
                    if people := self._people.get(stem[:size] + stem[size + initials :]):
                        return people
        return ()

    def _by_initial(self, squeezed: str) -> Sequence[Member]:
        """`aexamplemp`, `mpexample`: a Member's surname, with MP to say so."""
        stem = squeezed.removeprefix("mp") if squeezed.startswith("mp") else squeezed.removesuffix("mp")
        return self._short.get(stem, ()) if stem != squeezed and len(stem) > _LEAST_STEM + 1 else ()


def _joined(names: FoldedNames) -> _People:
    """First name and surname without a space."""
    accounts: dict[str, list[Member]] = {}
    for member, parts in names:
        if len(parts) > 1:
            joined = parts[0] + parts[-1]
            key = joined if joined.isalnum() else "".join(filter(str.isalnum, joined))
            accounts.setdefault(key, []).append(member)
    return accounts


def _turned(names: FoldedNames) -> _People:
    """The surname first, of Members of Parliament, whose accounts the whole country writes to."""
    accounts: dict[str, list[Member]] = {}
    for member, parts in names:
        if member.role == _SEATED and len(parts) > 1:
            accounts.setdefault("".join(filter(str.isalnum, parts[-1] + parts[0])), []).append(member)
    return accounts


def _short(names: FoldedNames) -> _People:
    """Surname, and initial and surname, of Members of Parliament."""
    accounts: dict[str, list[Member]] = {}
    for member, parts in names:
        if member.role == _SEATED and len(parts) > 1 and parts[-1].isalpha():
            accounts.setdefault(parts[-1], []).append(member)
            accounts.setdefault(parts[0][:1] + parts[-1], []).append(member)
    return accounts
