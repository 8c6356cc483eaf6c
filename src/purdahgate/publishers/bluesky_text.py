"""What in a text on Bluesky leads somewhere: links and hashtags, by their place in its UTF-8 bytes."""

import re
from collections.abc import Iterator
from typing import Any

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_AFTER_A_LINK = ".,;:!?'\"\u2019\u201d)]}\u2026"
_TAG = re.compile(r"(?<![\w#&/])[#\uff03](?P<tag>\w*[^\W\d_]\w*)")
MOST_TAG = 64
_LINK_FEATURE, _TAG_FEATURE = "app.bsky.richtext.facet#link", "app.bsky.richtext.facet#tag"


def facets(text: str, link: str = "") -> list[dict[str, Any]]:
    """The facets of `text` as a record has them; `link` is one that stands in it whole, as it was given."""
    links = list(_links(text, link))
    tags = [
        each
        for each in _TAG.finditer(text)
        if len(each["tag"]) <= MOST_TAG and not any(start <= each.start() < end for start, end in links)
    ]
    found = [(*span, {"$type": _LINK_FEATURE, "uri": text[span[0] : span[1]]}) for span in links]
    found += [(*each.span(), {"$type": _TAG_FEATURE, "tag": each["tag"]}) for each in tags]
    return [_facet(text, *each) for each in sorted(found, key=lambda each: each[0])]


def _links(text: str, link: str) -> Iterator[tuple[int, int]]:
    for each in _LINK.finditer(text):
        whole = each[0]
        if link and whole.startswith(link):
            yield each.start(), each.start() + len(link)
            continue
        shorn = whole.rstrip(_AFTER_A_LINK)
        while shorn.count("(") > shorn.count(")") and whole[len(shorn) :].startswith(")"):
            shorn += ")"  # a bracket that the address itself opened
        yield each.start(), each.start() + len(shorn)


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    before, until = len(text[:start].encode()), len(text[:end].encode())
    return {"index": {"byteStart": before, "byteEnd": until}, "features": [feature]}
