"""`purdahgate policy`: the rules in force, clause by clause."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.coverage import coverage
from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.cli.pack_care import explain, fault_json, lint, rule_json, say_fault, schema
from purdahgate.cli.packs import PackName, people_here, policy_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purdahgate.domain.policy import Policy
    from purdahgate.usecases.try_policy import Tried

policies = typer.Typer(help="The rules in force, clause by clause.", no_args_is_help=True)
policies.command("coverage")(coverage)
policies.command("lint")(lint)
policies.command("explain")(explain)
policies.command("schema")(schema)


@policies.command("show")
def show(pack: PackName = None, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Every rule in force, or of another pack, with the clause it carries out.

    Example: purdahgate policy show uk-base
    """
    from purdahgate.cli.shapes import question_json
    from purdahgate.cli.terminal import table
    from purdahgate.domain.policy_faults import unmet

    desk = Desk(config, as_json=as_json)
    policy, people = policy_of(desk, pack), people_here(desk)
    waits = unmet(policy, people) if people else ()
    if as_json:
        whole: dict[str, Any] = {
            "policy": policy.id,
            "title": policy.title,
            "digest": policy.digest,
            "rules": [rule_json(each) for each in policy.rules],
            "questions": [question_json(each) for each in policy.questions.values()],
            "roles": dict(policy.roles),
            "faults": [fault_json(each) for each in waits],
        }
        print_json(whole)
        return
    say(f"{policy.title} ({policy.id}); digest {policy.digest[:16]}")
    table(
        ("Outcome", "Rule"),
        (((each.outcome.value, each.id), (str(each.clause),)) for each in policy.rules),
    )
    for each in waits:
        say_fault(each)


@policies.command("test")
def try_cases(
    pack: Annotated[str, typer.Argument(help="A pack that ships, or a file.")],
    cases: Annotated[list[Path], typer.Argument(help="Files of cases: TOML, a [[case]] each.")],
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Judge cases by a pack, and say which come out otherwise than they say. Exit code 1 where one does.

    Example: purdahgate policy test policy.toml cases.toml
    """
    from purdahgate.usecases.try_policy import try_policy, unfired

    desk = Desk(config, as_json=as_json)
    policy = policy_of(desk, pack)
    tried = [each for file in cases for each in try_policy(policy, file, lambda: desk.cached_world)]
    silent = unfired(policy, tried)
    if as_json:
        print_json({"policy": policy.id, "cases": [_tried_json(each) for each in tried], "unfired": silent})
    else:
        _show_tried(policy, tried, silent)
    if not all(each.holds for each in tried):
        raise typer.Exit(1)


def _show_tried(policy: "Policy", tried: "Sequence[Tried]", silent: "Sequence[str]") -> None:
    from purdahgate.cli.terminal import many

    for each in tried:
        if not each.holds:
            say(f"{each.where}: {each.case.why}", hang=2)
            say(f"was to be {_told(each.case.outcome, each.wanted, each.case.questions)}", 2, 2)
            say(f"came out  {_told(each.outcome, each.rules, each.questions)}", 2, 2)
    failed = sum(not each.holds for each in tried)
    say(f"{many(len(tried), 'case')} of {policy.id}: {len(tried) - failed:,} as they say, {failed:,} not.")
    if silent:
        say(f"No case fires: {', '.join(silent)}")


def _told(outcome: Any, rules: Any, questions: Any) -> str:
    asks = f"; asks {', '.join(sorted(questions))}" if questions else ""
    return f"{outcome.value} by {', '.join(sorted(rules)) or 'no rule of this pack'}{asks}"


def _tried_json(tried: "Tried") -> dict[str, Any]:
    return {
        "where": tried.where,
        "why": tried.case.why,
        "holds": tried.holds,
        "outcome": tried.outcome.value,
        "rules": sorted(tried.rules),
        "questions": sorted(tried.questions),
        "wanted": {
            "outcome": tried.case.outcome.value,
            "rules": sorted(tried.wanted),
            "questions": sorted(tried.case.questions),
        },
    }
