"""OpenSSH's signatures of messages: the form SSHSIG, which `ssh-keygen -Y verify` takes.

The form is OpenSSH's PROTOCOL.sshsig, that of FIDO keys its PROTOCOL.u2f; the cryptography is the library's.
One signature has one accepted spelling, so that nobody can write it another way. ssh-keygen 9.2 is laxer: it
takes version 0, a filled reserved field, and the group's order added to the second half of a signature.
"""

import base64
import hashlib
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from purdahgate.domain.signing import ED25519, FIDO, KeyParts, PublicKey
from purdahgate.domain.ssh_wire import Reader, string
from purdahgate.errors import BadSignatureError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_HASHES: Final = (b"sha512", b"sha256")
_SIGNATURE: Final = 64
_LONGEST: Final = 4_096  # characters of base64; real ones have 250 to 350
_LINE: Final = 70
# Flags of a FIDO signature (WebAuthn, authenticator data): somebody touched the key; more data follows, for
# which OpenSSH's form has no place.
_TOUCHED: Final = 0x01
_MORE_DATA: Final = 0x40 | 0x80


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What one signature says of itself."""

    key_blob: bytes
    namespace: bytes
    reserved: bytes
    hash_name: bytes
    signature: bytes


def sign(private: "Ed25519PrivateKey", namespace: str, message: bytes) -> str:
    """An SSHSIG signature with a loaded key, as one line of base64."""
    key = public_half(private)
    made = private.sign(to_be_signed(namespace, message))
    return wrap(key, namespace, string(ED25519.encode()) + string(made))


def public_half(private: "Ed25519PrivateKey") -> PublicKey:
    """The public key that belongs to a private one."""
    point = private.public_key().public_bytes_raw()
    return PublicKey.of(string(ED25519.encode()) + string(point))


def to_be_signed(namespace: str, message: bytes, hash_name: bytes = _HASHES[0]) -> bytes:
    """What a key signs so that its signature is one of `message` for `namespace`."""
    if not namespace:
        raise ValueError("a signature has a namespace")
    hashed = hashlib.new(hash_name.decode(), message).digest()
    return _MAGIC + string(namespace.encode()) + string(b"") + string(hash_name) + string(hashed)


def wrap(key: PublicKey, namespace: str, signature: bytes) -> str:
    """The whole signature, as one line of base64, of what a key or ssh-agent made of `to_be_signed`."""
    head = _MAGIC + _VERSION.to_bytes(4, "big") + string(key.parts().blob)
    rest = string(namespace.encode()) + string(b"") + string(_HASHES[0]) + string(signature)
    return base64.b64encode(head + rest).decode()


def armored(signature: str) -> str:
    """The same signature in lines, as `ssh-keygen -Y verify` takes it."""
    lines = textwrap.wrap(signature, _LINE)
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


def verify(key: PublicKey, namespace: str, message: bytes, signature: str) -> None:
    """Let pass only a signature of `message` for `namespace` by `key`; else a BadSignatureError says why."""
    try:
        parts = key.parts()
        envelope = _opened(signature)
        _refuse_another(envelope, parts, namespace)
        raw, signed = _for_the_kind(
            parts, envelope.signature, to_be_signed(namespace, message, envelope.hash_name)
        )
    except ValueError as wrong:
        raise _bad(str(wrong)) from None
    if not _holds(parts.point, raw, signed):
        raise _bad("it is not of these words by this key")


def _opened(signature: str) -> _Envelope:
    """What the base64 says; ValueError where any of it is not as it must be."""
    if len(signature) > _LONGEST:
        raise ValueError("it is too long")
    blob = base64.b64decode(signature, validate=True)
    if base64.b64encode(blob).decode() != signature:
        raise ValueError("its base64 is not the usual one")
    reader = Reader(blob)
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise ValueError("it is no SSHSIG signature")
    if (version := reader.number()) != _VERSION:
        raise ValueError(f"it is of the unknown version {version}")
    envelope = _Envelope(*(reader.string() for _ in range(5)))
    reader.end()
    return envelope


def _refuse_another(envelope: _Envelope, parts: KeyParts, namespace: str) -> None:
    """Refuse another key, another namespace, and what this form leaves no place for."""
    if envelope.key_blob != parts.blob:
        raise ValueError("another key made it")
    if envelope.namespace != namespace.encode():
        raise ValueError(f"it was made for {envelope.namespace.decode('ascii', 'replace')!r}")
    if envelope.reserved:
        raise ValueError("it fills the field that must be empty")
    if envelope.hash_name not in _HASHES:
        raise ValueError("it names an unknown hash")


def _for_the_kind(parts: KeyParts, signature: bytes, message: bytes) -> tuple[bytes, bytes]:
    """The bare Ed25519 signature, and the bytes it must be of, which a FIDO key makes of the message."""
    reader = Reader(signature)
    if reader.string() != parts.kind.encode():
        raise ValueError("it was made by another kind of key")
    raw = reader.string()
    if len(raw) != _SIGNATURE:
        raise ValueError(f"it has {len(raw)} bytes in place of {_SIGNATURE}")
    if parts.kind == FIDO:
        flags, counter = reader.take(1), reader.take(4)
        _refuse_flags(flags[0])
        message = _sha256(parts.application) + flags + counter + _sha256(message)
    reader.end()
    return raw, message


def _refuse_flags(flags: int) -> None:
    """Refuse a FIDO signature that nobody touched the security key for, or that promises more data."""
    if not flags & _TOUCHED:
        raise ValueError("nobody touched the security key for it")
    if flags & _MORE_DATA:
        raise ValueError("it promises more than this form can hold")


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _holds(point: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a bare Ed25519 signature holds."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(point).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _bad(said: str) -> BadSignatureError:
    return BadSignatureError(f"the signature does not hold: {said}", mend="Have it signed again")
