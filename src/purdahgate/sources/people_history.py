"""`people.signed.jsonl`, beside people.toml: each version that counted, a line each; and one that waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, ValidationError
from msgspec.json import Decoder

from purdahgate.domain.canonical import canonical
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.people_versions import Check, PeopleHistory, PeopleSignature, PeopleVersion, proved
from purdahgate.errors import DataError
from purdahgate.sources.people import people_of
from purdahgate.text_files import read_text
from purdahgate.toml_files import parse_toml

MOST_BYTES = 50_000_000
_MEND = "Put the file back from a copy: without it nobody can say who may do what"


class _Signature(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    key: str
    at: datetime
    signature: str


class _Version(Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    why: str
    people: str
    signatures: list[_Signature]


_read: Callable[[str], _Version] = Decoder(_Version).decode


@dataclass(frozen=True, slots=True)
class PeopleFiles:
    """Where the versions of a people.toml are kept."""

    people: Path

    @property
    def signed(self) -> Path:
        """The versions that counted."""
        return self.people.with_name(f"{self.people.stem}.signed.jsonl")

    @property
    def waiting(self) -> Path:
        """The version that waits for another keyholder, where one does."""
        return self.people.with_name(f"{self.people.stem}.waiting.jsonl")

    def history(self, body_name: str, zone: ZoneInfo, check: Check) -> PeopleHistory:
        """Every version that counted, proved; DataError where the file cannot be read, or is cut short."""
        if not self.signed.exists():
            return PeopleHistory()
        return proved(self._versions(self.signed), body_name, zone, check)

    def pending(self) -> PeopleVersion | None:
        """The version that waits, as it stands there."""
        found = self._versions(self.waiting) if self.waiting.exists() else []
        return found[-1] if found else None

    def _versions(self, path: Path) -> list[PeopleVersion]:
        return versions_of(read_text(path, MOST_BYTES), str(path))


def versions_of(text: str, where: str) -> list[PeopleVersion]:
    """The versions that a file of them says; DataError where it cannot be read, or is cut short."""
    if not text.endswith("\n"):
        line = text.count("\n") + 1
        raise DataError("the file is cut short", where=f"{where}:{line}", mend=_MEND)
    return [_version(line, f"{where}:{number}") for number, line in enumerate(text[:-1].split("\n"), 1)]


def _version(line: str, where: str) -> PeopleVersion:
    try:
        read = _read(line)
    except ValidationError as bad:
        raise DataError(f"this line is no version of people.toml: {bad}", where=where, mend=_MEND) from None
    except ValueError:
        raise DataError("this line is no version of people.toml", where=where, mend=_MEND) from None
    if any(each.at.tzinfo is None for each in read.signatures):
        raise DataError("a signature has a time without a zone", where=where, mend=_MEND)
    people = people_of(parse_toml(read.people, Path(where)), None)
    signatures = tuple(
        PeopleSignature(each.name, each.key, each.at, each.signature) for each in read.signatures
    )
    return PeopleVersion(read.number, read.why, read.people, people, signatures)


def version_line(version: PeopleVersion) -> str:
    """A version as the line it is kept as."""
    values: dict[str, Any] = {
        "number": version.number,
        "why": version.why,
        "people": version.text,
        "signatures": [
            {"name": each.name, "key": each.key, "at": rfc3339(each.at), "signature": each.signature}
            for each in version.signatures
        ],
    }
    return canonical(values).decode() + "\n"
