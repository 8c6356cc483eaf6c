"""Posts on their way out, and channels opened as a config would, for the tests of channels."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.publishers.base import About, Outgoing
from purdahgate.publishers.secrets import Hidden

AT = datetime(2027, 3, 8, 9, tzinfo=UTC)
# The smallest PNG there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PICTURE = Medium("a" * 64, "bin.png", "image/png", len(PIXEL), "A green bin by a gate")
POST = Revision("Bins are collected on Friday", "council", Category.SERVICE, Due("asap", None))


def outgoing(number=1, at=AT, **changes):
    """A post with the words of `POST` unless others are given."""
    revision = replace(POST, **changes)
    return Outgoing(number, revision, revision.digest, at, {PICTURE.digest: PIXEL}.__getitem__)


def opened(kind, tmp_path, secret="", **settings):
    """The publisher of `kind` with these keys, not behind its guard."""
    table = {"kind": "x", **settings}
    checked = kind.check_settings(msgspec.convert(table, kind.Settings))
    hidden = Hidden()
    about = About("out", "Sometown Council: out", tmp_path, lambda: hidden.hide(secret), hidden.hide)
    return kind.of(checked, about)
