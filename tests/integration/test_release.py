"""Sending: judged again, recorded as attempted, sent, its outcome recorded."""

from datetime import datetime

import pytest

from purdahgate.domain.lifecycle import State
from purdahgate.errors import ConfigError, DataError, NotAllowedError
from purdahgate.publishers import channels
from purdahgate.publishers.base import release_key
from purdahgate.usecases.release import WORKER, Begun, attempt, record
from purdahgate.usecases.stops import stop
from purdahgate.worker import Worker

PLAIN = "Bins are collected on Friday"
EVENT = "Spring fair in the park"


def begin(office, post):
    with office.app.store.writing() as book:
        return attempt(office.app.deed(book, WORKER), post, office.app.proof(book))


def end(office, begun, outcome=State.SENT, detail="there"):
    with office.app.store.writing() as book:
        return record(office.app.deed(book, WORKER), begun.attempt, begun.outgoing.post_id, outcome, detail)


def open_attempts(office):
    with office.app.store.reading() as book:
        return [each.post_id for each in book.open_attempts()]


@pytest.fixture
def due(office):
    """One plain post whose time has just come."""
    post = office.add(PLAIN).post
    office.clock.set("2027-03-08T09:00")
    return post


@pytest.mark.both_databases
def test_an_attempt_is_on_record_before_anything_is_sent(office, due):
    begun = begin(office, due.id)

    assert (begun.outgoing.post_id, begun.outgoing.digest) == (due.id, due.digest)
    assert begun.outgoing.revision == due.revision
    assert office.state(due.id) == "sending"
    assert open_attempts(office) == [due.id]


@pytest.mark.both_databases
@pytest.mark.parametrize("outcome", [State.SENT, State.FAILED, State.UNKNOWN])
def test_the_outcome_is_recorded_after(office, due, outcome):
    begun = begin(office, due.id)

    end(office, begun, outcome, "as it went")

    assert office.state(due.id) == outcome
    assert open_attempts(office) == []
    assert office.sql("SELECT outcome, detail FROM release") == [(outcome.value, "as it went")]


def test_a_post_is_not_attempted_before_its_time(office, due):
    office.clock.set("2027-03-08T08:59")

    early = begin(office, due.id)

    assert early.post.state == office.state(due.id) == "cleared"
    assert open_attempts(office) == []


@pytest.mark.both_databases
def test_a_post_is_not_attempted_twice_at_once(office, due):
    begin(office, due.id)

    again = begin(office, due.id)

    assert again.post.state == "sending"
    assert open_attempts(office) == [due.id]


@pytest.mark.both_databases
def test_an_outcome_is_recorded_once(office, due):
    begun = begin(office, due.id)
    end(office, begun)

    with pytest.raises(NotAllowedError):
        end(office, begun, State.FAILED)

    assert office.state(due.id) == "sent"


@pytest.mark.both_databases
def test_what_is_going_out_can_no_more_be_stopped_or_changed(office, due):
    begin(office, due.id)

    with pytest.raises(NotAllowedError):
        office.withdraw(due.id)
    with pytest.raises(NotAllowedError):
        office.edit(due.id, text="Other words", due="2027-03-09T09:00")

    assert office.state(due.id) == "sending"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param("2027-03-08T08:59", "cleared", id="before its time"),
        pytest.param("2027-03-08T09:00", "sent", id="at its time"),
        pytest.param("2027-03-08T10:00", "sent", id="an hour late"),
        pytest.param("2027-03-08T10:01", "missed", id="more than an hour late"),
    ],
)
def test_a_post_goes_out_at_its_time_or_within_the_hour(office, now, state):
    post = office.add(PLAIN).post.id
    office.clock.set(now)

    office.worker()

    assert office.state(post) == state
    assert office.items() == ([PLAIN] if state == "sent" else [])


def test_a_missed_post_says_why_and_can_be_given_a_new_time(office):
    post = office.add(PLAIN).post.id
    office.clock.set("2027-03-08T12:00")
    (ended,) = office.worker()

    stored = office.edit(post, due="2027-03-08T15:00")

    assert "minutes ago" in ended.why
    assert stored.post.state == "cleared"


