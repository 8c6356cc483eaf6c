from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.detect.political.cues import Cue, Politics
from purdahgate.detect.political.finder import PoliticsFinder
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.register import Register
from purdahgate.sources.lexicon import load_lexicon

DAY = date(2027, 4, 1)
LEXICON, _ = load_lexicon()
MENTIONS = MentionFinder(LEXICON, Register((), (), ""), frozenset({"uk"}))
SHIPPED = PoliticsFinder(LEXICON.politics)
PIECES = st.sampled_from(
    [
        "this government",
        "Vote for us",
        "the Bill",
        "MPs",
        "must",
        "Labour",
        "ß",
        "e\u0301",
        "\u200b",
        "\ud800",
    ]
)


def marked(text, *cues, enough=3):
    reading = MENTIONS.read(text)
    mentions = MENTIONS.find_in(reading, DAY)
    return [one.text for one in PoliticsFinder(Politics(cues, enough)).find(reading, mentions)]


def test_a_row_of_enough_points_is_enough_alone():
    assert marked("Save the pier now", Cue("a", 3, phrases=("the pier",))) == ["the pier"]


def test_rows_of_too_few_points_are_nothing():
    cues = (Cue("a", 1, phrases=("the pier",)), Cue("b", 1, phrases=("save",)))

    assert marked("Save the pier now", *cues) == []


def test_the_points_of_different_classes_add_up():
    cues = (Cue("a", 2, phrases=("the pier",)), Cue("b", 1, phrases=("save",)))

    assert marked("Save the pier now", *cues) == ["Save", "the pier"]


def test_a_class_counts_once_however_often_it_is_seen():
    cues = (Cue("a", 2, phrases=("pier",)), Cue("a", 1, phrases=("save",)))

    assert marked("Save pier and pier and pier", *cues) == []


def test_a_word_counts_for_one_class_only():
    cues = (Cue("a", 2, phrases=("the pier",)), Cue("b", 1, phrases=("pier",)))

    assert marked("Save the pier now", *cues) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("the pier must be saved", ["the pier"], id="behind"),
        pytest.param("we must save the pier", ["the pier"], id="before"),
        pytest.param("the pier one two three must", [], id="too far"),
        pytest.param("the pier is open", [], id="nowhere"),
    ],
)
def test_a_cue_that_needs_a_word_near_counts_only_with_it(text, found):
    assert marked(text, Cue("a", 3, phrases=("the pier",), near=("must",), within=3)) == found


def test_words_near_are_seen_whichever_of_their_words_they_are_found_by():
    cue = Cue("a", 3, phrases=("pier",), near=("act", "must act decisively"), within=3)

    assert marked("must act decisively everywhere, pier", cue) == ["pier"]


def test_the_word_near_is_not_the_cue_itself():
    assert marked("the pier", Cue("a", 3, phrases=("the pier",), near=("pier",))) == []


def test_either_word_of_a_phrase_with_a_bar_will_do():
    cue = Cue("a", 3, phrases=("save|mend our|the pier",))

    assert marked("Mend our pier. Save the pier. Save a pier.", cue) == ["Mend our pier", "Save the pier"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("The pier", ["pier"], id="as it is"),
        pytest.param("The pier head", [], id="the word behind says no"),
        pytest.param("A pier", [], id="the word before says no"),
    ],
)
def test_the_words_beside_a_cue_may_say_no(text, found):
    cue = Cue(
        "a",
        3,
        phrases=("pier",),
        unless_followed_by=frozenset({"head"}),
        unless_preceded_by=frozenset({"a"}),
    )

    assert marked(text, cue) == found


def test_a_class_may_silence_another_and_is_not_shown():
    cues = (Cue("a", 3, phrases=("pier",), unless=frozenset({"quiet"})), Cue("quiet", 0, phrases=("open",)))

    assert marked("The pier is open", *cues) == []
    assert marked("The pier is shut", *cues) == ["pier"]


def test_a_silenced_row_leaves_the_other_rows_of_its_class():
    quiet = Cue("quiet", 0, phrases=("open",))
    cues = (Cue("a", 3, phrases=("pier",), unless=frozenset({"quiet"})), Cue("a", 3, phrases=("lido",)))

    assert marked("The pier and lido are open", quiet, *cues) == ["lido"]


def test_written_phrases_count_only_as_they_are_written():
    assert marked("The pier and The Pier", Cue("a", 3, phrases=("The Pier",), written=True)) == ["The Pier"]


def test_a_row_with_company_needs_a_mention_of_that_kind():
    cue = Cue("a", 3, phrases=("pier",), company=frozenset({FindingKind.MEMBER}))

    assert marked("Cllr Ann Sampleby at the pier", cue) == ["pier"]
    assert marked("The Labour Party at the pier", cue) == []


def test_a_mention_may_be_the_cue():
    cue = Cue("a", 3, mention=FindingKind.PARTY)

    assert marked("The Labour Party at the pier", cue) == ["Labour Party"]


def test_a_mention_is_shown_as_politics_only_where_nothing_else_is():
    cues = (Cue("a", 2, mention=FindingKind.PARTY), Cue("b", 1, phrases=("pier",)))

    assert marked("The Labour Party at the pier", *cues) == ["pier"]


def test_of_several_mentions_the_ones_of_most_points_are_shown():
    cues = (Cue("a", 3, mention=FindingKind.PARTY), Cue("b", 1, mention=FindingKind.MEMBER))

    assert marked("Cllr Ann Sampleby of the Labour Party", *cues) == ["Labour Party"]


def test_politics_is_never_more_than_something_to_check():
    reading = MENTIONS.read("This government has failed. Vote for us!")

    findings = SHIPPED.find(reading, (), field="alt:1")

    assert {one.certainty for one in findings} == {Certainty.CHECK}
    assert {one.field for one in findings} == {"alt:1"}
    assert {(one.who, one.rule) for one in findings} >= {("campaigning", "political.campaigning")}
    assert all(one.why for one in findings)


def test_without_cues_nothing_is_politics():
    assert marked("Vote for us! This government has failed.") == []
    assert Lexicon().politics == Politics()


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.characters()), max_size=30).map(" ".join)))
def test_spans_lie_inside_the_text_hold_what_was_found_and_stand_apart(text):
    reading = MENTIONS.read(text)
    findings = SHIPPED.find(reading, MENTIONS.find_in(reading, DAY))

    assert all(text[one.start : one.end] == one.text for one in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("this government must " * 20_000, id="cues and words near"),
        pytest.param("vote for " * 40_000, id="half a phrase"),
        pytest.param("a" + "\u0301" * 100_000, id="combining marks"),
        pytest.param("\ud800" * 100_000, id="lone surrogates"),
    ],
)
def test_hostile_text_is_read_to_its_end(text):
    reading = MENTIONS.read(text)

    findings = SHIPPED.find(reading, ())

    assert all(text[one.start : one.end] == one.text for one in findings)
