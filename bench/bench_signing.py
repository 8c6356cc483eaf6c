"""Signing and verifying, and whether anybody takes a changed signature.

Asked: sign and verify under 2 ms each; of 100,000 changed signatures none is taken, and ssh-keygen says the
same of a sample of 2,000. Each change is at random: bits turned, bytes put in, taken out or swapped, the end
cut off, a piece of another signature. `laxer` names the spellings that this ssh-keygen takes and we do not.
"""

import base64
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ground import report

from purdahgate.domain.signing import PublicKey
from purdahgate.errors import BadSignatureError
from purdahgate.keys.sshsig import armored, public_half, sign, verify

ROUNDS, CHANGED, SAMPLE, KEYGENS = 5_000, 100_000, 2_000, 100
NAMESPACE = "approve@purdahgate"
MESSAGE = b'{"' + b"x" * 1_000 + b'":1}'
ORDER = 2**252 + 27742317777372353535851937790883648493


def takes(key: PublicKey, message: bytes, signature: str) -> bool:
    """Whether our verifier takes it."""
    try:
        verify(key, NAMESPACE, message, signature)
    except BadSignatureError:
        return False
    return True


def median_us(deed: Callable[[], object], rounds: int) -> float:
    """The median time of one deed."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        deed()
        times.append((time.perf_counter_ns() - start) / 1_000)
    return round(statistics.median(times), 1)


def changed(blob: bytes, other: bytes, dice: random.Random) -> bytes:
    """`blob` with one to three changes, and never `blob` itself."""
    made = blob
    while made == blob:
        for _ in range(dice.randint(1, 3)):
            made = changed_once(made, other, dice)
    return made


def changed_once(blob: bytes, other: bytes, dice: random.Random) -> bytes:
    """`blob` with one change of six kinds."""
    at = dice.randrange(len(blob) + 1)
    before, after = blob[:at], blob[at:]
    piece = dice.randrange(1, 9)
    turned = bytes(each ^ 1 << dice.randrange(8) for each in after[:1])
    kinds = (
        turned + after[1:],
        dice.randbytes(piece) + after,
        after[piece:],
        dice.randbytes(piece) + after[piece:],
        b"",
        other[at:],
    )
    return before + dice.choice(kinds)


class SshKeygen:
    """The real one."""

    def __init__(self, folder: Path, key: PublicKey) -> None:
        self.signature = folder / "message.sig"
        allowed = folder / "allowed"
        allowed.write_text(f"olive {key.line}\n", encoding="utf-8")
        asked = ["ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "olive", "-n", NAMESPACE, "-s"]
        self.command = [*asked, self.signature]

    def takes(self, message: bytes, signature: str) -> bool:
        """Whether it takes a signature."""
        self.signature.write_text(armored(signature), encoding="utf-8")
        ended = subprocess.run(self.command, input=message, capture_output=True, check=False)
        return ended.returncode == 0


def other_spellings(signature: str) -> dict[str, str]:
    """Spellings of one signature that are not the one we take."""
    blob = base64.b64decode(signature)
    reserved = blob.index(NAMESPACE.encode()) + len(NAMESPACE)
    second = int.from_bytes(blob[-32:], "little") + ORDER
    spelt = {
        "version 0": blob[:6] + bytes(4) + blob[10:],
        "reserved field filled": blob[:reserved] + b"\0\0\0\x01x" + blob[reserved + 4 :],
        "order added": blob[:-32] + second.to_bytes(32, "little"),
        "something after": blob + b"\0",
    }
    return {name: base64.b64encode(each).decode() for name, each in spelt.items()}


def main() -> None:
    """Measure."""
    private, stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    key, dice = public_half(private), random.Random(6)
    signature = sign(private, NAMESPACE, MESSAGE)
    blob, other = (base64.b64decode(sign(each, NAMESPACE, MESSAGE)) for each in (private, stranger))
    lines = [base64.b64encode(changed(blob, other, dice)).decode() for _ in range(CHANGED)]
    taken = sum(takes(key, MESSAGE, each) for each in lines)
    figures = {
        "sign_us": median_us(lambda: sign(private, NAMESPACE, MESSAGE), ROUNDS),
        "verify_us": median_us(lambda: verify(key, NAMESPACE, MESSAGE, signature), ROUNDS),
        "changed": len(lines),
        "changed_taken": taken,
    }
    if shutil.which("ssh-keygen"):
        figures |= against_ssh_keygen(key, signature, dice.sample(lines, SAMPLE))
    report("signing", **figures)


def against_ssh_keygen(key: PublicKey, signature: str, sample: list[str]) -> dict[str, object]:
    """What the real one says of the same."""
    with tempfile.TemporaryDirectory() as folder:
        peer = SshKeygen(Path(folder), key)
        assert peer.takes(MESSAGE, signature)
        differ = [each for each in sample if peer.takes(MESSAGE, each) != takes(key, MESSAGE, each)]
        spelt = other_spellings(signature)
        assert not any(takes(key, MESSAGE, each) for each in spelt.values())
        return {
            "ssh_keygen_verify_us": median_us(lambda: peer.takes(MESSAGE, signature), KEYGENS),
            "sample": len(sample),
            "differ": len(differ),
            "differ_is": [base64.b64decode(each).hex() for each in differ[:3]],
            "laxer": [name for name, each in spelt.items() if peer.takes(MESSAGE, each)],
        }


if __name__ == "__main__":
    main()
