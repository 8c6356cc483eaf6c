"""The embedded channel: a folder with a file a post, and the newest of them as JSON Feed and Atom."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlparse
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.publishers.atom import ATOM, atom
from purdahgate.publishers.base import NotSentError, Outgoing
from purdahgate.publishers.folder import NEWEST, FolderPublisher

AT = datetime(2027, 3, 8, 9, tzinfo=UTC)
PICTURE = Medium("a" * 64, "bin.png", "image/png", 7, "A bin")
POST = Revision("Bins are collected on Friday", "council", Category.SERVICE, Due("asap", None))


def outgoing(number=1, at=AT, **changes):
    revision = replace(POST, **changes)
    return Outgoing(number, revision, revision.digest, at, {PICTURE.digest: b"picture"}.__getitem__)


@pytest.fixture
def outbox(tmp_path):
    return tmp_path / "outbox"


@pytest.fixture
def channel(outbox):
    return FolderPublisher(outbox, "Sometown Council: outbox")


def json_feed(outbox):
    return json.loads((outbox / "feed.json").read_text(encoding="utf-8"))


def read_feed(outbox):
    """What a feed reader makes of feed.xml."""
    feed = feedparser.parse((outbox / "feed.xml").read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def texts(outbox):
    return [item["content_text"] for item in json_feed(outbox)["items"]]


def test_a_post_is_a_file_of_its_own_at_the_address_of_its_receipt(channel, outbox):
    receipt = channel.publish(outgoing())

    (path,) = (outbox / "items").iterdir()
    assert receipt.url == path.resolve().as_uri()
    assert json.loads(path.read_text(encoding="utf-8"))["content_text"] == POST.text


def test_the_feed_is_a_json_feed(channel, outbox):
    channel.publish(outgoing(link="https://sometown.example/bins", media=(PICTURE,)))

    feed = json_feed(outbox)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Sometown Council: outbox"
    assert feed["items"] == [
        {
            "id": feed["items"][0]["id"],
            "content_text": POST.text,
            "date_published": "2027-03-08T09:00:00Z",
            "tags": ["service"],
            "authors": [{"name": "council"}],
            "external_url": "https://sometown.example/bins",
            "attachments": [
                {
                    "url": f"media/{'a' * 64}.png",
                    "mime_type": "image/png",
                    "size_in_bytes": 7,
                    "title": "A bin",
                }
            ],
        }
    ]


def test_a_feed_reader_reads_the_atom_feed(channel, outbox):
    channel.publish(outgoing(link="https://sometown.example/bins?a=1&b=2", media=(PICTURE,)))

    feed = read_feed(outbox)
    (entry,) = feed.entries
    assert feed.feed.title == "Sometown Council: outbox"
    assert (entry.content[0].value, entry.title) == (POST.text, POST.text)
    assert entry.updated == feed.feed.updated == "2027-03-08T09:00:00Z"
    assert entry.link == "https://sometown.example/bins?a=1&b=2"
    assert [(each.href, each.type, each.length) for each in entry.enclosures] == [
        (f"media/{'a' * 64}.png", "image/png", "7")
    ]


def test_every_id_of_the_atom_feed_is_an_address_without_blanks(channel, outbox):
    channel.publish(outgoing())

    ids = [each.text for each in ET.fromstring((outbox / "feed.xml").read_bytes()).iter(f"{{{ATOM}}}id")]
    assert len(ids) == 2
    assert [bool(urlparse(each).scheme) and " " not in each for each in ids] == [True, True]


def test_the_same_post_has_the_same_id_in_both_feeds_and_for_ever(channel, outbox):
    channel.publish(outgoing())
    before = json_feed(outbox)["items"][0]["id"]

    channel.publish(outgoing(2, text="More bins"))

    assert before in [item["id"] for item in json_feed(outbox)["items"]]
    assert before in [entry.id for entry in read_feed(outbox).entries]


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1b", "\x7f", "\u202e", "\ufffe", "\uffff"])
@pytest.mark.parametrize("place", ["text", "link", "alt"])
def test_no_character_spoils_the_atom_feed(channel, outbox, character, place):
    spoiled = {
        "text": {"text": f"Bins{character} are late"},
        "link": {"link": f"https://sometown.example/{character}bins"},
        "alt": {"media": (replace(PICTURE, alt=f"A{character} bin"),)},
    }

    channel.publish(outgoing(**spoiled[place]))

    assert len(read_feed(outbox).entries) == 1


@given(st.text(min_size=1), st.text())
def test_any_text_makes_an_atom_feed_that_is_xml(text, alt):
    item = {
        "id": "urn:example:1",
        "content_text": text,
        "date_published": "2027-03-08T09:00:00Z",
        "external_url": f"https://sometown.example/{text}",
        "attachments": [{"url": "media/a", "mime_type": "image/png", "size_in_bytes": 7, "title": alt}],
    }

    root = ET.fromstring(atom("Sometown", [item]))

    assert len(root.findall(f"{{{ATOM}}}entry")) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(text=st.text(min_size=1))
def test_any_text_goes_out_as_it_stands(channel, outbox, text):
    sent = outgoing(text=text)

    channel.publish(sent)

    item = json.loads((outbox / "items" / f"{sent.key}.json").read_text(encoding="utf-8"))
    assert item["content_text"] == text


def test_a_repeat_publishes_once(channel, outbox):
    first = channel.publish(outgoing())

    again = channel.publish(outgoing(at=AT + timedelta(hours=1)))

    assert again == first
    assert len(list((outbox / "items").iterdir())) == 1
    assert [item["date_published"] for item in json_feed(outbox)["items"]] == ["2027-03-08T09:00:00Z"]
    assert len(read_feed(outbox).entries) == 1


def test_the_newest_stands_first(channel, outbox):
    _ = [channel.publish(outgoing(n, AT + timedelta(hours=n), text=f"Bins {n}")) for n in (1, 2, 3)]

    assert texts(outbox) == ["Bins 3", "Bins 2", "Bins 1"]
    assert [entry.title for entry in read_feed(outbox).entries] == ["Bins 3", "Bins 2", "Bins 1"]


def test_the_feeds_show_the_newest_and_every_post_keeps_its_file(channel, outbox):
    _ = [channel.publish(outgoing(n, text=f"Bins {n}")) for n in range(NEWEST + 2)]

    assert len(texts(outbox)) == len(read_feed(outbox).entries) == NEWEST
    assert texts(outbox)[0] == f"Bins {NEWEST + 1}"
    assert len(list((outbox / "items").iterdir())) == NEWEST + 2


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"{", id="half written"),
        pytest.param(b"\xff", id="not UTF-8"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"items": [{"id": 7}]}', id="an item of another shape"),
        pytest.param(b'{"items": [7]}', id="an item that is none"),
        pytest.param(b"null", id="nothing"),
    ],
)
def test_a_broken_feed_is_drawn_again_from_the_items(channel, outbox, broken):
    channel.publish(outgoing(1, text="Bins 1"))
    (outbox / "feed.json").write_bytes(broken)
    (outbox / "feed.xml").write_bytes(broken)

    channel.publish(outgoing(2, text="Bins 2"))

    assert sorted(texts(outbox)) == ["Bins 1", "Bins 2"]
    assert len(read_feed(outbox).entries) == 2


def test_a_feed_that_names_a_file_which_is_gone_is_drawn_without_it(channel, outbox):
    channel.publish(outgoing(1, text="Bins 1"))
    _ = [path.unlink() for path in (outbox / "items").iterdir()]

    channel.publish(outgoing(2, text="Bins 2"))

    assert texts(outbox) == ["Bins 2"]


def test_a_picture_is_copied_beside_the_feed(channel, outbox):
    channel.publish(outgoing(media=(PICTURE,)))

    path = outbox / json_feed(outbox)["items"][0]["attachments"][0]["url"]
    assert path.read_bytes() == b"picture"


def test_no_half_written_file_stays_behind(channel, outbox):
    channel.publish(outgoing(media=(PICTURE,)))

    assert [path.name for path in outbox.rglob("*") if "half" in path.name] == []


def test_a_release_that_went_out_is_found_by_its_key(channel):
    sent = outgoing()
    receipt = channel.publish(sent)

    assert channel.find(sent) == receipt


def test_a_release_that_did_not_is_not_found(channel):
    channel.publish(outgoing())

    assert channel.find(outgoing(2)) is None
    assert channel.find(outgoing(text="Other words")) is None


def test_what_was_found_after_a_crash_is_brought_into_the_feeds(channel, outbox):
    sent = outgoing()
    channel.publish(sent)
    (outbox / "feed.json").unlink()
    (outbox / "feed.xml").unlink()

    channel.find(sent)

    assert texts(outbox) == [POST.text]
    assert len(read_feed(outbox).entries) == 1


@pytest.mark.parametrize("file", ["outbox", "outbox/items", "outbox/media"])
def test_where_the_folder_cannot_be_written_nothing_is_known_to_have_gone_out(channel, tmp_path, file):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("a file in the folder's place", encoding="utf-8")

    with pytest.raises(NotSentError):
        channel.publish(outgoing(media=(PICTURE,)))

    assert not list(tmp_path.rglob("*.json"))


def test_a_post_whose_channel_cannot_be_written_has_failed(office):
    post = office.add("Bins are collected on Friday").post.id
    (office.folder / "outbox").write_text("a file in the folder's place", encoding="utf-8")
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert office.state(post) == "failed"


@pytest.mark.parametrize("file", ["outbox", ""])
def test_a_folder_that_cannot_be_written_is_trouble(tmp_path, file):
    channel = FolderPublisher(tmp_path / "town" / "outbox", "Sometown")
    path = tmp_path / "town" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("a file in the folder's place", encoding="utf-8")

    assert str(path) in channel.trouble()


def test_a_folder_that_is_not_there_yet_is_no_trouble(channel):
    assert channel.trouble() == ""
