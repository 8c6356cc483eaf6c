"""Bluesky, against a real server of its kind (a PDS) on loopback."""

import json
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from purdahgate.errors import ConfigError
from purdahgate.publishers import bluesky, http
from purdahgate.publishers.base import NotSentError, RetryLaterError, UncertainError
from purdahgate.publishers.bluesky import BlueskyPublisher, record_key
from purdahgate.publishers.bluesky_text import facets
from purdahgate.publishers.counting import graphemes

sys.path.insert(0, str(Path(__file__).parent))
from channel_posts import AT, PICTURE, PIXEL, opened, outgoing

SERVER = Path(__file__).parents[1] / "pds"
HANDLE, PASSWORD = "sometown.test", "an-invented-password"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.fixture(scope="module")
def pds(tmp_path_factory):
    """The address of a PDS with an account for Sometown."""
    if not shutil.which("node") or not (SERVER / "node_modules").is_dir():
        pytest.skip(
            "NOT TESTED HERE: the Bluesky channel against a real server; it needs Node 20 and: "
            "npm ci --prefix tests/pds"
        )
    folder = tmp_path_factory.mktemp("pds")
    command = ["node", str(SERVER / "serve.cjs"), str(folder)]
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as server,
    ):
        try:
            line = next((each for each in server.stdout if each.startswith(b'{"url"')), b"")
            assert line, (folder / "said").read_text(encoding="utf-8")
            url = json.loads(line)["url"]
            account = {"handle": HANDLE, "password": PASSWORD, "email": "web@sometown.example"}
            ask(url, "com.atproto.server.createAccount", account)
            yield url
        finally:
            server.stdin.close()
            server.wait(30)


def ask(url, method, given=None):
    """What the server answers to a plain call, made without the code that is tested."""
    body = None if given is None else json.dumps(given).encode()
    call = urllib.request.Request(f"{url}/xrpc/{method}", body, {"content-type": "application/json"})
    with urllib.request.urlopen(call, timeout=30) as answer:
        return json.loads(answer.read())


def records(url):
    """Every post the server has, newest first."""
    query = f"com.atproto.repo.listRecords?repo={HANDLE}&collection=app.bsky.feed.post&limit=100"
    return ask(url, query)["records"]


@pytest.fixture
def channel(pds, tmp_path):
    return opened(BlueskyPublisher, tmp_path, PASSWORD, handle=HANDLE, server=pds)


def test_a_post_is_a_record_with_its_words_its_link_its_tags_and_its_picture(channel, pds):
    sent = outgoing(
        1,
        text=f"Caf\u00e9 {FAMILY} opens #Sometown",
        link="https://sometown.example/cafe",
        media=(PICTURE,),
    )

    receipt = channel.publish(sent)

    key = record_key(1, sent.digest)
    assert receipt.url == f"https://bsky.app/profile/{HANDLE}/post/{key}"
    (record,) = [each["value"] for each in records(pds) if each["uri"].endswith(key)]
    text = f"Caf\u00e9 {FAMILY} opens #Sometown\nhttps://sometown.example/cafe"
    assert record["text"] == text
    assert record["createdAt"] == "2027-03-08T09:00:00Z"
    assert record["langs"] == ["en"]
    (image,) = record["embed"]["images"]
    assert image["alt"] == "A green bin by a gate"
    assert (image["image"]["mimeType"], image["image"]["size"]) == ("image/png", len(PIXEL))
    covered = [
        text.encode()[each["index"]["byteStart"] : each["index"]["byteEnd"]].decode()
        for each in record["facets"]
    ]
    assert covered == ["#Sometown", "https://sometown.example/cafe"]


def test_a_repeat_is_the_same_record(channel, pds):
    first, again = outgoing(2), outgoing(2, at=AT.replace(hour=10))

    receipts = {channel.publish(each).url for each in (first, again)}

    assert len(receipts) == 1
    assert len([each for each in records(pds) if each["uri"].endswith(record_key(2, first.digest))]) == 1


