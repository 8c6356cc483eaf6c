"""`mentions eval`, on labelled posts of a body's own."""

import json

import pytest

LABELLED = (
    {"id": "a", "text": "Vote Labour", "party_mention": True, "political": True, "spans": [[5, 11, "party"]]},
    {
        "id": "b",
        "text": "Bins go out on Monday",
        "party_mention": False,
        "political": False,
        "member_mention": False,
    },
    {"id": "c", "text": "Morgan Sampleby came", "member_mention": True, "party_mention": False},
    {"id": "d", "text": "Mind the gap", "member_mention": True, "political": True},
    {"id": 5, "text": "Vote for us in the final", "political": False},
    {"text": "The Tories are at it", "party_mention": False, "unsure": ["political"], "political": False},
)


@pytest.fixture
def labelled(gate):
    path = gate.folder / "labelled.jsonl"
    path.write_text("".join(f"{json.dumps(each)}\n" for each in LABELLED), encoding="utf-8")
    return str(path)


def kinds(gate, labelled, *more):
    ran = gate.run("mentions", "eval", labelled, "--json", *more)
    assert ran.code == 0, ran.err
    return ran.json


def test_each_kind_is_scored_on_the_posts_that_label_it(gate, labelled):
    measured = kinds(gate, labelled)

    counted = {
        kind: (each["right"], each["missed"], each["false"]) for kind, each in measured["kinds"].items()
    }
    assert measured["texts"] == 6
    assert counted == {"party": (1, 0, 1), "member": (1, 1, 0), "political": (1, 1, 1)}
    assert measured["kinds"]["party"]["precision"] == 0.5
    assert measured["kinds"]["member"]["recall"] == 0.5


def test_every_miss_and_false_alarm_is_told_with_its_words(gate, labelled):
    measured = kinds(gate, labelled)["kinds"]

    assert [each["id"] for each in measured["member"]["misses"]] == ["d"]
    assert measured["party"]["false_alarms"] == [
        {
            "id": "line 6",
            "line": 6,
            "text": "The Tories are at it",
            "spans": [[4, 10, "Tories"]],
            "rules": ["party.strong"],
        }
    ]


def test_exact_words_are_scored_where_spans_are_labelled(gate, labelled):
    spans = kinds(gate, labelled)["kinds"]["party"]["spans"]

    assert (spans["right"], spans["missed"], spans["false"]) == (1, 0, 1)


def test_a_person_reads_a_table_and_the_texts_marked(gate, labelled):
    ran = gate.run("mentions", "eval", labelled)

    assert ran.code == 0
    assert "6 texts." in ran.out
    assert "political" in ran.out
    assert "  5 (line 5): political.campaigning\n    Vote for us in the final\n    ^^^^^^^^^^^\n" in ran.out
    assert "  d (line 4)\n    Mind the gap\n" in ran.out
    assert "  line 6: party.strong\n" in ran.out


def test_names_count_as_of_the_day_given(gate, labelled):
    (gate.folder / "gone.csv").write_text(
        "name,role,area,party,handles,from,to\nGale Goneby,councillor,chelmsford,,,,2027-03-31\n"
    )
    config = gate.folder / "config.toml"
    config.write_text(config.read_text().replace('"councillors.csv"', '"councillors.csv", "gone.csv"'))
    path = gate.folder / "one.jsonl"
    path.write_text('{"text": "Gale Goneby came", "member_mention": true}\n')

    held = kinds(gate, str(path), "--on", "2027-03-31")
    gone = kinds(gate, str(path), "--on", "2027-04-01")

    assert (held["kinds"]["member"]["right"], gone["kinds"]["member"]["right"]) == (1, 0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("nonsense", "no JSON object with a text", id="no JSON"),
        pytest.param('{"text": 5, "political": true}', "'text' is not text", id="a number for a text"),
        pytest.param('{"text": " ", "political": true}', "the text is empty", id="an empty text"),
        pytest.param('{"text": "x", "id": "' + "x" * 201 + '"}', "'id' is no short", id="a long id"),
        pytest.param('{"text": "x", "political": 1}', "'political' is not true or false", id="a number"),
        pytest.param('{"text": "x", "political": "no"}', "'political' is not true or false", id="a word"),
        pytest.param('{"text": "x", "political": true, "id": []}', "'id' is no short", id="a list for an id"),
        pytest.param(
            '{"text": "x", "unsure": ["partys"]}', "'unsure' is no list of kinds", id="an unknown kind"
        ),
        pytest.param('{"text": "x", "political": true, "spans": 4}', "'spans' is no list", id="no spans"),
        pytest.param(
            '{"text": "x", "political": true, "spans": [[0, 9, "party"]]}', "no place", id="outside"
        ),
        pytest.param(
            '{"text": "x", "political": true, "spans": [[0, true, "party"]]}', "no place", id="true"
        ),
        pytest.param('{"text": "x", "political": true, "spans": [[0, 1, []]]}', "no place", id="no kind"),
        pytest.param('{"text": "x"}', "no label to score by", id="no label at all"),
    ],
)
def test_a_line_that_cannot_be_scored_is_named(gate, line, says):
    path = gate.folder / "bad.jsonl"
    path.write_text(line + "\n")

    ran = gate.run("mentions", "eval", str(path))

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err
    assert "bad.jsonl" in ran.err
    assert ran.err.count("\n") == 1


def test_a_day_that_is_none_is_refused(gate, labelled):
    ran = gate.run("mentions", "eval", labelled, "--on", "6 May")

    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "'6 May' is not a date" in ran.err


def test_check_tells_enough_to_score_from_outside(gate, labelled):
    lines = gate.run("check", "--from", labelled, "--json").lines

    assert [sorted({one["kind"] for one in each["findings"]}) for each in lines] == [
        ["party", "political"],
        [],
        ["member"],
        [],
        ["political"],
        ["party", "political"],
    ]
