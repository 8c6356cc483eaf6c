"""Somebody who can write the database, knows the code and has a key of their own: what they can forge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from purdahgate.domain.audit import Entry, seal
from purdahgate.domain.canonical import canonical, read_back
from purdahgate.domain.clock import rfc3339
from purdahgate.errors import PurdahgateError
from purdahgate.keys.key_files import FileSigner, read_key_file, unlock
from purdahgate.store import tables  # noqa: F401  (the tables, for whoever forges without the product)
from purdahgate.worker import Worker

PLAIN = "Bins are collected on Friday"
EVENT = "Spring fair in the park"
DUE = "2027-03-08T09:00"
INSIDE = "2027-04-20T09:00"
Rows = Sequence[tuple[str, dict[str, Any]]]


def signer(office, key: str, name: str = "") -> FileSigner:
    """The key of `key`, passed off as that of `name`."""
    file = read_key_file(office.folder / "keys" / key)
    return FileSigner(name or key, file.key, unlock(file, None))


def unguarded(office) -> None:
    """Take out the triggers, which guard against accidents."""
    for (name,) in office.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        office.sql(f"DROP TRIGGER {name}")


def forge(
    office,
    action: str,
    actor: str,
    *,
    key: str | None = None,
    post: int | None = None,
    at: datetime | None = None,
    rows: Rows = (),
    **facts: Any,
) -> None:
    """Write an entry of `actor` and its rows, signed by the key of `key`; by nobody's where that is empty."""
    key = actor if key is None else key
    with office.app.store.writing() as book:
        book.sign_as(lambda: signer(office, key, actor), office.app.config.body.name)
        book._dry_run = not key
        at = at or office.clock()
        for table, row in rows:
            book._insert(table, **{"by": actor, "at": at, **row})
        book.append(Entry(action, actor, at, post, facts))


def forge_move(office, post_id: int, action: str, actor: str, to: str, rows: Rows = (), **more: Any) -> None:
    """The same for a move of a post, which is then where it says."""
    post = office.post(post_id)
    key, facts = more.pop("key", None), {"outcome": "hold", **more}
    forge(
        office,
        action,
        actor,
        key=key,
        post=post_id,
        rows=rows,
        **{
            "from": post.state.value,
            "to": to,
            "revision": post.digest,
            "account": post.revision.account,
            "number": post.number,
            "due_at": rfc3339(post.due_at) if post.due_at else None,
            **facts,
        },
    )
    flip(office, post_id, to)


def flip(office, post_id: int, state: str) -> None:
    """Let a post stand elsewhere, for the worker to find."""
    office.sql(f"UPDATE post SET state = '{state}', release_at = due_at WHERE id = {post_id}")


def sign_off_of(office, post_id: int, **other: Any) -> tuple[str, dict[str, Any]]:
    """An approval that fits the post as it stands and the verdict that it will get."""
    post = office.post(post_id)
    with office.app.store.reading() as book:
        from purdahgate.usecases.judge import judge_post

        world = office.app.world_now(book)
        seen = judge_post(book, world, replace(post), office.clock()).verdict.atoms()
    row = {
        "post_id": post_id,
        "revision": post.digest,
        "decision": "approved",
        "reason": "factual",
        "due_at": post.due_at,
        "outcome": "hold",
        "seen": canonical(sorted(seen)).decode(),
        "number": post.number,
        "roles": '["approver"]',
        "answers": "{}",
    }
    return "sign_off", row | other


def rewrite(office, first: int, change) -> None:
    """Change the values of entry `first`, and chain all behind it anew."""
    unguarded(office)
    prev = ""
    for seq, before, body, _ in office.sql("SELECT seq, prev, body, hash FROM audit ORDER BY seq"):
        values = read_back(body)
        if seq == first:
            values = change(values)
        one = seal(canonical(values).decode(), seq, prev if seq > first else before)
        prev = one.hash
        post = values.get("post", "NULL")
        text = one.body.replace("'", "''")
        office.sql(
            f"UPDATE audit SET prev = '{seq}' WHERE prev = '{one.prev}' AND seq <> {seq}",
            f"UPDATE audit SET prev = '{one.prev}', body = '{text}', hash = '{prev}', post_id = {post} "
            f"WHERE seq = {seq}",
        )


def cut(office, behind: int) -> None:
    """Take out every entry behind `behind`."""
    unguarded(office)
    office.sql(f"DELETE FROM leaf WHERE seq > {behind}", f"DELETE FROM audit WHERE seq > {behind}")


def length(office) -> int:
    return int(office.sql("SELECT count(*) FROM audit")[0][0])


def told(office, worker: Worker | None = None) -> str:
    """Let the worker work once; all that it told of, in one line."""
    lines: list[str] = []
    worker = worker or Worker(office.app)
    worker._trouble = lines.append
    try:
        lines += [each.why for each in worker.once()]
    except PurdahgateError as bad:
        lines.append(str(bad))
    return " | ".join(lines)


def approved(office, text: str = EVENT) -> int:
    """A post that needed an approver and has one; its time has come."""
    post = office.add(text, INSIDE, category="event").post.id
    office.approve(post)
    office.clock.set(INSIDE)
    return post


def held(office, text: str = EVENT, by: str = "olive") -> int:
    """A post that waits for an approver; its time has come."""
    post = office.add(text, INSIDE, by, category="event").post
    assert post.state == "held"
    office.clock.set(INSIDE)
    return post.id


def cleared(office) -> int:
    """A post that nothing held; its time has come."""
    post = office.add(PLAIN, DUE).post.id
    office.clock.set(DUE)
    return post
