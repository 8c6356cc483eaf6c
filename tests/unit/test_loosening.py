from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import london

from purdahgate.domain.election import Nation
from purdahgate.domain.loosening import lets_go
from purdahgate.domain.windows import WHOLE_BODY, Window

NOW = london("2027-03-01T10:00")


def window(opens: str, closes: str | None, scope: str = WHOLE_BODY) -> Window:
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
            [window("2027-03-25T00:00", "2027-05-07T00:00", scope="ward")],
            [("2027-03-25T00:00", "2027-05-07T00:00")],
            id="a ward's window is not the body's",
        ),
    ],
)
def test_time_that_no_window_holds_any_more_is_let_go(after, freed):
    found = lets_go([SPRING], after, NOW)

    assert found == tuple((london(start), london(end)) for start, end in freed)


def test_time_that_has_passed_is_nobodys_to_free():
    found = lets_go([SPRING], [], london("2027-05-01T00:00"))

    assert found == ((london("2027-05-01T00:00"), london("2027-05-07T00:00")),)


def test_a_window_without_an_end_that_gets_one_lets_go_of_what_comes_after():
    before, after = window("2027-03-25T00:00", None), SPRING

    found = lets_go([before], [after], NOW)

    assert [start for start, _ in found] == [london("2027-05-07T00:00")]


days = st.integers(min_value=0, max_value=60)


@given(st.lists(st.tuples(days, days), max_size=4), st.lists(st.tuples(days, days), max_size=4), days)
def test_a_moment_is_freed_just_when_it_was_held_before_and_is_not_after(before, after, day):
    def windows(pairs: list[tuple[int, int]]) -> list[Window]:
        ordered = [sorted(pair) for pair in pairs]
        made = []
        for start, end in ordered:
            opens = (NOW + timedelta(days=start)).replace(tzinfo=None).isoformat()
            closes = (NOW + timedelta(days=end)).replace(tzinfo=None).isoformat()
            made.append(window(opens, closes))
        return made

    held, kept = windows(before), windows(after)
    moment = london((NOW + timedelta(days=day, hours=5)).replace(tzinfo=None).isoformat())

    freed = lets_go(held, kept, NOW)

    was, stays = any(w.holds(moment) for w in held), any(w.holds(moment) for w in kept)
    assert any(start <= moment < end for start, end in freed) == (was and not stays)
