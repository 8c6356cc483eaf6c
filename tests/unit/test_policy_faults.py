"""What a lint finds: rules that do nothing, contradict each other, or wait for people who are not there."""

import pytest

from purdahgate.domain.condition_words import in_words
from purdahgate.domain.people import People, Person
from purdahgate.domain.policy_faults import faults, unmet
from purdahgate.errors import DataError
from purdahgate.sources.policies import find_pack, load_policy, shipped_packs
from purdahgate.sources.wording import load_wording

WORDING = load_wording()
HEAD = """
id = "ours"
title = "Ours"
document = "A policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[roles]
head = "the Head of News"

[[question]]
key = "who"
asks = "Who?"
"""


def rule(when, outcome="hold", name="one", more="", clause="1"):
    return (
        f'\n[[rule]]\nid = "{name}"\nclause = "{clause}"\noutcome = "{outcome}"\nsays = "ruled"\n{more}\n'
        f"when = {{ {when} }}\n"
    )


CLAUSES = '\n[[clause]]\nref = "1"\nsays = "x"\nhow = "left"\nwhy = "y"\n'
USED = rule('account = ["nobody"]', name="used", more='asks = "who"\nby = ["head"]')


def found(tmp_path, *rules):
    path = tmp_path / "ours.toml"
    path.write_text(HEAD + USED + "".join(rules) + CLAUSES, encoding="utf-8")
    return faults(load_policy(path, WORDING))


NEWS = 'category = ["news"]'


@pytest.mark.parametrize(
    "when",
    [
        pytest.param('category = ["news"], category_not = ["news"]', id="no category is left"),
        pytest.param('answered = ["who"], unanswered = ["who"]', id="answered and not"),
        pytest.param('category = ["news"], unless = { category = ["news", "event"] }', id="always exempt"),
        pytest.param("shares = true, unless = { shares = true }", id="exempt from itself"),
        pytest.param("window = true, unless = [{ asap = true }, { window = true }]", id="the second exempts"),
    ],
)
def test_a_rule_that_can_never_fire_is_found(tmp_path, when):
    wrong = found(tmp_path, rule(when))

    assert [each.what for each in wrong] == ["rule ours.one can never fire"]
    assert wrong[0].where.endswith("ours.toml:25")


def test_a_question_that_clears_what_its_answer_sets_off_can_never_fire(tmp_path):
    wrong = found(tmp_path, rule('answered = ["who"]', more='asks = "who"'))

    assert [each.what for each in wrong] == ["rule ours.one can never fire"]


@pytest.mark.parametrize(
    ("stricter", "looser"),
    [
        pytest.param(NEWS, f"window = true, {NEWS}", id="one condition more"),
        pytest.param('category = ["news", "event"]', NEWS, id="one of two categories"),
        pytest.param('category_not = ["event"]', NEWS, id="a category that is not left out"),
        pytest.param(
            'finding = ["party", "member"]', 'finding = ["party"], certainty = ["certain"]', id="surer"
        ),
        pytest.param(
            f"{NEWS}, unless = {{ asap = true }}", f"{NEWS}, asap = false", id="never within the exemption"
        ),
    ],
)
def test_a_rule_that_a_stricter_one_always_outdoes_is_found(tmp_path, stricter, looser):
    wrong = found(tmp_path, rule(stricter, "block", "two"), rule(looser))

    assert len(wrong) == 1
    assert wrong[0].what.startswith("rule ours.one never matters: rule ours.two (")


@pytest.mark.parametrize(
    ("stricter", "looser"),
    [
        pytest.param(f"window = true, {NEWS}", NEWS, id="one condition fewer"),
        pytest.param('category = ["event"]', NEWS, id="another category"),
        pytest.param(f"{NEWS}, unless = {{ asap = true }}", NEWS, id="an exemption"),
        pytest.param(f"{NEWS}, shares = false", NEWS, id="a bar"),
    ],
)
def test_a_rule_that_sometimes_stands_by_itself_is_no_fault(tmp_path, stricter, looser):
    assert not found(tmp_path, rule(stricter, "block", "two"), rule(looser))


def test_a_hold_beneath_a_block_that_somebody_may_override_still_matters(tmp_path):
    block = rule(NEWS, "block", "two", more='override = "head"')

    assert not found(tmp_path, block, rule(NEWS))


def test_rules_of_the_same_conditions_and_other_outcomes_contradict_each_other(tmp_path):
    wrong = found(tmp_path, rule(NEWS, "block", "two"), rule(NEWS))

    assert [each.what.partition(" (")[0] for each in wrong] == ["rule ours.one contradicts rule ours.two"]


def test_a_rule_that_clears_what_the_base_holds_contradicts_it(tmp_path):
    wrong = found(tmp_path, rule("doubt = true", "clear"))

    assert wrong[0].what.startswith("rule ours.one contradicts rule uk-base.doubt")


