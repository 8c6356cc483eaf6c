"""Whatever a user wrote, a terminal is told nothing by it."""

import pytest

IN_WINDOW = "2027-04-20T09:00"
HOSTILE = [
    pytest.param("Bins \x1b[31mred\x1b[0m", id="a colour"),
    pytest.param("Bins \x1b]8;;https://evil.example/\x1b\\here\x1b]8;;\x1b\\", id="an OSC 8 link"),
    pytest.param("Bins \x1b]0;title\x07", id="a window title"),
    pytest.param("Bins \x1b[2J\x1b[H", id="a cleared screen"),
    pytest.param("Bins \u009b31m red \u009d0;title\u009c", id="C1 controls"),
    pytest.param("Bins \u202eyadirF no\u202c", id="a bidi override"),
    pytest.param("Bins \u2067on\u2069", id="bidi isolates"),
    pytest.param("Bins\rGone", id="a carriage return"),
    pytest.param("Bins\x08\x08\x08\x08Gone", id="backspaces"),
    pytest.param("Bins \x0e\x0f\x7f", id="shifts and delete"),
    pytest.param("Bins \u2028line\u2029paragraph", id="other line ends"),
]


def test_the_search_for_raw_characters_finds_them(raw):
    found = raw("a\x1bb\x9bc\u202ed\re\x08f")

    assert found == ["\x1b", "\x9b", "\u202e", "\r", "\x08"]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "at", [pytest.param(IN_WINDOW, id="in a window"), pytest.param("2027-03-08T09:00", id="outside")]
)
def test_a_check_shows_no_raw_character(gate, raw, text, at):
    ran = gate.run("check", f"{text} Vote Labour", "--at", at)

    assert ran.code in {10, 11}
    assert raw(ran.out + ran.err) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_queued_post_shows_no_raw_character(gate, raw, text):
    gate.run(
        *("post", "add", f"{text} Vote Labour", "--account", "council", "--due", IN_WINDOW),
        *("--category", "emergency", "--because", "Now" + text.replace("\r", ""), "--as", "olive"),
    )

    shown = [
        gate.run(*command)
        for command in (
            ("post", "list"),
            ("post", "show", "1"),
            ("inbox",),
            ("approve", "1", "--reason", text.replace("\r", "") or "x", "--as", "anton"),
            ("post", "show", "1"),
            ("audit", "list"),
            ("post", "list", "--unsigned"),
        )
    ]

    assert raw("".join(each.out + each.err for each in shown)) == []
    assert "bug" not in "".join(each.err for each in shown)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("post", "add", "Bins", "--due", IN_WINDOW, "--as", "olive", "--account"), id="account"),
        pytest.param(
            ("post", "add", "Bins", "--due", IN_WINDOW, "--account", "council", "--as"), id="person"
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "council", "--as", "olive", "--due"), id="due time"
        ),
        pytest.param(
            (
                "post",
                "add",
                "Bins",
                "--account",
                "council",
                "--due",
                IN_WINDOW,
                "--as",
                "olive",
                "--category",
            ),
            id="category",
        ),
        pytest.param(
            ("post", "add", "Bins", "--account", "council", "--due", IN_WINDOW, "--as", "olive", "--link"),
            id="link",
        ),
        pytest.param(("post", "list", "--state"), id="state"),
        pytest.param(("post", "show"), id="post"),
        pytest.param(("check", "Bins", "--at"), id="moment"),
        pytest.param(("post", "import", "--as", "olive"), id="file"),
        pytest.param(("status", "--config"), id="config"),
        pytest.param(("calendar", "add", "--title", "x", "--source", "x", "--as", "ellis"), id="election"),
        pytest.param((), id="command"),
        pytest.param(("check", "Bins", "--frm"), id="option"),
    ],
)
def test_an_error_about_what_was_typed_shows_no_raw_character(gate, raw, command, text):
    ran = gate.run(*command, text)

    assert ran.code in {1, 2}
    assert ran.err
    assert raw(ran.out + ran.err) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_an_unknown_option_shows_no_raw_character(gate, raw, text):
    ran = gate.run("check", f"--{text}")

    assert ran.code == 2
    assert raw(ran.out + ran.err) == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("check", "Bins \x1b[31mred \u202eder", "--json"), id="check"),
        pytest.param(("post", "show", "\x1b[31m", "--json"), id="an error"),
    ],
)
def test_json_carries_no_raw_character_either(gate, raw, command):
    ran = gate.process(*command)

    assert raw(ran.out + ran.err) == []
    assert ran.out.isascii()


def test_a_real_process_shows_no_raw_character(gate, raw):
    added = gate.process(
        *("post", "add", "-", "--account", "council", "--due", IN_WINDOW, "--as", "olive"),
        given="Bins \x1b[31mred \u202eder \x9b31m".encode(),
    )

    shown = gate.process("post", "show", "1")

    assert (added.code, shown.code) == (0, 0)
    assert raw(added.out + added.err + shown.out + shown.err) == []
    assert r"Bins \x1b[31mred \u202eder \x9b31m" in shown.out


def test_a_calendars_words_show_no_raw_character(gate, raw):
    gate.run(
        *("calendar", "add", "parl.2027-06-10", "--title", "Poll \x1b[31mred", "--nation", "uk"),
        *("--source", "Said \u202eyadirF", "--as", "ellis"),
    )

    shown = [
        gate.run(*command) for command in (("calendar", "list"), ("calendar", "windows"), ("audit", "list"))
    ]

    assert raw("".join(each.out + each.err for each in shown)) == []


def test_a_bad_row_of_an_import_shows_no_raw_character(gate, raw, written):
    written("posts.csv", "text,account,due\nBins,\x1b[31mmoon,\u202esoon\nBins,council,\x9b31m\n")

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive")

    assert ran.code == 1
    assert raw(ran.out + ran.err) == []


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_a_text_fits_the_terminal_it_is_shown_in(gate, terminal, columns):
    screen = terminal(
        *("check", "Vote Labour " + "x" * 300 + " and 日本語 " * 20, "--at", IN_WINDOW), columns=columns
    )

    assert screen.end() == 11
    assert max(_columns(line) for line in screen.text.splitlines()) <= columns


def _columns(line: str) -> int:
    import unicodedata

    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in line)
