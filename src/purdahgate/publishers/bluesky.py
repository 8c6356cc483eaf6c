"""Bluesky: one record of the AT Protocol, under a key made of the release's own: a repeat is the same.

Only `putRecord` posts. The session and the pictures before it are nothing anybody sees.
"""

import hashlib
from typing import Annotated, Any, Self

import msgspec

from purdahgate.domain.clock import rfc3339
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
    UncertainError,
    words_of,
)
from purdahgate.publishers.counting import graphemes
from purdahgate.publishers.limits import Limits

POSTS = "app.bsky.feed.post"
MOST_GRAPHEMES, MOST_BYTES = 300, 3_000
MOST_IMAGES, MOST_IMAGE_BYTES = 4, 1_000_000
MOST_ALT = 2_000
_IMAGES = ("image/jpeg", "image/png", "image/webp", "image/gif")
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST = 1_672_531_200_000_000 >> 20 << 20  # microseconds: about New Year 2023, where keys begin
_LONG_OVER = ("ExpiredToken", "InvalidToken")
# One session for many posts: a server starts some hundreds a day for an account, and no more.
_SESSIONS: dict[tuple[str, str, str], dict[str, str]] = {}


class BlueskySettings(ChannelSettings, frozen=True, kw_only=True):
    """`handle` is the account; `server` where it is kept; `languages` what posts are written in."""

    handle: str
    server: str = "https://bsky.social"
    languages: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=3)] = ("en",)
    gap_seconds: Gap = 30


