from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.domain.findings import Certainty
from purdahgate.domain.register import Member, Party, Register
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

DAY = date(2027, 4, 1)
HERE = frozenset({"sometown", "uk"})
LEXICON, _ = load_lexicon()
SHIPPED = load_register(sorted(SHIPPED_REGISTERS.iterdir()))
FINDER = MentionFinder(LEXICON, SHIPPED, HERE, everywhere=True)
WORDS = ["Labour", "labour", "#Vote", "@Cllr", "Cllr ", " MP", "the Mayor", "Leader of ", "Council", " and "]
SIGNS = [
    ", ",
    ". ",
    "'s",
    "-led",
    "https://",
    "x.com/",
    "labour.org.uk",
    "C l l r",
    "&amp;",
    "Lab 2",
    "\n",
    "@",
    "#",
]
ODDITIES = ["ß", "e\u0301", "İ", "ŉ", "\u0301", "\u200b", "\u202e", "\ufdfa", "\U0001d40b", "\ud800"]
PIECES = st.sampled_from([*WORDS, *SIGNS, *ODDITIES])


def finder(*members, areas=HERE, own_names=(), everywhere=False):
    register = Register((Party("PP0", "Sometown Party"),), members, "")
    return MentionFinder(LEXICON, register, areas, own_names, everywhere=everywhere)


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.characters()), max_size=30).map("".join)))
def test_spans_lie_inside_the_text_and_hold_what_was_found(text):
    findings = FINDER.find(text, DAY)

    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert all(text[one.start : one.end] == one.text for one in findings)


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_findings_come_by_place_and_no_two_of_a_kind_overlap(text):
    findings = FINDER.find(text, DAY)

    assert list(findings) == sorted(findings, key=lambda one: (one.start, one.end))
    for kind in {one.kind for one in findings}:
        line = [one for one in findings if one.kind == kind]
        assert all(a.end <= b.start for a, b in pairwise(line))


@given(st.lists(PIECES, max_size=30).map("".join))
def test_reading_a_post_twice_finds_the_same(text):
    assert FINDER.find(text, DAY) == FINDER.find(text, DAY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" + "\u0301" * 100_000, id="combining marks"),
        pytest.param("\u202e" * 100_000, id="right-to-left overrides"),
        pytest.param("a" * 300_000, id="one long word"),
        pytest.param("a-" * 100_000, id="hyphens"),
        pytest.param("a." * 100_000, id="dots"),
        pytest.param("C l l r " * 30_000, id="spaced titles"),
        pytest.param("#" + "labour" * 30_000, id="a long hashtag"),
        pytest.param("\ud800" * 100_000, id="lone surrogates"),
        pytest.param("👩🏽‍🚒" * 50_000, id="emoji only"),
        pytest.param("the Australian Labour Party " * 10_000, id="parties abroad"),
        pytest.param("MP Aaa Bbb " * 20_000, id="pairs of capitals"),
        pytest.param("t*rxes l4b0xr " * 15_000, id="disguises of nothing"),
        pytest.param(("https://e.example/" + "a-" * 150 + "b ") * 700, id="paths of many parts"),
        pytest.param("Sir " * 50_000 + "Ann Sample MP", id="honorifics"),
        pytest.param("Labour " * 40_000 + "leader", id="parties before an office"),
        pytest.param("leader of the " * 20_000, id="offices of nothing"),
        pytest.param("A B C d e f " * 20_000, id="single letters"),
    ],
)
def test_hostile_text_is_read_to_its_end(text):
    findings = FINDER.find(text, DAY)

    assert all(text[one.start : one.end] == one.text for one in findings)


def test_a_finding_says_who_by_which_rule_how_surely_and_why():
    (finding,) = finder().find("Vote Labour", DAY, field="alt:1")

    assert (finding.who, finding.rule, finding.field) == ("Labour Party (PP53)", "party.weak", "alt:1")
    assert finding.certainty is Certainty.CERTAIN
    assert finding.why == "“vote” before it makes this a party."


def test_an_office_without_a_name_is_only_likely():
    (alone,) = finder().find("Thanks to the Mayor!", DAY)
    (named,) = finder().find("Thanks to the Mayor, Ann Sample!", DAY)

    assert alone.certainty is Certainty.LIKELY
    assert named.certainty is Certainty.CERTAIN


def test_a_councillor_of_another_area_counts_only_where_the_body_is_everywhere():
    member = Member("Pat Faraway", "councillor", ("farshire",), seat="Farshire")

    assert not finder(member).find("Pat Faraway came", DAY)
    assert (
        finder(member, everywhere=True).find("Pat Faraway came", DAY)[0].who
        == "Councillor Pat Faraway (Farshire)"
    )


def test_a_member_of_parliament_of_another_area_is_likely_meant():
    member = Member("Pat Faraway", "MP", ("farshire",), seat="Farshire")

    found = finder(member).find("Pat Faraway came. Thanks @PatFaraway", DAY)

    assert [(one.text, one.certainty, one.who) for one in found] == [
        ("Pat Faraway", Certainty.LIKELY, "Pat Faraway MP (Farshire)"),
        ("@PatFaraway", Certainty.CERTAIN, "Pat Faraway MP (Farshire)"),
    ]
    assert "another area" in found[0].why


def test_a_member_without_an_area_counts_for_every_body():
    member = Member("Pat Faraway", "frontbencher")

    assert finder(member).find("Pat Faraway came", DAY)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        pytest.param(date(2027, 3, 31), 0, id="the day before"),
        pytest.param(date(2027, 4, 1), 1, id="the first day"),
        pytest.param(date(2027, 4, 30), 1, id="the last day"),
        pytest.param(date(2027, 5, 1), 0, id="the day after"),
    ],
)
def test_a_name_counts_on_the_days_the_role_is_held(day, found):
    member = Member("Pat Nearby", "MP", ("sometown",), held_from=date(2027, 4, 1), held_to=date(2027, 4, 30))

    assert len(finder(member).find("Pat Nearby came", day)) == found


