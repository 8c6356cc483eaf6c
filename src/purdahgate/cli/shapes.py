"""The JSON that commands print. Its fields are a contract: see docs/reference/command-line.md."""

from typing import Any

from purdahgate.domain.clock import rfc3339
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict
from purdahgate.domain.policy import Outcome, Reason
from purdahgate.domain.post import Post, Revision
from purdahgate.domain.questions import Question
from purdahgate.domain.signoff import Ruling, SignOff
from purdahgate.domain.situation import Incident, Stop
from purdahgate.domain.windows import Window
from purdahgate.domain.wording import Wording, needs
from purdahgate.store.reading import Listed
from purdahgate.usecases.inbox import Waiting


def verdict_json(verdict: Verdict, revision: Revision, wording: Wording) -> dict[str, Any]:
    """A verdict: outcome, reasons, findings, windows, warnings."""
    return {
        "outcome": verdict.outcome.value,
        "reasons": [_reason(each, revision, wording) for each in verdict.reasons],
        "findings": [finding_json(each) for each in verdict.findings],
        "windows": [window_json(each) for each in verdict.windows],
        "warnings": [window_json(each) for each in verdict.warnings],
    }


def _reason(reason: Reason, revision: Revision, wording: Wording) -> dict[str, Any]:
    return {
        "rule": reason.rule.id,
        "outcome": reason.outcome.value,
        "clause": str(reason.rule.clause),
        "says": wording.says(reason, revision),
        "needs": needs(reason),
        "signs": _demand(reason),
        "questions": [question_json(each) for each in reason.asked()],
        "windows": [window.election for window in reason.windows],
        "spans": [[one.start, one.end, one.kind.value] for one in reason.findings if one.field == "text"],
    }


def _demand(reason: Reason) -> dict[str, Any] | None:
    """Who may let go of what a reason stops; null where nobody may, or nothing is stopped."""
    roles = reason.rule.releasers() if reason.outcome is not Outcome.CLEAR else frozenset()
    return {"roles": sorted(roles), "count": reason.rule.sign_offs} if roles else None


def question_json(question: Question) -> dict[str, Any]:
    """A question that a rule puts."""
    return {
        "key": question.key,
        "asks": question.asks,
        "of": question.of.value,
        "kind": question.kind.value,
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding; `start` and `end` count code points of `field`."""
    return {
        "kind": finding.kind.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "who": finding.who,
        "rule": finding.rule,
        "certainty": finding.certainty.value,
        "why": finding.why,
        "field": finding.field,
    }


def window_json(window: Window) -> dict[str, Any]:
    """A window; instants in UTC, `closes_at` exclusive, null while it stays open."""
    return {
        "election": window.election,
        "nation": window.nation.value,
        "title": window.title,
        "poll_date": window.poll_date.isoformat(),
        "opens_at": rfc3339(window.opens_at),
        "closes_at": rfc3339(window.closes_at) if window.closes_at else None,
        "scope": window.scope,
        "places": list(window.places),
        "rule": window.rule,
        "anchor": window.anchor.value,
        "basis": window.basis.value,
        "source": window.source,
        "checked_on": window.checked_on.isoformat(),
        "projected": window.projected,
    }


def stored_json(post: Post, verdict: Verdict, wording: Wording) -> dict[str, Any]:
    """What a command that stores a post prints of it."""
    return {
        "id": post.id,
        "state": post.state.value,
        "digest": post.digest,
        "verdict": verdict_json(verdict, post.revision, wording),
    }


def listed_json(post: Listed) -> dict[str, Any]:
    """One line of a list."""
    return {
        "id": post.id,
        "state": post.state.value,
        "account": post.account,
        "category": post.category,
        "author": post.author,
        "due_at": rfc3339(post.due_at) if post.due_at else None,
        "outcome": post.outcome,
        "windows": list(post.windows),
        "says": post.says,
        "preview": post.preview,
    }


def waiting_json(waiting: Waiting) -> dict[str, Any]:
    """Who has signed a post as it stands, and whom it still waits for."""
    wanted = [
        {"roles": sorted(each.demand.roles), "missing": each.demand.count, "may": list(each.may)}
        for each in waiting.wanted
    ]
    return {"signed": list(waiting.signed), "waits_for": wanted}


def sign_off_json(sign_off: SignOff) -> dict[str, Any]:
    """A senior's decision."""
    return {
        "decision": sign_off.decision.value,
        "by": sign_off.by,
        "at": rfc3339(sign_off.at),
        "reason": sign_off.reason,
        "revision": sign_off.revision,
        "due_at": rfc3339(sign_off.due_at) if sign_off.due_at else None,
        "roles": sorted(sign_off.roles),
        "answers": dict(sign_off.answers),
    }


def ruling_json(ruling: Ruling) -> dict[str, Any]:
    """A ruling on one finding."""
    return {
        "finding": ruling.finding,
        "by": ruling.by,
        "at": rfc3339(ruling.at),
        "reason": ruling.reason,
        "revision": ruling.revision,
    }


def stop_json(stop: Stop) -> dict[str, Any]:
    """A stop; no account named is every one."""
    return {
        "id": stop.id,
        "accounts": list(stop.accounts),
        "by": stop.by,
        "at": rfc3339(stop.at),
        "reason": stop.reason,
    }


def incident_json(incident: Incident) -> dict[str, Any]:
    """A live incident."""
    return {
        "name": incident.name,
        "sio": incident.sio,
        "by": incident.by,
        "at": rfc3339(incident.at),
        "reason": incident.reason,
    }
