"""Links and mail addresses: accounts, domains and pages of parties and members."""

from collections.abc import Iterator
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.detect.mentions.reading import Reading, Special, content
from purdahgate.domain.findings import Certainty, FindingKind

LONGEST_TAG: Final = 80
# What stands before the account in a link to a social network, and what is no account.
_BEFORE_ACCOUNT: Final = frozenset({"profile", "in", "company", "pages", "c", "user", "people", "pg"})
_NO_ACCOUNT: Final = frozenset(
    {"p", "reel", "reels", "watch", "events", "groups", "hashtag", "search", "share", "sharer", "i", "t"}
    | {"status", "home", "intent", "story.php", "photo", "photos", "video", "videos", "explore", "channel"}
)
_LONGEST_LOCAL_PART: Final = 64
_SECOND_LEVEL: Final = 2
_NOBODYS_OWN: Final = (["gov", "uk"], ["nhs", "uk"], ["ac", "uk"], ["sch", "uk"], ["police", "uk"])
_TAIL: Final = ".,;:!?)'\""


class Domains:
    """Party domains in links and mail addresses, and addresses and pages that are a member's."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._parties = {domain: party.who for party in lexicon.parties for domain in party.domains}
        self._member_hosts = lexicon.handles.hosts
        self._pages = lexicon.handles.pages
        self._mailboxes = tuple(prefix for prefix in lexicon.handles.prefixes if prefix.startswith("c"))

    def find(self, reading: Reading) -> Iterator[Hit]:
        """One hit at most for each link or address, and kind."""
        for special in reading.specials:
            if special.kind in "/e":
                yield from self._link(reading, special)
            elif special.kind == "@" and "." in (name := content(reading, special)):
                yield from self._host(special.start + 1, name)

    def _link(self, reading: Reading, special: Special) -> Iterator[Hit]:
        start, link = without_scheme(reading, special)
        host = host_of(link)
        yield from self._host(start, host)
        if special.kind == "e" and self._of_member(reading, special, host):
            first = _local_part(reading.folded.text, special.start)
            why = "Such addresses are given to members."
            yield _member(first, special.end, "the owner of this address", why)
        elif link.lower().removeprefix("www.").startswith(self._pages):
            why = "A parliament has a page for each member here."
            yield _member(start, start + len(link.rstrip(_TAIL)), "the member of this page", why)

    def _of_member(self, reading: Reading, special: Special, host: str) -> bool:
        name = reading.folded.text[_local_part(reading.folded.text, special.start) : special.start].lower()
        if host.lower() in self._member_hosts:
            return "." in name or name.endswith("mp")  # press@parliament.uk is nobody's
        return name.startswith(self._mailboxes) and not name.startswith(("cllrs", "councillors"))

    def _host(self, start: int, host: str) -> Iterator[Hit]:
        labels = host.lower().split(".")[-4:]
        for k in range(len(labels) - 1):
            domain = ".".join(labels[k:])
            if who := self._parties.get(domain):
                end = start + len(host)
                why = f"{domain} is a web domain of {who}."
                first = end - len(domain)
                yield Hit(FindingKind.PARTY, first, end, who, "party.domain", Certainty.CERTAIN, why)
                return


def _member(start: int, end: int, who: str, why: str) -> Hit:
    return Hit(FindingKind.MEMBER, start, end, who, "member.handle", Certainty.LIKELY, why)


def without_scheme(reading: Reading, link: Special) -> tuple[int, str]:
    """Where the host of a link or address begins, and all from there on."""
    text = reading.folded.text[link.start : link.end]
    rest = text.partition("://")[2] or text
    rest = rest.lstrip("@")
    return link.end - len(rest), rest


def host_of(link: str) -> str:
    """The host that `link`, without its scheme, begins with."""
    for k, character in enumerate(link):
        if not (character.isalnum() or character in ".-"):
            return link[:k].rstrip(".")
    return link.rstrip(".")


def _local_part(text: str, at: int) -> int:
    """Where the part of a mail address in front of its `@` begins."""
    start = at
    least = max(0, at - _LONGEST_LOCAL_PART)
    while start > least and (text[start - 1].isalnum() or text[start - 1] in "._-+"):
        start -= 1
    return start


def tags_in(reading: Reading, social_hosts: frozenset[str]) -> Iterator[Special]:
    """Hashtags, handles and the accounts that links to `social_hosts` name; none longer than any is.

    Such an account's sign is the slash, or the at sign, before it.
    """
    for special in reading.specials:
        if special.kind == "/":
            yield from _linked_account(reading, special, social_hosts)
        elif special.kind in "#@" and special.end - special.start <= LONGEST_TAG:
            yield special


def _linked_account(reading: Reading, link: Special, social_hosts: frozenset[str]) -> Iterator[Special]:
    """`x.com/CllrSample/status/1` is of @CllrSample."""
    start, text = without_scheme(reading, link)
    host = host_of(text)
    if host.lower().removeprefix("www.") not in social_hosts:
        return
    place = start + len(host)
    for part in text[len(host) :].partition("?")[0].removeprefix("/").split("/"):
        name = part.lstrip("@")
        sign, place = place + len(part) - len(name), place + 1 + len(part)
        if name.lower() in _BEFORE_ACCOUNT:
            continue
        name = name.rstrip(_TAIL)
        if name and name.lower() not in _NO_ACCOUNT and len(name) < LONGEST_TAG:
            yield Special("@", sign, sign + 1 + len(name), link.index)
        return


def path_names(reading: Reading, social_hosts: frozenset[str]) -> Iterator[tuple[int, list[str]]]:
    """The parts of each link's path, `cllr-ann-sample` cut at its hyphens, with their places."""
    for link in reading.specials:
        if link.kind != "/":
            continue
        start, text = without_scheme(reading, link)
        host = host_of(text)
        if host.lower().removeprefix("www.") in social_hosts:
            continue
        place = start + len(host)
        for part in text[len(host) :].partition("?")[0].split("/")[1:]:
            place += 1
            if "-" in part and len(part) <= 4 * LONGEST_TAG:
                yield place, part.split("-")
            place += len(part)


def own_sites(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Where each host stands that a person may own, and the name in it: `annexample.org.uk`."""
    for link in reading.specials:
        if link.kind != "/":
            continue
        start, text = without_scheme(reading, link)
        host = host_of(text)
        short = host.lower().removeprefix("www.")
        labels = short.split(".")
        if len(labels) > 1 and labels[-2:] not in _NOBODYS_OWN:
            name = (
                labels[-3]
                if len(labels) > _SECOND_LEVEL and labels[-2] in {"co", "org", "me"}
                else labels[-2]
            )
            yield start + len(host) - len(short), start + len(host), name
