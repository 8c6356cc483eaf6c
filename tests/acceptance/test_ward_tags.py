"""Posts tagged with wards, and polls that bind a ward or only warn, at the command line."""

import json

import pytest

AT = "2027-03-08T09:00"
BY_ELECTION = "local.chelmsford.galleywood.by.2027-03-18"
NEXT_DOOR = "local.maldon.heybridge-west.by.2027-03-18"


@pytest.fixture
def by_election(gate):
    """A by-election in Galleywood, and one next door, both on 18 March 2027 and called by 1 March."""
    for election, area in ((BY_ELECTION, "chelmsford"), (NEXT_DOOR, "maldon")):
        told = ("--title", f"A by-election of {area}", "--source", "An invented notice", "--area", area)
        ran = gate.run("calendar", "add", election, *told, "--as", "ellis")
        assert ran.code == 0, ran.err
    return gate


def check(gate, *arguments, **more):
    return gate.run("check", *arguments, "--at", AT, "--category", "news", **more)


def words(out):
    return " ".join(out.split())


def test_a_tagged_post_is_held_while_its_ward_polls(by_election):
    ran = check(by_election, "Have your say", "--ward", "Moulsham", "--ward", "Galleywood", "--json")

    assert (ran.code, ran.json["outcome"]) == (10, "hold")
    (window,) = ran.json["windows"]
    assert (window["election"], window["scope"], window["places"]) == (BY_ELECTION, "ward", ["galleywood"])
    assert [(each["election"], each["scope"]) for each in ran.json["warnings"]] == [(NEXT_DOOR, "none")]


def test_an_untagged_post_passes_and_its_author_is_told_of_the_tag(by_election):
    ran = check(by_election, "Have your say")

    said = words(ran.out)
    assert ran.code == 0
    assert "No pre-election period binds it then." in said
    assert f"Warning {BY_ELECTION}: Thu 4 Feb 2027 00:00 to the end of Thu 18 Mar 2027." in said
    assert (
        "A by-election in Galleywood is on. Tag the post with --ward galleywood if it is about that ward."
        in said
    )


def test_a_warning_says_what_it_is_and_asks_for_no_tag(by_election):
    ran = check(by_election, "Galleywood fair")

    said = words(ran.out)
    assert ran.code == 10
    assert "--ward" not in said
    assert (
        f"Warning {NEXT_DOOR}: Thu 4 Feb 2027 00:00 to the end of Thu 18 Mar 2027. A by-election of maldon. "
        "warning: a poll next door, or in a part of the area; 6 weeks before the poll to end of polling day "
        "(computed). Source: An invented notice; checked 2027-03-01." in said
    )


def test_while_the_whole_body_is_bound_a_warning_is_for_programs_alone(by_election):
    at = ("--at", "2027-03-17T09:00")  # inside both; the body's own six weeks are made to begin before
    by_election.run(
        *("calendar", "record-notice", "local.chelmsford.2027-05-06", "--on", "2027-03-01"),
        *("--source", "The council's website", "--as", "ellis"),
    )

    told, data = (by_election.run("check", "Have your say", *at, *more) for more in ((), ("--json",)))

    assert "Warning" not in told.out
    assert [each["election"] for each in data.json["warnings"]] == [BY_ELECTION, NEXT_DOOR]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            "texts.jsonl",
            '{"text": "Have your say", "wards": ["Moulsham", "Galleywood"]}\n'
            '{"text": "Have your say", "wards": "Moulsham; Galleywood"}\n'
            '{"text": "Have your say", "wards": ["Moulsham"]}\n{"text": "Have your say"}\n',
            id="jsonl",
        ),
        pytest.param(
            "texts.csv",
            "text,wards\nHave your say,Moulsham; Galleywood\nHave your say,Galleywood;\n"
            "Have your say,Moulsham\nHave your say,\n",
            id="csv",
        ),
    ],
)
def test_the_texts_of_a_file_may_be_tagged(by_election, written, name, content):
    path = written(name, content)

    ran = by_election.run("check", "--from", str(path), "--at", "2027-03-08T09:00", "--json")

    assert [each["outcome"] for each in ran.lines] == ["hold", "hold", "clear", "clear"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param('{"text": "x", "wards": 7}', "'wards' is not text", id="a number"),
        pytest.param('{"text": "x", "wards": [7]}', "'wards' has something that is not text", id="in a list"),
        pytest.param('{"text": "x", "wards": [" "]}', "the ward is empty", id="a blank"),
        pytest.param(json.dumps({"text": "x", "wards": "a" * 101}), "101 characters", id="too long"),
    ],
)
def test_tags_of_a_file_that_are_no_names_are_refused_with_their_line(gate, written, content, says):
    path = written("texts.jsonl", f'{{"text": "fine"}}\n{content}\n')

    ran = gate.run("check", "--from", str(path))

    assert ran.code == 1
    assert says in ran.err
    assert f"{path}:2" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_queued_post_is_tagged_shown_with_its_tags_and_untagged_again(by_election):
    added = by_election.add(
        "Have your say", "--category", "news", "--ward", " St  John's", "--ward", "Galleywood"
    )

    tagged = by_election.run("post", "show", "1")
    whole = by_election.run("post", "show", "1", "--json").json
    edited = by_election.run("post", "edit", "1", "--ward", "", "--as", "olive", "--json")

    assert added["state"] == "held"
    assert "Wards: Galleywood, St John's." in tagged.out
    assert whole["revision"]["wards"] == ["Galleywood", "St John's"]
    assert edited.json["state"] == "cleared"
    assert "Wards:" not in by_election.run("post", "show", "1").out


