"""Posts handed over to another tool: only what may go, judged again, asked back when the world changes."""

import pytest

from purdahgate.app import App

DUE = "2027-03-08T09:00"
EVENING = "2027-03-07T18:00"  # the evening before it
FAIR = {"category": "event"}


def give(gate, tool="hootsuite"):
    """Let the account council go out by another tool."""
    config = gate.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace('[account.council]\nchannel = "outbox"', '[account.council]\nchannel = "tool"')
    config.write_text(f'{text}\n[channel.tool]\nkind = "handover"\ntool = "{tool}"\n', encoding="utf-8")


@pytest.fixture
def office(office):
    give(office.gate)
    office.app = App.at(office.folder / "config.toml", office.clock)
    yield office
    office.app.store.close()


def write(office, *more, tool="hootsuite", name="posts.csv", order="dmy", by="olive"):
    local = office.clock().replace(tzinfo=None).isoformat()
    arguments = ("handover", "write", tool, str(office.folder / name), *more, "--as", by)
    return office.gate.run(*arguments, *(("--day-order", order) if order else ()), at=local)


def written(office, name="posts.csv"):
    path = office.folder / name
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else None


def tasks(office):
    local = office.clock().replace(tzinfo=None).isoformat()
    return office.gate.run("tasks", "--json", at=local).json


def test_what_is_cleared_and_due_within_a_day_is_written_and_handed_over(office):
    post = office.add("Bins are late", DUE).post
    later = office.add("Swim", "2027-03-09T09:00").post.id
    office.clock.set(EVENING)

    ran = write(office)

    assert ran.code == 0, ran.err
    assert written(office) == ["08/03/2027 09:00,Bins are late,"]
    assert [office.state(post.id), office.state(later)] == ["handed-over", "cleared"]
    entry = office.audit(post.id)[-1]
    assert (entry["action"], entry["tool"], entry["file"], entry["actor"]) == (
        *("hand-over", "hootsuite", "posts.csv"),
        "olive",
    )
    assert entry["revision"] == post.digest


def test_what_was_approved_goes_with_the_name_of_whoever_signed(office):
    post = office.add("Spring fair", "2027-04-20T09:00", **FAIR).post.id
    office.approve(post)
    office.clock.set("2027-04-19T18:00")

    write(office)

    assert written(office) == ["20/04/2027 09:00,Spring fair,"]
    assert office.audit(post)[-1]["signed_off_by"] == "anton"


def test_what_is_held_is_not_written(office):
    held = office.add("Spring fair", "2027-04-20T09:00", **FAIR).post.id
    office.clock.set("2027-04-19T18:00")

    ran = write(office)

    assert "Nothing is there to hand over to Hootsuite" in ran.out
    assert written(office) is None
    assert office.state(held) == "held"


def test_each_is_judged_again_first(office):
    post = office.add("Spring fair", "2027-03-24T17:00", **FAIR).post.id
    call(office)
    office.sql(f"UPDATE post SET state = 'cleared', release_at = due_at WHERE id = {post}")
    office.clock.set("2027-03-24T09:00")

    ran = write(office)

    assert written(office) is None
    assert f"Post {post} stays here" in ran.out
    assert "its state is not what the record says" in " ".join(ran.out.split())


