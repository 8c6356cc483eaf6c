"""A new private key, in two files, as ssh-keygen would write them."""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

from purdahgate.errors import InputError, KeyAtHandError
from purdahgate.keys.key_files import KeyFile, read_key_file
from purdahgate.keys.sshsig import public_half

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SHORTEST: Final = 8  # characters of a passphrase

_ROUNDS: Final = 24  # of bcrypt, as OpenSSH has it since 9.4
_FILE_NAME: Final = re.compile(r"[^\W_](?:[\w .'-]{0,62}[\w'-])?")


def write_new(folder: Path, name: str, passphrase: str) -> KeyFile:
    """Make a key and its two files, `NAME` and `NAME.pub`; never over what is there.

    With an empty `passphrase` whoever can read the file can sign.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = place_of_new(folder, name)
    if passphrase and len(passphrase) < SHORTEST:
        raise InputError("the passphrase is too short", mend=f"Take {SHORTEST} characters or more")
    private = Ed25519PrivateKey.generate()
    key = public_half(private)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put_new(path, _written(private, passphrase), 0o600)
        try:
            _put_new(_public_path(path), f"{key.line} {name}\n".encode(), 0o644)
        except OSError:
            path.unlink()  # both or neither
            raise
    except FileExistsError:
        raise _there(path) from None
    except OSError as wrong:
        said = (wrong.strerror or "no reason given").lower()
        raise KeyAtHandError(
            f"the key cannot be written: {said}", where=str(folder), mend="Check the folder and its rights"
        ) from None
    return read_key_file(path)


def place_of_new(folder: Path, name: str) -> Path:
    """Where a new key of `name` will stand; InputError where one stands there or the name fits no file."""
    if not _FILE_NAME.fullmatch(name) or name.lower().endswith(".pub"):
        raise InputError(f"{name!r} cannot name a file", mend="Use letters, digits, spaces and - . _ '")
    path = folder / name
    for each in (path, _public_path(path)):
        if each.exists() or each.is_symlink():
            raise _there(each)
    return path


def _written(private: "Ed25519PrivateKey", passphrase: str) -> bytes:
    """The file's content."""
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        KeySerializationEncryption,
        NoEncryption,
        PrivateFormat,
    )

    lock: KeySerializationEncryption = NoEncryption()
    if passphrase:
        lock = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(_ROUNDS).build(passphrase.encode())
    return private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock)


def _put_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole, with `mode` from the start; FileExistsError where one is there."""
    with NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:  # its owner's alone
        half = Path(file.name)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        half.chmod(mode)
        path.hardlink_to(half)
    finally:
        half.unlink(missing_ok=True)


def _public_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.pub")


def _there(path: Path) -> InputError:
    return InputError(
        "a key is there already, and nothing is written over it", where=str(path), mend="Take another name"
    )
