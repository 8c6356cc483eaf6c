"""What a failure of HTTP says: that nothing was sent, that it may work later, or that nobody can know."""

import socket
import ssl
import threading
from contextlib import contextmanager

import pytest

from purdahgate.publishers import http
from purdahgate.publishers.base import NotSentError, RetryLaterError, UncertainError
from purdahgate.publishers.http import RefusedError, reach, request


@contextmanager
def server(*pieces, hang_up=True):
    """An address where one caller is heard out and then answered with these bytes, piece by piece."""
    heard = []
    go_on = threading.Event()

    def serve():
        caller, _ = listening.accept()
        with caller:
            told = caller.recv(65_536)
            if b"Content-Length: 6" in told and not told.endswith(b"a post"):
                told += caller.recv(65_536)
            heard.append(told)
            for piece in pieces:
                caller.sendall(piece)
            if not hang_up:
                go_on.wait(10)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x", heard
        go_on.set()
        thread.join(10)


def answer(status, body=b"{}", **headers):
    lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@pytest.mark.parametrize("deciding", [True, False])
def test_what_nobody_listens_to_was_not_sent_and_may_be_later(deciding):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))

        with pytest.raises(RetryLaterError, match="cannot be reached"):
            request("POST", f"http://127.0.0.1:{held.getsockname()[1]}", deciding=deciding)


@pytest.mark.parametrize("call", [lambda url: request("POST", url, deciding=True), reach])
def test_a_name_that_nobody_has_was_not_sent(call):
    with pytest.raises(RetryLaterError):
        call("https://nowhere.invalid/")


def test_a_server_that_speaks_no_tls_was_sent_nothing():
    with server(b"I do not speak that\r\n") as (url, heard), pytest.raises(RetryLaterError, match="reached"):
        request("POST", url.replace("http:", "https:"), deciding=True, content=b"a post")

    assert b"a post" not in b"".join(heard)


def test_a_certificate_that_nobody_vouches_for_was_sent_nothing(tmp_path):
    with self_signed(tmp_path) as (url, heard), pytest.raises(RetryLaterError, match="reached"):
        request("POST", url, deciding=True, content=b"a post")

    assert b"a post" not in b"".join(heard)


@contextmanager
def self_signed(tmp_path):
    """A server with a certificate of its own making."""
    cryptography = pytest.importorskip("cryptography")
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    assert cryptography
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    certificate = made.not_valid_after(datetime(2040, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
    file = tmp_path / "server.pem"
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    heard = []

    def serve():
        caller, _ = listening.accept()
        try:
            with context.wrap_socket(caller, server_side=True) as safe:
                heard.append(safe.recv(65_536))
        except OSError:
            caller.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://localhost:{listening.getsockname()[1]}/x", heard
        thread.join(10)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 307, 308])
def test_a_refusal_that_is_definite_was_not_sent(status):
    body = b'{"error": "Nope", "message": "not like that"}'
    with server(answer(status, body)) as (url, _), pytest.raises(RefusedError) as caught:
        request("POST", url, deciding=True)

    assert (caught.value.status, caught.value.code) == (status, "Nope")
    assert str(caught.value) == f"127.0.0.1 answered {status}: Nope: not like that"
    assert not isinstance(caught.value, RetryLaterError)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 409, 425, 301, 302, 303])
def test_any_other_answer_than_yes_is_unknown(status):
    with server(answer(status)) as (url, _), pytest.raises(UncertainError, match=str(status)):
        request("POST", url, deciding=True)


@pytest.mark.parametrize("status", [500, 503, 408])
def test_the_same_before_what_decides_may_work_later(status):
    with server(answer(status)) as (url, _), pytest.raises(RetryLaterError, match=str(status)):
        request("POST", url)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"retry_after": "120"}, 120, id="seconds"),
        pytest.param(
            {"date": "Mon, 08 Mar 2027 09:00:00 GMT", "retry_after": "Mon, 08 Mar 2027 09:05:00 GMT"},
            300,
            id="a date",
        ),
        pytest.param(
            {"date": "Mon, 08 Mar 2027 09:00:00 GMT", "ratelimit_reset": "1804497060"}, 660, id="Bluesky's"
        ),
        pytest.param(
            {"date": "Mon, 08 Mar 2027 09:00:00 GMT", "x_ratelimit_reset": "2027-03-08T09:02:00.000Z"},
            120,
            id="Mastodon's",
        ),
        pytest.param({"retry_after": "soon"}, None, id="words"),
        pytest.param({"ratelimit_reset": "9" * 30}, None, id="no time"),
        pytest.param({}, None, id="not said"),
    ],
)
def test_too_many_says_how_long_to_wait_by_the_servers_own_clock(headers, seconds):
    with server(answer(429, **headers)) as (url, _), pytest.raises(RetryLaterError) as caught:
        request("POST", url, deciding=True)

    assert caught.value.seconds == seconds


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([], id="hangs up without a word"),
        pytest.param([b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"], id="hangs up in the middle"),
        pytest.param([b"\x00\xff not HTTP\r\n\r\n"], id="speaks something else"),
    ],
)
def test_what_breaks_off_after_it_was_sent_is_unknown(pieces):
    with server(*pieces) as (url, heard), pytest.raises(UncertainError, match="broke off"):
        request("POST", url, deciding=True, content=b"a post")

    assert b"a post" in heard[0]


def test_one_who_hears_and_never_answers_is_unknown(monkeypatch):
    monkeypatch.setattr(http, "READ", 0.1)
    with server(hang_up=False) as (url, _), pytest.raises(UncertainError, match="ReadTimeout"):
        request("POST", url, deciding=True)


def test_one_who_drips_is_not_heard_out_for_ever(monkeypatch):
    monkeypatch.setattr(http, "WHOLE", 0.0)
    with server(answer(200, b"x" * 10)) as (url, _), pytest.raises(UncertainError, match="within 0 seconds"):
        request("POST", url, deciding=True)


def test_one_who_never_stops_talking_is_not_heard_out_either(monkeypatch):
    monkeypatch.setattr(http, "MOST_ANSWER", 5)
    with server(answer(200, b"x" * 10)) as (url, _), pytest.raises(UncertainError, match="longer than 5"):
        request("POST", url, deciding=True)


def test_nothing_is_followed_to_where_a_secret_was_not_meant_to_go():
    elsewhere = answer(308, location="http://127.0.0.1:9/elsewhere")
    with server(elsewhere) as (url, _), pytest.raises(NotSentError, match="308"):
        request("POST", url, deciding=True, headers={"authorization": "Bearer of-something"})


def test_an_answer_that_is_no_json_has_no_words():
    with server(answer(200, b"<html>")) as (url, _):
        told = request("GET", url)

    assert (told.json, told.word("url")) == (None, "")


@pytest.mark.parametrize("status", [200, 404, 405, 500])
def test_whoever_answers_is_reached_whatever_they_say(status):
    with server(answer(status, b"")) as (url, heard):
        reach(url)

    assert heard[0].startswith(b"HEAD / ")
