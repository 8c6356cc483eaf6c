"""Read a text file whole, or say in one line why it cannot be read."""

from pathlib import Path

from purdahgate.errors import DataError, PurdahgateError

UTF_8 = "utf-8"


def read_text(
    path: Path,
    limit: int,
    *,
    encoding: str = UTF_8,
    error: type[PurdahgateError] = DataError,
    mend: str = "Save it as UTF-8",
) -> str:
    """The text of `path` without a byte order mark; `error` for over `limit` bytes or another encoding."""
    content = read_bytes(path, limit, error=error)
    plain = encoding.lower().replace("_", "-") in {"utf-8", "utf8"}
    try:
        return content.decode("utf-8-sig" if plain else encoding)
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        name = "UTF-8" if plain else encoding
        raise error(f"the file is not {name}", where=f"{path}:{line}", mend=mend) from None
    except LookupError:
        raise error(f"there is no encoding {encoding!r}", mend="Use utf-8 or windows-1252") from None


def read_bytes(path: Path, limit: int, *, error: type[PurdahgateError] = DataError) -> bytes:
    """All of `path`; `error` where it cannot be read or has over `limit` bytes."""
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as wrong:
        said = (wrong.strerror or "unreadable").lower()
        raise error(f"cannot read the file: {said}", where=str(path), mend="Check path and rights") from None
    if len(content) > limit:
        raise error("the file is too big", where=str(path), mend=f"At most {limit:,} bytes")
    return content
