"""One plain form of every way to write a letter, with the way back to the original text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Letters of other scripts, and other shapes, that pass for Latin ones and that NFKD leaves alone.
_LOOKALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсуіјѕхԁԛԝһВьΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχγıłøđŁØĐɑɡɩʟʀᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴍɴᴏᴘꜱᴛᴜᴠᴡʏᴢһӏⅼԼոսցօ",
        "ABESIJKMHOPCTYXaeopcyijsxdqwhBbABEZHIKMNOPTYXaeiknoptuxyilodLODagilrabcdefghijkmnopstuvwyzhllLnugo",
        strict=True,
    )
)
_LOOKALIKES.update({"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "þ": "th", "ð": "d", "Ð": "D"})
_LOOKALIKES.update(dict.fromkeys("‘’ʼʻ`´′＇ˈ", "'"))
_LOOKALIKES.update(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_LOOKALIKES.update(dict.fromkeys("™®©℠⠀", " "))
_LOOKALIKES.update(dict.fromkeys("\u115f\u1160\u3164\uffa0", ""))
# Letters in negative circles and squares; A, B, O and P in red squares are emoji of their own.
_LOOKALIKES.update({chr(base + n): chr(65 + n) for base in (0x1F150, 0x1F170) for n in range(26)})
_LOOKALIKES.update({"\u2028": "\n", "\u2029": "\n\n"})
_DROPPED: Final = frozenset({"Mn", "Me", "Cf"})
_CACHE_LIMIT: Final = 20_000


class _Folds(dict[int, str]):
    """The fold of each code point, worked out once."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    parts = unicodedata.normalize("NFKD", character)
    return "".join(
        _LOOKALIKES.get(part, part) for part in parts if unicodedata.category(part) not in _DROPPED
    )


_FOLDS: Final = _Folds()


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in plain letters; `origin` is each character's place in the original, None where nothing moved."""

    text: str
    origin: Sequence[int] | None
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]`, not empty, stands in the original, with the marks on its last letter."""
        if self.origin is None:
            return start, end
        first, last = self.origin[start], self.origin[end - 1] + 1
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """`text` without accents, format characters and look-alike letters; case and order are kept."""
    if text.isascii():
        return Folded(text, None, text)
    origin = [place for place, character in enumerate(text) for _ in _FOLDS[ord(character)]]
    return Folded(text.translate(_FOLDS), origin, text)


def plain(text: str) -> str:
    """The folded lower-case form that words are looked up by."""
    return text.lower() if text.isascii() else fold(text).text.lower()
