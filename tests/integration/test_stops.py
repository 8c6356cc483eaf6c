"""A stop holds whatever any policy and any approval say, and takes another approver to lift."""

from dataclasses import replace

import pytest

from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.release import WORKER, Begun, attempt
from purdahgate.usecases.stops import resume, stop

PLAIN = "Bins are collected on Friday"
EVENT = "Spring fair in the park"
DUE = "2027-03-08T09:00"


def pull(office, who="olive", accounts=()):
    with office.app.store.writing() as book:
        office.app.sign(book, who)
        return stop(book, office.app.people.who(who), office.clock(), accounts, "an officer is down")


def lift(office, who="anton", number=None):
    people = office.app.people
    person = people.acting(people.who(who), office.clock().date())
    with office.app.store.writing() as book:
        office.app.sign(book, who)
        return resume(book, person, office.clock(), number, "stood down")


def test_a_cleared_post_that_comes_due_while_stopped_is_held_not_sent(office):
    post = office.add(PLAIN, DUE).post.id
    pull(office)
    office.clock.set(DUE)

    (ended,) = office.worker()

    assert office.state(post) == "held"
    assert ended.why == "olive has stopped every account: an officer is down"
    assert office.items() == []


def test_an_approval_signed_while_stopped_sends_nothing_while_the_stop_stands(office):
    pull(office)
    post = office.add(PLAIN, DUE).post.id
    office.approve(post)
    office.clock.set(DUE)

    office.worker()

    assert office.state(post) == "held"
    assert office.items() == []


def test_a_stop_pulled_between_judging_and_sending_is_seen(office):
    post = office.add(PLAIN, DUE).post.id
    office.clock.set(DUE)
    with office.app.store.reading() as book:
        stale = office.app.world_now(book)
    pull(office)

    with office.app.store.writing() as book:
        ended = attempt(replace(office.app.deed(book, WORKER), world=stale), post, office.app.proof(book))

    assert not isinstance(ended, Begun)
    assert office.state(post) == "held"


def test_a_post_approved_before_the_stop_is_held_when_it_is_judged_again(office):
    post = office.add(EVENT, "2027-04-20T09:00", category="event").post.id
    office.approve(post)
    pull(office)

    office.judge_queue()

    assert office.state(post) == "held"


def test_a_blocked_post_stays_blocked_in_a_stop(office):
    post = office.add("Cllr Morgan Sampleby opens it", "2027-03-24T09:00", category="event").post.id
    office.approve(post)
    pull(office)
    office.clock.set("2027-03-26T09:00")

    office.worker()

    assert office.state(post) == "blocked"


def test_a_stop_of_one_account_lets_the_others_go_on(office):
    post = office.add(PLAIN, DUE).post.id
    pull(office, accounts=["parks"])
    office.clock.set(DUE)

    office.worker()

    assert office.state(post) == "sent"


def test_after_a_stop_is_lifted_what_it_held_waits_for_a_person_and_the_rest_goes_on(office):
    held, later = office.add(PLAIN, DUE).post.id, office.add(EVENT, "2027-03-09T09:00").post.id
    pull(office)
    office.clock.set(DUE)
    office.worker()
    lift(office)
    office.clock.set("2027-03-09T09:00")

    office.worker()

    assert (office.state(held), office.state(later)) == ("held", "sent")


@pytest.mark.parametrize("who", ["olive", "ellis", "mona"])
def test_anybody_in_the_file_may_pull_a_stop(office, who):
    pulled = pull(office, who)

    with office.app.store.reading() as book:
        assert book.open_stops() == (pulled,)


def test_an_approver_who_pulled_a_stop_may_not_lift_it(office):
    pull(office, "anton")

    with pytest.raises(NotAllowedError, match="anton pulled it"):
        lift(office, "anton")

    with office.app.store.reading() as book:
        assert len(book.open_stops()) == 1


def test_nobody_else_lifts_a_stop_without_the_role(office):
    pull(office)

    with pytest.raises(NotAllowedError, match="approver"):
        lift(office, "oscar")


def test_a_deputy_of_whoever_pulled_a_stop_may_not_lift_it(office):
    pull(office, "anton")
    file = office.folder / "people.toml"
    days = "first_day = 2027-03-01\nlast_day = 2027-03-31\n"
    row = f'\n[[deputy]]\nname = "ellis"\nstands_for = "anton"\n{days}'
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")
    office.gate.people()
    office.app = office.app.fresh()

    with pytest.raises(NotAllowedError, match="anton pulled it"):
        lift(office, "ellis")


def test_somebody_who_is_suspended_lifts_nothing(office):
    pull(office)
    file = office.folder / "people.toml"
    text = file.read_text(encoding="utf-8").replace(
        'roles = ["approver"]', 'roles = ["approver"]\nsuspended_on = 2027-03-01\nsuspended_because = "x"'
    )
    file.write_text(text, encoding="utf-8")
    office.gate.people()
    office.app = office.app.fresh()

    with pytest.raises(NotAllowedError, match="suspended"):
        lift(office, "anton")


