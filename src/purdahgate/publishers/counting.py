"""How long a text is, as its readers count."""

import re

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def graphemes(text: str) -> int:
    """How many characters a reader sees, as Unicode's UAX 29 counts them."""
    import regex

    return len(regex.findall(r"\X", text))


def with_short_links(text: str, each_link: int) -> int:
    """The same, each web address counted as `each_link` characters, however long it is."""
    return graphemes(_LINK.sub("", text)) + each_link * len(_LINK.findall(text))
