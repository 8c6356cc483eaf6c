"""`accounts.toml`: the central log of accounts. It says where a password is kept, and never what it is."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from purdahgate.domain.accounts import (
    CREDENTIALS,
    Account,
    Accounts,
    is_secret_key,
    looks_like_a_secret,
    tells_a_secret,
)
from purdahgate.errors import DataError
from purdahgate.toml_files import TomlFile, open_toml
from purdahgate.toml_lines import Step

MEND = 'Take it out, change that password, and say where it is kept, as credentials = "vault item 12"'


class _AccountTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    owner: str = ""
    moderator: str = ""
    channel: str = ""
    custodians: list[str] = []
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


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    account: list[_AccountTable] = []


def load_accounts(path: Path) -> Accounts:
    """The log at `path`; where there is none, no account is in it.

    DataError for an account that stands twice, and for anything that looks like a password.
    """
    return accounts_of(open_toml(path)) if path.exists() else Accounts()


def accounts_of(file: TomlFile) -> Accounts:
    """The log in a parsed file; as `load_accounts`."""
    _refuse_secrets(file)
    found: dict[str, Account] = {}
    for number, each in enumerate(file.convert(_Root).account):
        where = file.where("account", number)
        if not each.name or each.name != each.name.strip():
            mend = "Use the name of [account.NAME] in config.toml"
            raise DataError(f"{each.name!r} is no name of an account", where=where, mend=mend)
        if each.name in found:
            raise DataError(f"{each.name!r} stands twice", where=where, mend="Give each account one entry")
        values = {key: _tidy(getattr(each, key)) for key in each.__struct_fields__}
        found[each.name] = Account(**values)
    return Accounts(found.values(), hashlib.sha256(file.text.encode()).hexdigest())


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value.strip() if isinstance(value, str) else value


def _refuse_secrets(file: TomlFile) -> None:
    """DataError, which repeats none of it, for what looks like a password: by key, value or comment."""
    for number, line in enumerate(file.text.split("\n"), start=1):
        if tells_a_secret(line):
            raise DataError("that line tells a password", where=f"{file.path}:{number}", mend=MEND)
    for steps, value in _leaves(file.tree, ()):
        key = next(step for step in reversed(steps) if isinstance(step, str))
        if is_secret_key(key):
            raise DataError(f"the log holds no {key!r}", where=file.where(*steps), mend=MEND)
        if key == CREDENTIALS and isinstance(value, str) and value.strip() and looks_like_a_secret(value):
            what = f"{CREDENTIALS!r} looks like a password, not like the place where one is kept"
            raise DataError(what, where=file.where(*steps), mend=MEND)


def _leaves(value: Any, steps: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Every key with its value, those of tables within tables too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*steps, key), inner
            yield from _leaves(inner, (*steps, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*steps, number))
