"""The versions of people.toml: who signed each, and whether that was enough.

A version counts from the instant it was signed by enough keyholders of the one before: by one where it lets
nobody do anything new, else by two. While a body has never had more than one keyholder, one is enough.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from purdahgate.domain.canonical import canonical
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.people import People
from purdahgate.domain.people_changes import loosened
from purdahgate.domain.signing import PublicKey
from purdahgate.errors import PeopleBrokenError, PurdahgateError

NAMESPACE = "purdahgate-people"
TWO = 2

Check = Callable[[PublicKey, str, bytes, str], None]


@dataclass(frozen=True, slots=True)
class PeopleSignature:
    """One keyholder's signature of a version, at one instant, by the key of that fingerprint."""

    name: str
    key: str
    at: datetime
    signature: str


@dataclass(frozen=True, slots=True)
class PeopleVersion:
    """One version: the file's whole text, why, and who signed it. Numbers start at 1."""

    number: int
    why: str
    text: str
    people: People
    signatures: tuple[PeopleSignature, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the text."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def at(self) -> datetime:
        """Since when it counts: the instant of the last signature; PeopleBrokenError where there is none."""
        if not self.signatures:
            raise PeopleBrokenError(f"nobody signed version {self.number} of people.toml")
        return max(each.at for each in self.signatures)

    @property
    def names(self) -> frozenset[str]:
        """Who signed it."""
        return frozenset(each.name for each in self.signatures)

    def statement(self, body_name: str, before: str, at: datetime) -> bytes:
        """What a keyholder signs at `at`; `before` is the digest of the version before, if there is one."""
        return canonical(
            {
                "purdahgate": "people v1",
                "body": body_name,
                "number": self.number,
                "at": rfc3339(at),
                "why": self.why,
                "before": before,
                "people": self.digest,
            }
        )


@dataclass(frozen=True, slots=True)
class PeopleHistory:
    """Every version that counted, the latest last; there may be none yet."""

    versions: tuple[PeopleVersion, ...] = ()

    @property
    def latest(self) -> PeopleVersion | None:
        """The version that counts now."""
        return self.versions[-1] if self.versions else None

    def at(self, moment: datetime, *, before: bool = False) -> People | None:
        """Who counted at `moment`; None before the first version.

        With `before`, who counted until then: a change of people is made by those who were there before it.
        """
        found = bisect_right(self.versions, moment, key=lambda each: each.at)
        if before and found > 1 and self.versions[found - 1].at == moment:
            found -= 1
        return self.versions[found - 1].people if found else None

    def digest(self) -> str:
        """The digest of the latest text, empty where there is none."""
        return self.versions[-1].digest if self.versions else ""

    def needs(self, after: People, moment: datetime, zone: ZoneInfo) -> int:
        """How many keyholders must sign `after` at `moment`."""
        if self.latest is None:
            return 1
        day = moment.astimezone(zone).date()
        if not loosened(self.latest.people, after, day):
            return 1
        most = max(len(each.people.keyholders(each.at.astimezone(zone).date())) for each in self.versions)
        return TWO if max(most, len(self.latest.people.keyholders(day))) > 1 else 1

    def signers(self, after: People, moment: datetime, zone: ZoneInfo) -> frozenset[str]:
        """Who may sign `after` at `moment`: the keyholders there are, at first those it names itself."""
        people = self.latest.people if self.latest else after
        return people.keyholders(moment.astimezone(zone).date())


def proved(versions: Sequence[PeopleVersion], body_name: str, zone: ZoneInfo, check: Check) -> PeopleHistory:
    """The history of `versions`, each held against the one before; PeopleBrokenError where one fails."""
    history = PeopleHistory()
    for each in versions:
        known = history.latest
        if each.number != len(history.versions) + 1:
            raise PeopleBrokenError(f"version {len(history.versions) + 1} of people.toml is missing")
        if known is not None and each.at < known.at:
            raise PeopleBrokenError(f"version {each.number} of people.toml is older than the one before it")
        good = checked(history, each, body_name, zone, check)
        needed = history.needs(each.people, each.at, zone)
        if len(good) < needed:
            raise PeopleBrokenError(
                f"version {each.number} of people.toml is signed by {len(good)} of {needed} keyholders"
            )
        history = PeopleHistory((*history.versions, each))
    return history


def checked(
    history: PeopleHistory, version: PeopleVersion, body_name: str, zone: ZoneInfo, check: Check
) -> Collection[str]:
    """The names of those whose signature of `version` holds; PeopleBrokenError where one does not."""
    people = history.latest.people if history.latest else version.people
    for each in version.signatures:
        day = each.at.astimezone(zone).date()
        allowed = history.signers(version.people, each.at, zone)
        said = version.statement(body_name, history.digest(), each.at)
        person = people.get(each.name)
        keys = {key.fingerprint: key for key in person.keys_on(day)} if person else {}
        if each.name not in allowed or each.key not in keys:
            raise PeopleBrokenError(
                f"version {version.number} of people.toml is signed by {each.name}, who may not"
            )
        try:
            check(keys[each.key], NAMESPACE, said, each.signature)
        except PurdahgateError as bad:
            raise PeopleBrokenError(
                f"the signature under version {version.number} of people.toml is not {each.name}'s: {bad}"
            ) from None
    return version.names


def signed(version: PeopleVersion, signature: PeopleSignature) -> PeopleVersion:
    """The version with one more signature, in place of one by the same person."""
    others = tuple(each for each in version.signatures if each.name != signature.name)
    return replace(version, signatures=(*others, signature))
