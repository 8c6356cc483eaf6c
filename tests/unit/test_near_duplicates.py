import random

import pytest

from purdahgate.detect.near_duplicates import ALIKE, keys_of, likeness, near_duplicates, runs_of
from purdahgate.domain.findings import Certainty, FindingKind

SAID = "The library in Example Street is open again from Monday, nine to five, with a new room for children."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SAID.upper() + "!!", id="capitals and punctuation"),
        pytest.param(SAID + " https://example.org/library @SometownLibrary", id="a link and a handle more"),
        pytest.param(SAID.replace("nine", "ten"), id="one word other"),
        pytest.param(SAID.replace("i", "í"), id="accents"),
    ],
)
def test_almost_the_same_words_are_a_near_duplicate(text):
    (finding,) = near_duplicates(text, [("post 7", SAID)])

    assert (finding.kind, finding.who) == (FindingKind.NEAR_DUPLICATE, "post 7")
    assert text[finding.start : finding.end] == finding.text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The pool in Example Street is shut on Monday for repairs to the roof.", id="another matter"
        ),
        pytest.param("Monday open library the again is Street in Example", id="the words in another order"),
        pytest.param("", id="nothing"),
        pytest.param("\ud800", id="no words"),
    ],
)
def test_other_words_are_none(text):
    assert near_duplicates(text, [("post 7", SAID)]) == ()


def test_the_very_same_words_are_certain_and_others_likely():
    same, near = near_duplicates(SAID, [("post 7", SAID), ("post 8", SAID + " Come!"), ("post 9", "Bins")])

    assert (same.certainty, near.certainty) == (Certainty.CERTAIN, Certainty.LIKELY)
    assert same.why == "100% of its words stand in post 7."


def test_how_alike_is_the_callers_to_say():
    half = SAID + " " + SAID[::-1]

    assert near_duplicates(half, [("post 7", SAID)]) == ()
    assert near_duplicates(half, [("post 7", SAID)], alike=0.3)


WORDS = ["bins", "park", "road", "fair", "pool", "bus", "cold", "warm", "late", "soon"]


def _shuffled(words, chance):
    """Some of `words`, now and then another in place of one."""
    return [chance.choice(["fair", "pool", "road"]) if chance.random() < 0.05 else each for each in words]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_alike_shares_a_key_on_an_account(seed):
    chance = random.Random(seed)
    words = [chance.choice(WORDS) for _ in range(40)]
    one, other = (runs_of(" ".join(_shuffled(words, chance))) for _ in range(2))

    shared = set(keys_of("council", one)) & set(keys_of("council", other))

    assert shared or likeness(one, other) < ALIKE
    assert len(keys_of("council", one)) < len(one) / 2


def test_the_same_words_on_another_account_share_no_key():
    runs = runs_of(SAID)

    assert not set(keys_of("council", runs)) & set(keys_of("parks", runs))
