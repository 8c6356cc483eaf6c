"""What a user can get wrong, each said in one line: what, where, and the mend."""

from typing import ClassVar


class PurdahgateError(Exception):
    """An error its reader can mend; the command line prints it in one line and exits with `exit_code`."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        said = f"{self.message}{where}"
        stop = "" if said.endswith("?") else "."
        return f"{said}{stop} {self.mend}" if self.mend else said


class ConfigError(PurdahgateError):
    """A key, type or file of `config.toml` that cannot stand."""

    code = "config"


class DataError(PurdahgateError):
    """A calendar, register, policy pack, people file or import that cannot be read as it stands."""

    code = "data"


class InputError(PurdahgateError):
    """Something typed on the command line that cannot be taken."""

    code = "input"


class NotAllowedError(PurdahgateError):
    """A move that the state of the post, or four eyes, forbids."""

    code = "not-allowed"


class StoreError(PurdahgateError):
    """A database that cannot be read or written."""

    code = "store"


class OutputError(PurdahgateError):
    """An answer that cannot be given: standard output is full or closed."""

    code = "output"


class BugError(PurdahgateError):
    """Something that should not have happened, told without a traceback."""

    code = "bug"
    exit_code = 70


class AuditBrokenError(PurdahgateError):
    """An audit table that does not verify."""

    code = "audit-broken"
    exit_code = 12


class BadSignatureError(PurdahgateError):
    """A signature that is not one of these words, for this purpose, by this key."""

    code = "bad-signature"


class KeyAtHandError(PurdahgateError):
    """A private key that cannot be found, read, unlocked or used."""

    code = "key"


class PeopleBrokenError(DataError):
    """A people.toml whose versions are not signed by those who had to."""

    code = "people-broken"


class UnprovenError(PurdahgateError):
    """A post, or what it is judged by, that is not as the record has it."""

    code = "unproven"
    exit_code = 12