def test_of_two_stops_the_one_to_lift_is_named(office):
    first, second = pull(office), pull(office, accounts=["parks"])

    with pytest.raises(InputError, match="2 stops"):
        lift(office)
    lift(office, number=first.id)

    with office.app.store.reading() as book:
        assert book.open_stops() == (second,)


@pytest.mark.parametrize("number", [None, 7])
def test_a_stop_that_is_not_there_cannot_be_lifted(office, number):
    with pytest.raises(InputError):
        lift(office, number=number)


def test_a_stop_and_its_end_are_on_record_with_who_and_why(office):
    pulled = pull(office, accounts=["parks", "council"])
    lift(office)

    kept = [(each["action"], each["actor"], each["accounts"], each["why"]) for each in office.audit()]

    assert kept == [
        ("stop", "olive", ["parks", "council"], "an officer is down"),
        ("resume", "anton", ["parks", "council"], "stood down"),
    ]
    assert office.audit()[1]["stop"] == pulled.id
    assert office.verify().length == 2


@pytest.mark.parametrize(
    "table", ["stop", "stop_end", "incident", "incident_end", "authority", "recall", "take_down"]
)
@pytest.mark.parametrize("deed", ["UPDATE", "DELETE"])
def test_what_is_on_record_of_stops_and_incidents_is_append_only(office, table, deed):
    office.add(PLAIN)

    triggers = office.sql(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")

    assert (f"{table}_no_{deed}",) in triggers


def test_a_stop_works_while_the_rules_cannot_be_read(office):
    office.add(PLAIN)
    (office.folder / "councillors.csv").write_text("nonsense", encoding="utf-8")
    (office.folder / "accounts.toml").write_text("nonsense", encoding="utf-8")

    ran = office.gate.run("stop", "--all", "--reason", "Now", "--as", "olive", "--json")

    assert (ran.code, ran.json["accounts"]) == (0, [])


def test_a_stop_works_while_somebody_has_a_role_that_the_policy_lacks(gate):
    people = gate.folder / "people.toml"
    text = people.read_text(encoding="utf-8").replace('roles = ["officer"]', 'roles = ["chief"]')
    people.write_text(text, encoding="utf-8")
    gate.people()

    ran = gate.run("stop", "--all", "--reason", "Now", "--as", "olive")

    assert (ran.code, gate.run("post", "judge", "--as", "olive").code) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param((), "of some accounts or of all", id="of nothing"),
        pytest.param(("--all", "--account", "council"), "of some accounts or of all", id="of both"),
        pytest.param(("--account", "counsil"), "no account 'counsil'", id="of an account that is not there"),
    ],
)
def test_a_stop_that_would_stop_nothing_is_an_error(gate, arguments, says):
    ran = gate.run("stop", *arguments, "--reason", "Now", "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err


def test_a_dry_run_stops_nothing(gate):
    ran = gate.run("stop", "--all", "--dry-run", "--reason", "Now", "--as", "olive")

    assert (ran.code, gate.run("status", "--json").json["stops"]) == (0, [])


def test_status_says_what_is_stopped_by_whom_and_why(gate):
    gate.run("stop", "--account", "parks", "--reason", "Wrong picture", "--as", "olive")

    (stop,) = gate.run("status", "--json").json["stops"]

    assert (stop["accounts"], stop["by"], stop["reason"]) == (["parks"], "olive", "Wrong picture")
    assert "STOP 1: nothing goes out on parks." in gate.run("status").out


def test_the_list_and_the_status_say_which_posts_a_stop_holds_back(gate):
    gate.add("The library opens at ten")
    gate.add("The pool opens at nine")
    gate.run("post", "add", "Parks open", "--account", "parks", "--due", "2027-03-08T09:00", "--as", "olive")
    gate.run("post", "withdraw", "2", "--as", "olive", "--reason", "Wrong day")

    gate.run("stop", "--account", "council", "--reason", "An officer is down", "--as", "olive")

    listed = {each["id"]: each["stopped"] for each in gate.run("post", "list", "--json").json}
    assert listed == {1: True, 2: False, 3: False}
    assert "STOPPED: olive has stopped council (An officer is down)." in gate.run("post", "list").out
    assert gate.run("status", "--json").json["held_back"] == 1
    assert "Held back by that: 1 post" in gate.run("status").out


def test_a_stop_of_everything_holds_back_whatever_would_go_out(gate):
    gate.add("The library opens at ten")

    gate.run("stop", "--all", "--reason", "An officer is down", "--as", "olive")

    assert gate.run("status", "--json").json["held_back"] == 1
