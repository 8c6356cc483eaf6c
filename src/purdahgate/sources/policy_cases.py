"""Cases of a policy: what a post is, and what is to become of it, in TOML."""

from pathlib import Path
from typing import Annotated

import msgspec

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.conditions import History
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import Category, MediaKind
from purdahgate.errors import DataError
from purdahgate.sources.pack_tables import Slug, Words
from purdahgate.toml_files import TomlFile, open_toml

MOST_BYTES = 1_000_000
MOST_TIMES = 10_000


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class FindingTable(_Strict, frozen=True):
    """Something found, given outright: `text` must stand in the post's text."""

    kind: FindingKind
    text: str
    certainty: Certainty = Certainty.CERTAIN


class CaseTable(_Strict, frozen=True):
    """`[[case]]`: one post."""

    why: Words
    outcome: Outcome
    text: str = "Some words"
    times: Annotated[int, msgspec.Meta(ge=1, le=MOST_TIMES)] = 1
    account: str = "account"
    category: Category = Category.UNSTATED
    link: str = ""
    media: list[MediaKind] = []
    shares: str = ""
    asap: bool = False
    expires: bool = False
    answers: dict[Slug, str] = {}
    at: str = ""
    window: list[ElectionKind] = []
    finding: list[FindingTable] | None = None
    ruled: list[str] = []
    circumstance: list[Circumstance] = []
    history: list[History] = []
    doubt: bool = False
    own_sites: list[str] = []
    rules: list[str] = []
    questions: list[Slug] = []


class CasesTable(_Strict, frozen=True):
    """The whole file."""

    case: list[CaseTable] = []


def load_cases(path: Path) -> tuple[TomlFile, list[CaseTable]]:
    """The cases of a file, in order. DataError for one that has none, or that gives its time twice over."""
    file = open_toml(path, limit=MOST_BYTES)
    cases = file.convert(CasesTable).case
    if not cases:
        raise DataError("the file has no case", where=str(path), mend="Write each as [[case]]")
    for number, case in enumerate(cases):
        if case.at and case.window:
            where, mend = file.where("case", number), "Keep one of them"
            raise DataError(f"case {case.why!r} gives both at and window", where=where, mend=mend)
    return file, cases
