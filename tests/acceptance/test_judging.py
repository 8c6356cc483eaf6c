"""What the gate says of a text, in a window and outside one."""

import pytest

IN_WINDOW = "2027-04-20T09:00"
OUTSIDE = "2027-03-08T09:00"
PARTY, MEMBER = "Vote Labour on Thursday", "Councillor Morgan Sampleby opens the footbridge"


@pytest.mark.parametrize("text", [pytest.param(PARTY, id="party"), pytest.param(MEMBER, id="member")])
@pytest.mark.parametrize("category", ["", "service", "news", "campaign", "event", "consultation"])
def test_a_mention_in_a_window_blocks(gate, text, category):
    ran = gate.run("check", text, "--category", category, "--at", IN_WINDOW)

    assert ran.code == 11


@pytest.mark.parametrize("text", [pytest.param(PARTY, id="party"), pytest.param(MEMBER, id="member")])
@pytest.mark.parametrize("category", ["election-information", "election-results", "emergency"])
def test_a_mention_in_a_window_is_held_in_election_and_emergency_posts(gate, text, category):
    ran = gate.run("check", text, "--category", category, "--at", IN_WINDOW)

    assert ran.code == 10


@pytest.mark.parametrize(
    "category", ["", "unstated", "news", "campaign", "event", "consultation", "election-results"]
)
def test_other_categories_are_held_in_a_window(gate, category):
    ran = gate.run("check", "Spring in the parks", "--category", category, "--at", IN_WINDOW)

    assert ran.code == 10


@pytest.mark.parametrize("category", ["service", "emergency", "election-information"])
def test_service_emergency_and_election_information_pass_in_a_window(gate, category):
    ran = gate.run(
        "check", "The park is closed", "--category", category, "--because", "Flood", "--at", IN_WINDOW
    )

    assert ran.code == 0


@pytest.mark.parametrize("text", [pytest.param(PARTY, id="party"), pytest.param(MEMBER, id="member")])
@pytest.mark.parametrize("category", ["", "service", "emergency", "election-information", "news"])
def test_a_mention_outside_a_window_is_held(gate, text, category):
    ran = gate.run("check", text, "--category", category, "--at", OUTSIDE)

    assert ran.code == 10


@pytest.mark.parametrize("category", ["", "service", "news", "campaign", "event", "consultation"])
def test_outside_a_window_nothing_fires_on_plain_words(gate, category):
    ran = gate.run("check", "Spring in the parks", "--category", category, "--at", OUTSIDE)

    assert ran.code == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Labour costs rise with the new contract", id="a weak word without its cue"),
        pytest.param("Chelmsford City Council collects bins on Friday", id="the body's own name"),
        pytest.param("Reform of the parking permits starts today", id="a common noun"),
        pytest.param("A green Christmas: recycle your tree", id="a colour"),
    ],
)
def test_words_that_are_no_mention_are_clear(gate, text):
    ran = gate.run("check", text, "--at", OUTSIDE)

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        pytest.param("Thanks to the Liberal Democrats for this", "Liberal Democrats", id="a party's name"),
        pytest.param("The Lib Dems were there", "Lib Dems", id="a short name"),
        pytest.param("Cllr Exampleton cut the ribbon", "Cllr Exampleton", id="a title before a surname"),
        pytest.param("Priya Exampleton cut the ribbon", "Priya Exampleton", id="first and last name"),
        pytest.param("Photo: @CllrSampleby", "@CllrSampleby", id="a handle"),
    ],
)
def test_the_words_found_are_marked_exactly(gate, words, marked):
    ran = gate.run("check", words, "--at", IN_WINDOW, "--json")

    assert marked in [each["text"] for each in ran.json["findings"]]


def test_alt_text_is_read_as_well(gate, written):
    written("fair.png", b"\x89PNG")

    stored = gate.add("Spring fair", "--media", str(gate.folder / "fair.png"), "--alt", MEMBER)

    assert stored["state"] == "held"
    assert stored["verdict"]["findings"][0]["field"] == "alt:1"


def test_a_service_post_without_its_line_is_held_in_a_window(gate):
    stored = gate.add("Bins go a day late", "--category", "service", due=IN_WINDOW)

    assert stored["state"] == "held"
    assert "because" in [reason["needs"] for reason in stored["verdict"]["reasons"]]


def test_a_service_post_with_its_line_goes_out_and_the_audit_keeps_the_line(gate):
    stored = gate.add(
        "Bins go a day late", "--category", "service", "--because", "Easter week", due=IN_WINDOW
    )

    assert stored["state"] == "cleared"
    assert gate.run("audit", "list", "--json").lines[-1]["answers"] == {"because": "Easter week"}


def test_the_line_lifts_no_mention(gate):
    stored = gate.add(PARTY, "--category", "service", "--because", "It must", due=IN_WINDOW)

    assert stored["state"] == "blocked"


