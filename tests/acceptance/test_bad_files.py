"""CSV and JSONL files, good and bad: each bad one refused in words, its line named, and nothing is lost."""

import re

import pytest

DUE = "2027-03-08T09:00"
HEADER = "text,account,due"
GOOD = f"Bins on Friday,council,{DUE}"
IMPORT = ("post", "import", "posts.csv", "--as", "olive")


def importing(gate) -> tuple[str, ...]:
    return ("post", "import", str(gate.folder / "posts.csv"), "--as", "olive")


def texts(gate) -> list[str]:
    return [each["preview"] for each in gate.run("post", "list", "--json").json]


# --- accepted


@pytest.mark.parametrize(
    ("content", "more"),
    [
        pytest.param(
            f"\ufeff{HEADER}\r\nCafé,council,{DUE}\r\n".encode(), (), id="BOM and CRLF, as Excel saves"
        ),
        pytest.param(f"{HEADER}\nCafé,council,{DUE}".encode(), (), id="no line end at the end"),
        pytest.param(f"{HEADER}\rCafé,council,{DUE}\r".encode(), (), id="CR alone, as an old Mac"),
        pytest.param(f"{HEADER}\n\nCafé,council,{DUE}\n\n\n".encode(), (), id="empty lines"),
        pytest.param(f"due,text,account\n{DUE},Café,council\n".encode(), (), id="columns in another order"),
        pytest.param(f'{HEADER}\n"Café", council , {DUE} \n'.encode(), (), id="quotes and spaces"),
        pytest.param(
            f"{HEADER}\nCafé,council,{DUE}\n".encode("windows-1252"),
            ("--encoding", "windows-1252"),
            id="Windows-1252, when said",
        ),
        pytest.param(
            f"{HEADER}\nCafé,council,{DUE}\n".encode("utf-16"),
            ("--encoding", "utf-16"),
            id="UTF-16, when said",
        ),
    ],
)
def test_a_csv_is_taken(gate, written, content, more):
    written("posts.csv", content)

    ran = gate.run(*importing(gate), *more)

    assert (ran.code, ran.err) == (0, "")
    assert texts(gate) == ["Café"]


def test_windows_1252_quotes_and_euros_are_read_rightly(gate, written):
    written("posts.csv", f"{HEADER}\n“Free” swimming – was €5,council,{DUE}\n".encode("windows-1252"))

    ran = gate.run(*importing(gate), "--encoding", "windows-1252")

    assert (ran.code, ran.err) == (0, "")
    assert texts(gate) == ["“Free” swimming – was €5"]


def test_ten_thousand_rows_are_imported_each_judged_and_audited(gate, written):
    """The bench imports 100,000 rows; the suite 10,000, so that it stays quick."""
    rows = "".join(f"Bins on street {number},council,{DUE}\n" for number in range(10_000))
    written("posts.csv", f"{HEADER}\n{rows}")

    ran = gate.process(*IMPORT, timeout=300)

    assert (ran.code, ran.err) == (0, "")
    assert "10,000 posts queued: 10,000 cleared, 0 held, 0 blocked" in ran.out
    assert gate.run("audit", "verify", "--json").json["entries"] == 10_001


def test_of_a_hundred_thousand_rows_the_one_bad_row_is_found_and_nothing_is_queued(gate, written, database):
    rows = [f"Bins on street {number},council,{DUE}" for number in range(100_000)]
    rows[99_998] = f"Bins,moon,{DUE}"
    written("posts.csv", "\n".join([HEADER, *rows]))
    before = database()

    ran = gate.process(*IMPORT, timeout=300)

    assert ran.code == 1
    assert "posts.csv:100000" in ran.err
    assert "1 of 100,000 rows cannot be queued; nothing was" in ran.err
    assert database() == before


def test_a_csv_with_bom_and_crlf_is_taken_by_a_real_process(gate, written):
    written("posts.csv", f"\ufeff{HEADER}\r\nCafé,council,{DUE}\r\n".encode())

    ran = gate.process(*IMPORT)

    assert (ran.code, ran.err) == (0, "")
    assert texts(gate) == ["Café"]


