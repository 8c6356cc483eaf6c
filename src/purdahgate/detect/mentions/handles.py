"""Members by their handles and hashtags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import HandleForms
from purdahgate.detect.mentions.names import FoldedNames, on_day, who_is
from purdahgate.detect.mentions.reading import Reading
from purdahgate.detect.mentions.tags import content, squeezed_name, tags_in
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

_LEAST_STEM = 3
_Accounts = Mapping[str, Sequence[Member]]


class MemberHandles:
    """Handles of members: the register's own, those named after a member, and those with a title in them."""

    def __init__(self, forms: HandleForms, names: FoldedNames, given: Iterable[str]) -> None:
        self._forms = forms
        self._handles = _handles(names.members)
        self._people = _people(names)
        self._given = frozenset(name for name in given if len(name) >= _LEAST_STEM)

    def find(self, reading: Reading, day: date) -> Iterator[Hit]:
        """One hit at most for each handle; a hashtag counts where it is a member's title or whole name.

        A member's account counts on a `day` they hold their office.
        """
        for special in tags_in(reading, self._forms.social_hosts):
            whole = content(reading, special)
            if found := self._who(whole.split(".")[0], whole, day):
                who, certainty, why = found
                yield Hit(
                    FindingKind.MEMBER, special.start, special.end, who, "member.handle", certainty, why
                )

    def account(self, name: str, day: date) -> Hit | None:
        """The member that the account `name` belongs to, as far as the register or its name shows."""
        found = self._who(name.split(".", maxsplit=1)[0], name, day)
        return Hit(FindingKind.MEMBER, 0, 0, found[0], "member.handle", *found[1:]) if found else None

    def _who(self, name: str, whole: str, day: date) -> tuple[str, Certainty, str] | None:
        squeezed = squeezed_name(name)
        if squeezed in self._forms.not_accounts:
            return None
        for key in (whole.lower(), name.lower(), squeezed):
            if owners := on_day(self._handles.get(key, ()), day):
                return who_is(owners[-1]), Certainty.CERTAIN, "The register has this account."
        if people := on_day(self._bearers(squeezed), day):
            why = "The account bears the name of somebody in the register."
            return who_is(people[-1]), Certainty.CERTAIN, why
        if self._titled(name):
            return f"the account @{whole}", Certainty.CERTAIN, "The account's name holds a member's title."
        if squeezed in self._forms.accounts or self._office(name):
            return f"the account @{whole}", Certainty.LIKELY, "This is the account of an elected office."
        return None

    def _bearers(self, squeezed: str) -> Sequence[Member]:
        """Whose name the account bears, past a title in front, digits or MP behind, an initial between."""
        if squeezed in self._people:
            return self._people[squeezed]
        stem = squeezed.rstrip("0123456789").removesuffix("mp").removesuffix("msp")
        for prefix in ("dr", "sir"):
            stem = stem.removeprefix(prefix) if stem.removeprefix(prefix) in self._people else stem
        if stem in self._people:
            return self._people[stem]
        for size in range(_LEAST_STEM, len(stem) - _LEAST_STEM):
            if stem[:size] in self._given and (people := self._people.get(stem[:size] + stem[size + 1 :])):
                return people
        return ()

    def _titled(self, name: str) -> bool:
        """`CllrBloggs`, `AnnExampleMP`; not `CadetsWMP`, where MP ends another abbreviation, nor `camp`."""
        lower = name.lower()
        for prefix in self._forms.prefixes:
            rest = name[len(prefix) :].lstrip("_")
            if (
                lower.startswith(prefix)
                and rest
                and (rest[0].isupper() or prefix.startswith(("cllr", "council", "cyng")))
            ):
                return True
        for suffix in self._forms.suffixes:
            stem = name.removesuffix(suffix)
            if stem != name and len(stem) >= _LEAST_STEM and (stem[-1].islower() or stem[-1] == "_"):
                return True
        return self._lower_suffix(lower)

    def _lower_suffix(self, lower: str) -> bool:
        """`annexamplemp`: a known first name in front and enough of a surname between."""
        stem = lower.removesuffix("mp")
        if stem == lower:
            return False
        return any(stem[:size] in self._given for size in range(_LEAST_STEM, len(stem) - _LEAST_STEM + 1))

    def _office(self, name: str) -> bool:
        for suffix in self._forms.office_suffixes:
            stem = name.removesuffix(suffix)
            if stem != name and len(stem) >= _LEAST_STEM:
                return True
        return any(
            name.startswith(prefix) and name[len(prefix) :][:1].isupper()
            for prefix in self._forms.office_prefixes
        )


def _handles(members: Iterable[Member]) -> _Accounts:
    accounts: dict[str, list[Member]] = {}
    for member in members:
        for handle in member.handles:
            accounts.setdefault(handle.lstrip("@").lower(), []).append(member)
    return accounts


def _people(names: FoldedNames) -> _Accounts:
    """Accounts named after a member: first name and surname without a space."""
    accounts: dict[str, list[Member]] = {}
    for member, parts in names:
        if len(parts) > 1:
            joined = parts[0] + parts[-1]
            key = joined if joined.isalnum() else "".join(filter(str.isalnum, joined))
            accounts.setdefault(key, []).append(member)
    return accounts
