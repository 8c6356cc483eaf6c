"""A row of a register changed by command: everything else in the file stays as it was."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from purdahgate.errors import DataError
from purdahgate.sources.toml_rows import with_row

PATH = Path("people.toml")
TWO = """\
# Who may do what.

[[person]]
name = "ann"   # the first
roles = ["officer"]

# Bo is new.
[[person]]
name = "bo"
roles = ["officer"]
"""


def test_a_key_is_set_and_no_other_line_changes():
    after = with_row(TWO, PATH, "person", {"name": "ann"}, {"trained_on": date(2027, 1, 4)})

    added = [line for line in after.splitlines() if line not in TWO.splitlines()]
    assert added == ["trained_on = 2027-01-04"]
    assert [line for line in after.splitlines() if line not in added] == TWO.splitlines()


def test_a_key_is_taken_away():
    after = with_row(TWO, PATH, "person", {"name": "bo"}, {"roles": None, "age": None})

    assert tomllib.loads(after)["person"][1] == {"name": "bo"}


def test_a_new_row_stands_apart_behind_the_others():
    after = with_row(TWO, PATH, "person", {"name": "cy"}, {"roles": ["officer"], "age": None})

    assert after == TWO + '\n[[person]]\nname = "cy"\nroles = ["officer"]\n'


@pytest.mark.parametrize("text", ["", "# Nobody yet.\n", "# Nobody yet."])
def test_the_first_row_of_a_file_can_be_made(text):
    after = with_row(text, PATH, "person", {"name": "ann"}, {})

    assert tomllib.loads(after) == {"person": [{"name": "ann"}]}
    assert after.startswith(text)


def test_a_second_key_tells_rows_of_one_name_apart():
    deputy = with_row(TWO, PATH, "deputy", {"name": "ann", "for": "bo"}, {"day": 1})

    after = with_row(deputy, PATH, "deputy", {"name": "ann", "for": "cy"}, {"day": 2})

    assert tomllib.loads(after)["deputy"] == [
        {"name": "ann", "for": "bo", "day": 1},
        {"name": "ann", "for": "cy", "day": 2},
    ]


def test_what_is_typed_cannot_break_out_of_its_line():
    said = 'x"\nroles = ["approver"]\n[[person]]\nname = "eve'

    after = with_row(TWO, PATH, "person", {"name": "ann"}, {"full_name": said})

    assert tomllib.loads(after)["person"][0]["full_name"] == said
    assert len(tomllib.loads(after)["person"]) == 2


@pytest.mark.parametrize(
    "text",
    [pytest.param("person = []\n", id="an empty list"), pytest.param("person = 7\n", id="no list at all")],
)
def test_a_file_that_no_command_can_change_is_left_to_a_person(text):
    with pytest.raises(DataError, match="no command can change"):
        with_row(text, PATH, "person", {"name": "ann"}, {"age": 1})
