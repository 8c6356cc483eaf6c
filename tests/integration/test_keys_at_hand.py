"""Private keys in files and in ssh-agent, with the real one where it can be had."""

import base64
import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from purdahgate.domain.signing import PublicKey
from purdahgate.domain.ssh_wire import Reader, string
from purdahgate.errors import InputError, KeyAtHandError
from purdahgate.keys.at_hand import all_at_hand, keys_folder, names_at_hand, signer_for
from purdahgate.keys.key_files import read_key_file, unlock
from purdahgate.keys.new_key import place_of_new, write_new
from purdahgate.keys.sshsig import public_half, verify

NAMESPACE, MESSAGE = "approve@purdahgate", b"The library opens at ten"
PASSPHRASE = "three invented words"
FIDO = b"sk-ssh-ed25519@openssh.com"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with olive's key, which is open, and asha's, which has a passphrase."""
    folder = tmp_path_factory.mktemp("keys") / "deep" / "keys"
    write_new(folder, "olive", "")
    write_new(folder, "asha", PASSPHRASE)
    return folder


@pytest.fixture
def keys(written, tmp_path, monkeypatch):
    """A copy of that folder, in which keys are looked for; no agent, and a home with nothing in it."""
    folder = tmp_path / "keys"
    shutil.copytree(written, folder)
    monkeypatch.setenv("PURDAHGATE_KEYS", str(folder))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    return folder


@dataclass(frozen=True)
class RealAgent:
    """OpenSSH's own."""

    place: str
    process: int

    def add(self, *arguments, **environment):
        env = {**os.environ, "SSH_AUTH_SOCK": self.place, **environment}
        subprocess.run(["ssh-add", "-q", *arguments], env=env, check=True, capture_output=True)


def start_agent(folder):
    if os.name == "nt" or not shutil.which("ssh-agent"):
        pytest.skip("NOT TESTED HERE: OpenSSH's ssh-agent (it is missing)")
    place = str(folder / "agent")
    env = {**os.environ, "SSH_ASKPASS": shutil.which("false"), "SSH_ASKPASS_REQUIRE": "force"}
    said = subprocess.run(["ssh-agent", "-s", "-a", place], env=env, capture_output=True, check=True)
    return RealAgent(place, int(said.stdout.decode().split("SSH_AGENT_PID=")[1].split(";")[0]))


@pytest.fixture(scope="module")
def one_agent(tmp_path_factory):
    agent = start_agent(tmp_path_factory.mktemp("agent"))
    yield agent
    os.kill(agent.process, signal.SIGTERM)


@pytest.fixture
def agent(one_agent, keys, monkeypatch):
    """A real agent that holds nothing yet, in whose session we are."""
    one_agent.add("-D")
    monkeypatch.setenv("SSH_AUTH_SOCK", one_agent.place)
    return one_agent


@pytest.fixture
def played_agent(keys, tmp_path, monkeypatch):
    """An agent that is played: it answers each request with what `answer` makes of it, or hangs up."""
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("NOT TESTED HERE: a played ssh-agent (no sockets in files)")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "played"))
    listening.listen()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "played"))
    threads = []

    def play(answer):
        def serve():
            while True:
                try:
                    line, _ = listening.accept()
                except OSError:
                    return
                with line, line.makefile("rb") as asked:
                    request = asked.read(int.from_bytes(asked.read(4), "big"))
                    line.sendall(answer(request))

        threads.append(threading.Thread(target=serve))
        threads[0].start()

    yield play
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    for each in threads:
        each.join()


def public(folder, name):
    return PublicKey.parse((folder / f"{name}.pub").read_text(encoding="utf-8"))


def holds(signer):
    verify(signer.key, NAMESPACE, MESSAGE, signer.sign(NAMESPACE, MESSAGE))
    return True


def refused(name, keys, ask=None):
    with pytest.raises(KeyAtHandError) as why:
        signer_for(name, keys, ask)
    return one_line(why.value)


def one_line(wrong):
    assert "\n" not in str(wrong)
    assert wrong.mend
    return str(wrong)


def nobody_asked(prompt):
    pytest.fail(f"asked: {prompt}")


def a_pem(private):
    return private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def fido_public():
    return PublicKey.of(string(FIDO) + string(bytes(range(1, 33))) + string(b"ssh:"))


def fido_file(magic=b"openssh-key-v1\0", count=1):
    """What ssh-keygen writes for a key whose secret is in a security key, as far as it is read here."""
    blob = magic + b"".join(map(string, (b"none", b"none", b""))) + count.to_bytes(4, "big")
    coded = base64.encodebytes(blob + string(fido_public().parts().blob) + string(b"handle"))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + coded + b"-----END OPENSSH PRIVATE KEY-----\n"


