"""What a bundle holds, and which posts it is about."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from purdahgate.domain.audit import Leaf, Sealed
from purdahgate.domain.canonical import canonical, read_back
from purdahgate.errors import InputError
from purdahgate.exchange.bundle_report import Told
from purdahgate.usecases.trail import Trail

KIND: Final = "bundle v1"
ENTRIES, ROWS, REVISIONS = "entries.jsonl", "rows.jsonl", "revisions.jsonl"
PEOPLE, CHECKPOINTS, CLAUSES, REPORT = (
    "people.signed.jsonl",
    "checkpoints.jsonl",
    "clauses.json",
    "report.html",
)
RULES: Final = "rules/"


class Field(StrEnum):
    """What can be left out of a bundle. Names of actors are left out of its report alone: they are signed."""

    WHY = "why"
    ANSWERS = "answers"
    CHANGES = "changes"
    TEXT = "text"
    ACTOR = "actor"


@dataclass(frozen=True, slots=True)
class Scope:
    """One post, the posts that one election's window touched, or everything."""

    post: int | None = None
    window: str = ""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Scope":
        """The scope as a manifest says it; ValueError where it is none."""
        post, window = values.get("post"), values.get("window", "")
        if (
            not isinstance(window, str)
            or not isinstance(post, int | None)
            or values != cls(post, window).values()
        ):
            raise ValueError("it says of nothing what it is about")
        return cls(post, window)

    def values(self) -> dict[str, Any]:
        """It as JSON values."""
        if self.post is not None:
            return {"post": self.post}
        return {"window": self.window} if self.window else {}

    @property
    def all(self) -> bool:
        """Whether it is everything."""
        return self.post is None and not self.window

    def posts(self, trails: Mapping[int, Trail]) -> frozenset[int]:
        """The posts it is about; InputError where there are none."""
        if self.all:
            return frozenset(trails)
        if self.post is not None:
            found = frozenset(trails.keys() & {self.post})
        else:
            found = frozenset(key for key, trail in trails.items() if self.window in trail.windows)
        if not found:
            what = (
                f"post {self.post}"
                if self.post is not None
                else f"post that the window of {self.window} touched"
            )
            raise InputError(f"there is no {what}", mend="See: purdahgate post list")
        return found


@dataclass(frozen=True, slots=True)
class Kept:
    """One revision: its words are None where they were erased or left out."""

    post: int
    number: int
    digest: str
    content: str | None


@dataclass(frozen=True, slots=True)
class About:
    """Whose bundle it is, what of, and what was left out."""

    body: str
    zone: ZoneInfo
    scope: Scope
    redacted: frozenset[Field] = frozenset()

    def leaves(self, sealed: Sealed, post_id: Any, posts: Collection[int]) -> tuple[Leaf, ...]:
        """What of an entry's words goes in."""
        if not self.scope.all and post_id not in posts:
            return ()
        return tuple(each for each in sealed.leaves if each.name not in self.redacted)


@dataclass(slots=True)
class Content:
    """Everything that the report tells from."""

    about: About
    posts: frozenset[int]
    entries: list[Sealed] = field(default_factory=list)
    revisions: list[Kept] = field(default_factory=list)
    clauses: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> Told:
        """It for the report."""
        concerned = [
            {"seq": each.seq, **values}
            for each in self.entries
            if (values := each.opened()).get("post") in self.posts or values.get("post") is None
        ]
        texts = [
            (each.post, each.number, each.digest, read_back(each.content) if each.content else None)
            for each in self.revisions
        ]
        redacted = sorted(each.value for each in self.about.redacted)
        return Told(self.about.body, self.about.zone, redacted, concerned, texts, self.clauses)


def lines(values: Iterable[Any]) -> bytes:
    """Each value as a line of canonical JSON."""
    return b"".join(canonical(each) + b"\n" for each in values)


def read_lines(content: bytes) -> Iterator[Any]:
    """Each line's value; ValueError where one is not written as `lines` writes it."""
    if content and not content.endswith(b"\n"):
        raise ValueError("it is cut short")
    for line in content.split(b"\n")[:-1]:
        value = read_back(line.decode())
        if canonical(value) != line:
            raise ValueError("a line is not written as purdahgate writes it")
        yield value


def entry_values(sealed: Sealed, leaves: Iterable[Leaf]) -> dict[str, Any]:
    """An entry as JSON values."""
    kept = [{"name": each.name, "salt": each.salt, "content": each.content} for each in leaves]
    return {"seq": sealed.seq, "prev": sealed.prev, "hash": sealed.hash, "body": sealed.body, "leaves": kept}


def entry_of(values: Mapping[str, Any]) -> Sealed:
    """An entry out of them; KeyError or TypeError where they are none."""
    leaves = tuple(Leaf(each["name"], each["salt"], each["content"]) for each in values["leaves"])
    return Sealed(values["seq"], values["prev"], values["body"], values["hash"], leaves)
