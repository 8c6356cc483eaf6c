"""Election ids of Democracy Club's form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.election_ids import TYPES, ElectionId, parse_election_id
from purdahgate.errors import InputError

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "middle"),
    [
        pytest.param("local.2027-05-06", (), id="a group"),
        pytest.param("local.chelmsford.2027-05-06", ("chelmsford",), id="a council"),
        pytest.param("local.st-albans.marshalswick.2027-05-06", ("st-albans", "marshalswick"), id="a ward"),
        pytest.param("local.adur.buckingham.by.2027-05-06", ("adur", "buckingham", "by"), id="a by-election"),
        pytest.param("gla.c.2028-05-04", ("c",), id="a subtype"),
        pytest.param("sp.r.lothian.2031-05-01", ("r", "lothian"), id="a region of a subtype"),
    ],
)
def test_an_id_is_taken_apart_and_written_the_same_again(typed, middle):
    parsed = parse_election_id(typed)

    assert parsed.middle == middle
    assert str(parsed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("local", id="no date"),
        pytest.param("2027-05-06", id="no type"),
        pytest.param("local.2027-5-6", id="a date in another spelling"),
        pytest.param("local.20270506", id="a date without hyphens"),
        pytest.param("local.2027-W18-4", id="a week date"),
        pytest.param("local.2027-02-30", id="an impossible date"),
        pytest.param("local.２０２７-05-06", id="digits of another script"),
        pytest.param("council.chelmsford.2027-05-06", id="an unknown type"),
        pytest.param("local.Chelmsford.2027-05-06", id="a capital"),
        pytest.param("local.st.-helens.2027-05-06", id="a slug that starts with a hyphen"),
        pytest.param("local..2027-05-06", id="an empty part"),
        pytest.param("local.chelmsford.2027-05-06\n", id="a line break after it"),
        pytest.param("local.a.b.c.d.e.2027-05-06", id="too many parts"),
        pytest.param(f"local.{'a' * 300}.2027-05-06", id="too long"),
    ],
)
def test_what_is_no_id_is_refused(typed):
    with pytest.raises(InputError):
        parse_election_id(typed)


def test_a_mistyped_type_is_answered_with_the_nearest():
    with pytest.raises(InputError) as refused:
        parse_election_id("locale.chelmsford.2027-05-06")

    assert refused.value.mend == "Did you mean 'local'?"


@given(
    kind=st.sampled_from(TYPES),
    middle=st.lists(slugs, max_size=4).map(tuple),
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_every_id_that_is_written_reads_back_the_same(kind, middle, day):
    written = ElectionId(kind, middle, day)

    parsed = parse_election_id(str(written))

    assert parsed == written
