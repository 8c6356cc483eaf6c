"""Posts and wards: tags, what a ward's poll binds, and warnings, which change nothing."""

import shutil
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.app import App
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.gate import decide
from purdahgate.domain.places import names_place, ward_names
from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.domain.window_rules import Scope
from purdahgate.domain.windows import Window
from purdahgate.errors import InputError
from purdahgate.shipped_data import shipped
from purdahgate.usecases.judge import judge

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "wards" / "by_elections.toml").read_text(encoding="utf-8")
)
LONDON = ZoneInfo("Europe/London")
MOMENT = datetime(2027, 9, 1, 9, tzinfo=UTC)
POST = Revision("Have your say", "council", Category.NEWS, Due("check", MOMENT))
WARD = Window(
    election="local.chelmsford.galleywood.by.2027-09-16",
    nation=Nation.ENGLAND,
    title="Galleywood by-election",
    poll_date=date(2027, 9, 16),
    opens_at=datetime(2027, 8, 4, 23, tzinfo=UTC),
    closes_at=datetime(2027, 9, 16, 23, tzinfo=UTC),
    scope=Scope.WARD,
    rule="six weeks",
    source="a test",
    checked_on=date(2027, 7, 30),
    places=("galleywood",),
)
WHOLE = replace(WARD, election="local.chelmsford.2027-09-16", scope=Scope.WHOLE_BODY, places=())
WARNING = replace(WARD, election="local.maldon.2027-09-16", scope=Scope.NONE, places=())


# The cases


def wall(at):
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)


