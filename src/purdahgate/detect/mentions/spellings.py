"""Words worth finding however they are written: `L4bour`, `Torie$`, `T*ries`, `Consevative`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import Final

from purdahgate.detect.mentions.folding import Folded

_TOKEN: Final = re.compile(r"[\w@$!*|+]+")
_EDGES: Final = "!*|+@_"
_WRITTEN: Final = "01345789@$!|+"
_LETTERS: Final = (str.maketrans(_WRITTEN, "oieastbgasiit"), str.maketrans(_WRITTEN, "oleastbgasilt"))
_ANY: Final = "*"
_LONGEST: Final = 24
_LEAST_STARRED: Final = 4
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"


class Spellings:
    """`words` are found when spelt out or disguised; `slips` says which word a slip of the pen stands for."""

    def __init__(self, words: AbstractSet[str] = frozenset(), slips: Mapping[str, str] | None = None) -> None:
        self.words = words
        self.slips = slips or {}
        self._alike: dict[tuple[int, str], list[str]] = {}
        for word in sorted(words):
            self._alike.setdefault((len(word), word[0]), []).append(word)

    def undisguised(self, folded: Folded) -> Folded:
        """The text with letters where a known word has digits or signs; no place in it moves."""
        if not self.words:
            return folded
        text, pieces, done = folded.text, [], 0
        for found in _TOKEN.finditer(text):
            written = found.group()
            if written.isalpha() or len(written) > _LONGEST:
                continue
            core = written.strip(_EDGES)
            if core.isalpha() or core.isdigit() or not (word := self._word(core)):
                continue
            start = found.start() + written.index(core)
            pieces += [text[done:start], word]
            done = start + len(core)
        return replace(folded, text="".join([*pieces, text[done:]])) if pieces else folded

    def _word(self, written: str) -> str:
        """The known word that `written` stands for, with capitals as there; nothing where there is none."""
        lower = written.lower()
        for letters in _LETTERS:
            plain = lower.translate(letters)
            if plain in self.words or (plain := self._starred(plain)):
                if written.isupper():
                    return plain.upper()
                return plain if written[0].islower() else plain.capitalize()
        return ""

    def _starred(self, plain: str) -> str:
        """`t*ries`: the first known word that fits, where more than half of its letters stand there."""
        stars = plain.count(_ANY)
        if not stars or len(plain) < _LEAST_STARRED or stars * 2 >= len(plain):
            return ""
        fitting = (
            word
            for word in self._alike.get((len(plain), plain[0]), ())
            if all(a in (_ANY, b) for a, b in zip(plain, word, strict=True))
        )
        return next(fitting, "")


def slips_of(words: Iterable[str], real: AbstractSet[str]) -> dict[str, str]:
    """Each way to write one of `words` with one letter wrong, lost, too many or astray; no `real` word."""
    given = list(words)
    known = {*real, *given}
    return {slip: word for word in given for slip in _slips(word) if slip not in known}


def _slips(word: str) -> Iterator[str]:
    for k in range(len(word) + 1):
        head, tail = word[:k], word[k:]
        yield head + tail[1:]
        for letter in _ALPHABET:
            yield head + letter + tail
            yield head + letter + tail[1:]
    for k, (a, b) in enumerate(pairwise(word)):
        yield word[:k] + b + a + word[k + 2 :]
