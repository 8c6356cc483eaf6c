"""Whose key signs: public keys as OpenSSH writes them, and what a signer can do."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final, Protocol

from purdahgate.domain.ssh_wire import Reader
from purdahgate.errors import DataError, InputError, PurdahgateError

ED25519: Final = "ssh-ed25519"
FIDO: Final = "sk-ssh-ed25519@openssh.com"
LONGEST: Final = 4_096  # characters of a line; real ones have 80 to 200

_POINT: Final = 32
_MAKE_ONE: Final = "Make an Ed25519 key with: purdahgate key new NAME"
_OTHERS: Final = {
    "ssh-rsa": "an RSA key",
    "ssh-dss": "a DSA key",
    "ecdsa-sha2-nistp256": "an ECDSA key",
    "ecdsa-sha2-nistp384": "an ECDSA key",
    "ecdsa-sha2-nistp521": "an ECDSA key",
    "sk-ecdsa-sha2-nistp256@openssh.com": "a FIDO key of the kind ECDSA",
}
# The prime that Ed25519 counts by (RFC 8032, section 5.1), and the points of low order: whoever knows that
# a key is one of them can sign for it without any secret. Each holds with either sign.
_PRIME: Final = 2**255 - 19
_LOW_ORDER: Final = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What a public key is made of. `application` is a FIDO key's own, and empty for others."""

    kind: str
    point: bytes
    application: bytes
    blob: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 key in OpenSSH's form, or its FIDO kind; `line` is its kind and base64, with no comment."""

    line: str

    @classmethod
    def parse(cls, text: str, where: str = "") -> "PublicKey":
        """The key of a line, whatever comment follows it.

        With `where` a line that is none is a DataError there, else an InputError.
        """
        words = text.split(maxsplit=2)
        _refuse_what_is_no_line(text, words, where)
        key = cls(f"{words[0]} {words[1]}")
        try:
            key.parts()
        except ValueError as wrong:
            raise _refusal(
                f"this public key is broken: {wrong}", where, "Copy the whole line again"
            ) from None
        return key

    @classmethod
    def of(cls, blob: bytes) -> "PublicKey":
        """The key of its binary form; ValueError, saying why, where that is no key that may sign."""
        kind = Reader(blob).string().decode("ascii", "replace")
        if kind not in (ED25519, FIDO):
            raise ValueError(f"it is {_OTHERS.get(kind, 'a key of another kind')}")
        key = cls(f"{kind} {base64.b64encode(blob).decode()}")
        key.parts()
        return key

    def parts(self) -> KeyParts:
        """What it is made of; ValueError, saying why, where `line` is no key that may sign."""
        kind, _, coded = self.line.partition(" ")
        blob = base64.b64decode(coded, validate=True)
        if base64.b64encode(blob).decode() != coded:
            raise ValueError("its base64 is not the usual one")
        reader = Reader(blob)
        if reader.string() != kind.encode():
            raise ValueError("inside it says another kind than before it")
        point = reader.string()
        application = reader.string() if kind == FIDO else b""
        reader.end()
        _refuse_point(point)
        if kind == FIDO and not application.startswith(b"ssh:"):
            raise ValueError("it was not made for SSH")
        return KeyParts(kind, point, application, blob)

    @property
    def fingerprint(self) -> str:
        """`SHA256:` and its digest, as `ssh-keygen -l` prints it."""
        hashed = hashlib.sha256(self.parts().blob).digest()
        return "SHA256:" + base64.b64encode(hashed).decode().rstrip("=")

    @property
    def is_fido(self) -> bool:
        """Whether its secret is in a FIDO security key."""
        return self.line.startswith(FIDO)


class Signer(Protocol):
    """A person's key, ready to sign. `name` is theirs in people.toml."""

    @property
    def name(self) -> str:
        """The person's name in people.toml."""

    @property
    def key(self) -> PublicKey:
        """The public half of what signs."""

    def sign(self, namespace: str, message: bytes) -> str:
        """An SSHSIG signature of `message` for `namespace`, as one line of base64."""


def _refuse_what_is_no_line(text: str, words: list[str], where: str) -> None:
    """Refuse whatever is not one line that starts with a kind that may sign."""
    if not words:
        raise _refusal("there is no public key", where, "Give the one line of a .pub file")
    kind = words[0]
    if "PRIVATE KEY" in text:
        raise _refusal(
            "this is a private key, which nobody else may see", where, "Give the one line of its .pub file"
        )
    if kind in _OTHERS:
        raise _refusal(f"this is {_OTHERS[kind]}, and only Ed25519 keys sign here", where, _MAKE_ONE)
    if "-cert-v" in kind:
        raise _refusal("this is a certificate, not a key", where, "Give the key that it certifies")
    if len(text) > LONGEST or len(text.strip().splitlines()) > 1:
        raise _refusal("this is not one public key", where, "Give the one line of a .pub file")
    if kind not in (ED25519, FIDO) or len(words) == 1:
        raise _refusal("this is no public key of OpenSSH", where, "It starts with ssh-ed25519 AAAA")


def _refuse_point(point: bytes) -> None:
    """Refuse a point that is too long or short, written in an unusual way, or weak."""
    if len(point) != _POINT:
        raise ValueError(f"it has {len(point)} bytes in place of {_POINT}")
    height = int.from_bytes(point, "little") & (2**255 - 1)
    if height >= _PRIME:
        raise ValueError("its number is too big")
    if height in _LOW_ORDER:
        raise ValueError("it is one of the few for which anybody can sign")


def _refusal(said: str, where: str, mend: str) -> PurdahgateError:
    kind = DataError if where else InputError
    return kind(said, where=where, mend=mend)
