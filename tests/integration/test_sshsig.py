"""Signatures, with OpenSSH's own ssh-keygen as the witness."""

import base64
import hashlib
import random
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.signing import PublicKey
from purdahgate.domain.ssh_wire import string
from purdahgate.errors import BadSignatureError
from purdahgate.keys.sshsig import armored, public_half, sign, to_be_signed, verify, wrap

NAMESPACE = "approve@purdahgate"
MESSAGE = '{"post":12,"says":"Bins are collected on Friday – à 9"}'.encode()
ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's group (RFC 8032, section 5.1)
PLAIN = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
KEY = public_half(PLAIN)
SIGNED = sign(PLAIN, NAMESPACE, MESSAGE)
FIDO_KIND = b"sk-ssh-ed25519@openssh.com"


def fido_key(application=b"ssh:"):
    """The public key of a security key that is emulated: its secret is PLAIN's."""
    blob = string(FIDO_KIND) + string(KEY.parts().point) + string(application)
    return PublicKey(f"{FIDO_KIND.decode()} {base64.b64encode(blob).decode()}")


def fido_signed(flags=1, counter=7, after=b"", message=MESSAGE):
    """What such a security key answers when somebody touches it."""
    state = bytes([flags]) + counter.to_bytes(4, "big")
    hashed = hashlib.sha256(to_be_signed(NAMESPACE, message)).digest()
    raw = PLAIN.sign(hashlib.sha256(b"ssh:").digest() + state + hashed)
    return wrap(fido_key(), NAMESPACE, string(FIDO_KIND) + string(raw) + state + after)


def envelope(
    key=KEY, namespace=NAMESPACE, reserved=b"", hash_name=b"sha512", raw=None, *, version=1, after=b""
):
    """A signature with any of its fields changed."""
    raw = PLAIN.sign(to_be_signed(NAMESPACE, MESSAGE)) if raw is None else raw
    strings = (
        key.parts().blob,
        namespace.encode(),
        reserved,
        hash_name,
        string(b"ssh-ed25519") + string(raw),
    )
    blob = b"SSHSIG" + version.to_bytes(4, "big") + b"".join(string(each) for each in strings)
    return base64.b64encode(blob + after).decode()


