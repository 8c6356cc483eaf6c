"""The whole queue judged again when the world changes, without reading any text twice."""

import json
from datetime import date

import pytest

from purdahgate.detect.detector import Detector
from purdahgate.domain.lifecycle import State

EVENT = "Spring fair in the park"
COUNCILLOR = "Cllr Morgan Sampleby opens the new footbridge"
CHECKED_BY = "chelmsford.checked-by"  # asked of every post, and holds none


@pytest.fixture
def reads(monkeypatch):
    """The days for which a text was read: one for each time the detectors looked at a post."""
    days = []
    look = Detector.findings

    def counted(self, revision, day):
        days.append(day)
        return look(self, revision, day)

    monkeypatch.setattr(Detector, "findings", counted)
    return days


def test_a_text_is_read_once_when_it_is_queued_and_not_again_when_a_poll_is_called(office, reads):
    event = office.add(EVENT, "2027-05-15T09:00").post.id
    councillor = office.add(COUNCILLOR, "2027-05-15T09:00").post.id
    read = len(reads)

    moved = office.call("parl.2027-06-10")

    assert read == len(reads) == 2
    assert moved == [(event, "cleared", "held"), (councillor, "held", "blocked")]


def test_findings_kept_are_those_that_were_seen(office):
    stored = office.add(COUNCILLOR, "2027-05-15T09:00")

    ((kept, detector, day),) = office.sql("SELECT content, detector, day FROM findings")

    assert [one[3] for one in json.loads(kept)] == ["Cllr Morgan Sampleby"]
    assert len(stored.verdict.findings) == 1
    assert (detector, day) == (office.app.detector.digest, "2027-05-15")


def test_a_text_nothing_was_found_in_is_not_read_again_either(office, reads):
    office.add(EVENT, "2027-05-15T09:00")

    office.judge_queue()

    assert len(reads) == 1


def test_a_register_that_changed_reads_every_text_again(office, reads):
    post = office.add("Robin Newcomer opens the fair", "2027-05-15T09:00").post
    register = office.folder / "councillors.csv"
    row = "Robin Newcomer,councillor,chelmsford,,,2023-05-04,\n"
    register.write_text(register.read_text(encoding="utf-8") + row, encoding="utf-8")
    office.app = office.app.fresh()

    office.judge_queue()
    office.judge_queue()

    assert reads == [date(2027, 5, 15)] * 4
    assert (post.state, office.state(post.id)) == ("cleared", "held")


@pytest.mark.both_databases
def test_words_changed_behind_our_back_are_read_again_whatever_was_kept(office, reads):
    post = office.add(EVENT, "2027-05-15T09:00").post
    office.sql(
        "DROP TRIGGER revision_no_UPDATE",
        f"UPDATE revision SET content = replace(content, '{EVENT}', '{COUNCILLOR}')",
    )

    office.judge_queue()

    assert len(reads) == 2
    assert office.state(post.id) == "held"


@pytest.mark.both_databases
def test_a_queue_of_several_batches_is_judged_once_from_end_to_end(office, monkeypatch):
    monkeypatch.setattr("purdahgate.store.reading.BATCH", 2)
    posts = [office.add(f"{EVENT} {number}", "2027-05-15T09:00").post.id for number in range(6)]
    office.withdraw(posts[2])

    moved = office.call("parl.2027-06-10")

    assert moved == [(each, "cleared", "held") for each in posts if each != posts[2]]
    assert office.judge_queue().unchanged == len(moved)


def test_another_day_reads_the_text_again_for_members_come_and_go(office, reads):
    office.add(EVENT, "2027-03-08T09:00")
    office.clock.set("2027-03-09T09:00")

    office.judge_queue()
    office.judge_queue()

    assert reads == [date(2027, 3, 8), date(2027, 3, 9)]


def test_the_day_is_the_bodys_own(office, reads):
    office.add(EVENT, "2027-06-15T00:30")

    assert reads == [date(2027, 6, 15)]


