"""Prove a post: its rows are those that its signed entries brought, and its state is where they lead."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from purdahgate.domain.clock import rfc3339
from purdahgate.domain.post import Post
from purdahgate.errors import UnprovenError
from purdahgate.store.reading import Reading
from purdahgate.usecases.prove_record import Proved
from purdahgate.usecases.trail import Brought, Trail, bring, unproven

POST_TABLES: Final = ("revision", "sign_off", "ruling", "authority")
# The rows of a table, in order, each with the entry that brought it.
Pairs = Sequence[tuple[Mapping[str, Any], Proved]]
_PAST: Final = "Somebody has written to the database past purdahgate: see audit list"


def prove_post(book: Reading, post: Post, entries: Iterable[Proved]) -> None:
    """Hold `post` and its rows against its proved entries; UnprovenError says what is not as they have it.

    Nobody may have passed what they wrote, or approved what they ruled on.
    """
    trail = Trail(post.id)
    for each in entries:
        trail.follow(each)
    hold_post(post, trail)
    for name in POST_TABLES:
        if book.kept(name, post.id) != trail.brought.get(name, []):
            raise not_as_recorded(name, post.id)
    said = [_said(each.row) for each in book.kept("sign_off", post.id)]
    if said != trail.decided:
        raise unproven(post.id, "an entry brought another decision than it tells of")
    trail.refuse_own()


def _said(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a row of sign_off says of a decision, that its entry has to say too."""
    due_at = rfc3339(row["due_at"]) if row["due_at"] else None
    return row["revision"], row["number"], due_at, row["outcome"], row["decision"]


def hold_post(post: Post, trail: Trail) -> None:
    """Hold a post as it stands against where its entries lead."""
    if not trail.entries:
        raise unproven(post.id, "the record has no entry of it")
    for what, stored, recorded in (
        ("state", post.state, trail.state),
        ("revision", (post.number, post.digest), (trail.number, trail.digest)),
        ("account", post.revision.account, trail.account),
        ("writers", (post.author, post.writers), (trail.author, trail.writers)),
        ("due time", post.due_at, trail.due_at),
    ):
        if stored != recorded:
            raise unproven(post.id, f"its {what} is not what the record says")
    if post.erased and not trail.erased:
        raise unproven(post.id, "its words are gone, and nobody erased them")


def prove_rows(book: Reading, tables: Sequence[str], entries: Iterable[Proved]) -> Mapping[str, Pairs]:
    """Hold covered rows against the entries that brought them, in order; gives each row with its entry.

    UnprovenError for a row that no entry brought, one that was changed, or one that is gone.
    """
    brought: Brought = {}
    by: dict[str, list[Proved]] = {}
    for each in entries:
        bring(brought, each)
        for name, digests in each.kept.items():
            by.setdefault(name, []).extend([each] * len(digests))
    hold_rows(book, tables, brought)
    rows = {name: [each.row for each in book.kept(name)] for name in tables}
    return {name: list(zip(rows[name], by.get(name, ()), strict=True)) for name in tables}


def hold_rows(book: Reading, tables: Sequence[str], brought: Brought) -> None:
    """Hold covered rows against what entries of no post brought, in order."""
    for name in tables:
        if book.kept(name) != brought.get(name, []):
            raise not_as_recorded(name)


def not_as_recorded(table: str, post_id: int = 0) -> UnprovenError:
    """The rows of a table are not those that the record has."""
    whose = f"of post {post_id} " if post_id else ""
    return UnprovenError(f"the rows {whose}in table {table} are not those that the record has", mend=_PAST)
