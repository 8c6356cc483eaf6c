"""The central log of accounts: what it holds, what it refuses, and never a password."""

from datetime import date

import pytest

from purdahgate.domain.accounts import Account, looks_like_a_secret, tells_a_secret
from purdahgate.errors import DataError, InputError
from purdahgate.sources.accounts import load_accounts

COUNCIL = """
[[account]]
name = "council"
owner = "Communications"
custodians = ["Ann Example"]
approved_by = "The Chief Executive"
approved_on = 2027-01-04
credentials = "vault item 12"
"""


def write(folder, text):
    path = folder / "accounts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_log_is_read(tmp_path):
    accounts = load_accounts(write(tmp_path, COUNCIL))

    assert list(accounts) == [
        Account(
            "council",
            owner="Communications",
            custodians=("Ann Example",),
            approved_by="The Chief Executive",
            approved_on=date(2027, 1, 4),
            credentials="vault item 12",
        )
    ]


def test_where_there_is_no_log_no_account_is_in_it(tmp_path):
    assert list(load_accounts(tmp_path / "accounts.toml")) == []


def test_a_change_of_the_log_changes_its_digest(tmp_path):
    before = load_accounts(write(tmp_path, COUNCIL)).digest

    after = load_accounts(write(tmp_path, COUNCIL + "second_factor = true\n")).digest

    assert before != after


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        pytest.param(COUNCIL + COUNCIL, "'council' stands twice", 10, id="a name twice"),
        pytest.param(COUNCIL + "ower = 7\n", "'ower'", 9, id="an unknown key"),
        pytest.param(COUNCIL.replace("2027-01-04", '"4 Jan"'), "approved_on", 7, id="no date"),
        pytest.param(COUNCIL.replace('"council"', '" council"'), "no name", 2, id="a blank before the name"),
        pytest.param(COUNCIL + 'password = "vault item 9"\n', "tells a password", 9, id="a password"),
        pytest.param(COUNCIL + 'pin = "1234"\n', "tells a password", 9, id="a pin"),
        pytest.param(
            COUNCIL + 'account_pwd = ""\n', "the log holds no 'account_pwd'", 9, id="an empty password"
        ),
        pytest.param(COUNCIL + 'API_token = ""\n', "the log holds no 'API_token'", 9, id="a token"),
        pytest.param(COUNCIL.replace("vault item 12", "hunter2"), "looks like", 8, id="one as its own place"),
        pytest.param(COUNCIL + "# pw: hunter2\n", "tells a password", 9, id="one in a comment"),
        pytest.param(
            COUNCIL.replace("Communications", "Us, password=x1"), "tells", 4, id="one in another key"
        ),
    ],
)
def test_a_log_that_cannot_stand_is_refused_by_its_line(tmp_path, text, says, line):
    path = write(tmp_path, text)

    with pytest.raises(DataError) as caught:
        load_accounts(path)

    assert says in caught.value.message
    assert caught.value.where == f"{path}:{line}"
    assert caught.value.mend


def test_the_error_for_a_password_does_not_repeat_it(tmp_path):
    path = write(tmp_path, COUNCIL.replace("vault item 12", "Tr0ub4dor&3"))

    with pytest.raises(DataError) as caught:
        load_accounts(path)

    assert "Tr0ub4dor" not in str(caught.value)


@pytest.mark.parametrize(
    "reference",
    [
        "vault item 12",
        "Bitwarden",
        "1Password",
        "1Password, shared vault",
        "the safe in room 4.12",
        "https://vault.sometown.example/items/12",
        "KeePassXC on the shared drive",
    ],
)
def test_where_a_password_is_kept_may_be_said(reference):
    assert not looks_like_a_secret(reference)


@pytest.mark.parametrize(
    "secret",
    [
        "hunter2",
        "correcthorsebatterystaple",
        "Tr0ub4dor&3",
        "council / Tr0ub4dor&3",
        "the password is Tr0ub4dor",
        "pw: letmein please",
        "https://asha:letmein@vault.sometown.example",
        "https://vault.sometown.example/?token=letmein",
        "1234",
    ],
)
def test_a_password_is_not_taken_for_the_place_of_one(secret):
    assert looks_like_a_secret(secret)


@pytest.mark.parametrize(
    "line", ["Ask for the password at the desk", "The secret garden opens", "Pin badges"]
)
def test_a_line_that_only_speaks_of_passwords_tells_none(line):
    assert not tells_a_secret(line)


def test_an_account_mistyped_is_told_the_nearest(tmp_path):
    accounts = load_accounts(write(tmp_path, COUNCIL))

    with pytest.raises(InputError) as caught:
        accounts.named("counsil")

    assert caught.value.mend == "Did you mean 'council'?"


@pytest.mark.parametrize(
    ("cut", "rotated", "due"),
    [
        pytest.param(None, None, False, id="nobody lost access"),
        pytest.param(date(2027, 3, 1), None, True, id="never changed"),
        pytest.param(date(2027, 3, 1), date(2027, 2, 1), True, id="changed before"),
        pytest.param(date(2027, 3, 1), date(2027, 3, 1), False, id="changed since"),
    ],
)
def test_a_password_is_to_be_changed_when_somebody_lost_access(cut, rotated, due):
    assert Account("council", access_cut_on=cut, rotated_on=rotated).rotation_due() is due
