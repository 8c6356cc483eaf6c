"""Members by their handles, hashtags and the names in links."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Final

from purdahgate.detect.mentions.account_names import AccountNames
from purdahgate.detect.mentions.bearers import Bearers
from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import HandleForms
from purdahgate.detect.mentions.links import own_sites, path_names, tags_in
from purdahgate.detect.mentions.names import FoldedNames, on_day, who_is
from purdahgate.detect.mentions.people import NameGrammar
from purdahgate.detect.mentions.reading import Reading, content
from purdahgate.detect.mentions.tags import squeezed_name
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Member

_LEAST_STEM: Final = 3
_PAIR: Final = 2
_Accounts = Mapping[str, Sequence[Member]]
_Found = tuple[str, Certainty, str]
_SURE: Final = "The account's name holds a member's title."
_LIKELY: Final = "The account's name looks like a member's or candidate's."
_BEARS: Final = "The account bears the name of somebody in the register."


class MemberHandles:
    """Handles of members: the register's own, those named after a member, and those with a title in them."""

    def __init__(self, forms: HandleForms, names: FoldedNames, grammar: NameGrammar) -> None:
        self._forms = forms
        self._handles = _handles(names.members)
        self._given = frozenset(name for name in grammar.given if len(name) >= _LEAST_STEM)
        self._words = grammar.words
        self._names = AccountNames(forms, self._given)
        self._bearers = Bearers(forms, names, self._given)

    def find(self, reading: Reading, day: date) -> Iterator[Hit]:
        """One hit at most for each handle; a hashtag counts where it is a member's title or whole name.

        A member's account counts on a `day` they hold their office.
        """
        for special in tags_in(reading, self._forms.social_hosts):
            whole = content(reading, special)
            if found := self._who(whole.split(".")[0], whole, day, tag=_is_tag(reading, special.start)):
                yield _hit(special.start, special.end, found)
        for start, end, name in own_sites(reading):
            if found := self._who(name, name, day, tag=True):
                why = "The site bears a member's name."
                yield _hit(start, end, (found[0].replace("account @", "site of "), Certainty.LIKELY, why))
        for place, parts in path_names(reading, self._forms.social_hosts):
            yield from self._in_path(place, parts, day)

    def account(self, name: str, day: date) -> Hit | None:
        """The member that the account `name` belongs to, as far as the register or its name shows."""
        found = self._who(name.split(".", maxsplit=1)[0], name, day)
        return _hit(0, 0, found) if found else None

    def _who(self, name: str, whole: str, day: date, *, tag: bool = False) -> _Found | None:
        name = name.replace("-", "_")
        squeezed = squeezed_name(name)
        if squeezed in self._forms.not_accounts:
            return None
        for key in (whole.lower(), name.lower(), squeezed):
            if owners := on_day(self._handles.get(key, ()), day):
                return who_is(owners[-1]), Certainty.CERTAIN, "The register has this account."
        if people := on_day(self._bearers.of(name), day):
            sure = Certainty.CHECK if people[-1].former else Certainty.CERTAIN
            return who_is(people[-1]), sure, _BEARS
        who = f"the account @{whole}"
        if certainty := self._names.titled(name):
            return who, certainty, _SURE
        if squeezed in self._forms.accounts or (not tag and self._names.office(name)):
            return who, Certainty.LIKELY, "This is the account of an elected office."
        return (who, Certainty.LIKELY, _LIKELY) if self._names.campaign(name) else None

    def _in_path(self, place: int, parts: list[str], day: date) -> Iterator[Hit]:
        """`/cllr-ann-example-opens-park`, `/ann-example-mp`, `/news/ann-example-visits` of the register."""
        words = [part.lower() for part in parts]
        starts = list(accumulate((len(part) + 1 for part in parts), initial=place))
        k = 0
        while k + 1 < len(words):
            size, found = self._named_in(words[k : k + _PAIR + 1], day)
            if found:
                yield _hit(starts[k], starts[k + size - 1] + len(parts[k + size - 1]), found)
            k += max(size, 1)

    def _named_in(self, words: list[str], day: date) -> tuple[int, _Found | None]:
        """How many of `words` a member's name or title takes up at their start, and whose."""
        first, last = words[:_PAIR]
        if first in {"cllr", "councillor"} and last.isalpha() and last not in self._forms.not_stems:
            size = len(words) if last in self._given else _PAIR
            return size, (" ".join(words[:size]), Certainty.LIKELY, "The link names a councillor.")
        if words[-1] in {"mp", "msp", "ms", "mla"} and len(words) > _PAIR and first in self._given:
            return len(words), (" ".join(words), Certainty.LIKELY, "The link names a Member.")
        ordinary = {first, last} <= self._words.ordinary_names
        if ordinary or not self._words.place_words.isdisjoint(words[_PAIR:]):
            return 0, None
        if people := on_day(self._bearers.named(first + last), day):
            return _PAIR, (who_is(people[-1]), Certainty.LIKELY, "The link holds a name of the register.")
        return 0, None


def _is_tag(reading: Reading, place: int) -> bool:
    return reading.folded.text.startswith("#", place)


def _hit(start: int, end: int, found: _Found) -> Hit:
    who, certainty, why = found
    return Hit(FindingKind.MEMBER, start, end, who, "member.handle", certainty, why)


def _handles(members: Iterable[Member]) -> _Accounts:
    accounts: dict[str, list[Member]] = {}
    for member in members:
        for handle in member.handles:
            accounts.setdefault(handle.lstrip("@").lower(), []).append(member)
    return accounts
