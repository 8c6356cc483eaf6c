"""The embedded channel: a folder with a file a post, and the newest of them as JSON Feed and Atom.

The item file is the release: once it is there, the post is out. Its name is the release's key, so a repeat
finds it and writes nothing. The feeds are drawn from the items and can be drawn again.
"""

import json
import mimetypes
import os
from pathlib import Path
from typing import Any, Self

from purdahgate.domain.clock import rfc3339
from purdahgate.publishers.atom import atom
from purdahgate.publishers.base import About, ChannelSettings, NotSentError, Outgoing, Publisher, Receipt

NEWEST = 50


class FolderSettings(ChannelSettings, frozen=True, kw_only=True):
    """`folder` is where its files go; the channel's own name where none is named."""

    folder: str = ""


class FolderPublisher(Publisher):
    """Writes into `folder`; `title` heads the feeds."""

    Settings = FolderSettings

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """The folder starts from the config file's own."""
        assert isinstance(settings, FolderSettings)
        return cls(about.base / (settings.folder or about.name), about.title)

    def __init__(self, folder: Path, title: str) -> None:
        self._folder = folder
        self._items = folder / "items"
        self._title = title

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Write the item, then the feeds. NotSentError while no item stands there."""
        path = self._items / f"{outgoing.key}.json"
        if not path.exists():
            try:
                self._items.mkdir(parents=True, exist_ok=True)
                _write(path, _json(self._item(outgoing)))
            except OSError as bad:
                raise NotSentError(f"{path}: {bad.strerror or bad}") from bad
        self._draw([path, *self._newest()])
        return Receipt(path.resolve().as_uri())

    def find(self, outgoing: Outgoing) -> Receipt | None:
        """The item of this release; what was written before a crash is brought into the feeds."""
        path = self._items / f"{outgoing.key}.json"
        if not path.exists():
            return None
        self._draw([path, *self._newest()])
        return Receipt(path.resolve().as_uri())

    def take_down(self, outgoing: Outgoing, _receipt: Receipt) -> bool:
        """Take the item away, and out of the feeds; its media stay, others may show them too."""
        self._items.joinpath(f"{outgoing.key}.json").unlink(missing_ok=True)
        self._draw(self._newest())
        return True

    def check(self) -> list[str]:
        """Write a file there, and take it away again."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            trial = self._folder / ".trial"
            trial.write_bytes(b"")
            trial.unlink()
        except OSError as bad:
            raise NotSentError(f"{self._folder}: {bad.strerror or bad}") from bad
        return [f"{self._folder} can be written"]

    def trouble(self) -> str:
        """Whether the folder can be written."""
        nearest = next(each for each in (self._folder, *self._folder.parents) if each.exists())
        if not nearest.is_dir():
            return f"{nearest} is a file, not a folder"
        return "" if os.access(nearest, os.W_OK) else f"{nearest} cannot be written"

    def _newest(self) -> list[Path]:
        """The items the feed shows now, newest first; out of the folder where there is no feed to ask."""
        try:
            shown = json.loads((self._folder / "feed.json").read_text(encoding="utf-8"))["items"]
            return [self._items / f"{item['id'].rpartition(':')[2]}.json" for item in shown]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return sorted(self._items.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _draw(self, paths: list[Path]) -> None:
        """Draw feed.json and feed.xml anew from the first of `paths`."""
        newest = [path for path in dict.fromkeys(paths) if path.exists()][:NEWEST]
        items = [json.loads(path.read_text(encoding="utf-8")) for path in newest]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": self._title, "items": items}
        _write(self._folder / "feed.json", _json(feed))
        _write(self._folder / "feed.xml", atom(self._title, items))

    def _item(self, outgoing: Outgoing) -> dict[str, Any]:
        revision = outgoing.revision
        item: dict[str, Any] = {
            "id": f"urn:purdahgate:{outgoing.key}",
            "content_text": revision.text,
            "date_published": rfc3339(outgoing.at),
            "tags": [revision.category.value],
            "authors": [{"name": revision.account}],
        }
        if revision.link:
            item["external_url"] = revision.link
        if revision.media:
            item["attachments"] = [
                {
                    "url": f"media/{self._keep(medium.digest, medium.media_type, outgoing)}",
                    "mime_type": medium.media_type,
                    "size_in_bytes": medium.size,
                    "title": medium.alt,
                }
                for medium in revision.media
            ]
        return item

    def _keep(self, digest: str, media_type: str, outgoing: Outgoing) -> str:
        name = f"{digest}{mimetypes.guess_extension(media_type) or ''}"
        path = self._folder / "media" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, outgoing.medium(digest))
        return name


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _write(path: Path, content: bytes) -> None:
    """Write all or nothing, durably: a reader never sees half a file."""
    half = path.with_name(f".{path.name}.half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