def test_a_cleared_post_whose_window_opened_is_held(office):
    post = office.add(EVENT, "2027-05-15T09:00", category="event").post

    moved = office.call("parl.2027-06-10")

    assert moved == [(post.id, "cleared", "held")]
    assert office.state(post.id) == "held"


def test_a_report_says_why_each_post_moved(office):
    office.add(EVENT, "2027-05-06T23:30", category="event")
    office.sql("UPDATE post SET state = 'cleared'")

    report = office.judge_queue()

    assert "6 May 2027" in report.moved[0].says


def test_a_report_counts_what_stayed(office):
    office.add(EVENT, "2027-03-24T23:30", category="event")
    office.add(EVENT, "2027-03-08T09:00", category="event", link="https://labour.org.uk/")
    office.withdraw(office.add(EVENT, "2027-05-16T09:00").post.id)
    office.clock.set("2027-03-25T00:00")

    report = office.judge_queue()

    assert sorted(each.after for each in report.moved) == [State.BLOCKED, State.HELD]
    assert report.unchanged == 0


def test_a_held_post_whose_window_has_closed_stays_held(office):
    post = office.add(EVENT, "2027-05-06T23:00", category="event").post
    office.clock.set("2027-05-07T10:00")

    report = office.judge_queue()

    assert report.moved == ()
    assert office.state(post.id) == "held"


def test_a_blocked_post_whose_window_has_closed_is_held_for_a_person(office):
    post = office.add(
        "The pool opens", "2027-05-06T23:00", category="event", link="https://labour.org.uk/"
    ).post
    office.clock.set("2027-05-07T10:00")

    report = office.judge_queue()

    assert post.state == "blocked"
    assert [(each.before, each.after) for each in report.moved] == [("blocked", "held")]


def test_a_held_post_whose_only_reason_is_gone_says_that_it_was_held_before(office):
    office.add(EVENT, "2027-05-06T23:00", category="event")
    office.clock.set("2027-05-07T10:00")

    office.judge_queue()

    with office.app.store.reading() as book:
        (listed,), _ = book.listed(limit=1)
    assert "held before" in listed.says


def test_a_post_moved_past_the_window_by_its_author_is_cleared(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post

    stored = office.edit(post.id, due="2027-05-10T09:00")

    assert (post.state, stored.post.state) == ("held", "cleared")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param("2027-05-21T23:59", "cleared", id="180 days after the calendar was checked"),
        pytest.param("2027-05-22T00:00", "held", id="181 days, in local time"),
    ],
)
def test_a_calendar_that_grew_old_holds_the_queue(office, now, state):
    post = office.add(EVENT, "2027-06-15T09:00").post
    office.clock.set(now)

    office.judge_queue()

    assert office.state(post.id) == state


def test_a_time_beyond_the_calendar_is_held(office):
    stored = office.add(EVENT, "2033-01-01T09:00")

    assert stored.post.state == "held"
    assert [reason.rule.id for reason in stored.verdict.reasons] == ["uk-base.doubt", CHECKED_BY]


def test_a_calendar_that_is_made_shorter_holds_what_lies_beyond_it(office):
    folder = office.folder / "polls"
    folder.mkdir()
    poll = (
        "covers_from = 2024-01-01\ncovers_until = {until}\nchecked_on = 2026-11-22\n\n[[election]]\n"
        'id = "local.chelmsford.2027-05-06"\nnation = "england"\ntitle = "A council"\nstatus = "expected"\n'
        'poll_date = 2027-05-06\nareas = ["chelmsford"]\nsource = "a test"\n'
    )
    (folder / "polls.toml").write_text(poll.format(until="2032-12-31"), encoding="utf-8")
    config = office.folder / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"shipped:calendars"', '"polls"'), encoding="utf-8"
    )
    office.app = office.app.fresh()
    post = office.add(EVENT, "2027-08-15T09:00").post
    (folder / "polls.toml").write_text(poll.format(until="2027-08-14"), encoding="utf-8")
    office.app = office.app.fresh()

    office.judge_queue()

    assert post.state == "cleared"
    assert office.state(post.id) == "held"


