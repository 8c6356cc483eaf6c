"""A verdict for a person: the outcome, the words marked, each reason with its clauses, the windows."""

from collections.abc import Iterator, Sequence

from purdahgate.cli.desk import Desk
from purdahgate.cli.terminal import marked, say, visible, write
from purdahgate.domain.findings import Finding
from purdahgate.domain.gate import Verdict
from purdahgate.domain.policy import APPROVER, Outcome, Reason
from purdahgate.domain.post import Revision
from purdahgate.domain.signoff import Demand
from purdahgate.domain.windows import Window

OUTCOMES = {Outcome.CLEAR: "CLEAR", Outcome.HOLD: "HELD", Outcome.BLOCK: "BLOCKED"}
_LONGEST_SHOWN = 2_000


def show_verdict(desk: Desk, verdict: Verdict, revision: Revision) -> None:
    """The whole verdict on standard output."""
    asked = any(reason.needs and reason.outcome is Outcome.CLEAR for reason in verdict.reasons)
    once = ", once the question below is answered" if asked and verdict.outcome is Outcome.CLEAR else ""
    say(f"{OUTCOMES[verdict.outcome]}{once}; judged as of {desk.local(verdict.moment)}")
    say()
    for field, text in revision.fields():
        _show_field(field, text, [one for one in verdict.findings if one.field == field])
    for number, finding in enumerate(verdict.findings, 1):
        seen = f"{finding.kind.value} “{finding.text[:60]}”"
        say(f"{number}. {seen}: {finding.who} ({finding.certainty.value})", 2)
    if verdict.findings:
        say()
    show_reasons(desk, verdict.reasons, revision)
    if verdict.reasons:
        say()
    _show_windows(desk, verdict)


def _show_windows(desk: Desk, verdict: Verdict) -> None:
    for window in verdict.windows:
        say(f"Window {window_line(desk, window)}.", 2)
        say(window_facts(window), 4)
    if not verdict.windows:
        none = "No pre-election period binds it then."
        say(none if verdict.warnings else "The calendar knows of no pre-election period then.", 2)
    if any(window.binds_every_post for window in verdict.windows):
        return  # no poll next door asks for more care than that
    for window in verdict.warnings:
        say(f"Warning {window_line(desk, window)}.", 2)
        if do := desk.app.wording.untagged(window):
            say(do, 4)
        say(window_facts(window), 4)


def show_reasons(desk: Desk, reasons: Sequence[Reason], revision: Revision) -> None:
    """Each sentence once, with every clause that says it."""
    wording = desk.app.wording
    told: dict[str, list[Reason]] = {}
    for each in reasons:
        told.setdefault(wording.says(each, revision), []).append(each)
    for says, group in told.items():
        say(says, 2)
        for reason in group:
            say(f"- {reason.rule.clause} [{reason.rule.id}]", 4, 2)
        for line in dict.fromkeys(line for reason in group for line in _to_do(desk, reason, says)):
            say(line, 4, 2)


def _to_do(desk: Desk, reason: Reason, says: str) -> Iterator[str]:
    """What may be answered, and who must sign, where it is not the usual and the sentence does not tell."""
    for question in reason.puts:
        if f"--{question.key}" not in says and f"--answer {question.key}" not in says:
            yield f"Asked: {question.asks} ({question.typed})"
    if asked := reason.to_approver:
        yield f"Asked of whoever signs it off: {asked.asks} (approve {asked.typed})"
    roles, count = reason.rule.releasers(), reason.rule.sign_offs
    if reason.outcome is not Outcome.CLEAR and roles and (roles != {APPROVER} or count > 1):
        yield f"To be signed by {desk.cached_world.in_words(Demand(roles, count))}"


def window_line(desk: Desk, window: Window) -> str:
    """A window in one line: which, from when to when."""
    return f"{window.election}: {desk.local(window.opens_at)} to {desk.end(window.closes_at)}"


def window_facts(window: Window) -> str:
    """What made a window: poll, rule, what its date rests on, source, and when somebody last looked."""
    made = f"{window.title}. {window.rule} ({window.basis.value})"
    return f"{made}. Source: {window.source}; checked {window.checked_on}."


def _show_field(field: str, text: str, findings: list[Finding]) -> None:
    if field != "text":
        say(f"{field}:", 2)
    shown = text[:_LONGEST_SHOWN]
    lines = marked(shown, [(one.start, min(one.end, len(shown))) for one in findings], indent=4)
    write("\n".join(lines) + "\n")  # wrapping again would move the carets
    if len(shown) < len(text):
        say(visible(f"... and {len(text) - len(shown):,} characters more"), 4)
    say()