def test_what_was_sent_is_found_and_nothing_else_is(channel):
    sent = outgoing(3)
    receipt = channel.publish(sent)

    assert channel.find(sent) == receipt
    assert channel.find(outgoing(4)) is None
    assert channel.find(outgoing(3, text="Other words")) is None


def test_a_record_with_other_words_under_its_key_is_no_proof(channel):
    sent = outgoing(5)
    channel.publish(sent)
    other = replace(sent, revision=replace(sent.revision, text="Other words"))

    with pytest.raises(UncertainError, match="other words"):
        channel.find(other)


def test_a_post_is_taken_down_and_one_that_is_gone_is_gone(channel):
    sent = outgoing(6)
    receipt = channel.publish(sent)

    done = [channel.take_down(sent, receipt) for _ in range(2)]

    assert done == [True, True]
    assert channel.find(sent) is None


def test_the_set_up_is_proved_without_a_post(channel, pds):
    before = len(records(pds))

    proved = channel.check()

    assert f"it signs in {HANDLE} (did:plc:" in proved[1]
    assert len(records(pds)) == before


def test_a_wrong_password_is_a_refusal_and_nothing_is_sent(pds, tmp_path):
    channel = opened(BlueskyPublisher, tmp_path, "another-password", handle=HANDLE, server=pds)

    with pytest.raises(NotSentError, match="401") as caught:
        channel.publish(outgoing(7))

    assert not isinstance(caught.value, RetryLaterError)
    assert "another-password" not in str(caught.value)


def test_a_session_serves_many_posts_and_is_begun_anew_when_it_is_over(channel, monkeypatch):
    channel.publish(outgoing(8))
    begun = count_sessions(monkeypatch)
    channel.publish(outgoing(9))
    assert begun == []
    for session in bluesky._SESSIONS.values():
        monkeypatch.setitem(session, "token", "a.token.of-yesterday")

    channel.publish(outgoing(10))

    assert len(begun) == 1


def count_sessions(monkeypatch):
    begun = []
    really = http.request

    def counted(method, url, **content):
        if url.endswith("createSession"):
            begun.append(url)
        return really(method, url, **content)

    monkeypatch.setattr(http, "request", counted)
    return begun


def test_a_text_as_long_as_the_limits_allow_is_taken_by_the_server(channel):
    sent = outgoing(11, text=FAMILY * 100 + "e\u0301" * 200)

    fault = channel.limits.fault(sent.revision)

    assert (graphemes(sent.words), fault) == (300, "")
    assert channel.publish(sent).url


def test_a_text_that_is_longer_is_refused_by_the_server_too(channel):
    sent = outgoing(12, text="x" * 301)

    with pytest.raises(NotSentError, match="300"):
        channel.publish(sent)

    assert channel.limits.fault(sent.revision) == "it is 301 characters long, and 300 is the most"


# Without a server


