"""What a pack asks of whoever writes a post, or of whoever signs it off."""

from dataclasses import dataclass
from enum import StrEnum

from purdahgate.errors import InputError


class AskedOf(StrEnum):
    """Who must answer."""

    AUTHOR = "author"
    APPROVER = "approver"


class AnswerKind(StrEnum):
    """What counts as an answer."""

    TEXT = "text"  # any line of words
    YES = "yes"  # yes alone; a no is kept, and answers nothing


YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the `key` to answer it by, and the sentence that `asks` it."""

    key: str
    asks: str = ""
    of: AskedOf = AskedOf.AUTHOR
    kind: AnswerKind = AnswerKind.TEXT

    @property
    def typed(self) -> str:
        """How it is answered on the command line: `--answer KEY=yes`, or =TEXT."""
        return f"--answer {self.key}={YES if self.kind is AnswerKind.YES else 'TEXT'}"

    def is_answered(self, said: str) -> bool:
        """Whether `said` answers it."""
        said = said.strip()
        return said.casefold() == YES if self.kind is AnswerKind.YES else bool(said)

    def check(self, said: str) -> str:
        """`said` as it is kept, or InputError where it takes yes or no and `said` is neither."""
        said = said.strip()
        if self.kind is not AnswerKind.YES or not said:
            return said
        if said.casefold() not in {YES, NO}:
            mend = f"As in --answer {self.key}={YES}"
            raise InputError(f"{self.key!r} takes {YES} or {NO}, not {said[:40]!r}", mend=mend)
        return said.casefold()
