"""Private keys in files, in OpenSSH's form (PROTOCOL.key): what they say unopened, and opening them."""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from purdahgate.domain.signing import PublicKey
from purdahgate.domain.ssh_wire import Reader
from purdahgate.errors import KeyAtHandError
from purdahgate.keys.sshsig import public_half, sign
from purdahgate.text_files import read_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TRIES: Final = 3
CHECKS_RIGHTS: Final = os.name != "nt"

_MOST: Final = 64_000
_BEGIN, _END = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"
_MAGIC: Final = b"openssh-key-v1\0"
_ANOTHER: Final = "Take another file, or make a key with: purdahgate key new NAME"
_OTHERS_RIGHTS: Final = 0o077


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A private key's file, unopened. `locked` is whether it takes a passphrase."""

    path: Path
    key: PublicKey
    locked: bool
    content: bytes


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Somebody's key from a file, unlocked."""

    name: str
    key: PublicKey
    private: "Ed25519PrivateKey"

    def sign(self, namespace: str, message: bytes) -> str:
        """An SSHSIG signature as one line of base64."""
        return sign(self.private, namespace, message)


def read_key_file(path: Path) -> KeyFile:
    """What a private key's file says without its passphrase; KeyAtHandError where it cannot serve."""
    content = read_bytes(path, _MOST, error=KeyAtHandError)
    if CHECKS_RIGHTS and path.stat().st_mode & _OTHERS_RIGHTS:
        raise _cannot(path, "others may read or change this private key", f"Run: chmod 600 {path}")
    blob = _armoured(path, content)
    try:
        cipher, public = _head(blob)
    except ValueError as wrong:
        raise _cannot(path, f"this private key is cut off or broken: {wrong}", _ANOTHER) from None
    try:
        key = PublicKey.of(public)
    except ValueError as wrong:
        raise _cannot(path, f"this private key cannot sign here: {wrong}", _ANOTHER) from None
    return KeyFile(path, key, cipher != b"none", content)


def unlock(file: KeyFile, ask: Callable[[str], str] | None) -> "Ed25519PrivateKey":
    """The private key, with the passphrase that `ask` gets where it needs one, in three tries."""
    if file.key.is_fido:
        raise _cannot(file.path, "this key's secret is in a security key", f"Run: ssh-add {file.path}")
    if not file.locked:
        return _load(file, None)
    if ask is None:
        raise _cannot(
            file.path,
            "this key has a passphrase, and nobody is there to be asked",
            f"Unlock it once a session with: ssh-add {file.path}",
        )
    for left in reversed(range(TRIES)):
        try:
            return _load(file, ask(f"Passphrase of {file.path}").encode())
        except KeyAtHandError:
            if not left:
                raise
    raise AssertionError  # never reached: the last try raises


def _armoured(path: Path, content: bytes) -> bytes:
    """The bytes between the first line and the last."""
    lines = content.strip().splitlines()
    if not lines or lines[0].strip() != _BEGIN:
        raise _cannot(path, "this is no private key in OpenSSH's form", _ANOTHER)
    coded = b"".join(each.strip() for each in lines[1:-1]) if lines[-1].strip() == _END else b"*"
    try:
        return base64.b64decode(coded, validate=True)
    except ValueError:
        raise _cannot(path, "this private key is cut off or broken", _ANOTHER) from None


def _head(blob: bytes) -> tuple[bytes, bytes]:
    """The cipher's name and the public half; ValueError where anything is missing."""
    reader = Reader(blob)
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise ValueError("it does not start as one")
    cipher = reader.string()
    reader.string()  # how the passphrase becomes a key
    reader.string()
    if reader.number() != 1:
        raise ValueError("it holds several keys")
    public = reader.string()
    reader.string()  # the private half
    return cipher, public


def _load(file: KeyFile, passphrase: bytes | None) -> "Ed25519PrivateKey":
    """The key, opened by the library; its public half is the one that the file told."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        private = load_ssh_private_key(file.content, passphrase)
    except (ValueError, TypeError):
        said = "this passphrase is wrong" if file.locked else "this private key is broken"
        raise _cannot(file.path, said, "Try again" if file.locked else _ANOTHER) from None
    except UnsupportedAlgorithm:
        mend = f"Run: ssh-keygen -p -Z aes256-ctr -f {file.path}"
        raise _cannot(file.path, "this private key is locked in an unusual way", mend) from None
    if not isinstance(private, Ed25519PrivateKey) or public_half(private) != file.key:
        raise _cannot(file.path, "the two halves of this key do not belong together", _ANOTHER)
    return private


def _cannot(path: Path, said: str, mend: str) -> KeyAtHandError:
    return KeyAtHandError(said, where=str(path), mend=mend)
