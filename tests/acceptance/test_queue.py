"""Posts in and out of the queue."""

import hashlib
import re

import pytest

IN_WINDOW = "2027-04-20T09:00"
OUTSIDE = "2027-03-08T09:00"


def shown(gate, post: int = 1):
    return gate.run("post", "show", str(post), "--json").json


def test_a_post_keeps_its_words_link_account_category_author_and_due_time(gate):
    gate.add("Half-price swimming", "--category", "news", "--link", "https://pool.example/")

    post = shown(gate)

    assert post["author"] == "olive"
    assert post["due_at"] == "2027-03-08T09:00:00Z"
    assert post["revision"] == {
        "text": "Half-price swimming",
        "account": "council",
        "category": "news",
        "link": "https://pool.example/",
        "media": [],
        "answers": {},
        "due": {"typed": "2027-03-08T09:00", "at": "2027-03-08T09:00:00Z"},
    }


def test_words_may_come_from_standard_input(gate):
    ran = gate.process(
        *("post", "add", "-", "--account", "council", "--due", OUTSIDE, "--as", "olive"),
        given="Café am Öl, 日本, 👍🏽".encode(),
    )

    assert ran.code == 0, ran.err
    assert shown(gate)["revision"]["text"] == "Café am Öl, 日本, 👍🏽"


def test_a_byte_order_mark_on_standard_input_is_no_part_of_the_words(gate):
    ran = gate.process(
        *("post", "add", "-", "--account", "council", "--due", OUTSIDE, "--as", "olive"),
        given="\ufeffBins on Friday".encode(),
    )

    assert ran.code == 0, ran.err
    assert shown(gate)["revision"]["text"] == "Bins on Friday"


def test_an_asap_post_that_nothing_holds_is_due_at_once(gate):
    gate.add("Bins", due="asap")

    assert shown(gate)["due_at"] == "2027-03-01T10:00:00Z"


def test_an_asap_post_that_is_held_is_due_when_approved(gate):
    gate.add("Cllr Morgan Sampleby opens the footbridge", due="asap")

    before = shown(gate)["due_at"]
    gate.run("approve", "1", "--reason", "Factual", "--as", "anton", at="2027-03-01T11:00")

    assert before is None
    assert shown(gate)["due_at"] == "2027-03-01T11:00:00Z"


def test_one_post_for_each_account_of_a_batch(gate):
    ran = gate.run(
        *("post", "add", "Bins", "--account", "council", "--account", "parks"),
        *("--due", OUTSIDE, "--as", "olive", "--json"),
    )

    assert [line["id"] for line in ran.lines] == [1, 2]
    assert [shown(gate, each)["revision"]["account"] for each in (1, 2)] == ["council", "parks"]


def test_an_unknown_account_of_a_batch_queues_none_of_it(gate):
    ran = gate.run(
        *("post", "add", "Bins", "--account", "council", "--account", "moon"),
        *("--due", OUTSIDE, "--as", "olive"),
    )

    assert ran.code == 1
    assert gate.run("post", "list", "--json").json == []


def test_the_same_account_named_twice_never_queues_the_same_words_twice(gate):
    gate.run(
        *("post", "add", "Bins", "--account", "council", "--account", "council"),
        *("--due", OUTSIDE, "--as", "olive"),
    )

    assert len(gate.run("post", "list", "--json").json) < 2


def test_media_are_copied_in_with_their_alt_text(gate, written):
    picture = written("fair.png", b"\x89PNG one")

    gate.add("Spring fair", "--media", str(picture), "--alt", "A merry-go-round")
    written("fair.png", b"another picture since")
    gate.run("approve", "1", "--reason", "Our own picture", "--as", "asha")

    assert shown(gate)["revision"]["media"] == [
        {
            "alt": "A merry-go-round",
            "digest": hashlib.sha256(b"\x89PNG one").hexdigest(),
            "media_type": "image/png",
            "name": "fair.png",
            "size": 8,
        }
    ]


