"""What is due to be done, worked out from the registers and from what is out."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.post import Due
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.recall import recall as recall_post
from purdahgate.usecases.submit import Draft, submit

LONDON = ZoneInfo("Europe/London")
DUE, EXPIRES = "2027-03-08T09:00", "2027-03-10T18:00"


def tasks(office, *arguments):
    at = office.clock().astimezone(LONDON).replace(tzinfo=None).isoformat()
    return office.gate.run("tasks", "--json", *arguments, at=at).json


def done(office, task, *, who="olive"):
    at = office.clock().astimezone(LONDON).replace(tzinfo=None).isoformat()
    return office.gate.run("tasks", "done", task, "--reason", "Deleted", "--as", who, at=at)


@pytest.fixture(autouse=True)
def log_without_tasks(office):
    """Every account is in the log, approved today, and nothing is due about it."""
    rows = (
        f'[[account]]\nname = "{name}"\napproved_by = "asha"\napproved_on = 2027-03-01\n'
        for name in ("council", "parks", "elections")
    )
    (office.folder / "accounts.toml").write_text("\n".join(rows), encoding="utf-8")


@pytest.fixture
def expired(office):
    """A post that is out and has expired, beside one that is out and has not."""
    expires = Due(EXPIRES, datetime.fromisoformat(EXPIRES).replace(tzinfo=LONDON))
    with office.act("olive") as deed:
        draft = office.draft('Half price, and not "expires": never', DUE)
        post = submit(deed, [Draft(replace(draft.revision, expires=expires))])[0].post.id
    office.add('The words "expires": mean nothing', DUE)
    office.clock.set(DUE)
    office.worker()
    office.clock.set("2027-03-11T09:00")
    assert office.state(post) == "sent"
    return post


def test_what_is_out_and_has_expired_is_to_be_taken_down(office, expired):
    (task,) = tasks(office)

    assert (task["id"], task["due"], task["overdue"]) == (f"take-down-{expired}", "2027-03-10", True)
    assert task["who"] == "olive"


def test_a_post_that_is_not_out_yet_is_not_to_be_taken_down(office):
    expires = Due(EXPIRES, datetime.fromisoformat(EXPIRES).replace(tzinfo=LONDON))
    with office.act("olive") as deed:
        submit(deed, [Draft(replace(office.draft("Half price", DUE).revision, expires=expires))])

    assert tasks(office) == []


def test_a_take_down_is_done_once_with_who_and_why(office, expired):
    ran = done(office, f"take-down-{expired}")

    assert (ran.code, tasks(office)) == (0, [])
    entry = office.audit(expired)[-1]
    assert (entry["action"], entry["actor"], entry["why"]) == ("take-down", "olive", "Deleted")
    assert done(office, f"take-down-{expired}").code == 1


@pytest.fixture
def out(office):
    """A post that is out and never expires."""
    post = office.add("Half price", DUE).post.id
    office.clock.set(DUE)
    office.worker()
    return post


def recall(office, post, *, who="olive"):
    with office.act(who) as deed:
        return recall_post(deed, post, "The wrong picture")


def test_a_recalled_post_is_to_be_taken_down_by_whoever_owns_the_account(office, out):
    recall(office, out)

    (task,) = tasks(office)

    assert (task["id"], task["due"], task["who"]) == (f"take-down-{out}", "2027-03-08", "olive")
    assert "olive recalled it (The wrong picture)" in task["what"]
    entry = office.audit(out)[-1]
    assert (entry["action"], entry["actor"], entry["why"]) == ("recall", "olive", "The wrong picture")


def test_the_worker_takes_a_recalled_post_down(office, out):
    recall(office, out)
    office.clock.on(minutes=10)

    office.worker()

    assert (office.items(), tasks(office)) == ([], [])
    assert [each["action"] for each in office.audit(out)[-2:]] == ["recall", "take-down"]


def test_a_recalled_post_that_expires_later_is_due_at_once(office):
    post = office.add("Half price", DUE, expires=EXPIRES).post.id
    office.clock.set(DUE)
    office.worker()
    recall(office, post)

    (task,) = tasks(office)

    assert task["due"] == "2027-03-08"


def test_what_has_not_gone_out_is_withdrawn_not_recalled(office):
    post = office.add("Half price", DUE).post.id

    with pytest.raises(NotAllowedError, match="has not gone out") as refused:
        recall(office, post)

    assert "post withdraw" in refused.value.mend


@pytest.mark.parametrize("before", ["recalled", "taken down"])
def test_nothing_is_recalled_twice(office, out, before):
    recall(office, out)
    if before == "taken down":
        office.sql("DROP TRIGGER recall_no_DELETE", "DELETE FROM recall")
        office.sql("INSERT INTO take_down VALUES (1, 'olive', '2027-03-08 09:00:00', 'Deleted')")

    with pytest.raises(InputError, match=f"is {before} already"):
        recall(office, out)


def test_no_other_task_is_done_by_saying_so(office):
    file = office.folder / "people.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('name = "olive"', 'name = "olive"\ntrained_on = 2026-01-01', 1), encoding="utf-8"
    )
    office.gate.people()

    ran = done(office, "refresher-olive")

    assert (ran.code, "purdahgate person train olive --refresher" in ran.err) == (1, True)


def test_a_task_that_is_not_there_is_told(office):
    ran = done(office, "take-down-7")

    assert (ran.code, "no task 'take-down-7'" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        pytest.param("29", [], id="not due so soon"),
        pytest.param("30", ["declaration-olive", "refresher-olive"], id="due on the last day asked for"),
    ],
)
def test_tasks_are_shown_as_far_ahead_as_asked(office, ahead, found):
    file = office.folder / "people.toml"
    text = file.read_text(encoding="utf-8")
    dates = 'name = "olive"\ntrained_on = 2026-03-31\ndeclared_on = 2026-03-31'
    file.write_text(text.replace('name = "olive"', dates, 1), encoding="utf-8")
    office.gate.people()

    assert [each["id"] for each in tasks(office, "--ahead", ahead)] == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param('monitored_by = "asha"', ["monitoring-council"], id="never looked at"),
        pytest.param(
            'monitored_by = "asha"\nmonitored_on = 2027-02-28', ["monitoring-council"], id="yesterday"
        ),
        pytest.param('monitored_by = "asha"\nmonitored_on = 2027-03-01', [], id="looked at today"),
        pytest.param("next_check = 2027-03-15", ["check-council"], id="a check in 14 days"),
        pytest.param("next_check = 2027-03-16", [], id="a check in 15 days"),
        pytest.param("access_cut_on = 2027-03-01", ["rotation-council"], id="access taken away"),
        pytest.param("used_on = 2026-12-01", [], id="unused for 90 days"),
        pytest.param("used_on = 2026-11-30", ["guidance-council"], id="unused for 91 days"),
        pytest.param("used_on = 2026-09-01", ["reminder-council"], id="unused for 181 days"),
        pytest.param("used_on = 2026-09-01\nretired_on = 2027-01-01", [], id="retired"),
    ],
)
def test_what_is_due_of_an_account(office, line, found):
    text = f'[[account]]\nname = "council"\nowner = "Us"\n{line}\n'
    (office.folder / "accounts.toml").write_text(text, encoding="utf-8")

    assert [each["id"] for each in tasks(office)] == found


def test_a_body_that_keeps_no_registers_has_no_tasks(office):
    (office.folder / "accounts.toml").unlink()

    assert tasks(office, "--ahead", "3660") == []
