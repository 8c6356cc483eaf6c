"""Posts in a terminal: the queue, one post whole, what a command has just stored."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.shapes import listed_json, ruling_json, sign_off_json, stored_json, verdict_json
from purdahgate.cli.terminal import table
from purdahgate.cli.verdicts import show_reasons, show_verdict
from purdahgate.domain.lifecycle import WAITING, State
from purdahgate.domain.policy import Outcome
from purdahgate.store.reading import Listed, Reading
from purdahgate.usecases.submit import Stored

if TYPE_CHECKING:
    from purdahgate.domain.gate import Verdict
    from purdahgate.domain.post import Post


def show_posts(desk: Desk, posts: list[Listed], total: int, none: str) -> None:
    """A line a post: number, state, due time, account, window, and why or what it says."""
    if desk.as_json:
        print_json([listed_json(each) for each in posts])
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
            (f"“{each.preview}”", each.says),
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
        if post.state in {State.HELD, State.BLOCKED}:
            told.setdefault(tuple(sorted(each.verdict.atoms())), each)
    for each in told.values():
        holding = [reason for reason in each.verdict.reasons if reason.outcome is not Outcome.CLEAR]
        show_reasons(desk, holding, each.post.revision)


def show_post(desk: Desk, post_id: int) -> None:
    """One post whole."""
    from purdahgate.usecases.judge import judge_post

    with desk.app.store.reading() as book:
        post = book.post(post_id)
        verdict = judge_post(book, desk.app.world_now(book), post, desk.app.now()).verdict
        whole = _whole(desk, book, post, verdict)
    if desk.as_json:
        print_json(whole)
        return
    say(f"Post {post.id} is {post.state.value}; due {_due(desk, post)} on {post.revision.account}.")
    say(f"Category {post.revision.category.value}. Written by {', '.join(sorted(post.writers))}.")
    say(f"Revision {post.number}, digest {post.digest}.")
    if post.batch:
        say(f"Batch {post.batch}: the same words were queued for several accounts.")
    if post.revision.wards:
        say(f"Wards: {', '.join(post.revision.wards)}.")
    if post.revision.incident:
        say(f"Incident: {post.revision.incident}.")
    if post.revision.embargo:
        say(f"Under embargo until {desk.local(post.revision.embargo.at)}.")
    for question, said in post.revision.answers.items():
        say(f"Asked {question!r}: {said}")
    say()
    if post.state not in WAITING:
        say("If it were to go out now:")
    show_verdict(desk, verdict, post.revision)
    _show_people(desk, whole)


def _due(desk: Desk, post: "Post") -> str:
    return desk.local(post.due_at) if post.due_at else "as soon as it may"


def _show_people(desk: Desk, whole: dict[str, Any]) -> None:
    from datetime import datetime

    for each in whole["rulings"]:
        say(f"Ruled a false alarm by {each['by']}: {each['finding']}: {each['reason']}")
    for each in whole["sign_offs"]:
        say(f"{each['decision'].capitalize()} by {each['by']}: {each['reason']}")
    say("History:")
    for each in whole["history"]:
        moves = f"{each.get('from', '')} to {each['to']}" if "to" in each else ""
        why = f": {each['why']}" if each.get("why") else ""
        when = desk.local(datetime.fromisoformat(each["at"]))
        say(f"{each['seq']}. {when} {each['actor']} {each['action']} {moves}{why}", 2)


def _whole(desk: Desk, book: Reading, post: "Post", verdict: "Verdict") -> dict[str, Any]:
    import json

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
        "history": [{"seq": each.seq, **json.loads(each.body)} for each in book.audit(post.id)],
    }
