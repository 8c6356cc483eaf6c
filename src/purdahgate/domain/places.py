"""Whether a text names a place, such as a ward, however it is written: a name, a tag, a slug."""

import re
import unicodedata

_WORD = re.compile(r"\w+")
_SHORTEST_TAG = 5


def names_place(slug: str, text: str) -> bool:
    """Whether `text` names the place of `slug`: `st-johns` in "St John's ward", or in a hashtag."""
    words = tuple(slug.split("-"))
    found = _words(text)
    if any(found[at : at + len(words)] == words for at in range(len(found) - len(words) + 1)):
        return True
    joined = "".join(words)
    return len(joined) >= _SHORTEST_TAG and any(joined in word for word in found)


def _plain(text: str) -> str:
    """Lower case, without accents and apostrophes, `&` as the word it stands for."""
    parts = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in parts if not unicodedata.combining(each))
    return re.sub(r"['’ʼ`]", "", letters).replace("&", " and ").replace("_", " ").casefold()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_plain(text)))
