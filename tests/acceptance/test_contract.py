"""The fields, exit codes and options that programs rely on."""

import json

import pytest

VERDICT = {"outcome", "reasons", "findings", "windows", "warnings"}
CHECKED = VERDICT | {"register_warnings"}
REASON = {"rule", "outcome", "clause", "says", "needs", "windows", "spans", "signs", "questions"}
FINDING = {"kind", "start", "end", "text", "who", "rule", "certainty", "why", "field"}
WINDOW = {
    "election",
    "nation",
    "title",
    "poll_date",
    "opens_at",
    "closes_at",
    "scope",
    "places",
    "rule",
    "anchor",
    "basis",
    "source",
    "checked_on",
    "projected",
}
STORED = {"id", "state", "digest", "verdict"}
ERROR = {"code", "message", "where", "mend"}

IN_WINDOW = "2027-04-20T09:00"
OUTSIDE = "2027-03-08T09:00"


def test_a_check_gives_outcome_reasons_findings_and_windows(gate):
    ran = gate.run("check", "Vote Labour", "--at", IN_WINDOW, "--json")

    assert set(ran.json) == CHECKED
    assert set(ran.json["reasons"][0]) == REASON
    assert set(ran.json["findings"][0]) == FINDING
    assert set(ran.json["windows"][0]) == WINDOW


def test_a_clear_check_has_empty_lists(gate):
    ran = gate.run("check", "Keep away", "--category", "emergency", "--at", OUTSIDE, "--json")

    assert ran.json == {"outcome": "clear"} | {field: [] for field in CHECKED - {"outcome"}}


def test_a_reason_names_its_rule_clause_window_and_words(gate):
    ran = gate.run("check", "Vote Labour", "--at", IN_WINDOW, "--category", "service", "--json")

    reason = ran.json["reasons"][0]
    assert reason == {
        "rule": "chelmsford.no-party-or-member",
        "outcome": "block",
        "clause": "Chelmsford City Council, Social Media Policy v3 (May 2017), Appendix A, "
        "Pre-election period",
        "says": "It mentions “Labour” in the pre-election period before the poll of 6 May 2027. "
        "Take that out, or move the post past 6 May 2027.",
        "needs": "edit",
        "signs": None,
        "questions": [],
        "windows": ["local.chelmsford.2027-05-06"],
        "spans": [[5, 11, "party"]],
    }


def test_a_window_says_where_its_dates_come_from(gate):
    ran = gate.run("check", "Bins", "--at", IN_WINDOW, "--json")

    window = ran.json["windows"][0]
    assert window["election"] == "local.chelmsford.2027-05-06"
    assert (window["opens_at"], window["closes_at"]) == ("2027-03-25T00:00:00Z", "2027-05-06T23:00:00Z")
    assert window["title"] == "Chelmsford City Council, or the unitary council that succeeds it"
    assert window["rule"] == "6 weeks before the poll to end of polling day"
    assert (window["poll_date"], window["anchor"], window["basis"]) == ("2027-05-06", "weeks", "computed")
    assert (window["scope"], window["places"]) == ("whole-body", [])
    assert window["source"]
    assert window["projected"] is False


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        pytest.param("Bins are collected on Friday", (), 0, id="clear"),
        pytest.param("Cllr Morgan Sampleby opens the bridge", (), 10, id="held"),
        pytest.param("Vote Labour", ("--at", IN_WINDOW), 11, id="blocked"),
        pytest.param("", (), 1, id="an error its user can mend"),
        pytest.param("Bins", ("--at", "tomorrow"), 1, id="no time"),
        pytest.param("Bins", ("--no-such-option",), 2, id="usage"),
    ],
)
def test_the_exit_code_of_a_check_says_its_outcome(gate, text, more, code):
    ran = gate.process("check", text, *more)

    assert ran.code == code


