"""Prove a bundle by itself: no database, no configuration; only its people must be taken from elsewhere."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from purdahgate import __version__
from purdahgate.domain.audit import LEAVES
from purdahgate.domain.canonical import digest, read_back
from purdahgate.domain.checkpoint import read_checkpoint
from purdahgate.domain.people_versions import Check, PeopleVersion, proved
from purdahgate.errors import AuditBrokenError, PurdahgateError
from purdahgate.exchange.bundle_files import Files, read_bundle
from purdahgate.exchange.bundle_report import report
from purdahgate.sources.people_history import versions_of
from purdahgate.store.chain import Kept as KeptRow
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
    Scope,
    entry_of,
    read_lines,
)
from purdahgate.usecases.checkpoints import Witness
from purdahgate.usecases.make_bundle import rule_digests
from purdahgate.usecases.prove_post import POST_TABLES
from purdahgate.usecases.prove_record import Prover
from purdahgate.usecases.prove_whole import Proof, Told
from purdahgate.usecases.prove_world import WORLD_TABLES

_OTHER_PEOPLE = "Ask the body for its people.signed.jsonl, or the fingerprint, by another way"


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of the body's people from elsewhere: their versions, or who signed the first."""

    people: str = ""
    fingerprint: str = ""

    def hold(self, text: str, versions: Sequence[PeopleVersion]) -> None:
        """AuditBrokenError where the bundle's people are others."""
        if self.people and not (self.people.startswith(text) or text.startswith(self.people)):
            raise AuditBrokenError("the bundle's people are not those of that file", mend=_OTHER_PEOPLE)
        if self.fingerprint and self.fingerprint not in {each.key for each in versions[0].signatures}:
            raise AuditBrokenError(
                "the first version of the bundle's people is signed by another key", mend=_OTHER_PEOPLE
            )

    @property
    def given(self) -> bool:
        """Whether anything is known."""
        return bool(self.people or self.fingerprint)


@dataclass(frozen=True, slots=True)
class ProvedBundle:
    """What a bundle proves. `first` are those who signed the first version of its people, each with the key.

    `compared` is whether its report was made by this purdahgate, and so could be made again and compared.
    """

    about: About
    proof: Proof
    posts: frozenset[int]
    first: Mapping[str, str]
    checkpoints: int
    compared: bool


def prove_bundle(path: Path, check: Check, trust: Trust, told: Told = lambda _count: None) -> ProvedBundle:
    """Prove a bundle; AuditBrokenError or UnprovenError names the first thing in it that is wrong."""
    said, files = read_bundle(path)
    with _whatever(path):
        about = _about(said)
        versions = versions_of(files[PEOPLE].decode(), PEOPLE)
        trust.hold(files[PEOPLE].decode(), versions)
        history = proved(versions, about.body, about.zone, check)
        content = Content(about, frozenset(), [entry_of(each) for each in read_lines(files[ENTRIES])])
        proof = Proof(excused=LEAVES)
        for each in Prover(about.body, about.zone, history, check).prove(content.entries):
            proof.take(each)
            told(proof.head.length)
        if (proof.head.length, proof.head.hash) != (said["length"], said["head"]):
            raise AuditBrokenError(f"the bundle has {proof.head.length} of {said['length']} entries")
        content.posts = about.scope.posts(proof.trails)
        _hold_leaves(content, proof)
        _hold_rows(files, content, proof)
        content.revisions = _revisions(files, content, proof)
        content.clauses = read_back(files[CLAUSES].decode())
        count = _hold_checkpoints(files, content, Witness(about.body, about.zone, history, check))
        compared = said["version"] == __version__
        if compared and report(content.told()) != files[REPORT]:
            raise AuditBrokenError("the bundle's report does not say what its record says")
    first = {each.name: each.key for each in versions[0].signatures}
    return ProvedBundle(about, proof, content.posts, first, count, compared)


@contextmanager
def _whatever(path: Path) -> Iterator[None]:
    """Whatever else is wrong with a bundle, it is no good one."""
    try:
        yield
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as bad:
        raise AuditBrokenError(f"this is no bundle of purdahgate's: {bad}", where=str(path)) from None
    except PurdahgateError as bad:
        if bad.exit_code == AuditBrokenError.exit_code:
            raise
        raise AuditBrokenError(bad.message, where=bad.where or str(path), mend=bad.mend) from None


