"""`purdahgate policy coverage`: clause by clause, what becomes of a policy."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.cli.packs import PackName, policy_of
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purdahgate.domain.coverage import Covered
    from purdahgate.domain.policy import Policy

# What is counted, in the words of the table and of the JSON.
TOTALS = {
    "clauses": "Clauses",
    "publishing": "On publishing",
    "rule": "Carried out",
    "asked": "Asked",
    "record": "Recorded",
    "left": "Left",
    "outside": "Outside",
}


def coverage(
    pack: PackName = None,
    everything: Annotated[bool, typer.Option("--all", help="The totals of every pack that ships.")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Clause by clause, what carries a policy out: rules, a question, a record; or why nothing does.

    Example: purdahgate policy coverage chelmsford
    """
    desk = Desk(config, as_json=as_json)
    if everything and pack:
        raise InputError("--all takes no pack", mend="Leave one of them out")
    if everything:
        _all_totals(desk)
        return
    policy = policy_of(desk, pack)
    if as_json:
        print_json(_json(policy))
    else:
        _show(policy)


def _packs(policy: "Policy") -> dict[str, list["Covered"]]:
    """The clauses by pack: its own first, then those of what it extends."""
    packs: dict[str, list[Covered]] = {policy.id: []}
    for each in policy.clauses:
        packs.setdefault(each.pack, []).append(each)
    return packs


def _show(policy: "Policy") -> None:
    from purdahgate.cli.terminal import table
    from purdahgate.domain.coverage import totals

    for name, clauses in _packs(policy).items():
        own = name == policy.id
        say(f"{policy.title}: {'its own clauses' if own else f'those of {name}, which it extends'}")
        if not clauses:
            say("None: the pack has no [[clause]], so nobody has said what becomes of each.", 2)
        for document, group in groupby(clauses, key=lambda each: each.clause.document):
            say()
            say(document)
            table(("How", "Clause"), [((each.how.value, each.clause.ref), _notes(each)) for each in group])
        count = totals(clauses)
        say()
        say(", ".join(f"{word.lower()} {count[key]}" for key, word in TOTALS.items()).capitalize() + ".")
        say()


def _notes(covered: "Covered") -> "Sequence[str]":
    """What a clause says, and what carries it out or why nothing does."""
    rules = ", ".join(rule.removeprefix(f"{covered.pack}.") for rule in covered.rules)
    carried = (
        ("Rules", rules),
        ("Questions", ", ".join(covered.questions)),
        ("Record", covered.record),
        ("Why", covered.why),
    )
    return (covered.says, *(f"{word}: {each}" for word, each in carried if each))


def _all_totals(desk: Desk) -> None:
    """One line a pack that ships: its own clauses alone."""
    from purdahgate.cli.terminal import table
    from purdahgate.domain.coverage import totals
    from purdahgate.sources.policies import shipped_packs

    count = {}
    for name in shipped_packs():
        policy = policy_of(desk, name)
        count[name] = totals(_packs(policy)[policy.id])
    if desk.as_json:
        print_json(count)
        return
    rows = [((name, *(str(each[key]) for key in TOTALS)), ()) for name, each in count.items()]
    table(("Pack", *TOTALS.values()), rows)


def _json(policy: "Policy") -> dict[str, Any]:
    from purdahgate.domain.coverage import totals

    return {
        "policy": policy.id,
        "title": policy.title,
        "clauses": [_covered_json(each) for each in policy.clauses],
        "totals": {name: totals(clauses) for name, clauses in _packs(policy).items()},
    }


def _covered_json(covered: "Covered") -> dict[str, Any]:
    return {
        "pack": covered.pack,
        "document": covered.clause.document,
        "ref": covered.clause.ref,
        "says": covered.says,
        "how": covered.how.value,
        "rules": list(covered.rules),
        "questions": list(covered.questions),
        "record": covered.record,
        "why": covered.why,
    }
