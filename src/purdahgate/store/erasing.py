"""Erase the words of one post wherever they are kept; its rows, and every digest, stay."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, exists, select, update
from sqlmodel import SQLModel

from purdahgate.store.tables import ERASED

_TABLES = SQLModel.metadata.tables


def erase_words(connection: Connection, post_id: int, media: Collection[str]) -> None:
    """Erase the leaves, revisions, reasons, findings and likenesses of a post, and `media` of no other."""
    audit, leaf, revision = _TABLES["audit"], _TABLES["leaf"], _TABLES["revision"]
    of_post = select(audit.c.seq).where(audit.c.post_id == post_id)
    connection.execute(delete(leaf).where(leaf.c.seq.in_(of_post)))
    digests = select(revision.c.digest).where(revision.c.post_id == post_id)
    findings = _TABLES["findings"]
    connection.execute(delete(findings).where(findings.c.revision.in_(digests)))
    for name, values in ERASED.items():
        rows = _TABLES[name]
        connection.execute(update(rows).where(rows.c.post_id == post_id).values(values))
    post = _TABLES["post"]
    connection.execute(update(post).where(post.c.id == post_id).values(preview="", says=""))
    _forget(connection, post_id)
    medium = _TABLES["medium"]
    for digest in media:
        elsewhere = exists().where(revision.c.content.contains(digest))
        connection.execute(delete(medium).where(medium.c.digest == digest, ~elsewhere))


def _forget(connection: Connection, post_id: int) -> None:
    """Forget what the post says and what is like it: from numbers of short runs words can be guessed."""
    said, key, alike = _TABLES["said"], _TABLES["said_key"], _TABLES["alike"]
    own = select(said.c.id).where(said.c.post_id == post_id)
    connection.execute(delete(key).where(key.c.said_id.in_(own)))
    connection.execute(delete(alike).where(alike.c.said_id.in_(own) | alike.c.other_id.in_(own)))
    connection.execute(delete(said).where(said.c.post_id == post_id))