@pytest.mark.parametrize(
    ("state", "text"),
    [
        pytest.param("cleared", "Bins are collected on Friday", id="clear"),
        pytest.param("held", "Cllr Morgan Sampleby opens the bridge", id="held"),
    ],
)
def test_queueing_ends_with_0_whatever_the_verdict(gate, state, text):
    ran = gate.run("post", "add", text, "--account", "council", "--due", OUTSIDE, "--as", "olive", "--json")

    assert ran.code == 0
    assert ran.json["state"] == state


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="nothing at all"),
        pytest.param(("post",), id="a group alone"),
        pytest.param(("pots", "add"), id="no such command"),
        pytest.param(("post", "show", "twelve"), id="a word for a number"),
        pytest.param(("post", "add", "Bins", "--due", OUTSIDE), id="no account"),
        pytest.param(("approve", "1", "--as", "anton"), id="no reason"),
    ],
)
def test_a_command_that_is_typed_wrongly_ends_with_2(gate, arguments):
    ran = gate.run(*arguments)

    assert ran.code == 2
    assert "Usage: purdahgate" in ran.err


def test_a_broken_audit_table_ends_with_12(gate, database):
    import sqlite3

    connection = sqlite3.connect(gate.folder / "purdahgate.db")
    connection.executescript(
        "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete;"
    )
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.executescript("".join(f'DROP TRIGGER "{name}";' for (name,) in triggers))
    connection.execute("UPDATE audit SET body = replace(body, 'olive', 'oscar') WHERE seq = 1")
    connection.commit()
    connection.close()

    ran = gate.process("audit", "verify")

    assert ran.code == 12
    assert ran.err.startswith("error: entry 1 was changed after it was written")


# --- files of texts


def test_a_jsonl_file_gives_one_verdict_a_line_in_order(gate, written):
    written(
        "texts.jsonl",
        '{"text": "Vote Labour"}\n'
        '{"text": "Bins", "category": "service"}\n\n'
        '{"text": "Spring fair", "category": "event"}\n',
    )

    ran = gate.process("check", "--from", "texts.jsonl", "--at", IN_WINDOW, "--json")

    assert ran.code == 11
    assert [line["outcome"] for line in ran.lines] == ["block", "clear", "hold"]
    assert {frozenset(line) for line in ran.lines} == {frozenset(CHECKED)}


def test_a_csv_file_gives_one_verdict_a_row_in_order(gate, written):
    written("texts.csv", 'text,category\n"Bins\non Friday",service\n"Spring, fair",event\n')

    ran = gate.process("check", "--from", "texts.csv", "--at", IN_WINDOW, "--json")

    assert ran.code == 10
    assert [line["outcome"] for line in ran.lines] == ["clear", "hold"]


def test_a_file_of_texts_that_are_all_clear_ends_with_0(gate, written):
    written("texts.jsonl", '{"text": "Bins"}\n{"text": "Libraries"}\n')

    ran = gate.process("check", "--from", "texts.jsonl")

    assert (ran.code, ran.out) == (0, "2 texts: 2 clear, 0 hold, 0 block\n")


# --- what stores


@pytest.fixture
def held(gate) -> int:
    """A held post in the queue; gives its number."""
    return int(gate.add("Spring fair", "--category", "event", due=IN_WINDOW)["id"])


def test_adding_prints_id_state_digest_and_verdict(gate):
    ran = gate.run("post", "add", "Bins", "--account", "council", "--due", OUTSIDE, "--as", "olive", "--json")

    assert set(ran.json) == STORED
    assert set(ran.json["verdict"]) == VERDICT
    assert (ran.json["id"], ran.json["state"], len(ran.json["digest"])) == (1, "cleared", 64)


