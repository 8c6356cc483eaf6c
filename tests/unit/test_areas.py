"""The table of areas, and which area lies in which."""

import csv
from pathlib import Path

import pytest

from purdahgate.domain.election import Nation
from purdahgate.errors import DataError
from purdahgate.sources.areas import SHIPPED_AREAS, load_areas

HEADER = "slug,name,kind,nation,gss,within\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "areas.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("slug", "above"),
    [
        pytest.param(
            "chelmsford",
            {"essex", "greater-essex", "police-essex", "region-east-of-england", "england", "uk"},
            id="a district through its county",
        ),
        pytest.param(
            "tandridge",
            {"surrey", "east-surrey", "police-surrey", "region-south-east", "england", "uk"},
            id="a district with a successor",
        ),
        pytest.param("camden", {"greater-london", "england", "uk"}, id="a London borough"),
        pytest.param("cardiff", {"police-south-wales", "wales", "uk"}, id="a Welsh council"),
        pytest.param("glasgow-city", {"scotland", "uk"}, id="a Scottish council"),
        pytest.param("belfast", {"northern-ireland", "uk"}, id="a council of Northern Ireland"),
        pytest.param("uk", set(), id="the kingdom"),
    ],
)
def test_the_shipped_table_knows_what_holds_an_area(slug, above):
    areas = load_areas()

    assert areas.above(slug) == above | {slug}


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        pytest.param("county", 21, id="counties of England"),
        pytest.param("london-borough", 32, id="London boroughs"),
        pytest.param("metropolitan-district", 36, id="metropolitan districts"),
        pytest.param("police-area", 41, id="police areas with a commissioner or mayor, besides London"),
        pytest.param("nation", 4, id="nations"),
        pytest.param("region", 9, id="regions of England"),
    ],
)
def test_the_shipped_table_is_whole(kind, count):
    areas = load_areas()

    assert sum(areas[slug].kind == kind for slug in areas) == count


@pytest.mark.parametrize(
    ("nation", "count"), [(Nation.SCOTLAND, 32), (Nation.WALES, 22), (Nation.NORTHERN_IRELAND, 11)]
)
def test_the_shipped_table_has_every_council_of_a_nation(nation, count):
    areas = load_areas()

    councils = [slug for slug in areas if areas[slug].kind in {"unitary", "district"}]
    assert sum(areas[slug].nation is nation for slug in councils) == count


def test_every_district_lies_in_a_county_or_is_northern_irish():
    areas = load_areas()

    districts = [areas[slug] for slug in areas if areas[slug].kind == "district"]
    lost = [
        district.slug
        for district in districts
        if district.nation is Nation.ENGLAND and not any(areas[up].kind == "county" for up in district.within)
    ]
    assert lost == []


def test_the_shipped_table_names_its_licence_and_has_its_columns():
    text = SHIPPED_AREAS.read_text(encoding="utf-8")

    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    assert "CC BY 4.0" in text
    assert {len(row) for row in rows} == {6}


def test_an_unknown_slug_is_answered_with_the_nearest():
    areas = load_areas()

    with pytest.raises(DataError) as refused:
        areas["chelmsfrod"]

    assert refused.value.mend == "Did you mean 'chelmsford'?"


def test_a_slug_like_no_other_is_answered_with_where_to_look():
    areas = load_areas()

    assert areas.suggest("zzzzzz") == "Find it with: purdahgate calendar areas WORD"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("", "", "not a table of areas", id="empty"),
        pytest.param("slug,name\n", ":1", "not a table of areas", id="other columns"),
        pytest.param(HEADER + "a,A,county,england,\n", ":2", "5 columns", id="a column short"),
        pytest.param(HEADER + "a,A,county,cornwall,,\n", ":2", "no nation", id="an unknown nation"),
        pytest.param(HEADER + "a,A,county,england,,b\n", ":2", "'b'", id="within an area that is none"),
        pytest.param(
            "# first\n" + HEADER + "a,A,county,england,,\n\na,B,county,england,,\n",
            ":5",
            "comes twice",
            id="a slug that comes twice",
        ),
    ],
)
def test_a_broken_table_is_refused_by_its_line(tmp_path, text, line, says):
    path = write(tmp_path, text)

    with pytest.raises(DataError, match=says) as refused:
        load_areas(path)

    assert refused.value.where == f"{path}{line}"


def test_a_missing_table_is_refused_by_its_path(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        load_areas(tmp_path / "none.csv")