def _about(said: Mapping[str, Any]) -> About:
    if said["purdahgate"] != KIND:
        raise ValueError("it is of another kind")
    redacted = frozenset(Field(each) for each in said["redacted"])
    if not isinstance(said["body"], str):
        raise TypeError("it does not say whose it is")
    return About(said["body"], ZoneInfo(said["zone"]), Scope.of(said["scope"]), redacted)


def _hold_leaves(content: Content, proof: Proof) -> None:
    """Every word is there that was not erased or left out by name, and none that is not asked for."""
    about = content.about
    for each in content.entries:
        values = each.values()
        post_id = values.get("post")
        asked = about.scope.all or post_id in content.posts
        names = {leaf.name for leaf in each.leaves}
        if names and (not asked or names & about.redacted):
            raise AuditBrokenError(f"entry {each.seq} has words that the bundle says are left out")
        missing = each.leaf_hashes(values).keys() - names - about.redacted
        trail = proof.trails.get(post_id) if isinstance(post_id, int) else None
        if asked and missing and not (trail and trail.erased):
            raise AuditBrokenError(f"the words of entry {each.seq} are gone, and nobody erased them")


def _hold_rows(files: Files, content: Content, proof: Proof) -> None:
    rows = list(read_lines(files[ROWS]))
    found: dict[tuple[str, int], list[KeptRow]] = {}
    for each in rows:
        name, row = each["table"], each["row"]
        kept = KeptRow(digest(row), row["by"], datetime.fromisoformat(row["at"]))
        found.setdefault((name, row["post_id"] if name in POST_TABLES else 0), []).append(kept)
    wanted = {(name, 0): proof.brought.get(name, []) for name in WORLD_TABLES}
    for post_id in content.posts:
        brought = proof.trails[post_id].brought
        wanted |= {(name, post_id): brought.get(name, []) for name in POST_TABLES}
    for name, post_id in sorted({*found, *wanted}):
        if found.get((name, post_id), []) != wanted.get((name, post_id), []):
            of = f" of post {post_id}" if post_id else ""
            raise AuditBrokenError(f"the rows {name}{of} are not those that the record has")
    names = {f"{RULES}{each}" for each in rule_digests(rows)}
    fixed = {"manifest.json", ENTRIES, ROWS, REVISIONS, PEOPLE, CHECKPOINTS, CLAUSES, REPORT}
    if files.keys() != fixed | names:
        raise ValueError("it lacks files, or has more than it should")
    for name in names:
        if hashlib.sha256(files[name]).hexdigest() != name.removeprefix(RULES):
            raise AuditBrokenError(f"the accepted file {name} was changed")


def _revisions(files: Files, content: Content, proof: Proof) -> list[Kept]:
    """Every revision of the posts it is about, its words being those that were signed."""
    found = [
        Kept(each["post"], each["number"], each["digest"], each["content"])
        for each in read_lines(files[REVISIONS])
    ]
    digests = [
        (post, number, one)
        for post in sorted(content.posts)
        for number, one in enumerate(proof.trails[post].digests, 1)
    ]
    if [(each.post, each.number, each.digest) for each in found] != digests:
        raise AuditBrokenError("the revisions are not those that the record has")
    redacted = content.about.redacted
    for each in found:
        if each.content is None:
            if not (proof.trails[each.post].erased or redacted & {Field.TEXT, Field.ANSWERS}):
                raise AuditBrokenError(f"the words of post {each.post} are gone, and nobody erased them")
        elif hashlib.sha256(each.content.encode()).hexdigest() != each.digest:
            raise AuditBrokenError(
                f"revision {each.number} of post {each.post} is not the text that was signed"
            )
        elif Field.TEXT in redacted:
            raise AuditBrokenError(f"post {each.post} has words that the bundle says are left out")
    return found


def _hold_checkpoints(files: Files, content: Content, witness: Witness) -> int:
    hashes = [each.hash for each in content.entries]
    text = files[CHECKPOINTS].decode()
    if text and not text.endswith("\n"):
        raise ValueError("its checkpoints are cut short")
    given = text.split("\n")[:-1]
    for number, line in enumerate(given, 1):
        where = f"{CHECKPOINTS}:{number}"
        one = read_checkpoint(line, where)
        witness.hold(one, len(hashes), lambda seq: hashes[seq - 1] if seq else None, where)
    return len(given)