def put(path, content, mode=0o600):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_new_key_signs_and_is_only_the_owners(keys):
    signer = signer_for("olive", [public(keys, "olive")], nobody_asked)

    assert signer.name == "olive"
    assert holds(signer)


def test_a_new_key_is_written_for_its_owner_alone(written):
    assert stat.S_IMODE(written.stat().st_mode) == 0o700
    assert stat.S_IMODE((written / "asha").stat().st_mode) == 0o600
    assert sorted(each.name for each in written.iterdir()) == ["asha", "asha.pub", "olive", "olive.pub"]


@pytest.mark.parametrize("name", ["olive", "asha"])
def test_ssh_keygen_reads_a_new_key(keys, name):
    if not shutil.which("ssh-keygen"):
        pytest.skip("NOT TESTED HERE: new keys against OpenSSH (ssh-keygen is missing)")
    word = PASSPHRASE if name == "asha" else ""

    told = subprocess.run(
        ["ssh-keygen", "-y", "-P", word, "-f", keys / name], capture_output=True, check=True
    ).stdout.decode()

    assert PublicKey.parse(told) == public(keys, name)


@pytest.mark.parametrize("there", ["olive", "mona.pub"])
def test_a_new_key_is_never_written_over_another(keys, there):
    put(keys / "mona.pub", b"somebody else's")
    before = {each.name: each.read_bytes() for each in keys.iterdir()}

    with pytest.raises(InputError, match="a key is there already"):
        place_of_new(keys, there.removesuffix(".pub"))
    with pytest.raises(InputError, match="a key is there already"):
        write_new(keys, there.removesuffix(".pub"), "")

    assert {each.name: each.read_bytes() for each in keys.iterdir()} == before


@pytest.mark.parametrize("there", ["olive", "mona.pub"])
def test_a_key_that_appears_meanwhile_is_not_written_over(keys, monkeypatch, there):
    put(keys / "mona.pub", b"somebody else's")
    monkeypatch.setattr("purdahgate.keys.new_key.place_of_new", lambda folder, name: folder / name)
    before = {each.name: each.read_bytes() for each in keys.iterdir()}

    with pytest.raises(InputError, match="a key is there already"):
        write_new(keys, there.removesuffix(".pub"), "")

    assert {each.name: each.read_bytes() for each in keys.iterdir()} == before


@pytest.mark.parametrize("name", ["", ".olive", "../olive", "a/b", "a\\b", "olive.pub", "x" * 65, "olive "])
def test_a_name_that_fits_no_file_is_refused(keys, name):
    with pytest.raises(InputError, match="cannot name a file"):
        write_new(keys, name, "")


def test_a_passphrase_of_a_few_letters_is_refused(keys):
    with pytest.raises(InputError, match="too short"):
        write_new(keys, "mona", "abc")


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(KeyAtHandError) as refusal:
        write_new(tmp_path / "file" / "keys", "olive", "")

    assert "cannot be written" in one_line(refusal.value)


def test_a_passphrase_is_asked_for_in_three_tries(keys):
    answers = iter(["wrong", "wrong again", PASSPHRASE])
    prompts = []

    signer = signer_for(
        "asha", [public(keys, "asha")], lambda prompt: prompts.append(prompt) or next(answers)
    )

    assert holds(signer)
    assert prompts == [f"Passphrase of {keys / 'asha'}"] * 3


def test_after_three_wrong_passphrases_it_ends(keys):
    asked = []

    said = refused("asha", [public(keys, "asha")], lambda prompt: asked.append(prompt) or "wrong")

    assert "this passphrase is wrong" in said
    assert len(asked) == 3


def test_where_nobody_can_be_asked_the_agent_is_the_mend(keys):
    said = refused("asha", [public(keys, "asha")])

    assert "nobody is there to be asked" in said
    assert f"ssh-add {keys / 'asha'}" in said


def test_a_person_without_a_key_in_the_people_file_cannot_sign(keys):
    assert "olive has no valid key in people.toml" in refused("olive", [])


def test_a_key_that_is_not_here_is_told_with_the_mend(keys):
    stranger = public_half(Ed25519PrivateKey.generate())

    said = refused("mona", [stranger])

    assert f"no key of mona is at hand ({keys})" in said
    assert "purdahgate key new" in said


def test_a_folder_that_is_not_there_holds_no_key(keys, tmp_path, monkeypatch):
    monkeypatch.setenv("PURDAHGATE_KEYS", str(tmp_path / "nowhere"))

    assert "no key of olive is at hand" in refused("olive", [public(keys, "olive")])


def test_a_file_with_another_key_than_the_people_file_says_is_told(keys):
    said = refused("olive", [public_half(Ed25519PrivateKey.generate())])

    assert "not the key that people.toml has for olive" in said


def test_a_key_is_found_by_its_public_half_whatever_its_file_is_called(keys):
    (keys / "olive").rename(keys / "old laptop")
    (keys / "olive.pub").unlink()
    key = read_key_file(keys / "old laptop").key

    assert holds(signer_for("olive", [key], None))


