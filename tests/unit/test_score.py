import pytest

from purdahgate.domain.score import Score, interval


def test_scores_add_up():
    cases = [(True, True), (True, False), (False, True), (False, False), (True, True)]

    score = sum((Score.of(labelled=a, found=b) for a, b in cases), Score())

    assert score == Score(right=2, missed=1, false=1)
    assert (score.precision, score.recall) == (2 / 3, 2 / 3)


def test_sets_are_scored_member_by_member():
    assert Score.of_sets({1, 2, 3}, {2, 3, 4, 5}) == Score(right=2, missed=1, false=2)


def test_without_anything_to_share_there_is_no_share():
    assert (Score().precision, Score().recall, Score().recall_interval) == (None, None, None)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0000, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    assert interval(part, whole) == pytest.approx((low, high), abs=0.0001)
