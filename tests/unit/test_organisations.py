"""Whose poll an id is of, where it is held, and councils by their names."""

import pytest

from purdahgate.domain.election import Nation
from purdahgate.domain.election_ids import parse_election_id
from purdahgate.errors import InputError
from purdahgate.exchange.democracy_club import check_election_id
from purdahgate.exchange.organisations import CouncilNames, gathered, held_in, title_of
from purdahgate.sources.areas import load_areas

AREAS = load_areas()
NAMES = CouncilNames(AREAS)


@pytest.mark.parametrize(
    "typed",
    [
        "local.2027-05-06",
        "local.adur.2026-05-07",
        "local.adur.buckingham.2026-05-07",
        "local.adur.buckingham.by.2026-05-07",
        "mayor.london.2028-05-04",
        "gla.a.2028-05-04",
        "sp.r.lothian.2031-05-01",
        "ref.2016-06-23",
        pytest.param("parish.little-example.2027-05-06", id="a type of our own"),
    ],
)
def test_an_id_that_democracy_club_writes_is_taken(typed):
    assert str(check_election_id(typed)) == typed


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("local.adur.2026-5-7", id="a date in another spelling, which the library takes"),
        pytest.param("local.ad_ur.2026-05-07", id="an underscore, which the library takes"),
        pytest.param("local.by.2027-05-06", id="a by-election of nobody"),
        pytest.param("local.adur.by.2027-05-06", id="a by-election of no ward"),
        pytest.param("local.adur.a.b.2027-05-06", id="two wards"),
        pytest.param("pcc.essex.maldon.2028-05-04", id="a division of a commissioner's"),
        pytest.param("gla.z.2028-05-04", id="a subtype there is not"),
        pytest.param("sp.lothian.2031-05-01", id="a region without its subtype"),
        pytest.param("ref.adur.by.2027-05-06", id="a by-election of a referendum"),
    ],
)
def test_an_id_that_parses_but_is_no_election_is_refused(typed):
    with pytest.raises(InputError) as refused:
        check_election_id(typed)

    assert refused.value.mend


@pytest.mark.parametrize(
    ("ballot", "poll"),
    [
        pytest.param("local.adur.buckingham.2026-05-07", "local.adur.2026-05-07", id="a ward"),
        pytest.param("local.adur.2026-05-07", "local.adur.2026-05-07", id="a council"),
        pytest.param(
            "local.adur.buckingham.by.2026-06-11", "local.adur.buckingham.by.2026-06-11", id="a by-election"
        ),
        pytest.param("parl.maldon.2029-07-05", "parl.2029-07-05", id="a constituency"),
        pytest.param("sp.r.lothian.2031-05-01", "sp.2031-05-01", id="a region"),
        pytest.param("mayor.london.2028-05-04", "mayor.london.2028-05-04", id="a mayor"),
        pytest.param("parish.example.2027-05-06", "parish.example.2027-05-06", id="a type of our own"),
    ],
)
def test_a_ballot_belongs_to_the_poll_of_its_organisation(ballot, poll):
    assert str(gathered(parse_election_id(ballot))) == poll


@pytest.mark.parametrize(
    ("election", "where"),
    [
        ("local.chelmsford.2027-05-06", (Nation.ENGLAND, ("chelmsford",))),
        ("local.cardiff.2027-05-06", (Nation.WALES, ("cardiff",))),
        ("pcc.essex.2028-05-04", (Nation.ENGLAND, ("police-essex",))),
        ("mayor.london.2028-05-04", (Nation.ENGLAND, ("greater-london",))),
        ("mayor.west-midlands.2028-05-04", (Nation.ENGLAND, ("west-midlands",))),
        ("gla.2028-05-04", (Nation.ENGLAND, ("greater-london",))),
        ("sp.2031-05-01", (Nation.SCOTLAND, ())),
        ("parl.2029-07-05", (Nation.UK, ())),
    ],
)
def test_an_id_says_where_its_poll_is_held(election, where):
    assert held_in(parse_election_id(election), AREAS) == where


@pytest.mark.parametrize(
    ("election", "said"),
    [
        pytest.param("local.chelmsfrod.2027-05-06", "Did you mean 'chelmsford'?", id="a slip"),
        pytest.param("local.2027-05-06", "calendar add", id="a group of no nation"),
        pytest.param("parl.maldon.by.2027-05-06", "--area SLUG", id="a constituency alone"),
        pytest.param("local.police-essex.2027-05-06", "Mend the id", id="a council that is a police area"),
        pytest.param("parish.example.2027-05-06", "--area SLUG", id="a parish"),
    ],
)
def test_an_id_that_does_not_say_where_is_refused_with_the_mend(election, said):
    with pytest.raises(InputError) as refused:
        held_in(parse_election_id(election), AREAS)

    assert said in refused.value.mend


@pytest.mark.parametrize(
    ("election", "ward", "title"),
    [
        ("local.adur.2026-05-07", "", "Adur: council election"),
        ("local.adur.buckingham.by.2026-06-11", "Buckingham", "Buckingham, Adur: by-election"),
        ("local.adur.buckingham.by.2026-06-11", "", "buckingham, Adur: by-election"),
        ("pcc.essex.2028-05-04", "", "Essex police area: police and crime commissioner election"),
        ("mayor.london.by.2027-05-06", "", "Greater London: by-election"),
        ("senedd.2030-05-02", "", "Senedd Cymru"),
    ],
)
def test_a_poll_has_a_title_in_words(election, ward, title):
    assert title_of(parse_election_id(election), AREAS, ward) == title


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Adur", "adur"),
        ("Lincoln", "city-of-lincoln"),
        ("City of Lincoln Council", "city-of-lincoln"),
        ("Bristol, City of", "bristol"),
        ("St. Helens", "st-helens"),
        ("King's Lynn & West Norfolk", "kings-lynn-and-west-norfolk"),
        ("London Borough of Barnet", "barnet"),
        ("Vale of Glamorgan", "vale-of-glamorgan"),
        ("Edinburgh", "city-of-edinburgh"),
        ("Durham", "county-durham"),
        ("Na h-Eileanan Siar", "eilean-siar"),
        ("Rhondda Cynon Taf", "rhondda-cynon-taff"),
        ("chelmsford city council", "chelmsford"),
        ("isles-of-scilly", "isles-of-scilly"),
    ],
)
def test_a_council_is_found_by_its_name_however_it_is_dressed(name, slug):
    assert NAMES.find(name).slug == slug


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        pytest.param("Chelmsfrod", "Did you mean 'Chelmsford'?", id="a slip"),
        pytest.param("Barrow-in-Furness", "Find it with", id="a council that is no more"),
        pytest.param("West Midlands", "Find it with", id="a combined authority is no council"),
        pytest.param("", "Find it with", id="nothing"),
    ],
)
def test_a_name_of_no_council_is_refused(name, mend):
    with pytest.raises(InputError) as refused:
        NAMES.find(name)

    assert mend in refused.value.mend


def test_no_two_councils_share_a_name_without_its_dress():
    shared = {name: slugs for name, slugs in NAMES._slugs.items() if len(slugs) > 1}

    assert shared == {}
