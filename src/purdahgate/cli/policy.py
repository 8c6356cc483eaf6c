"""`purdahgate policy`: the rules in force."""

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

policies = typer.Typer(help="The rules in force.", no_args_is_help=True)


@policies.command("show")
def show(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Every rule in force, with the clause it carries out.

    Example: purdahgate policy show
    """
    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    policy = desk.app.policy
    if as_json:
        rules = [
            {"rule": each.id, "outcome": each.outcome.value, "clause": str(each.clause), "asks": each.asks}
            for each in policy.rules
        ]
        print_json({"policy": policy.id, "title": policy.title, "digest": policy.digest, "rules": rules})
        return
    say(f"{policy.title} ({policy.id}); digest {policy.digest[:16]}")
    table(
        ("Outcome", "Rule"),
        (((each.outcome.value, each.id), (str(each.clause),)) for each in policy.rules),
    )
