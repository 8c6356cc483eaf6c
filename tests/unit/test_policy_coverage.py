"""Every clause of every policy that ships has its line; every rule fires in a case, and is silent in one."""

import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from purdahgate.app import App
from purdahgate.domain.coverage import How, totals
from purdahgate.shipped_data import shipped
from purdahgate.sources.policies import find_pack, load_policy, shipped_packs
from purdahgate.sources.wording import load_wording
from purdahgate.usecases.try_policy import try_policy

CASES = Path(__file__).parents[1] / "cases"
PACKS = shipped_packs()
WORDING = load_wording()
POLICIES = {name: load_policy(find_pack(name), WORDING) for name in PACKS}
FILES = sorted((CASES / "policies").glob("*/*.toml"))
every_pack = pytest.mark.parametrize("pack", PACKS)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The world of the demo's workspace, for cases whose text is to be read."""
    folder = tmp_path_factory.mktemp("policies") / "workspace"
    shutil.copytree(shipped("demo"), folder)
    return App.at(folder / "config.toml", lambda: datetime(2027, 3, 1, 10, tzinfo=UTC)).world()


def gate_cases():
    """The cases that the whole gate is asked; what each says is tested in test_gate_cases."""
    for file in sorted((CASES / "gate").glob("*.toml")):
        yield from tomllib.loads(file.read_text(encoding="utf-8"))["case"]


def cases_of(pack):
    for file in sorted((CASES / "policies" / pack).glob("*.toml")):
        yield from tomllib.loads(file.read_text(encoding="utf-8"))["case"]


def fired_by(pack):
    """What each case of a pack fires, by whole rule ids, a set a case."""
    own = [{name if "." in name else f"{pack}.{name}" for name in case["rules"]} for case in cases_of(pack)]
    return [*own, *(set(case["rules"]) for case in gate_cases())]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_case_comes_out_as_it_says(file, world):
    tried = try_policy(POLICIES[file.parent.name], file, lambda: world)

    assert not [
        f"{each.where}: {each.case.why}: {each.outcome} by {sorted(each.rules)}"
        for each in tried
        if not each.holds
    ]


@every_pack
def test_every_clause_of_the_list_has_its_line_and_no_line_is_of_another(pack):
    policy = POLICIES[pack]
    document = tomllib.loads(find_pack(pack).read_text(encoding="utf-8"))["document"]
    listed = (CASES / "policies" / pack / "clauses.txt").read_text(encoding="utf-8").splitlines()

    lines = [
        each.clause.ref if each.clause.document == document else f"{each.clause.document} | {each.clause.ref}"
        for each in policy.clauses
        if each.pack == pack
    ]

    assert sorted(lines) == sorted(listed)


@every_pack
def test_every_rule_carries_out_a_clause_that_has_a_line(pack):
    policy = POLICIES[pack]
    named = {rule for each in policy.clauses for rule in each.rules}
    lines = {each.clause for each in policy.clauses if each.pack == pack}

    astray = [rule.id for rule in policy.own_rules() if rule.id not in named or rule.clause not in lines]

    assert not astray


@every_pack
def test_every_rule_fires_in_some_case(pack):
    fired = set().union(*fired_by(pack))

    assert not [rule.id for rule in POLICIES[pack].own_rules() if rule.id not in fired]


@every_pack
def test_every_rule_stays_silent_in_some_case(pack):
    fired = fired_by(pack)

    assert not [rule.id for rule in POLICIES[pack].own_rules() if all(rule.id in each for each in fired)]


@every_pack
def test_every_rule_that_a_line_names_fires_in_some_case(pack):
    fired = set().union(*fired_by(pack))
    named = {rule for each in POLICIES[pack].clauses if each.pack == pack for rule in each.rules}

    assert not named - fired


@every_pack
def test_every_question_that_a_line_names_is_put_in_some_case(pack):
    policy = POLICIES[pack]
    fired = set().union(*fired_by(pack))
    put = {
        key
        for rule in policy.rules
        if rule.id in fired
        for key in (rule.asks, rule.asks_approver, *offered(rule))
    }

    unput = {key for each in policy.clauses if each.pack == pack for key in each.questions if key not in put}

    assert not unput


def offered(rule):
    """The questions that answer one of a rule's exemptions."""
    return {key for each in rule.when.unless for key in each.answered}


@every_pack
def test_a_clause_that_is_outside_or_left_says_why(pack):
    silent = [
        each.clause.ref
        for each in POLICIES[pack].clauses
        if each.how in {How.OUTSIDE, How.LEFT} and not each.why.strip()
    ]

    assert not silent


def test_no_folder_of_cases_is_of_a_pack_that_does_not_ship():
    assert {each.name for each in (CASES / "policies").iterdir() if each.is_dir()} == set(PACKS)


@every_pack
def test_no_case_stands_twice(pack):
    names = [case["why"] for case in cases_of(pack)]

    assert sorted(names) == sorted(set(names))


@every_pack
def test_the_readme_counts_the_clauses_as_they_are(pack):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if line.startswith(f"| `{pack}` |"))

    told = [int(cell) for cell in row.strip("|").split("|")[2:]]

    assert told == list(totals(each for each in POLICIES[pack].clauses if each.pack == pack).values())