@pytest.mark.parametrize(
    ("due", "state"),
    [
        pytest.param("2027-03-24T23:59", "cleared", id="the last minute before, in winter time"),
        pytest.param("2027-03-25T00:00", "held", id="the first minute"),
        pytest.param("2027-03-28T00:59", "held", id="before the clocks go forward"),
        pytest.param("2027-03-28T02:00", "held", id="after"),
        pytest.param("2027-05-06T23:59", "held", id="the last minute, in summer time"),
        pytest.param("2027-05-07T00:00", "cleared", id="the first minute after"),
    ],
)
def test_a_window_is_right_on_both_sides_of_the_clock_change(office, due, state):
    stored = office.add(EVENT, due, category="event")

    assert stored.post.state == state


def test_an_overdue_post_is_judged_by_the_windows_of_now(office):
    post = office.add(EVENT, "2027-03-24T23:30", category="event").post
    office.clock.set("2027-03-25T00:00")

    office.judge_queue()

    assert post.state == "cleared"
    assert office.state(post.id) == "held"


def test_a_poll_called_takes_effect_from_when_it_was_called_at_the_earliest(office):
    office.clock.set("2027-05-10T10:00")
    before = office.add(EVENT, "2027-05-10T16:59", category="event").post
    after = office.add(EVENT, "2027-05-10T17:00", category="event").post

    office.call("parl.2027-06-10", called_at="2027-05-10T17:00")

    assert (office.state(before.id), office.state(after.id)) == ("cleared", "held")


ADD = (
    "calendar",
    "add",
    "parl.2027-06-10",
    "--title",
    "An election",
    "--nation",
    "uk",
    "--source",
    "invented",
)


@pytest.mark.parametrize("who", ["olive", "oscar"])
def test_a_mere_officer_may_not_change_the_calendar(gate, who):
    ran = gate.run(*ADD, "--as", who)

    assert ran.code == 1
    assert "may not change the calendar" in ran.err
    assert gate.run("audit", "verify", "--json").json["entries"] == 0


def test_a_poll_the_calendar_has_is_not_added_again(gate):
    gate.run(*ADD, "--as", "ellis")

    ran = gate.run(*ADD, "--as", "ellis")

    assert ran.code == 1
    assert "already" in ran.err


def test_a_calendar_change_stands_in_the_audit_with_its_source(office):
    office.call("parl.2027-06-10")

    (entry,) = office.audit()
    assert entry["action"].startswith("calendar")
    assert (entry["actor"], entry["source"]) == ("ellis", "an invented statement")
    assert "parl.2027-06-10" in json.dumps(entry)
    assert "post" not in entry


def test_each_post_that_a_poll_moved_has_its_own_entry(office):
    one = office.add(EVENT, "2027-05-15T09:00", category="event").post
    two = office.add(COUNCILLOR, "2027-05-15T09:00", category="event").post

    moved = office.call("parl.2027-06-10")

    assert moved == [(one.id, "cleared", "held"), (two.id, "held", "blocked")]


@pytest.mark.both_databases
def test_a_dry_run_tells_what_would_change_and_changes_nothing(gate):
    gate.add(EVENT, "--category", "event", due="2027-05-15T09:00")
    before = gate.run("audit", "verify", "--json").json

    ran = gate.run(
        *(
            "calendar",
            "add",
            "parl.2027-06-10",
            "--title",
            "An election",
            "--nation",
            "uk",
            "--source",
            "invented",
        ),
        *("--dry-run", "--json", "--as", "ellis"),
    )

    assert [(each["id"], each["after"]) for each in ran.json["changed"]] == [(1, "held")]
    assert gate.state(1) == "cleared"
    assert gate.run("audit", "verify", "--json").json == before
