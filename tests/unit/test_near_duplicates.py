import pytest

from purdahgate.detect.near_duplicates import near_duplicates
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
