"""Signed checkpoints: make one, keep it in a folder, read them back, and hold a record against them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from purdahgate.domain.audit import Head
from purdahgate.domain.checkpoint import NAMESPACE, Checkpoint, make_checkpoint, read_checkpoint
from purdahgate.domain.people_versions import Check, PeopleHistory
from purdahgate.domain.signing import Signer
from purdahgate.errors import AuditBrokenError, InputError, PurdahgateError
from purdahgate.exchange.files import writing_whole
from purdahgate.text_files import read_text

SUFFIX: Final = ".checkpoint"
MOST_BYTES: Final = 1_000_000
_MOST_FILES: Final = 1_000_000

HashAt = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class Witness:
    """What tells whether a checkpoint is one of this body's, by somebody who might sign it then."""

    body_name: str
    zone: ZoneInfo
    history: PeopleHistory
    check: Check

    def sign(self, head: Head, signer: Signer, at: datetime) -> Checkpoint:
        """A checkpoint of the record that ends at `head`."""
        return make_checkpoint(self.body_name, head, self.history, signer, at)

    def prove(self, one: Checkpoint, where: str) -> None:
        """InputError for another body's; AuditBrokenError for one that nobody here signed, or might sign."""
        if one.body != self.body_name:
            raise InputError(
                f"this checkpoint is of {one.body!r}, not of {self.body_name!r}",
                where=where,
                mend="Take one of this body's",
            )
        versions = self.history.versions
        if not 0 < one.people <= len(versions) or versions[one.people - 1].digest != one.people_digest:
            raise AuditBrokenError(
                f"the checkpoint rests on version {one.people} of people.toml, which is not here as it was",
                where=where,
            )
        person = versions[one.people - 1].people.get(one.by)
        day = one.at.astimezone(self.zone).date()
        keys = {key.fingerprint: key for key in person.keys_on(day)} if person else {}
        if one.key not in keys or (person is not None and person.suspended(day)):
            raise AuditBrokenError(f"the checkpoint is by {one.by}, who might not sign it then", where=where)
        try:
            self.check(keys[one.key], NAMESPACE, one.statement(), one.signature)
        except PurdahgateError as bad:
            raise AuditBrokenError(
                f"the signature of the checkpoint is not {one.by}'s: {bad}", where=where
            ) from None

    def hold(self, one: Checkpoint, length: int, hash_at: HashAt, where: str) -> None:
        """Prove a checkpoint, and that the record of `length` entries goes on from it."""
        self.prove(one, where)
        if one.head.length > length:
            raise AuditBrokenError(
                f"the record has {length:,} entries, and had {one.head.length:,} when {one.by} signed this",
                where=where,
                mend="Entries were cut off its end, or it was rolled back",
            )
        if hash_at(one.head.length) != one.head.hash:
            raise AuditBrokenError(
                f"entry {one.head.length} is another than the one that {one.by} signed for",
                where=where,
                mend="The record was written anew from there or before",
            )


def keep(one: Checkpoint, folder: Path) -> Path:
    """Write a checkpoint as a file of its own into `folder`; gives the file."""
    if not folder.is_dir():
        raise InputError(
            "there is no such folder to keep checkpoints in",
            where=str(folder),
            mend="Make it, on another machine best, or see that it is mounted",
        )
    path = folder / f"{one.head.length:09d}-{one.head.hash[:8]}-{one.by}-{one.at:%Y%m%dT%H%M%SZ}{SUFFIX}"
    with writing_whole(path) as file:
        file.write(one.line().encode())
    return path


def kept_in(path: Path) -> Iterator[tuple[str, Checkpoint]]:
    """Each checkpoint of a file, or of a folder's files, the shortest first, with where it stands."""
    files = [path]
    if path.is_dir():
        files = sorted(path.glob(f"*{SUFFIX}"))[:_MOST_FILES]
    for file in files:
        text = read_text(file, MOST_BYTES, error=InputError)
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{file}:{number}"
            yield where, read_checkpoint(line, where)
