"""One HTTP request, and what its failure says about whether it took effect.

A request is `deciding` where it is the one that posts. Before that, whatever fails has sent nothing.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from purdahgate import __version__
from purdahgate.publishers.base import NotSentError, RetryLaterError, UncertainError

CONNECT, READ, WHOLE = 10.0, 30.0, 90.0  # seconds
MOST_ANSWER = 2_000_000  # bytes
MOST_SAID = 200
TOO_MANY = 429
# Refusals after which it is certain that nothing was done. 408, 409, 423, 425 and their like are not.
DEFINITE = frozenset({307, 308, 400, 401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 422, 451})
_BEFORE_IT_LEFT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
)


class RefusedError(NotSentError):
    """The other side said no, and did nothing. `code` is its own word for why, where it has one."""

    def __init__(self, message: str, status: int, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers in small letters, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def word(self, *keys: str) -> str:
        """The first of `keys` that a JSON object in the body has as a text."""
        told = self.json
        found = (told.get(key) for key in keys) if isinstance(told, dict) else ()
        return next((each for each in found if isinstance(each, str)), "")


def request(method: str, url: str, *, deciding: bool = False, **content: Any) -> Answer:
    """The answer to one request, of status 2xx; nothing is followed or repeated.

    RetryLaterError where it never left, or was asked to come later; RefusedError where it was turned down;
    for anything else UncertainError where it was `deciding`, RetryLaterError where it was not.
    """
    unsure = UncertainError if deciding else RetryLaterError
    host = urlsplit(url).hostname
    try:
        answer = _exchange(method, url, content)
    except _BEFORE_IT_LEFT as bad:
        raise RetryLaterError(f"{host} cannot be reached: {_said(bad)}") from None
    except TimeoutError:
        raise unsure(f"{host} did not finish its answer within {WHOLE:g} seconds") from None
    except (httpx2.HTTPError, OSError, ValueError) as bad:
        raise unsure(f"{host} broke off: {_said(bad)}") from None
    if 200 <= answer.status < 300:  # noqa: PLR2004  (success, as RFC 9110 has it)
        return answer
    told = f"{host} answered {answer.status}{_why(answer)}"
    if answer.status == TOO_MANY:
        raise RetryLaterError(told, delay(answer))
    if answer.status in DEFINITE:
        raise RefusedError(told, answer.status, answer.word("error"))
    raise unsure(told)


def reach(url: str) -> None:
    """See that whoever is at `url` answers at all, whatever it says; RetryLaterError where nobody does."""
    parts = urlsplit(url)
    try:
        _exchange("HEAD", f"{parts.scheme}://{parts.netloc}/", {})
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as bad:
        raise RetryLaterError(f"{parts.hostname} cannot be reached: {_said(bad)}") from None


def _exchange(method: str, url: str, content: Mapping[str, Any]) -> Answer:
    """Send, and read the whole answer, however slowly it drips, for so long and so much and no more."""
    ends = time.monotonic() + WHOLE
    headers = {"user-agent": f"purdahgate/{__version__}", **content.get("headers", {})}
    timeout = httpx2.Timeout(READ, connect=CONNECT)
    with (
        httpx2.Client(timeout=timeout, follow_redirects=False) as client,
        client.stream(method, url, **{**content, "headers": headers}) as response,
    ):
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST_ANSWER:
                raise ValueError(f"its answer is longer than {MOST_ANSWER:,} bytes")
            if time.monotonic() > ends:
                raise TimeoutError
        return Answer(response.status_code, dict(response.headers), bytes(body))


def _said(bad: Exception) -> str:
    return f"{type(bad).__name__}: {bad}"[:MOST_SAID]


def _why(answer: Answer) -> str:
    words = (answer.word("error"), answer.word("message", "error_description"))
    told = ": ".join(word for word in words if word) or answer.body[:MOST_SAID].decode("utf-8", "replace")
    line = " ".join(told.split())[:MOST_SAID]
    return f": {line}" if line else ""


def delay(answer: Answer) -> float | None:
    """How long the other side wants to be left alone, in seconds by its own clock; None if it says not."""
    told = answer.headers.get("retry-after", "")
    if told.strip().isdigit():
        return float(told)
    now = _instant(answer.headers.get("date", ""))
    resets = (answer.headers.get(name, "") for name in ("ratelimit-reset", "x-ratelimit-reset"))
    ends = next((at for at in map(_instant, (told, *resets)) if at), None)
    if ends is None or now is None:
        return None
    return max(0.0, (ends - now).total_seconds())


def _instant(told: str) -> datetime | None:
    """A time in any of the forms servers give it: RFC 9110, RFC 3339, or seconds since 1970."""
    try:
        if told.isdigit():
            return datetime.fromtimestamp(int(told), UTC)
        at = parsedate_to_datetime(told) if "," in told else datetime.fromisoformat(told)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
