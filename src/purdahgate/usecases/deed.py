"""One person's act, in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from purdahgate.domain.audit import Entry
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.election import Election
from purdahgate.domain.gate import Verdict
from purdahgate.domain.lifecycle import Action, Move
from purdahgate.domain.people import Person
from purdahgate.domain.post import Post
from purdahgate.store.writing import Writing
from purdahgate.usecases.world import World

Remake = Callable[[Iterable[Election]], World]


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts, when, on which book, in which world.

    `remake` gives the world as changes of the calendar leave it.
    """

    book: Writing
    world: World
    actor: Person
    now: datetime
    remake: Remake

    def entry(self, step: Move, post: Post, verdict: Verdict | None = None, **facts: Any) -> Entry:
        """The audit entry of `step`: which states, which revision, by which rules, and `facts`."""
        kept: Mapping[str, Any] = {
            "from": step.before.value,
            "to": step.after.value,
            "revision": post.digest,
            "account": post.revision.account,
            **({"number": post.number, "due_at": _due(post)} if step.action is not Action.JUDGE else {}),
            **facts,
            **(account_of(self.world, verdict) if verdict else {}),
            **({"deputy_for": sorted(self.actor.stands_for)} if self.actor.stands_for else {}),
        }
        return Entry(step.action.value, self.actor.name, self.now, post_id=post.id or None, facts=kept)


def _due(post: Post) -> str | None:
    return rfc3339(post.due_at) if post.due_at else None


def account_of(world: World, verdict: Verdict) -> Mapping[str, Any]:
    """What an audit entry keeps of a verdict: its outcome, the rules that fired, and what it went by."""
    return {
        "outcome": verdict.outcome.value,
        "reasons": [reason.rule.id for reason in verdict.reasons],
        "windows": [window.election for window in verdict.windows],
        "went_by": world.digests(),
    }
