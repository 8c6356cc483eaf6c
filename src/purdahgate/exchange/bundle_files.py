"""A bundle as one file: a zip whose every byte follows from its files, so that none can be changed unseen.

Nothing in it is compressed, so that it is never larger opened than it is shut.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from purdahgate.domain.canonical import canonical, read_back
from purdahgate.errors import AuditBrokenError
from purdahgate.exchange.files import writing_whole
from purdahgate.text_files import read_bytes

MOST_BYTES: Final = 500_000_000
MANIFEST: Final = "manifest.json"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16

Files = Mapping[str, bytes]


def sha256(content: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def with_manifest(said: Mapping[str, Any], files: Files) -> dict[str, bytes]:
    """`files` behind a manifest that says `said`, the digest of each, and its own."""
    values = {**said, "files": {name: sha256(content) for name, content in files.items()}}
    whole = {**values, "digest": sha256(canonical(values))}
    return {MANIFEST: canonical(whole) + b"\n", **files}


def packed(files: Files) -> bytes:
    """The bytes of a bundle of these files, in their order."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.create_system, info.external_attr = _UNIX, _READABLE
            archive.writestr(info, content)
    return made.getvalue()


def write_bundle(path: Path, files: Files) -> None:
    """Write a bundle, whole or not at all."""
    with writing_whole(path) as out:
        out.write(packed(files))


def read_bundle(path: Path) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    """What a bundle's manifest says, and its files; AuditBrokenError where any byte is not as it was made."""
    content = read_bytes(path, MOST_BYTES, error=AuditBrokenError)
    try:
        files = _unpacked(content)
        return _manifest(files), files
    except (zipfile.BadZipFile, ValueError, KeyError, OSError, EOFError, RuntimeError) as bad:
        raise AuditBrokenError(
            f"this is no whole bundle: {_plain(bad)}",
            where=str(path),
            mend="Have it sent again, or made again with: purdahgate audit export",
        ) from None


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        infos = archive.infolist()
        if any(each.compress_type != zipfile.ZIP_STORED for each in infos):
            raise ValueError("it is compressed")
        if sum(each.file_size for each in infos) > len(content):
            raise ValueError("it says it is larger than it is")
        files = {each.filename: archive.read(each) for each in infos}
    if packed(files) != content:
        raise ValueError("it is not packed as purdahgate packs it")
    return files


def _manifest(files: Files) -> Mapping[str, Any]:
    values = read_back(files[MANIFEST].decode())
    if not isinstance(values, dict) or canonical(values) + b"\n" != files[MANIFEST]:
        raise ValueError("its manifest is not written as one is")
    rest = {name: value for name, value in values.items() if name != "digest"}
    if values.get("digest") != sha256(canonical(rest)):
        raise ValueError("its manifest was changed")
    found = {name: sha256(content) for name, content in files.items() if name != MANIFEST}
    if found != values["files"]:
        names = sorted(
            name for name in {*found, *values["files"]} if found.get(name) != values["files"].get(name)
        )
        raise ValueError(f"{names[0]} was changed, added or taken out")
    return values


def _plain(bad: Exception) -> str:
    said = " ".join(str(bad).split())[:200]
    return said or type(bad).__name__
