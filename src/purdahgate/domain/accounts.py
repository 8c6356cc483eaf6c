"""The central log of accounts: whose each is, who looks after it, and when that was last looked at."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from purdahgate.errors import InputError

CREDENTIALS = "credentials"
_SECRET_KEY = re.compile(r"pass|pwd|\bpw\b|secret|credential|\bpin\b|token|log_?in", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:password|passwd|passphrase|passcode|pwd|pw|pin|secret|token)\b[ \t]*[:=][ \t]*\S", re.IGNORECASE
)
# Where passwords are kept; two of them look like one themselves.
_VAULTS = frozenset({"1password", "bitwarden", "dashlane", "keepass", "keepassxc", "keeper", "lastpass"})
_ADDRESS = re.compile(r"https?://[^\s/@?#]+(?:/[^\s@?#]*)?", re.IGNORECASE)
_LONGEST_PLAIN, _KINDS = 6, 3


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the log. `monitored_by` is who looks at it daily, `monitored_on` when somebody last did.

    `credentials` says where the password is kept, never what it is. `access_cut_on` is the last day on which
    somebody lost access, `rotated_on` the last on which the password was changed, and `used_on` the last on
    which something was posted by another way than purdahgate.
    """

    name: str
    owner: str = ""
    moderator: str = ""
    channel: str = ""
    custodians: tuple[str, ...] = ()
    approved_by: str = ""
    approved_on: date | None = None
    business_case: str = ""
    monitored_by: str = ""
    monitored_on: date | None = None
    second_factor: bool = False
    credentials: str = ""
    rotated_on: date | None = None
    access_cut_on: date | None = None
    checked_on: date | None = None
    next_check: date | None = None
    links_to: str = ""
    used_on: date | None = None
    retired_on: date | None = None
    retired_because: str = ""

    def retired(self, day: date) -> bool:
        """Whether nothing goes out on it any more."""
        return self.retired_on is not None and self.retired_on <= day

    def approved(self, day: date) -> bool:
        """Whether somebody is on record as having approved it by `day`."""
        return bool(self.approved_by) and self.approved_on is not None and self.approved_on <= day

    def rotation_due(self) -> bool:
        """Whether somebody lost access and the password has not been changed since."""
        cut, rotated = self.access_cut_on, self.rotated_on
        return cut is not None and (rotated is None or rotated < cut)


class Accounts:
    """Every account in the log."""

    def __init__(self, accounts: Iterable[Account] = (), digest: str = "") -> None:
        self._by_name = {account.name: account for account in accounts}
        self.digest = digest

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_name.values())

    def get(self, name: str) -> Account | None:
        """The account called `name`, where the log has it."""
        return self._by_name.get(name)

    def named(self, name: str) -> Account:
        """The account called `name`, or InputError that names the nearest."""
        if account := self._by_name.get(name):
            return account
        near = difflib.get_close_matches(name, self._by_name, n=1)
        known = ", ".join(sorted(self._by_name)) or "none yet"
        mend = f"Did you mean {near[0]!r}?" if near else f"It has: {known}"
        raise InputError(f"the log of accounts has no {name!r}", mend=mend)


def is_secret_key(key: str) -> bool:
    """Whether a key speaks of a password; the log has one such key, and that says where it is kept."""
    return key != CREDENTIALS and _SECRET_KEY.search(key) is not None


def tells_a_secret(text: str) -> bool:
    """Whether `text` says a password outright, as `pw: ...` does."""
    return _SPOKEN.search(text) is not None


def looks_like_a_secret(reference: str) -> bool:
    """Whether what should say where a password is kept looks like the password itself.

    A reference is several words, a web address without a name or query in it, or the name of a vault.
    """
    if tells_a_secret(reference):
        return True
    if _ADDRESS.fullmatch(reference):
        return False
    words = reference.split()
    if len(words) == 1 and words[0].casefold() not in _VAULTS:
        return True
    return any(_mixed(word) for word in words if word.casefold().strip(".,;()") not in _VAULTS)


def _mixed(word: str) -> bool:
    """Whether a word of more than six letters mixes small, capital, digits and signs as no word does."""
    kinds = (
        any(each.islower() for each in word),
        any(each.isupper() for each in word),
        any(each.isdigit() for each in word),
        any(not each.isalnum() for each in word.strip(".,;:()'\"")),
    )
    return len(word) > _LONGEST_PLAIN and sum(kinds) >= _KINDS