def test_a_blank_line_is_no_answer(gate):
    ran = gate.run(
        *("post", "add", "Bins go a day late", "--account", "council", "--due", IN_WINDOW),
        *("--category", "service", "--because", "  ", "--as", "olive", "--json"),
    )

    assert (ran.code, ran.out) == (1, "")


def test_a_service_post_outside_a_window_needs_no_line(gate):
    stored = gate.add("Bins go a day late", "--category", "service")

    assert stored["state"] == "cleared"


def test_at_a_terminal_a_service_post_in_a_window_asks_for_its_line(gate, terminal):
    screen = terminal(
        *("post", "add", "Bins go a day late", "--account", "council", "--due", IN_WINDOW),
        *("--category", "service", "--checked-by", "asha", "--as", "olive"),
    )

    screen.answer("Why can it not wait?", "Collections change that week")

    assert screen.end() == 0
    assert gate.state(1) == "cleared"
    answers = gate.run("audit", "list", "--json").lines[-1]["answers"]
    assert answers == {"because": "Collections change that week", "checked-by": "asha"}


@pytest.mark.parametrize("answer", [pytest.param("", id="empty"), pytest.param("  ", id="blank")])
def test_at_a_terminal_no_answer_holds_the_post(gate, terminal, answer):
    screen = terminal(
        *("post", "add", "Bins go a day late", "--account", "council", "--due", IN_WINDOW),
        *("--category", "service", "--checked-by", "asha", "--as", "olive"),
    )

    screen.answer("Why can it not wait?", answer)

    assert screen.end() == 0
    assert gate.state(1) == "held"


@pytest.mark.parametrize(
    ("due", "category"),
    [
        pytest.param(OUTSIDE, "service", id="outside a window"),
        pytest.param(IN_WINDOW, "emergency", id="an emergency"),
    ],
)
def test_at_a_terminal_nothing_is_asked_that_need_not_be(gate, terminal, due, category):
    screen = terminal(
        *("post", "add", "Flooding", "--account", "council", "--due", due),
        *("--category", category, "--checked-by", "asha", "--as", "olive"),
    )

    assert screen.end() == 0
    assert "Why can it not wait?" not in screen.text
    assert gate.state(1) == "cleared"


def test_a_program_is_never_asked(gate):
    ran = gate.process(
        *("post", "add", "Bins go a day late", "--account", "council", "--due", IN_WINDOW),
        *("--category", "service", "--as", "olive"),
    )

    assert ran.code == 0
    assert ran.out.startswith("Post 1 is held;")


def test_check_explains_outcome_clause_words_window_and_source(gate):
    ran = gate.run("check", "Vote Labour, says Cllr Sampleby", "--category", "news", "--at", IN_WINDOW)

    said = " ".join(ran.out.split())
    assert said.startswith("BLOCKED")
    assert "judged as of Tue 20 Apr 2027 09:00" in said
    assert "Social Media Policy v3 (May 2017), Appendix A" in said
    assert "Local Authority Publicity (2011), paragraphs 33 to 35" in said
    assert "^^^^^^" in said
    assert "Window local.chelmsford.2027-05-06: Thu 25 Mar 2027 00:00 to " in said
    assert "Source: " in said


def test_check_stores_nothing(gate):
    gate.run("check", PARTY, "--at", IN_WINDOW)

    assert not (gate.folder / "purdahgate.db").exists()


def test_check_knows_of_the_calendar_changes_in_the_database(gate):
    gate.run(
        *("calendar", "add", "parl.2027-06-10", "--title", "UK general election", "--nation", "uk"),
        *("--source", "An invented statement", "--as", "ellis"),
    )

    ran = gate.run("check", "Spring fair", "--category", "event", "--at", "2027-06-01T09:00", "--json")

    assert ran.json["windows"][0]["election"] == "parl.2027-06-10"


def test_a_calendar_that_nobody_checked_for_long_holds_everything(gate):
    ran = gate.run("check", "Bins", at="2031-01-15T10:00")

    assert ran.code == 10
    assert "Nobody can be sure that it may go out" in ran.out


def test_a_moment_beyond_the_calendar_is_held(gate):
    ran = gate.run("check", "Bins", "--at", "2050-01-15T10:00")

    assert ran.code == 10


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Bins \x1b[31mon Friday", id="a control character"),
        pytest.param("Bins \u009b31mon Friday", id="a C1 control character"),
        pytest.param("Bins \u202eyadirF no", id="a bidi override"),
        pytest.param("Bins \u2066on\u2069 Friday", id="a bidi isolate"),
        pytest.param("Bins\x7f", id="delete"),
        pytest.param("Bins and more " * 1000, id="longer than any account takes"),
    ],
)
def test_what_cannot_be_read_is_held(gate, text):
    stored = gate.add(text)

    assert stored["state"] == "held"
