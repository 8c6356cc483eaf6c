"""Channels: their settings, their secrets, their limits, and the commands that prove them."""

import base64
import io
import os
import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from purdahgate.app import App
from purdahgate.errors import ConfigError, InputError
from purdahgate.publishers.channels import channel
from purdahgate.publishers.secrets import SERVICE, Hidden, Safe

SECRET = "hunter2-hunter2"
posix = pytest.mark.skipif(os.name != "posix", reason="NOT TESTED HERE: rights of files, on this system")


class Keyring(KeyringBackend):
    """A keyring that forgets at the end of the test."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


class NoKeyring(Keyring):
    def get_password(self, service, username):
        raise KeyringError("no backend")

    def set_password(self, service, username, password):
        raise KeyringError("no backend")


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    ring = Keyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def settle(gate, *lines):
    """Give the workspace a channel called `out` with these lines, for the account parks."""
    path = gate.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('[account.parks]\nchannel = "outbox"', '[account.parks]\nchannel = "out"')
    path.write_text("\n".join([text, "[channel.out]", *lines, ""]), encoding="utf-8")


def app(gate):
    return App.at(gate.folder / "config.toml")


BLUESKY = ('kind = "bluesky"', 'handle = "sometown.bsky.social"')


# Settings


@pytest.mark.parametrize(
    ("lines", "says", "line", "mend"),
    [
        pytest.param(
            ['kind = "folder"', 'fold = "x"'], "'fold' in channel out", "fold =", "'folder'", id="key"
        ),
        pytest.param(
            ['kind = "folder"', "gap_seconds = -1"], "channel out gap_seconds", "gap_", "", id="range"
        ),
        pytest.param(['kind = "folder"', 'gap_seconds = "1"'], "wrong type", "gap_", "whole", id="type"),
        pytest.param(
            ['kind = "bluesky"'], "channel out has no 'handle'", "[channel.out]", "handle", id="none"
        ),
        pytest.param(
            [*BLUESKY, 'server = "http://bsky.social"'], "is not https", "server", "https", id="by the kind"
        ),
        pytest.param(['folder = "x"'], "channel out has no kind", "[channel.out]", "kind", id="no kind"),
        pytest.param(
            ["kind = 7"], "channel out has no kind", "kind = 7", "kind", id="a kind of another type"
        ),
        pytest.param(['kind = "pigeon"'], "'pigeon'", "pigeon", "bluesky", id="a kind there is not"),
    ],
)
def test_settings_that_cannot_stand_are_told_with_file_line_and_mend(gate, lines, says, line, mend):
    settle(gate, *lines)
    ran = gate.run("status")

    text = (gate.folder / "config.toml").read_text(encoding="utf-8").splitlines()
    number = 1 + next(at for at, each in enumerate(text) if each.startswith(line) or line in each)
    assert ran.code == 1
    assert says in ran.err
    assert f"config.toml:{number})" in ran.err
    assert mend in ran.err


# Secrets


def test_a_secret_is_kept_in_the_keyring_under_the_bodys_name(gate, ring):
    settle(gate, *BLUESKY)
    found = channel(app(gate).config, "out")

    found.safe.keep(f"{SECRET}\n")

    assert ring.kept == {(SERVICE, "Chelmsford City Council: out"): SECRET}
    assert found.safe.read() == SECRET


@posix
def test_a_secret_in_a_file_can_be_read_by_nobody_else(gate):
    settle(gate, *BLUESKY, 'secret_file = "keys/out.secret"')
    found = channel(app(gate).config, "out")

    found.safe.keep(SECRET)

    path = gate.folder / "keys" / "out.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert found.safe.read() == SECRET


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
def test_a_file_that_others_can_read_or_write_is_refused(gate, mode):
    settle(gate, *BLUESKY, 'secret_file = "out.secret"')
    found = channel(app(gate).config, "out")
    found.safe.keep(SECRET)
    (gate.folder / "out.secret").chmod(mode)

    with pytest.raises(ConfigError, match="others can read") as caught:
        found.safe.read()

    assert "chmod 600" in caught.value.mend


def test_on_a_system_where_rights_are_not_checked_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("purdahgate.publishers.secrets._CHECKS_RIGHTS", False)

    said = Safe("out", "Sometown: out", tmp_path / "out.secret").unchecked()

    assert "is not checked on this system" in said


def test_a_channel_without_its_secret_says_how_to_keep_one(gate, ring):
    settle(gate, *BLUESKY)

    with pytest.raises(ConfigError, match="has no secret") as caught:
        channel(app(gate).config, "out").safe.read()

    assert caught.value.mend == "Keep it with: purdahgate channel secret out"


def test_a_system_without_a_keyring_says_to_name_a_file(gate, ring):
    settle(gate, *BLUESKY)
    keyring.set_keyring(NoKeyring())

    with pytest.raises(ConfigError, match="no keyring") as caught:
        channel(app(gate).config, "out").safe.keep(SECRET)

    assert 'secret_file = "out.secret"' in caught.value.mend


@pytest.mark.parametrize("given", ["", "short", "two\nlines of it", "x" * 4_001, "with\x07a bell"])
def test_what_is_no_secret_is_not_kept(gate, ring, given):
    settle(gate, *BLUESKY)

    with pytest.raises(ConfigError, match="one line of 8 to 4,000"):
        channel(app(gate).config, "out").safe.keep(given)

    assert ring.kept == {}


def test_a_secret_is_shown_in_no_dress():
    hidden = Hidden()
    word = hidden.hide('pa"ss/word+1')
    dressed = [word, "pa%22ss%2Fword%2B1", 'pa\\"ss/word+1', base64.b64encode(word.encode()).decode()]

    said = hidden.clean(" ".join([*dressed, word.encode().hex()]))

    assert said == " ".join(["[secret]"] * 5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bearer abc.def-ghi failed", "Bearer [secret] failed"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def", "token [secret]"),
        ("https://town:pass@host.example/x", "https://town:[secret]@host.example/x"),
        ("Basic instincts", "Basic [secret]"),
    ],
)
def test_what_looks_like_a_credential_is_not_shown_either(text, shown):
    assert Hidden().clean(text) == shown


# Limits


def test_what_a_channel_would_not_take_is_refused_when_it_is_added(gate):
    settle(gate, *BLUESKY)
    ran = gate.run(
        *("post", "add", "x" * 301, "--account", "parks", "--due", "2027-03-08T09:00", "--as", "olive")
    )

    assert ran.code == 1
    assert ran.err == (
        "error: parks goes out by out, which would not take this: it is 301 characters long, "
        "and 300 is the most. Shorten it, or change what it carries\n"
    )
    assert gate.run("post", "list", "--json").json == []


def test_and_when_it_is_edited_or_moved_to_that_account(gate):
    settle(gate, *BLUESKY)
    post = gate.add("x" * 301)["id"]

    moved = gate.run("post", "edit", str(post), "--account", "parks", "--as", "olive")

    assert "301 characters" in moved.err


def test_and_when_media_it_has_already_move_to_an_account_that_takes_none_such(gate):
    settle(gate, *BLUESKY)
    leaflet = gate.folder / "leaflet.pdf"
    leaflet.write_bytes(b"%PDF-1.7")
    post = gate.add("Bins", "--media", str(leaflet), "--alt", "A leaflet")["id"]

    moved = gate.run("post", "edit", str(post), "--account", "parks", "--as", "olive")

    assert "leaflet.pdf is application/pdf, and the channel takes image/jpeg" in moved.err


def test_and_when_it_is_imported_by_its_line(gate):
    settle(gate, *BLUESKY)
    file = gate.folder / "posts.csv"
    file.write_text(f"text,account,due\nBins,parks,asap\n{'x' * 301},parks,asap\n", encoding="utf-8")

    ran = gate.run("post", "import", str(file), "--as", "olive")

    assert "posts.csv:3" in ran.err
    assert "301 characters" in ran.err


def test_the_link_counts_where_it_is_added_to_the_text(gate):
    settle(gate, *BLUESKY)
    link = "https://sometown.example/" + "y" * 100

    ran = gate.run(
        *("post", "add", "x" * 200, "--link", link, "--account", "parks", "--due", "asap", "--as", "olive")
    )

    assert "it is 326 characters long" in ran.err


# Commands


def test_the_channels_are_listed_with_what_stands_against_them(gate):
    (gate.folder / "outbox").write_text("a file", encoding="utf-8")

    ran = gate.run("channel", "list")

    assert "outbox   folder  council, parks, elections" in ran.out
    assert "is a file, not a folder" in ran.out


def test_a_folder_is_proved_and_left_as_it_was(gate):
    ran = gate.run("channel", "test", "outbox")

    assert ran.code == 0
    assert "Nothing was posted." in ran.out
    assert list((gate.folder / "outbox").iterdir()) == []


def test_a_channel_that_does_not_work_says_why(gate):
    (gate.folder / "outbox").write_text("a file", encoding="utf-8")

    ran = gate.run("channel", "test", "outbox")

    assert ran.code == 1
    assert "channel outbox does not work" in ran.err


def test_a_channel_that_is_not_there_is_told_with_those_that_are(gate):
    ran = gate.run("channel", "test", "outpost")

    assert "there is no channel 'outpost'" in ran.err
    assert "Channels: outbox" in ran.err


def test_a_secret_is_taken_from_standard_input_and_never_shown(gate, ring, monkeypatch):
    settle(gate, *BLUESKY)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{SECRET}\n".encode())))

    ran = gate.run("channel", "secret", "out")

    assert ran.code == 0
    assert ring.kept == {(SERVICE, "Chelmsford City Council: out"): SECRET}
    assert SECRET not in ran.out + ran.err
    assert "The app password of channel out is kept" in ran.out


def test_a_folder_has_no_secret(gate):
    ran = gate.run("channel", "secret", "outbox")

    assert "has no secret" in ran.err


def test_a_missing_secret_means_that_nothing_was_sent(gate, ring):
    settle(gate, *BLUESKY)
    gate.run("post", "add", "Swim", "--account", "parks", "--due", "asap", "--as", "olive")

    gate.run("worker", "once")

    assert gate.state(1) == "failed"


def test_no_error_of_another_layer_is_lost(gate):
    with pytest.raises(InputError, match="no account"):
        app(gate).publisher("libraries")
