"""A bundle as a page to read and print: no script, nothing from elsewhere, all words escaped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

WITHHELD: Final = "(withheld)"
_STYLE: Final = (
    "body{font-family:sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;line-height:1.4}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:.3rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}blockquote{border-left:3px solid #888;margin:0;"
    "padding-left:1rem;white-space:pre-wrap;overflow-wrap:anywhere}code{font-size:.75rem}"
    "@media print{body{max-width:none;margin:0}tr,blockquote{break-inside:avoid}}"
)
_HEAD: Final = (
    '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
)

Text = tuple[int, int, str, Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page is made of: entries as people read them, the words of revisions, clauses by rule."""

    body: str
    zone: ZoneInfo
    redacted: Sequence[str]
    entries: Sequence[Mapping[str, Any]]
    texts: Sequence[Text]
    clauses: Mapping[str, str]


def report(told: Told) -> bytes:
    """The page."""
    return ("".join(_page(told))).encode("utf-8", "backslashreplace")


def _page(told: Told) -> Iterator[str]:
    title = f"What was published, and who approved it: {told.body}"
    yield f"{_HEAD}<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
    yield f"<h1>{escape(title)}</h1>\n"
    yield (
        "<p>Made by purdahgate from a signed record. Whether it says what the record says is checked by: "
        "<code>purdahgate audit verify BUNDLE</code>. Times are local.</p>\n"
    )
    if told.redacted:
        yield f"<p>Left out: {escape(', '.join(told.redacted))}.</p>\n"
    names = _names(told)
    for post in sorted({each["post"] for each in told.entries if "post" in each}):
        yield f"<h2>Post {post}</h2>\n"
        yield from _texts(told, post)
        yield from _steps(told, [each for each in told.entries if each.get("post") == post], names)
    yield "<h2>Rules, calendar, people and stops</h2>\n"
    yield from _steps(told, [each for each in told.entries if "post" not in each], names)
    yield "</body></html>\n"


def _names(told: Told) -> Mapping[str, str]:
    """What each actor is called on the page."""
    actors = dict.fromkeys(str(each["actor"]) for each in told.entries)
    if "actor" not in told.redacted:
        return {name: name for name in actors}
    return {name: f"Person {number}" for number, name in enumerate(actors, 1)}


def _texts(told: Told, post: int) -> Iterator[str]:
    for of, number, digest, content in told.texts:
        if of == post:
            words = str(content.get("text", "")) if content else WITHHELD
            yield f"<p>Revision {number}, digest <code>{escape(digest)}</code>:</p>"
            yield f"<blockquote>{escape(words)}</blockquote>\n"
            more = [
                f"{name}: {content[name]}" for name in ("account", "link") if content and content.get(name)
            ]
            media = [f"{one['name']}: SHA-256 {one['digest']}" for one in (content or {}).get("media", ())]
            if more or media:
                yield f"<p>{escape('. '.join(map(str, [*more, *media])))}.</p>\n"


def _steps(told: Told, entries: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Iterator[str]:
    yield "<table><thead><tr><th>Entry</th><th>When</th><th>Who</th><th>What</th></tr></thead><tbody>\n"
    for each in entries:
        at = datetime.fromisoformat(str(each["at"])).astimezone(told.zone)
        when = f"{at.day} {at:%b %Y %H:%M:%S}"
        cells = (str(each["seq"]), when, names[str(each["actor"])])
        said = "".join(f"<p>{escape(line)}</p>" for line in _said(told, each))
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}<td>{said}</td></tr>\n"
    yield "</tbody></table>\n"


def _said(told: Told, entry: Mapping[str, Any]) -> Iterator[str]:
    moves = f": {entry['from']} to {entry['to']}" if "to" in entry else ""
    yield f"{entry['action']}{moves}"
    for rule in entry.get("reasons") or ():
        clause = told.clauses.get(str(rule))
        yield f"Rule {rule}: {clause}" if clause else f"Rule {rule}"
    if entry.get("windows"):
        yield f"Pre-election periods: {', '.join(map(str, entry['windows']))}"
    for name, title in (
        ("why", "Reason given"),
        ("what", "Change"),
        ("detail", "Outcome"),
        ("due_at", "Due"),
    ):
        if entry.get(name):
            yield f"{title}: {WITHHELD if name in told.redacted else entry[name]}"
    for name in ("answers", "changes"):
        if entry.get(name):
            yield from _pairs(name, entry[name], hidden=name in told.redacted)
    if entry.get("revision"):
        yield f"Revision {entry['revision']}"
    yield f"Signed by the key {entry['key']}" if entry.get("key") else "Follows from others; nobody signs it"


def _pairs(name: str, held: Any, *, hidden: bool) -> Iterator[str]:
    if hidden or not isinstance(held, dict):
        yield f"{name.capitalize()}: {WITHHELD if hidden else held}"
        return
    for key, value in sorted(held.items()):
        yield f"{name.capitalize()}, {key}: {value}"
