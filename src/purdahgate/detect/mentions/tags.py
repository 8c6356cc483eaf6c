"""Parties in hashtags and handles."""

from collections.abc import Iterator

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.lexicon import Lexicon
from purdahgate.detect.mentions.links import LONGEST_TAG, tags_in
from purdahgate.detect.mentions.reading import Reading, content
from purdahgate.domain.findings import Certainty, FindingKind

_LEAST_STEM = 3
_LEAST_STUCK = 6


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
                yield _hit(special.start, special.start + 1 + len(name), who, what)
        for i, raw in enumerate(reading.raws):
            if _stuck_together(reading, i, raw) and (who := self._party("#", raw)):
                yield _hit(reading.starts[i], reading.ends[i], who, "stuck-together")

    def account(self, name: str) -> Hit | None:
        """The party that the account `name` belongs to, as far as its name shows."""
        who = self._party("@", name.split(".", maxsplit=1)[0])
        return _hit(0, 0, who, "handle") if who else None

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
        parts = parts_of(name)
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
        if whole and squeezed[start:end] not in self._unless:
            return True
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


def _stuck_together(reading: Reading, i: int, raw: str) -> bool:
    """`VoteLabour` with no sign before it: a capital inside a word."""
    mixed = _LEAST_STUCK < len(raw) < LONGEST_TAG and not (raw[1:].islower() or raw.isupper())
    return mixed and not reading.folded.text.startswith("#", reading.starts[i])


def _hit(start: int, end: int, who: str, what: str) -> Hit:
    why = f"This holds a name of {who}."
    return Hit(FindingKind.PARTY, start, end, who, f"party.{what}", Certainty.CERTAIN, why)


def squeezed_name(name: str) -> str:
    """A tag in small letters, without underscores."""
    return name.replace("_", "").lower()


def parts_of(name: str) -> list[str]:
    """A tag cut at capitals, underscores and digits: `LabourDoorStep2027` -> Labour, Door, Step, 2027."""
    parts: list[str] = []
    for k, character in enumerate(name):
        new = k == 0 or (character.isupper() and (not name[k - 1].isupper() or name[k + 1 : k + 2].islower()))
        if new or character.isdigit() != name[k - 1].isdigit() or character == "_":
            parts.append("")
        parts[-1] += character
    return [part for part in parts if part.strip("_")]
