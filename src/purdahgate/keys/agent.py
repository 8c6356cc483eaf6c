"""ssh-agent, asked for what it holds and to sign: the two requests of its protocol that a signer needs.

The protocol is draft-ietf-sshm-ssh-agent; the agent is OpenSSH's or any that speaks it, at the socket that
`SSH_AUTH_SOCK` names, or on Windows at its named pipe. Whoever signs unlocks a key there once a session.
"""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from purdahgate.domain.signing import PublicKey
from purdahgate.domain.ssh_wire import Reader, string
from purdahgate.errors import BadSignatureError, KeyAtHandError
from purdahgate.keys.sshsig import to_be_signed, verify, wrap

SOCKET: Final = "SSH_AUTH_SOCK"
PIPE: Final = r"\\.\pipe\openssh-ssh-agent"

_LIST, _LISTED = 11, 12
_SIGN, _SIGNED = 13, 14
_MOST: Final = 256 * 1024  # bytes of an answer, as OpenSSH has it
_QUICK: Final = 10.0  # seconds; an agent answers at once
_PATIENT: Final = 120.0  # seconds; somebody may have to confirm or touch a key


class _Line(Protocol):
    """A connection: what is written and read at it."""

    def write(self, content: bytes, /) -> int | None:
        """Send some of `content`; how much."""

    def read(self, count: int, /) -> bytes | None:
        """At most `count` bytes of the answer; none at its end."""

    def close(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class Agent:
    """An ssh-agent that may answer at `place`."""

    place: str

    def keys(self) -> dict[PublicKey, str]:
        """The Ed25519 keys it holds, each with its comment; KeyAtHandError where it does not answer."""
        answer = self._ask(bytes([_LIST]), _LISTED, _QUICK)
        found: dict[PublicKey, str] = {}
        try:
            reader = Reader(answer)
            for _ in range(reader.number()):
                blob, comment = reader.string(), reader.string()
                if key := _usable(blob):
                    found[key] = comment.decode("utf-8", "replace")
        except ValueError:
            raise self._gone("its answer is broken") from None
        return found

    def sign(self, key: PublicKey, data: bytes) -> bytes:
        """What the key makes of `data`; KeyAtHandError where the agent refuses or is gone."""
        asked = bytes([_SIGN]) + string(key.parts().blob) + string(data) + bytes(4)
        answer = self._ask(asked, _SIGNED, _PATIENT)
        try:
            reader = Reader(answer)
            signature = reader.string()
            reader.end()
        except ValueError:
            raise self._gone("its answer is broken") from None
        return signature

    def _ask(self, asked: bytes, wanted: int, seconds: float) -> bytes:
        """The rest of the answer of the kind `wanted`."""
        try:
            line = _connect(self.place, seconds)
            try:
                _send(line, string(asked))
                size = int.from_bytes(_receive(line, 4), "big")
                if not 0 < size <= _MOST:
                    raise self._gone("its answer is broken")
                answer = _receive(line, size)
            finally:
                line.close()
        except TimeoutError:
            raise self._gone("it took too long") from None
        except OSError as wrong:
            raise self._gone((wrong.strerror or "the connection broke").lower()) from None
        if answer[0] != wanted:
            raise KeyAtHandError(
                "ssh-agent refused to sign"
                if wanted == _SIGNED
                else "ssh-agent refused to say what it holds",
                where=self.place,
                mend="Confirm or touch the key when you are asked, or load it again with: ssh-add PATH",
            )
        return answer[1:]

    def _gone(self, why: str) -> KeyAtHandError:
        return KeyAtHandError(
            f"ssh-agent does not answer: {why}",
            where=self.place,
            mend=f"Start it again and load your key with: ssh-add PATH; or unset {SOCKET} to use a key file",
        )


@dataclass(frozen=True, slots=True)
class AgentSigner:
    """Somebody's key in an ssh-agent."""

    name: str
    key: PublicKey
    agent: Agent

    def sign(self, namespace: str, message: bytes) -> str:
        """An SSHSIG signature as one line of base64, checked before it is given out."""
        made = wrap(self.key, namespace, self.agent.sign(self.key, to_be_signed(namespace, message)))
        try:
            verify(self.key, namespace, message, made)
        except BadSignatureError as wrong:
            raise KeyAtHandError(
                f"what ssh-agent signed cannot be used: {wrong.message}",
                where=self.agent.place,
                mend="Load the key again with: ssh-add PATH",
            ) from None
        return made


def agent_here() -> Agent | None:
    """The agent of this session, where one is named."""
    if place := os.environ.get(SOCKET, ""):
        return Agent(place)
    if os.name == "nt" and Path(PIPE).exists():
        return Agent(PIPE)
    return None


def _usable(blob: bytes) -> PublicKey | None:
    try:
        return PublicKey.of(blob)
    except ValueError:
        return None


def _connect(place: str, seconds: float) -> _Line:
    """A connection that waits `seconds` for an answer; Windows' pipe waits for ever."""
    family = getattr(socket, "AF_UNIX", None)
    if os.name == "nt" or family is None:
        return Path(place).open("r+b", buffering=0)
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(place)
        return connection.makefile("rwb", buffering=0)
    finally:
        connection.close()  # the file made of it holds it open


def _send(line: _Line, content: bytes) -> None:
    while content:
        content = content[line.write(content) or 0 :]


def _receive(line: _Line, count: int) -> bytes:
    """Exactly `count` bytes; ConnectionError where the agent hangs up before."""
    received = b""
    while len(received) < count:
        piece = line.read(count - len(received))
        if not piece:
            raise ConnectionResetError(0, "it hung up")
        received += piece
    return received