def another_half():
    """The same signature with the group's order added to its second half: the sum is another spelling."""
    raw = PLAIN.sign(to_be_signed(NAMESPACE, MESSAGE))
    return raw[:32] + (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")


def refused(key=KEY, namespace=NAMESPACE, message=MESSAGE, signature=SIGNED):
    with pytest.raises(BadSignatureError) as why:
        verify(key, namespace, message, signature)
    assert "\n" not in str(why.value)
    return str(why.value)


@dataclass(frozen=True)
class SshKeygen:
    """The real one, in a folder of its own."""

    folder: Path

    def takes(self, key, namespace, message, signature):
        (self.folder / "allowed").write_text(f"olive {key.line}\n", encoding="utf-8")
        (self.folder / "message.sig").write_text(armored(signature), encoding="utf-8")
        asked = [
            *("ssh-keygen", "-Y", "verify", "-f", self.folder / "allowed", "-I", "olive"),
            *("-n", namespace, "-s", self.folder / "message.sig"),
        ]
        return subprocess.run(asked, input=message, capture_output=True, check=False).returncode == 0

    def run(self, *arguments):
        return subprocess.run(["ssh-keygen", *arguments], cwd=self.folder, capture_output=True, check=True)


@pytest.fixture(scope="module")
def ssh_keygen(tmp_path_factory):
    if not shutil.which("ssh-keygen"):
        pytest.skip("NOT TESTED HERE: signatures against OpenSSH (ssh-keygen is missing)")
    return SshKeygen(tmp_path_factory.mktemp("ssh"))


@pytest.mark.parametrize("message", [b"", MESSAGE, b"\0" * 100_000], ids=["empty", "short", "long"])
def test_ssh_keygen_takes_our_signature(ssh_keygen, message):
    signature = sign(PLAIN, NAMESPACE, message)

    assert ssh_keygen.takes(KEY, NAMESPACE, message, signature)
    verify(KEY, NAMESPACE, message, signature)


@pytest.mark.parametrize("hash_name", ["sha512", "sha256"])
def test_we_take_the_signature_of_ssh_keygen(ssh_keygen, hash_name):
    ours = ssh_keygen.folder / f"key-{hash_name}"
    ssh_keygen.run("-q", "-t", "ed25519", "-N", "", "-C", "olive at work", "-f", str(ours))
    (ssh_keygen.folder / "words").write_bytes(MESSAGE)
    (ssh_keygen.folder / "words.sig").unlink(missing_ok=True)

    ssh_keygen.run(
        *("-Y", "sign", "-f", str(ours), "-n", NAMESPACE, "-O", f"hashalg={hash_name}", "-q", "words")
    )

    lines = (ssh_keygen.folder / "words.sig").read_text(encoding="utf-8").splitlines()
    key = PublicKey.parse(ours.with_suffix(".pub").read_text(encoding="utf-8"))
    verify(key, NAMESPACE, MESSAGE, "".join(lines[1:-1]))
    assert key.fingerprint in ssh_keygen.run("-l", "-f", str(ours)).stdout.decode()
    assert public_half(load_ssh_private_key(ours.read_bytes(), None)) == key


def test_our_lines_are_those_of_ssh_keygen(ssh_keygen):
    ours = ssh_keygen.folder / "key-lines"
    ssh_keygen.run("-q", "-t", "ed25519", "-N", "", "-f", str(ours))
    (ssh_keygen.folder / "lines").write_bytes(MESSAGE)
    ssh_keygen.run("-Y", "sign", "-f", str(ours), "-n", NAMESPACE, "-q", "lines")

    signature = sign(load_ssh_private_key(ours.read_bytes(), None), NAMESPACE, MESSAGE)

    assert armored(signature) == (ssh_keygen.folder / "lines.sig").read_text(encoding="utf-8")


def test_a_security_keys_signature_holds_for_both(ssh_keygen):
    signature = fido_signed()

    verify(fido_key(), NAMESPACE, MESSAGE, signature)
    assert ssh_keygen.takes(fido_key(), NAMESPACE, MESSAGE, signature)


@pytest.mark.parametrize(
    ("signature", "says"),
    [
        pytest.param(fido_signed(flags=0), "nobody touched", id="untouched"),
        pytest.param(fido_signed(flags=4), "nobody touched", id="a PIN but no touch"),
        pytest.param(fido_signed(flags=0x81), "promises more", id="extensions promised"),
        pytest.param(fido_signed(after=b"\0"), "after its end", id="something after"),
        pytest.param(fido_signed(message=b"Other words"), "not of these words", id="other words"),
    ],
)
def test_a_security_keys_signature_that_is_not_right_is_refused(signature, says):
    assert says in refused(fido_key(), signature=signature)


def test_a_counter_or_flag_changed_afterwards_is_refused():
    blob = bytearray(base64.b64decode(fido_signed()))
    for place in (-1, -5):
        changed = bytearray(blob)
        changed[place] ^= 4
        refused(fido_key(), signature=base64.b64encode(changed).decode())


def test_a_key_and_a_security_key_of_the_same_point_do_not_pass_for_each_other():
    assert "another key" in refused(fido_key())
    assert "another key" in refused(KEY, signature=fido_signed())
    within = wrap(fido_key(), NAMESPACE, string(b"ssh-ed25519") + string(b"0" * 64))
    assert "another kind of key" in refused(fido_key(), signature=within)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"key": public_half(OTHER)}, "another key made it", id="another key"),
        pytest.param(
            {"namespace": "reject@purdahgate"}, "made for 'approve@purdahgate'", id="another purpose"
        ),
        pytest.param({"message": MESSAGE + b" "}, "not of these words", id="other words"),
        pytest.param({"signature": ""}, "ends too soon", id="nothing"),
        pytest.param({"signature": "Grüße"}, "does not hold", id="another alphabet"),
        pytest.param({"signature": armored(SIGNED)}, "does not hold", id="in lines"),
        pytest.param({"signature": SIGNED + "\n"}, "does not hold", id="a line end after it"),
        pytest.param({"signature": " " + SIGNED}, "does not hold", id="a space before it"),
        pytest.param({"signature": SIGNED[:-4]}, "ends too soon", id="cut off"),
        pytest.param({"signature": "A" * 5000}, "too long", id="endless"),
        pytest.param({"signature": "A" * 4}, "ends too soon", id="a stub"),
        pytest.param({"signature": base64.b64encode(b"SSHKEY").decode()}, "no SSHSIG", id="something else"),
        pytest.param({"signature": envelope(version=2)}, "unknown version 2", id="another version"),
        pytest.param({"signature": envelope(version=0)}, "unknown version 0", id="version nought"),
        pytest.param({"signature": envelope(reserved=b"x")}, "must be empty", id="the reserved field filled"),
        pytest.param({"signature": envelope(hash_name=b"sha1")}, "unknown hash", id="a hash that is broken"),
        pytest.param({"signature": envelope(hash_name=b"sha256")}, "not of these", id="the other hash named"),
        pytest.param({"signature": envelope(after=b"\0")}, "after its end", id="something after"),
        pytest.param({"signature": envelope(raw=b"0" * 63)}, "63 bytes in place of 64", id="short"),
        pytest.param({"signature": envelope(raw=another_half())}, "not of these words", id="the order added"),
        pytest.param({"key": PublicKey("ssh-ed25519 AAAA")}, "does not hold", id="a key that is none"),
    ],
)
def test_whatever_is_not_this_signature_is_refused_and_says_why(changed, says):
    assert says in refused(**changed)


def test_another_spelling_of_the_base64_is_refused():
    assert SIGNED.endswith("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = SIGNED.rstrip("=")[-1]
    odd = SIGNED.rstrip("=")[:-1] + letters[letters.index(last) + 1] + "=" * SIGNED.count("=")
    assert base64.b64decode(odd) == base64.b64decode(SIGNED)

    assert "not the usual one" in refused(signature=odd)


def test_a_signature_for_no_purpose_is_neither_made_nor_taken():
    with pytest.raises(ValueError, match="has a namespace"):
        sign(PLAIN, "", MESSAGE)
    assert "does not hold" in refused(namespace="", signature=envelope(namespace=""))


@given(st.data())
def test_a_changed_signature_never_holds(data):
    signature = data.draw(st.sampled_from([SIGNED, fido_signed()]))
    key = KEY if signature == SIGNED else fido_key()
    blob = base64.b64decode(signature)
    start = data.draw(st.integers(0, len(blob)))
    end = data.draw(st.integers(start, min(start + 8, len(blob))))
    changed = blob[:start] + data.draw(st.binary(max_size=8)) + blob[end:]

    if changed != blob:
        refused(key, signature=base64.b64encode(changed).decode())


def test_ssh_keygen_refuses_changed_signatures_as_we_do(ssh_keygen):
    dice = random.Random(6)
    blob = base64.b64decode(SIGNED)
    for _ in range(20):
        changed = bytearray(blob)
        changed[dice.randrange(10, len(blob))] ^= 1 << dice.randrange(8)  # after the version
        signature = base64.b64encode(changed).decode()

        refused(signature=signature)
        assert not ssh_keygen.takes(KEY, NAMESPACE, MESSAGE, signature)
