"""Change the central log of accounts by command."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from purdahgate.domain.accounts import Account, looks_like_a_secret, tells_a_secret
from purdahgate.domain.people import require_keeper
from purdahgate.domain.post import check_line
from purdahgate.errors import InputError
from purdahgate.sources.accounts import MEND, accounts_of
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.draft import link_of
from purdahgate.usecases.register_change import Register, Row, draft_row

HEAD = """\
# The central log of accounts: whose each is, and who looks after it. Change it by hand, or with the command
# purdahgate account. It never holds a password, only where one is kept, as in credentials = "vault item 12".

"""
_PEOPLE = ("moderator", "monitored_by")  # they act by command, so people.toml names them
_LINES = ("owner", "channel", "approved_by", "business_case", "credentials")


@dataclass(frozen=True, slots=True)
class Entered:
    """What is said of an account; None leaves a part as it is, an empty text takes it away."""

    owner: str | None = None
    moderator: str | None = None
    channel: str | None = None
    custodians: Sequence[str] | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    business_case: str | None = None
    monitored_by: str | None = None
    second_factor: bool | None = None
    credentials: str | None = None
    next_check: date | None = None
    links_to: str | None = None
    used_on: date | None = None


def add_account(deed: Deed, log: Register, name: str, said: Entered, reason: str) -> Row:
    """Enter an account that the log does not have."""
    if deed.world.accounts.get(name):
        raise InputError(f"the log has {name!r} already", mend="See: purdahgate account edit")
    if not said.owner:
        raise InputError("the account has no owner", mend="Say whose it is with --owner")
    return _change(deed, log, "account-add", check_line(name, "name"), _values(deed, said, None), reason)


def edit_account(deed: Deed, log: Register, name: str, said: Entered, reason: str) -> Row:
    """Change what the log says. Where somebody's access is taken away, a change of password falls due."""
    account = deed.world.accounts.named(name)
    return _change(deed, log, "account-edit", name, _values(deed, said, account), reason)


def retire_account(deed: Deed, log: Register, name: str, reason: str) -> Row:
    """Record that an account is closed from today on; its entry stays."""
    deed.world.accounts.named(name)
    values = {"retired_on": _today(deed), "retired_because": reason}
    return _change(deed, log, "account-retire", name, values, reason)


def check_account(
    deed: Deed, log: Register, name: str, next_check: date, *, rotated: bool, reason: str
) -> Row:
    """Record that access was checked today, when it is next, and whether the password was changed."""
    deed.world.accounts.named(name)
    if next_check <= _today(deed):
        raise InputError(f"the next check, {next_check}, is not to come", mend="Give a later day with --next")
    values = {"checked_on": _today(deed), "next_check": next_check}
    if rotated:
        values["rotated_on"] = _today(deed)
    return _change(deed, log, "account-check", name, values, reason)


def monitored(deed: Deed, log: Register, name: str, note: str) -> Row | None:
    """Record that somebody looked at an account today; None where that is on record already. Anybody may."""
    account = deed.world.accounts.named(name)
    if account.monitored_on == _today(deed):
        return None
    drafted = draft_row(log, name, {"monitored_on": _today(deed)})
    accounts_of(drafted.after)
    return drafted.land(deed, "account-monitored", check_line(note, "note") if note else "")


def _change(deed: Deed, log: Register, action: str, name: str, values: Mapping[str, Any], reason: str) -> Row:
    require_keeper(deed.actor, "change the log of accounts")
    why = check_line(reason, "reason")
    _refuse_secret(why, said_of_a_place=False)
    drafted = draft_row(log, name, values)
    accounts_of(drafted.after)
    return drafted.land(deed, action, why)


def _values(deed: Deed, said: Entered, before: Account | None) -> dict[str, Any]:
    """The keys of the file that change; InputError for what cannot be taken, a password above all."""
    found: dict[str, Any] = {}
    for key in (*_LINES, *_PEOPLE):
        text = getattr(said, key)
        if text is not None:
            found[key] = check_line(text, key.replace("_", " ")) if text else None
            _refuse_secret(text, said_of_a_place=key == "credentials")
            if text and key in _PEOPLE:
                deed.world.people.who(text)
    if said.custodians is not None:
        custodians = [check_line(each, "custodian") for each in said.custodians if each]
        found["custodians"] = custodians or None
        if before and set(before.custodians) - set(custodians):
            found["access_cut_on"] = _today(deed)
    if said.links_to is not None:
        found["links_to"] = link_of(said.links_to) or None
    for key in ("approved_on", "second_factor", "next_check", "used_on"):
        if (value := getattr(said, key)) is not None:
            found[key] = value
    if said.approved_by == "":
        found["approved_on"] = None
    return found


def _refuse_secret(text: str, *, said_of_a_place: bool) -> None:
    """Refuse what tells a password, without repeating it."""
    if tells_a_secret(text) or (said_of_a_place and text and looks_like_a_secret(text)):
        raise InputError("that looks like a password, and the log never holds one", mend=MEND)


def _today(deed: Deed) -> date:
    return deed.now.astimezone(deed.world.body.zone).date()
