"""Prove what every post is judged by: no row of calendar, rules, stops or incidents that no entry brought."""

from typing import Final

from purdahgate.errors import UnprovenError
from purdahgate.store.reading import Reading

WORLD_TABLES: Final = (
    "calendar_change",
    "proposal",
    "proposal_end",
    "rule_set",
    "rule_set_end",
    "stop",
    "stop_end",
    "incident",
    "incident_end",
)


def refuse_alone(book: Reading) -> None:
    """Refuse what one person began and ended alone, where that takes two."""
    for ended, name in book.ended_alone():
        raise UnprovenError(
            f"{name} ended what they had begun themselves, which takes another person: table {ended}",
            mend="Somebody has written to the database past purdahgate: see audit list",
        )
