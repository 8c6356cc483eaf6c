"""The conditions of a rule in words."""

from collections.abc import Iterable, Iterator

from purdahgate.domain.conditions import When

_BOTH = {
    "shares": ("it shares somebody else's post", "it shares nobody's post"),
    "asap": ("it is due as soon as it may go out", "it is due at a set time"),
    "expires": ("it is to be taken down at a set time", "it is to stay"),
}
_LISTS = {
    "category": "its category is {}",
    "category_not": "its category is not {}",
    "account": "it goes out on {}",
    "media": "it carries {} (none: no medium)",
    "words": "it says {}",
    "links_to": "it links to {} sites (none: to nothing)",
    "circumstance": "this holds: {}",
}


def in_words(when: When) -> tuple[str, ...]:
    """Each condition, one phrase each; all of them must hold."""
    exemptions = (f"but not where {', and '.join(_plain(each))}" for each in when.unless)
    return (*_plain(when), *exemptions)


def _plain(when: When) -> tuple[str, ...]:
    return (*_of_windows(when), *_of_the_post(when), *_of_what_happened(when))


def _of_windows(when: When) -> Iterator[str]:
    if when.election:
        none = "no" if when.window is False else "a"
        yield f"{none} pre-election period of a poll of the kind {_any(when.election)} is open"
    elif when.window is not None:
        yield "a pre-election period is open" if when.window else "no pre-election period is open"


def _of_the_post(when: When) -> Iterator[str]:
    if when.finding:
        sure = f", {_any(when.certainty)}" if when.certainty else ""
        yield f"it has {_any(when.finding)}{sure}"
    for name, phrase in _LISTS.items():
        if values := getattr(when, name):
            yield phrase.format(_any(values))
    for name, (true, false) in _BOTH.items():
        if (wanted := getattr(when, name)) is not None:
            yield true if wanted else false
    if when.longer_than is not None:
        yield f"it is longer than {when.longer_than:,} characters"


def _of_what_happened(when: When) -> Iterator[str]:
    for given, phrase in (
        (when.answered, f"its author has answered {_all(when.answered)}"),
        (when.unanswered, f"its author has not answered {_all(when.unanswered)}"),
        (when.ruled, "the monitoring officer set a finding aside"),
        (when.history, f"it was {when.history}"),
        (when.doubt, "the calendar or a register cannot be relied on"),
        (when.alone, "nothing else holds or blocks it"),
    ):
        if given:
            yield phrase


def _any(values: Iterable[str]) -> str:
    return " or ".join(sorted(map(str, values)))


def _all(values: Iterable[str]) -> str:
    return " and ".join(sorted(values))