@pytest.mark.parametrize(
    ("arguments", "state"),
    [
        pytest.param(("post", "edit", "1", "Fair", "--as", "olive"), "held", id="edit"),
        pytest.param(("approve", "1", "--reason", "Yearly", "--as", "anton"), "approved", id="approve"),
        pytest.param(("reject", "1", "--reason", "Not now", "--as", "anton"), "rejected", id="reject"),
        pytest.param(
            ("post", "withdraw", "1", "--reason", "Off", "--as", "olive"), "withdrawn", id="withdraw"
        ),
    ],
)
def test_changing_prints_id_state_digest_and_verdict(gate, held, arguments, state):
    ran = gate.run(*arguments, "--json")

    assert ran.code == 0, ran.err
    assert set(ran.json) == STORED
    assert (ran.json["id"], ran.json["state"]) == (held, state)
    assert set(ran.json["verdict"]) == VERDICT


def test_a_ruling_prints_id_state_digest_and_verdict(gate):
    gate.add("Vote Labour", "--category", "service", "--because", "x", due=IN_WINDOW)

    ran = gate.run("rule", "1", "--finding", "1", "--reason", "A shop's name", "--as", "mona", "--json")

    assert ran.code == 0, ran.err
    assert set(ran.json) == STORED
    assert ran.json["state"] == "held"


def test_several_posts_print_one_object_a_line(gate, held):
    gate.add("Spring market", "--category", "event", due=IN_WINDOW)

    ran = gate.run("approve", "1", "2", "--reason", "Yearly", "--as", "anton", "--json")

    assert [(line["id"], line["state"]) for line in ran.lines] == [(1, "approved"), (2, "approved")]


def test_several_posts_are_all_approved_or_none(gate, held):
    gate.add("Bins")

    ran = gate.run("approve", "1", "2", "--reason", "Yearly", "--as", "anton", "--json")

    assert ran.code == 1
    assert gate.state(1) == "held"


def test_several_posts_are_all_rejected_or_none(gate, held):
    ran = gate.run("reject", "1", "99", "--reason", "No", "--as", "anton")

    assert ran.code == 1
    assert gate.state(1) == "held"


def test_importing_prints_one_object_a_row(gate, written):
    written("posts.csv", f"text,account,due\nBins,council,{OUTSIDE}\nCllr Morgan Sampleby,parks,{OUTSIDE}\n")

    ran = gate.run("post", "import", str(gate.folder / "posts.csv"), "--as", "olive", "--json")

    assert [line["state"] for line in ran.lines] == ["cleared", "held"]
    assert {frozenset(line) for line in ran.lines} == {frozenset(STORED)}


def test_the_worker_prints_one_object_a_post(gate):
    gate.add("Bins", due=OUTSIDE)

    ran = gate.run("worker", "once", "--json", at=OUTSIDE)

    assert [(line["id"], line["state"]) for line in ran.lines] == [(1, "sent")]


# --- what lists


def test_the_queue_is_a_list_of_posts_with_state_due_window_and_reason(gate, held):
    ran = gate.run("post", "list", "--json")

    assert ran.json == [
        {
            "id": 1,
            "state": "held",
            "account": "council",
            "category": "event",
            "author": "olive",
            "due_at": "2027-04-20T08:00:00Z",
            "outcome": "hold",
            "windows": ["local.chelmsford.2027-05-06"],
            "says": "A post of category event waits for a senior approver in the pre-election period before "
            "the poll of 6 May 2027. Move it past 6 May 2027 if it can wait.",
            "preview": "Spring fair",
            "stopped": False,
        }
    ]


def test_the_inbox_is_a_list_like_the_queues(gate, held):
    gate.add("Bins")

    ran = gate.run("inbox", "--json")

    assert [each["id"] for each in ran.json] == [held]


def test_one_post_is_shown_whole(gate, held):
    ran = gate.run("post", "show", "1", "--json")

    assert {
        "id",
        "state",
        "digest",
        "author",
        "due_at",
        "revision",
        "verdict",
        "sign_offs",
        "history",
    } <= set(ran.json)
    assert set(ran.json["verdict"]) == VERDICT
    assert [each["action"] for each in ran.json["history"]] == ["submit"]


