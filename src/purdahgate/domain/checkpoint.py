"""A checkpoint: how long a record is and where it ends, signed, to be kept where nobody can change it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from purdahgate.domain.audit import Head
from purdahgate.domain.canonical import canonical, read_back
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.people_versions import PeopleHistory
from purdahgate.domain.signing import Signer
from purdahgate.errors import InputError

NAMESPACE: Final = "purdahgate-checkpoint"
MOST_LINE: Final = 8_000
_KIND: Final = "checkpoint v1"
_TEXTS: Final = ("purdahgate", "body", "head", "at", "people_digest", "by", "key", "signature")
_NUMBERS: Final = ("length", "people")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What `by` signed at `at` with the key of that fingerprint: whose record, and where it ended.

    `people` and `people_digest` are the version of people.toml that counted then.
    """

    body: str
    head: Head
    at: datetime
    people: int
    people_digest: str
    by: str
    key: str
    signature: str = ""

    def _values(self) -> dict[str, Any]:
        return {
            "purdahgate": _KIND,
            "body": self.body,
            "length": self.head.length,
            "head": self.head.hash,
            "at": rfc3339(self.at),
            "people": self.people,
            "people_digest": self.people_digest,
            "by": self.by,
            "key": self.key,
        }

    def statement(self) -> bytes:
        """What is signed."""
        return canonical(self._values())

    def line(self) -> str:
        """It as it is kept: one line of canonical JSON."""
        return canonical({**self._values(), "signature": self.signature}).decode() + "\n"


def make_checkpoint(
    body: str, head: Head, history: PeopleHistory, signer: Signer, at: datetime
) -> Checkpoint:
    """A checkpoint of `head`, signed."""
    latest = history.latest
    number, digest = (latest.number, latest.digest) if latest else (0, "")
    parts = (body, head, at, number, digest, signer.name, signer.key.fingerprint)
    said = Checkpoint(*parts).statement()
    return Checkpoint(*parts, signer.sign(NAMESPACE, said))


def read_checkpoint(text: str, where: str) -> Checkpoint:
    """The checkpoint of a line; InputError where it is none, or not written as one is."""
    values: Any = None
    if len(text) <= MOST_LINE:
        try:
            values = read_back(text)
        except ValueError:
            values = None
    found = _of(values) if isinstance(values, dict) else None
    if found is None or found.line().rstrip("\n") != text.rstrip("\n"):
        raise InputError(
            "this is no checkpoint", where=where, mend="Take one that purdahgate audit checkpoint made"
        )
    return found


def _of(values: dict[str, Any]) -> Checkpoint | None:
    texts, numbers = [values.get(name) for name in _TEXTS], [values.get(name) for name in _NUMBERS]
    if values.keys() != {*_TEXTS, *_NUMBERS} or values["purdahgate"] != _KIND:
        return None
    if not all(isinstance(each, str) for each in texts):
        return None
    if not all(isinstance(each, int) and each >= 0 for each in numbers):
        return None
    try:
        at = datetime.fromisoformat(values["at"])
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    head = Head(values["length"], values["head"])
    rest = (values["people"], values["people_digest"], values["by"], values["key"], values["signature"])
    return Checkpoint(values["body"], head, at, *rest)
