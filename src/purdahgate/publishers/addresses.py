"""Which addresses a secret may be sent to."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def unsafe(url: str) -> str:
    """Why `url` is no address to send a secret to, in one line, or nothing: https, or this machine itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or parts.scheme not in ("http", "https"):
        return f"{url[:80]!r} is no web address"
    if parts.username or parts.password:
        return "a name or a password stands in the address"
    if parts.scheme == "http" and not is_here(host):
        return f"{url[:80]!r} is not https: what is sent there could be read on the way"
    return ""


def is_here(host: str) -> bool:
    """Whether `host` is this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
