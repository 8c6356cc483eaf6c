"""`policy lint`, `explain` and `schema`: for whoever writes a pack."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say, write
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.cli.packs import PackName, people_here, policy_of
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purdahgate.domain.policy import Policy, Rule
    from purdahgate.domain.policy_faults import Fault


def lint(pack: PackName = None, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Say which rules do nothing or contradict each other, and which roles nobody holds. Exit code 1 for any.

    Example: purdahgate policy lint policy.toml
    """
    from purdahgate.domain.policy_faults import faults, unmet

    desk = Desk(config, as_json=as_json)
    policy, people = policy_of(desk, pack), people_here(desk)
    found = [*faults(policy), *(unmet(policy, people) if people else ())]
    if as_json:
        print_json([fault_json(each) for each in found])
    else:
        _show(policy, found, looked=people is not None)
    if any(each.wrong for each in found):
        raise typer.Exit(1)


def _show(policy: "Policy", found: "Sequence[Fault]", *, looked: bool) -> None:
    from purdahgate.cli.terminal import many

    for each in found:
        say_fault(each)
    if not looked:
        say("There is no workspace here, so nobody looked at who holds which role.")
    if not found:
        say(f"{policy.id}: nothing to mend in {many(len(policy.own_rules()), 'rule')} of its own.")


def say_fault(fault: "Fault") -> None:
    """One fault, with its line and its mend."""
    where = f" ({fault.where})" if fault.where else ""
    say(f"{'WRONG' if fault.wrong else 'NOTE':<6} {fault.what}{where}", hang=7)
    if fault.mend:
        say(fault.mend, 7)


def fault_json(fault: "Fault") -> dict[str, Any]:
    """The same for a program."""
    level = "wrong" if fault.wrong else "note"
    return {"level": level, "what": fault.what, "where": fault.where, "mend": fault.mend}


def explain(
    rule: Annotated[str, typer.Argument(help="Its id, with or without its pack's name.")],
    policy: Annotated[
        str | None, typer.Option("--policy", help="Of another pack that ships, or of a file.")
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """One rule in words: when it fires, what it then does and says, who releases, which clause asks for it.

    Example: purdahgate policy explain service-why
    """
    from purdahgate.domain.condition_words import in_words

    desk = Desk(config, as_json=as_json)
    whole = policy_of(desk, policy)
    found = _found(whole, rule)
    sentence = found.sentence or _sentence(found.says)
    if as_json:
        print_json(rule_json(found) | {"when": list(in_words(found.when)), "sentence": sentence})
        return
    say(f"{found.id} ({found.where})")
    say(str(found.clause), 2)
    say()
    say(f"It {_DOES[found.outcome]} a post where")
    for phrase in in_words(found.when):
        say(f"- {phrase}", 2, 2)
    for line in _then(whole, found):
        say(line)
    say()
    say(f"“{sentence}”")


_DOES = {"clear": "clears", "hold": "holds", "block": "blocks"}


def _found(policy: "Policy", name: str) -> "Rule":
    from purdahgate.toml_refusals import suggest

    for rule in policy.rules:
        if name in (rule.id, rule.id.partition(".")[2]):
            return rule
    known = [rule.id for rule in policy.rules]
    raise InputError(f"{policy.id} has no rule {name!r}", mend=suggest(name, known))


def _then(policy: "Policy", rule: "Rule") -> list[str]:
    """Its questions, and who releases what it stops."""
    asked = [
        f"{who}: {policy.questions[key].asks} ({policy.questions[key].typed})"
        for who, key in (
            ("An answer of the author clears it", rule.asks),
            ("Whoever signs it off is asked", rule.asks_approver),
        )
        if key
    ]
    titles = [policy.roles.get(role, role) for role in sorted(rule.releasers())]
    if rule.outcome == "clear":
        return asked
    if not titles:
        return [*asked, "Nobody may release it as it is."]
    return [*asked, f"To be signed by {rule.sign_offs} of: {', '.join(titles)}."]


def _sentence(code: str) -> str:
    from purdahgate.sources.wording import load_wording

    return load_wording().sentence(code)


def rule_json(rule: "Rule") -> dict[str, Any]:
    """A rule, as `policy show` has it."""
    return {
        "rule": rule.id,
        "outcome": rule.outcome.value,
        "clause": str(rule.clause),
        "asks": rule.asks,
        "asks_approver": rule.asks_approver,
        "by": sorted(rule.releasers()) if rule.outcome == "hold" else [],
        "sign_offs": rule.sign_offs,
        "override": rule.override,
        "where": rule.where,
    }


def schema(
    cases: Annotated[bool, typer.Option("--cases", help="Of a file of cases, not of a pack.")] = False,
) -> None:
    """The JSON Schema of a pack, for an editor that checks TOML as it is typed.

    Example: purdahgate policy schema
    """
    from purdahgate.sources.schemas import schema_text

    write(schema_text(cases=cases))
