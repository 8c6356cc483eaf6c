"""Mastodon: a status, its media first; Idempotency-Key makes a repeat within the hour the same status.

Only the status itself posts. What is not known is looked for among the account's own latest statuses.
"""

import json
import re
import time
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from purdahgate.domain.post import Medium
from purdahgate.errors import ConfigError
from purdahgate.publishers.addresses import unsafe
from purdahgate.publishers.base import (
    About,
    ChannelSettings,
    Gap,
    NotSentError,
    Outgoing,
    Publisher,
    Receipt,
    RetryLaterError,
    UncertainError,
    words_of,
)
from purdahgate.publishers.counting import with_short_links
from purdahgate.publishers.limits import Limits

PROCESSING = 206
LOOK_EVERY, LOOK_AT_MOST = 2.0, 30  # seconds, times
CLOCKS_DIFFER = timedelta(minutes=10)
_ELSEWHERE = re.compile(r"(@[\w.-]+)@[\w.-]+")
# Mastodon's own defaults, until `channel test` has asked the server for its own.
_USUAL = {
    "characters": 500,
    "each_link": 23,
    "media": 4,
    "alt": 1_500,
    "image": 16_777_216,
    "video": 103_809_024,
    "types": ["image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm"],
}


class MastodonSettings(ChannelSettings, frozen=True, kw_only=True):
    """`server` is where the account is; `visibility` who sees its posts; `language` what they are in."""

    server: str
    visibility: Literal["public", "unlisted", "private"] = "public"
    language: str = "en"
    gap_seconds: Gap = 30


