"""Where a post leads: to the body's own sites, to others, or nowhere."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

from purdahgate.domain.post import Revision

_AROUND = "()[]<>{}\"'“”‘’.,;:!?…"
# Every address has one or the other; most posts have neither.
_INNER_STOP = re.compile(r"\.\S")


class LinksTo(StrEnum):
    """What a post links to; policy rules name these."""

    OWN = "own"
    OTHER = "other"
    NONE = "none"


_NOWHERE = frozenset({LinksTo.NONE})


def links_of(revision: Revision, own_sites: tuple[str, ...]) -> frozenset[LinksTo]:
    """Everything that the post's link and text lead to; `none` alone where they lead nowhere."""
    writing = f"{revision.link} {revision.text}"
    if "://" not in writing and not _INNER_STOP.search(writing):
        return _NOWHERE
    words = writing.split()
    addresses = [word.strip(_AROUND) for word in words if "." in word or "://" in word]
    found = frozenset([to for word in addresses if (to := _leads_to(word, own_sites))])
    return found or _NOWHERE


def _leads_to(word: str, own_sites: tuple[str, ...]) -> LinksTo | None:
    """Where one word leads. Without https:// an address counts if it is an own site's or starts with www."""
    scheme, mark, _ = word.partition("://")
    if mark:
        host = _host(word) if scheme.casefold() in {"http", "https"} else ""
        return (LinksTo.OWN if _is_own(host, own_sites) else LinksTo.OTHER) if host else None
    if "." not in word or "@" in word.partition("/")[0]:
        return None
    host = _host(f"//{word}")
    if _is_own(host, own_sites):
        return LinksTo.OWN
    return LinksTo.OTHER if host.startswith("www.") else None


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_own(host: str, own_sites: tuple[str, ...]) -> bool:
    """Whether `host` is one of the body's own, or lies beneath one."""
    return any(host == site or host.endswith(f".{site}") for site in own_sites)