def test_the_users_own_ssh_key_serves_too(keys):
    private = Ed25519PrivateKey.generate()
    put(Path.home() / ".ssh" / "id_ed25519", a_pem(private))

    assert holds(signer_for("mona", [public_half(private)], None))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda content: b"", "no private key in OpenSSH's form", id="empty"),
        pytest.param(lambda content: b"Bins are collected on Friday", "no private key", id="another text"),
        pytest.param(lambda content: bytes(range(256)), "no private key in OpenSSH's form", id="binary"),
        pytest.param(
            lambda content: b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
            "no private key",
            id="PEM",
        ),
        pytest.param(lambda content: content[: len(content) // 2], "cut off or broken", id="half of it"),
        pytest.param(lambda content: content[:-5], "cut off or broken", id="the end missing"),
        pytest.param(
            lambda content: b"\n".join(content.split(b"\n")[:2] + content.split(b"\n")[3:]),
            "cut off or broken",
            id="a line missing",
        ),
        pytest.param(lambda content: content * 200, "too big", id="endless"),
    ],
)
def test_a_file_that_is_no_key_is_told_with_its_place(keys, spoil, says):
    key = public(keys, "olive")
    put(keys / "olive", spoil((keys / "olive").read_bytes()))

    said = refused("olive", [key])

    assert says in said
    assert str(keys / "olive") in said


def test_a_key_cut_off_anywhere_is_refused_in_one_line(keys):
    content = (keys / "olive").read_bytes()
    for end in range(0, len(content) - 1, 7):
        put(keys / "olive", content[:end])
        with pytest.raises(KeyAtHandError) as why:
            unlock(read_key_file(keys / "olive"), None)
        one_line(why.value)


def test_a_key_of_another_kind_is_refused(keys):
    if not shutil.which("ssh-keygen"):
        pytest.skip("NOT TESTED HERE: keys of other kinds (ssh-keygen is missing)")
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", str(keys / "mona")],
        check=True,
        capture_output=True,
    )

    said = refused("mona", [fido_public()])

    assert "cannot sign here: it is an ECDSA key" in said


def test_a_file_whose_halves_do_not_belong_together_is_refused(keys):
    mine, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    blob = base64.b64decode(b"".join(a_pem(mine).splitlines()[1:-1]))
    swapped = blob.replace(mine.public_key().public_bytes_raw(), other.public_key().public_bytes_raw(), 1)
    lines = base64.encodebytes(swapped)
    put(
        keys / "mona",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines + b"-----END OPENSSH PRIVATE KEY-----\n",
    )

    said = refused("mona", [public_half(other)])

    assert "broken" in said or "do not belong together" in said


@pytest.mark.skipif(os.name == "nt", reason="NOT TESTED on Windows: who may read a key file")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_may_read_is_refused_as_ssh_does(keys, mode):
    (keys / "olive").chmod(mode)

    said = refused("olive", [public(keys, "olive")])

    assert "others may read or change this private key" in said
    assert f"chmod 600 {keys / 'olive'}" in said


def test_a_security_keys_file_is_used_through_the_agent(keys):
    put(keys / "mona", fido_file())

    said = refused("mona", [fido_public()])

    assert "mona's key is in a security key" in said
    assert f"ssh-add {keys / 'mona'}" in said
    assert names_at_hand({"mona": [fido_public()]}) == []


def test_a_security_keys_file_cannot_be_unlocked(keys):
    with pytest.raises(KeyAtHandError, match="secret is in a security key"):
        unlock(read_key_file(put(keys / "mona", fido_file())), nobody_asked)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(fido_file(magic=b"openssh-key-v2\0"), "does not start as one", id="another version"),
        pytest.param(fido_file(count=2), "several keys", id="two keys in one file"),
    ],
)
def test_a_file_of_another_make_is_refused(keys, content, says):
    with pytest.raises(KeyAtHandError, match=says):
        read_key_file(put(keys / "mona", content))


def test_a_key_that_is_not_the_one_its_file_tells_of_is_refused(keys, monkeypatch):
    monkeypatch.setattr(
        "cryptography.hazmat.primitives.serialization.load_ssh_private_key",
        lambda content, passphrase: Ed25519PrivateKey.generate(),
    )

    assert "do not belong together" in refused("olive", [public(keys, "olive")])


def test_whose_keys_are_at_hand_is_known_without_unlocking(keys):
    put(keys / "broken", b"x")
    people = {name: [public(keys, name)] for name in ("olive", "asha")}

    assert names_at_hand({**people, "mona": [public_half(Ed25519PrivateKey.generate())]}) == ["asha", "olive"]
    assert [each.name for each in all_at_hand() if each.fault] == ["broken"]