# --- refused whole


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "the column 'text' is missing", id="an empty file"),
        pytest.param(b"text,account\nBins,council\n", "the column 'due' is missing", id="missing column"),
        pytest.param(
            f"{HEADER},due\n{GOOD},{DUE}\n".encode(),
            "the column 'due' stands twice",
            id="doubled column",
        ),
        pytest.param(
            f"{HEADER},when\n{GOOD},x\n".encode(),
            "there is no column 'when'",
            id="unknown column",
        ),
        pytest.param(HEADER.replace(",", ";").encode(), "the column 'text' is missing", id="semicolons"),
        pytest.param(
            f"{HEADER}\nCafé,council,{DUE}\n".encode("windows-1252"),
            "posts.csv:2). Save it as UTF-8, or say --encoding windows-1252",
            id="Windows-1252, unsaid",
        ),
        pytest.param(
            f"{HEADER}\nBins\x00,council,{DUE}\n".encode(),
            "posts.csv:2). Save it as plain CSV",
            id="a NUL",
        ),
        pytest.param(f"{HEADER}\n{GOOD}\n".encode("utf-16"), "the file is not UTF-8", id="UTF-16, unsaid"),
        pytest.param(
            f'{HEADER}\n{GOOD}\n"Bins,council,{DUE}\n{GOOD}\n{GOOD}\n'.encode(),
            "posts.csv:3)",
            id="an unterminated quote",
        ),
        pytest.param(
            f'{HEADER}\n"Bins" on,council,{DUE}\n'.encode(), "posts.csv:2)", id="words behind a quote"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00", "error: ", id="a picture"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_in_one_line(gate, written, database, content, said):
    written("posts.csv", content)
    before = database()

    ran = gate.run(*importing(gate))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"text,account\nBins,council\n", "the column 'due' is missing", id="missing column"),
        pytest.param(f"{HEADER}\nCaf\xe9,council,{DUE}\n".encode("windows-1252"), "UTF-8", id="not UTF-8"),
        pytest.param(f"{HEADER}\nBins\x00,council,{DUE}\n".encode(), "NUL", id="a NUL"),
    ],
)
def test_a_real_process_refuses_such_a_csv_alike(gate, written, database, content, said):
    written("posts.csv", content)
    before = database()

    ran = gate.process(*IMPORT)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


def test_a_cell_of_5_mb_is_refused_in_words_that_speak_of_its_size(gate, written, database):
    written("posts.csv", f"{HEADER}\n{'x' * 5_000_000},council,{DUE}\n")
    before = database()

    ran = gate.process(*IMPORT)

    assert (ran.code, ran.out) == (1, "")
    assert "posts.csv:2" in ran.err
    assert "quotes" not in ran.err
    assert database() == before


@pytest.mark.parametrize("name", [pytest.param("none.csv", id="not there"), pytest.param(".", id="a folder")])
def test_a_csv_that_is_none_is_refused_in_one_line(gate, database, name):
    before = database()

    ran = gate.process("post", "import", name, "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: ")
    assert name in ran.err
    assert ran.err.count("\n") == 1
    assert database() == before


@pytest.mark.parametrize("encoding", ["klingon", "", "base64", "rot13", "idna\x1b[31m"])
def test_an_encoding_that_is_none_is_refused_in_one_line(gate, written, database, encoding):
    written("posts.csv", f"{HEADER}\n{GOOD}\n")
    before = database()

    ran = gate.run(*importing(gate), "--encoding", encoding)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: there is no encoding ")
    assert ran.err.count("\n") == 1
    assert database() == before


# --- bad rows


