"""The files that judgements rest on, and how one set of them differs from another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from purdahgate.domain.canonical import digest


class FileChange(StrEnum):
    """What has become of one file."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Policy, calendars, registers, lexicon, holidays and settings: the SHA-256 (hex) of each, by name.

    Their order counts: a pack stands behind those it extends.
    """

    files: Mapping[str, str]

    @classmethod
    def of(cls, contents: Mapping[str, bytes]) -> "RuleSet":
        """The set of files with these contents, by name."""
        return cls({name: hashlib.sha256(content).hexdigest() for name, content in contents.items()})

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over every name and file."""
        return digest([list(each) for each in self.files.items()])

    def changes_to(self, after: "RuleSet") -> dict[str, FileChange]:
        """What happened to each file that is not the same in `after`, by name."""
        changes = {}
        for name in sorted({*self.files, *after.files}):
            if name not in self.files:
                changes[name] = FileChange.ADDED
            elif name not in after.files:
                changes[name] = FileChange.REMOVED
            elif self.files[name] != after.files[name]:
                changes[name] = FileChange.CHANGED
        return changes


@dataclass(frozen=True, slots=True)
class ProposedRules:
    """A set of files that waits for a second person."""

    id: int
    rules: RuleSet
    by: str
    at: datetime
    why: str