def test_a_rule_that_does_what_another_of_its_clause_does_adds_nothing(tmp_path):
    wrong = found(tmp_path, rule(NEWS, name="two"), rule(f"window = true, {NEWS}"))

    assert [each.what.partition(" (")[0] for each in wrong] == ["rule ours.one adds nothing to rule ours.two"]


def test_of_two_rules_that_are_the_same_the_later_is_told(tmp_path):
    wrong = found(tmp_path, rule(NEWS, name="two"), rule(NEWS))

    assert [each.what.partition(" (")[0] for each in wrong] == ["rule ours.one adds nothing to rule ours.two"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param('by = ["head"]', id="another role"),
        pytest.param("sign_offs = 2", id="more signatures"),
    ],
)
def test_a_rule_that_waits_for_others_adds_something(tmp_path, more):
    assert not found(tmp_path, rule(NEWS, name="two"), rule(NEWS, more=more))


def test_a_rule_of_another_clause_carries_that_out(tmp_path):
    wrong = found(tmp_path, rule(NEWS, name="two"), rule(NEWS, clause="2"))

    assert [each.what for each in wrong] == ["rule ours.one carries out 2, which has no [[clause]]"]
    assert not wrong[0].wrong


def test_a_certainty_without_a_finding_is_found(tmp_path):
    wrong = found(tmp_path, rule(f'{NEWS}, certainty = ["certain"]'))

    assert wrong[0].what == "rule ours.one has a certainty and no finding: it says nothing"


def test_a_question_or_role_that_nothing_uses_is_noted(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(HEAD + rule(NEWS) + CLAUSES, encoding="utf-8")

    noted = faults(load_policy(path, WORDING))

    assert [(each.what, each.wrong) for each in noted] == [
        ("question who is put by no rule", False),
        ("role head signs for no rule", False),
    ]


@pytest.mark.parametrize("pack", shipped_packs())
def test_no_pack_that_ships_has_a_fault(pack):
    assert not [each for each in faults(load_policy(find_pack(pack), WORDING)) if each.wrong]


# Who is there to sign


def person(name, *roles):
    return Person(name, name, frozenset(roles))


def wanted(tmp_path, more, *people):
    path = tmp_path / "ours.toml"
    path.write_text(HEAD + rule(NEWS, more=more), encoding="utf-8")
    found = unmet(load_policy(path, WORDING), People(people, ""))
    return [(each.what, each.wrong) for each in found if "ours.one" in each.what]


OLIVE, ASHA = person("olive", "officer"), person("asha", "approver", "head")


def test_a_role_that_nobody_holds_is_told(tmp_path):
    found = wanted(tmp_path, 'by = ["head"]', OLIVE, person("anton", "approver"))

    assert found == [
        (
            "1 of head must sign what these rules stop: ours.one; nobody holds it, so it would wait for ever",
            True,
        )
    ]


def test_more_signatures_than_there_are_people_are_told(tmp_path):
    found = wanted(tmp_path, 'by = ["head"]\nsign_offs = 2', OLIVE, ASHA)

    assert "; 1 hold it, so it would wait for ever" in found[0][0]


def test_enough_people_are_no_fault(tmp_path):
    people = (OLIVE, ASHA, person("hugo", "head"))

    assert wanted(tmp_path, 'by = ["head"]\nsign_offs = 2', *people) == []


def test_a_signer_who_is_also_the_only_officer_is_told(tmp_path):
    found = wanted(tmp_path, 'by = ["head"]', person("asha", "officer", "head"))

    assert "what asha writes nobody else may sign" in found[0][0]
    assert found[0][1]


def test_a_signer_who_is_one_officer_of_two_is_noted(tmp_path):
    found = wanted(tmp_path, 'by = ["head"]', person("asha", "officer", "head"), OLIVE)

    assert "what asha writes nobody else may sign" in found[0][0]
    assert not found[0][1]


# Packs that cannot stand


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(rule(NEWS, more='asks = "whom"'), "there is no question 'whom'", id="no question"),
        pytest.param(
            rule(NEWS, more='asks_approver = "who"'), "is not put to the approver", id="put to the author"
        ),
        pytest.param(rule('answered = ["whom"]'), "there is no question 'whom'", id="answered, no question"),
        pytest.param(
            rule('shares = true, unless = { answered = ["whom"] }'),
            "there is no question 'whom'",
            id="exempt by no question",
        ),
        pytest.param(rule(NEWS, more='by = ["haed"]'), "there is no role 'haed'", id="no role"),
        pytest.param(rule(NEWS, "block", more='override = "haed"'), "no role 'haed'", id="no role overrides"),
        pytest.param(rule(NEWS, "block", more='by = ["head"]'), "holds nothing", id="by of a block"),
        pytest.param(rule(NEWS, "clear", more="sign_offs = 2"), "holds nothing", id="signatures of a clear"),
        pytest.param(rule(NEWS, more='override = "head"'), "blocks nothing", id="override of a hold"),
        pytest.param(rule(NEWS, more="sign_offs = 0"), "sign_offs", id="no signatures"),
        pytest.param(rule("shares = true, unless = {}"), "has no condition", id="an empty exemption"),
        pytest.param(rule('words = ["?!"]'), "words", id="a phrase without a word"),
        pytest.param(rule("longer_than = -1"), "longer_than", id="a length below nothing"),
        pytest.param(rule(NEWS, name="One"), "id", id="a name in capitals"),
        pytest.param(rule(NEWS) + CLAUSES + CLAUSES, "clause '1' stands twice", id="a clause twice"),
        pytest.param(
            rule(NEWS) + '\n[[clause]]\nref = "1"\nsays = "x"\nhow = "rule"\nrules = ["two"]\n',
            "names no rule of this policy: 'ours.two'",
            id="a line of no rule",
        ),
        pytest.param(
            rule(NEWS) + '\n[[clause]]\nref = "1"\nsays = "x"\nhow = "asked"\nquestions = ["whom"]\n',
            "there is no question 'whom'",
            id="a line of no question",
        ),
        pytest.param(
            rule(NEWS) + '\n[[clause]]\nref = "1"\nsays = "x"\nhow = "outside"\n',
            "is outside and names no why",
            id="outside without a why",
        ),
        pytest.param(
            rule(NEWS) + '\n[[clause]]\nref = "1"\nsays = "x"\nhow = "rule"\n',
            "is rule and names no rules",
            id="carried out by nothing",
        ),
        pytest.param(
            '\n[[question]]\nkey = "because"\nasks = "Why?"\n' + rule(NEWS),
            "question 'because' stands twice",
            id="a question of the base again",
        ),
        pytest.param(
            '\n[says]\nsaid = "It speaks of {whom}."\n' + rule(NEWS), "speaks of 'whom'", id="an unknown fact"
        ),
        pytest.param(
            '\n[says]\nsaid = "A brace {"\n' + rule(NEWS), "the sentence 'said'", id="a stray brace"
        ),
    ],
)
def test_a_pack_that_names_what_is_not_there_is_refused_by_its_line(tmp_path, text, says):
    path = tmp_path / "ours.toml"
    path.write_text(HEAD + text, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load_policy(path, WORDING)

    assert says in caught.value.message
    assert caught.value.where.startswith(f"{path}:")
    assert caught.value.mend


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("x" * 10_000_000, "too big", id="10 MB"),
        pytest.param("a" + ".a" * 5_000 + " = 1", "too deep", id="a dotted key"),
        pytest.param("a = " + "[" * 9_000 + "]" * 9_000, "nested too deep", id="brackets in brackets"),
        pytest.param("a = 1\n" * 2, "not TOML", id="a key twice"),
    ],
)
def test_a_hostile_pack_is_refused(tmp_path, text, says):
    path = tmp_path / "ours.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load_policy(path, WORDING)

    assert says in caught.value.message


