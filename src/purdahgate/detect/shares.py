"""Passing on what a party's or a Member's account posted."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from purdahgate.detect.mentions.hits import Hit
from purdahgate.detect.mentions.reading import Reading, Special
from purdahgate.domain.findings import Finding, FindingKind

# Who an account belongs to on a day, where it is a party's or a Member's.
Account = Callable[[str, date], Hit | None]

_PASSED_ON: Final = frozenset({"rt", "mt", "via", "repost", "reposted", "retweet", "retweeted", "reskeeted"})
_LONGEST: Final = 80
_LINK: Final = re.compile(
    r"(?:https?://)?(?:www\.|m\.|mobile\.)?(?P<host>x\.com|twitter\.com|bsky\.app|facebook\.com|fb\.com|instagram\.com"
    r"|threads\.(?:net|com)|tiktok\.com|linkedin\.com|youtube\.com)/"
    r"(?P<path>[^\s?#]{1,300})",
    re.IGNORECASE,
)
# What stands before the account in a path, and what shows that the path leads to a post of it.
_BEFORE: Final = frozenset({"profile", "in", "company", "pages", "c", "user", "people"})
_POST: Final = frozenset(
    {"status", "statuses", "post", "posts", "reel", "reels", "p", "video", "videos", "photo", "photos", "tv"}
)


class Shares:
    """Finds posts of political accounts that are passed on: `RT @account`, or a link to such a post."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def find(self, reading: Reading, day: date, field: str = "text") -> tuple[Finding, ...]:
        """One finding for each account shared from, by place."""
        found = []
        for special in reading.specials:
            for start, end in _accounts(reading, special):
                hit = self._account(reading.folded.text[start:end], day)
                if hit:
                    found.append(_finding(reading, start, end, hit, field))
        return tuple(found)


def _accounts(reading: Reading, special: Special) -> Iterator[tuple[int, int]]:
    """Where the account passed on from stands, if this handle or link passes anything on."""
    if special.kind == "@":
        i = special.index
        passed = i > 0 and reading.words[i - 1] in _PASSED_ON
        if passed and special.end - special.start <= _LONGEST:
            yield special.start + 1, special.end
    elif special.kind == "/":
        yield from _in_link(reading.folded.text, special)


def _in_link(text: str, special: Special) -> Iterator[tuple[int, int]]:
    link = _LINK.match(text, special.start, special.end)
    if not link:
        return
    place, parts = link.start("path"), link["path"].split("/")
    while parts and (parts[0].lower() in _BEFORE or not parts[0]):
        place += len(parts.pop(0)) + 1
    if len(parts) > 1 and parts[1].lower() in _POST:
        skipped = len(parts[0]) - len(parts[0].lstrip("@"))
        if skipped < len(parts[0]) <= _LONGEST:
            yield place + skipped, place + len(parts[0])


def _finding(reading: Reading, first: int, last: int, hit: Hit, field: str) -> Finding:
    start, end = reading.folded.span(first, last)
    return Finding(
        kind=FindingKind.SHARE,
        start=start,
        end=end,
        text=reading.folded.original[start:end],
        who=hit.who,
        rule=f"share.{hit.kind.value}",
        certainty=hit.certainty,
        why=f"What this account posted is passed on. {hit.why}",
        field=field,
    )