class BlueskyPublisher(Publisher):
    """One account on Bluesky, or on any other server of the AT Protocol."""

    Settings = BlueskySettings
    secret_is = "app password"  # noqa: S105  (what it is called, not what it is)

    def __init__(self, settings: BlueskySettings, about: About) -> None:
        self._settings = settings
        self._about = about
        self._server = settings.server.rstrip("/")

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """Nothing is asked of the server yet."""
        assert isinstance(settings, BlueskySettings)
        return cls(settings, about)

    @classmethod
    def check_settings(cls, settings: ChannelSettings) -> ChannelSettings:
        """The server is https; the handle is written without its @."""
        assert isinstance(settings, BlueskySettings)
        if wrong := unsafe(settings.server):
            raise ConfigError(wrong, where="server", mend='Write it as "https://bsky.social"')
        if settings.handle.startswith("@") or "." not in settings.handle:
            mend = 'Write it as "sometown.bsky.social"'
            raise ConfigError(f"{settings.handle[:80]!r} is no handle", where="handle", mend=mend)
        return settings

    @property
    def limits(self) -> Limits:
        """300 characters as a reader counts them; four pictures of a million bytes."""
        return Limits(
            most=MOST_GRAPHEMES,
            length=lambda revision: graphemes(words_of(revision)),
            most_bytes=MOST_BYTES,
            most_media=MOST_IMAGES,
            media=dict.fromkeys(_IMAGES, MOST_IMAGE_BYTES),
            most_alt=MOST_ALT,
        )

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Put the record; RetryLaterError or NotSentError for whatever goes wrong before."""
        from purdahgate.publishers.bluesky_text import facets

        pictures = [self._picture(each, outgoing) for each in outgoing.revision.media]
        words = outgoing.words
        record: dict[str, Any] = {
            "$type": POSTS,
            "text": words,
            "createdAt": rfc3339(outgoing.at),
            "langs": list(self._settings.languages),
        }
        if found := facets(words, outgoing.revision.link):
            record["facets"] = found
        if pictures:
            record["embed"] = {"$type": "app.bsky.embed.images", "images": pictures}
        key = record_key(outgoing.post_id, outgoing.digest)
        place = {"repo": self._did(), "collection": POSTS, "rkey": key}
        self._call("com.atproto.repo.putRecord", deciding=True, json={**place, "record": record})
        return self._receipt(key)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """The record under this release's key, with these words."""
        from purdahgate.publishers.http import RefusedError

        key = record_key(outgoing.post_id, outgoing.digest)
        place = {"repo": self._did(), "collection": POSTS, "rkey": key}
        try:
            found = self._call("com.atproto.repo.getRecord", params=place)
        except RefusedError as refused:
            if refused.code == "RecordNotFound":
                return None
            raise
        if found.get("value", {}).get("text") != outgoing.words:
            raise UncertainError(f"{POSTS}/{key} is there with other words")
        return self._receipt(key)

    def check(self) -> list[str]:
        """Sign in, and ask the server who that is."""
        session = self._session(fresh=True)
        told = self._call("com.atproto.server.getSession")
        if told.get("active") is False:
            raise NotSentError(f"the account is not active: {told.get('status', 'no reason is given')}")
        described = self._call("com.atproto.repo.describeRepo", params={"repo": session["did"]})
        return [
            f"{self._server} answers, and takes the app password",
            f"it signs in {described.get('handle')} ({session['did']})",
        ]

    def take_down(self, outgoing: Outgoing, _receipt: Receipt) -> bool:
        """Delete the record; one that is gone already is gone."""
        key = record_key(outgoing.post_id, outgoing.digest)
        place = {"repo": self._did(), "collection": POSTS, "rkey": key}
        self._call("com.atproto.repo.deleteRecord", json=place)
        return True

    def _picture(self, medium: Medium, outgoing: Outgoing) -> dict[str, Any]:
        kept = self._call(
            "com.atproto.repo.uploadBlob",
            content=outgoing.medium(medium.digest),
            headers={"content-type": medium.media_type},
        )
        return {"alt": medium.alt, "image": kept["blob"]}

    def _receipt(self, key: str) -> Receipt:
        return Receipt(f"https://bsky.app/profile/{self._settings.handle}/post/{key}")

    def _did(self) -> str:
        return self._session()["did"]

    def _session(self, *, fresh: bool = False) -> dict[str, str]:
        """Who we are and the token that says so: the one we have, or a `fresh` one."""
        from purdahgate.publishers.http import request

        password = self._about.secret()
        place = (self._server, self._settings.handle, hashlib.sha256(password.encode()).hexdigest())
        if fresh or place not in _SESSIONS:
            who = {"identifier": self._settings.handle, "password": password}
            told = request("POST", f"{self._server}/xrpc/com.atproto.server.createSession", json=who).json
            if not isinstance(told, dict) or not {"did", "accessJwt"} <= told.keys():
                raise NotSentError(f"{self._server} is no server of the AT Protocol")
            _SESSIONS[place] = {"did": str(told["did"]), "token": str(told["accessJwt"])}
        self._about.hide(_SESSIONS[place]["token"])
        return _SESSIONS[place]

    def _call(self, method: str, *, deciding: bool = False, **content: Any) -> dict[str, Any]:
        """What `method` answers; where the session is over, a new one asks again: it was turned down."""
        from purdahgate.publishers.http import RefusedError

        try:
            return self._ask(method, self._session()["token"], deciding=deciding, **content)
        except RefusedError as refused:
            if refused.code not in _LONG_OVER:
                raise
        return self._ask(method, self._session(fresh=True)["token"], deciding=deciding, **content)

    def _ask(self, method: str, token: str, *, deciding: bool, **content: Any) -> dict[str, Any]:
        from purdahgate.publishers.http import request

        headers = {**content.pop("headers", {}), "authorization": f"Bearer {token}"}
        reads = "params" in content or not content
        answer = request(
            "GET" if reads else "POST",
            f"{self._server}/xrpc/{method}",
            deciding=deciding,
            headers=headers,
            **content,
        )
        told = answer.json
        return told if isinstance(told, dict) else {}


def record_key(post_id: int, digest: str) -> str:
    """The record's key: a TID, as the protocol wants it, made of the release's own key and nothing else.

    A TID is 53 bits of microseconds and 10 of a clock's number. Here the post's number leads, so that keys
    sort as posts do, and 30 bits of the revision's digest follow.
    """
    mark = int(digest[:8], 16) >> 2
    whole = ((_FIRST + (post_id << 20)) << 10) + mark
    return "".join(_SORTABLE[(whole >> shift) & 31] for shift in range(60, -1, -5))