def test_several_media_take_their_alt_texts_in_order(gate, written):
    one, two = written("one.png", b"1"), written("two.jpg", b"2")

    gate.add("Fair", "--media", str(one), "--alt", "First", "--media", str(two), "--alt", "Second")

    media = shown(gate)["revision"]["media"]
    assert [(each["name"], each["alt"]) for each in media] == [("one.png", "First"), ("two.jpg", "Second")]


def test_the_feed_carries_the_medium_as_it_was_saved(gate, written):
    picture = written("fair.png", b"\x89PNG one")
    gate.add(
        *("Spring fair", "--media", str(picture), "--alt", "A merry-go-round"),
        *("--answer", "copyright=Our own"),
    )
    written("fair.png", b"another picture since")

    gate.run("worker", "once", at=OUTSIDE)

    kept = list((gate.folder / "outbox" / "media").iterdir())
    assert [each.read_bytes() for each in kept] == [b"\x89PNG one"]


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        pytest.param(("Swimming for all",), {"text": "Swimming for all"}, id="words"),
        pytest.param(("--account", "parks"), {"account": "parks"}, id="account"),
        pytest.param(("--category", "event"), {"category": "event"}, id="category"),
        pytest.param(("--link", "https://a.example/"), {"link": "https://a.example/"}, id="link"),
        pytest.param(("--because", "It cannot"), {"answers": {"because": "It cannot"}}, id="because"),
        pytest.param(
            ("--due", "2027-03-09T09:00"),
            {"due": {"typed": "2027-03-09T09:00", "at": "2027-03-09T09:00:00Z"}},
            id="due time",
        ),
    ],
)
def test_an_edit_keeps_what_is_not_named(gate, written, edit, changed):
    picture = written("pool.png", b"\x89PNG")
    gate.add(
        *("Half-price swimming", "--category", "news", "--link", "https://pool.example/"),
        *("--media", str(picture), "--alt", "A pool"),
    )
    before = shown(gate)["revision"]

    ran = gate.run("post", "edit", "1", *edit, "--as", "oscar")

    assert ran.code == 0, ran.err
    assert shown(gate)["revision"] == {**before, **changed}
    assert (shown(gate)["author"], shown(gate)["writers"]) == ("olive", ["olive", "oscar"])


def test_an_edit_may_take_the_link_out(gate):
    gate.add("Bins", "--link", "https://bins.example/")

    gate.run("post", "edit", "1", "--link", "", "--as", "olive")

    assert shown(gate)["revision"]["link"] == ""


def test_every_save_is_a_revision_with_its_own_digest(gate):
    first = gate.add("Bins")["digest"]

    second = gate.run("post", "edit", "1", "Bins!", "--as", "olive", "--json").json["digest"]

    entries = gate.run("audit", "list", "--json").lines
    assert [each["revision"] for each in entries[1:]] == [first, second]
    assert shown(gate)["number"] == 2


def test_a_dry_run_of_an_edit_changes_nothing(gate, database):
    before = database()

    ran = gate.run("post", "edit", "1", "Vote Labour", "--dry-run", "--as", "olive")

    assert ran.code == 0
    assert ran.out.startswith("It would be held;")
    assert database() == before


def test_a_dry_run_of_adding_changes_nothing(gate, database):
    before = database()

    ran = gate.run(
        *("post", "add", "Bins", "--account", "council", "--due", OUTSIDE, "--dry-run", "--as", "olive")
    )

    assert ran.out == "It would be cleared; due Mon 8 Mar 2027 09:00 on council.\n"
    assert database() == before


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param((), id="nothing named"),
        pytest.param(("--due", ""), id="an empty time"),
        pytest.param(("--account", ""), id="an empty account"),
        pytest.param(("--alt", "A pool"), id="alt text without a medium"),
        pytest.param(("",), id="no words"),
        pytest.param(("--due", "2027-02-28T09:00"), id="a time that has passed"),
    ],
)
def test_an_edit_that_can_change_nothing_is_refused(gate, database, edit):
    before = database()

    ran = gate.run("post", "edit", "1", *edit, "--as", "olive")

    assert ran.code == 1
    assert ran.err.startswith("error: ")
    assert database() == before


