"""Prove a post: its rows are those that its signed entries brought, and its state is where they lead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from purdahgate.domain.lifecycle import Action, State, move
from purdahgate.domain.post import Post
from purdahgate.errors import NotAllowedError, UnprovenError
from purdahgate.store.chain import Kept
from purdahgate.store.reading import Reading
from purdahgate.usecases.prove_record import Proved

_TABLES: Final = ("revision", "sign_off", "ruling", "authority")
_ACTIONS: Final = frozenset(Action)


@dataclass(slots=True)
class _Led:
    """Where a post's entries lead."""

    state: State = State.NEW
    number: int = 0
    digest: str = ""
    account: str = ""
    author: str = ""
    writers: frozenset[str] = frozenset()
    due_at: datetime | None = None


def prove_post(book: Reading, post: Post, entries: Iterable[Proved]) -> None:
    """Hold `post` and its rows against its proved entries; UnprovenError says what is not as they have it."""
    entries = tuple(entries)
    if not entries:
        raise _unproven(post, "the record has no entry of it")
    led = _led(post, entries)
    for what, stored, recorded in (
        ("state", post.state, led.state),
        ("revision", (post.number, post.digest), (led.number, led.digest)),
        ("account", post.revision.account, led.account),
        ("writers", (post.author, post.writers), (led.author, led.writers)),
        ("due time", post.due_at, led.due_at),
    ):
        if stored != recorded:
            raise _unproven(post, f"its {what} is not what the record says")
    prove_rows(book, _TABLES, entries, post)


def prove_rows(
    book: Reading, tables: Sequence[str], entries: Iterable[Proved], post: Post | None = None
) -> None:
    """Hold covered rows against the entries that brought them, in order; of one post, or those of none.

    UnprovenError for a row that no entry brought, one that was changed, or one that is gone.
    """
    brought: dict[str, list[Kept]] = {name: [] for name in tables}
    for each in entries:
        for name, digests in each.kept.items():
            if name in brought:
                brought[name] += [Kept(digest, str(each.values["actor"]), each.at) for digest in digests]
    for name, rows in brought.items():
        if book.kept(name, post.id if post else None) != rows:
            whose = f"of post {post.id} " if post else ""
            raise UnprovenError(
                f"the rows {whose}in table {name} are not those that the record has",
                mend="Somebody has written to the database past purdahgate: see audit list",
            )


def _led(post: Post, entries: Sequence[Proved]) -> _Led:
    led = _Led()
    for each in entries:
        if each.action in _ACTIONS:
            try:
                _follow(led, each, post)
            except (KeyError, TypeError, ValueError):
                raise _unproven(post, f"entry {each.sealed.seq} does not say what became of it") from None
    return led


def _follow(led: _Led, entry: Proved, post: Post) -> None:
    values, action = entry.values, Action(entry.action)
    before, after = State(values["from"]), State(values["to"])
    if before is not led.state:
        raise _unproven(post, f"entry {entry.sealed.seq} does not go on from where it stood")
    try:
        move(before, action, after, post.id)
    except NotAllowedError:
        raise _unproven(post, f"entry {entry.sealed.seq} makes a move that there is not") from None
    led.state = after
    if action in (Action.SUBMIT, Action.EDIT):
        _save(led, entry, post)
    elif values["revision"] != led.digest:
        raise _unproven(post, f"entry {entry.sealed.seq} is of another revision")
    elif action is Action.APPROVE:
        led.due_at = datetime.fromisoformat(values["due_at"]) if values["due_at"] else None


def _save(led: _Led, entry: Proved, post: Post) -> None:
    values: Mapping[str, Any] = entry.values
    if led.number and values.get("revision_before") != led.digest:
        raise _unproven(post, f"entry {entry.sealed.seq} edits another revision")
    author = str(values["actor"])
    led.number += 1
    led.digest, led.account = str(values["revision"]), str(values["account"])
    led.author = led.author or author
    led.writers |= {author}
    at = values["due_at"]
    led.due_at = datetime.fromisoformat(at) if at else None


def _unproven(post: Post, said: str) -> UnprovenError:
    return UnprovenError(
        f"post {post.id} is not as it was signed: {said}",
        mend=f"It cannot go out. Withdraw it, and see what happened: purdahgate audit list --post {post.id}",
    )
