"""OpenSSH's binary form: strings with their length before them (RFC 4251, section 5), read strictly."""

_LENGTH = 4


def string(content: bytes) -> bytes:
    """`content` with its length before it."""
    return len(content).to_bytes(_LENGTH, "big") + content


class Reader:
    """Reads a binary form from its start; ValueError where it ends too soon or goes on too long."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, count: int) -> bytes:
        """Exactly the next `count` bytes."""
        taken = self._content[self._at : self._at + count]
        if len(taken) != count:
            raise ValueError("it ends too soon")
        self._at += count
        return taken

    def number(self) -> int:
        """The next four bytes as a number."""
        return int.from_bytes(self.take(_LENGTH), "big")

    def string(self) -> bytes:
        """The next string."""
        return self.take(self.number())

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._content):
            raise ValueError("something stands after its end")
