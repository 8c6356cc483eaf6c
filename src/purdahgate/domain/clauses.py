"""A clause of a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule comes from: the document, and the clause of it."""

    document: str
    ref: str

    def __str__(self) -> str:
        return f"{self.document}, {self.ref}"
