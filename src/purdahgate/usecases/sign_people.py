"""Sign people.toml as it stands: it counts once enough keyholders have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from purdahgate.domain.audit import Entry
from purdahgate.domain.people import People
from purdahgate.domain.people_changes import loosened
from purdahgate.domain.people_versions import (
    NAMESPACE,
    PeopleHistory,
    PeopleSignature,
    PeopleVersion,
    signed,
)
from purdahgate.domain.post import check_line
from purdahgate.domain.signing import Signer
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.sources.people import people_of
from purdahgate.sources.people_history import PeopleFiles, version_line
from purdahgate.store.writing import Writing
from purdahgate.text_files import read_text
from purdahgate.toml_files import MOST_BYTES, parse_toml


@dataclass(frozen=True, slots=True)
class Ledger:
    """The versions of one body's people.toml: its files, what counted so far, and what writes a file."""

    files: PeopleFiles
    history: PeopleHistory
    body_name: str
    zone: ZoneInfo
    write: Callable[[Path, str | None], None]

    def signers_now(self, now: datetime) -> frozenset[str]:
        """Who may sign a change at `now`; nobody while no version counts."""
        latest = self.history.latest
        return latest.people.keyholders(now.astimezone(self.zone).date()) if latest else frozenset()


@dataclass(frozen=True, slots=True)
class SignedPeople:
    """A version with one more signature, what it lets anybody do anew, and how many must sign.

    `alone` is whether there is only one keyholder.
    """

    version: PeopleVersion
    loosens: tuple[str, ...]
    needed: int
    alone: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts now."""
        return len(self.version.signatures) >= self.needed


def sign_people(ledger: Ledger, signer: Signer, reason: str, now: datetime) -> SignedPeople:
    """Put `signer`'s name under people.toml as it stands.

    InputError where it is what counts already, NotAllowedError for somebody who is no keyholder or signed it.
    """
    text = read_text(ledger.files.people, MOST_BYTES)
    people = people_of(parse_toml(text, ledger.files.people), None)
    version, needed = (
        _drafted(ledger, text, people, reason),
        ledger.history.needs(people, now, ledger.zone),
    )
    _refuse_others(ledger, people, version, signer.name, now)
    said = version.statement(ledger.body_name, ledger.history.digest(), now)
    signature = PeopleSignature(signer.name, signer.key.fingerprint, now, signer.sign(NAMESPACE, said))
    version = signed(version, signature)
    alone = len(people.keyholders(now.astimezone(ledger.zone).date())) == 1
    done = SignedPeople(version, _loosens(ledger, people, now), needed, alone)
    if done.counts:
        lines = [version_line(each) for each in (*ledger.history.versions, version)]
        ledger.write(ledger.files.signed, "".join(lines))
        ledger.write(ledger.files.waiting, None)
    else:
        ledger.write(ledger.files.waiting, version_line(version))
    return done


def refuse_unsigned(ledger: Ledger) -> None:
    """Refuse to change a people.toml that holds unsigned changes: they would be signed along unseen."""
    latest, waiting = ledger.history.latest, ledger.files.pending()
    text = read_text(ledger.files.people, MOST_BYTES)
    if text not in [each.text for each in (latest, waiting) if each is not None]:
        raise NotAllowedError(
            "people.toml was changed by hand, and nobody has signed that",
            where=str(ledger.files.people),
            mend="Sign it first with: purdahgate person sign --as NAME; or put it back as it was",
        )


def leave_to_sign(ledger: Ledger, reason: str) -> None:
    """Leave people.toml as it stands for a keyholder to sign."""
    text = read_text(ledger.files.people, MOST_BYTES)
    people = people_of(parse_toml(text, ledger.files.people), None)
    version = PeopleVersion(len(ledger.history.versions) + 1, reason, text, people)
    ledger.write(ledger.files.waiting, version_line(version))


def record(book: Writing, done: SignedPeople, actor: str, now: datetime) -> None:
    """Put a signature under people.toml into the record."""
    facts = {
        "version": done.version.number,
        "people": done.version.digest,
        "counts": done.counts,
        "loosens": list(done.loosens),
        "why": done.version.why,
    }
    book.append(Entry("people-sign", actor, now, facts=facts))


def _drafted(ledger: Ledger, text: str, people: People, reason: str) -> PeopleVersion:
    """The version that waits, where it is this text; else a new one."""
    latest = ledger.history.latest
    if latest is not None and latest.text == text:
        raise InputError(
            f"people.toml is version {latest.number} as it was signed", mend="Change it first, then sign it"
        )
    waiting = ledger.files.pending()
    number = len(ledger.history.versions) + 1
    if waiting is not None and (waiting.number, waiting.text) == (number, text):
        return waiting
    return PeopleVersion(number, check_line(reason, "reason"), text, people)


def _refuse_others(ledger: Ledger, people: People, version: PeopleVersion, name: str, now: datetime) -> None:
    if name in version.names:
        needed = ledger.history.needs(people, now, ledger.zone)
        mend = f"It takes {needed} keyholders; another must sign it"
        raise NotAllowedError(f"{name} has signed this version of people.toml already", mend=mend)
    allowed = ledger.history.signers(people, now, ledger.zone)
    if name not in allowed:
        mend = f"Keyholders: {', '.join(sorted(allowed)) or 'nobody; give an approver a key first'}"
        raise NotAllowedError(f"{name} may not sign people.toml: that takes a keeper with a key", mend=mend)


def _loosens(ledger: Ledger, people: People, now: datetime) -> tuple[str, ...]:
    latest = ledger.history.latest
    before = latest.people if latest else People((), "")
    return loosened(before, people, now.astimezone(ledger.zone).date())
