import stat
import sys

import pytest


@pytest.fixture(autouse=True)
def folder(gate, tmp_path, monkeypatch):
    """Where keys are kept; nothing else is at hand."""
    monkeypatch.setenv("PURDAHGATE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return tmp_path / "keys"


def test_a_new_key_is_shown_with_its_fingerprint_line_and_what_to_do(gate, folder):
    made = gate.run("key", "new", "olive", "--no-passphrase")
    shown = gate.run("key", "show", "olive")

    line = (folder / "olive.pub").read_text(encoding="utf-8").strip()
    assert made.code == 0
    assert line in made.out.splitlines()
    assert "whoever can read the file can sign as olive" in made.err
    fingerprint = next(word for word in made.out.split() if word.startswith("SHA256:"))
    assert fingerprint in shown.out
    assert line.rsplit(" ", 1)[0] in shown.out.splitlines()


def test_keys_are_told_to_a_program_too(gate, folder):
    made = gate.run("key", "new", "olive", "--no-passphrase", "--json").json
    (folder / "broken").write_text("x", encoding="utf-8")
    (folder / "broken").chmod(0o600)
    shown = gate.run("key", "show", "--json").json

    assert made["passphrase"] is False
    assert [(each["name"], each["fingerprint"], each["ready"]) for each in shown] == [
        ("broken", None, False),
        ("olive", made["fingerprint"], True),
    ]
    assert "no private key" in shown[0]["fault"]


def test_a_file_that_cannot_serve_is_listed_with_the_mend(gate, folder):
    folder.mkdir()
    (folder / "olive").write_text("x", encoding="utf-8")
    (folder / "olive").chmod(0o600)

    ran = gate.run("key", "show")

    assert ran.code == 0
    assert "cannot sign" in ran.out
    assert "purdahgate key new NAME" in ran.out


def test_where_no_key_is_at_hand_it_says_how_to_make_one(gate):
    ran = gate.run("key", "show")

    assert ran.code == 0
    assert "purdahgate key new NAME" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["new", "olive"], "nobody is there to be asked for a passphrase", id="no terminal"),
        pytest.param(["new", "../olive", "--no-passphrase"], "cannot name a file", id="a name with a path"),
        pytest.param(["show", "mona"], "no key called 'mona' is at hand", id="a key that is not there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(gate, folder, arguments, says):
    ran = gate.run("key", *arguments)

    assert ran.code == 1
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not folder.exists()


def test_a_key_is_never_made_over_another(gate, folder):
    gate.run("key", "new", "olive", "--no-passphrase")
    before = (folder / "olive").read_bytes()

    ran = gate.run("key", "new", "olive")  # it says so before it asks for a passphrase

    assert ran.code == 1
    assert "a key is there already" in ran.err
    assert (folder / "olive").read_bytes() == before


def test_a_passphrase_is_typed_twice_and_not_shown(gate, folder, terminal):
    screen = terminal("key", "new", "olive")

    screen.answer("A new passphrase", "three invented words")
    screen.answer("The same again", "three invented words")

    assert screen.end() == 0
    assert "invented" not in screen.text
    assert gate.run("key", "show", "--json").json[0]["passphrase"] is True
    assert stat.S_IMODE((folder / "olive").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param(["", ""], "an empty passphrase protects nothing", id="nothing"),
        pytest.param(["three invented words", "three other words"], "not the same", id="a slip"),
        pytest.param(["short", "short"], "too short", id="short"),
    ],
)
def test_a_passphrase_that_will_not_do_makes_no_key(gate, folder, monkeypatch, typed, says):
    answers = iter(typed)
    monkeypatch.setattr("purdahgate.cli.passphrase.asker", lambda: lambda prompt: next(answers))

    ran = gate.run("key", "new", "olive")

    assert ran.code == 1
    assert says in ran.err
    assert not folder.exists()


def test_help_loads_nothing_that_signs(gate, in_folder):
    look = """
import sys
from purdahgate.cli.main import run
run(sys.argv[1:])
signing = ("cryptography", "bcrypt", "platformdirs", "purdahgate.keys")
print([each for each in sys.modules if each.startswith(signing)])
"""
    ran = in_folder([sys.executable, "-c", look, "--help"])

    assert ran.out.splitlines()[-1] == "[]"
