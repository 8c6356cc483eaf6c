"""Make a bundle of a proved record: all its entries, and what one post, one window or all rests on."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from purdahgate import __version__
from purdahgate.domain.canonical import canonical
from purdahgate.exchange.bundle_files import with_manifest
from purdahgate.exchange.bundle_report import report
from purdahgate.store.reading import ACCEPTED, Reading
from purdahgate.usecases.bundle import (
    CHECKPOINTS,
    CLAUSES,
    ENTRIES,
    KIND,
    PEOPLE,
    REPORT,
    REVISIONS,
    ROWS,
    RULES,
    About,
    Content,
    Field,
    Kept,
    entry_values,
    lines,
)
from purdahgate.usecases.prove_post import POST_TABLES
from purdahgate.usecases.prove_whole import Proof
from purdahgate.usecases.prove_world import WORLD_TABLES


def make_bundle(
    book: Reading,
    proof: Proof,
    about: About,
    beside: Mapping[str, bytes],
    clauses: Mapping[str, str],
) -> dict[str, bytes]:
    """The files of a bundle. `beside` are those from beside the database: people and checkpoints."""
    content = Content(about, about.scope.posts(proof.trails), clauses=clauses)
    for each in book.audit():
        kept = about.leaves(each, each.values().get("post"), content.posts)
        content.entries.append(replace(each, leaves=kept))
    content.revisions = list(_revisions(book, about, content.posts))
    rows = [*_rows(book, content.posts)]
    files = {
        ENTRIES: lines(entry_values(each, each.leaves) for each in content.entries),
        ROWS: lines(rows),
        REVISIONS: lines(
            {"post": one.post, "number": one.number, "digest": one.digest, "content": one.content}
            for one in content.revisions
        ),
        PEOPLE: beside[PEOPLE],
        CHECKPOINTS: beside[CHECKPOINTS],
        CLAUSES: canonical(dict(clauses)) + b"\n",
        REPORT: report(content.told()),
        **{f"{RULES}{digest}": book.rule_file(digest) for digest in rule_digests(rows)},
    }
    said = {
        "purdahgate": KIND,
        "body": about.body,
        "zone": about.zone.key,
        "scope": about.scope.values(),
        "redacted": sorted(about.redacted),
        "length": proof.head.length,
        "head": proof.head.hash,
        "version": __version__,
    }
    return with_manifest(said, files)


def rule_digests(rows: Collection[Mapping[str, Any]]) -> list[str]:
    """The digests of every file that was accepted to judge by."""
    ended = {
        each["row"]["rule_set_id"]
        for each in rows
        if each["table"] == "rule_set_end" and each["row"]["outcome"] == ACCEPTED
    }
    sets = (each["row"] for each in rows if each["table"] == "rule_set" and each["row"]["id"] in ended)
    return sorted({digest for row in sets for digest in json.loads(row["files"]).values()})


def _rows(book: Reading, posts: Collection[int]) -> Iterator[dict[str, Any]]:
    for name in WORLD_TABLES:
        for row in book.covered_rows(name):
            yield {"table": name, "row": row}
    for post_id in sorted(posts):
        for name in POST_TABLES:
            for row in book.covered_rows(name, post_id):
                yield {"table": name, "row": row}


def _revisions(book: Reading, about: About, posts: Collection[int]) -> Iterator[Kept]:
    for post, number, digest, content in book.revision_texts(posts):
        hidden = Field.TEXT in about.redacted or (
            Field.ANSWERS in about.redacted and content and json.loads(content)["answers"]
        )
        yield Kept(post, number, digest, None if hidden or not content else content)
