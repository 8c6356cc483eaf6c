"""Prove the record: hashes, order in time, who signed each entry, and that they might."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from purdahgate.domain.audit import START, Head, Sealed, namespace, statement, walk
from purdahgate.domain.authority import ACTIONS
from purdahgate.domain.lifecycle import Action
from purdahgate.domain.people import Person
from purdahgate.domain.people_versions import Check, PeopleHistory
from purdahgate.domain.signing import PublicKey
from purdahgate.errors import AuditBrokenError, PurdahgateError

SLACK = timedelta(minutes=5)  # by so much two machines' clocks may differ


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry that has been proved: its values as hashed, and who signed it; nobody where none need."""

    sealed: Sealed
    values: Mapping[str, Any]
    at: datetime
    signer: Person | None

    @property
    def action(self) -> str:
        """What was done."""
        return str(self.values["action"])

    @property
    def kept(self) -> Mapping[str, list[str]]:
        """The digests of the rows that came with it, by table."""
        found: Mapping[str, list[str]] = self.values.get("kept", {})
        return found


class Prover:
    """Proves entries of one body's record against the versions of its people."""

    def __init__(self, body_name: str, zone: ZoneInfo, history: PeopleHistory, check: Check) -> None:
        self._body_name = body_name
        self._zone = zone
        self._history = history
        self._check = check
        self._known: dict[tuple[str, str, date], tuple[Person, Mapping[str, PublicKey]]] = {}

    def prove(
        self, entries: Iterable[Sealed], start: Head = START, last: datetime | None = None
    ) -> Iterator[Proved]:
        """Each entry behind `start`, whose own instant was `last`, once it is proved.

        AuditBrokenError names the first that is not, and why.
        """
        for sealed in walk(entries, start):
            proved = self.one(sealed)
            if last is not None and proved.at < last:
                raise AuditBrokenError(f"entry {sealed.seq} says it is older than the one before it")
            last = proved.at
            yield proved

    def one(self, sealed: Sealed, after: datetime | None = None) -> Proved:
        """One entry, its place in the chain being known: what it says, who signed it and that they might.

        Where it is known to have come `after` an instant, its signer must have been allowed to at that too.
        """
        values = sealed.values()
        try:
            at = datetime.fromisoformat(values["at"])
            action, actor = str(values["action"]), str(values["actor"])
        except (KeyError, TypeError, ValueError):
            raise AuditBrokenError(f"entry {sealed.seq} does not say who did what and when") from None
        if action == Action.JUDGE:
            if "kept" in values:
                raise AuditBrokenError(f"entry {sealed.seq} brings rows, and nobody signed it")
            return Proved(sealed, values, at, None)
        if after is not None and after - at > SLACK:
            self._signer(sealed, values, actor, after)
        signer = self._signer(sealed, values, actor, at)
        self._refuse_overreach(sealed, values, action, signer)
        return Proved(sealed, values, at, signer)

    def _signer(self, sealed: Sealed, values: Mapping[str, Any], actor: str, at: datetime) -> Person:
        """Whose valid signature it bears."""
        found = self._acting(actor, at, str(values["action"]))
        if found is None:
            raise AuditBrokenError(f"entry {sealed.seq} is by {actor}, whom people.toml did not name then")
        person, keys = found
        key, signature = keys.get(values.get("key", "")), values.get("signature")
        if not isinstance(signature, str) or key is None:
            unsigned = "is not signed" if not signature else f"is signed by a key that was not {actor}'s"
            raise AuditBrokenError(f"entry {sealed.seq}, by {actor}, {unsigned}")
        said = statement(values, self._body_name, sealed.seq, sealed.prev)
        try:
            self._check(key, namespace(str(values["action"])), said, signature)
        except PurdahgateError as bad:
            raise AuditBrokenError(f"the signature of entry {sealed.seq} is not {actor}'s: {bad}") from None
        return person

    def _refuse_overreach(
        self, sealed: Sealed, values: Mapping[str, Any], action: str, signer: Person
    ) -> None:
        """Refuse an entry of something that its signer might not do, or that brings rows it may not bring."""
        deeds = ACTIONS.get(action)
        if deeds is None:
            raise AuditBrokenError(f"entry {sealed.seq} is of {action!r}, which nobody can do")
        if not deeds.may(signer, values):
            raise AuditBrokenError(f"entry {sealed.seq}: {signer.name} might not {action} then")
        kept = values.get("kept", {})
        if not isinstance(kept, dict) or kept.keys() - deeds.tables:
            raise AuditBrokenError(f"entry {sealed.seq} brings rows that {action!r} may not bring")

    def _acting(self, name: str, at: datetime, action: str) -> tuple[Person, Mapping[str, PublicKey]] | None:
        """`name` in the roles and with the keys of that instant; people are changed by those before."""
        changes = action.startswith(("person-", "people-"))
        people, day = self._history.at(at, before=changes), at.astimezone(self._zone).date()
        person = people.get(name) if people else None
        if people is None or person is None:
            return None
        known = (name, people.digest, day)
        if known not in self._known:
            keys = {key.fingerprint: key for key in person.keys_on(day)}
            self._known[known] = (people.acting(person, day), keys)
        return self._known[known]