def test_keys_are_kept_among_the_users_settings_where_nothing_else_is_said(monkeypatch):
    monkeypatch.delenv("PURDAHGATE_KEYS", raising=False)

    assert keys_folder().parts[-2:] == ("purdahgate", "keys")


def test_a_real_agent_signs_and_nobody_is_asked(agent, keys):
    askpass = put(keys.parent / "askpass", f"#!/bin/sh\necho '{PASSPHRASE}'\n".encode(), 0o700)
    agent.add(str(keys / "asha"), SSH_ASKPASS=str(askpass), SSH_ASKPASS_REQUIRE="force")
    key = public(keys, "asha")

    signer = signer_for("asha", [public(keys, "olive"), key], nobody_asked)

    assert signer.key == key
    assert holds(signer)
    assert names_at_hand({"asha": [key]}) == ["asha"]
    assert {each.key for each in all_at_hand() if each.agent} == {key}


def test_a_real_agent_that_asks_and_is_told_no_is_told(agent, keys):
    agent.add("-c", str(keys / "olive"))
    signer = signer_for("olive", [public(keys, "olive")], None)

    with pytest.raises(KeyAtHandError) as why:
        signer.sign(NAMESPACE, MESSAGE)

    assert "ssh-agent refused to sign" in one_line(why.value)


def test_a_real_agent_that_dies_midway_is_told(keys, tmp_path, monkeypatch):
    mortal = start_agent(tmp_path)
    monkeypatch.setenv("SSH_AUTH_SOCK", mortal.place)
    mortal.add(str(keys / "olive"))
    signer = signer_for("olive", [public(keys, "olive")], None)
    os.kill(mortal.process, signal.SIGKILL)

    with pytest.raises(KeyAtHandError) as why:
        signer.sign(NAMESPACE, MESSAGE)

    assert "ssh-agent does not answer" in one_line(why.value)


def test_a_dead_agent_leaves_the_files(keys, tmp_path, monkeypatch):
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "dead"))

    assert holds(signer_for("olive", [public(keys, "olive")], None))
    said = refused("mona", [public_half(Ed25519PrivateKey.generate())])
    assert "and ssh-agent does not answer" in said


def test_a_security_key_signs_through_an_agent(played_agent):
    private = Ed25519PrivateKey.generate()
    blob = string(FIDO) + string(private.public_key().public_bytes_raw()) + string(b"ssh:")
    key = PublicKey.of(blob)

    def answer(request):
        if request[0] == 11:
            other = string(string(b"ssh-rsa") + string(b"\3")) + string(b"old")
            return string(b"\x0c\0\0\0\2" + other + string(blob) + string("Schlüssel".encode()))
        reader = Reader(request[1:])
        assert reader.string() == blob
        state = b"\x01\0\0\0\x09"
        hashed = hashlib.sha256(reader.string()).digest()
        raw = private.sign(hashlib.sha256(b"ssh:").digest() + state + hashed)
        return string(b"\x0e" + string(string(FIDO) + string(raw) + state))

    played_agent(answer)

    assert holds(signer_for("mona", [key], None))
    assert [each.name for each in all_at_hand() if each.agent] == ["Schlüssel"]


@pytest.mark.parametrize(
    ("signed", "says"),
    [
        pytest.param(b"", "it hung up", id="hangs up"),
        pytest.param(b"\0\0\0\x20\x0e", "it hung up", id="hangs up in its answer"),
        pytest.param(b"\0\0\0\0", "its answer is broken", id="says nothing"),
        pytest.param(b"\xff\xff\xff\xff", "its answer is broken", id="an endless answer"),
        pytest.param(string(b"\x05"), "refused to sign", id="refuses"),
        pytest.param(string(b"\x0e\0\0\0\x09"), "its answer is broken", id="a broken answer"),
        pytest.param(
            string(b"\x0e" + string(string(b"ssh-ed25519") + string(b"0" * 64))),
            "cannot be used",
            id="a signature of something else",
        ),
        pytest.param(string(b"\x0e" + string(b"") + b"x"), "its answer is broken", id="something after"),
    ],
)
def test_an_agent_that_fails_midway_is_told(played_agent, signed, says):
    key = public_half(Ed25519PrivateKey.generate())
    listed = string(b"\x0c\0\0\0\1" + string(key.parts().blob) + string(b"mona"))
    played_agent(lambda request: listed if request[0] == 11 else signed)
    signer = signer_for("mona", [key], None)

    with pytest.raises(KeyAtHandError) as why:
        signer.sign(NAMESPACE, MESSAGE)

    assert says in one_line(why.value)


def test_an_agent_whose_list_is_broken_leaves_the_files(played_agent, keys):
    played_agent(lambda request: string(b"\x0c\0\0\0\5"))

    assert holds(signer_for("olive", [public(keys, "olive")], None))
