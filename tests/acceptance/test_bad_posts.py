"""Posts that cannot be taken: each refused in one line by a real process, and nothing is lost."""

import pytest

DUE = "2027-03-08T09:00"
TO_COUNCIL = ("--account", "council", "--due", DUE, "--as", "olive")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("post", "add", "", *TO_COUNCIL), "the text is empty", id="empty text"),
        pytest.param(("post", "add", "Caf\udce9", *TO_COUNCIL), "not UTF-8", id="text, not UTF-8"),
        pytest.param(
            ("post", "withdraw", "1", "--reason", "", "--as", "olive"), "the reason is empty", id="no reason"
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "moon", "--due", DUE, "--as", "olive"),
            "there is no account 'moon' in config.toml",
            id="unknown account",
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "council", "--due", DUE, "--as", "oliv"),
            "there is nobody called 'oliv' in people.toml. Did you mean 'olive'?",
            id="unknown person",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--category", "servise"),
            "there is no category 'servise'. Did you mean 'service'?",
            id="unknown category",
        ),
        pytest.param(
            ("post", "list", "--state", "lost"), "there is no state 'lost'. States: ", id="unknown state"
        ),
        pytest.param(
            ("post", "show", "9" * 20), f"there is no post {'9' * 20}", id="an enormous post number"
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--link", "pool.example"),
            "'pool.example' is not a web address",
            id="link without http",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", "fair.png", "--alt", "A fair"),
            "the medium cannot be read: No such file or directory (fair.png)",
            id="medium missing",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", "empty.png", "--alt", "A fair"),
            "the medium is empty (empty.png)",
            id="medium empty",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", "people.toml"),
            "1 media and 0 alt texts",
            id="medium without alt text",
        ),
    ],
)
def test_a_post_that_cannot_be_taken_is_refused_in_one_line(
    gate, written, database, arguments, said, monkeypatch
):
    monkeypatch.delenv("PURDAHGATE_AS", raising=False)
    written("empty.png", b"")
    before = database()

    ran = gate.process(*arguments)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("post", "add", " \n\t ", *TO_COUNCIL), "the text is empty", id="blank text"),
        pytest.param(("post", "edit", "1", "", "--as", "olive"), "the text is empty", id="edited to empty"),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--link", "https://caf\udce9.example/"),
            "not UTF-8",
            id="link, not UTF-8",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--because", "Caf\udce9"),
            "not UTF-8",
            id="answer, not UTF-8",
        ),
        pytest.param(
            ("post", "withdraw", "1", "--reason", "Caf\udce9", "--as", "olive"),
            "not UTF-8",
            id="reason, not UTF-8",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL[:-1], "ol\udce9"), "not UTF-8", id="name, not UTF-8"
        ),
        pytest.param(
            ("post", "withdraw", "1", "--reason", "x" * 100_000, "--as", "olive"),
            "the reason is ",
            id="a reason that is a book",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--because", "x" * 100_000),
            "the answer to 'because' ",
            id="an answer that is a book",
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "", "--due", DUE, "--as", "olive"),
            "there is no account ''",
            id="empty account",
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "council", "--due", DUE, "--as", "anton"),
            "anton may not queue posts",
            id="a person without the role",
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "council", "--due", DUE),
            "nobody is named as acting",
            id="nobody named",
        ),
        pytest.param(
            ("post", "list", "--state", "new"), "there is no state 'new'", id="a state never stored"
        ),
        pytest.param(("post", "show", "99"), "there is no post 99", id="unknown post"),
        pytest.param(("post", "show", "0"), "there is no post 0", id="post nought"),
        pytest.param(
            ("approve", "9" * 20, "--reason", "x", "--as", "anton"), "there is no post", id="approve enormous"
        ),
        pytest.param(
            ("post", "edit", "9" * 20, "x", "--as", "olive"), "there is no post", id="edit enormous"
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--link", "javascript:alert(1)"),
            "'javascript:alert(1)' is not a web address",
            id="link that is a script",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--link", "https://pool.example/ now"),
            "is not a web address",
            id="link with a space",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--link", "https://" + "x" * 5000),
            "is not a web address",
            id="link that is a book",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", ".", "--alt", "A fair"),
            "the medium cannot be read: Is a directory",
            id="medium a folder",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", "people.toml", "--alt", " "),
            "people.toml has no alt text",
            id="medium with blank alt text",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--media", "people.toml", "--alt", "caf\udce9"),
            "not UTF-8",
            id="alt text not UTF-8",
        ),
        pytest.param(
            ("post", "add", "Bins", *TO_COUNCIL, "--alt", "A fair"),
            "0 media and 1 alt text",
            id="alt text without a medium",
        ),
    ],
)
def test_other_posts_that_cannot_be_taken_are_refused_alike(
    gate, written, database, arguments, said, monkeypatch
):
    monkeypatch.delenv("PURDAHGATE_AS", raising=False)
    written("empty.png", b"")
    before = database()

    ran = gate.run(*arguments)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize(
    ("due", "said"),
    [
        pytest.param("2027-03-01T09:59", "the due time 2027-03-01T09:59 has passed", id="in the past"),
        pytest.param("2027-03-01T10:00", "the due time 2027-03-01T10:00 has passed", id="this very minute"),
        pytest.param(
            "2027-03-28T01:30",
            "2027-03-28T01:30 does not exist in Europe/London: the clocks go forward over it",
            id="a time that does not exist",
        ),
        pytest.param("2027-03-28T01:00", "does not exist", id="the first minute that does not exist"),
        pytest.param(
            "2027-10-31T01:30",
            "2027-10-31T01:30 comes twice in Europe/London: the clocks go back over it. "
            "Say which with --fold 0 (the first, summer time) or --fold 1 (the second)",
            id="a time that comes twice",
        ),
    ],
)
def test_a_due_time_that_cannot_be_kept_is_refused_in_one_line(gate, database, due, said):
    before = database()

    ran = gate.process("post", "add", "Bins", "--account", "council", "--due", due, "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize(
    ("due", "said"),
    [
        pytest.param("2027-5-7", "'2027-5-7' is not a time", id="single digits"),
        pytest.param("2027-05-07", "'2027-05-07' is not a time", id="a date alone"),
        pytest.param("20270507T0900", "'20270507T0900' is not a time", id="without separators"),
        pytest.param("2027-05-07T24:00", "'2027-05-07T24:00' is not a time", id="the hour 24"),
        pytest.param("2027-05-07T09:60", "is no real date and time", id="the minute 60"),
        pytest.param("2027-02-29T09:00", "is no real date and time", id="a day that is none"),
        pytest.param("2027-05-07 09:00", "is not a time", id="a space for the T"),
        pytest.param("07/05/2027 09:00", "is not a time", id="as people write it"),
        pytest.param("٢٠٢٧-٠٥-٠٧T09:00", "is not a time", id="other digits"),
        pytest.param("2027-W18-5T09:00", "is not a time", id="a week date"),
        pytest.param("tomorrow", "'tomorrow' is not a time", id="a word"),
        pytest.param("", "'' is not a time", id="nothing"),
        pytest.param("ASAP", "'ASAP' is not a time", id="asap shouted"),
        pytest.param("2027-05-07T09:00+25:00", "is no real date and time", id="an offset that is none"),
        pytest.param("9999-12-31T23:59-05:00", "is no real date and time", id="beyond the last year"),
        pytest.param("0001-01-01T00:00", "has passed", id="the first minute of all"),
        pytest.param("caf\udce9", "not UTF-8", id="not UTF-8"),
    ],
)
def test_a_due_time_that_is_none_is_refused_in_one_line(gate, database, due, said):
    before = database()

    ran = gate.run("post", "add", "Bins", "--account", "council", "--due", due, "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize("fold", ["0", "1"])
def test_fold_does_not_bring_a_time_that_does_not_exist_into_being(gate, database, fold):
    before = database()

    ran = gate.process(
        *("post", "add", "Bins", "--account", "council", "--due", "2027-03-28T01:30", "--fold", fold),
        *("--as", "olive"),
    )

    assert (ran.code, ran.out) == (1, "")
    assert "does not exist" in ran.err
    assert database() == before


@pytest.mark.parametrize("fold", ["0", "1"])
def test_fold_settles_a_time_that_comes_twice(gate, fold):
    ran = gate.process(
        *("post", "add", "Bins", "--account", "council", "--due", "2027-10-31T01:30", "--fold", fold),
        *("--as", "olive"),
    )

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(b"", "the text is empty", id="nothing"),
        pytest.param(b"\n", "the text is empty", id="an empty line"),
        pytest.param(b"Bins\x00 on Friday", "the text has a NUL character", id="a NUL"),
        pytest.param(b"x" * 1_000_001, "the text is 1,000,001 bytes; the most is 1,000,000", id="over 1 MB"),
        pytest.param(
            "é".encode() * 500_001,
            "the text is 1,000,002 bytes; the most is 1,000,000",
            id="over 1 MB in bytes",
        ),
        pytest.param(b"x" * 20_000_000, "the most is 1,000,000", id="20 MB"),
        pytest.param(b"Caf\xe9", "the text is not UTF-8", id="Windows-1252"),
        pytest.param("Bins".encode("utf-16"), "the text is not UTF-8", id="UTF-16"),
        pytest.param(b"Bins \xed\xa0\x80", "the text is not UTF-8", id="a surrogate in bytes"),
    ],
)
def test_words_on_standard_input_that_cannot_be_taken_are_refused_in_one_line(gate, database, given, said):
    before = database()

    ran = gate.process("post", "add", "-", *TO_COUNCIL, given=given)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("post", "edit", "1", "-", "--as", "olive"), id="edit"),
        pytest.param(("check", "-"), id="check"),
    ],
)
@pytest.mark.parametrize(
    "given", [pytest.param(b"Caf\xe9", id="not UTF-8"), pytest.param(b"Bins\x00", id="a NUL")]
)
def test_other_commands_refuse_the_same_words(gate, database, command, given):
    before = database()

    ran = gate.process(*command, given=given)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert database() == before


