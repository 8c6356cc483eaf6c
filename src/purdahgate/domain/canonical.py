"""One way to write a value as bytes, so that a digest means the same everywhere (RFC 8785)."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """JSON values as canonical bytes; raises for a value JSON has no word for."""
    return rfc8785.dumps(value)


def digest(value: Any) -> str:
    """SHA-256, in hex, of the canonical bytes of a JSON value."""
    return hashlib.sha256(canonical(value)).hexdigest()
