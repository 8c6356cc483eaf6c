"""Who may do what, and who may not sign off what they wrote."""

from datetime import date
from pathlib import Path

import pytest

from purdahgate.domain.lifecycle import State
from purdahgate.domain.people import Person, Role, four_eyes, require, require_second
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


# Deputies, suspensions, and what a register of people cannot say

CY = ANN.replace("ann", "cy").replace("Ann", "Cy").replace('["officer", "approver"]', '["elections"]')
DEPUTY = """
[[deputy]]
name = "cy"
stands_for = "ann"
first_day = 2027-04-06
last_day = 2027-04-16
"""


def acting(folder: Path, text: str, name: str, day: str) -> Person:
    people = load_people(write(folder, text))
    return people.acting(people.who(name), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "may"),
    [
        pytest.param("2027-04-05", False, id="the day before"),
        pytest.param("2027-04-06", True, id="the first day"),
        pytest.param("2027-04-16", True, id="the last day"),
        pytest.param("2027-04-17", False, id="the day after"),
    ],
)
def test_a_deputy_is_an_approver_on_their_days(tmp_path, day, may):
    cy = acting(tmp_path, ANN + CY + DEPUTY, "cy", day)

    assert (Role.APPROVER in cy.roles) is may
    assert cy.stands_for == (frozenset({"ann"}) if may else frozenset())


@pytest.mark.parametrize("author", ["cy", "ann"])
def test_a_deputy_may_not_pass_what_they_or_the_one_they_stand_in_for_wrote(tmp_path, author):
    cy = acting(tmp_path, ANN + CY + DEPUTY, "cy", "2027-04-06")

    with pytest.raises(NotAllowedError, match="wrote a revision"):
        four_eyes(cy, post_by(author), "approve")


def test_a_deputy_may_pass_what_somebody_else_wrote(tmp_path):
    cy = acting(tmp_path, ANN + CY + DEPUTY, "cy", "2027-04-06")

    four_eyes(cy, post_by("bo"), "approve")


def test_a_deputy_may_not_confirm_what_the_one_they_stand_in_for_proposed(tmp_path):
    cy = acting(tmp_path, ANN + CY + DEPUTY, "cy", "2027-04-06")

    with pytest.raises(NotAllowedError, match="ann proposed"):
        require_second(cy, "ann", "change 1")


@pytest.mark.parametrize(
    ("until", "day", "barred"),
    [
        pytest.param("", "2027-02-28", False, id="the day before"),
        pytest.param("", "2027-03-01", True, id="the first day"),
        pytest.param("", "2030-03-01", True, id="years on, with no end"),
        pytest.param("suspended_until = 2027-03-05\n", "2027-03-05", True, id="the last day"),
        pytest.param("suspended_until = 2027-03-05\n", "2027-03-06", False, id="the day after"),
    ],
)
def test_whoever_is_suspended_acts_in_no_role(tmp_path, until, day, barred):
    text = f'{ANN}suspended_on = 2027-03-01\nsuspended_because = "No refresher"\n{until}'

    ann = acting(tmp_path, text, "ann", day)

    assert (ann.roles == frozenset()) is barred
    if barred:
        with pytest.raises(NotAllowedError, match="suspended: No refresher"):
            require(ann, Role.OFFICER, "queue posts")


def test_somebody_suspended_is_no_deputy_either(tmp_path):
    text = f'{ANN}{CY}suspended_on = 2027-03-01\nsuspended_because = "x"\n{DEPUTY}'

    assert acting(tmp_path, text, "cy", "2027-04-06").roles == frozenset()


def test_the_worker_acts_as_itself_whatever_the_file_says(tmp_path):
    people = load_people(write(tmp_path, ANN.replace('"ann"', '"worker"')))
    worker = Person("worker", "the release worker", frozenset())

    assert people.acting(worker, date(2027, 3, 1)) is worker


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(ANN + DEPUTY, "'cy' is in no entry", id="a deputy nobody knows"),
        pytest.param(CY + DEPUTY, "'ann' is in no entry", id="standing in for nobody"),
        pytest.param(CY + BO + DEPUTY.replace('"ann"', '"bo"'), "cannot stand in", id="for no approver"),
        pytest.param(ANN + DEPUTY.replace('"cy"', '"ann"'), "cannot stand in", id="for themselves"),
        pytest.param(ANN + CY + DEPUTY.replace("04-16", "04-05"), "end before", id="days that end first"),
        pytest.param(ANN + "suspended_on = 2027-03-01\n", "half a suspension", id="suspended for no reason"),
        pytest.param(ANN + 'suspended_because = "x"\n', "half a suspension", id="suspended from no day"),
        pytest.param(
            ANN + 'suspended_on = 2027-03-01\nsuspended_because = "x"\nsuspended_until = 2027-02-28\n',
            "ends before it begins",
            id="suspended to the day before",
        ),
        pytest.param(ANN + "refreshed_on = 2027-03-01\n", "no training", id="a refresher of nothing"),
    ],
)
def test_what_a_register_of_people_cannot_say_is_refused(tmp_path, text, says):
    with pytest.raises(DataError) as caught:
        load_people(write(tmp_path, text))

    assert says in caught.value.message
    assert caught.value.mend


def test_a_deputy_takes_on_the_policys_own_roles_and_no_other_office(tmp_path):
    chief = ANN.replace('["officer", "approver"]', '["chief", "monitoring-officer"]')
    people = load_people(write(tmp_path, chief + CY + DEPUTY), ["chief"])

    cy = people.acting(people.who("cy"), date(2027, 4, 6))

    assert cy.roles == {Role.ELECTIONS, "chief"}


def test_a_deputy_is_of_one_office_with_the_one_they_stand_in_for_on_those_days(tmp_path):
    people = load_people(write(tmp_path, ANN + CY + DEPUTY))

    assert people.office("cy", date(2027, 4, 6)) == {"cy", "ann"}
    assert people.office("cy", date(2027, 4, 17)) == {"cy"}
    assert people.office("ann", date(2027, 4, 6)) == {"ann"}