@pytest.mark.parametrize(
    "locale",
    [
        pytest.param({"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": ""}, id="a UTF-8 locale"),
        pytest.param(
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}, id="C"
        ),
        pytest.param({"PYTHONIOENCODING": "cp1252"}, id="as Windows reads it"),
    ],
)
def test_standard_input_is_utf_8_in_any_locale(gate, in_folder, locale):
    command = gate.command("post", "add", "-", *TO_COUNCIL)

    ran = in_folder(command, "Café".encode(), locale)

    assert (ran.code, ran.err) == (0, "")
    assert gate.run("post", "show", "1", "--json").json["revision"]["text"] == "Café"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Bins \x1b[31mon Friday\x07", id="control characters"),
        pytest.param("Bins \u202eyadirF no\u202c", id="bidi override"),
        pytest.param("x" * 1_000_000, id="1 MB exactly"),
        pytest.param("@a#b " * 190_000, id="near 1 MB of handles and tags"),
        pytest.param("Vote Labour " * 80_000, id="near 1 MB of mentions"),
        pytest.param("\u202e" * 300_000 + "a", id="near 1 MB of overrides"),
    ],
)
def test_what_nobody_can_read_is_judged_and_held(gate, text):
    ran = gate.process("post", "add", "-", *TO_COUNCIL, "--json", given=text.encode())

    assert (ran.code, ran.err) == (0, "")
    assert ran.json["state"] == "held"


def test_a_closed_standard_input_is_refused_in_one_line(gate, in_folder, database):
    before = database()
    command = gate.command("post", "edit", "1", "-", "--as", "olive")

    ran = in_folder(["sh", "-c", 'exec "$@" <&-', "sh", *command])

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert "bug" not in ran.err
    assert database() == before


def test_an_answer_that_cannot_be_written_is_an_error_in_one_line(gate, in_folder):
    command = gate.command("check", "Bins on Friday")

    ran = in_folder(["sh", "-c", 'exec "$@" >/dev/full', "sh", *command])

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1
    assert "bug" not in ran.err


def test_a_closed_standard_output_is_no_bug(gate, in_folder):
    command = gate.command("check", "Vote Labour", "--at", "2027-04-20T09:00")

    ran = in_folder(["sh", "-c", 'exec "$@" >&-', "sh", *command])

    assert ran.code in {1, 11}
    assert "bug" not in ran.err


def test_a_reader_that_goes_away_is_no_matter(gate, in_folder):
    command = gate.command("calendar", "list", "--all")

    ran = in_folder(["sh", "-c", '"$@" | head -n 1', "sh", *command])

    assert ran.out.startswith("Poll")
    assert ran.err == ""
