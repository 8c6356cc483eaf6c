import base64

import pytest

from purdahgate.domain.signing import PublicKey
from purdahgate.domain.ssh_wire import Reader, string
from purdahgate.errors import DataError, InputError

# An invented key, and what ssh-keygen -l says of it.
LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHcaWMSiq4hiLl2riFTJNWhwXtaqQEHjshiLyKJm3CVZ"
FINGERPRINT = "SHA256:38s3LsG3T6QMculYYLkMGEiZACtGGGPAfCY8Z/ZrIKM"
POINT = base64.b64decode(LINE.split()[1])[-32:]
PRIME = 2**255 - 19
# The curve's own constant (RFC 8032, section 5.1).
D = -121665 * pow(121666, -1, PRIME) % PRIME


def line(*strings, kind="ssh-ed25519", after=b""):
    blob = b"".join(string(each) for each in (kind.encode(), *strings)) + after
    return f"{kind} {base64.b64encode(blob).decode()}"


def height(number):
    return number.to_bytes(32, "little")


def low_order_heights():
    """Every y of a point that is nought after it is doubled three times, worked out from the curve.

    One of order 8 doubles to a point whose y is 0, so that x*x = -y*y, and by the curve D*y**4 + 2*y*y = 1.
    """
    found = {0, 1, PRIME - 1}
    for square in ((root - 1) * pow(D, -1, PRIME) % PRIME for root in square_roots(1 + D)):
        found |= set(square_roots(square))
    return found


def square_roots(number):
    number %= PRIME
    root = pow(number, (PRIME + 3) // 8, PRIME)
    for each in (root, root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME):
        if each * each % PRIME == number:
            return [each, PRIME - each]
    return []


FIDO = line(POINT, b"ssh:", kind="sk-ssh-ed25519@openssh.com")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LINE, id="bare"),
        pytest.param(f"  {LINE}\tolive@town hall \n", id="with a comment and spaces"),
    ],
)
def test_a_key_is_its_kind_and_base64_without_the_comment(text):
    key = PublicKey.parse(text)

    assert key == PublicKey(LINE)
    assert key.parts().point == POINT


def test_a_fingerprint_is_that_of_ssh_keygen():
    assert PublicKey.parse(LINE).fingerprint == FINGERPRINT


def test_a_key_in_a_security_key_is_taken_too():
    key = PublicKey.parse(f"{FIDO} olive")

    assert key.is_fido
    assert (key.parts().point, key.parts().application) == (POINT, b"ssh:")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "there is no public key", id="nothing"),
        pytest.param("ssh-rsa AAAAB3NzaC1yc2E= x", "an RSA key", id="RSA"),
        pytest.param("ssh-dss AAAA", "a DSA key", id="DSA"),
        pytest.param("ecdsa-sha2-nistp256 AAAA", "an ECDSA key", id="ECDSA"),
        pytest.param(
            "sk-ecdsa-sha2-nistp256@openssh.com AAAA", "FIDO key of the kind ECDSA", id="FIDO, ECDSA"
        ),
        pytest.param("ssh-ed25519-cert-v01@openssh.com AAAA", "a certificate", id="a certificate"),
        pytest.param("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA", "a private key", id="a private key"),
        pytest.param(f"{LINE}\n{LINE}", "not one public key", id="two lines"),
        pytest.param(f"{LINE} {'x' * 5000}", "not one public key", id="an endless comment"),
        pytest.param(f'command="x" {LINE}', "no public key of OpenSSH", id="options before it"),
        pytest.param("ssh-ed25519", "no public key of OpenSSH", id="the kind alone"),
        pytest.param(LINE[:-3], "broken", id="cut off in the base64"),
        pytest.param(LINE[:-4], "ends too soon", id="cut off in the key"),
        pytest.param(LINE.replace("AAAA", "ÄAAA", 1), "broken", id="another alphabet"),
        pytest.param(line(POINT)[:-1] + "*", "broken", id="no base64"),
        pytest.param(line(POINT, after=b"\0"), "something stands after its end", id="something after"),
        pytest.param(line(POINT[1:]), "31 bytes in place of 32", id="short"),
        pytest.param(line(POINT + b"\0"), "33 bytes in place of 32", id="long"),
        pytest.param(
            "ssh-ed25519 " + FIDO.split()[1],
            "another kind than before it",
            id="one kind in another's clothes",
        ),
        pytest.param(
            line(POINT, b"https://sample.example", kind="sk-ssh-ed25519@openssh.com"),
            "not made for SSH",
            id="a security key's for a site",
        ),
        pytest.param(line(height(PRIME)), "number is too big", id="not the usual spelling of nought"),
        pytest.param(line(height(PRIME + 1)), "number is too big", id="not the usual spelling of one"),
    ],
)
def test_any_other_line_is_refused_and_says_why(text, says):
    with pytest.raises(InputError) as refused:
        PublicKey.parse(text)

    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.mend


def test_base64_in_another_spelling_is_refused():
    odd = line(POINT, b"ssh:ab", kind="sk-ssh-ed25519@openssh.com")
    assert odd.endswith("Yg==")

    with pytest.raises(InputError, match="not the usual one"):
        PublicKey.parse(odd.replace("Yg==", "Yh=="))


def test_a_key_in_a_file_is_refused_with_the_place():
    with pytest.raises(DataError) as refused:
        PublicKey.parse("ssh-rsa AAAA", "people.toml:7")

    assert refused.value.where == "people.toml:7"


@pytest.mark.parametrize("sign", [0, 1], ids=["plain", "with the sign"])
def test_a_key_that_anybody_can_sign_for_is_refused(sign):
    for each in low_order_heights():
        with pytest.raises(InputError, match=r"anybody can sign|too big"):
            PublicKey.parse(line(height(each | sign << 255)))


def test_five_heights_belong_to_points_of_low_order():
    assert len(low_order_heights()) == 5


def test_a_reader_takes_neither_more_nor_less_than_there_is():
    with pytest.raises(ValueError, match="too soon"):
        Reader(b"\0\0\0\2a").string()
    with pytest.raises(ValueError, match="after its end"):
        Reader(b"a").end()
