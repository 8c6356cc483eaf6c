"""The gate itself: one revision, judged as of one moment."""

from dataclasses import dataclass
from datetime import datetime

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.findings import Finding
from purdahgate.domain.policy import STRICTNESS, Doubt, Facts, History, Outcome, Policy, Reason, strictest
from purdahgate.domain.post import Revision
from purdahgate.domain.windows import Window


@dataclass(frozen=True, slots=True)
class Verdict:
    """All reasons for one revision at one moment; its outcome is the strictest of them.

    `windows` are those that bind it, and `warnings` the others open then; no reason rests on a warning.
    """

    moment: datetime
    reasons: tuple[Reason, ...]
    findings: tuple[Finding, ...]
    windows: tuple[Window, ...]
    warnings: tuple[Window, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Clear, hold or block."""
        return strictest(reason.outcome for reason in self.reasons)

    def atoms(self) -> frozenset[str]:
        """Every fact that holds or blocks: what an approver signs that they saw."""
        return frozenset(
            atom for reason in self.reasons if reason.outcome is not Outcome.CLEAR for atom in reason.atoms()
        )


def decide(
    revision: Revision,
    findings: tuple[Finding, ...],
    windows: tuple[Window, ...],
    policy: Policy,
    moment: datetime,
    *,
    rulings: frozenset[str] = frozenset(),
    history: frozenset[History] = frozenset(),
    doubts: tuple[Doubt, ...] = (),
    later: bool = False,
    circumstances: frozenset[Circumstance] = frozenset(),
    own_sites: tuple[str, ...] = (),
) -> Verdict:
    """Judge `revision` as of `moment`, the instant it would really go out.

    A post that missed its slot is judged by today's windows, not by those it was written for: the caller
    passes the later of now and the due time. `windows` are the body's, warnings too; those count that are
    open at `moment` and bind the post: all of it that a reader sees, and the wards it is tagged with.
    `rulings` are the keys of findings that a monitoring officer set aside as false alarms. `own_sites` are
    the hosts of the body's own web sites.
    """
    opened = [window for window in windows if window.holds(moment)]
    texts = [text for _, text in revision.fields()]
    binding = tuple(window for window in opened if window.binds(revision.wards, *texts))
    facts = Facts(
        revision=revision,
        findings=tuple(one for one in findings if one.key not in rulings),
        windows=binding,
        ruled=tuple(one for one in findings if one.key in rulings),
        history=history,
        doubts=doubts,
        later=later,
        circumstances=circumstances,
        own_sites=own_sites,
    )
    warnings = tuple(window for window in opened if window not in binding)
    return Verdict(moment, policy.reasons(facts), findings, binding, warnings)


def joined(found: Verdict, before: Verdict) -> Verdict:
    """Both verdicts on one revision as one: every reason that either has, so the stricter outcome stands."""
    more = [
        each
        for each in before.reasons
        if each not in found.reasons and (each.needs or each.outcome is not Outcome.CLEAR)
    ]
    reasons = sorted((*found.reasons, *more), key=lambda reason: -STRICTNESS[reason.outcome])
    return Verdict(
        found.moment,
        tuple(reasons),
        tuple(dict.fromkeys((*found.findings, *before.findings))),
        tuple(dict.fromkeys((*found.windows, *before.windows))),
        tuple(dict.fromkeys((*found.warnings, *before.warnings))),
    )
