"""One way to write a value as bytes, so that a digest means the same everywhere (RFC 8785)."""

import hashlib
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Decoder, Encoder

# For values of text, whole numbers, true, false, null, lists and objects with plain ASCII keys these are RFC
# 8785's bytes: a test holds them against the rfc8785 package. Numbers with a point, whose form the RFC takes
# from another language, are refused, and whatever else is no JSON.
_ENCODER: Final = Encoder(order="sorted")
_DECODER: Final = Decoder()
_LEAVES: Final = frozenset({str, int, bool, type(None), Raw})


def canonical(value: Any) -> bytes:
    """A JSON value as canonical bytes; TypeError for a number with a point or a value that is no JSON."""
    _refuse_others(value)
    return _ENCODER.encode(value)


def ready(value: Any) -> Any:
    """`value` in canonical form already, to stand in many objects or lists that `canonical` is given."""
    return Raw(canonical(value))


def read_back(text: str) -> Any:
    """The JSON value that `text` holds; ValueError where it holds none."""
    return _DECODER.decode(text)


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical bytes of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_others(value: Any) -> None:
    if isinstance(value, dict):
        value = value.values()
    elif isinstance(value, str | int | Raw | None):
        return
    elif not isinstance(value, list | tuple):
        raise TypeError(f"{type(value).__name__} has no canonical form here")
    if not _LEAVES.issuperset(map(type, value)):
        for each in value:
            _refuse_others(each)
