from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import london

from purdahgate.domain.election import Nation
from purdahgate.domain.loosening import lets_go
from purdahgate.domain.windows import WHOLE_BODY, Window

NOW = london("2027-03-01T10:00")


def window(opens: str, closes: str | None, scope: str = WHOLE_BODY, places: tuple[str, ...] = ()) -> Window:
    return Window(
        election="local.chelmsford.2027-05-06",
        nation=Nation.ENGLAND,
        title="A poll",
        poll_date=date(2027, 5, 6),
        opens_at=london(opens),
        closes_at=london(closes) if closes else None,
        scope=scope,
        rule="a test",
        source="a test",
        checked_on=date(2026, 11, 22),
        places=places,
    )


SPRING = window("2027-03-25T00:00", "2027-05-07T00:00")


@pytest.mark.parametrize(
    ("after", "freed"),
    [
        pytest.param([SPRING], [], id="nothing changed"),
        pytest.param([], [("2027-03-25T00:00", "2027-05-07T00:00")], id="cancelled"),
        pytest.param(
            [window("2027-03-25T00:00", "2027-05-06T22:00")],
            [("2027-05-06T22:00", "2027-05-07T00:00")],
            id="closed two hours earlier",
        ),
        pytest.param(
            [window("2027-03-26T00:00", "2027-06-11T00:00")],
            [("2027-03-25T00:00", "2027-03-26T00:00")],
            id="moved, so that it opens a day later",
        ),
        pytest.param([window("2027-03-20T00:00", None)], [], id="opened earlier, with no end yet"),
        pytest.param(
            [window("2027-03-20T00:00", "2027-04-10T00:00"), window("2027-04-10T00:00", "2027-06-01T00:00")],
            [],
            id="two others hold the same time",
        ),
        pytest.param(
            [window("2027-03-25T00:00", "2027-05-07T00:00", "ward", ("galleywood",))],
            [("2027-03-25T00:00", "2027-05-07T00:00")],
            id="a ward's window is not the body's",
        ),
        pytest.param(
            [window("2027-03-25T00:00", "2027-05-07T00:00", "ward")],
            [],
            id="a ward whose name is not known holds every post",
        ),
        pytest.param(
            [window("2027-03-25T00:00", "2027-05-07T00:00", "none")],
            [("2027-03-25T00:00", "2027-05-07T00:00")],
            id="a warning holds nothing",
        ),
    ],
)
def test_time_that_no_window_holds_any_more_is_let_go(after, freed):
    found = lets_go([SPRING], after, NOW)

    assert found == tuple((london(start), london(end)) for start, end in freed)


GALLEYWOOD = window("2027-03-25T00:00", "2027-05-07T00:00", "ward", ("galleywood",))
WHOLE_OF_IT = ((london("2027-03-25T00:00"), london("2027-05-07T00:00")),)


@pytest.mark.parametrize(
    ("before", "after", "freed"),
    [
        pytest.param(GALLEYWOOD, GALLEYWOOD, (), id="nothing changed"),
        pytest.param(GALLEYWOOD, SPRING, (), id="the whole body instead of the ward: tighter"),
        pytest.param(SPRING, GALLEYWOOD, WHOLE_OF_IT, id="the ward instead of the whole body"),
        pytest.param(
            GALLEYWOOD, replace(GALLEYWOOD, places=("moulsham",)), WHOLE_OF_IT, id="another ward instead"
        ),
        pytest.param(
            GALLEYWOOD,
            replace(GALLEYWOOD, places=("galleywood", "moulsham")),
            (),
            id="another ward besides",
        ),
        pytest.param(GALLEYWOOD, replace(GALLEYWOOD, scope="area"), (), id="the same place as an area"),
        pytest.param(GALLEYWOOD, replace(GALLEYWOOD, scope="none"), WHOLE_OF_IT, id="a warning instead"),
        pytest.param(replace(GALLEYWOOD, scope="none"), None, (), id="a warning that goes held nothing"),
        pytest.param(
            GALLEYWOOD,
            window("2027-04-01T00:00", "2027-06-11T00:00"),
            ((london("2027-03-25T00:00"), london("2027-04-01T00:00")),),
            id="the whole body, a week later",
        ),
    ],
)
def test_a_wards_time_is_let_go_just_where_nothing_binds_its_posts_any_more(before, after, freed):
    found = lets_go([before], [after] if after else [], NOW)

    assert found == freed


def test_time_that_has_passed_is_nobodys_to_free():
    found = lets_go([SPRING], [], london("2027-05-01T00:00"))

    assert found == ((london("2027-05-01T00:00"), london("2027-05-07T00:00")),)


def test_a_window_without_an_end_that_gets_one_lets_go_of_what_comes_after():
    before, after = window("2027-03-25T00:00", None), SPRING

    found = lets_go([before], [after], NOW)

    assert [start for start, _ in found] == [london("2027-05-07T00:00")]


days = st.integers(min_value=0, max_value=60)
scopes = st.sampled_from(
    [
        (WHOLE_BODY, ()),
        ("ward", ()),
        ("ward", ("galleywood",)),
        ("area", ("moulsham",)),
        ("ward", ("galleywood", "moulsham")),
        ("none", ()),
    ]
)
many = st.lists(st.tuples(days, days, scopes), max_size=4)
# Every way that posts may differ to these windows.
POSTS = [(), ("galleywood",), ("moulsham",), ("galleywood", "moulsham")]


@given(before=many, after=many, day=days)
def test_a_moment_is_freed_just_when_some_post_was_bound_before_and_is_not_after(before, after, day):
    def windows(drawn: list[tuple[int, int, tuple[str, tuple[str, ...]]]]) -> list[Window]:
        return [window(at(min(one, two)), at(max(one, two)), *scope) for one, two, scope in drawn]

    def at(days_on: int) -> str:
        return (NOW + timedelta(days=days_on)).replace(tzinfo=None).isoformat()

    held, kept = windows(before), windows(after)
    moment = london(at(day)) + timedelta(hours=5)

    freed = lets_go(held, kept, NOW)

    def bound(post: tuple[str, ...], all_windows: list[Window]) -> bool:
        return any(each.holds(moment) and each.binds(post, "Fair") for each in all_windows)

    let_go = any(bound(post, held) and not bound(post, kept) for post in POSTS)
    assert any(start <= moment < end for start, end in freed) == let_go
