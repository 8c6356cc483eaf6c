"""Where a person's name begins and ends, by its capitals and by the words around it."""

from collections.abc import Collection
from typing import Final

from purdahgate.detect.mentions.lexicon import WordLists
from purdahgate.detect.mentions.reading import Reading

_MOST_WORDS: Final = 4
_LEAST_SURNAME: Final = 3
_AFTER_INITIAL: Final = frozenset({". ", ".", " "})
_PASSING: Final = str.maketrans("013457", "oieast")
_INSIDE: Final = frozenset({" ", "-", "'"})


class NameGrammar:
    """Reads names after a title and before letters; `given` and `surnames` are the register's, lower case."""

    def __init__(self, words: WordLists, given: frozenset[str], surnames: frozenset[str]) -> None:
        self.words = words
        self.given = words.given_names | given
        self.surnames = surnames
        self._plain_surnames = surnames - words.ordinary_names - words.not_names

    def after(self, reading: Reading, i: int, *, strict: bool) -> int:
        """The end of the name that starts at word `i`, honorifics included; `i` itself where there is none.

        A `strict` name begins with a known first name or is a known surname.
        """
        k = self._past_honorifics(reading, i)
        if k >= len(reading.words) or not reading.words[k]:
            return i
        if strict and not self.known(reading.words[k]):
            return i
        if not reading.capital(k) and not self._particle(reading, k):
            return self._lower(reading, k) or i
        end = self._run(reading, k)
        return end if any(len(raw) > 1 for raw in reading.raws[k:end]) else i

    def pair(self, reading: Reading, i: int) -> int:
        """The end of two or more capitalised words at word `i` that are likely a name; `i` where not.

        In a headline every word has a capital, which then says nothing.
        """
        stop = self.after(reading, i, strict=False)
        likely = stop - i > 1 and reading.capital(i) and not reading.headline
        return stop if likely and reading.words[stop - 1] not in self.words.place_words else i

    def known(self, word: str) -> bool:
        """Whether `word` is a first name, or the surname of somebody in the register."""
        return word in self.given or word in self.surnames

    def _past_honorifics(self, reading: Reading, i: int) -> int:
        while (
            i < len(reading.words) - 1
            and reading.words[i] in self.words.honorifics
            and reading.gap(i) in _AFTER_INITIAL
        ):
            i += 1
        return i

    def _run(self, reading: Reading, k: int) -> int:
        """The end of a run of name words from `k` on."""
        words, i, hyphened = 0, k, False
        limit = 2 if len(reading.raws[k]) > 1 and reading.raws[k].isupper() else _MOST_WORDS
        while i < len(reading.words) and (self.name_word(reading, i) or self._particle(reading, i)):
            words += not hyphened
            if words > limit:
                break
            i += 1
            if i == len(reading.words) or not self._joins(reading, i - 1):
                break
            hyphened = reading.gap(i - 1) != " "
        while i > k and reading.words[i - 1] in self.words.particles and not reading.capital(i - 1):
            i -= 1
        return i

    def name_word(self, reading: Reading, i: int) -> bool:
        """Whether word `i` could be part of a name."""
        raw = reading.raws[i]
        letters = raw.isalpha() or _disguised(raw)
        return raw[:1].isupper() and letters and reading.words[i] not in self.words.not_names

    def _particle(self, reading: Reading, i: int) -> bool:
        return (
            reading.words[i] in self.words.particles
            and i + 1 < len(reading.words)
            and reading.gap(i) in _INSIDE
            and (reading.capital(i + 1) or reading.words[i + 1] in self.words.particles)
        )

    @staticmethod
    def _joins(reading: Reading, i: int) -> bool:
        gap = reading.gap(i)
        if len(reading.raws[i]) == 1 and gap in _AFTER_INITIAL:
            return True
        return gap in _INSIDE

    def _lower(self, reading: Reading, k: int) -> int:
        """A name in small letters: a known first name and the word behind it, or a known surname."""
        if reading.words[k] in self.words.not_names:
            return 0
        if reading.words[k] not in self.given or reading.words[k] in self.words.ordinary_names:
            return k + 1 if reading.words[k] in self._plain_surnames else 0
        after = reading.after(k)
        return (
            k + 2
            if after.isalpha() and len(after) >= _LEAST_SURNAME and after not in self.words.not_names
            else k + 1
        )

    def before(self, reading: Reading, i: int) -> int:
        """The start of the full name that ends before word `i`; `i` where there is none."""
        start = k = i
        while k > max(0, i - _MOST_WORDS) and (
            self.name_word(reading, k - 1) or self._particle(reading, k - 1)
        ):
            if k < i and not self._joins(reading, k - 1):
                break
            k -= 1
            if reading.words[k] in self.given and k < i - 1:
                start = k
        return with_honorifics(reading, start, self.words.honorifics) if start < i else i


def _disguised(raw: str) -> bool:
    """`S4mpl3ton`: digits that pass for letters within a word; no `COVID19`, `GP2GP` nor `B2B`."""
    if raw.isupper() or not raw.isalnum() or not raw.translate(_PASSING).isalpha():
        return False
    return sum(one.isdigit() for one in raw) * 2 <= len(raw)


def with_honorifics(reading: Reading, i: int, honorifics: Collection[str]) -> int:
    """The start of the honorifics right before a name at word `i`: `Sir`, `Rt Hon`, `Mr.`."""
    while (
        i
        and reading.words[i - 1] in honorifics
        and reading.capital(i - 1)
        and reading.gap(i - 1) in _AFTER_INITIAL
    ):
        i -= 1
    return i
