"""The files that judgements rest on, read whole so that they can be kept, and put back to be read again."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from purdahgate.config import Config, with_settings
from purdahgate.errors import DataError
from purdahgate.sources.policies import pack_files

SETTINGS = "config.toml: body, windows, release"
MOST_BYTES = 200_000_000


def read_rule_files(config: Config) -> dict[str, bytes]:
    """The bytes of every file that `config` judges by, by a name such as `registers/councillors.csv`.

    DataError for one that cannot be read.
    """
    found = {SETTINGS: config.settings}
    for folder, paths in (
        ("policy", pack_files(config.policy)),
        ("calendars", config.calendars),
        ("registers", config.registers),
        ("lexicon", sorted(config.lexicon.glob("*.toml"))),
        ("holidays", config.holidays),
    ):
        found.update(_named(folder, paths))
    return found


def put_back(config: Config, contents: Mapping[str, bytes], folder: Path) -> Config:
    """`config` with the files of `contents` in place of its own, written out under `folder`."""
    for name, content in contents.items():
        if name != SETTINGS:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def inside(kind: str) -> tuple[Path, ...]:
        return tuple(folder / name for name in contents if name.startswith(f"{kind}/"))

    return replace(
        with_settings(config, contents[SETTINGS]),
        policy=inside("policy")[-1],
        shelf=folder / "policy",
        calendars=inside("calendars"),
        registers=inside("registers"),
        lexicon=folder / "lexicon",
        holidays=inside("holidays"),
    )


def _named(folder: str, paths: Iterable[Path]) -> dict[str, bytes]:
    """Each file under its own name; a number tells apart those of one name."""
    found: dict[str, bytes] = {}
    for path in paths:
        name, number = f"{folder}/{path.name}", 1
        while name in found:
            number += 1
            name = f"{folder}/{number}/{path.name}"
        found[name] = _bytes(path)
    return found


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as bad:
        raise DataError(f"the file cannot be read: {bad.strerror}", where=str(path)) from None
    if len(content) > MOST_BYTES:
        raise DataError(f"the file is larger than {MOST_BYTES:,} bytes", where=str(path))
    return content
