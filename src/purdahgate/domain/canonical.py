"""One way to write a value as bytes, so that a digest means the same everywhere (RFC 8785)."""

import hashlib
import json
from typing import Any

# For values of text, whole numbers, true, false, null, lists and objects with plain ASCII keys these are RFC
# 8785's bytes: a test holds them against the rfc8785 package. Numbers with a point, whose form the RFC takes
# from another language, are refused.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


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
        for each in value.values():
            _refuse_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_floats(each)
