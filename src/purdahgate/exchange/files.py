"""Write a file whole or not at all."""

import os
from collections.abc import Iterator
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
        half.replace(path)
    except OSError as bad:
        raise InputError(
            f"the file cannot be written: {bad.strerror}",
            where=str(path),
            mend="Check the folder and its rights",
        ) from None
    finally:
        half.unlink(missing_ok=True)