def test_windows_are_a_list_of_window_objects(gate):
    ran = gate.run("calendar", "windows", "--json")

    assert {frozenset(each) for each in ran.json} == {frozenset(WINDOW)}
    assert ("local.chelmsford.2027-05-06", "2027-03-25T00:00:00Z", "2027-05-06T23:00:00Z") in [
        (each["election"], each["opens_at"], each["closes_at"]) for each in ran.json
    ]


def test_elections_are_a_list_with_the_window_each_opens(gate):
    ran = gate.run("calendar", "list", "--json")

    by_id = {each["id"]: each for each in ran.json}
    assert by_id["local.chelmsford.2027-05-06"]["status"] == "expected"
    assert set(by_id["local.chelmsford.2027-05-06"]["window"]) == WINDOW
    assert by_id["pcc.essex.2028-05-04"]["window"] is None


def test_a_new_election_reports_what_changed(gate, held):
    gate.add("Spring market", due="2027-05-20T09:00")

    ran = gate.run(
        *("calendar", "add", "parl.2027-06-10", "--title", "UK general election", "--nation", "uk"),
        *("--source", "An invented statement", "--as", "ellis", "--json"),
    )

    assert ran.code == 0, ran.err
    assert {"election", "dry_run", "window", "changed", "unchanged"} <= set(ran.json)
    assert set(ran.json["window"]) == WINDOW
    assert [(each["id"], each["before"], each["after"]) for each in ran.json["changed"]] == [
        (2, "cleared", "held")
    ]
    assert ran.json["unchanged"] == 1


def test_the_audit_table_is_one_entry_a_line(gate, held):
    gate.run("approve", "1", "--reason", "Yearly", "--as", "anton")

    ran = gate.run("audit", "list", "--json")

    assert [(each["seq"], each["action"], each["actor"]) for each in ran.lines] == [
        (1, "rules-first", "olive"),
        (2, "submit", "olive"),
        (3, "approve", "anton"),
    ]
    assert ran.lines[1]["prev"] == ran.lines[0]["hash"]


def test_the_audit_table_of_one_post_leaves_the_others_out(gate, held):
    gate.add("Bins")

    ran = gate.run("audit", "list", "--post", "2", "--json")

    assert [each["post"] for each in ran.lines] == [2]


@pytest.mark.parametrize("post", [pytest.param((), id="all"), pytest.param(("--post", "1"), id="of a post")])
def test_an_empty_audit_table_lists_nothing_and_is_no_error(gate, post):
    ran = gate.run("audit", "list", *post)

    assert ran.code in {0, 1}  # 1 where the post is not there
    assert "bug" not in ran.err


def test_verifying_gives_the_length_and_head_of_the_chain(gate, held):
    head = gate.run("audit", "list", "--json").lines[-1]["hash"]

    ran = gate.run("audit", "verify", "--json")

    assert ran.json == {"entries": 2, "head": head, "signed": 2}


def test_the_audit_export_has_the_exact_text_each_hash_covers(gate, held):
    out = gate.folder / "audit.jsonl"

    ran = gate.run("audit", "export", str(out), "--json")

    assert ran.json == {"file": str(out), "entries": 2}
    _, line = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert set(line) == {"seq", "prev", "hash", "body"}
    assert json.loads(line["body"])["actor"] == "olive"


def test_the_policy_lists_every_rule_with_its_clause(gate):
    ran = gate.run("policy", "show", "--json")

    rules = {each["rule"]: each for each in ran.json["rules"]}
    assert rules["chelmsford.no-party-or-member"]["outcome"] == "block"
    assert rules["chelmsford.no-party-or-member"]["clause"]


