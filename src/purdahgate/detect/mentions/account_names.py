"""What an account's name says by its form alone: a title, an office, a campaign."""

from typing import Final

from purdahgate.detect.mentions.lexicon import HandleForms
from purdahgate.detect.mentions.tags import parts_of
from purdahgate.domain.findings import Certainty

_LEAST_STEM: Final = 3
_PAIR: Final = 2
_COUNCILLORS: Final = ("cllr", "council", "cyng")


class AccountNames:
    """Reads account names without any register; `given` are first names in small letters."""

    def __init__(self, forms: HandleForms, given: frozenset[str]) -> None:
        self._forms = forms
        self._given = given

    def titled(self, name: str) -> Certainty | None:
        """`CllrBloggs`, `AnnExampleMP`; not `CadetsWMP`, where MP ends another abbreviation, nor `camp`."""
        if self._prefixed(name):
            return Certainty.CERTAIN
        for suffix in self._forms.suffixes:
            stem = name.removesuffix(suffix)
            if stem != name and len(stem) >= _LEAST_STEM and (stem[-1].islower() or stem[-1] == "_"):
                return self._of_stem(stem.rstrip("_"), suffix)
        if name.islower() and self._lower_suffix(name.rstrip("0123456789").replace("_", "")):
            return Certainty.CERTAIN
        return None

    def _prefixed(self, name: str) -> bool:
        lower = name.lower()
        for prefix in self._forms.prefixes:
            rest = name[len(prefix) :].lstrip("_")
            if not lower.startswith(prefix) or not rest or self._no_name(rest):
                continue
            if rest[0].isupper() or prefix.startswith(_COUNCILLORS):
                return True
        return False

    def _no_name(self, rest: str) -> bool:
        """`CllrsForum`, `MayorMaking`: a plural, or a word that no name is made of."""
        if rest[0] == "s" and (len(rest) == 1 or rest[1] == "_" or rest[1].isupper()):
            return True
        return parts_of(rest)[0].lower() in self._forms.not_stems

    def _of_stem(self, stem: str, suffix: str) -> Certainty | None:
        """How sure `MP` or `MS` behind `stem` is: MS is a disease too, and one word may be any."""
        parts = [part.lower() for part in parts_of(stem)]
        if any(part in self._forms.not_stems for part in parts):
            return None
        if (len(parts) > 1 or stem.islower()) and self._starts(stem):
            return Certainty.CERTAIN
        if suffix == "MS":
            return Certainty.LIKELY if len(parts) == _PAIR else None
        return Certainty.CERTAIN if len(parts) > 1 else Certainty.LIKELY

    def _starts(self, stem: str) -> list[str]:
        """The first names that `stem` begins with, where enough of a surname is left."""
        first = next(iter(parts_of(stem)), "")
        if first != stem and not first.isupper():  # its capitals say where the first name ends
            return [first.lower()] if first.lower() in self._given else []
        lower = stem.lower()
        sizes = range(_LEAST_STEM, len(lower) - _LEAST_STEM + 1)
        return [lower[:size] for size in sizes if lower[:size] in self._given]

    def _lower_suffix(self, lower: str) -> bool:
        """`annexamplemp`: a known first name in front and enough of a surname between."""
        stem = lower.removesuffix("mp")
        return stem != lower and bool(self._starts(stem))

    def office(self, name: str) -> bool:
        """`SometownPCC`, `MayorOfSometown`."""
        for suffix in self._forms.office_suffixes:
            stem = name.removesuffix(suffix)
            if stem != name and len(stem) >= _LEAST_STEM:
                return not any(part.lower() in self._forms.not_stems for part in parts_of(stem))
        for prefix in self._forms.office_prefixes:
            rest = name[len(prefix) :]
            if name.startswith(prefix) and rest[:1].isupper():
                return not self._no_name(rest)
        return False

    def campaign(self, name: str) -> bool:
        """`VoteAnnExample`, `Ann4Sometown`, `AnnExampleForMayor`: a first name and a cue."""
        lower = name.lower()
        for prefix in self._forms.name_prefixes:
            if lower.startswith(prefix) and self._starts(lower.removeprefix(prefix)):
                return True
        if any(
            lower.endswith(end) and self._starts(lower.removesuffix(end)) for end in self._forms.name_suffixes
        ):
            return True
        first, sign, place = name.partition("4")
        return bool(sign) and first.lower() in self._given - self._forms.not_stems and place[:1].isalpha()