def test_an_author_takes_a_post_out(gate):
    gate.add("Bins")

    ran = gate.run("post", "withdraw", "1", "--reason", "The strike is off", "--as", "olive")

    assert (ran.code, ran.out) == (0, "Post 1 is withdrawn.\n")
    assert gate.state(1) == "withdrawn"


def test_what_is_withdrawn_does_not_go_out(gate):
    gate.add("Bins")
    gate.run("post", "withdraw", "1", "--reason", "The strike is off", "--as", "olive")

    ran = gate.run("worker", "once", at=OUTSIDE)

    assert ran.out == "Nothing is due.\n"


def test_what_has_gone_out_cannot_be_withdrawn_or_edited(gate):
    gate.add("Bins")
    gate.run("worker", "once", at=OUTSIDE)

    gone = gate.run("post", "withdraw", "1", "--reason", "Too late", "--as", "olive", at="2027-03-08T09:05")
    edited = gate.run("post", "edit", "1", "Bins!", "--as", "olive", at="2027-03-08T09:05")

    assert (gone.code, edited.code) == (1, 1)
    assert gate.state(1) == "sent"


def test_the_list_shows_state_due_time_window_and_reason(gate):
    gate.add("Spring fair", "--category", "event", due=IN_WINDOW)

    ran = gate.run("post", "list")

    said = " ".join(ran.out.split())
    assert "1 held 20 Apr 2027 09:00 council local.chelmsford.2027-05-06" in said
    assert "“Spring fair”" in said
    assert "A post of category event waits for a senior approver" in said


def test_the_list_fits_a_terminal_of_80_columns(gate, terminal):
    gate.add("Spring fair in the park with " + "many words " * 20, "--category", "event", due=IN_WINDOW)

    screen = terminal("post", "list")

    assert screen.end() == 0
    assert max(len(line) for line in screen.text.splitlines()) <= 80


def test_the_list_may_be_of_some_states_only(gate):
    gate.add("Bins")
    gate.add("Spring fair", "--category", "event", due=IN_WINDOW)
    gate.add("Vote Labour", due=IN_WINDOW)

    ran = gate.run("post", "list", "--state", "held", "--state", "blocked", "--json")

    assert [each["state"] for each in ran.json] == ["held", "blocked"]


def test_the_list_is_of_the_newest_and_says_what_it_left_out(gate):
    gate.add("First")
    gate.add("Second")

    ran = gate.run("post", "list", "--limit", "1")

    assert "Second" in ran.out
    assert "First" not in ran.out
    assert "1 of 2 posts" in ran.out


def test_an_approver_lists_what_went_out_unsigned_and_why(gate):
    inside = "2027-04-20T09:00"
    gate.add("Bins go a day late", "--category", "service", "--because", "Easter week", due=inside)
    gate.add("Spring fair", "--category", "event", due=inside)
    gate.add("Bins go early", due="2027-06-20T09:00")
    gate.run("approve", "2", "--reason", "Yearly", "--as", "anton")
    gate.run("worker", "once", at=inside)

    told = gate.run("post", "list", "--unsigned", at=inside)
    listed = gate.run("post", "list", "--unsigned", "--json", at=inside)

    assert [each["id"] for each in listed.json] == [1]
    assert "Easter week" in told.out


def test_nothing_that_went_out_unsigned_is_said_in_words(gate):
    gate.add("Bins")

    ran = gate.run("post", "list", "--unsigned")

    assert (ran.code, ran.out) == (0, "No such posts.\n")


# --- import