BAD_ROWS = [
    pytest.param(f",council,{DUE}", "the text is empty", id="empty text"),
    pytest.param(f"Bins,moon,{DUE}", "there is no account 'moon'", id="unknown account"),
    pytest.param("Bins,council,", "'' is not a time", id="no due time"),
    pytest.param("Bins,council,2027-02-01T09:00", "has passed", id="in the past"),
    pytest.param("Bins,council,2027-03-28T01:30", "does not exist", id="a time that does not exist"),
    pytest.param("Bins,council,2027-10-31T01:30", "comes twice", id="a time that comes twice"),
    pytest.param("Bins,council,2027-5-7", "is not a time", id="no time"),
    pytest.param("Bins,council", "2 cells", id="too few cells"),
    pytest.param(f"Bins, and more,council,{DUE}", "4 cells", id="too many cells"),
    pytest.param(f"{'x' * 1_000_001},council,{DUE}", "the most is 1,000,000", id="over 1 MB"),
]


@pytest.mark.parametrize(("row", "said"), BAD_ROWS)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_queued(gate, written, database, row, said):
    written("posts.csv", f'{HEADER}\n"Bins\non Friday",council,{DUE}\n{row}\n')
    before = database()

    ran = gate.run(*importing(gate))

    first, last = ran.err.splitlines()
    assert (ran.code, ran.out) == (1, "")
    assert "posts.csv:4" in first
    assert said in first
    assert last.startswith("error: 1 of 2 rows cannot be queued; nothing was (")
    assert database() == before


@pytest.mark.parametrize(("row", "said"), BAD_ROWS)
def test_with_skip_bad_the_good_rows_are_queued_without_it(gate, written, row, said):
    written("posts.csv", f'{HEADER}\n"Bins\non Friday",council,{DUE}\n{row}\nLibraries,council,{DUE}\n')

    ran = gate.run(*importing(gate), "--skip-bad")

    assert ran.code == 0
    assert re.findall(r"posts\.csv:(\d+)", ran.err) == ["4"]
    assert texts(gate) == ["Bins on Friday", "Libraries"]


@pytest.mark.parametrize(
    ("columns", "cells", "said"),
    [
        pytest.param("category", "servise", "there is no category 'servise'", id="unknown category"),
        pytest.param("link", "pool.example", "is not a web address", id="no link"),
        pytest.param("media,alt", "none.png,A fair", "the medium cannot be read", id="missing medium"),
        pytest.param("media,alt", "people.toml,", "has no alt text", id="no alt text"),
        pytest.param("media", "people.toml", "has no alt text", id="no alt column"),
        pytest.param("alt", "A fair", "alt text", id="alt text without a medium"),
        pytest.param("media,alt", "empty.png,A fair", "the medium is empty", id="empty medium"),
        pytest.param("fold", "2", "fold is '2'", id="no fold"),
    ],
)
def test_a_bad_cell_is_named_by_its_line(gate, written, database, columns, cells, said):
    written("empty.png", b"")
    written("posts.csv", f"{HEADER},{columns}\n{GOOD},{cells}\n")
    before = database()

    ran = gate.run(*importing(gate))

    assert ran.code == 1
    assert "posts.csv:2" in ran.err.splitlines()[0]
    assert said in ran.err
    assert database() == before


def test_rows_with_control_characters_are_taken_and_held(gate, written):
    written("posts.csv", f"{HEADER}\nBins \x1b[31mred,council,{DUE}\nBins \u202eder,council,{DUE}\n")

    ran = gate.process(*IMPORT)

    assert ran.code == 0
    assert "0 cleared, 2 held" in ran.out


