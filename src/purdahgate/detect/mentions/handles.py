"""Members by their handles and hashtags."""

from collections.abc import Iterable, Iterator

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import HandleForms
from purdahgate.detect.mentions.reading import Reading
from purdahgate.detect.mentions.tags import content, squeezed_name, tags_in
from purdahgate.domain.findings import Certainty, FindingKind

_LEAST_STEM = 3


class MemberHandles:
    """Handles of members: the register's own, those named after a member, and those with a title in them."""

    def __init__(
        self, forms: HandleForms, handles: dict[str, str], people: dict[str, str], given: Iterable[str]
    ) -> None:
        self._forms = forms
        self._handles = handles
        self._people = people
        self._given = frozenset(name for name in given if len(name) >= _LEAST_STEM)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """One hit at most for each handle; a hashtag counts where it is a member's title or whole name."""
        for special in tags_in(reading, self._forms.social_hosts):
            whole = content(reading, special)
            if found := self._who(whole.split(".")[0], whole):
                who, certainty, why = found
                yield Hit(
                    FindingKind.MEMBER, special.start, special.end, who, "member.handle", certainty, why
                )

    def account(self, name: str) -> Hit | None:
        """The member that the account `name` belongs to, as far as the register or its name shows."""
        found = self._who(name.split(".", maxsplit=1)[0], name)
        return Hit(FindingKind.MEMBER, 0, 0, found[0], "member.handle", *found[1:]) if found else None

    def _who(self, name: str, whole: str) -> tuple[str, Certainty, str] | None:
        squeezed = squeezed_name(name)
        if squeezed in self._forms.not_accounts:
            return None
        for key in (whole.lower(), name.lower(), squeezed):
            if key in self._handles:
                return self._handles[key], Certainty.CERTAIN, "The register has this account."
        if person := self._person(squeezed):
            return person, Certainty.CERTAIN, "The account bears the name of somebody in the register."
        if self._titled(name):
            return f"the account @{whole}", Certainty.CERTAIN, "The account's name holds a member's title."
        if squeezed in self._forms.accounts or self._office(name):
            return f"the account @{whole}", Certainty.LIKELY, "This is the account of an elected office."
        return None

    def _person(self, squeezed: str) -> str:
        """Whose name the account bears, past a title in front, digits or MP behind, an initial between."""
        if squeezed in self._people:
            return self._people[squeezed]
        stem = squeezed.rstrip("0123456789").removesuffix("mp").removesuffix("msp")
        for prefix in ("dr", "sir"):
            stem = stem.removeprefix(prefix) if stem.removeprefix(prefix) in self._people else stem
        if stem in self._people:
            return self._people[stem]
        for size in range(_LEAST_STEM, len(stem) - _LEAST_STEM):
            if stem[:size] in self._given and (who := self._people.get(stem[:size] + stem[size + 1 :])):
                return who
        return ""

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