def test_a_pack_of_more_rules_than_anybody_writes_is_refused(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(HEAD + "".join(rule(NEWS, name=f"r{n}") for n in range(1_001)), encoding="utf-8")

    with pytest.raises(DataError) as caught:
        load_policy(path, WORDING)

    assert "1,001 rules" in caught.value.message


# In words


def test_every_condition_has_words(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(
        HEAD
        + rule(
            'window = true, election = ["pcc"], finding = ["party"], certainty = ["likely"], '
            'category = ["news"], category_not = ["event"], account = ["parks"], media = ["image"], '
            'shares = true, links_to = ["own"], words = ["lost", "found"], '
            "longer_than = 5, asap = false, expires = true, "
            'circumstance = ["stopped"], answered = ["who"], unanswered = ["because"], ruled = true, '
            'history = "held-before", doubt = true, alone = true, unless = { shares = false, asap = true }'
        ),
        encoding="utf-8",
    )

    words = in_words(load_policy(path, WORDING).rules[0].when)

    assert words == (
        "a pre-election period of a poll of the kind pcc is open",
        "it has party, likely",
        "its category is news",
        "its category is not event",
        "it goes out on parks",
        "it carries image (none: no medium)",
        "it says found or lost",
        "it links to own sites (none: to nothing)",
        "this holds: stopped",
        "it shares somebody else's post",
        "it is due at a set time",
        "it is to be taken down at a set time",
        "it is longer than 5 characters",
        "its author has answered who",
        "its author has not answered because",
        "the monitoring officer set a finding aside",
        "it was held-before",
        "the calendar or a register cannot be relied on",
        "nothing else holds or blocks it",
        "but not where it shares nobody's post, and it is due as soon as it may go out",
    )
