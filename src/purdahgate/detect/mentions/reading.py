"""A post cut into words, each with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from purdahgate.detect.mentions.folding import Folded, fold
from purdahgate.detect.mentions.letter_by_letter import spelt_out
from purdahgate.detect.mentions.spellings import Spellings

_TOKEN: Final = re.compile(r"((?i:https?://|www\.)\S+)|([#@][^\W_]\w*)|([^\W_]+)|&(?:amp;)?")
_KINDS: Final = {1: "/", 3: "w", None: "&"}
_HOST: Final = re.compile(r"[^\W_][\w-]*(?:\.[^\W_][\w-]*)+(?:/\S*)?")
_HANDLE_HOST: Final = re.compile(r"(?:\.[^\W_][\w-]*)+")
_TIES: Final = frozenset(
    {" ", "", "-", "'", "  ", "\xa0", "/", "_", " '", "' ", ' "', '" ', " (", "- ", " -"}
)
_SENTENCE_ENDS: Final = frozenset(".!?\n:;\u2022|")
_LONGEST_SMALL_WORD: Final = 3
_LEAST_HEADLINE: Final = 6
_SPECIAL: Final = frozenset("#@e/")
PLAIN: Final = Spellings()
_Piece = tuple[int, int, str]
_LONGEST_HOST: Final = 253
_TOP_DOMAINS: Final = frozenset(
    {"uk", "com", "org", "net", "gov", "scot", "wales", "cymru", "london", "party", "coop", "house", "social"}
    | {"ie", "eu", "info", "me", "tv", "co", "io", "app", "news"}
)


@dataclass(frozen=True, slots=True)
class Special:
    """A hashtag (`#`), handle (`@`), e-mail address (`e`) or link (`/`), and its place."""

    kind: str
    start: int
    end: int
    index: int


@dataclass(slots=True)
class Reading:
    """The words of a post: `words` in lower case, `raws` as written, `starts` and `ends` in the folded text.

    A hashtag is also a word, without its sign; a handle or a link is the empty word. `vocabulary` holds every
    word once.
    """

    folded: Folded
    words: list[str]
    raws: list[str]
    starts: list[int]
    ends: list[int]
    specials: list[Special]
    vocabulary: frozenset[str] = field(default=frozenset())
    _headline: bool | None = None

    def gap(self, i: int) -> str:
        """What stands between word `i` and the next; spaces are one."""
        gap = self.folded.text[self.ends[i] : self.starts[i + 1]]
        return " " if len(gap) > 1 and gap.isspace() and "\n" not in gap else gap

    def tied(self, i: int) -> bool:
        """Whether word `i` and the next may belong to one phrase; false at the last word.

        A line end parts nothing: else a mention broken over two lines would pass.
        """
        return i + 1 < len(self.words) and ((gap := self.gap(i)) in _TIES or gap.isspace())

    def opens_sentence(self, i: int) -> bool:
        """Whether word `i` is the first of the text or of a sentence, as far as the punctuation shows."""
        if i == 0:
            return True
        return not _SENTENCE_ENDS.isdisjoint(self.gap(i - 1))

    def before(self, i: int) -> str:
        """The word tied in front of word `i`, or nothing."""
        return self.words[i - 1] if i and self.tied(i - 1) else ""

    def after(self, i: int) -> str:
        """The word tied behind word `i`, past a possessive `s`, or nothing."""
        return self.words[i + 1] if self.tied(i) else ""

    @property
    def headline(self) -> bool:
        """Whether nearly every longer word has a capital, as in a headline."""
        if self._headline is None:
            longer = [raw for raw in self.raws if len(raw) > _LONGEST_SMALL_WORD and raw.isalpha()]
            capitals = sum(raw[:1].isupper() for raw in longer)
            self._headline = len(longer) > _LEAST_HEADLINE and capitals > len(longer) * 0.8
        return self._headline

    def capital(self, i: int) -> bool:
        """Whether word `i` begins with a capital."""
        return self.raws[i][:1].isupper()

    def follows(self, i: int, phrase: tuple[str, ...]) -> bool:
        """Whether `phrase` stands at word `i`, all its words tied."""
        end = i + len(phrase)
        if tuple(self.words[i:end]) != phrase:
            return False
        return self.together(i, end)

    def together(self, i: int, end: int) -> bool:
        """Whether the words from `i` to before `end` are tied, or a comma stands between."""
        return all(self.tied(k) or self.gap(k) == ", " for k in range(i, end - 1))


def content(reading: Reading, special: Special) -> str:
    """A tag without its sign."""
    return reading.folded.text[special.start + 1 : special.end]


def read(text: str, spellings: Spellings = PLAIN) -> Reading:
    """Cut `text` into words; those of `spellings` however they are written."""
    folded = spellings.undisguised(fold(text))
    reading = Reading(folded, [], [], [], [], [])
    for start, end, kind in spelt_out(folded.text, list(_cut(folded.text)), spellings.words):
        _take(reading, start, end, kind, spellings.slips)
    reading.vocabulary = frozenset(reading.words)
    return reading


def _cut(text: str) -> Iterator[_Piece]:
    """Words, tags and links, with their kinds (see Special; `w` is a word)."""
    place, no_host_before, search = 0, 0, _TOKEN.search
    while found := search(text, place):
        start, place = found.span()
        kind = _KINDS.get(found.lastindex) or text[start]
        if kind == "@":
            place, kind = _handle_end(text, start, place)
        elif kind == "w" and start >= no_host_before and text.startswith(".", place):
            no_host_before, is_host = _host_end(text, start)
            if is_host:
                place, kind = no_host_before, "/"
        yield start, place, kind


def _handle_end(text: str, start: int, end: int) -> tuple[int, str]:
    """A handle takes its host along (`@name.example.social`); after a letter it is an e-mail address."""
    kind = "e" if start and (text[start - 1].isalnum() or text[start - 1] in "._-") else "@"
    host = _HANDLE_HOST.match(text, end, end + _LONGEST_HOST)
    if host and host.group().rpartition(".")[2].lower() in _TOP_DOMAINS:
        return host.end(), kind
    return end, "@"


def _host_end(text: str, start: int) -> tuple[int, bool]:
    """Where dotted words from `start` end, and whether they are a host and path (`labour.org.uk/join`)."""
    found = _HOST.match(text, start, start + _LONGEST_HOST)
    if not found:
        return start, False
    host = found.group().partition("/")[0]
    return found.end(), host.rpartition(".")[2].lower() in _TOP_DOMAINS


def _take(reading: Reading, start: int, end: int, kind: str, slips: Mapping[str, str]) -> None:
    raw = reading.folded.text[start:end]
    if kind in _SPECIAL:
        reading.specials.append(Special(kind, start, end, len(reading.words)))
        raw = raw[1:] if kind == "#" else ""
    elif kind == "s":
        raw = "".join(character for character in raw if character.isalnum())
    word = raw.lower()
    reading.words.append("and" if kind == "&" else slips.get(word, word))
    reading.raws.append(raw)
    reading.starts.append(start)
    reading.ends.append(end)