class MastodonPublisher(Publisher):
    """One account on a Mastodon server."""

    Settings = MastodonSettings
    secret_is = "access token"  # noqa: S105  (what it is called, not what it is)

    def __init__(self, settings: MastodonSettings, about: About) -> None:
        self._settings = settings
        self._about = about
        self._server = settings.server.rstrip("/")
        self._known = about.base / f".{about.name}.limits.json"

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """Nothing is asked of the server yet."""
        assert isinstance(settings, MastodonSettings)
        return cls(settings, about)

    @classmethod
    def check_settings(cls, settings: ChannelSettings) -> ChannelSettings:
        """The server is https."""
        assert isinstance(settings, MastodonSettings)
        if wrong := unsafe(settings.server):
            raise ConfigError(wrong, where="server", mend='Write it as "https://mastodon.example"')
        return settings

    @property
    def limits(self) -> Limits:
        """The server's own, as the last `channel test` read them; else those Mastodon comes with."""
        known = self._read_limits()
        each_link = known["each_link"]
        sizes = {each: known["video" if each.startswith("video") else "image"] for each in known["types"]}
        return Limits(
            most=known["characters"],
            length=lambda revision: with_short_links(words_of(revision), each_link),
            most_media=known["media"],
            media=sizes,
            alone=frozenset({"video"}),
            most_alt=known["alt"],
        )

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Post the status; RetryLaterError or NotSentError for whatever goes wrong before."""
        status = {
            "status": outgoing.words,
            "media_ids": [self._upload(each, outgoing) for each in outgoing.revision.media],
            "visibility": self._settings.visibility,
            "language": self._settings.language,
        }
        key = {"idempotency-key": outgoing.key}
        told = self._ask("POST", "/api/v1/statuses", deciding=True, json=status, headers=key)
        if not isinstance(told, dict) or not told.get("id"):
            raise UncertainError("the server's answer is no status")
        return self._receipt(told)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """The one status of the account's latest with these words that is no older than the attempt."""
        who = self._ask("GET", "/api/v1/accounts/verify_credentials")["id"]
        query = {"limit": 40, "exclude_reblogs": "true"}
        latest = self._ask("GET", f"/api/v1/accounts/{who}/statuses", params=query)
        words, since = _bare(_ELSEWHERE.sub(r"\1", outgoing.words)), outgoing.at - CLOCKS_DIFFER
        same = [
            each
            for each in latest
            if _bare(plain(each["content"])) == words and datetime.fromisoformat(each["created_at"]) >= since
        ]
        if len(same) > 1:
            raise UncertainError(f"{len(same)} statuses have these words")
        return self._receipt(same[0]) if same else None

    def check(self) -> list[str]:
        """Ask the server for its limits and who the token is; and post nothing, which it must refuse."""
        from purdahgate.publishers.http import RefusedError

        about = self._ask("GET", "/api/v2/instance")
        self._keep_limits(about.get("configuration", {}))
        who = self._ask("GET", "/api/v1/accounts/verify_credentials")
        try:
            self._ask("POST", "/api/v1/statuses", json={"status": ""})
        except RefusedError as refused:
            if refused.status != 422:  # noqa: PLR2004  (an empty status; 403 would be a token that may not post)
                raise
        known = self._read_limits()
        return [
            f"{self._server} answers: Mastodon {about.get('version', '')}".rstrip(),
            f"the token is @{who.get('username')}'s, and may post",
            f"its limits: {known['characters']:,} characters, {known['media']} media",
        ]

    def take_down(self, _outgoing: Outgoing, receipt: Receipt) -> bool:
        """Delete the status; one that is gone already is gone."""
        from purdahgate.publishers.http import RefusedError

        number = urlsplit(receipt.url).path.rsplit("/", 1)[-1]
        if not number.isdigit():
            raise NotSentError(f"{receipt.url} is no status of Mastodon")
        try:
            self._ask("DELETE", f"/api/v1/statuses/{number}")
        except RefusedError as refused:
            if refused.status != 404:  # noqa: PLR2004  (it is not there any more)
                raise
        return True

    def _upload(self, medium: Medium, outgoing: Outgoing) -> str:
        """Put a medium on the server, and wait until it is ready to be shown; gives its number."""
        file = (medium.name, outgoing.medium(medium.digest), medium.media_type)
        told = self._ask("POST", "/api/v2/media", files={"file": file}, data={"description": medium.alt})
        number = str(told["id"])
        for _ in range(LOOK_AT_MOST):
            if told.get("url"):
                return number
            time.sleep(LOOK_EVERY)
            told = self._ask("GET", f"/api/v1/media/{number}")
        raise RetryLaterError(f"the server was not done with {medium.name} in time")

    def _receipt(self, status: dict[str, Any]) -> Receipt:
        return Receipt(str(status.get("url") or status.get("uri") or f"{self._server}/{status['id']}"))

    def _ask(self, method: str, path: str, *, deciding: bool = False, **content: Any) -> Any:
        from purdahgate.publishers.http import request

        token = {"authorization": f"Bearer {self._about.secret()}"}
        headers = {**content.pop("headers", {}), **token}
        answer = request(method, f"{self._server}{path}", deciding=deciding, headers=headers, **content)
        told = answer.json
        if told is None:
            unsure = UncertainError if deciding else RetryLaterError
            raise unsure(f"{self._server} answered something that is not JSON")
        return told

    def _read_limits(self) -> dict[str, Any]:
        try:
            return {**_USUAL, **json.loads(self._known.read_text(encoding="utf-8"))}
        except (OSError, ValueError, TypeError):
            return _USUAL

    def _keep_limits(self, told: dict[str, Any]) -> None:
        statuses, media = told.get("statuses", {}), told.get("media_attachments", {})
        found = {
            "characters": statuses.get("max_characters"),
            "each_link": statuses.get("characters_reserved_per_url"),
            "media": statuses.get("max_media_attachments"),
            "alt": media.get("description_limit"),
            "image": media.get("image_size_limit"),
            "video": media.get("video_size_limit"),
        }
        kept: dict[str, Any] = {
            key: each for key, each in found.items() if isinstance(each, int) and each > 0
        }
        types = media.get("supported_mime_types")
        if isinstance(types, list) and types:
            kept["types"] = [str(each) for each in types if str(each).startswith(("image/", "video/"))]
        self._known.write_text(json.dumps(kept, indent=1), encoding="utf-8")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        _ = attrs
        if tag in {"br", "p"}:
            self.said.append("\n")


def plain(content: str) -> str:
    """The words of a status's HTML."""
    reader = _Text()
    reader.feed(content)
    return "".join(reader.said)


def _bare(text: str) -> str:
    """`text` without white space, which HTML does not keep."""
    return "".join(text.split())