def test_what_a_stop_covers_is_held(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(EVENING)
    office.gate.run("stop", "--all", "--reason", "An incident", "--as", "oscar", at=EVENING)

    write(office)

    assert (office.state(post), written(office)) == ("held", None)


def test_a_dry_run_writes_and_moves_nothing(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(EVENING)

    ran = write(office, "--dry-run")

    assert "1 post would be handed over to Hootsuite." in ran.out
    assert (office.state(post), written(office)) == ("cleared", None)


def test_a_file_that_is_there_is_not_written_over(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(EVENING)
    (office.folder / "posts.csv").write_text("not uploaded yet", encoding="utf-8")

    ran = write(office)

    assert "a file is there already" in ran.err
    assert written(office) == ["not uploaded yet"]
    assert office.state(post) == "cleared"


def test_a_file_that_cannot_be_written_hands_nothing_over(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(EVENING)

    ran = write(office, name="nowhere/posts.csv")

    assert ran.code == 1
    assert office.state(post) == "cleared"


def test_the_day_order_is_asked_before_anything_is_moved(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(EVENING)

    ran = write(office, order=None)

    assert "--day-order dmy or --day-order mdy" in ran.err
    assert office.state(post) == "cleared"


def test_posts_the_tool_would_not_take_stay_here_and_are_told(office):
    soon = office.add("Bins one", "2027-03-07T18:05").post.id
    between = office.add("Bins two", "2027-03-08T09:03").post.id
    office.clock.set(EVENING)

    ran = write(office, "--json")

    assert [each["id"] for each in ran.json["left"]] == [soon, between]
    assert ran.json["handed_over"] == []
    assert [office.state(each) for each in (soon, between)] == ["cleared", "cleared"]


def test_another_tools_accounts_are_not_its_business(office):
    ran = write(office, tool="buffer")

    assert "no account goes out by Buffer" in ran.err


@pytest.mark.parametrize(("hours", "code"), [("336", 0), ("337", 1), ("0", 1)])
def test_how_far_ahead_has_an_end(office, hours, code):
    assert write(office, "--ahead-hours", hours).code == code


def test_handing_over_takes_an_officer_or_an_approver(office):
    office.add("Bins are late", DUE)
    office.clock.set(EVENING)

    ran = write(office, by="ellis")

    assert ran.code == 1
    assert written(office) is None


def test_the_worker_sends_nothing_of_it(office):
    office.add("Bins are late", DUE)
    office.clock.set(EVENING)
    write(office)
    office.clock.set(DUE)

    ended = office.worker()

    assert ended == []
    assert office.items() == []


def test_what_nobody_handed_over_in_time_is_failed(office):
    post = office.add("Bins are late", DUE).post.id
    office.clock.set(DUE)

    office.worker()

    assert office.state(post) == "failed"
    assert "nobody handed it over to Hootsuite" in office.audit(post)[-1]["detail"]


@pytest.mark.parametrize("text", ["=1+1", "@sometown thanks", "- bins"])
def test_what_a_spreadsheet_takes_for_a_formula_is_refused_when_it_is_added(office, text):
    ran = office.gate.run("post", "add", text, "--account", "council", "--due", DUE, "--as", "olive")

    assert ran.code in {1, 2}
    assert text.startswith("-") or "takes for a formula" in ran.err


def test_a_post_for_another_tool_needs_a_time(office):
    ran = office.gate.run("post", "add", "Bins", "--account", "council", "--due", "asap", "--as", "olive")

    assert "needs a time" in ran.err


# When the world changes


@pytest.fixture
def gone(office):
    """An event handed over for 24 March, before a poll nobody foresaw."""
    post = office.add("Spring fair in the park", "2027-03-24T17:00", **FAIR).post.id
    office.clock.set("2027-03-24T09:00")
    assert write(office).code == 0
    return post


def asked_back(office):
    return [task for task in tasks(office) if task["kind"] == "delete-in-tool"]


def test_a_poll_that_is_called_asks_back_what_it_would_hold(office, gone):
    ran = call(office)

    assert f"In Hootsuite, council, post {gone} must be deleted now." in ran.out.replace("\n", " ")
    (task,) = asked_back(office)
    assert task["what"].startswith(f"Delete post {gone} in Hootsuite now")
    assert office.audit(gone)[-1]["action"] == "ask-back"


def call(office, *more):
    local = office.clock().replace(tzinfo=None).isoformat()
    told = ("--title", "A poll nobody foresaw", "--nation", "uk", "--source", "an invented statement")
    poll = "parl.2027-04-29"
    return office.gate.run("calendar", "add", poll, *told, "--as", "ellis", *more, at=local)


def test_a_dry_run_of_it_says_so_and_records_nothing(office, gone):
    ran = call(office, "--dry-run")

    assert "would have to be deleted" in ran.out.replace("\n", " ")
    assert asked_back(office) == []


def test_nothing_is_asked_back_while_nothing_holds_it(office, gone):
    assert asked_back(office) == []


def test_what_was_approved_is_asked_back_only_for_what_the_approver_did_not_see(office):
    post = office.add("Spring fair", "2027-04-20T09:00", **FAIR).post.id
    office.approve(post)
    office.clock.set("2027-04-19T18:00")
    write(office)
    before = asked_back(office)

    call(office)

    assert before == []
    assert [task["about"] for task in asked_back(office)] == [str(post)]


def test_a_stop_asks_back_what_is_not_out_yet(office, gone):
    ran = office.gate.run("stop", "--all", "--reason", "An incident", "--as", "oscar", at="2027-03-24T10:00")

    assert f"post {gone} must be deleted now" in ran.out.replace("\n", " ")
    assert [task["about"] for task in asked_back(office)] == [str(gone)]


def test_a_stop_of_another_account_does_not(office, gone):
    office.gate.run(
        "stop", "--account", "parks", "--reason", "An incident", "--as", "oscar", at="2027-03-24T10:00"
    )

    assert asked_back(office) == []


def test_it_is_asked_back_until_somebody_has_settled_it_whatever_holds_now(office, gone):
    office.gate.run("stop", "--all", "--reason", "An incident", "--as", "oscar", at="2027-03-24T10:00")
    office.gate.run("resume", "--reason", "Over", "--as", "anton", at="2027-03-24T11:00")
    still = [task["about"] for task in asked_back(office)]
    office.clock.set("2027-03-24T11:00")

    settle(office, gone, "--not-sent")

    assert still == [str(gone)]
    assert asked_back(office) == []
    assert office.state(gone) == "failed"


def settle(office, post, *how):
    local = office.clock().replace(tzinfo=None).isoformat()
    arguments = ("release", "settle", str(post), *how, "--reason", "looked", "--as", "olive")
    return office.gate.run(*arguments, at=local)


def test_what_should_be_out_by_now_is_a_task_to_look(office, gone):
    office.clock.set("2027-03-24T17:00")
    (task,) = [task for task in tasks(office) if task["kind"] == "confirm"]

    settle(office, gone, "--sent", "https://social.example/1")

    assert "See whether Hootsuite has sent" in task["what"]
    assert office.state(gone) == "sent"
    assert [task for task in tasks(office) if task["kind"] == "confirm"] == []


def test_what_another_tool_has_cannot_be_withdrawn_or_edited_here(office, gone):
    ran = office.gate.run(
        "post", "withdraw", str(gone), "--reason", "off", "--as", "olive", at="2027-03-24T10:00"
    )

    assert "delete it there" in ran.err
    assert office.state(gone) == "handed-over"


# Imports


def test_a_file_of_another_tool_is_imported_in_the_order_that_is_said(office):
    file = office.folder / "old.csv"
    file.write_text("08/03/2027 09:00,Bins are late,\n09/03/2027 09:00,Swim for free,\n", encoding="utf-8")
    arguments = ("post", "import", str(file), "--format", "hootsuite", "--account", "parks", "--as", "olive")

    asked = office.gate.run(*arguments)
    ran = office.gate.run(*arguments, "--day-order", "dmy", "--category", "news")

    assert "may be read in two ways" in asked.err
    assert ran.code == 0, ran.err
    assert office.post(1).revision.due.typed == "2027-03-08T09:00"
    assert (office.post(2).revision.account, office.post(2).revision.category) == ("parks", "news")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(("--format", "hootsuite"), id="no account"),
        pytest.param(("--account", "parks"), id="no format"),
        pytest.param(("--format", "fax", "--account", "parks"), id="no such tool"),
        pytest.param(("--format", "buffer", "--account", "parks", "--day-order", "ymd"), id="no such order"),
    ],
)
def test_half_of_what_must_be_said_is_refused(office, more):
    file = office.folder / "old.csv"
    file.write_text("08/03/2027 09:00,Bins are late,\n", encoding="utf-8")

    ran = office.gate.run("post", "import", str(file), *more, "--as", "olive")

    assert ran.code == 1