@pytest.mark.parametrize(
    ("tags", "says"),
    [
        pytest.param(("",), "the ward is empty", id="an empty name"),
        pytest.param(("Galley\nwood",), "more than one line", id="two lines"),
        pytest.param(("a" * 101,), "101 characters", id="too long"),
    ],
)
def test_a_tag_that_is_no_name_queues_nothing(gate, tags, says):
    options = [part for tag in tags for part in ("--ward", tag)]

    ran = gate.run(
        *("post", "add", "Have your say", "--account", "council", "--due", AT, "--as", "olive"), *options
    )

    assert ran.code == 1
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert gate.run("post", "list", "--json").json == []


def test_an_edit_to_nothing_and_something_is_refused(by_election):
    by_election.add("Have your say", "--ward", "Galleywood")

    ran = by_election.run("post", "edit", "1", "--ward", "", "--ward", "Moulsham", "--as", "olive")

    assert (ran.code, "the ward is empty" in ran.err) == (1, True)


def test_a_csv_of_posts_may_name_their_wards(by_election, written):
    path = written(
        "posts.csv",
        "text,account,due,category,wards\n"
        f"Have your say,council,{AT},news,Moulsham;Galleywood\n"
        f"Swim for free,council,{AT},news,Moulsham\n"
        f"Bins are late,council,{AT},news,\n",
    )

    ran = by_election.run("post", "import", str(path), "--as", "olive", "--json")

    assert [each["state"] for each in ran.lines] == ["held", "cleared", "cleared"]


def test_windows_say_what_they_bind_and_what_made_them(by_election):
    ran = by_election.run("calendar", "windows")

    said = words(ran.out)
    assert NEXT_DOOR not in said
    assert (
        "A by-election of chelmsford. 6 weeks before the poll to end of polling day (computed). "
        "Source: An invented notice; checked 2027-03-01. "
        "It binds only posts that are tagged with Galleywood or name it." in said
    )


def test_windows_with_warnings_are_in_the_order_they_open(by_election):
    found = by_election.run("calendar", "windows", "--warnings", "--json").json

    assert [each["opens_at"] for each in found] == sorted(each["opens_at"] for each in found)
    assert {each["election"]: each["scope"] for each in found if "2027-03-18" in each["election"]} == {
        BY_ELECTION: "ward",
        NEXT_DOOR: "none",
    }


def test_a_window_tells_a_recorded_date_from_a_computed_one(gate):
    gate.run(
        *("calendar", "record-notice", "local.chelmsford.2027-05-06", "--on", "2027-03-01"),
        *("--source", "The council's website", "--as", "ellis"),
    )

    found = {each["election"]: each for each in gate.run("calendar", "windows", "--json").json}

    noticed, counted = found["local.chelmsford.2027-05-06"], found["mayor.greater-essex.2028-05-04"]
    assert (noticed["basis"], noticed["anchor"]) == ("recorded", "notice-published")
    assert (counted["basis"], counted["anchor"]) == ("computed", "weeks")
    assert "notice of election published" in noticed["rule"]
    assert "polling day (recorded)" in words(gate.run("calendar", "windows").out)


def test_the_polls_in_the_list_have_the_same_windows(by_election):
    listed = by_election.run("calendar", "list", "--json").json
    windows = by_election.run("calendar", "windows", "--json").json

    assert [each["window"] for each in listed if each["window"]] == sorted(
        windows, key=lambda each: (each["poll_date"], each["election"])
    )


def test_the_status_says_that_an_open_window_binds_a_ward_alone(by_election):
    ran = by_election.run("status")

    assert "It binds only posts that are tagged with Galleywood or name it." in words(ran.out)


def test_calling_a_by_election_off_takes_two_people(by_election):
    ran = by_election.run(
        "calendar", "cancel", BY_ELECTION, "--source", "Uncontested", "--as", "ellis", "--json"
    )

    assert ran.json["proposal"] == 1
    assert ran.json["freed"] == [["2027-03-01T10:00:00Z", "2027-03-19T00:00:00Z"]]


def test_calling_off_a_poll_next_door_takes_one(by_election):
    ran = by_election.run(
        "calendar", "cancel", NEXT_DOOR, "--source", "Uncontested", "--as", "ellis", "--json"
    )

    assert (ran.json["proposal"], ran.json["freed"]) == (None, [])
