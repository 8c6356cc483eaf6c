"""A person named once in full may go by the surname afterwards; a few are known by it alone."""

from collections.abc import Iterable, Iterator, Mapping

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import WordLists
from purdahgate.detect.mentions.reading import Reading
from purdahgate.domain.findings import Certainty, FindingKind

_HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "lord", "baroness", "cllr"}
    | {"commissioner", "mayor", "minister"}
)


def surnames_alone(
    reading: Reading, named: Iterable[Hit], famous: Mapping[str, str], words: WordLists
) -> Iterator[Hit]:
    """Surnames of those `named` earlier in the post, and of the `famous` (surname to who) anywhere."""
    since: dict[str, tuple[int, str]] = {}
    for hit in named:
        if (name := _name(reading, hit)) and (surname := _surname(name)) not in since:
            since[surname] = (hit.end, hit.who)
    if reading.vocabulary.isdisjoint(since) and reading.vocabulary.isdisjoint(famous):
        return
    for i, word in enumerate(reading.words):
        if (word not in since and word not in famous) or not reading.capital(i):
            continue
        honorific = reading.before(i) in _HONORIFICS or _dotted(reading, i)
        if word in since and reading.starts[i] >= since[word][0]:
            if honorific or _stands_alone(reading, i, words):
                why = "The person is named in full earlier in the post."
                yield _hit(reading, i, since[word][1], why, honorific, sure=honorific)
        elif word in famous and (honorific or _stands_alone(reading, i, words)):
            why = "A national figure goes by this surname."
            yield _hit(reading, i, famous[word], why, honorific, sure=False)


def _name(reading: Reading, hit: Hit) -> str:
    """The person's name in a mention, as the post has it; nothing where an office has none."""
    if hit.rule in {"member.title", "member.name"}:
        return reading.folded.text[hit.start : hit.end]
    named = hit.rule == "member.office" and hit.certainty is Certainty.CERTAIN
    return hit.who.rpartition(", ")[0] if named else ""


def _surname(name: str) -> str:
    """The last word of a name, before any letters behind it."""
    parts = name.replace(",", "").split()
    return (parts[-2] if len(parts) > 1 and parts[-1].isupper() and not name.isupper() else parts[-1]).lower()


def _dotted(reading: Reading, i: int) -> bool:
    return i > 0 and reading.gap(i - 1) == ". " and reading.words[i - 1] in _HONORIFICS


def _stands_alone(reading: Reading, i: int, words: WordLists) -> bool:
    """Whether the word is nobody else's name, and no place."""
    before, after = reading.before(i), reading.after(i)
    if after in words.place_words or reading.words[i] in words.ordinary_names:
        return False
    if before and reading.capital(i - 1) and (before in words.given_names or before in words.other_titles):
        return False
    return not (after and reading.gap(i) == " " and reading.capital(i + 1) and after not in words.not_names)


def _hit(reading: Reading, i: int, who: str, why: str, honorific: bool, *, sure: bool) -> Hit:  # noqa: FBT001
    certainty = Certainty.CERTAIN if sure else Certainty.LIKELY
    first = i - 1 if honorific else i
    return Hit(
        FindingKind.MEMBER, reading.starts[first], reading.ends[i], who, "member.surname", certainty, why
    )
