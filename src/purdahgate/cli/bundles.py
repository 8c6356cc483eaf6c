"""A bundle of the record: written for a stranger, and proved by one."""

from collections.abc import Sequence
from pathlib import Path

from purdahgate.cli.desk import Desk, print_json, say, warn
from purdahgate.cli.progress import progress
from purdahgate.cli.terminal import many
from purdahgate.errors import InputError


def export_bundle(desk: Desk, file: Path, post: int | None, window: str, redact: Sequence[str]) -> None:
    """Prove the record and write a bundle of it."""
    from purdahgate.exchange.bundle_files import write_bundle
    from purdahgate.usecases.bundle import Field, Scope

    if post is not None and window:
        raise InputError("a bundle is of one post or of one window", mend="Leave --post or --window out")
    known = ", ".join(Field)
    for name in redact:
        if name not in set(Field):
            raise InputError(f"nothing called {name!r} can be left out", mend=f"These can: {known}")
    redacted = frozenset(map(Field, redact))
    with desk.app.store.reading() as book, progress("Proving", desk, book.head().length) as told:
        files = desk.app.bundle(book, Scope(post, window), redacted, told)
    write_bundle(file, files)
    if desk.as_json:
        print_json({"file": str(file), "bytes": file.stat().st_size, "redacted": sorted(redacted)})
        return
    say(f"{file} is written. Anybody proves it with: purdahgate audit verify {file.name}")
    if Field.ACTOR in redacted:
        warn("Names are left out of the report alone: every entry is signed with its actor's, which stays.")


def verify_bundle(desk: Desk, file: Path, people: Path | None, fingerprint: str) -> None:
    """Prove a bundle, and say whose word its people rest on."""
    from purdahgate.app import verify_signature
    from purdahgate.sources.people_history import MOST_BYTES
    from purdahgate.text_files import read_text
    from purdahgate.usecases.prove_bundle import Trust, prove_bundle

    trust = Trust(read_text(people, MOST_BYTES) if people else "", fingerprint)
    with progress("Proving", desk) as told:
        proved = prove_bundle(file, verify_signature, trust, told)
    head = proved.proof.head
    if desk.as_json:
        print_json(
            {
                "body": proved.about.body,
                "entries": head.length,
                "head": head.hash,
                "signed": proved.proof.signed,
                "posts": sorted(proved.posts),
                "redacted": sorted(proved.about.redacted),
                "checkpoints": proved.checkpoints,
                "first_signed_by": dict(proved.first),
                "trusted": trust.given,
                "report_compared": proved.compared,
            }
        )
    else:
        posts = many(len(proved.posts), "post")
        say(f"The bundle verifies: {proved.about.body}, {many(head.length, 'entry')}, {posts} in full.")
        say(f"Head: {head.hash}")
        if proved.about.redacted:
            say(f"Left out: {', '.join(sorted(proved.about.redacted))}.")
    if not trust.given:
        keys = ", ".join(f"{name}'s key {key}" for name, key in proved.first.items())
        warn(
            f"WHO THESE PEOPLE ARE IS THE BUNDLE'S OWN WORD. It rests on {keys}: ask the body for that "
            "fingerprint by another way, and give it with --trust."
        )
    if not proved.compared:
        warn("The report was made by another version of purdahgate, and was not compared with the record.")
