"""`init` finds a body's areas by its name, or says that it found none."""

import pytest

from purdahgate.usecases.init import Wanted, init_workspace


@pytest.mark.parametrize(
    ("body", "kind", "areas"),
    [
        pytest.param("Chelmsford City Council", "council", ("chelmsford",), id="a council"),
        pytest.param("London Borough of Camden", "council", ("camden",), id="a London borough"),
        pytest.param("Brighton & Hove City Council", "council", ("brighton-and-hove",), id="a name with and"),
        pytest.param(
            "King's Lynn and West Norfolk Borough Council",
            "council",
            ("kings-lynn-and-west-norfolk",),
            id="a name that has another in it",
        ),
        pytest.param(
            "Newcastle-under-Lyme Borough Council", "council", ("newcastle-under-lyme",), id="hyphens"
        ),
        pytest.param(
            "Police, Fire and Crime Commissioner for Essex", "opcc", ("police-essex",), id="a commissioner"
        ),
        pytest.param(
            "Office of the Police and Crime Commissioner, West Midlands",
            "opcc",
            ("police-west-midlands",),
            id="an office",
        ),
        pytest.param(
            "Norfolk and Suffolk Constabularies",
            "police",
            ("police-norfolk", "police-suffolk"),
            id="two forces",
        ),
        pytest.param(
            "Hampshire and Isle of Wight Constabulary",
            "police",
            ("police-hampshire",),
            id="a part that is none",
        ),
        pytest.param("Essex County Fire and Rescue Service", "fire", ("police-essex",), id="a fire service"),
        pytest.param(
            "West Midlands Combined Authority", "combined-authority", ("west-midlands",), id="an authority"
        ),
    ],
)
def test_the_areas_are_those_that_its_name_has(tmp_path, body, kind, areas):
    made = init_workspace(tmp_path, Wanted(body, kind, "england"))

    assert (made.areas, made.note) == (areas, "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("NHS Norfolk and Waveney", "nhs", id="a name that has more than an area"),
        pytest.param("Sometown Parish Council", "council", id="no area at all"),
        pytest.param("Essex and Kent Council", "council", id="two councils"),
        pytest.param("Railway Police", "police", id="a force without an area"),
    ],
)
def test_where_the_name_does_not_tell_the_whole_nation_counts_and_it_says_so(tmp_path, body, kind):
    made = init_workspace(tmp_path, Wanted(body, kind, "england"))

    assert made.areas == ("england",)
    assert "No area is called like" in made.note
