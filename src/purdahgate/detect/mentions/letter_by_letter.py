"""Words spelt out: `L a b o u r`, `C.l.l.r`, `V-o-t-e`."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

_Piece = tuple[int, int, str]
_SHORTEST: Final = 3
_LONGEST: Final = 24
_WIDEST_GAP: Final = 4


def spelt_out(text: str, pieces: list[_Piece], words: AbstractSet[str]) -> Iterator[_Piece]:
    """The pieces, with runs of single letters put together, as kind `s`, where they spell one of `words`.

    Behind such a word, more single letters are words too: what follows a spelt title is a spelt name.
    """
    i, spelling = 0, False
    while i < len(pieces):
        start, end, kind = pieces[i]
        size = 0
        if end - start == 1 and kind == "w":
            size = _size(text, pieces, i, words, shortest=_SHORTEST - spelling)
            if spelling and size <= _SHORTEST:
                size = max(size, _name_size(text, pieces, i))
        spelling = size > 0
        if size:
            end, kind = pieces[i + size - 1][1], "s"
        i += max(size, 1)
        yield start, end, kind


def _letters(text: str, pieces: list[_Piece], first: int) -> Iterator[tuple[str, bool]]:
    """The single letters from piece `first` on, and whether each may begin another word.

    They are set apart by one sign or always by the same few; another gap, or a capital behind a small letter,
    may part two words.
    """
    gap, last = None, ""
    for k in range(first, min(first + _LONGEST, len(pieces))):
        start, end, kind = pieces[k]
        if end - start != 1 or kind != "w":
            return
        letter, anew = text[start], False
        if k > first:
            between = text[pieces[k - 1][1] : start]
            gap = between if gap is None else gap
            if len(between) > 1 and (between != gap or len(between) > _WIDEST_GAP):
                return
            anew = between != gap or (letter.isupper() and last.islower())
        yield letter, anew
        last = letter


def _size(text: str, pieces: list[_Piece], first: int, words: AbstractSet[str], *, shortest: int) -> int:
    """How many single letters from piece `first` on spell one of `words`; the most; 0 for none."""
    size, word = 0, ""
    for letter, anew in _letters(text, pieces, first):
        if anew and size == len(word) and size:
            break
        word += letter.lower()
        if len(word) >= shortest and word in words:
            size = len(word)
    return size


def _name_size(text: str, pieces: list[_Piece], first: int) -> int:
    """How many single letters from piece `first` on make one word."""
    size, small = 0, False
    for letter, anew in _letters(text, pieces, first):
        if anew:
            break
        small = letter.islower()
        size += 1
    return size if size >= _SHORTEST and small else 0
