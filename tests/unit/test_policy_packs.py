"""Policy packs: read whole, refused by line, and never looser than the base."""

from pathlib import Path

import pytest

from purdahgate.domain.gate import decide
from purdahgate.domain.policy import Outcome
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.sources.policies import load_policy
from purdahgate.sources.wording import load_wording

WORDING = load_wording()
HEAD = """id = "sometown"
title = "Sometown Council"
document = "A policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"
"""
RULE = """
[[rule]]
id = "no-news"
clause = "7"
outcome = "hold"
says = "category-in-window"
when = { window = true, category = ["news"] }
"""


def write(folder: Path, text: str, name: str = "sometown.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        load_policy(path, WORDING)
    return caught.value


def line_of(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_a_packs_rules_come_before_those_it_extends(tmp_path):
    path = write(tmp_path, HEAD + RULE)

    policy = load_policy(path, WORDING)

    assert policy.id == "sometown"
    assert policy.rules[0].id == "sometown.no-news"
    assert str(policy.rules[0].clause) == "A policy, 7"
    assert {rule.id.partition(".")[0] for rule in policy.rules[1:]} == {"uk-base"}


def test_a_pack_may_extend_one_that_extends_the_base(tmp_path):
    write(tmp_path, HEAD + RULE)
    path = write(
        tmp_path, HEAD.replace('"sometown"', '"ward"').replace('"uk-base"', '"sometown"') + RULE, "ward.toml"
    )

    policy = load_policy(path, WORDING)

    assert [rule.id.partition(".")[0] for rule in policy.rules[:3]] == ["ward", "sometown", "uk-base"]


def test_the_base_may_be_a_bodys_whole_policy():
    policy = load_policy(shipped("policies/uk-base.toml"), WORDING)

    assert policy.id == "uk-base"


def test_a_packs_digest_covers_what_it_extends(tmp_path):
    write(tmp_path, HEAD + RULE)
    path = write(
        tmp_path, HEAD.replace('"sometown"', '"ward"').replace('"uk-base"', '"sometown"') + RULE, "ward.toml"
    )
    before = load_policy(path, WORDING).digest
    write(tmp_path, HEAD + RULE.replace("hold", "block"))

    after = load_policy(path, WORDING).digest

    assert before != after


def test_a_rule_that_clears_cannot_undo_the_base(tmp_path):
    path = write(
        tmp_path,
        HEAD
        + RULE.replace('"hold"', '"clear"').replace(
            '{ window = true, category = ["news"] }', "{ longer_than = 0 }"
        ),
    )
    long = Revision("word " * 2_000, "council", Category.NEWS, Due("asap", None))

    verdict = decide(long, (), (), load_policy(path, WORDING), moment=None)

    assert verdict.outcome is Outcome.HOLD


def test_a_rule_with_the_id_of_one_of_the_base_stands_beside_it(tmp_path):
    path = write(tmp_path, HEAD + RULE.replace("no-news", "very-long").replace('"hold"', '"clear"'))

    policy = load_policy(path, WORDING)

    assert {"sometown.very-long", "uk-base.very-long"} <= {rule.id for rule in policy.rules}


def test_a_pack_of_ones_own_cannot_pass_itself_off_as_the_base(tmp_path):
    path = write(
        tmp_path, HEAD.replace('"sometown"', '"uk-base"').replace('extends = "uk-base"\n', "") + RULE
    )

    error = refused(path)

    assert str(path) in error.where


@pytest.mark.parametrize(
    ("text", "says", "at"),
    [
        pytest.param(HEAD, "no rule", "", id="no rule"),
        pytest.param(
            HEAD.replace('extends = "uk-base"\n', "") + RULE, "extends nothing", "", id="extends nothing"
        ),
        pytest.param(
            HEAD.replace('"uk-base"', '"uk-bass"') + RULE,
            "'uk-bass'",
            "extends",
            id="extends what is not there",
        ),
        pytest.param(
            HEAD.replace('"uk-base"', '"sometown"') + RULE, "extends itself", "extends", id="extends itself"
        ),
        pytest.param(
            HEAD + RULE.replace("window = true, category", "catagory"),
            "'catagory'",
            "when",
            id="unknown condition",
        ),
        pytest.param(HEAD + RULE + "asks_for = 1\n", "'asks_for'", "asks_for", id="unknown key of a rule"),
        pytest.param(HEAD + "note = 1\n" + RULE, "'note'", "note", id="unknown key of the pack"),
        pytest.param(
            HEAD + RULE.replace('{ window = true, category = ["news"] }', "{ }"),
            "no condition",
            "[[rule]]",
            id="no condition",
        ),
        pytest.param(
            HEAD + RULE.replace('{ window = true, category = ["news"] }', "{ ruled = false, finding = [] }"),
            "no condition",
            "[[rule]]",
            id="only conditions that say nothing",
        ),
        pytest.param(
            HEAD + RULE.replace('when = { window = true, category = ["news"] }', ""),
            "'when'",
            "[[rule]]",
            id="no `when` at all",
        ),
        pytest.param(
            HEAD + RULE.replace("category-in-window", "catagory-in-window"),
            "'catagory-in-window'",
            "[[rule]]",
            id="no words for it",
        ),
        pytest.param(HEAD + RULE.replace('"hold"', '"held"'), "'held'", "outcome", id="no such outcome"),
        pytest.param(HEAD + RULE.replace('"news"', '"newz"'), "'newz'", "when", id="no such category"),
        pytest.param(
            HEAD + RULE.replace('category = ["news"]', 'finding = ["partie"]'),
            "'partie'",
            "when",
            id="no such kind",
        ),
        pytest.param(HEAD + RULE.replace('id = "no-news"\n', ""), "'id'", "[[rule]]", id="a rule without id"),
        pytest.param(HEAD + RULE.replace('clause = "7"\n', ""), "'clause'", "[[rule]]", id="no clause"),
    ],
)
def test_a_pack_that_cannot_stand_is_refused_by_its_line(tmp_path, text, says, at):
    path = write(tmp_path, text)

    error = refused(path)

    assert says in error.message
    assert error.where == (f"{path}:{line_of(path, at)}" if at else str(path))
    assert error.mend


def test_a_rule_id_that_stands_twice_is_refused_at_the_second(tmp_path):
    path = write(tmp_path, HEAD + RULE + RULE)

    error = refused(path)

    assert "'no-news' stands twice" in error.message
    assert error.where == f"{path}:{len((HEAD + RULE).splitlines()) + 2}"


def test_two_packs_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, HEAD.replace('"uk-base"', '"ward"') + RULE)
    path = write(
        tmp_path, HEAD.replace('"sometown"', '"ward"').replace('"uk-base"', '"sometown"') + RULE, "ward.toml"
    )

    error = refused(path)

    assert "extends itself" in error.message


def test_every_shipped_rule_names_its_clause(shipped_policy):
    unnamed = [rule.id for rule in shipped_policy.rules if not rule.clause.document or not rule.clause.ref]

    assert unnamed == []


def test_every_shipped_rule_has_words(shipped_policy):
    wordless = [rule.id for rule in shipped_policy.rules if not (rule.sentence or rule.says in WORDING)]

    assert wordless == []


def test_a_shipped_rule_that_clears_does_nothing_but_ask(shipped_policy):
    clearing = [rule for rule in shipped_policy.rules if rule.outcome is Outcome.CLEAR]

    assert [rule.id for rule in clearing if not any(each.answered for each in rule.when.unless)] == []
