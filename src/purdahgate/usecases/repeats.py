"""Whether a post says what another has just said, or is about to say, on the same account."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from purdahgate.detect.near_duplicates import (
    ALIKE,
    keys_of,
    likeness,
    near_duplicate,
    runs_of,
)
from purdahgate.domain.findings import Finding, FindingKind
from purdahgate.domain.lifecycle import RELEASABLE, State
from purdahgate.domain.post import Post, Revision
from purdahgate.store.reading import Reading
from purdahgate.store.rows import Other
from purdahgate.store.writing import Writing
from purdahgate.usecases.circumstances import limits_of
from purdahgate.usecases.world import World

_GONE: Final = frozenset({State.SENDING, State.SENT, State.UNKNOWN, State.HANDED_OVER})
# What has gone out, and what goes out as it stands unless somebody says no.
_COUNTS: Final = frozenset({*_GONE, *RELEASABLE, State.HELD})
_STAYS: Final = frozenset({*RELEASABLE, State.HELD})
_MOST_TOLD: Final = 3


def asked(world: World) -> bool:
    """Whether any rule looks at what other posts say."""
    return any(policy.looks_at(FindingKind.NEAR_DUPLICATE) for policy in world.policies())


def others_like(
    book: Reading, world: World, revision: Revision, moment: datetime, said_id: int | None = None
) -> tuple[Other, ...]:
    """The other posts on its account, about `moment`, that say nearly what `revision` does.

    `said_id` is the number of what it says itself, where that is kept already.
    """
    runs = runs_of(revision.text)
    if not runs:
        return ()
    within = _within(world)
    keys, between = keys_of(revision.account, runs), (moment - within, moment + within)
    perhaps = book.perhaps_alike(keys, _COUNTS, between, said_id)
    found = (replace(each, likeness=likeness(runs, each.runs)) for each in perhaps)
    return tuple(each for each in found if each.likeness >= ALIKE)


def keep_said(book: Writing, post: Post, others: Iterable[Other], *, again: bool = False) -> None:
    """Keep what `post` says from now on, and that others were found to say it before.

    It is `again` where it said something before.
    """
    runs = runs_of(post.revision.text)
    number = book.keep_said(post.id, runs, keys_of(post.revision.account, runs), again=again)
    book.keep_alike(number, others)


def says_anew(post: Post, revision: Revision) -> bool:
    """Whether `revision` of `post` counts as said now, so that it is the repeat of what is there already."""
    before = post.revision
    return post.state not in _STAYS or (revision.text, revision.account) != (before.text, before.account)


def repeats(
    world: World, revision: Revision, others: Iterable[Other], moment: datetime, state: State = State.NEW
) -> tuple[Finding, ...]:
    """A finding for each of `others` that makes a repeat of `revision`, a post in `state`, at `moment`.

    The later of two is the repeat: whoever lets it go out has seen that. Of one that a person has to look at,
    so is what went out meanwhile.
    """
    within = _within(world)
    waits = state in {State.HELD, State.BLOCKED}
    found = [
        each
        for each in others
        if each.state in _COUNTS
        and (each.earlier or (waits and each.state in _GONE))
        and (each.due_at is None or abs(each.due_at - moment) <= within)
    ]
    found.sort(key=lambda each: (not each.earlier, each.post_id))  # the same ones first, whatever comes later
    return tuple(
        near_duplicate(revision.text, f"post {each.post_id}", each.likeness) for each in found[:_MOST_TOLD]
    )


def _within(world: World) -> timedelta:
    """How far apart two posts must be for neither to be a repeat."""
    return timedelta(days=limits_of(world).get("repeat_within_days", 0))