# --- errors


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("check", ""), id="check"),
        pytest.param(("check", "Bins", "--at", "soon"), id="check at no time"),
        pytest.param(("post", "add", "Bins", "--account", "moon", "--due", "asap"), id="post add"),
        pytest.param(("post", "show", "99"), id="post show"),
        pytest.param(("post", "list", "--state", "lost"), id="post list"),
        pytest.param(("post", "import", "none.csv", "--as", "olive"), id="post import"),
        pytest.param(("approve", "99", "--reason", "x", "--as", "anton"), id="approve"),
        pytest.param(
            ("calendar", "add", "x", "--title", "x", "--source", "x", "--as", "ellis"), id="calendar"
        ),
        pytest.param(("audit", "export", "none/audit.jsonl"), id="audit export"),
        pytest.param(("status", "--config", "none.toml"), id="no config"),
    ],
)
def test_an_error_under_json_is_one_object_on_standard_error(gate, arguments):
    ran = gate.run(*arguments, "--json")

    assert (ran.code, ran.out) == (1, "")
    assert set(json.loads(ran.err)) == ERROR
    assert ran.err.count("\n") == 1


def test_a_real_process_tells_an_error_under_json_in_one_object_too(gate):
    ran = gate.process("post", "show", "99", "--json")

    assert (ran.code, ran.out) == (1, "")
    assert set(json.loads(ran.err)) == ERROR


def test_an_error_without_json_is_one_line_that_says_what_and_the_mend(gate):
    ran = gate.process("post", "show", "99")

    assert (ran.code, ran.out, ran.err) == (
        1,
        "",
        "error: there is no post 99. See: purdahgate post list\n",
    )


def test_bad_rows_of_an_import_under_json_are_objects_too(gate, written):
    written("posts.csv", "text,account,due\nBins,moon,asap\nBins,council\n")

    ran = gate.process("post", "import", "posts.csv", "--as", "olive", "--json")

    errors = [json.loads(line) for line in ran.err.splitlines()]
    assert ran.code == 1
    assert {frozenset(each) for each in errors} == {frozenset(ERROR)}
    assert [each["where"] for each in errors] == ["posts.csv:2", "posts.csv:3", "posts.csv"]


# --- options that every command shares


def test_the_config_file_may_be_named_before_the_command(gate, in_folder):
    command = gate.command("--config", str(gate.folder / "config.toml"), "status", "--json")

    ran = in_folder(command)

    assert ran.code == 0, ran.err


def test_the_config_file_may_be_named_after_the_command(gate, in_folder):
    command = gate.command("status", "--json", "--config", str(gate.folder / "config.toml"))

    ran = in_folder(command)

    assert ran.code == 0, ran.err


def test_the_config_file_named_after_the_command_wins(gate):
    ran = gate.process("--config", "none.toml", "status", "--json", "--config", "config.toml")

    assert ran.code == 0, ran.err


def test_paths_in_the_config_start_from_its_folder(gate, tmp_path, in_folder):
    command = gate.command(
        *("post", "add", "Bins", "--account", "council", "--due", OUTSIDE, "--as", "olive"),
        *("--config", str(gate.folder / "config.toml")),
    )
    (gate.folder / "elsewhere").mkdir()

    ran = in_folder(["env", "-C", str(gate.folder / "elsewhere"), *command])

    assert ran.code == 0, ran.err
    assert (gate.folder / "purdahgate.db").exists()


def test_who_acts_may_stand_in_the_environment(gate, monkeypatch):
    monkeypatch.setenv("PURDAHGATE_AS", "oscar")

    ran = gate.process("post", "add", "Bins", "--account", "council", "--due", OUTSIDE, "--json")

    assert ran.code == 0, ran.err
    assert gate.run("post", "show", "1", "--json").json["author"] == "oscar"


def test_who_is_named_acts_whatever_the_environment_says(gate, monkeypatch):
    monkeypatch.setenv("PURDAHGATE_AS", "oscar")

    ran = gate.process("post", "add", "Bins", "--account", "council", "--due", OUTSIDE, "--as", "olive")

    assert ran.code == 0, ran.err
    assert gate.run("post", "show", "1", "--json").json["author"] == "olive"