def test_two_people_of_one_name_make_it_likely():
    members = [Member("Pat Nearby", "councillor", ("sometown",), seat=ward) for ward in ("North", "South")]

    (finding,) = finder(*members).find("Pat Nearby came", DAY)

    assert finding.certainty is Certainty.LIKELY
    assert finding.who == "Councillor Pat Nearby (North) and 1 more of that name"


def test_a_titled_name_of_the_register_is_shown_as_the_register_has_it():
    member = Member("Pat Nearby", "councillor", ("sometown",), seat="North")

    (finding,) = finder(member).find("Cllr Pat Nearby came", DAY)

    assert (finding.text, finding.who) == ("Cllr Pat Nearby", "Councillor Pat Nearby (North)")


def test_the_bodys_own_name_is_no_mention():
    text = "The Labour Relations Board of Sometown; and the Sometown Labour Party"

    found = finder(own_names=("Labour Relations Board",)).find(text, DAY)

    assert [one.text for one in found] == ["Labour Party"]


def test_without_words_and_names_nothing_is_found():
    empty = MentionFinder(Lexicon(), Register((), (), ""), HERE)

    assert empty.find("Vote Labour with Cllr Ann Sample @LibDems labour.org.uk", DAY) == ()


def test_a_megabyte_is_read_to_its_end():
    text = "Bins are collected on Friday. Cllr Ann Sample and the Labour Party. " * 15_000

    findings = FINDER.find(text[:1_000_000], DAY)

    assert len(findings) > 20_000
    assert all(text[one.start : one.end] == one.text for one in findings)


def test_the_bodys_own_name_is_left_out_wherever_it_stands():
    found = finder(own_names=("Mayor of Sometown's Fund",)).find(
        "Mayor of Sometown's Fund opens. The Mayor of Sometown gives to the Mayor of Sometown's Fund.", DAY
    )

    assert [one.text for one in found] == ["Mayor of Sometown"]


COMMISSIONER = Member("Una Proofer", "PCC", ("sometown",))


def own_office(text, kind="opcc", own_names=("Office of the Police and Crime Commissioner for Sometown",)):
    register = Register((), (COMMISSIONER,), "")
    found = MentionFinder(LEXICON, register, HERE, own_names, kind=kind).find(text, DAY)
    return [(one.text, str(one.kind), one.rule) for one in found]


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        pytest.param("The PCC is here.", "own-office", "member.own-office", id="the office"),
        pytest.param("Meet Una Proofer.", "own-office", "member.own-office", id="its holder"),
        pytest.param("PCC Una Proofer is here.", "own-office", "member.own-office", id="both"),
        pytest.param(
            "Ask the Police and Crime Commissioner for Sometown.",
            "own-office",
            "member.own-office",
            id="ours",
        ),
        pytest.param(
            "Ask the Police and Crime Commissioner for Farshire.",
            "member",
            "member.office",
            id="another area's",
        ),
        pytest.param("PCC Bob Testwell is here.", "member", "member.title", id="a name nobody has on file"),
        pytest.param("The Mayor is here.", "member", "member.office", id="another office"),
    ],
)
def test_a_commissioners_office_has_its_commissioner_as_a_fact_of_its_own(text, kind, rule):
    (found,) = own_office(text)

    assert found[1:] == (kind, rule)


def test_to_a_body_of_another_kind_the_commissioner_is_a_member():
    (found,) = own_office("The PCC is here.", kind="council")

    assert found[1] == "member"


def test_a_combined_authority_has_its_mayor_as_a_fact_of_its_own():
    (found,) = own_office("The Mayor opened the line.", kind="combined-authority", own_names=())

    assert found == ("The Mayor", "own-office", "member.own-office")


def test_a_portfolio_ends_where_a_persons_name_begins():
    (finding,) = finder().find("Cabinet Member for Roads and Parks Ann Sample said so.", DAY)

    assert finding.certainty is Certainty.CERTAIN
    assert finding.who == "Ann Sample, a cabinet member"


NAMESAKE = Member("Pat Faraway", "MP", ("farshire",), seat="Farshire")


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        pytest.param("Pat Faraway opened the school fair.", Certainty.LIKELY, id="without politics, perhaps"),
        pytest.param("Pat Faraway asked ministers to act.", Certainty.CERTAIN, id="beside politics, surely"),
    ],
)
def test_a_member_of_another_area_may_be_a_namesake(text, certainty):
    (finding,) = finder(NAMESAKE, everywhere=True).find(text, DAY)

    assert finding.certainty is certainty


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pat Faraway, 34, was last seen on Friday.", id="an age"),
        pytest.param("Have you seen missing Pat Faraway?", id="a missing person"),
        pytest.param("Pat Faraway of Mill Lane was jailed for theft.", id="a sentence"),
    ],
)
def test_in_a_report_of_police_or_courts_a_name_of_another_area_is_a_namesakes(text):
    assert finder(NAMESAKE, everywhere=True).find(text, DAY) == ()


@pytest.mark.parametrize("role", ["former minister", "former MP"])
def test_who_held_an_office_once_is_only_for_a_person_to_check(role):
    former = Member("Pat Faraway", role)

    found = finder(former).find("Pat Faraway spoke. Thanks @PatFaraway", DAY)

    assert [(one.text, one.certainty) for one in found] == [
        ("Pat Faraway", Certainty.CHECK),
        ("@PatFaraway", Certainty.CHECK),
    ]
