"""What is due to be done about accounts, people and posts that are out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done."""

    TAKE_DOWN = "take-down"  # a post that is out and has expired
    DELETE = "delete-in-tool"  # a post that another tool has and that would be held now
    CONFIRM = "confirm"  # a post that another tool should have sent by now
    TRAINING = "training"  # the first
    REFRESHER = "refresher"
    DECLARATION = "declaration"
    MONITORING = "monitoring"  # an account nobody has looked at
    CHECK = "check"  # of an account's access and second factor
    ROTATION = "rotation"  # of a password that somebody knows who should not
    GUIDANCE = "guidance"  # on an account long unused
    REMINDER = "reminder"  # on one unused longer still


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: by whom, until when, and the command that records it."""

    kind: TaskKind
    about: str
    who: str
    due: date
    what: str
    record: str

    @property
    def id(self) -> str:
        """What `tasks done` takes."""
        return f"{self.kind}-{self.about}"
