"""A channel's secret: kept in the system's keyring or in a file of the worker's own, shown nowhere."""

import base64
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from purdahgate.errors import ConfigError, InputError

SERVICE = "purdahgate"
SHORTEST, LONGEST = 8, 4_000
SHOWN_AS = "[secret]"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CHECKS_RIGHTS = os.name == "posix"
# What looks like a credential, whosever it is: a bearer's token, a JSON web token, a password in an address.
_LIKELY = re.compile(
    r"(?P<before>\b(?:Bearer|Basic)\s+)[^\s\"',;]+"
    r"|eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*"
    r"|(?P<address>\w+://[^\s/:@]+:)[^\s/@]+(?=@)"
)


class Hidden:
    """Words that no message may show, in whatever dress they turn up."""

    def __init__(self) -> None:
        self._words: set[str] = set()

    def hide(self, word: str) -> str:
        """Remember `word`, and give it back."""
        if word:
            raw = word.encode()
            dressed = (quote(word, safe=""), quote_plus(word), json.dumps(word)[1:-1], repr(word)[1:-1])
            coded = (base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(), raw.hex())
            self._words |= {word, *dressed, *(each.rstrip("=") for each in coded)}
        return word

    def clean(self, text: str) -> str:
        """`text` without them, and without anything that looks like a credential."""
        for word in sorted(self._words, key=len, reverse=True):
            text = text.replace(word, SHOWN_AS)
        return _LIKELY.sub(lambda at: f"{at['before'] or at['address'] or ''}{SHOWN_AS}", text)


@dataclass(frozen=True, slots=True)
class Safe:
    """Where one channel's secret is kept: in `file`, or under `title` in the keyring where that is None."""

    channel: str
    title: str
    file: Path | None

    @property
    def place(self) -> str:
        """Where that is, in words."""
        return str(self.file) if self.file else f"the system's keyring, as {SERVICE}, {self.title}"

    def read(self) -> str:
        """The secret. ConfigError where there is none, where others can read it, and where it is no line."""
        kept = (self._from_file() if self.file else self._from_keyring()).strip()
        if not kept:
            raise ConfigError(f"channel {self.channel} has no secret", where=self.place, mend=self._mend)
        return _checked(kept, self.place)

    def keep(self, secret: str) -> None:
        """Keep `secret`, in place of any other."""
        secret = _checked(secret.strip(), "what was given")
        if self.file:
            self._to_file(self.file, secret)
        else:
            self._to_keyring(secret)

    def unchecked(self) -> str:
        """What nobody can promise here about the file, in one line, or nothing."""
        if self.file is None or _CHECKS_RIGHTS:
            return ""
        return f"who else can read {self.file} is not checked on this system: give it to the worker alone"

    @property
    def _mend(self) -> str:
        return f"Keep it with: purdahgate channel secret {self.channel}"

    def _from_file(self) -> str:
        assert self.file is not None
        try:
            with self.file.open(encoding="utf-8") as file:
                about = os.fstat(file.fileno())
                if _CHECKS_RIGHTS and about.st_mode & _OTHERS:
                    raise ConfigError(
                        f"others can read or write the secret of channel {self.channel}",
                        where=str(self.file),
                        mend=f"Take their rights away (chmod 600 {self.file}), and think of changing it",
                    )
                return file.read(LONGEST + 2)
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as bad:
            why = bad.strerror if isinstance(bad, OSError) else "it is not UTF-8"
        raise ConfigError(
            f"the secret of channel {self.channel} cannot be read: {why}",
            where=str(self.file),
            mend=self._mend,
        )

    def _to_file(self, path: Path, secret: str) -> None:
        half = path.with_name(f".{path.name}.half")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            half.unlink(missing_ok=True)
            half.touch(mode=0o600, exist_ok=False)  # before there is anything in it to read
            half.write_text(f"{secret}\n", encoding="utf-8")
            half.replace(path)
        except OSError as bad:
            with suppress(OSError):
                half.unlink(missing_ok=True)
            raise InputError(
                f"the secret cannot be kept: {bad.strerror}",
                where=str(path),
                mend="Check the folder and its rights",
            ) from None

    def _from_keyring(self) -> str:
        import keyring
        from keyring.errors import KeyringError

        try:
            return keyring.get_password(SERVICE, self.title) or ""
        except KeyringError:
            raise self._no_keyring() from None

    def _to_keyring(self, secret: str) -> None:
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, self.title, secret)
        except KeyringError:
            raise self._no_keyring() from None

    def _no_keyring(self) -> ConfigError:
        return ConfigError(
            f"no keyring of this system keeps the secret of channel {self.channel}",
            where=f"[channel.{self.channel}]",
            mend=f'Keep it in a file: secret_file = "{self.channel}.secret"',
        )


def _checked(secret: str, where: str) -> str:
    if not SHORTEST <= len(secret) <= LONGEST or not secret.isprintable():
        raise ConfigError(
            f"a secret is one line of {SHORTEST} to {LONGEST:,} characters",
            where=where,
            mend="Copy it whole from where it was made",
        )
    return secret
