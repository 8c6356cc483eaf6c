"""Judge texts that are not queued."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from purdahgate.config import Config
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict
from purdahgate.domain.places import ward_names
from purdahgate.domain.policy import Policy
from purdahgate.domain.post import Due, Revision, check_text
from purdahgate.errors import DataError, PurdahgateError
from purdahgate.exchange.csv_rows import read_csv
from purdahgate.store.reading import Reading
from purdahgate.usecases.circumstances import circumstances
from purdahgate.usecases.draft import (
    ANSWER,
    answers_of,
    category_of,
    expiry,
    link_of,
    shared_from,
    wards_in,
)
from purdahgate.usecases.judge import judge
from purdahgate.usecases.repeats import asked, others_like, repeats
from purdahgate.usecases.world import World

MOST_LINE = 8_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to judge, with what is known of it."""

    text: str
    account: str = ""
    category: str = ""
    link: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    wards: tuple[str, ...] = ()
    shares: str = ""
    expires: str = ""
    author: str = ""


def by_policy(world: World, policy: Policy) -> World:
    """The same world under another policy; files that were accepted before do not count then."""
    return replace(world, policy=policy, standing=None)


class Checker:
    """Judges texts in one world. Questions that queueing would ask are taken as still to be put.

    A text for a named account is compared with the posts in `book`, where there is one.
    """

    def __init__(self, config: Config, world: World, now: datetime, book: Reading | None = None) -> None:
        self._config = config
        self._world = world
        self._now = now
        self._book = book if asked(world) else None

    def judge(self, asked: Asked, moment: datetime) -> tuple[Revision, Verdict]:
        """The verdict on one text if it went out at `moment`."""
        if asked.account:
            self._config.account(asked.account)
        revision = Revision(
            text=check_text(asked.text),
            account=asked.account,
            category=category_of(asked.category),
            due=Due("check", moment),
            link=link_of(asked.link),
            answers=asked.answers,
            wards=ward_names(asked.wards),
            shares=shared_from(asked.shares),
            expires=expiry(self._config, asked.expires, None),
        )
        authors = {asked.author} if asked.author else set()
        about = circumstances(self._world, revision, authors, moment, self._now)
        found = self._repeats(revision, moment)
        verdict = judge(
            self._world, revision, moment, self._now, circumstances=about, later=True, repeated=found
        )
        return revision, verdict

    def _repeats(self, revision: Revision, moment: datetime) -> tuple[Finding, ...]:
        if self._book is None or not revision.account:
            return ()
        return repeats(self._world, revision, others_like(self._book, self._world, revision, moment), moment)

    def judge_file(
        self, path: Path, moment: datetime, author: str = ""
    ) -> Iterator[tuple[int, Revision, Verdict]]:
        """The verdict on each text of a .jsonl or .csv file, in order, with its line, as `author`'s.

        DataError, naming the line, for the first one that cannot be judged.
        """
        count = 0
        for count, (line, values) in enumerate(_texts(path), 1):  # noqa: B007  (the count is asked for after)
            try:
                asked = Asked(
                    text=_word(values, "text"),
                    account=_word(values, "account"),
                    category=_word(values, "category"),
                    link=_word(values, "link"),
                    wards=_wards(values),
                    shares=_word(values, "shares"),
                    expires=_word(values, "expires"),
                    answers=answers_of(_answers(values), self._world.policies()),
                    author=author,
                )
                revision, verdict = self.judge(asked, moment)
            except PurdahgateError as bad:
                raise DataError(bad.message, where=f"{path}:{line}", mend=bad.mend) from None
            yield line, revision, verdict
        if not count:
            raise DataError("the file has no text to judge", where=str(path), mend="Give each text a line")


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise DataError(f"{name!r} is not text")
    return value


def _answers(values: Mapping[str, Any]) -> Iterator[str]:
    """An object of answers by question, as JSON has it, or columns `answer:KEY`; each as KEY=TEXT."""
    given = values.get("answers", {})
    if not isinstance(given, dict) or not all(isinstance(said, str) for said in given.values()):
        raise DataError("'answers' is no object of texts", mend='Write {"because": "It snows"}')
    columns = {name.removeprefix(ANSWER): values[name] for name in values if name.startswith(ANSWER)}
    yield from (f"{key}={said}" for key, said in {**given, **columns}.items() if said)


def _wards(values: Mapping[str, Any]) -> tuple[str, ...]:
    """A list of names, as JSON has it, or one text with semicolons between them."""
    given = values.get("wards", "")
    if not isinstance(given, list):
        return wards_in(_word(values, "wards"))
    if not all(isinstance(name, str) for name in given):
        raise DataError("'wards' has something that is not text")
    return tuple(given)


def _texts(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each object of the file, with the line it begins on."""
    if path.suffix.lower() == ".csv":
        rows, bad = read_csv(path, "utf-8", ("text",), None)
        if bad:
            raise DataError(
                bad[0].why, where=f"{path}:{bad[0].line}", mend="Put quotes round a cell with a comma"
            )
        yield from ((row.line, row.values) for row in rows)
        return
    yield from jsonl_texts(path)


def jsonl_texts(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each object of a .jsonl file with its line; DataError for the first line that is none with a `text`."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _jsonl_texts(path, file)
    except OSError as bad_file:
        raise DataError(f"the file cannot be read: {bad_file.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise DataError("the file is not UTF-8", where=str(path), mend="Save it as UTF-8") from None


def _jsonl_texts(path: Path, file: io.TextIOWrapper) -> Iterator[tuple[int, Mapping[str, Any]]]:
    number = 0
    while line := file.readline(MOST_LINE):
        number += 1
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict) or "text" not in value:
            mend = 'Write each line as one object: {"text": "Some words"}'
            raise DataError("the line is no JSON object with a text", where=f"{path}:{number}", mend=mend)
        yield number, value
