"""Keep what a read register says as a plain register file of the body's own, and judge the queue by it."""

import csv
import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from purdahgate.config import Config
from purdahgate.domain.audit import Entry
from purdahgate.domain.post import check_line
from purdahgate.domain.register import Member
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.files import writing_whole
from purdahgate.exchange.register_forms import TITLES
from purdahgate.sources.registers import COLUMNS, MOST_BYTES
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.read_register import Read
from purdahgate.usecases.recalendar import Report, judge_queue
from purdahgate.usecases.world import World

FOLDER: Final = "registers"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a register is kept. `line` is what config.toml must say where it does not name the file yet."""

    path: Path
    line: str

    @property
    def is_named(self) -> bool:
        """Whether the config covers the file already."""
        return not self.line


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a register comes from: the file's own name, who made it, the day it was true."""

    file: str
    source: str
    checked_on: date


def place_of(config: Config, name: str, *, replace: bool) -> Place:
    """`NAME.csv` in the first folder of the body's own that the config names, else in `registers` beside it.

    InputError for a name that is none, and where a file is there already unless it is to be replaced.
    """
    stem = name.removesuffix(".csv")
    if not _NAME.fullmatch(stem):
        mend = "Use letters, digits, - and _, as in --name councillors-2027"
        raise InputError(f"{name!r} is no name for a register", mend=mend)
    named = config.own_registers
    folder = next((each for each in named if each.is_dir()), config.base / FOLDER)
    path = folder / f"{stem}.csv"
    if path.exists() and not replace:
        mend = "Write over it with --replace, or choose another --name"
        raise InputError("a register of that name is there already", where=str(path), mend=mend)
    covered = {each.resolve() for each in named} & {path.resolve(), folder.resolve()}
    written = [*config.register_names, FOLDER]
    return Place(path, "" if covered else f"registers = {json.dumps(written)}")


def register_file(read: Read, told: Provenance) -> bytes:
    """The plain register that says what `read` does, as the loader reads it.

    It is dated before any poll in which its seats have polled since.
    """
    checked_on = told.checked_on
    if read.seats_polled and read.seats_polled <= checked_on:
        checked_on = read.seats_polled - timedelta(days=1)
    head = [
        f"{TITLES[read.form]}, imported from {told.file}",
        f"source: {check_line(told.source, 'source')}",
        f"digest: {read.digest}",
        f"checked_on: {checked_on}",
        *(f"vacant: {seat}" for seat in sorted(set(read.vacant))),
        *([f"unread: {read.bad_rows}"] if read.bad_rows else []),
    ]
    text = io.StringIO()
    text.writelines(f"# {' '.join(line.split())}\n" for line in head)
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(member) for member in read.members)
    content = text.getvalue().encode()
    if len(content) > MOST_BYTES:
        mend = "Import it for one area, with --area SLUG"
        raise DataError(f"the register would have over {MOST_BYTES:,} bytes", mend=mend)
    return content


def _row(member: Member) -> tuple[str, ...]:
    return (
        member.name,
        member.role,
        ";".join(member.areas),
        member.party,
        ";".join(member.handles),
        str(member.held_from or ""),
        str(member.held_to or ""),
        member.seat,
        member.source,
    )


def import_register(
    deed: Deed,
    read: Read,
    told: Provenance,
    place: Place,
    remake: Callable[[Path], World],
    done: Callable[[int], None] = lambda _count: None,
    *,
    dry_run: bool = False,
) -> Report:
    """Keep the register, record it, and judge the queue by it where the config names it.

    `remake` gives the world with the file it is called with in the register's place. The file takes its name
    only once the queue is judged.
    """
    content = register_file(read, told)
    facts = {
        "file": told.file,
        "file_digest": read.digest,
        "form": read.form.value,
        "source": told.source.strip(),
        "register": place.path.name,
        "register_digest": hashlib.sha256(content).hexdigest(),
        "replaced": _digest_of(place.path),
        "taken": len(read.members),
        "unread": read.bad_rows,
        "went_by": deed.world.digests(),
    }
    deed.book.append(Entry("register-import", deed.actor.name, deed.now, facts=facts))
    with tempfile.TemporaryDirectory(prefix="purdahgate-") as folder:
        draft = Path(folder) / place.path.name
        draft.write_bytes(content)
        world = remake(draft) if place.is_named else deed.world
    report = judge_queue(Deed(deed.book, world, deed.actor, deed.now, deed.remake), done)
    if not dry_run:
        _keep(place.path, content)
    return report


def _digest_of(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as bad:
        raise InputError(f"the folder cannot be made: {bad.strerror}", where=str(path.parent)) from None
    with writing_whole(path) as file:
        file.write(content)