def test_without_a_name_nobody_acts(gate, monkeypatch):
    monkeypatch.delenv("PURDAHGATE_AS", raising=False)

    ran = gate.process("post", "add", "Bins", "--account", "council", "--due", OUTSIDE)

    assert ran.code == 1
    assert ran.err == (
        "error: nobody is named as acting. Keys of anton, asha, ellis, mona, olive, oscar, worker are "
        "here: choose with --as, or set PURDAHGATE_AS\n"
    )


# --- moments


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        pytest.param("2027-03-24T23:59", "clear", id="last minute before the window"),
        pytest.param("2027-03-25T00:00", "hold", id="its first minute"),
        pytest.param("2027-05-06T23:59", "hold", id="the last of polling day, summer time"),
        pytest.param("2027-05-07T00:00", "clear", id="the day after"),
        pytest.param("2026-12-01T09:00", "clear", id="the past"),
        pytest.param("2027-05-06T22:59:59Z", "hold", id="a time with its own offset"),
        pytest.param("2027-05-06T23:00:00Z", "clear", id="the exclusive end"),
    ],
)
def test_check_judges_exactly_the_moment_named(gate, at, outcome):
    ran = gate.run("check", "Spring fair", "--category", "event", "--at", at, "--json")

    assert ran.json["outcome"] == outcome


def test_check_judges_now_where_no_moment_is_named(gate):
    ran = gate.run("check", "Spring fair", "--category", "event", "--json", at="2027-04-12T10:00")

    assert ran.json["outcome"] == "hold"


@pytest.mark.parametrize(
    ("fold", "instant"),
    [
        pytest.param("0", "2027-10-31T00:30:00Z", id="the first"),
        pytest.param("1", "2027-10-31T01:30:00Z", id="the second"),
    ],
)
def test_fold_says_which_of_an_hour_that_comes_twice(gate, fold, instant):
    stored = gate.add("Bins", "--fold", fold, due="2027-10-31T01:30")

    shown = gate.run("post", "show", str(stored["id"]), "--json").json
    assert shown["due_at"] == instant
    assert shown["revision"]["due"]["typed"] == "2027-10-31T01:30"


def test_fold_settles_the_moment_of_a_check_too(gate):
    ran = gate.run("check", "Bins", "--at", "2027-10-31T01:30", "--fold", "1")

    assert ran.code == 0


# --- spans


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("", id="nothing"),
        pytest.param("é", id="one composed letter"),
        pytest.param("e\u0301", id="a letter and a combining accent"),
        pytest.param("👩‍👩‍👧", id="a joined family"),
        pytest.param("🏴󠁧󠁢󠁥󠁮󠁧󠁿", id="a flag of tags"),
        pytest.param("👍🏽", id="a skin tone"),
        pytest.param("line\nline\r\n", id="line ends"),
        pytest.param("\u200bzero\u200dwidth", id="zero width"),
        pytest.param("ﬁ ﬃ", id="ligatures, which normalising lengthens"),
    ],
)
def test_spans_count_code_points_of_the_text_as_given(gate, before):
    text = f"{before} Vote Labour now"

    ran = gate.run("check", text, "--at", IN_WINDOW, "--json")

    party = next(each for each in ran.json["findings"] if each["kind"] == "party")
    assert text[party["start"] : party["end"]] == party["text"] == "Labour"
    assert [party["start"], party["end"], "party"] in ran.json["reasons"][0]["spans"]


def test_carets_stand_under_the_words_after_wide_and_combining_characters(gate):
    ran = gate.run("check", "日本 e\u0301 Vote Labour", "--at", IN_WINDOW)

    lines = ran.out.splitlines()
    words = next(line for line in lines if "Vote Labour" in line)
    carets = lines[lines.index(words) + 1]
    columns = len(words[: words.index("Labour")]) + 2 - 1  # two wide characters, one combining
    assert carets == " " * columns + "^^^^^^"
