"""An Atom feed (RFC 4287) of the items of a JSON Feed."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

ATOM = "http://www.w3.org/2005/Atom"
register_namespace("", ATOM)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(title: str, items: Sequence[dict[str, Any]]) -> bytes:
    """The feed as bytes; `items` are those of a JSON Feed, newest first."""
    feed = Element(f"{{{ATOM}}}feed")
    _text(feed, "id", f"urn:purdahgate:feed:{quote(title, safe='')}")
    _text(feed, "title", title)
    _text(feed, "updated", items[0]["date_published"] if items else "1970-01-01T00:00:00Z")
    author = SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", title)
    for item in items:
        entry = SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, "id", item["id"])
        _text(entry, "title", item["content_text"][:80])
        _text(entry, "updated", item["date_published"])
        _text(entry, "content", item["content_text"])
        if link := item.get("external_url"):
            SubElement(entry, f"{{{ATOM}}}link", href=_clean(link))
        for attachment in item.get("attachments", ()):
            SubElement(
                entry,
                f"{{{ATOM}}}link",
                rel="enclosure",
                href=attachment["url"],
                type=attachment["mime_type"],
                length=str(attachment["size_in_bytes"]),
                title=_clean(attachment["title"]),
            )
    content: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{ATOM}}}{name}").text = _clean(text)


def _clean(text: str) -> str:
    """`text` without the characters XML 1.0 has no word for; one of them would spoil the whole feed."""
    return _NO_XML.sub("", text)
