"""Posts in a terminal: the queue, one post whole, what a command has just stored."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.shapes import (
    listed_json,
    ruling_json,
    sign_off_json,
    stored_json,
    verdict_json,
    waiting_json,
)
from purdahgate.cli.terminal import table
from purdahgate.cli.verdicts import show_reasons, show_verdict
from purdahgate.domain.lifecycle import RELEASABLE, WAITING, State
from purdahgate.domain.policy import APPROVER, Outcome
from purdahgate.domain.signoff import Demand
from purdahgate.store.reading import Listed, Reading
from purdahgate.usecases.submit import Stored

if TYPE_CHECKING:
    from purdahgate.domain.gate import Verdict
    from purdahgate.domain.post import Post
    from purdahgate.domain.situation import Stop
    from purdahgate.usecases.inbox import Waiting, Wanted
    from purdahgate.usecases.world import World


NO_NOTES: Mapping[int, str] = {}
STUCK = frozenset({State.HELD, State.BLOCKED})


def show_inbox(desk: Desk, limit: int) -> None:
    """What waits for seniors: the lines of a list, and whom each post waits for."""
    from purdahgate.usecases.inbox import inbox

    world = desk.world()
    with desk.app.store.reading() as book:
        held, total = inbox(book, world, desk.app.people, desk.app.now(), limit)
    if desk.as_json:
        print_json([listed_json(post) | waiting_json(each) for post, each in held])
        return
    notes = {post.id: _waits_for(world, each) for post, each in held}
    show_posts(desk, [post for post, _ in held], total, "Nothing waits for a senior approver.", notes)


def _waits_for(world: "World", waiting: "Waiting") -> str:
    """Who has signed, whom it waits for, and who that is; nothing where any one approver will do."""
    usual = [each.demand for each in waiting.wanted] == [Demand(frozenset({APPROVER}), 1)]
    if usual and not waiting.signed and waiting.wanted[0].may:
        return ""
    signed = f"Signed by {', '.join(waiting.signed)}. " if waiting.signed else ""
    wanted = "; ".join(f"{world.in_words(each.demand)} ({_may(each)})" for each in waiting.wanted)
    return f"{signed}Waits for {wanted}." if wanted else signed


def _may(wanted: "Wanted") -> str:
    """The names of those who may sign, and a word where they are too few."""
    names = ", ".join(wanted.may)
    if len(wanted.may) < wanted.demand.count:
        return f"ONLY {names} may" if names else "NOBODY may"
    return names


def stopped_notes(stops: Sequence["Stop"], posts: Sequence[Listed]) -> dict[int, str]:
    """What to say of each post that would go out and that a stop covers."""
    notes = {}
    for post in posts:
        over = next((each for each in stops if each.covers(post.account)), None)
        if over and post.state in RELEASABLE:
            notes[post.id] = f"STOPPED: {over.by} has stopped {over.where} ({over.reason})."
    return notes


def show_posts(
    desk: Desk,
    posts: list[Listed],
    total: int,
    none: str,
    notes: Mapping[int, str] = NO_NOTES,
) -> None:
    """A line a post: number, state, due time, account, window, why or what it says, and a note of its own."""
    if desk.as_json:
        print_json([listed_json(each) | {"stopped": each.id in notes} for each in posts])
        return
    if not posts:
        say(none)
        return
    rows = (
        (
            (
                str(each.id),
                each.state.value,
                desk.local(each.due_at, "{day} %b %Y %H:%M") or "asap",
                each.account,
                ", ".join(dict.fromkeys(each.windows)) or "none",
            ),
            (f"“{each.preview}”", each.says, notes.get(each.id, "")),
        )
        for each in posts
    )
    table(("Post", "State", "Due", "Account", "Window"), rows)
    if len(posts) < total:
        say(f"{len(posts):,} of {total:,} posts; see more with --limit, fewer with --state.")


def show_stored(desk: Desk, stored: Sequence[Stored], *, dry_run: bool = False) -> None:
    """What became of posts just stored; reasons that several share are told once."""
    if desk.as_json:
        for each in stored:
            print_json(stored_json(each.post, each.verdict, desk.app.wording))
        return
    told: dict[tuple[str, ...], Stored] = {}
    for each in stored:
        post = each.post
        name = "It" if dry_run else f"Post {post.id}"
        when = f"; due {_due(desk, post)} on {post.revision.account}" if post.state in WAITING else ""
        say(f"{name} {'would be' if dry_run else 'is'} {post.state.value}{when}.")
        if each.missing:
            waits = " and ".join(desk.cached_world.in_words(one) for one in each.missing)
            say(f"It has your signature, and waits for {waits}.")
        elif post.state in {State.HELD, State.BLOCKED}:
            told.setdefault(tuple(sorted(each.verdict.atoms())), each)
    for each in told.values():
        holding = [reason for reason in each.verdict.reasons if reason.outcome is not Outcome.CLEAR]
        show_reasons(desk, holding, each.post.revision)


def show_post(desk: Desk, post_id: int) -> None:
    """One post whole."""
    from purdahgate.usecases.inbox import Waiting, waiting
    from purdahgate.usecases.judge import case_of, judge_case

    with desk.app.store.reading() as book:
        post, world = book.post(post_id), desk.app.world_now(book)
        case = case_of(book, world, post, desk.app.now())
        verdict = judge_case(world, case, desk.app.now()).verdict
        waits = waiting(world, case, desk.app.people, desk.app.now())
        whole = _whole(desk, book, post, verdict) | waiting_json(waits if post.state in STUCK else Waiting())
    if desk.as_json:
        print_json(whole)
        return
    say(f"Post {post.id} is {post.state.value}; due {_due(desk, post)} on {post.revision.account}.")
    say(f"Category {post.revision.category.value}. Written by {', '.join(sorted(post.writers))}.")
    say(f"Revision {post.number}, digest {post.digest}.")
    if post.batch:
        say(f"Batch {post.batch}: the same words were queued for several accounts.")
    for line in _particulars(desk, post):
        say(line)
    for question, said in post.revision.answers.items():
        say(f"Asked {question!r}: {said}")
    say()
    if post.state not in WAITING:
        say("If it were to go out now:")
    show_verdict(desk, verdict, post.revision)
    if post.state in STUCK and (note := _waits_for(world, waits)):
        say(note)
    _show_people(desk, whole)


def _particulars(desk: Desk, post: "Post") -> Iterator[str]:
    """What is said of its revision besides the words, where anything is."""
    revision = post.revision
    if revision.wards:
        yield f"Wards: {', '.join(revision.wards)}."
    if revision.shares:
        yield f"Shares: {revision.shares}."
    if revision.expires:
        yield f"To be taken down: {desk.local(revision.expires.at)}."
    if revision.incident:
        yield f"Incident: {revision.incident}."
    if revision.embargo:
        yield f"Under embargo until {desk.local(revision.embargo.at)}."


def _due(desk: Desk, post: "Post") -> str:
    return desk.local(post.due_at) if post.due_at else "as soon as it may"


def _show_people(desk: Desk, whole: dict[str, Any]) -> None:
    from datetime import datetime

    for each in whole["rulings"]:
        say(f"Ruled a false alarm by {each['by']}: {each['finding']}: {each['reason']}")
    for each in whole["sign_offs"]:
        say(f"{each['decision'].capitalize()} by {each['by']}: {each['reason']}")
        for question, said in each["answers"].items():
            say(f"Asked {question!r}: {said}", 2)
    say("History:")
    for each in whole["history"]:
        moves = f"{each.get('from', '')} to {each['to']}" if "to" in each else ""
        why = f": {each['why']}" if each.get("why") else ""
        when = desk.local(datetime.fromisoformat(each["at"]))
        say(f"{each['seq']}. {when} {each['actor']} {each['action']} {moves}{why}", 2)


def _whole(desk: Desk, book: Reading, post: "Post", verdict: "Verdict") -> dict[str, Any]:

    return {
        "id": post.id,
        "state": post.state.value,
        "digest": post.digest,
        "number": post.number,
        "batch": post.batch,
        "author": post.author,
        "writers": sorted(post.writers),
        "due_at": post.due_at.isoformat().replace("+00:00", "Z") if post.due_at else None,
        "revision": post.revision.as_json(),
        "verdict": verdict_json(verdict, post.revision, desk.app.wording),
        "sign_offs": [sign_off_json(each) for each in book.sign_offs(post.id)],
        "rulings": [ruling_json(each) for each in book.rulings(post.id, post.digest)],
        "history": [{"seq": each.seq, **each.opened()} for each in book.audit(post.id)],
    }
