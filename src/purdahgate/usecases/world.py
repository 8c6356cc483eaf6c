"""Everything outside a post that a judgement rests on, as it stood at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from purdahgate.detect.detector import Detector
from purdahgate.domain.accounts import Accounts
from purdahgate.domain.body import Body
from purdahgate.domain.canonical import digest
from purdahgate.domain.clock import rfc3339
from purdahgate.domain.people import People
from purdahgate.domain.policy import APPROVER, Doubt, Policy
from purdahgate.domain.signoff import Demand
from purdahgate.domain.situation import Situation
from purdahgate.domain.windows import Calendar, Window
from purdahgate.domain.wording import Wording


@dataclass(frozen=True, slots=True)
class World:
    """One body's rules, windows and registers, and what goes on there: stops, incidents, accounts in use.

    `warnings` are windows of polls that bind nothing here: the neighbours', and the like. `standing` is the
    world of the files that were last accepted, where those here differ: a post is judged in both. `doubts`
    hold everything. The digests go into every audit entry.
    """

    body: Body
    policy: Policy
    wording: Wording
    detector: Detector
    calendar: Calendar
    windows: tuple[Window, ...]
    warnings: tuple[Window, ...]
    stale_after: timedelta
    lateness: timedelta
    people: People
    accounts: Accounts
    situation: Situation
    windows_digest: str
    standing: "World | None" = None
    doubts: tuple[Doubt, ...] = ()

    def digests(self) -> dict[str, str]:
        """What the judgement went by."""
        own = {
            "rules": self.policy.digest,
            "calendar": self.calendar.digest,
            "detector": self.detector.digest,
            "people": self.people.digest,
            "accounts": self.accounts.digest,
            "windows": self.windows_digest,
        }
        if self.standing is None:
            return own
        before = self.standing.digests()
        return own | {f"standing_{name}": before[name] for name in own if before[name] != own[name]}

    def policies(self) -> tuple[Policy, ...]:
        """The policy, and that of the standing world."""
        return (self.policy, *((self.standing.policy,) if self.standing else ()))

    def signing_roles(self) -> frozenset[str]:
        """Every role whose holder some rule lets sign."""
        rules = (rule for policy in self.policies() for rule in policy.rules)
        return frozenset({APPROVER}).union(*(rule.releasers() for rule in rules))

    def in_words(self, demand: Demand) -> str:
        """Who is still to sign: `the role approver`, `2 of the Head of News or the Head of Policy`."""
        titles = {role: title for policy in self.policies() for role, title in policy.roles.items()}
        named = " or ".join(titles.get(role, f"the role {role}") for role in sorted(demand.roles))
        return named if demand.count == 1 else f"{demand.count} of {named}"

    def every_window(self) -> tuple[Window, ...]:
        """The windows, and those of the standing world."""
        return (*self.windows, *(self.standing.windows if self.standing else ()))


def digest_of_windows(
    calendar: Calendar, windows: Iterable[Window], body: Body, stale_after: timedelta
) -> str:
    """The SHA-256 (hex) of every window as it was made, and of how far the calendar is relied on."""
    made = [
        [
            each.election,
            each.nation.value,
            rfc3339(each.opens_at),
            rfc3339(each.closes_at) if each.closes_at else None,
            each.scope,
            each.rule,
            list(each.places),
        ]
        for each in windows
    ]
    days = (calendar.covers_from, calendar.covers_until, calendar.checked_on)
    own = [body.zone.key, *sorted(body.own_sites)]
    return digest([made, [day.isoformat() for day in days], stale_after.days, own])