def test_where_nobody_listens_nothing_was_sent_and_it_may_work_later(tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, and not listening
        server = f"http://127.0.0.1:{held.getsockname()[1]}"
        channel = opened(BlueskyPublisher, tmp_path, PASSWORD, handle=HANDLE, server=server)

        with pytest.raises(RetryLaterError, match="cannot be reached"):
            channel.publish(outgoing())


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        pytest.param({"server": "http://bsky.social"}, "server", id="not https"),
        pytest.param({"server": "https://a:b@bsky.social"}, "server", id="a password in the address"),
        pytest.param({"server": "bsky.social"}, "server", id="no address"),
        pytest.param({"handle": "@sometown.bsky.social"}, "handle", id="an @"),
        pytest.param({"handle": "sometown"}, "handle", id="half a handle"),
    ],
)
def test_settings_that_cannot_stand_are_refused_by_key(tmp_path, settings, key):
    with pytest.raises(ConfigError) as caught:
        opened(BlueskyPublisher, tmp_path, **{"handle": "sometown.bsky.social", **settings})

    assert caught.value.where == key


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        pytest.param("See https://a.example/x.", ["https://a.example/x"], id="a full stop after it"),
        pytest.param("(https://a.example/x)", ["https://a.example/x"], id="in brackets"),
        pytest.param("https://a.example/x_(y)", ["https://a.example/x_(y)"], id="brackets of its own"),
        pytest.param("\u00e9\u00e9 #caf\u00e9 ok", ["#caf\u00e9"], id="bytes, not characters"),
        pytest.param("https://a.example/#top", ["https://a.example/#top"], id="no tag in a link"),
        pytest.param("#1 and # and a#b", [], id="no tags"),
        pytest.param("#one,#two", ["#one", "#two"], id="two tags"),
    ],
)
def test_links_and_tags_are_found_by_their_bytes(text, covered):
    found = facets(text)

    spans = [(each["index"]["byteStart"], each["index"]["byteEnd"]) for each in found]
    assert [text.encode()[start:end].decode() for start, end in spans] == covered


def test_the_link_of_a_post_is_taken_as_it_was_given():
    link = "https://a.example/what?"

    (facet,) = facets(f"Text\n{link}", link)

    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": link}]


def test_record_keys_are_thirteen_letters_in_the_order_of_posts_and_all_different():
    digests = ["0" * 64, "f" * 64, "8" + "0" * 63]

    keys = [record_key(number, digest) for number in (1, 2, 3, 10**6) for digest in digests]

    assert {len(key) for key in keys} == {13}
    assert len(set(keys)) == len(keys)
    firsts = [key[:7] for key in keys]
    assert firsts == sorted(firsts)
    assert all(key[0] in "234567abcdefghij" for key in keys)


# With the worker


@pytest.fixture
def town(gate, pds):
    """The workspace with the account parks on the server, its password in a file."""
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace('[account.parks]\nchannel = "outbox"', '[account.parks]\nchannel = "bluesky"')
    keys = f'kind = "bluesky"\nserver = "{pds}"\nhandle = "{HANDLE}"\nsecret_file = "bluesky.secret"\n'
    config.write_text(f"{text}\n[channel.bluesky]\n{keys}", encoding="utf-8")
    secret = gate.folder / "bluesky.secret"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD, encoding="utf-8")
    return gate


def test_a_post_goes_from_the_queue_to_the_server_and_down_again(town, pds):
    what = ("Swim for free in Sometown", "--account", "parks", "--expires", "2027-03-09T09:00")
    town.run("post", "add", *what, "--due", "2027-03-08T09:00", "--as", "olive")
    proved = town.run("channel", "test", "bluesky")
    sent = town.run("worker", "once", at="2027-03-08T09:00")
    shown = [each for each in records(pds) if each["value"]["text"] == what[0]]

    town.run("worker", "once", at="2027-03-09T09:00")

    assert (proved.code, sent.out) == (0, "Mon 8 Mar 2027 09:00: post 1 on parks is sent.\n")
    assert len(shown) == 1
    assert [each for each in records(pds) if each["value"]["text"] == what[0]] == []
    assert PASSWORD.encode() not in (town.folder / "purdahgate.db").read_bytes()


def test_a_post_whose_answer_was_lost_is_found_on_the_server_and_not_sent_again(town, pds, monkeypatch):
    words = "Swim lessons in Sometown"
    town.run("post", "add", words, "--account", "parks", "--due", "2027-03-08T09:00", "--as", "olive")
    really = http._exchange

    def lost(method, url, content):
        answer = really(method, url, content)
        if url.endswith("putRecord"):
            raise TimeoutError
        return answer

    monkeypatch.setattr(http, "_exchange", lost)
    town.run("worker", "once", at="2027-03-08T09:00")
    state = town.state(1)

    assert state == "sent"
    assert len([each for each in records(pds) if each["value"]["text"] == words]) == 1
