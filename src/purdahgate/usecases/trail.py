"""Where the proved entries of one post lead: state, revision, writers, and the rows that they brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from purdahgate.domain.lifecycle import ERASABLE, Action, State, move
from purdahgate.errors import AuditBrokenError, NotAllowedError, UnprovenError
from purdahgate.store.chain import Kept
from purdahgate.usecases.prove_record import Proved

ERASE: Final = "erase"
_ACTIONS: Final = frozenset(Action)
_DECISIONS: Final = {Action.APPROVE: "approved", Action.REJECT: "rejected"}
AUTHORISE: Final = "incident-authorise"
_PASSING: Final = frozenset({Action.APPROVE.value, Action.RULE.value, AUTHORISE})
Brought = dict[str, list[Kept]]


@dataclass(frozen=True, slots=True)
class Passed:
    """That somebody approved, ruled on or authorised one revision, and in whose stead beside their own."""

    seq: int
    action: str
    revision: str
    number: int
    whom: frozenset[str]


@dataclass(slots=True)
class Trail:
    """One post's entries, followed one by one.

    `lacking` is the first whose words are gone, or 0; what is called as one in `excused` may be.
    """

    post_id: int
    state: State = State.NEW
    number: int = 0
    digest: str = ""
    account: str = ""
    author: str = ""
    writers: frozenset[str] = frozenset()
    due_at: datetime | None = None
    digests: list[str] = field(default_factory=list)
    windows: set[str] = field(default_factory=set)
    brought: Brought = field(default_factory=dict)
    entries: int = 0
    lacking: int = 0
    excused: frozenset[str] = frozenset()
    erased: bool = False
    passed: list[Passed] = field(default_factory=list)
    decided: list[tuple[Any, ...]] = field(default_factory=list)  # what each row of sign_off has to say

    def follow(self, entry: Proved) -> None:
        """Go on by one entry; UnprovenError where it does not lead on from where the post stood."""
        self.entries += 1
        if lacks_words(entry, self.excused):
            self.lacking = self.lacking or entry.sealed.seq
        self.windows.update(str(each) for each in entry.values.get("windows") or ())
        bring(self.brought, entry)
        if entry.action in _ACTIONS:
            try:
                self._move(entry)
            except (KeyError, TypeError, ValueError):
                said = f"entry {entry.sealed.seq} does not say what became of it"
                raise unproven(self.post_id, said) from None
        if entry.action == ERASE:
            if self.state not in ERASABLE:
                raise unproven(self.post_id, f"entry {entry.sealed.seq} erases what may still go out")
            self.erased = True
        if entry.action in _PASSING:
            whom = entry.signer.all_whom if entry.signer else frozenset[str]()
            revision = str(entry.values.get("revision"))
            self.passed.append(Passed(entry.sealed.seq, entry.action, revision, self.number, whom))

    def refuse_lost_words(self) -> None:
        """Refuse a post whose entries lack words, where nobody has erased them."""
        if self.lacking and not self.erased:
            said = f"the words of entry {self.lacking} are gone, and nobody erased them"
            raise unproven(self.post_id, said)

    def refuse_own(self) -> None:
        """Refuse what somebody passed who, or for whom they stood in, wrote or ruled on it themselves."""
        # What was said of other words, or had lapsed with an edit, passes nothing.
        said = [each for each in self.passed if each.revision == self.digest]
        approved = [each for each in said if each.action == Action.APPROVE and each.number == self.number]
        others = [each for each in said if each.action != Action.APPROVE]
        rulers = frozenset[str]().union(*(each.whom for each in others if each.action == Action.RULE))
        for each in (*others, *approved):
            if own := each.whom & self.writers:
                said_of = f"entry {each.seq} passes what {', '.join(sorted(own))} wrote"
                raise unproven(self.post_id, said_of)
        for each in approved:
            if own := each.whom & rulers:
                said_of = f"entry {each.seq} approves what {', '.join(sorted(own))} ruled on"
                raise unproven(self.post_id, said_of)

    def _move(self, entry: Proved) -> None:
        values, action = entry.values, Action(entry.action)
        before, after = State(values["from"]), State(values["to"])
        if before is not self.state:
            said = f"entry {entry.sealed.seq} does not go on from where it stood"
            raise unproven(self.post_id, said)
        try:
            move(before, action, after, self.post_id)
        except NotAllowedError:
            said = f"entry {entry.sealed.seq} makes a move that there is not"
            raise unproven(self.post_id, said) from None
        self.state = after
        if action in (Action.SUBMIT, Action.EDIT):
            self._save(entry)
        elif values["revision"] != self.digest or (action in _DECISIONS and values["number"] != self.number):
            raise unproven(self.post_id, f"entry {entry.sealed.seq} is of another revision")
        if action in _DECISIONS:
            facts = (values["revision"], values["number"], values["due_at"], values["outcome"])
            self.decided += [(*facts, _DECISIONS[action])] * len(entry.kept.get("sign_off", ()))
        if action is Action.APPROVE:
            self.due_at = datetime.fromisoformat(values["due_at"]) if values["due_at"] else None

    def _save(self, entry: Proved) -> None:
        values: Mapping[str, Any] = entry.values
        if self.number and values.get("revision_before") != self.digest:
            raise unproven(self.post_id, f"entry {entry.sealed.seq} edits another revision")
        author = str(values["actor"])
        self.number += 1
        self.digest, self.account = str(values["revision"]), str(values["account"])
        self.digests.append(self.digest)
        self.author = self.author or author
        self.writers |= {author}
        at = values["due_at"]
        self.due_at = datetime.fromisoformat(at) if at else None


def bring(brought: Brought, entry: Proved) -> None:
    """Add the digests of the rows that came with an entry, by table, to what others brought."""
    for name, digests in entry.kept.items():
        rows = [Kept(digest, str(entry.values["actor"]), entry.at) for digest in digests]
        brought.setdefault(name, []).extend(rows)


def lacks_words(entry: Proved, excused: frozenset[str] = frozenset()) -> bool:
    """Whether words of an entry are gone; AuditBrokenError where those that are there are not its own."""
    held = entry.sealed.leaf_hashes(entry.values)
    for leaf in entry.sealed.leaves:
        if held.pop(leaf.name, "") != leaf.hash:
            raise AuditBrokenError(f"the words of entry {entry.sealed.seq} under {leaf.name!r} were changed")
    return bool(held.keys() - excused)


def unproven(post_id: int, said: str) -> UnprovenError:
    """The post is not as its entries have it."""
    return UnprovenError(
        f"post {post_id} is not as it was signed: {said}",
        mend=f"It cannot go out. Withdraw it, and see what happened: purdahgate audit list --post {post_id}",
    )
