"""A post as signed JSON to an address of one's own, and as a card for Teams."""

import base64
import http.server
import json
import sys
import threading
from pathlib import Path

import pytest

from purdahgate.errors import ConfigError
from purdahgate.publishers.base import NotSentError, UncertainError
from purdahgate.publishers.webhook import TeamsPublisher, WebhookPublisher, card, signature

sys.path.insert(0, str(Path(__file__).parent))
from channel_posts import AT, PICTURE, PIXEL, opened, outgoing

KEY = "an-invented-signing-key"


class Gateway(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent, and answers as it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.heard.append(({name.lower(): each for name, each in self.headers.items()}, body))
        status, answer = self.server.answers
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_HEAD(self):
        self.send_response(405)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway():
    with http.server.HTTPServer(("127.0.0.1", 0), Gateway) as server:
        server.heard, server.answers = [], (202, b"")
        server.url = f"http://127.0.0.1:{server.server_port}/posts"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


@pytest.fixture
def channel(gateway, tmp_path):
    return opened(WebhookPublisher, tmp_path, KEY, url=gateway.url)


def test_a_post_is_told_whole_with_its_media(channel, gateway):
    sent = outgoing(1, link="https://a.example/x", media=(PICTURE,))

    receipt = channel.publish(sent)

    ((headers, body),) = gateway.heard
    told = json.loads(body)
    assert receipt.url == f"http://127.0.0.1:{gateway.server_port}/#{sent.key}"
    assert (told["text"], told["link"], told["account"]) == (
        "Bins are collected on Friday",
        "https://a.example/x",
        "council",
    )
    assert (told["key"], told["revision"], told["at"]) == (sent.key, sent.digest, "2027-03-08T09:00:00Z")
    assert base64.b64decode(told["media"][0]["content"]) == PIXEL
    assert told["media"][0]["alt"] == "A green bin by a gate"
    assert headers["idempotency-key"] == sent.key


def test_it_is_signed_over_time_and_body(channel, gateway):
    channel.publish(outgoing(2))

    ((headers, body),) = gateway.heard
    timestamp = headers["purdahgate-timestamp"]
    assert int(timestamp) == AT.timestamp()
    assert headers["purdahgate-signature"] == signature(KEY, timestamp, body)
    assert headers["purdahgate-signature"] != signature(KEY, str(int(timestamp) + 1), body)
    assert headers["purdahgate-signature"] != signature(KEY, timestamp, body + b" ")
    assert KEY.encode() not in body


def test_the_address_that_a_gateway_answers_with_is_where_the_post_is(channel, gateway):
    gateway.answers = (200, b'{"url": "https://social.example/1"}')

    assert channel.publish(outgoing(3)).url == "https://social.example/1"


@pytest.mark.parametrize(("status", "error"), [(403, NotSentError), (500, UncertainError)])
def test_a_gateway_that_says_no_is_told_apart_from_one_that_fails(channel, gateway, status, error):
    gateway.answers = (status, b"")

    with pytest.raises(error):
        channel.publish(outgoing(4))


def test_what_may_have_gone_out_is_looked_for_nowhere(channel):
    assert channel.find(outgoing(5)) is None


def test_the_set_up_is_proved_as_far_as_it_can_be_without_a_post(channel, gateway):
    proved = channel.check()

    assert "whether it takes a post is not known" in proved[1]
    assert gateway.heard == []


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://gateway.example/posts", id="not https"),
        pytest.param("https://x.example/workflows/1?sp=run&sig=abc", id="a secret in the address"),
    ],
)
def test_an_address_that_cannot_stand_is_refused(tmp_path, url):
    with pytest.raises(ConfigError) as caught:
        opened(WebhookPublisher, tmp_path, url=url)

    assert caught.value.where == "url"


def test_media_are_refused_where_they_would_not_be_sent(tmp_path):
    channel = opened(WebhookPublisher, tmp_path, url="https://gateway.example/", send_media=False)

    assert channel.limits.fault(outgoing(6, media=(PICTURE,)).revision)
    assert channel.limits.fault(outgoing(6).revision) == ""


# Teams


def test_a_card_has_the_words_as_they_are_and_the_link_to_follow(gateway, tmp_path):
    channel = opened(TeamsPublisher, tmp_path, f"{gateway.url}?sp=run&sig=invented-signature")

    channel.publish(outgoing(7, text="*Bins* are\nlate", link="https://a.example/x"))

    ((headers, body),) = gateway.heard
    (attached,) = json.loads(body)["attachments"]
    runs = [line["inlines"][0]["text"] for line in attached["content"]["body"]]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert runs == ["*Bins* are", "late", "https://a.example/x"]
    assert attached["content"]["actions"][0]["url"] == "https://a.example/x"
    assert "purdahgate-signature" not in headers


def test_a_card_without_a_link_has_nothing_to_follow():
    assert json.loads(card(outgoing(8).revision))["attachments"][0]["content"]["actions"] == []


def test_a_secret_that_is_no_address_is_not_quoted(tmp_path):
    channel = opened(TeamsPublisher, tmp_path, "ftp://x.example/secret-part")

    with pytest.raises(ConfigError) as caught:
        channel.publish(outgoing(9))

    assert "secret-part" not in str(caught.value)
