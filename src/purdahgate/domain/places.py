"""Whether a text names a place, such as a ward, however it is written: a name, a tag, a slug."""

import re
import unicodedata
from collections.abc import Iterable

from purdahgate.domain.post import check_line
from purdahgate.errors import InputError

MOST_WARDS = 100
MOST_WARD_LETTERS = 100
_WORD = re.compile(r"\w+")
_APOSTROPHE = re.compile(r"['’ʼ`]")
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORTEST_TAG = 5


def names_place(slug: str, text: str) -> bool:
    """Whether `text` names the place of `slug`: `st-johns` in "St John's ward", or in a hashtag."""
    words = tuple(slug.split("-"))
    joined = "".join(words)
    return any(
        any(found[at : at + len(words)] == words for at in range(len(found) - len(words) + 1))
        or (len(joined) >= _SHORTEST_TAG and any(joined in word for word in found))
        for found in _readings(text)
    )


def ward_names(typed: Iterable[str]) -> tuple[str, ...]:
    """The wards a post is tagged with: each once, however it is written, in the order of the alphabet.

    There is no list of wards to hold them against: any name of one line and up to 100 characters is taken.
    """
    names = {" ".join(_words(name)): name for name in map(_ward, typed)}
    if len(names) > MOST_WARDS:
        raise InputError(f"the post has {len(names):,} wards; the most is {MOST_WARDS}")
    return tuple(sorted(names.values(), key=str.casefold))


def _ward(typed: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", check_line(typed, "ward")).split())
    if len(name) > MOST_WARD_LETTERS:
        raise InputError(f"the ward is {len(name):,} characters long; the most is {MOST_WARD_LETTERS}")
    return name


def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of `text` in two readings: as it stands, and with "Wick's" and #WickFair taken apart."""
    return _words(text), _words(_CAPITAL_WITHIN.sub(" ", _APOSTROPHE.sub(" ", text)))


def _words(text: str) -> tuple[str, ...]:
    """Lower case, without accents, apostrophes and what nobody sees, `&` as the word it stands for."""
    parts = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in parts if unicodedata.category(each) not in ("Mn", "Cf"))
    plain = _APOSTROPHE.sub("", letters).replace("&", " and ").replace("_", " ").casefold()
    return tuple(_WORD.findall(plain))
