"""Mastodon, against mastodon-mock: a server that keeps what it is sent, and fails when it is told to."""

import json
import sys
import urllib.request
from pathlib import Path

import httpx2
import pytest
from mastodon_mock.testing import MockServer

from purdahgate.app import system_clock
from purdahgate.errors import ConfigError
from purdahgate.publishers import http, mastodon
from purdahgate.publishers.base import NotSentError, RetryLaterError, UncertainError
from purdahgate.publishers.mastodon import MastodonPublisher, plain

sys.path.insert(0, str(Path(__file__).parent))
from channel_posts import PICTURE, PIXEL, opened, outgoing

NOW = system_clock()  # the server's statuses are of its own time


@pytest.fixture(scope="module")
def town():
    """A server with an account called alice."""
    with MockServer() as server:
        yield server.base_url


def ask(url, path, given=None, method=None):
    """What the server answers to a plain call, made without the code that is tested."""
    body = None if given is None else json.dumps(given).encode()
    headers = {"content-type": "application/json", "authorization": "Bearer alice_token"}
    call = urllib.request.Request(f"{url}{path}", body, headers, method=method)
    with urllib.request.urlopen(call, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


@pytest.fixture
def statuses(town):
    """Every status of the account, newest first; the server begins anew."""
    ask(town, "/api/v1/_mock/reset", {})
    who = ask(town, "/api/v1/accounts/verify_credentials")["id"]
    return lambda: ask(town, f"/api/v1/accounts/{who}/statuses?limit=40")


@pytest.fixture
def fail(town):
    """Make the next call of `method` to `path` fail in some way."""

    def plan(effect, path="/api/v1/statuses", method="POST", **more):
        rule = {
            "match": {"methods": [method], "path": path},
            "effect": {"type": effect, **more},
            "times": 1,
        }
        ask(town, "/api/v1/_mock/faults", rule)

    yield plan
    ask(town, "/api/v1/_mock/faults", method="DELETE")


@pytest.fixture
def channel(town, statuses, tmp_path):
    return opened(MastodonPublisher, tmp_path, "alice_token", server=town)


def test_a_post_is_a_status_with_its_words_its_link_and_its_picture(channel, statuses):
    receipt = channel.publish(
        outgoing(1, NOW, text="The caf\u00e9 opens #Sometown", link="https://a.example/x", media=(PICTURE,))
    )

    (status,) = statuses()
    assert receipt.url == status["url"]
    assert plain(status["content"]).split() == [
        "The",
        "caf\u00e9",
        "opens",
        "#Sometown",
        "https://a.example/x",
    ]
    assert (status["visibility"], status["language"]) == ("public", "en")
    (shown,) = status["media_attachments"]
    assert shown["description"] == "A green bin by a gate"
    with urllib.request.urlopen(shown["url"], timeout=30) as picture:
        assert picture.read() == PIXEL


def test_a_repeat_is_the_same_status(channel, statuses):
    sent = outgoing(2, NOW)

    receipts = {channel.publish(sent).url for _ in range(2)}

    assert len(receipts) == len(statuses()) == 1


def test_what_was_sent_is_found_by_its_words_and_nothing_else_is(channel, statuses):
    sent = outgoing(3, NOW, text="Two lines\n\nof <words> & more", link="https://a.example/?a=1&b=2")
    receipt = channel.publish(sent)

    assert channel.find(sent) == receipt
    assert channel.find(outgoing(4, NOW)) is None


def test_the_same_words_of_long_ago_are_no_proof(channel, statuses):
    channel.publish(outgoing(5, NOW))

    found = channel.find(outgoing(6, NOW.replace(year=NOW.year + 1)))

    assert found is None


def test_the_same_words_twice_are_no_proof_of_either(channel, statuses):
    for number in (7, 8):
        channel.publish(outgoing(number, NOW))

    with pytest.raises(UncertainError, match="2 statuses"):
        channel.find(outgoing(8, NOW))


def test_a_status_is_taken_down_and_one_that_is_gone_is_gone(channel, statuses):
    sent = outgoing(9, NOW)
    receipt = channel.publish(sent)

    done = [channel.take_down(sent, receipt) for _ in range(2)]

    assert done == [True, True]
    assert statuses() == []


def test_the_set_up_is_proved_and_the_limits_are_read_without_a_post(channel, statuses, tmp_path):
    proved = channel.check()

    assert proved[1:] == [
        "the token is @alice's, and may post",
        "its limits: 500 characters, 4 media",
    ]
    assert statuses() == []
    assert json.loads((tmp_path / ".out.limits.json").read_text(encoding="utf-8"))["each_link"] == 23


def test_limits_that_were_read_count_when_a_post_is_queued(channel, tmp_path):
    (tmp_path / ".out.limits.json").write_text('{"characters": 20, "each_link": 5}', encoding="utf-8")

    faults = [channel.limits.fault(outgoing(1, NOW, text=text).revision) for text in ("x" * 20, "x" * 21)]
    with_link = channel.limits.fault(outgoing(1, NOW, text="x" * 14, link="https://a.example/long").revision)

    assert faults == ["", "it is 21 characters long, and 20 is the most"]
    assert with_link == ""


def test_a_token_that_is_not_taken_is_a_refusal(town, statuses, tmp_path):
    channel = opened(MastodonPublisher, tmp_path, "another_token", server=town)

    with pytest.raises(NotSentError, match="401") as caught:
        channel.publish(outgoing(10, NOW))

    assert not isinstance(caught.value, RetryLaterError)


@pytest.mark.parametrize(
    ("effect", "more", "error"),
    [
        pytest.param("status", {"status": 500}, UncertainError, id="500"),
        pytest.param("status", {"status": 422}, NotSentError, id="refused"),
        pytest.param("ratelimit", {}, RetryLaterError, id="too many"),
        pytest.param("malformed", {"truncate": True}, UncertainError, id="half an answer"),
        pytest.param("malformed", {}, UncertainError, id="no answer"),
    ],
)
def test_what_goes_wrong_with_the_status_is_told_for_what_it_is(channel, statuses, fail, effect, more, error):
    fail(effect, **more)

    with pytest.raises(error) as caught:
        channel.publish(outgoing(11, NOW))

    assert type(caught.value) in {error, http.RefusedError}
    assert statuses() == []


def test_a_server_that_has_had_too_much_is_left_alone_as_long_as_it_asks(channel, fail):
    fail("ratelimit")

    with pytest.raises(RetryLaterError) as caught:
        channel.publish(outgoing(12, NOW))

    assert caught.value.seconds == 300


@pytest.mark.parametrize("effect", [("status", {"status": 500}), ("malformed", {})])
def test_whatever_goes_wrong_with_a_picture_has_sent_nothing(channel, statuses, fail, effect):
    fail(effect[0], path="/api/v2/media", **effect[1])

    with pytest.raises(RetryLaterError):
        channel.publish(outgoing(13, NOW, media=(PICTURE,)))

    assert statuses() == []


def test_a_success_whose_answer_is_lost_is_found(channel, statuses, monkeypatch):
    really = http._exchange

    def lost(method, url, content):
        answer = really(method, url, content)
        if url.endswith("/statuses"):
            raise httpx2.ReadError("the line broke")
        return answer

    monkeypatch.setattr(http, "_exchange", lost)
    sent = outgoing(14, NOW)
    with pytest.raises(UncertainError):
        channel.publish(sent)
    monkeypatch.setattr(http, "_exchange", really)

    found = channel.find(sent)

    (status,) = statuses()
    assert found.url == status["url"]


def test_a_film_is_waited_for_until_the_server_is_done_with_it(channel, statuses, monkeypatch):
    monkeypatch.setattr(mastodon, "LOOK_EVERY", 0)
    asked = slow_media(monkeypatch, done_after=3)

    channel.publish(outgoing(15, NOW, media=(PICTURE,)))

    assert len(asked) == 3
    assert len(statuses()[0]["media_attachments"]) == 1


def test_one_that_is_never_done_sends_nothing(channel, statuses, monkeypatch):
    monkeypatch.setattr(mastodon, "LOOK_EVERY", 0)
    slow_media(monkeypatch, done_after=10_000)

    with pytest.raises(RetryLaterError, match="was not done with"):
        channel.publish(outgoing(16, NOW, media=(PICTURE,)))

    assert statuses() == []


def slow_media(monkeypatch, done_after):
    """Media have no address until they were asked about so often."""
    asked = []
    really = http.request

    def slow(method, url, **content):
        answer = really(method, url, **content)
        if "/media" not in url:
            return answer
        if method == "GET":
            asked.append(url)
        told = answer.json if len(asked) >= done_after else {**answer.json, "url": None}
        return http.Answer(answer.status, answer.headers, json.dumps(told).encode())

    monkeypatch.setattr(http, "request", slow)
    return asked


@pytest.mark.parametrize("server", ["http://mastodon.example", "mastodon.example"])
def test_a_server_that_is_not_https_is_refused(tmp_path, server):
    with pytest.raises(ConfigError) as caught:
        opened(MastodonPublisher, tmp_path, server=server)

    assert caught.value.where == "server"
