"""Parties by their names, abbreviations and lines of results."""

from collections.abc import Iterable, Iterator

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import PartyWords
from purdahgate.detect.mentions.phrases import PhraseTable
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Party

_SHORT = 3


def _hit(reading: Reading, span: tuple[int, int], who: str, rule: str, certainty: Certainty, why: str) -> Hit:
    start, end = reading.starts[span[0]], reading.ends[span[1] - 1]
    return Hit(FindingKind.PARTY, start, end, who, rule, certainty, why)


class PartyNames:
    """Names that are a party anywhere: the lexicon's in any case, registered names with capitals."""

    def __init__(
        self,
        parties: Iterable[PartyWords],
        registered: Iterable[Party],
        plain: frozenset[str],
        unless: frozenset[str],
    ) -> None:
        self._unless = unless
        strong = [(name, (party.who, False)) for party in parties for name in party.names]
        self._table = PhraseTable([*strong, *_registered(registered, plain)])

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Every strong name, longest first."""
        for i, end, (who, capitals) in self._table.places(reading):
            if reading.after(end - 1) not in self._unless and (not capitals or _capitalised(reading, i, end)):
                why = f"This is a name of the party {who}."
                yield _hit(reading, (i, end), who, "party.strong", Certainty.CERTAIN, why)


def _registered(parties: Iterable[Party], plain: frozenset[str]) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Registered names that need no cue, without "The"; those in `plain` do and stand elsewhere."""
    first: dict[str, str] = {}
    for party in parties:
        who = f"{first.setdefault(party.id, party.name)} ({party.id})"
        name = party.name.removeprefix("The ").removeprefix("the ")
        if name.lower() not in plain and party.name.lower() not in plain:
            yield name, (who, True)


def _capitalised(reading: Reading, i: int, end: int) -> bool:
    raws = reading.raws[i:end]
    return all(raw[:1].isupper() or raw[:1].isdigit() or len(raw) <= _SHORT for raw in raws) and any(
        raw[:1].isupper() for raw in raws
    )


class Abbreviations:
    """Abbreviations as written (SNP), and those of results by a number or in brackets (Lab 1,203)."""

    def __init__(self, parties: Iterable[PartyWords], unless: frozenset[str]) -> None:
        self._unless = unless
        self._always: dict[str, str] = {}
        self._results: dict[str, str] = {}
        for party in parties:
            self._always.update(dict.fromkeys(party.abbreviations, party.who))
            self._results.update(dict.fromkeys(party.results, party.who))

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Abbreviations; those of results count where two different ones stand by numbers."""
        in_line: list[int] = []
        for i, raw in enumerate(reading.raws):
            if (who := self._always.get(raw)) and reading.after(i) not in self._unless:
                why = f"{raw} is the abbreviation of {who}."
                yield _hit(reading, (i, i + 1), who, "party.abbreviation", Certainty.CERTAIN, why)
            elif raw in self._results:
                if self._has_number(reading, i):
                    in_line.append(i)
                elif self._alone(reading, i):
                    yield self._result(reading, i, Certainty.LIKELY)
        if len({self._results[reading.raws[i]] for i in in_line}) > 1:
            yield from (self._result(reading, i, Certainty.CERTAIN) for i in in_line)

    def _result(self, reading: Reading, i: int, certainty: Certainty) -> Hit:
        who = self._results[reading.raws[i]]
        why = f"{reading.raws[i]} stands here as it does in election results, for {who}."
        return _hit(reading, (i, i + 1), who, "party.abbreviation", certainty, why)

    @staticmethod
    def _has_number(reading: Reading, i: int) -> bool:
        return (
            i + 1 < len(reading.raws)
            and reading.raws[i + 1].isdigit()
            and reading.gap(i).strip(" \t:(-+") == ""
        )

    def _alone(self, reading: Reading, i: int) -> bool:
        """Whether one abbreviation of results is enough where it stands."""
        return _in_name_brackets(reading, i) or self._changes_hands(reading, i) or self._paired(reading, i)

    def _changes_hands(self, reading: Reading, i: int) -> bool:
        """`Lab gain from Con`, `Con hold`."""
        after, before = reading.after(i), reading.before(i)
        return after in {"hold", "gain"} or (before == "from" and i > 1 and reading.words[i - 2] == "gain")

    def _paired(self, reading: Reading, i: int) -> bool:
        """`Lab/Con`, `Con-LD`: two different ones with a line between."""
        for k in (i - 1, i + 1):
            if 0 <= k < len(reading.raws) and reading.gap(min(i, k)) in {"/", "-"}:
                other = self._results.get(reading.raws[k])
                if other and other != self._results[reading.raws[i]]:
                    return True
        return False


def _in_name_brackets(reading: Reading, i: int) -> bool:
    """`Jo Bloggs (Lab, Southfields)`: an opening bracket behind a capitalised word."""
    if not i or not reading.gap(i - 1).endswith("(") or not reading.capital(i - 1):
        return False
    text, end = reading.folded.text, reading.ends[i]
    return end < len(text) and text[end] in "),;/:" and i > 1 and reading.capital(i - 2)
