"""What a register lacks, and what in it will not be found."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.register import Member, Party, Register, Roster
from purdahgate.sources.areas import load_areas
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.timetable_rules import load_timetables
from purdahgate.usecases.lint_register import lint
from purdahgate.usecases.register_gaps import Ground, gaps

AREAS, (LEXICON, _), TIMETABLES = load_areas(), load_lexicon(), load_timetables(())
TODAY = date(2027, 4, 12)
COUNCILLORS = (Member("Ann Sampleby", "councillor", ("chelmsford",)), Member("Bo Hay", "Cllr", ("essex",)))
OTHERS = (Member("Cy Instance", "PCC", ("police-essex",)), Member("Di Specimen", "MP", ("chelmsford",), "X"))
STANDS = Member("Ed Dummy", "candidate", ("chelmsford",), held_to=date(2027, 5, 6))
WHOLE = (*COUNCILLORS, *OTHERS, STANDS)


def poll(election, *areas, status=Status.HELD, nation=Nation.ENGLAND):
    day = date.fromisoformat(election.rpartition(".")[2])
    return Election(election, nation, "A poll", status, day, "a source", TODAY, areas)


POLLS = (
    poll("pcc.2024-05-02", "police-essex", "police-kent"),
    poll("mayor.2024-05-02", "west-yorkshire"),
    poll("local.essex.2026-05-07", "essex"),
    poll("local.chelmsford.2027-05-06", "chelmsford", status=Status.EXPECTED),
)


def ground(*areas, nation=Nation.ENGLAND, today=TODAY, polls=POLLS):
    body = Body("A body", BodyKind.COUNCIL, nation, areas or ("chelmsford",), ZoneInfo("Europe/London"))
    return Ground(body, AREAS, AREAS.around(body.areas), polls, TIMETABLES, today)


def register(*members, checked_on=TODAY, **more):
    roster = Roster("registers/a.csv", members, checked_on, **more)
    return Register((Party("PP0", "Example Party"),), members, "", (roster,))


def codes(*members, at=None, **more):
    return [each.code for each in gaps(register(*members, **more), at or ground())]


def test_a_register_with_every_office_lacks_nothing():
    assert codes(*WHOLE) == []


@pytest.mark.parametrize(
    ("gone", "code", "says"),
    [
        pytest.param(COUNCILLORS[0], "no-councillor", "councillor of Chelmsford is", id="own council"),
        pytest.param(COUNCILLORS[1], "no-councillor", "councillor of Essex is", id="county above"),
        pytest.param(OTHERS[0], "no-commissioner", "commissioner of Essex police area", id="commissioner"),
        pytest.param(OTHERS[1], "no-mp", "no Member of Parliament is", id="MP"),
        pytest.param(STANDS, "no-candidate", "no candidate for 6 May 2027", id="candidates"),
    ],
)
def test_an_office_that_nobody_holds_is_told(gone, code, says):
    (gap,) = gaps(register(*(each for each in WHOLE if each != gone)), ground())

    assert gap.code == code
    assert says in gap.what


def test_somebody_whose_time_is_over_holds_nothing():
    assert "no-commissioner" in codes(*(replace(each, held_to=date(2027, 4, 11)) for each in WHOLE[2:3]))


def test_a_mayor_is_missed_only_where_one_was_elected():
    leeds = ground("leeds")

    assert "no-mayor" in codes(*WHOLE, at=leeds)
    assert "no-mayor" not in codes(*WHOLE, Member("Flo Dummy", "mayor", ("west-yorkshire",)), at=leeds)
    assert "no-mayor" not in codes(*WHOLE)


@pytest.mark.parametrize(
    ("nation", "area", "code"),
    [
        pytest.param(Nation.SCOTLAND, "fife", "no-msp", id="Scotland"),
        pytest.param(Nation.WALES, "cardiff", "no-ms", id="Wales"),
        pytest.param(Nation.NORTHERN_IRELAND, "belfast", "no-mla", id="Northern Ireland"),
    ],
)
def test_a_nation_with_a_parliament_of_its_own_has_its_members(nation, area, code):
    assert code in codes(at=ground(area, nation=nation))
    assert code not in codes()


@pytest.mark.parametrize(
    ("today", "told"),
    [
        pytest.param(date(2027, 4, 8), False, id="the day nominations close"),
        pytest.param(date(2027, 4, 9), True, id="the day after"),
        pytest.param(date(2027, 5, 6), True, id="polling day"),
        pytest.param(date(2027, 5, 7), False, id="the day after the poll"),
    ],
)
def test_candidates_are_missed_from_the_close_of_nominations_to_the_poll(today, told):
    members = (*COUNCILLORS, *OTHERS)

    assert ("no-candidate" in codes(*members, at=ground(today=today))) is told


@pytest.mark.parametrize(
    ("checked_on", "held_from", "code"),
    [
        pytest.param(date(2026, 5, 6), None, ["too-old"], id="checked the day before"),
        pytest.param(date(2026, 5, 8), None, [], id="checked since"),
        pytest.param(None, date(2026, 5, 7), [], id="somebody came with it"),
        pytest.param(None, None, ["undated"], id="no day at all"),
    ],
)
def test_a_roster_from_before_the_last_poll_is_too_old(checked_on, held_from, code):
    members = (Member("Ann Sampleby", "councillor", ("essex",), held_from=held_from),)
    found = gaps(register(*members, checked_on=checked_on), ground())

    assert [each.code for each in found if each.file] == code


def test_a_by_election_makes_no_roster_old():
    polls = (poll("local.essex.north.by.2026-09-03", "essex"),)

    assert "too-old" not in codes(COUNCILLORS[1], checked_on=date(2026, 5, 8), at=ground(polls=polls))


def test_rows_that_an_import_could_not_read_are_told_of():
    (gap,) = gaps(register(*WHOLE, unread=3), ground())

    assert (gap.code, "(3)" in gap.what) == ("unread", True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"name": "Cllr Ann Sampleby"}, "title-in-name", id="a title"),
        pytest.param({"name": "Ann Sampleby MBE"}, "title-in-name", id="letters"),
        pytest.param({"name": "Sample Sample"}, "doubled-name", id="twice the same word"),
        pytest.param({"name": "Bob Bridge"}, "plain-words", id="plain words"),
        pytest.param({"name": "Ann SAMPLEBY"}, "capitals", id="capitals"),
        pytest.param({"handles": ("https://x.com/ann",)}, "bad-handle", id="an address for a handle"),
        pytest.param({"handles": ("transportgovuk",)}, "office-handle", id="an office's handle"),
        pytest.param({"party": "4 Smpl"}, "unknown-party", id="no party"),
        pytest.param({"role": "candidate"}, "undated-candidate", id="a candidate for ever"),
        pytest.param({"held_to": date(2027, 1, 1)}, "gone", id="somebody gone"),
        pytest.param({}, "twice", id="the same person twice"),
        pytest.param({"seat": "South"}, "shared-name", id="one name, two seats"),
    ],
)
def test_a_trap_is_told(change, code):
    ann = Member("Ann Sampleby", "councillor", ("chelmsford",), party="Example Party")
    sound = lint(register(*WHOLE[1:], ann), ground(), LEXICON)

    found = lint(register(*WHOLE[1:], ann, replace(ann, **change)), ground(), LEXICON)

    assert sound == ()
    assert code in [each.code for each in found]


def test_people_of_other_areas_are_not_looked_through():
    odd = Member("Cllr SAMPLE SAMPLE", "councillor", ("ipswich",), party="Nobody's")

    assert lint(register(*WHOLE, odd), ground(), LEXICON) == ()


def test_vacant_seats_are_told():
    (gap,) = lint(register(*WHOLE, vacant=("North (chelmsford)",)), ground(), LEXICON)

    assert "North (chelmsford)" in gap.what


def test_candidates_whose_poll_is_over_want_a_result():
    stood = replace(STANDS, held_to=date(2026, 5, 7))
    before = register(*COUNCILLORS, *OTHERS, STANDS, stood, checked_on=date(2026, 5, 7))
    came = replace(COUNCILLORS[0], held_from=date(2026, 5, 7))

    assert "no-result" in [each.code for each in lint(before, ground(), LEXICON)]
    after = lint(register(came, *WHOLE[1:], stood, checked_on=None), ground(), LEXICON)
    assert "no-result" not in [each.code for each in after]


def test_two_terms_of_one_person_are_no_double():
    first = Member("Ann Sampleby", "councillor", ("chelmsford",), held_to=TODAY)
    second = replace(first, held_from=date(2027, 4, 13), held_to=None)

    assert lint(register(*WHOLE[1:], first, second), ground(), LEXICON) == ()
