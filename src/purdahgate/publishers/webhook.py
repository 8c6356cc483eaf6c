"""A web address that is told of each post: signed, for a gateway of one's own; or a card for Teams."""

import base64
import hashlib
import hmac
import json
from typing import Any, Self
from urllib.parse import urlsplit

from purdahgate.domain.clock import rfc3339
from purdahgate.domain.post import Revision
from purdahgate.errors import ConfigError
from purdahgate.publishers.addresses import unsafe
from purdahgate.publishers.base import (
    About,
    ChannelSettings,
    Outgoing,
    Publisher,
    Receipt,
    words_of,
)
from purdahgate.publishers.limits import Limits

MOST_MEDIA_BYTES = 20_000_000
MOST_CARD_BYTES = 20_000
_MEND = 'Write it as "https://gateway.sometown.example/posts"'


class WebhookSettings(ChannelSettings, frozen=True, kw_only=True):
    """`url` is where posts are sent; `send_media` whether their media go with them."""

    url: str
    send_media: bool = True


class WebhookPublisher(Publisher):
    """One address that takes posts as signed JSON."""

    Settings = WebhookSettings
    secret_is = "signing key"  # noqa: S105  (what it is called, not what it is)

    def __init__(self, settings: WebhookSettings, about: About) -> None:
        self._settings = settings
        self._about = about

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """Nothing is asked of the address yet."""
        assert isinstance(settings, WebhookSettings)
        return cls(settings, about)

    @classmethod
    def check_settings(cls, settings: ChannelSettings) -> ChannelSettings:
        """The address is https, and no secret stands in it."""
        assert isinstance(settings, WebhookSettings)
        if wrong := unsafe(settings.url):
            raise ConfigError(wrong, where="url", mend=_MEND)
        if "sig=" in settings.url or "token=" in settings.url:
            mend = 'For Power Automate and Teams use kind = "teams", which keeps the address secret'
            raise ConfigError("a secret stands in the address", where="url", mend=mend)
        return settings

    @property
    def limits(self) -> Limits:
        """Its media, all together."""
        if self._settings.send_media:
            return Limits(most_together=MOST_MEDIA_BYTES)
        return Limits(most_media=0)

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Tell the address, once."""
        return _told(self._settings.url, self._body(outgoing), outgoing, self._about.secret())

    def check(self) -> list[str]:
        """Whether the address answers at all; a post is the only thing that would prove more."""
        self._about.secret()
        return ["the signing key is there", *_answers(self._settings.url)]

    def _body(self, outgoing: Outgoing) -> bytes:
        revision = outgoing.revision
        told: dict[str, Any] = {
            "type": "post",
            "key": outgoing.key,
            "post": outgoing.post_id,
            "revision": outgoing.digest,
            "account": revision.account,
            "at": rfc3339(outgoing.at),
            "text": revision.text,
            "link": revision.link,
            "category": revision.category.value,
            "media": [
                {
                    "name": each.name,
                    "media_type": each.media_type,
                    "alt": each.alt,
                    "sha256": each.digest,
                    "content": base64.b64encode(outgoing.medium(each.digest)).decode(),
                }
                for each in revision.media
            ],
        }
        return json.dumps(told, ensure_ascii=False).encode()


class TeamsPublisher(Publisher):
    """A channel or chat of Microsoft Teams, by the address of its workflow, which is the secret."""

    secret_is = "workflow's address"  # noqa: S105  (what it is called, not what it is)

    def __init__(self, about: About) -> None:
        self._about = about

    @classmethod
    def of(cls, _settings: ChannelSettings, about: About) -> Self:
        """Nothing is asked of the address yet."""
        return cls(about)

    @property
    def limits(self) -> Limits:
        """Words only."""
        return Limits(most_bytes=MOST_CARD_BYTES, most_media=0)

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Send the card, once."""
        return _told(self._address(), card(outgoing.revision), outgoing, "")

    def check(self) -> list[str]:
        """Whether the address answers at all; a card is the only thing that would prove more."""
        return ["the workflow's address is there", *_answers(self._address())]

    def _address(self) -> str:
        address = self._about.secret()
        if unsafe(address):  # without quoting it
            mend = f"Keep it with: purdahgate channel secret {self._about.name}"
            raise ConfigError(
                "the secret is no https address of a workflow", where=self._about.name, mend=mend
            )
        for part in urlsplit(address).query.split("&"):
            self._about.hide(part.partition("=")[2])
        return address


def card(revision: Revision) -> bytes:
    """An Adaptive Card with the words as they are: text runs are not read as Markdown."""
    lines = [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line or " "}]}
        for line in words_of(revision).split("\n")
    ]
    link = [{"type": "Action.OpenUrl", "title": revision.link, "url": revision.link}] if revision.link else []
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
        "actions": link,
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return json.dumps({"type": "message", "attachments": [attached]}, ensure_ascii=False).encode()


def signature(key: str, timestamp: str, body: bytes) -> str:
    """What stands in Purdahgate-Signature: HMAC-SHA256 over the timestamp, a full stop and the body."""
    made = hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def _told(url: str, body: bytes, outgoing: Outgoing, key: str) -> Receipt:
    from purdahgate.publishers.http import request

    timestamp = str(int(outgoing.at.timestamp()))
    headers = {"content-type": "application/json", "idempotency-key": outgoing.key}
    if key:
        headers["purdahgate-timestamp"] = timestamp
        headers["purdahgate-signature"] = signature(key, timestamp, body)
    answer = request("POST", url, deciding=True, content=body, headers=headers)
    parts = urlsplit(url)
    return Receipt(answer.word("url") or f"{parts.scheme}://{parts.netloc}/#{outgoing.key}")


def _answers(url: str) -> list[str]:
    from purdahgate.publishers.http import reach

    reach(url)
    return [f"{urlsplit(url).hostname} answers; whether it takes a post is not known until it is sent one"]
