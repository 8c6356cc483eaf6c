"""Words and phrases that a rule names, looked for in what a reader sees of a post."""

import re
from collections.abc import Iterable
from functools import lru_cache

from purdahgate.domain.post import Revision


def as_phrase(text: str) -> str:
    """A phrase as it is looked for: capitals and the space between words are no difference."""
    return " ".join(text.casefold().split())


def phrases_in(revision: Revision, phrases: Iterable[str]) -> list[str]:
    """Those of `phrases`, each made by `as_phrase`, that stand in the post as whole words, in order."""
    text = as_phrase(" \n".join([text for _, text in revision.fields()]))
    return [each for each in phrases if each in text and _whole(each).search(text)]


class Phrases:
    """Phrases that are looked for in many posts: of most posts it is quick to say that none stands there."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for each in phrases:
            self._by_first.setdefault(each.partition(" ")[0], []).append(each)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def found_in(self, revision: Revision) -> list[str]:
        """Those that stand in the post."""
        said = "\n".join([text for _, text in revision.fields()]).casefold()
        near = [each for first, some in self._by_first.items() if first in said for each in some]
        return phrases_in(revision, near) if near else []


NO_PHRASES = Phrases(())


@lru_cache(1_000)
def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)")
