"""Posts by e-mail, to a real SMTP server on loopback."""

import socket
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from purdahgate.errors import ConfigError
from purdahgate.publishers.base import NotSentError, RetryLaterError, UncertainError
from purdahgate.publishers.mail import EmailPublisher

sys.path.insert(0, str(Path(__file__).parent))
from channel_posts import PICTURE, PIXEL, opened, outgoing

PASSWORD = "an-invented-password"


class Postbox:
    """Keeps what it is sent; refuses what `says` has an answer for, and hangs up on `hangs_up`."""

    def __init__(self):
        self.kept, self.says, self.hangs_up = [], {}, ""

    async def on_mail(self, server, session, envelope, address, options):
        if "MAIL" in self.says:
            return self.says["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def on_rcpt(self, server, session, envelope, address, options):
        if address in self.says:
            return self.says[address]
        if self.hangs_up == "RCPT":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def on_data(self, server, session, envelope):
        self.kept.append(envelope)
        if self.hangs_up == "DATA":
            server.transport.close()
        return self.says.get("DATA", "250 OK")


for verb in ("MAIL", "RCPT", "DATA"):  # the names aiosmtpd calls them by
    setattr(Postbox, f"handle_{verb}", getattr(Postbox, f"on_{verb.lower()}"))


@pytest.fixture(scope="module")
def server():
    def signed_in(server, session, envelope, mechanism, given):
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)

    box = Postbox()
    running = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=signed_in,
        auth_require_tls=False,
    )
    running.start()
    yield running
    running.stop()


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


@pytest.fixture
def box(server):
    server.handler.__init__()
    return server.handler


def settings(port, **more):
    return {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "Sometown <web@sometown.example>",
        "to": ["news@sometown.example", "desk@sometown.example"],
        **more,
    }


@pytest.fixture
def channel(server, box, tmp_path):
    return opened(EmailPublisher, tmp_path, PASSWORD, **settings(server.port))


def test_a_post_is_one_message_to_everybody(channel, box):
    sent = outgoing(
        1, text="Caf\u00e9 opens\n.and a line with a dot", link="https://a.example/x", media=(PICTURE,)
    )

    receipt = channel.publish(sent)

    (envelope,) = box.kept
    message = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["news@sometown.example", "desk@sometown.example"]
    assert envelope.mail_from == "web@sometown.example"
    assert message["Message-ID"] == f"<purdahgate.{sent.key}@sometown.example>"
    assert receipt.url == f"mid:purdahgate.{sent.key}@sometown.example"
    assert message["Subject"] == "Caf\u00e9 opens .and a line with a dot"
    words = message.get_body().get_content()
    assert words.splitlines() == ["Caf\u00e9 opens", ".and a line with a dot", "https://a.example/x"]
    (picture,) = message.iter_attachments()
    assert (picture.get_content(), picture["Content-Description"]) == (PIXEL, "A green bin by a gate")


def test_the_subject_may_be_the_same_for_every_post(server, box, tmp_path):
    channel = opened(EmailPublisher, tmp_path, **settings(server.port, subject="For the website"))

    channel.publish(outgoing(2))

    assert message_from_bytes(box.kept[0].content, policy=default)["Subject"] == "For the website"


@pytest.mark.parametrize("refused", ["MAIL", "news@sometown.example", "desk@sometown.example"])
@pytest.mark.parametrize(("says", "error"), [("550 No", NotSentError), ("450 Later", RetryLaterError)])
def test_one_address_that_is_refused_refuses_it_all(channel, box, refused, says, error):
    box.says[refused] = says

    with pytest.raises(error) as caught:
        channel.publish(outgoing(3))

    assert type(caught.value) is error
    assert box.kept == []


@pytest.mark.parametrize(("says", "error"), [("552 Too big", NotSentError), ("452 Full", RetryLaterError)])
def test_a_message_that_is_refused_was_not_sent(channel, box, says, error):
    box.says["DATA"] = says

    with pytest.raises(error):
        channel.publish(outgoing(4))


@pytest.mark.parametrize(("when", "error"), [("DATA", UncertainError), ("RCPT", RetryLaterError)])
def test_a_server_that_hangs_up_is_told_apart_by_when(channel, box, when, error):
    box.hangs_up = when

    with pytest.raises(error):
        channel.publish(outgoing(5))


def test_a_password_is_asked_for_where_somebody_signs_in(server, box, tmp_path):
    channel = opened(EmailPublisher, tmp_path, PASSWORD, **settings(server.port, user="web"))

    channel.publish(outgoing(6))

    assert len(box.kept) == 1


def test_a_wrong_password_is_a_refusal(server, box, tmp_path):
    channel = opened(EmailPublisher, tmp_path, "another-password", **settings(server.port, user="web"))

    with pytest.raises(NotSentError) as caught:
        channel.publish(outgoing(7))

    assert type(caught.value) is NotSentError
    assert "another-password" not in str(caught.value)
    assert box.kept == []


def test_a_server_without_tls_is_not_sent_a_password(server, box, tmp_path):
    channel = opened(
        EmailPublisher, tmp_path, PASSWORD, **settings(server.port, user="web", security="starttls")
    )

    with pytest.raises(NotSentError, match="STARTTLS"):
        channel.publish(outgoing(8))

    assert box.kept == []


def test_where_nobody_listens_nothing_was_sent_and_it_may_work_later(tmp_path):
    channel = opened(EmailPublisher, tmp_path, **settings(free_port()))

    with pytest.raises(RetryLaterError, match="cannot be reached"):
        channel.publish(outgoing(9))


def test_the_set_up_is_proved_without_a_message(channel, box):
    proved = channel.check()

    assert "news@sometown.example, desk@sometown.example" in proved[1]
    assert box.kept == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        pytest.param({"sender": "web"}, "sender", id="no address"),
        pytest.param({"to": ["a@b.example", "x\ny@b.example"]}, "to", id="two lines"),
        pytest.param({"host": "mail.sometown.example"}, "security", id="no TLS on the way"),
        pytest.param({"subject": "x\nBcc: all@b.example"}, "subject", id="a header in the subject"),
    ],
)
def test_settings_that_cannot_stand_are_refused_by_key(tmp_path, changes, key):
    with pytest.raises(ConfigError) as caught:
        opened(EmailPublisher, tmp_path, **settings(25, **changes))

    assert caught.value.where == key
