"""One way to write a value as bytes, so that a digest means the same everywhere (RFC 8785)."""

import hashlib
import json
from typing import Any

# For values of text, whole numbers, true, false, null, lists and objects with plain ASCII keys these are RFC
# 8785's bytes: a test holds them against the rfc8785 package. Numbers with a point, whose form the RFC takes
# from another language, are refused.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

_NO_FLOATS = frozenset({str, int, bool, type(None)})  # a shortcut: nearly every value is one of these


def canonical(value: Any) -> bytes:
    """A JSON value as canonical bytes; TypeError for a number with a point or a value that is no JSON."""
    _refuse_floats(value)
    return _ENCODER.encode(value).encode()


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical bytes of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a number with a point has no canonical form here")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for each in value:
        if each.__class__ not in _NO_FLOATS:
            _refuse_floats(each)