def test_a_late_approved_post_that_nobody_could_send_is_missed_too(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post.id
    office.approve(post)
    office.clock.set("2027-04-20T10:01")

    office.worker()

    assert office.state(post) == "missed"


def test_an_asap_post_that_nothing_holds_is_due_at_once(office):
    post = office.add(PLAIN, "asap").post

    office.worker()

    assert post.due_at == office.clock()
    assert office.state(post.id) == "sent"


@pytest.mark.parametrize(("minutes", "state"), [(60, "sent"), (61, "missed")])
def test_an_asap_post_waits_an_hour_for_a_worker(office, minutes, state):
    post = office.add(PLAIN, "asap").post.id
    office.clock.on(minutes=minutes)

    office.worker()

    assert office.state(post) == state


@pytest.mark.parametrize(("minutes", "state"), [(60, "sent"), (61, "missed")])
def test_an_asap_post_waits_an_hour_from_its_approval(office, minutes, state):
    office.clock.set("2027-04-12T10:00")
    post = office.add(EVENT, "asap", category="event").post.id
    office.clock.on(days=2)
    office.approve(post)
    office.clock.on(minutes=minutes)

    office.worker()

    assert office.state(post) == state


def test_a_held_asap_post_is_never_due(office):
    office.clock.set("2027-04-12T10:00")
    post = office.add(EVENT, "asap", category="event").post.id
    office.clock.on(minutes=1)

    ended = office.worker()

    assert ended == []
    assert office.state(post) == "held"


def test_a_post_whose_window_opened_while_no_worker_ran_is_held_not_sent(office):
    post = office.add(EVENT, "2027-03-24T17:00", category="event").post.id
    office.clock.set("2027-03-26T09:00")

    (ended,) = office.worker()

    assert office.state(post) == "held"
    assert "6 May 2027" in ended.why
    assert office.items() == []


def test_a_post_that_names_a_councillor_by_then_is_not_sent(office):
    post = office.add(
        "Robin Newcomer opens the fair", "2027-04-20T09:00", category="service", because="x"
    ).post.id
    register = office.folder / "councillors.csv"
    row = "Robin Newcomer,councillor,chelmsford,,,2023-05-04,\n"
    register.write_text(register.read_text(encoding="utf-8") + row, encoding="utf-8")
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.state(post) == "blocked"
    assert office.items() == []


@pytest.mark.both_databases
def test_the_words_that_were_approved_go_out(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event", link="https://sometown.example/fair").post
    office.approve(post.id)
    office.clock.set("2027-04-20T09:00")

    begun = begin(office, post.id)

    assert isinstance(begun, Begun)
    assert begun.outgoing.revision == post.revision
    assert begun.outgoing.key == release_key(post.id, post.digest)


def test_a_channel_that_is_known_to_have_sent_nothing_leaves_the_post_failed(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("refuse")

    office.worker()

    assert office.state(due.id) == "failed"
    assert office.audit(due.id)[-1]["detail"].endswith("the channel is closed")


@pytest.mark.parametrize(("plan", "says"), [("burst", "the line broke"), ("exit", "SystemExit")])
def test_any_other_failure_of_a_channel_leaves_it_unknown(office, due, tally, plan, says):
    office.app = office.app.fresh()
    tally.plan(plan)

    office.worker()

    assert office.state(due.id) == "unknown"
    assert says in office.audit(due.id)[-1]["detail"]


def test_a_failure_after_which_the_channel_has_the_post_is_no_failure(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("burst after")

    office.worker()

    assert office.state(due.id) == "sent"
    assert office.audit(due.id)[-1]["detail"] == f"tally:{release_key(due.id, due.digest)}"


def test_a_channel_that_sleeps_for_ever_is_not_waited_for(office, due, tally, monkeypatch):
    monkeypatch.setattr(channels, "PATIENCE", 0.2)
    office.app = office.app.fresh()
    tally.plan("sleep")

    office.worker()
    (tally.folder / "go").touch()

    assert office.state(due.id) == "unknown"
    assert "not done within 0.2 seconds" in office.audit(due.id)[-1]["detail"]


def test_a_channel_that_tells_its_secret_is_not_quoted(office, due, tally):
    keep_secret(office, "hunter2-hunter2")
    tally.plan("leak")

    (ended,) = office.worker()

    told = f"{ended.why} {office.audit()} {office.sql('SELECT detail FROM release')}"
    assert "could not log in with [secret]" in told
    assert "hunter2" not in told
    assert b"hunter2" not in (office.folder / "purdahgate.db").read_bytes()


def keep_secret(office, secret):
    change(office, "config.toml", 'kind = "tally"', 'kind = "tally"\nsecret_file = "outbox.secret"')
    file = office.folder / "outbox.secret"
    file.write_text(secret, encoding="utf-8")
    file.chmod(0o600)
    office.app = office.app.fresh()


# Trying again


@pytest.mark.parametrize(("plan", "pause"), [("later", 30), ("much later", 600)])
def test_what_is_known_not_to_have_gone_out_and_may_later_is_tried_again(office, due, tally, plan, pause):
    office.app = office.app.fresh()
    tally.plan(plan)
    office.worker()
    tally.plan("")
    office.clock.on(seconds=pause - 1)
    early = office.worker()
    office.clock.on(seconds=1)

    office.worker()

    assert early == []
    assert office.state(due.id) == "sent"
    assert tally.sent() == [due.id]
    assert [each["action"] for each in office.audit(due.id)][1:] == ["attempt", "retry", "attempt", "outcome"]


def test_the_pauses_double_and_come_to_an_end(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("later")
    paused = []
    while office.state(due.id) == "cleared":
        office.worker()
        entry = office.audit(due.id)[-1]
        if entry["action"] == "retry":
            paused.append((datetime.fromisoformat(entry["next_try"]) - office.clock()).total_seconds())
            office.clock.set(entry["next_try"].removesuffix("Z"))

    assert paused == [30, 60, 120, 240, 480]
    assert office.state(due.id) == "failed"
    assert "tried 6 times" in office.audit(due.id)[-1]["detail"]


def test_nothing_is_tried_again_later_than_the_lateness_limit(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("much later")
    office.clock.on(minutes=55)

    office.worker()

    assert office.state(due.id) == "failed"


def test_a_post_that_waits_for_its_next_try_is_judged_again_first(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("later")
    office.worker()
    tally.plan("")
    with office.act("anton") as deed:
        stop(deed.book, deed.actor, deed.now, (), "An incident")
    office.clock.on(seconds=30)

    office.worker()

    assert office.state(due.id) == "held"
    assert tally.sent() == []


def test_an_account_whose_channel_asks_for_quiet_is_left_alone(office, tally):
    office.app = office.app.fresh()
    one, two = (office.add(f"Bins {name}").post.id for name in ("one", "two"))
    office.clock.set("2027-03-08T09:00")
    worker = Worker(office.app)
    tally.plan("much later", only="one")
    worker.once()
    other = office.add("Bins three", "2027-03-08T09:01").post.id
    office.clock.on(minutes=1)

    worker.once()

    assert [office.state(each) for each in (one, two, other)] == ["cleared", "sent", "cleared"]


# Pacing


@pytest.mark.both_databases
def test_a_backlog_goes_out_one_by_one(office, tally):
    change(office, "config.toml", 'kind = "tally"', 'kind = "tally"\ngap_seconds = 60')
    office.app = office.app.fresh()
    _ = [office.add(f"Bins {number}") for number in range(3)]
    office.clock.set("2027-03-08T09:00")
    sent = []
    for _ in range(5):
        office.worker()
        sent.append(len(tally.sent()))
        office.clock.on(seconds=30)

    assert sent == [1, 1, 2, 2, 3]


def test_what_a_backlog_makes_too_late_is_missed(office, tally):
    change(office, "config.toml", 'kind = "tally"', 'kind = "tally"\ngap_seconds = 3601')
    office.app = office.app.fresh()
    one, two = (office.add(f"Bins {name}").post.id for name in ("one", "two"))
    office.clock.set("2027-03-08T09:00")
    office.worker()
    office.clock.on(seconds=3601)

    office.worker()

    assert [office.state(each) for each in (one, two)] == ["sent", "missed"]


def test_a_clock_set_back_makes_no_account_wait(office, tally):
    change(office, "config.toml", 'kind = "tally"', 'kind = "tally"\ngap_seconds = 60')
    office.app = office.app.fresh()
    office.add("Bins one")
    office.clock.set("2027-03-08T09:00")
    office.worker()
    office.clock.set("2027-03-08T08:56")
    office.add("Bins two", "2027-03-08T09:01")
    office.clock.on(minutes=5)

    office.worker()

    assert tally.sent() == [1, 2]


# Settling


def settled(gate, post, *how, by="olive"):
    told = (*how, "--reason", "looked", "--as", by)
    return gate.run("release", "settle", str(post), *told, at="2027-03-08T09:00")


@pytest.fixture
def unknown(office, due, tally):
    """A post that may or may not have gone out."""
    office.app = office.app.fresh()
    tally.plan("burst")
    office.worker()
    return due


@pytest.mark.both_databases
def test_a_person_who_saw_it_says_where(gate, office, unknown):
    ran = settled(gate, unknown.id, "--sent", "https://social.example/1")

    assert (ran.code, ran.out) == (0, f"Post {unknown.id} is sent.\n")
    assert office.sql("SELECT outcome, detail FROM release") == [("sent", "https://social.example/1")]
    entry = office.audit(unknown.id)[-1]
    assert (entry["action"], entry["to"], entry["actor"], entry["why"]) == (
        "settle",
        "sent",
        "olive",
        "looked",
    )


def test_what_a_person_did_not_find_is_failed_and_may_be_given_a_new_time(gate, office, unknown, tally):
    settled(gate, unknown.id, "--not-sent")
    tally.plan("")
    office.edit(unknown.id, due="2027-03-08T10:00")
    office.clock.set("2027-03-08T10:00")

    office.worker()

    assert office.state(unknown.id) == "sent"
    assert tally.sent() == [unknown.id]


@pytest.mark.parametrize("how", [(), ("--sent", "https://social.example/1", "--not-sent")])
def test_one_of_the_two_has_to_be_said(gate, office, unknown, how):
    ran = settled(gate, unknown.id, *how)

    assert ran.code == 1
    assert office.state(unknown.id) == "unknown"


def test_settling_takes_an_officer_or_an_approver(gate, office, unknown):
    ran = settled(gate, unknown.id, "--not-sent", by="ellis")

    assert "role approver" in ran.err
    assert office.state(unknown.id) == "unknown"


def test_what_is_sent_or_still_queued_is_not_settled(gate, office):
    post = office.add(PLAIN, "2027-03-09T09:00").post.id

    ran = settled(gate, post, "--not-sent")

    assert ran.code == 1
    assert office.state(post) == "cleared"


# Taking down


@pytest.mark.both_databases
def test_what_has_expired_is_taken_down_where_the_channel_can(office):
    post = office.add(PLAIN, expires="2027-03-09T09:00").post.id
    office.clock.set("2027-03-08T09:00")
    office.worker()
    office.clock.set("2027-03-09T09:00")

    office.worker()

    assert office.items() == []
    assert office.audit(post)[-1]["action"] == "take-down"


def test_what_the_channel_cannot_take_down_stays_a_task(gate, office, tally):
    office.app = office.app.fresh()
    post = office.add(PLAIN, expires="2027-03-09T09:00").post.id
    office.clock.set("2027-03-08T09:00")
    office.worker()
    office.clock.set("2027-03-09T09:00")

    office.worker()

    ran = gate.run("tasks", "--json", at="2027-03-09T09:00")
    assert f"take-down-{post}" in [task["id"] for task in ran.json]


@pytest.mark.both_databases
@pytest.mark.parametrize("plan", ["refuse", "burst"])
def test_what_failed_or_is_unknown_is_not_tried_again_by_itself(office, due, tally, plan):
    office.app = office.app.fresh()
    tally.plan(plan)
    office.worker()
    state = office.state(due.id)
    tally.plan("")

    again = office.worker()

    assert again == []
    assert office.state(due.id) == state
    assert tally.sent() == []


def test_a_failed_post_can_be_given_a_new_time_and_goes_out(office, due, tally):
    office.app = office.app.fresh()
    tally.plan("refuse")
    office.worker()
    tally.plan("")
    office.edit(due.id, due="2027-03-08T09:30")
    office.clock.set("2027-03-08T09:30")

    office.worker()

    assert office.state(due.id) == "sent"
    assert tally.sent() == [due.id]


def test_a_channel_that_fails_does_not_stop_the_next_post(office, tally):
    office.app = office.app.fresh()
    one, two, three = (office.add(f"Bins {name}").post.id for name in ("one", "two", "three"))
    tally.plan("burst", only="two")
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert [office.state(each) for each in (one, two, three)] == ["sent", "unknown", "sent"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("[account.council]", "[account.town]", id="the account"),
        pytest.param('kind = "folder"', 'kind = "pigeon"', id="the channel's kind"),
    ],
)
def test_a_post_whose_account_was_taken_away_is_known_not_to_have_gone_out(office, due, old, new):
    change(office, "config.toml", old, new)

    office.worker()

    assert office.state(due.id) in {"failed", "cleared"}
    assert office.items() == []


@pytest.mark.both_databases
def test_a_post_that_cannot_be_judged_is_told_and_does_not_stop_the_rest(office):
    broken, whole = office.add("Bins one").post.id, office.add("Bins two").post.id
    office.sql(
        "DROP TRIGGER revision_no_UPDATE", f"UPDATE revision SET content = 'x' WHERE post_id = {broken}"
    )
    office.clock.set("2027-03-08T09:00")
    told = []

    Worker(office.app, trouble=told.append).once()

    assert office.state(whole) == "sent"
    assert office.items() == ["Bins two"]
    assert [f"post {broken} " in line for line in told] == [True]


def test_it_can_be_sent_when_it_has_been_mended(office):
    post = office.add("Bins one").post.id
    ((content,),) = office.sql("SELECT content FROM revision")
    office.sql("DROP TRIGGER revision_no_UPDATE", "UPDATE revision SET content = 'x'")
    office.clock.set("2027-03-08T09:00")
    office.worker()
    office.sql(f"UPDATE revision SET content = '{content}'")

    office.worker()

    assert office.state(post) == "sent"


def change(office, name, old, new):
    path = office.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        pytest.param("[release]", "[release", ConfigError, id="the config is no TOML"),
        pytest.param("tick_seconds = 10", "tick_secs = 10", ConfigError, id="the config has an unknown key"),
        pytest.param('"councillors.csv"', '"none.csv"', ConfigError, id="a register is gone"),
    ],
)
def test_a_config_that_broke_between_ticks_sends_nothing_and_is_told(office, due, old, new, error):
    change(office, "config.toml", old, new)

    with pytest.raises(error):
        office.worker()

    assert office.state(due.id) == "cleared"
    assert office.items() == []


def test_a_people_file_that_broke_between_ticks_sends_nothing_and_is_told(office, due):
    change(office, "people.signed.jsonl", '"number":1', '"number":2')
    told = []

    sent = _once_or_told(office, told)

    assert sent == []
    assert len(told) == 1
    assert office.state(due.id) == "cleared"
    assert office.items() == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param("councillors.csv", "name,role", "nom,role", id="a register"),
        pytest.param("config.toml", '["shipped:calendars"]', '["people.toml"]', id="the calendar"),
        pytest.param("config.toml", "policies/chelmsford.toml", "wording.toml", id="the policy"),
    ],
)
def test_a_file_that_broke_between_ticks_holds_what_is_due_and_is_told(office, due, name, old, new):
    change(office, name, old, new)
    told = []

    sent = _once_or_told(office, told)

    assert [each.post.state for each in sent] == [State.HELD]
    assert "cannot be read" in sent[0].why
    assert len(told) == 1
    assert "everything is held" in told[0]
    assert office.items() == []


def _once_or_told(office, told):
    try:
        return Worker(office.app, trouble=told.append).once()
    except (ConfigError, DataError) as bad:
        told.append(str(bad))
        return []


def test_a_calendar_mended_between_ticks_counts_from_the_next(office):
    post = office.add(EVENT, "2027-03-08T09:00", category="event").post.id
    (office.folder / "polls.toml").write_text(
        'checked_on = 2027-03-02\n\n[[election]]\nid = "local.chelmsford.2027-04-01"\nnation = "england"\n'
        'title = "A poll nobody foresaw"\nstatus = "called"\npoll_date = 2027-04-01\nareas = ["chelmsford"]\n'
        'source = "invented"\n',
        encoding="utf-8",
    )
    change(office, "config.toml", '["shipped:calendars"]', '["shipped:calendars", "polls.toml"]')
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert office.state(post) == "held"


@pytest.mark.both_databases
def test_an_attempt_left_open_that_the_channel_knows_is_sent(office, due, tally):
    office.app = office.app.fresh()
    begun = begin(office, due.id)
    (tally.folder / "sent.txt").write_text(begun.outgoing.key, encoding="utf-8")

    office.worker()

    assert office.state(due.id) == "sent"
    assert tally.sent() == [due.id]


@pytest.mark.both_databases
@pytest.mark.parametrize("plan", ["", "blind"])
def test_an_attempt_left_open_that_cannot_be_found_waits_for_a_person(office, due, tally, plan):
    office.app = office.app.fresh()
    begin(office, due.id)
    tally.plan(plan)

    (ended,) = office.worker()

    assert office.state(due.id) == "unknown"
    assert "died while sending" in ended.why
    assert tally.sent() == []


@pytest.mark.both_databases
def test_what_is_left_open_is_settled_before_anything_is_sent(office, due):
    other = office.add("Bins two", "2027-03-08T09:05").post.id
    begin(office, due.id)
    office.clock.set("2027-03-08T09:05")

    ended = office.worker()

    assert [(each.post.id, each.post.state) for each in ended] == [(due.id, "unknown"), (other, "sent")]


@pytest.mark.both_databases
def test_a_second_worker_is_refused_while_one_is_at_work(office, due):
    first, second = Worker(office.app), Worker(office.app)

    with first.alone(), pytest.raises(NotAllowedError, match="another worker"):
        second.once()

    assert office.state(due.id) == "cleared"


@pytest.mark.both_databases
def test_the_next_worker_may_when_the_first_has_ended(office, due):
    with Worker(office.app).alone():
        pass

    office.worker()

    assert office.state(due.id) == "sent"


def test_a_worker_asked_to_stop_finishes_the_post_in_hand_and_takes_no_other(office):
    _ = [office.add(f"Bins {number}") for number in range(3)]
    office.clock.set("2027-03-08T09:00")
    worker = Worker(office.app, told=lambda _ended: worker.stop())

    ended = worker.once()

    assert [each.post.state for each in ended] == ["sent"]
    assert [office.state(post) for post in (1, 2, 3)] == ["sent", "cleared", "cleared"]


@pytest.mark.both_databases
def test_what_went_out_without_a_sign_off_can_be_listed(gate):
    gate.add("Bins are late", "--category", "service", "--because", "It snows", due="2027-04-20T09:00")
    gate.add(EVENT, "--category", "event", due="2027-04-20T09:00")
    gate.run("approve", "2", "--reason", "yearly", "--as", "anton")
    gate.run("worker", "once", at="2027-04-20T09:00")

    ran = gate.run("post", "list", "--unsigned", "--json")

    assert [gate.state(1), gate.state(2)] == ["sent", "sent"]
    assert [post["id"] for post in ran.json] == [1]
