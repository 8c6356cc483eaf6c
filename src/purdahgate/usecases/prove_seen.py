"""Hold record and people against what the worker has seen: neither may have been rolled back or swapped."""

from purdahgate.domain.audit import Head
from purdahgate.domain.people_versions import PeopleHistory
from purdahgate.errors import AuditBrokenError, PeopleBrokenError
from purdahgate.store.journal import Journal
from purdahgate.store.reading import Reading


def refuse_rolled_back(book: Reading, known: Head) -> None:
    """Refuse a record that is shorter than the worker knows it, or has another entry where that ended."""
    found = book.hash_at(known.length)
    if found is None:
        head = book.head()
        raise AuditBrokenError(
            f"the record was rolled back to {head.length} entries: the worker has seen {known.length}",
            mend="Put the right database back, or restore it by: purdahgate database restore",
        )
    if found != known.hash:
        raise AuditBrokenError(f"entry {known.length} is another than the one the worker has seen")


def refuse_older_people(journal: Journal, history: PeopleHistory) -> None:
    """Refuse versions of people.toml that lack, or have otherwise, the one that the worker saw last."""
    seen = journal.seen
    if not seen.people:
        return
    if len(history.versions) < seen.people:
        raise PeopleBrokenError(
            f"people.toml was rolled back: the worker has seen version {seen.people}",
            where=str(journal.path),
            mend="Put people.signed.jsonl back as it was",
        )
    if history.versions[seen.people - 1].digest != seen.people_digest:
        raise PeopleBrokenError(
            f"version {seen.people} of people.toml is another than the one the worker has seen",
            where=str(journal.path),
            mend="Put people.signed.jsonl back as it was",
        )
