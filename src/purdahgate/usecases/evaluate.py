"""Measure the detector on labelled posts: precision and recall, with every miss and false alarm."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from purdahgate.detect.detector import Detector
from purdahgate.domain.findings import Finding, FindingKind
from purdahgate.domain.post import Category, Due, Revision, check_text
from purdahgate.domain.score import Score
from purdahgate.errors import DataError, PurdahgateError
from purdahgate.usecases.check import jsonl_texts

# The label of each kind that is scored, as it stands in the file.
LABELS: Final = {
    FindingKind.PARTY: "party_mention",
    FindingKind.MEMBER: "member_mention",
    FindingKind.POLITICAL: "political",
}
_SPAN_PARTS: Final = 3
_LONGEST_ID: Final = 200
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One post that somebody has read: which kinds it shows (without the unsure), and where if given."""

    id: str
    line: int
    text: str
    shows: Mapping[FindingKind, bool]
    spans: Mapping[FindingKind, frozenset[_Span]]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A post that was judged otherwise than it is labelled; `spans` are the words in question."""

    id: str
    line: int
    text: str
    spans: tuple[_Span, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind over all posts; `spans` counts exact spans, in the posts whose spans are labelled."""

    kind: FindingKind
    posts: Score
    spans: Score
    misses: tuple[Wrong, ...]
    false_alarms: tuple[Wrong, ...]


def evaluate(detector: Detector, path: Path, day: date) -> tuple[int, tuple[Measured, ...]]:
    """How many posts the file has, and each kind that is labelled in it, measured as of `day`.

    DataError, naming the line, for the first that cannot be scored, and for a file without a label.
    """
    posts = [(post, _found(detector, post.text, day)) for post in _read(path)]
    measured = tuple(_measure(kind, posts) for kind in LABELS if any(kind in post.shows for post, _ in posts))
    if not measured:
        mend = f"Give lines with {', '.join(LABELS.values())} as true or false"
        raise DataError("the file has no label to score by", where=str(path), mend=mend)
    return len(posts), measured


def _found(detector: Detector, text: str, day: date) -> tuple[Finding, ...]:
    return detector.findings(Revision(text, "", Category.UNSTATED, Due("evaluation", None)), day)


def _measure(kind: FindingKind, posts: Iterable[tuple[Labelled, tuple[Finding, ...]]]) -> Measured:
    posts_right, spans_right = Score(), Score()
    misses: list[Wrong] = []
    false_alarms: list[Wrong] = []
    for post, findings in posts:
        if kind not in post.shows:
            continue
        seen = [one for one in findings if one.kind is kind]
        posts_right += Score.of(labelled=post.shows[kind], found=bool(seen))
        spans = frozenset((one.start, one.end) for one in seen)
        if kind in post.spans:
            spans_right += Score.of_sets(post.spans[kind], spans)
        if post.shows[kind] and not seen:
            misses.append(_wrong(post, post.spans.get(kind, frozenset())))
        elif seen and not post.shows[kind]:
            false_alarms.append(_wrong(post, spans, dict.fromkeys(one.rule for one in seen)))
    return Measured(kind, posts_right, spans_right, tuple(misses), tuple(false_alarms))


def _wrong(post: Labelled, spans: Iterable[_Span], rules: Iterable[str] = ()) -> Wrong:
    return Wrong(post.id, post.line, post.text, tuple(sorted(spans)), tuple(rules))


def _read(path: Path) -> Iterator[Labelled]:
    for line, values in jsonl_texts(path):
        try:
            yield _labelled(line, values)
        except PurdahgateError as bad:
            raise DataError(bad.message, where=f"{path}:{line}", mend=bad.mend) from None


def _labelled(line: int, values: Mapping[str, Any]) -> Labelled:
    text = values["text"]
    if not isinstance(text, str):
        raise DataError("'text' is not text")
    unsure = _unsure(values.get("unsure", []))
    shows = {}
    for kind, label in LABELS.items():
        shown = values.get(label)
        if not isinstance(shown, bool | None):
            raise DataError(f"{label!r} is not true or false")
        if shown is not None and kind.value not in unsure:
            shows[kind] = shown
    name = values.get("id", f"line {line}")
    if not isinstance(name, str | int) or len(str(name)) > _LONGEST_ID:
        raise DataError("'id' is no short text or number")
    return Labelled(str(name), line, check_text(text), shows, _spans(text, shows, values.get("spans", [])))


def _unsure(given: Any) -> frozenset[str]:
    kinds = {kind.value for kind in LABELS}
    if not isinstance(given, list) or any(each not in kinds for each in given):
        raise DataError("'unsure' is no list of kinds", mend=f"Kinds: {', '.join(sorted(kinds))}")
    return frozenset(given)


def _spans(text: str, shows: Mapping[FindingKind, bool], given: Any) -> dict[FindingKind, frozenset[_Span]]:
    """The labelled spans by kind. A kind that is shown and has no span was not marked up."""
    if not isinstance(given, list):
        raise DataError("'spans' is no list", mend='Write each as [0, 6, "party"]')
    marked: dict[FindingKind, set[_Span]] = {kind: set() for kind, shown in shows.items() if not shown}
    for span in given:
        kind, start, end = _span(text, span)
        if shows.get(kind):
            marked.setdefault(kind, set()).add((start, end))
    return {kind: frozenset(spans) for kind, spans in marked.items()}


def _span(text: str, span: Any) -> tuple[FindingKind, int, int]:
    """One span [start, end, kind], in code points of the text."""
    kinds = {kind.value: kind for kind in LABELS}
    if (
        not isinstance(span, list)
        or len(span) != _SPAN_PARTS
        or any(type(place) is not int for place in span[:2])
        or not 0 <= span[0] < span[1] <= len(text)
        or span[2] not in list(kinds)
    ):
        raise DataError("a span is no place in the text with a kind", mend='Write each as [0, 6, "party"]')
    return kinds[span[2]], span[0], span[1]
