"""E-mail: one message a post, its Message-ID made of the release's key."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Annotated, Literal, Self

import msgspec

from purdahgate.errors import ConfigError
from purdahgate.publishers.addresses import is_here
from purdahgate.publishers.base import (
    About,
    ChannelSettings,
    NotSentError,
    Outgoing,
    Publisher,
    Receipt,
    RetryLaterError,
    UncertainError,
)
from purdahgate.publishers.limits import Limits

SECONDS = 30.0
MOST_MEDIA_BYTES = 10_000_000
MOST_SUBJECT = 78
_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class EmailSettings(ChannelSettings, frozen=True, kw_only=True):
    """`host` is the mail server, `user` who signs in there; `sender` and `to` stand in the message."""

    host: str
    sender: str
    to: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=100)]
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    subject: str = ""


class EmailPublisher(Publisher):
    """A list of people, or one address that passes on what it gets."""

    Settings = EmailSettings
    secret_is = "password"  # noqa: S105  (what it is called, not what it is)

    def __init__(self, settings: EmailSettings, about: About) -> None:
        self._settings = settings
        self._about = about

    @classmethod
    def of(cls, settings: ChannelSettings, about: About) -> Self:
        """Nothing is asked of the server yet."""
        assert isinstance(settings, EmailSettings)
        return cls(settings, about)

    @classmethod
    def check_settings(cls, settings: ChannelSettings) -> ChannelSettings:
        """Every address is one; only this machine's own server may do without TLS."""
        assert isinstance(settings, EmailSettings)
        for key, addresses in (("sender", (settings.sender,)), ("to", settings.to)):
            for each in addresses:
                if not _is_address(each):
                    mend = 'Write it as "web@sometown.example"'
                    raise ConfigError(f"{each[:80]!r} is no mail address", where=key, mend=mend)
        if settings.security == "none" and not is_here(settings.host):
            mend = 'Use security = "starttls" or "tls"'
            said = "without TLS the message could be read on the way"
            raise ConfigError(said, where="security", mend=mend)
        if not settings.subject.isprintable():
            raise ConfigError("the subject is more than one line", where="subject", mend="Write one line")
        return settings

    @property
    def limits(self) -> Limits:
        """Its media, all together."""
        return Limits(most_together=MOST_MEDIA_BYTES)

    def publish(self, outgoing: Outgoing) -> Receipt:
        """Send one message to everybody, or to nobody: one refused address refuses it all."""
        message = self._message(outgoing)
        settings = self._settings
        with self._signed_in() as server:
            self._address(server)
            try:
                answer: tuple[int, bytes | str] = server.data(message.as_bytes())
            except smtplib.SMTPDataError as refused:  # before any of it was sent
                answer = refused.smtp_code, refused.smtp_error
            except (OSError, smtplib.SMTPException) as bad:
                raise UncertainError(f"{settings.host} broke off while it took the message: {bad}") from None
            _taken(*answer, "the message")
        return Receipt(f"mid:{message['Message-ID'].strip('<>')}")

    def check(self) -> list[str]:
        """Sign in, and name the sender and everybody it goes to; no message follows."""
        settings = self._settings
        with self._signed_in() as server:
            self._address(server)
        who = f"signs in {settings.user}" if settings.user else "asks for no password"
        return [
            f"{settings.host} answers and {who}",
            f"it takes {settings.sender} as sender, and {', '.join(settings.to)} as reader",
        ]

    @contextmanager
    def _signed_in(self) -> Iterator[smtplib.SMTP]:
        """The server, signed in to. Whatever fails until then has sent nothing."""
        settings = self._settings
        port = settings.port or _PORTS[settings.security]
        safe = ssl.create_default_context()
        password = self._about.secret() if settings.user else ""
        try:
            if settings.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(settings.host, port, timeout=SECONDS, context=safe)
            else:
                server = smtplib.SMTP(settings.host, port, timeout=SECONDS)
        except (OSError, smtplib.SMTPException) as bad:
            raise RetryLaterError(f"{settings.host} cannot be reached: {bad}") from None
        try:
            self._greet(server, safe, password)
            yield server
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _greet(self, server: smtplib.SMTP, safe: ssl.SSLContext, password: str) -> None:
        settings = self._settings
        try:
            if settings.security == "starttls":
                server.starttls(context=safe)
            server.ehlo_or_helo_if_needed()
            if settings.user:
                server.login(settings.user, password)
        except smtplib.SMTPAuthenticationError as bad:
            raise NotSentError(f"{settings.host} refuses {settings.user}: {bad.smtp_code}") from None
        except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as bad:
            raise NotSentError(f"{settings.host}: {bad}") from None
        except (OSError, smtplib.SMTPException) as bad:
            raise RetryLaterError(f"{settings.host} broke off: {bad}") from None

    def _address(self, server: smtplib.SMTP) -> None:
        """Name the sender, and everybody it goes to; the message itself comes after."""
        try:
            _taken(*server.mail(parseaddr(self._settings.sender)[1]), self._settings.sender)
            for each in self._settings.to:
                _taken(*server.rcpt(parseaddr(each)[1]), each)
        except (OSError, smtplib.SMTPException) as bad:
            raise RetryLaterError(f"{self._settings.host} broke off: {bad}") from None

    def _message(self, outgoing: Outgoing) -> EmailMessage:
        settings, revision = self._settings, outgoing.revision
        message = EmailMessage(SMTP.clone(cte_type="7bit"))
        domain = parseaddr(settings.sender)[1].rpartition("@")[2]
        message["From"], message["To"] = settings.sender, ", ".join(settings.to)
        first = " ".join(revision.text.split())[:MOST_SUBJECT]
        message["Subject"] = settings.subject or "".join(each for each in first if each.isprintable())
        message["Date"] = format_datetime(outgoing.at)
        message["Message-ID"] = f"<purdahgate.{outgoing.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{outgoing.words}\n")
        for each in revision.media:
            family, _, kind = each.media_type.partition("/")
            content = outgoing.medium(each.digest)
            message.add_attachment(content, maintype=family, subtype=kind, filename=each.name)
            attached = list(message.iter_attachments())[-1]
            attached["Content-Description"] = " ".join(each.alt.split())
        return message


def _taken(code: int, said: bytes | str, what: str) -> None:
    """Go on where the server said yes; 4xx may work later, 5xx never will: either way nothing was sent."""
    if 200 <= code < 300:  # noqa: PLR2004  (success, as RFC 5321 has it)
        return
    why = said if isinstance(said, str) else said.decode("utf-8", "replace")
    told = f"the server does not take {what}: {code} {' '.join(why.split())[:200]}"
    if 400 <= code < 500:  # noqa: PLR2004  (for the time being)
        raise RetryLaterError(told)
    raise NotSentError(told)


def _is_address(text: str) -> bool:
    address = parseaddr(text)[1]
    name, _, domain = address.rpartition("@")
    return bool(name) and bool(domain) and text.isprintable() and text.isascii() and " " not in address
