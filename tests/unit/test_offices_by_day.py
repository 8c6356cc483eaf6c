"""Who held the office on the day the post goes out: names, accounts, seats and well-known surnames."""

from datetime import date

import pytest

from purdahgate.detect.mentions import MentionFinder
from purdahgate.domain.register import Member, Register
from purdahgate.sources.areas import load_areas
from purdahgate.sources.lexicon import load_lexicon

LEXICON, _ = load_lexicon()
HERE = frozenset({"sometown", "uk"})
BEFORE, AFTER = date(2027, 3, 31), date(2027, 4, 1)  # Olga goes on 31 March, Ines comes the day after
OLGA = Member("Olga Formerly", "MP", ("sometown",), "Sometown", handles=("@OldForSometown",), held_to=BEFORE)
INES = Member("Ines Newcomer", "MP", ("sometown",), "Sometown", handles=("NewForSometown",), held_from=AFTER)
FIGURE = Member("Zora Quillfeather", "national figure", held_to=BEFORE)
FINDER = MentionFinder(LEXICON, Register((), (OLGA, INES, FIGURE), ""), HERE)


def found(text, day):
    return [(one.text, one.who) for one in FINDER.find(text, day)]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        pytest.param("Olga Formerly came", [("Olga Formerly", "Olga Formerly MP (Sometown)")], [], id="name"),
        pytest.param("Ines Newcomer came", [], [("Ines Newcomer", "Ines Newcomer MP (Sometown)")], id="new"),
        pytest.param(
            "Thanks @OldForSometown", [("@OldForSometown", "Olga Formerly MP (Sometown)")], [], id="account"
        ),
        pytest.param(
            "Thanks @NewForSometown",
            [],
            [("@NewForSometown", "Ines Newcomer MP (Sometown)")],
            id="new account",
        ),
        pytest.param(
            "Thanks @olgaformerly", [("@olgaformerly", "Olga Formerly MP (Sometown)")], [], id="named account"
        ),
        pytest.param(
            "Quillfeather clashes with unions.",
            [("Quillfeather", "Zora Quillfeather, national figure")],
            [],
            id="surname alone",
        ),
        pytest.param(
            "The Sometown MP spoke",
            [("Sometown MP", "Olga Formerly MP (Sometown)")],
            [("Sometown MP", "Ines Newcomer MP (Sometown)")],
            id="seat",
        ),
    ],
)
def test_who_holds_the_office_is_asked_of_the_day_the_post_goes_out(text, before, after):
    assert (found(text, BEFORE), found(text, AFTER)) == (before, after)


def test_a_seat_that_nobody_holds_is_an_office_all_the_same():
    finder = MentionFinder(LEXICON, Register((), (OLGA,), ""), HERE)

    (finding,) = finder.find("The Sometown MP spoke", AFTER)

    assert finding.who == "the MP (Sometown)"


@pytest.mark.parametrize(
    ("slug", "holds", "holds_not"),
    [
        pytest.param(
            "chelmsford", {"chelmsford", "essex", "police-essex", "uk"}, {"colchester"}, id="district"
        ),
        pytest.param("police-essex", {"chelmsford", "colchester", "england"}, {"ipswich"}, id="police area"),
        pytest.param("wales", {"cardiff", "uk"}, {"chelmsford"}, id="nation"),
    ],
)
def test_the_areas_around_a_body_are_those_that_hold_it_and_those_in_it(slug, holds, holds_not):
    around = load_areas().around([slug])

    assert holds <= around
    assert not holds_not & around
