"""Who may do what, and who may not sign off what they wrote."""

from pathlib import Path

import pytest

from purdahgate.domain.lifecycle import State
from purdahgate.domain.people import Person, Role, four_eyes, require
from purdahgate.domain.post import Category, Due, Post, Revision
from purdahgate.errors import DataError, InputError, NotAllowedError
from purdahgate.sources.people import load_people

ANN = """
[[person]]
name = "ann"
full_name = "Ann Example"
roles = ["officer", "approver"]
"""
BO = ANN.replace("ann", "bo").replace("Ann", "Bo").replace(', "approver"', "")


def write(folder: Path, text: str) -> Path:
    path = folder / "people.toml"
    path.write_text(text, encoding="utf-8")
    return path


def post_by(*writers):
    revision = Revision("Bins", "council", Category.SERVICE, Due("asap", None))
    return Post(7, State.HELD, revision, 1, revision.digest, writers[0], frozenset(writers), None)


def test_everybody_is_read_with_their_roles(tmp_path):
    people = load_people(write(tmp_path, ANN + BO))

    assert list(people) == [
        Person("ann", "Ann Example", frozenset({Role.OFFICER, Role.APPROVER})),
        Person("bo", "Bo Example", frozenset({Role.OFFICER})),
    ]


def test_a_role_is_looked_up(tmp_path):
    people = load_people(write(tmp_path, ANN + BO))

    assert [person.name for person in people.holding(Role.APPROVER)] == ["ann"]


def test_a_change_of_the_file_changes_its_digest(tmp_path):
    before = load_people(write(tmp_path, ANN)).digest

    after = load_people(write(tmp_path, ANN + BO)).digest

    assert before != after


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        pytest.param(ANN + ANN, "'ann' stands twice", 7, id="a name twice"),
        pytest.param(ANN.replace('["officer", "approver"]', "[]"), "no role", 2, id="no role"),
        pytest.param(ANN.replace("approver", "aprover"), "'aprover'", 5, id="an unknown role"),
        pytest.param(ANN + "age = 7\n", "'age'", 6, id="an unknown key"),
        pytest.param(ANN.replace('"ann"', '" ann"'), "' ann'", 2, id="a name with a blank before it"),
        pytest.param(ANN.replace('"ann"', '""'), "''", 2, id="an empty name"),
        pytest.param(ANN.replace('"ann"', "7"), "wrong type", 3, id="a number for a name"),
        pytest.param(ANN.replace('full_name = "Ann Example"\n', ""), "'full_name'", 2, id="no full name"),
    ],
)
def test_a_people_file_that_cannot_stand_is_refused_by_its_line(tmp_path, text, says, line):
    path = write(tmp_path, text)

    with pytest.raises(DataError) as caught:
        load_people(path)

    assert says in caught.value.message
    assert caught.value.where == f"{path}:{line}"
    assert caught.value.mend


def test_a_name_mistyped_is_told_the_nearest(tmp_path):
    people = load_people(write(tmp_path, ANN + BO))

    with pytest.raises(InputError) as caught:
        people.who("anne")

    assert caught.value.mend == "Did you mean 'ann'?"


def test_a_name_nobody_bears_is_told_those_there_are(tmp_path):
    people = load_people(write(tmp_path, ANN + BO))

    with pytest.raises(InputError) as caught:
        people.who("zebedee")

    assert "ann, bo" in caught.value.mend


def test_a_name_is_no_name_in_other_letters(tmp_path):
    people = load_people(write(tmp_path, ANN))

    with pytest.raises(InputError):
        people.who("Ann")


@pytest.mark.parametrize("role", list(Role))
def test_a_deed_takes_its_own_role_and_no_other(role):
    everything_else = Person("ann", "Ann Example", frozenset(Role) - {role})

    with pytest.raises(NotAllowedError) as caught:
        require(everything_else, role, "do this")

    assert f"ann may not do this: that takes the role {role}" in caught.value.message


@pytest.mark.parametrize("role", list(Role))
def test_whoever_holds_the_role_may(role):
    person = Person("ann", "Ann Example", frozenset({role}))

    require(person, role, "do this")


@pytest.mark.parametrize(
    "post",
    [pytest.param(post_by("ann"), id="its author"), pytest.param(post_by("bo", "ann"), id="an editor of it")],
)
def test_whoever_wrote_any_revision_is_refused_whatever_their_roles(post):
    ann = Person("ann", "Ann Example", frozenset(Role))

    with pytest.raises(NotAllowedError, match="wrote a revision"):
        four_eyes(ann, post, "approve")


def test_whoever_wrote_nothing_of_it_is_let_by():
    ann = Person("ann", "Ann Example", frozenset(Role))

    four_eyes(ann, post_by("bo"), "approve")
