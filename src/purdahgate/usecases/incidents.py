"""Live major incidents: while one is open, what goes out may need the express authority of its officer."""

from collections.abc import Sequence
from dataclasses import replace

from purdahgate.domain.audit import Entry
from purdahgate.domain.lifecycle import WAITING, Action, move
from purdahgate.domain.people import Role, four_eyes
from purdahgate.domain.post import Post, check_line
from purdahgate.domain.situation import Authority, Incident
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.judge import judge_post, shown
from purdahgate.usecases.submit import Stored


def open_incident(deed: Deed, name: str, sio: str, reason: str) -> Incident:
    """Record a live incident and its senior investigating officer. Anybody whom the body has named may."""
    name, why = check_line(name, "incident"), check_line(reason, "reason")
    officer = deed.world.people.who(sio).name
    if any(each.name == name for each in deed.book.open_incidents()):
        raise InputError(f"incident {name!r} is open already", mend="See: purdahgate incident list")
    entry = _entry(deed, "incident-open", name, sio=officer, why=why)
    number = deed.book.open_incident(name, officer, why, entry)
    return Incident(number, name, officer, deed.actor.name, deed.now, why)


def close_incident(deed: Deed, name: str, reason: str) -> Incident:
    """Record that an incident is over: by its officer or an approver, and not by whoever opened it."""
    why = check_line(reason, "reason")
    incident = find(deed.book.open_incidents(), name)
    actor = deed.actor
    if actor.barred or (actor.name != incident.sio and Role.APPROVER not in actor.roles):
        raise NotAllowedError(
            f"{actor.name} may not close incident {name!r}",
            where="people.toml",
            mend=f"Its officer, {incident.sio}, or an approver may",
        )
    if incident.by in actor.all_whom:
        raise NotAllowedError(
            f"{actor.name} may not close incident {name!r}: {incident.by} opened it",
            mend="Its officer or an approver must, who did not open it",
        )
    entry = _entry(deed, "incident-close", name, incident=incident.id, opened_by=incident.by, why=why)
    deed.book.close_incident(incident, why, entry)
    return incident


def authorise(deed: Deed, name: str, post_id: int, reason: str) -> Stored:
    """Give the officer's express authority for a post as it stands, and judge it again.

    NotAllowedError for anybody else, and where they wrote a revision of it. It sends nothing: what is held
    still waits for an approver.
    """
    why = check_line(reason, "reason")
    incident = find(deed.book.open_incidents(), name)
    post = deed.book.post(post_id)
    if deed.actor.name != incident.sio or deed.actor.barred:
        raise NotAllowedError(
            f"{deed.actor.name} may not authorise posts on incident {name!r}",
            mend=f"Its senior investigating officer is {incident.sio}",
        )
    four_eyes(deed.actor, post, "authorise")
    if post.state not in WAITING:
        raise NotAllowedError(
            f"post {post.id} is {post.state} and cannot be authorised", mend="Authorise it before it goes out"
        )
    given = Authority(incident.id, post.id, post.digest, deed.actor.name, deed.now, why)
    facts = {"incident": incident.id, "post": post.id, "revision": post.digest, "why": why}
    deed.book.add_authority(given, _entry(deed, "incident-authorise", name, **facts))
    return _judged_again(deed, post)


def _judged_again(deed: Deed, post: Post) -> Stored:
    situation = replace(
        deed.world.situation,
        authorised=deed.book.situation(()).authorised,
    )
    deed = replace(deed, world=replace(deed.world, situation=situation))
    judged = judge_post(deed.book, deed.world, post, deed.now)
    lines = shown(deed.world, judged.verdict, post.revision)
    if judged.state is post.state:
        deed.book.show_all({post.id: lines})
        return Stored(post, judged.verdict)
    step = move(post.state, Action.JUDGE, judged.state, post.id)
    return Stored(deed.book.change(post, step, deed.entry(step, post, judged.verdict), lines), judged.verdict)


def find(incidents: Sequence[Incident], name: str) -> Incident:
    """The open incident called `name`, or InputError that lists those there are."""
    for each in incidents:
        if each.name == name:
            return each
    known = ", ".join(repr(each.name) for each in incidents) or "none"
    raise InputError(f"no incident {name!r} is open", mend=f"Open: {known}")


def _entry(deed: Deed, action: str, name: str, **facts: object) -> Entry:
    post_id = facts.pop("post", None)
    kept = {"name": name, **facts}
    return Entry(
        action, deed.actor.name, deed.now, post_id=post_id if isinstance(post_id, int) else None, facts=kept
    )
