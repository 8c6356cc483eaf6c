"""Parties in hashtags, handles, mail addresses and links."""

from collections.abc import Iterator

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.detect.mentions.reading import Reading, Special
from purdahgate.domain.findings import Certainty, FindingKind

LONGEST_TAG = 80
_LEAST_STEM = 3


class Domains:
    """Party domains in links and mail addresses, and the parliaments' own addresses of members."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._parties = {domain: party.who for party in lexicon.parties for domain in party.domains}
        self._member_hosts = lexicon.handles.hosts

    def find(self, reading: Reading) -> Iterator[Hit]:
        """One hit at most for each link or address."""
        for special in reading.specials:
            if special.kind in "/e":
                yield from self._link(reading, special)
            elif special.kind == "@" and "." in (name := content(reading, special)):
                yield from self._host(special.start + 1, name)

    def _link(self, reading: Reading, special: Special) -> Iterator[Hit]:
        text = reading.folded.text[special.start : special.end].lower()
        start = text.find("://") + 3 if "://" in text else 0
        host = text[start:].lstrip("@")
        skipped = len(text) - len(host)
        host = _host_of(host)
        yield from self._host(special.start + skipped, host)
        if special.kind == "e" and host in self._member_hosts:
            first = _local_part(reading.folded.text, special.start)
            who, why = "the owner of this address", "A parliament gives such addresses to its members."
            yield Hit(FindingKind.MEMBER, first, special.end, who, "member.handle", Certainty.LIKELY, why)

    def _host(self, start: int, host: str) -> Iterator[Hit]:
        labels = host.split(".")[-4:]
        for k in range(len(labels) - 1):
            domain = ".".join(labels[k:])
            if who := self._parties.get(domain):
                end = start + len(host)
                why = f"{domain} is a web domain of {who}."
                yield Hit(
                    FindingKind.PARTY, end - len(domain), end, who, "party.domain", Certainty.CERTAIN, why
                )
                return


def _host_of(link: str) -> str:
    for k, character in enumerate(link):
        if not (character.isalnum() or character in ".-"):
            return link[:k].rstrip(".")
    return link.rstrip(".")


def _local_part(text: str, at: int) -> int:
    """Where the part of a mail address in front of its `@` begins."""
    start = at
    while start > max(0, at - 64) and (text[start - 1].isalnum() or text[start - 1] in "._-+"):
        start -= 1
    return start


def tags_in(reading: Reading, social_hosts: frozenset[str]) -> Iterator[Special]:
    """Hashtags, handles and the accounts that links to `social_hosts` name; none longer than any is.

    Such an account's sign is the slash before it.
    """
    for special in reading.specials:
        if special.kind == "/":
            yield from _linked_account(reading, special, social_hosts)
        elif special.kind in "#@" and special.end - special.start <= LONGEST_TAG:
            yield special


def _linked_account(reading: Reading, link: Special, social_hosts: frozenset[str]) -> Iterator[Special]:
    text = reading.folded.text[link.start : link.end].rstrip("/")
    path = text.partition("://")[2] or text
    if _host_of(path).lower().removeprefix("www.") not in social_hosts:
        return
    slash = text.rfind("/")
    name = text[slash + 1 :].partition("?")[0]
    if "/" in path and 0 < len(name) < LONGEST_TAG:
        start = link.start + slash
        yield Special("@", start, start + 1 + len(name), link.index)


class PartyTags:
    """Hashtags and handles that hold a party's name and otherwise only words that go with one."""

    def __init__(self, lexicon: Lexicon) -> None:
        tags = {squeezed_name(tag): party.who for party in lexicon.parties for tag in party.tags}
        self._tags = dict(sorted(tags.items(), key=lambda entry: -len(entry[0])))
        self._handles = {
            squeezed_name(name): party.who for party in lexicon.parties for name in party.handles
        }
        self._cues = lexicon.words.tag_cues
        self._social_hosts = lexicon.handles.social_hosts
        self._longest = max((len(cue) for cue in self._cues), default=0)
        self._unless = {
            word: (group.unless_preceded_by, group.unless_followed_by | group.unless_near)
            for group in lexicon.groups
            for word in group.words
        }

    def find(self, reading: Reading) -> Iterator[Hit]:
        """One hit at most for each hashtag or handle."""
        for special in tags_in(reading, self._social_hosts):
            name = content(reading, special).split(".")[0]
            if who := self._party(special.kind, name):
                what = "hashtag" if special.kind == "#" else "handle"
                why = f"This {what} holds a name of {who}."
                end = special.start + 1 + len(name)
                yield Hit(FindingKind.PARTY, special.start, end, who, f"party.{what}", Certainty.CERTAIN, why)

    def account(self, name: str) -> Hit | None:
        """The party that the account `name` belongs to, as far as its name shows."""
        who = self._party("@", name.split(".", maxsplit=1)[0])
        why = f"This account's name holds a name of {who}."
        return Hit(FindingKind.PARTY, 0, 0, who, "party.handle", Certainty.CERTAIN, why) if who else None

    def _party(self, kind: str, name: str) -> str:
        squeezed = squeezed_name(name)
        if kind == "@" and squeezed in self._handles:
            return self._handles[squeezed]
        for tag, who in self._tags.items():
            place = squeezed.find(tag)
            if place >= 0 and self._goes_with(kind, name, squeezed, place, place + len(tag)):
                return who
        return ""

    def _goes_with(self, kind: str, name: str, squeezed: str, start: int, end: int) -> bool:
        """Whether what stands before and behind the party's name in a tag goes with a party."""
        before, after = squeezed[:start], squeezed[end:]
        if self._only_cues(before) and self._only_cues(after):
            return True
        not_before, not_after = self._unless.get(squeezed[start:end], (frozenset(), frozenset()))
        parts = _parts(name)
        joined = [squeezed_name(part) for part in parts]
        if squeezed[start:end] not in "".join(joined) or any(
            one in not_before or one in not_after for one in joined
        ):
            return False
        # A place or a person beside it, set off by a capital or a sign: @SometownLabour, @Labour_Sometown.
        at_edge = not before or not after
        whole = any(
            "".join(joined[a:b]) == squeezed[start:end]
            for a in range(len(joined))
            for b in range(a + 1, len(joined) + 1)
        )
        if kind == "@":
            return at_edge and (whole or (not after and end - start > _LEAST_STEM + 1))
        return at_edge and whole and (not after or end - start > _LEAST_STEM)

    def _only_cues(self, text: str) -> bool:
        """Whether `text` can be cut into cue words and digits."""
        reachable = {0}
        for start in range(len(text)):
            if start not in reachable:
                continue
            if text[start].isdigit():
                reachable.add(start + 1)
            reachable.update(
                start + size
                for size in range(1, self._longest + 1)
                if text[start : start + size] in self._cues
            )
        return len(text) in reachable


def content(reading: Reading, special: Special) -> str:
    """A tag without its sign."""
    return reading.folded.text[special.start + 1 : special.end]


def squeezed_name(name: str) -> str:
    """A tag in small letters, without underscores."""
    return name.replace("_", "").lower()


def _parts(name: str) -> list[str]:
    """A tag cut at capitals, underscores and digits: `LabourDoorStep2027` -> Labour, Door, Step, 2027."""
    parts: list[str] = []
    for k, character in enumerate(name):
        new = k == 0 or (character.isupper() and (not name[k - 1].isupper() or name[k + 1 : k + 2].islower()))
        if new or character.isdigit() != name[k - 1].isdigit() or character == "_":
            parts.append("")
        parts[-1] += character
    return [part for part in parts if part.strip("_")]
