"""Queue the posts of a CSV: all of them, or none, unless the bad rows may be left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from purdahgate.config import Config
from purdahgate.domain.policy import Policy
from purdahgate.domain.tools import DayOrder, Tool
from purdahgate.errors import InputError, PurdahgateError
from purdahgate.exchange.bulk_csv import read_bulk
from purdahgate.exchange.csv_rows import BadRow, CsvRow, read_csv
from purdahgate.usecases.draft import ANSWER, Typed, answers_of, make_draft, wards_in
from purdahgate.usecases.submit import Draft, refuse_past

REQUIRED = ("text", "account", "due")
OPTIONAL = ("category", "link", "because", "media", "alt", "fold", "wards", "shares", "expires")

_FOLDS = {"": None, "0": 0, "1": 1}


@dataclass(frozen=True, slots=True)
class Bulk:
    """That a file is another tool's, in which order its dates are, and what its rows do not say."""

    tool: Tool
    order: DayOrder | None
    account: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a CSV: those that can be queued, and those that cannot, by line."""

    drafts: tuple[Draft, ...]
    bad: tuple[BadRow, ...]


def read_drafts(
    config: Config,
    path: Path,
    encoding: str,
    now: datetime,
    done: Callable[[int], None] = lambda _count: None,
    policies: Iterable[Policy] = (),
    bulk: Bulk | None = None,
) -> Sorted:
    """Read and check every row; nothing is stored. `done` is told how many rows have been read.

    A column `answer:KEY` answers a question of one of the `policies`. With `bulk` it is another tool's file.
    """
    if bulk is None:
        rows, bad = read_csv(path, encoding, REQUIRED, OPTIONAL, ANSWER)
    else:
        rows, bad = read_bulk(path, encoding, bulk.tool, bulk.order)
        same = {"account": bulk.account, "category": bulk.category}
        rows = [CsvRow(row.line, {**row.values, **same}) for row in rows]
    policies = tuple(policies)
    if not rows and not bad:
        raise InputError("the file has no row to queue", where=str(path), mend="Give each post a line")
    drafts: list[Draft] = []
    for count, row in enumerate(rows, 1):
        try:
            draft = make_draft(config, _typed(row, path.parent, policies))
            refuse_past(draft.revision, now)
            drafts.append(draft)
        except PurdahgateError as refused:
            bad.append(BadRow(row.line, refused.message, refused.mend))
        done(count)
    return Sorted(tuple(drafts), tuple(sorted(bad, key=lambda each: each.line)))


def _typed(row: CsvRow, folder: Path, policies: Iterable[Policy]) -> Typed:
    values = row.values
    fold = values.get("fold", "").strip()
    if fold not in _FOLDS:
        raise InputError(f"fold is {fold!r}", mend="Write 0 or 1, or leave it empty")
    return Typed(
        text=values["text"],
        account=values["account"].strip(),
        due=values["due"].strip(),
        category=values.get("category", "").strip(),
        link=values.get("link", "").strip(),
        media=tuple(_media(values, folder)),
        answers={"because": values.get("because", ""), **_answers(values, policies)},
        fold=_FOLDS[fold],
        wards=wards_in(values.get("wards", "")),
        shares=values.get("shares", "").strip(),
        expires=values.get("expires", "").strip(),
    )


def _answers(values: Mapping[str, str], policies: Iterable[Policy]) -> dict[str, str]:
    typed = (
        f"{name.removeprefix(ANSWER)}={said}" for name, said in values.items() if name.startswith(ANSWER)
    )
    return {key: said for key, said in answers_of(typed, policies).items() if said}


def _media(values: Mapping[str, str], folder: Path) -> Iterable[tuple[Path, str]]:
    """One medium a row; its path starts from the CSV's folder."""
    name, alt = values.get("media", "").strip(), values.get("alt", "")
    if name:
        yield folder / name, alt
    elif alt.strip():
        raise InputError("there is an alt text and no medium", mend="Name the file under media")
