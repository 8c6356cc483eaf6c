"""Write a file whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from purdahgate.errors import InputError


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only when all is written; what stood there before stays until then.

    InputError where it cannot be written.
    """
    if path.is_dir() or not path.name:
        raise InputError("a folder is there, not a file", where=str(path), mend="Name a file in it")
    half = path.with_name(f".{path.name}.half")
    try:
        with half.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, half)
        half.replace(path)
    except OSError as bad:
        raise InputError(
            f"the file cannot be written: {bad.strerror}",
            where=str(path),
            mend="Check the folder and its rights",
        ) from None
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path, *, dry_run: bool = False) -> Iterator[Callable[[str], None]]:
    """Gives what replaces the text of `path`; as `replacing_all`."""
    with replacing_all(dry_run=dry_run) as write:
        yield lambda text: write(path, text)


@contextmanager
def replacing_all(*, dry_run: bool = False) -> Iterator[Callable[[Path, str | None], None]]:
    """Gives what replaces a file's text, whole, or with None takes it away; in a dry run it does nothing.

    Whatever goes wrong inside after that, a transaction that cannot land too, puts the old files back.
    """
    kept: dict[Path, bytes | None] = {}

    def write(path: Path, text: str | None) -> None:
        if dry_run:
            return
        path = path.resolve()
        kept.setdefault(path, path.read_bytes() if path.exists() else None)
        _put(path, None if text is None else text.encode())

    try:
        yield write
    except BaseException:
        for path, content in kept.items():
            _put(path, content)
        raise


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    with writing_whole(path) as file:
        file.write(content)