def test_an_import_queues_every_row(gate, written):
    written("posts.csv", f"text,account,due\nBins,council,{OUTSIDE}\nFair,parks,{OUTSIDE}\n")

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive")

    assert (ran.code, ran.out, ran.err) == (0, "2 posts queued: 2 cleared, 0 held, 0 blocked\n", "")
    assert len(gate.run("audit", "list", "--json").lines) == 3


def test_an_import_takes_category_link_because_medium_and_fold(gate, written):
    written("fair.png", b"\x89PNG")
    written(
        "posts.csv",
        "text,account,due,category,link,because,media,alt,fold\n"
        "Bins,council,2027-10-31T01:30,service,https://a.example/,Strike,fair.png,A fair,1\n",
    )

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive")

    assert ran.code == 0, ran.err
    revision = shown(gate)["revision"]
    assert revision["category"] == "service"
    assert revision["link"] == "https://a.example/"
    assert revision["answers"] == {"because": "Strike"}
    assert revision["media"][0]["alt"] == "A fair"
    assert revision["due"]["at"] == "2027-10-31T01:30:00Z"


def test_a_dry_run_of_an_import_says_what_would_be_and_stores_nothing(gate, written, database):
    written("posts.csv", f"text,account,due\nBins,council,{OUTSIDE}\nVote Labour,council,{IN_WINDOW}\n")
    before = database()

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--dry-run", "--as", "olive")

    assert (ran.code, ran.out) == (0, "2 posts would be queued: 1 cleared, 0 held, 1 blocked\n")
    assert database() == before


def test_one_bad_row_keeps_all_rows_out(gate, written, database):
    written(
        "posts.csv", f"text,account,due\nBins,council,{OUTSIDE}\nFair,moon,{OUTSIDE}\nFair,council,soon\n"
    )
    before = database()

    ran = gate.process("post", "import", "posts.csv", "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
    third, fourth, whole = ran.err.splitlines()
    assert "posts.csv:3" in third
    assert "there is no account 'moon'" in third
    assert "posts.csv:4" in fourth
    assert "'soon' is not a time" in fourth
    assert whole == (
        "error: 2 of 3 rows cannot be queued; nothing was (posts.csv). "
        "Mend them, or leave them out with --skip-bad"
    )
    assert database() == before


def test_bad_rows_may_be_left_out(gate, written):
    written("posts.csv", f"text,account,due\nBins,council,{OUTSIDE}\nFair,moon,{OUTSIDE}\n")

    ran = gate.process("post", "import", "posts.csv", "--skip-bad", "--as", "olive")

    assert ran.code == 0
    assert "posts.csv:3" in ran.err
    assert [each["preview"] for each in gate.run("post", "list", "--json").json] == ["Bins"]
    assert "bad row" in ran.out


def test_a_bad_row_is_named_by_the_line_it_starts_on(gate, written):
    written(
        "posts.csv",
        f'text,account,due\n"Bins\non\nFriday",council,{OUTSIDE}\n'
        f'"Fair\nat ten",moon,{OUTSIDE}\nFair,sun,{OUTSIDE}\n',
    )

    ran = gate.process("post", "import", "posts.csv", "--as", "olive")

    assert re.findall(r"posts\.csv:(\d+)", ran.err) == ["5", "7"]


def test_at_a_terminal_an_import_shows_how_far_it_is(gate, written, terminal):
    written("posts.csv", "text,account,due\n" + "".join(f"Bins {n},council,{OUTSIDE}\n" for n in range(400)))

    screen = terminal("post", "import", "posts.csv", "--as", "olive")

    assert screen.end() == 0
    assert "Queueing" in screen.text
    assert "400/400" in screen.text
    assert "400 posts queued: 400 cleared, 0 held, 0 blocked" in screen.text


def test_where_nobody_looks_an_import_draws_no_bar(gate, written):
    written("posts.csv", "text,account,due\n" + "".join(f"Bins {n},council,{OUTSIDE}\n" for n in range(400)))

    ran = gate.process("post", "import", "posts.csv", "--as", "olive")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "400 posts queued: 400 cleared, 0 held, 0 blocked\n"
