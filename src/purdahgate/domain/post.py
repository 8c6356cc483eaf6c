"""One text for one account at one time, and its immutable revisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from purdahgate.domain.canonical import digest
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.lifecycle import State
from purdahgate.errors import InputError

MAX_TEXT_BYTES = 1_000_000
ASAP = "asap"


class Category(StrEnum):
    """What a post is for; a window lets only some pass."""

    SERVICE = "service"
    EMERGENCY = "emergency"
    ELECTION_INFORMATION = "election-information"
    ELECTION_RESULTS = "election-results"
    NEWS = "news"
    CAMPAIGN = "campaign"
    EVENT = "event"
    CONSULTATION = "consultation"
    UNSTATED = "unstated"


class MediaKind(StrEnum):
    """What a post carries; policy rules name these."""

    NONE = "none"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"  # and whatever else is neither picture nor film


_NO_MEDIA = frozenset({MediaKind.NONE})


@dataclass(frozen=True, slots=True)
class Medium:
    """One picture, film or document: its bytes are kept under `digest` (SHA-256, hex); `size` is in bytes."""

    digest: str
    name: str
    media_type: str
    size: int
    alt: str

    @property
    def kind(self) -> MediaKind:
        """Picture, film or document."""
        family = self.media_type.partition("/")[0]
        return MediaKind(family) if family in {"image", "video"} else MediaKind.DOCUMENT


@dataclass(frozen=True, slots=True)
class Due:
    """When a post should go out: the words typed, and the instant (UTC) they name, None for `asap`."""

    typed: str
    at: datetime | None

    def as_json(self) -> dict[str, str]:
        """The instant, or `asap`, with the words typed."""
        return {"at": rfc3339(self.at) if self.at else ASAP, "typed": self.typed}


@dataclass(frozen=True, slots=True)
class Revision:
    """One immutable state of a post. `answers` holds what the author was asked, by question (`because`).

    `wards` are the wards it is about, as its author named them; `shares` is whose post it passes on (a handle
    or a web address), `expires` when it is to be taken down, `incident` the live incident it is about, and
    `embargo` the time before which it may not go out. These are part of the digest only where they are set,
    so that revisions of before there were any keep theirs.
    """

    text: str
    account: str
    category: Category
    due: Due
    link: str = ""
    media: tuple[Medium, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    wards: tuple[str, ...] = ()
    shares: str = ""
    expires: Due | None = None
    incident: str = ""
    embargo: Due | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything that is signed and sent, as JSON values; the digest is taken over this."""
        return {
            "account": self.account,
            "answers": dict(self.answers),
            "category": self.category.value,
            "due": self.due.as_json(),
            "link": self.link,
            "media": [
                {
                    "alt": one.alt,
                    "digest": one.digest,
                    "media_type": one.media_type,
                    "name": one.name,
                    "size": one.size,
                }
                for one in self.media
            ],
            "text": self.text,
            **({"wards": list(self.wards)} if self.wards else {}),
            **({"shares": self.shares} if self.shares else {}),
            **({"expires": self.expires.as_json()} if self.expires else {}),
            **({"incident": self.incident} if self.incident else {}),
            **({"embargo": self.embargo.as_json()} if self.embargo else {}),
        }

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over all of it; two revisions with one digest are the same."""
        return digest(self.as_json())

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Every piece of writing a reader would see, by field name, empty ones left out."""
        alts = ((f"alt:{number}", one.alt) for number, one in enumerate(self.media, 1))
        own = (("text", self.text), ("link", self.link), ("shares", self.shares))
        return tuple((name, text) for name, text in (*own, *alts) if text)

    def media_kinds(self) -> frozenset[MediaKind]:
        """What it carries; `none` alone where it carries nothing."""
        return frozenset([one.kind for one in self.media]) or _NO_MEDIA


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it stands: its latest revision, who wrote any revision of it, and when it is due.

    `due_at` is the instant (UTC) in force: the revision's, or the one signed with a late approval; None for
    an `asap` post that is neither cleared nor approved yet.
    """

    id: int
    state: State
    revision: Revision
    number: int
    digest: str
    author: str
    writers: frozenset[str]
    due_at: datetime | None
    batch: int | None = None

    @property
    def erased(self) -> bool:
        """Whether its words were erased; no post is without any else."""
        return not self.revision.text


MOST_LINE = 1_000


def check_line(text: str, what: str) -> str:
    """`text` without blanks around it, or InputError: empty, over 1,000 characters, or not one plain line."""
    line = check_text(text, what).strip()
    if len(line) > MOST_LINE:
        raise InputError(f"the {what} is {len(line):,} characters long; the most is {MOST_LINE:,}")
    if len(line.splitlines()) > 1:
        raise InputError(f"the {what} is more than one line", mend="Say it in one")
    return line


def check_text(text: str, what: str = "text") -> str:
    """`text` itself, or InputError: empty, longer than 1 MB in UTF-8, with a NUL, or not Unicode text."""
    if not text.strip():
        raise InputError(f"the {what} is empty", mend="Give it some words")
    if "\x00" in text:
        raise InputError(f"the {what} has a NUL character", where=f"character {text.index(chr(0))}")
    try:
        size = len(text.encode())
    except UnicodeEncodeError as bad:
        raise InputError(
            f"the {what} is not UTF-8", where=f"character {bad.start}", mend="Save it as UTF-8 and try again"
        ) from None
    if size > MAX_TEXT_BYTES:
        raise InputError(f"the {what} is {size:,} bytes; the most is {MAX_TEXT_BYTES:,}")
    return text