# --- check --from


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b'{"text": "a\\ud800"}', "the text is not UTF-8", id="a lone surrogate"),
        pytest.param(b'{"text": "a\\u0000"}', "the text has a NUL character", id="a NUL"),
        pytest.param(b'{"text": ""}', "the text is empty", id="empty text"),
        pytest.param(b"[1]", "no JSON object with a text", id="a list"),
        pytest.param(b'"Bins"', "no JSON object with a text", id="a string"),
        pytest.param(b"null", "no JSON object with a text", id="null"),
        pytest.param(b'{"txt": "Bins"}', "no JSON object with a text", id="no text"),
        pytest.param(b'{"text": 1}', "'text' is not text", id="a number for a text"),
        pytest.param(b'{"text": null}', "'text' is not text", id="null for a text"),
        pytest.param(b'{"text": "a", "account": 7}', "'account' is not text", id="a number for an account"),
        pytest.param(b'{"text": "a", "account": "moon"}', "there is no account 'moon'", id="unknown account"),
        pytest.param(b'{"text": "a", "category": "servise"}', "there is no category", id="unknown category"),
        pytest.param(b'{"text": "a", "link": "pool.example"}', "is not a web address", id="no link"),
        pytest.param(b'{"text": "a"', "JSON", id="broken off"),
        pytest.param(b'{"text": "a"} x', "JSON", id="something behind"),
        pytest.param(b"[" * 100_000, "JSON", id="deep lists"),
        pytest.param(b'{"text":' * 100_000, "JSON", id="deep objects"),
        pytest.param(b'{"text": "a", "n": ' + b"9" * 5_000 + b"}", "JSON", id="an endless number"),
        pytest.param(b'{"text": "' + b"x" * 1_000_001 + b'"}', "the most is 1,000,000", id="over 1 MB"),
        pytest.param(b'{"text": "' + b"x" * 9_000_000 + b'"}', "error: ", id="9 MB"),
        pytest.param(b'{"text": "a\x00"}', "JSON", id="a raw NUL"),
    ],
)
def test_a_bad_line_of_jsonl_is_refused_in_one_line_that_names_it(gate, written, content, said):
    written("texts.jsonl", b'{"text": "Bins"}\n\n' + content + b"\n")

    ran = gate.run("check", "--from", str(gate.folder / "texts.jsonl"))

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert "texts.jsonl:3" in ran.err
    assert ran.err.count("\n") == 1
    assert len(ran.err) < 500


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        pytest.param(
            b'text\n"Bins\non Friday"\n""\n', 4, "the text is empty", id="empty text behind a line end"
        ),
        pytest.param(b"text\nBins on Friday, vote Labour\n", 2, "2 cells", id="an unquoted comma"),
        pytest.param(b"text,account\nBins\n", 2, "1 cell", id="too few cells"),
        pytest.param(b"text,text\nBins,Vote Labour\n", 1, "'text' stands twice", id="doubled column"),
        pytest.param(b"words\nBins\n", 1, "text", id="missing column"),
        pytest.param(b"text\nBins\x00\n", 2, "NUL", id="a NUL"),
        pytest.param(b'text\n"Bins\nLibraries\n', 2, "", id="an unterminated quote"),
        pytest.param(b"text,category\nBins,servise\n", 2, "there is no category", id="unknown category"),
    ],
)
def test_a_bad_row_of_a_csv_to_check_is_refused_in_one_line_that_names_it(gate, written, content, line, said):
    written("texts.csv", content)

    ran = gate.run("check", "--from", str(gate.folder / "texts.csv"))

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert said in ran.err
    assert f"texts.csv:{line}" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("texts.jsonl", b"", id="no lines"),
        pytest.param("texts.csv", b"", id="no header"),
        pytest.param("texts.csv", b"text\n", id="a header alone"),
        pytest.param("texts.jsonl", b'{"text": "Caf\xe9"}\n', id="JSONL that is not UTF-8"),
        pytest.param("texts.csv", b"text\nCaf\xe9\n", id="CSV that is not UTF-8"),
    ],
)
def test_a_file_with_nothing_to_judge_never_counts_as_clear(gate, written, name, content):
    written(name, content)

    ran = gate.run("check", "--from", str(gate.folder / name))

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("name", ["TEXTS.CSV", "texts.Csv"])
def test_a_csv_is_known_by_its_name_in_any_case(gate, written, name):
    written(name, b"text\nBins\n")

    ran = gate.run("check", "--from", str(gate.folder / name))

    assert (ran.code, ran.err) == (0, "")


def test_lines_that_were_judged_before_a_bad_one_are_printed_whole(gate, written):
    written("texts.jsonl", '{"text": "Bins"}\nno JSON\n')

    ran = gate.process("check", "--from", "texts.jsonl", "--json")

    assert ran.code == 1
    assert [line["outcome"] for line in ran.lines] == ["clear"]
