"""Everyday names out of how other people write them."""

import pytest

from purdahgate.errors import InputError
from purdahgate.exchange.person_names import everyday_name, is_vacant


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("  Ann \u00a0 Sampleby ", "Ann Sampleby", id="spaces"),
        pytest.param("Councillor Ann Sampleby", "Ann Sampleby", id="a title"),
        pytest.param("County Councillor Prof. Ann Sampleby", "Ann Sampleby", id="two titles"),
        pytest.param("The Rt Hon Dame Ann Sampleby MP", "Ann Sampleby", id="a longer title and letters"),
        pytest.param("Cllr. Dr Ann Sampleby M.B.E. JP", "Ann Sampleby", id="dotted letters"),
        pytest.param("Ann Sampleby, Deputy", "Ann Sampleby", id="an office behind a comma"),
        pytest.param("Sir Ann Sampleby (Alderman)", "Ann Sampleby", id="a note in brackets"),
        pytest.param("Mary-Ann van der Sample", "Mary-Ann van der Sample", id="particles stay"),
        pytest.param("Siân O'Sample-Jones", "Siân O'Sample-Jones", id="accents and signs stay"),
        pytest.param("Earl Sampleby", "Earl Sampleby", id="a title that is a first name"),
        pytest.param("Jo Ma", "Jo Ma", id="a surname that looks like letters"),
        pytest.param("Lord Sampleby", "Lord Sampleby", id="a title that is half the name"),
    ],
)
def test_titles_letters_and_notes_are_taken_off(typed, name):
    assert everyday_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param("", "no full name", id="nothing"),
        pytest.param("Green", "no full name", id="one word"),
        pytest.param("Ann 7", "no full name", id="a number"),
        pytest.param("Sampleby, Ann", "surname first", id="surname first"),
        pytest.param('=HYPERLINK("x";"Ann Sampleby")', "spreadsheet's formula", id="a formula"),
        pytest.param("@Ann Sampleby", "spreadsheet's formula", id="an old formula"),
        pytest.param("SiÃ¢n Sampleby", "garbled", id="UTF-8 read as windows-1252"),
        pytest.param("Si\ufffdn Sampleby", "garbled", id="a lost letter"),
        pytest.param("Ann\x00 Sampleby", "cannot be printed", id="a NUL"),
        pytest.param("Ann \u202eybelpmaS", "cannot be printed", id="letters turned round"),
        pytest.param("Ann " * 80, "too long", id="a whole page"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(typed, says):
    with pytest.raises(InputError, match=says) as wrong:
        everyday_name(typed)

    assert "\n" not in str(wrong.value)
    assert len(str(wrong.value)) < 200


@pytest.mark.parametrize("typed", ["Vacant", " VACANCY ", "(Vacant seat)", "- vacant -"])
def test_a_vacant_seat_is_nobody(typed):
    assert is_vacant(typed)


def test_somebody_is_not_vacant():
    assert not is_vacant("Ann Vacant")