def poll(told):
    return Election(
        id=told["id"],
        nation=Nation.ENGLAND,
        title=told["id"],
        status=Status.CALLED,
        poll_date=date.fromisoformat(told["id"].rpartition(".")[2]),
        source="an invented notice",
        checked_on=date(2027, 7, 30),
        areas=tuple(told["areas"]),
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wards") / "workspace"
    shutil.copytree(shipped("demo"), folder)
    return App.at(folder / "config.toml").world([poll(each) for each in CASES["poll"]])


def revision_of(case):
    alt = case.get("alt", "")
    return Revision(
        text=case["text"],
        account="council",
        category=Category(case["category"]),
        due=Due(case["at"], wall(case["at"])),
        link=case.get("link", ""),
        media=(Medium("0" * 64, "picture.png", "image/png", 1, alt),) if alt else (),
        wards=tuple(case.get("wards", ())),
    )


@pytest.mark.parametrize("case", [pytest.param(each, id=each["why"]) for each in CASES["case"]])
def test_a_post_is_judged_by_the_polls_that_concern_it(world, case):
    verdict = judge(world, revision_of(case), wall(case["at"]), wall("2027-03-01T10:00"))

    assert verdict.outcome == case["outcome"]
    assert sorted(each.election for each in verdict.windows) == case["bound_by"]
    assert sorted(each.election for each in verdict.warnings) == case["warned"]


# The gate


def test_a_ward_whose_name_is_not_known_binds_every_post(shipped_policy):
    nameless = replace(WARD, places=())

    verdict = decide(POST, (), (nameless,), shipped_policy, MOMENT)

    assert verdict.windows == (nameless,)


def test_no_field_is_read_together_with_another(shipped_policy):
    window = replace(WARD, places=("moulsham-lodge",))
    picture = Medium("0" * 64, "picture.png", "image/png", 1, "Lodge Street in the rain")
    post = replace(POST, text="A fair in Moulsham", media=(picture,))

    verdict = decide(post, (), (window,), shipped_policy, MOMENT)

    assert (verdict.windows, verdict.warnings) == ((), (window,))


def test_a_window_that_is_shut_warns_of_nothing(shipped_policy):
    shut = (replace(WARD, closes_at=MOMENT), replace(WARNING, closes_at=MOMENT))

    verdict = decide(POST, (), shut, shipped_policy, MOMENT)

    assert verdict.warnings == ()


windows = st.lists(
    st.builds(
        lambda window, places: replace(window, places=places if window.scope == Scope.WARD else ()),
        st.sampled_from([WARD, WHOLE, WARNING, replace(WHOLE, closes_at=MOMENT)]),
        st.lists(st.sampled_from(["galleywood", "st-johns"]), max_size=2, unique=True).map(tuple),
    ),
    max_size=4,
).map(tuple)
tags = st.lists(st.sampled_from(["Galleywood", "St John's", "Moulsham"]), max_size=2, unique=True).map(tuple)


@given(windows=windows, wards=tags, text=st.sampled_from(["Fair", "Vote Labour", "#StJohns fair"]))
def test_nothing_but_what_binds_a_post_changes_its_verdict(shipped_policy, windows, wards, text):
    post = replace(POST, text=text, wards=wards)
    binding = tuple(w for w in windows if w.holds(MOMENT) and w.binds(wards, text))

    verdict = decide(post, (), windows, shipped_policy, MOMENT)

    alone = decide(post, (), binding, shipped_policy, MOMENT)
    assert (verdict.windows, verdict.reasons) == (binding, alone.reasons)
    assert {*verdict.windows, *verdict.warnings} == {w for w in windows if w.holds(MOMENT)}


@given(windows=windows, wards=tags, more=tags)
def test_a_tag_more_never_lets_a_post_out_of_a_window(shipped_policy, windows, wards, more):
    before = decide(replace(POST, wards=wards), (), windows, shipped_policy, MOMENT)

    after = decide(replace(POST, wards=(*wards, *more)), (), windows, shipped_policy, MOMENT)

    assert set(before.windows) <= set(after.windows)


# Names


@pytest.mark.parametrize(
    ("slug", "text", "named"),
    [
        pytest.param("wick", "Wick's library", True, id="of a ward"),
        pytest.param("wick", "#WickFair", True, id="a hashtag of a short name"),
        pytest.param("wick", "#Candlewick", False, id="not inside another word"),
        pytest.param("charlwood", "Charl\u00adwood fair", True, id="a soft hyphen within"),
        pytest.param("st-johns", "https://www.example.org/st-johns/fair", True, id="an address"),
    ],
)
def test_a_ward_is_known_in_the_ways_people_write_it(slug, text, named):
    found = names_place(slug, text)

    assert found is named


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param([], (), id="none"),
        pytest.param(["  St  John's "], ("St John's",), id="blanks"),
        pytest.param(["Springfield", "galleywood"], ("galleywood", "Springfield"), id="by the alphabet"),
        pytest.param(["st-johns", "St John’s"], ("St John’s",), id="one ward, spelt twice: the last"),
        pytest.param(["Ynys Mo\u0302n"], ("Ynys Môn",), id="accents put together"),
        pytest.param(["a" * 100], ("a" * 100,), id="100 characters"),
        pytest.param(
            [f"Ward {n:03}" for n in range(100)], tuple(f"Ward {n:03}" for n in range(100)), id="100"
        ),
    ],
)
def test_tags_are_kept_once_and_in_order(typed, kept):
    assert ward_names(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        pytest.param(["Galleywood", " "], "the ward is empty", id="a blank"),
        pytest.param(["Galley\nwood"], "more than one line", id="two lines"),
        pytest.param(["Galley\x00wood"], "NUL", id="a NUL"),
        pytest.param(["a" * 101], "101 characters", id="too long"),
        pytest.param([f"Ward {n}" for n in range(101)], "101 wards", id="too many"),
    ],
)
def test_a_tag_that_is_no_name_is_refused(typed, says):
    with pytest.raises(InputError, match=says):
        ward_names(typed)


@given(st.lists(st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable() and name.strip())))
def test_tags_that_were_kept_are_kept_as_they_are(typed):
    kept = ward_names(typed)

    assert ward_names(kept) == kept


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        pytest.param("galleywood", "Galleywood", id="one word"),
        pytest.param("st-johns", "St John's", id="an apostrophe"),
        pytest.param("moulsham-and-central", "Moulsham & Central", id="an ampersand"),
        pytest.param("ynys-mon", "Ynys Môn", id="an accent"),
    ],
)
def test_a_tag_may_be_the_wards_slug_or_its_name(slug, name):
    window = replace(WARD, places=(slug,))

    assert window.binds(ward_names([slug]), "Fair")
    assert window.binds(ward_names([name]), "Fair")
