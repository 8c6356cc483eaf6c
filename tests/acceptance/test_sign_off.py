"""What seniors may and may not do."""

import pytest

IN_WINDOW = "2027-04-20T09:00"
REASON = ("--reason", "Yearly, and no Member takes part")


@pytest.fixture
def held(gate) -> str:
    """A held event of olive's; gives its number."""
    return str(gate.add("Spring fair", "--category", "event", due=IN_WINDOW)["id"])


@pytest.fixture
def blocked(gate) -> str:
    """A blocked service post of olive's, whose finding 1 is a false alarm; gives its number."""
    stored = gate.add("Vote Labour", "--category", "service", "--because", "x", due=IN_WINDOW)
    assert stored["state"] == "blocked"
    return str(stored["id"])


def test_what_is_held_waits_in_the_inbox(gate, held):
    gate.add("Bins")

    ran = gate.run("inbox")

    assert "Spring fair" in ran.out
    assert "Bins" not in ran.out


def test_an_inbox_without_held_posts_does_not_say_that_the_queue_is_empty(gate):
    gate.add("Bins")

    ran = gate.run("inbox")

    assert ran.code == 0
    assert "queue is empty" not in ran.out


def test_an_approver_releases_a_held_post(gate, held):
    ran = gate.run("approve", held, *REASON, "--as", "anton")

    assert (ran.code, ran.err) == (0, "")
    assert gate.state(int(held)) == "approved"


def test_an_approver_refuses_a_held_post(gate, held):
    ran = gate.run("reject", held, "--reason", "Wait", "--as", "anton")

    assert ran.code == 0
    assert gate.state(int(held)) == "rejected"


def test_an_approval_may_be_taken_back(gate, held):
    gate.run("approve", held, *REASON, "--as", "anton")

    ran = gate.run("reject", held, "--reason", "Second thoughts", "--as", "mona")

    assert ran.code == 0
    assert gate.state(int(held)) == "rejected"


@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_nobody_signs_off_what_they_wrote(gate, deed):
    gate.add("Spring fair", "--category", "event", due=IN_WINDOW, by="asha")

    ran = gate.run(deed, "1", *REASON, "--as", "asha")

    assert ran.code == 1
    assert ran.err.startswith(f"error: asha may not {deed} post 1: they wrote a revision of it")
    assert gate.state(1) == "held"


def test_nobody_signs_off_what_they_edited(gate, held):
    gate.run("post", "edit", held, "Spring fair in the park", "--as", "asha")

    ran = gate.run("approve", held, *REASON, "--as", "asha")

    assert ran.code == 1
    assert gate.state(int(held)) == "held"


def test_nobody_signs_off_what_they_edited_and_another_edited_since(gate, held):
    gate.run("post", "edit", held, "Spring fair in the park", "--as", "asha")
    gate.run("post", "edit", held, "Spring fair at ten", "--as", "olive")

    ran = gate.run("approve", held, *REASON, "--as", "asha")

    assert ran.code == 1


@pytest.mark.parametrize(
    ("deed", "who"),
    [
        pytest.param("approve", "oscar", id="an officer approves"),
        pytest.param("reject", "oscar", id="an officer rejects"),
        pytest.param("approve", "ellis", id="elections staff approve"),
    ],
)
def test_only_an_approver_signs_off(gate, held, deed, who):
    ran = gate.run(deed, held, *REASON, "--as", who)

    assert ran.code == 1
    assert ran.err.startswith(f"error: {who} may not {deed} posts")


@pytest.mark.parametrize("reason", [pytest.param("", id="empty"), pytest.param("   ", id="blank")])
@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(("approve", "1", "--as", "anton"), id="approve"),
        pytest.param(("reject", "1", "--as", "anton"), id="reject"),
        pytest.param(("post", "withdraw", "1", "--as", "olive"), id="withdraw"),
    ],
)
def test_a_deed_needs_a_reason_in_words(gate, held, deed, reason):
    ran = gate.run(*deed, "--reason", reason)

    assert ran.code == 1
    assert gate.state(1) == "held"


def test_a_ruling_needs_a_reason_in_words(gate, blocked):
    ran = gate.run("rule", blocked, "--finding", "1", "--reason", " ", "--as", "mona")

    assert ran.code == 1
    assert gate.state(int(blocked)) == "blocked"


def test_the_reason_stands_in_the_audit_table(gate, held):
    gate.run("approve", held, *REASON, "--as", "anton")

    entry = gate.run("audit", "list", "--json").lines[-1]

    assert entry["why"] == REASON[1]


def test_an_approval_is_bound_to_the_revision_it_saw(gate, held):
    approved = gate.run("approve", held, *REASON, "--as", "anton", "--json").json

    entry = gate.run("audit", "list", "--json").lines[-1]

    assert entry["revision"] == approved["digest"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(("Spring fair, eleven o'clock",), id="other words"),
        pytest.param(("--due", "2027-04-21T09:00"), id="another time"),
        pytest.param(("--account", "parks"), id="another account"),
        pytest.param(("--link", "https://fair.example/"), id="another link"),
    ],
)
def test_an_edit_voids_the_approval(gate, held, edit):
    gate.run("approve", held, *REASON, "--as", "anton")

    ran = gate.run("post", "edit", held, *edit, "--as", "olive")

    assert ran.code == 0, ran.err
    assert gate.state(int(held)) == "held"


def test_a_save_that_changes_nothing_leaves_the_approval(gate, held):
    gate.run("approve", held, *REASON, "--as", "anton")

    ran = gate.run("post", "edit", held, "Spring fair", "--as", "olive")

    assert ran.code == 0, ran.err
    assert gate.state(int(held)) == "approved"


def test_an_edit_of_a_refused_post_goes_back_to_a_senior(gate, held):
    gate.run("reject", held, "--reason", "Move it", "--as", "anton")

    gate.run(
        "post", "edit", held, "Bins", "--due", "2027-05-20T09:00", "--as", "olive", at="2027-04-12T10:00"
    )

    assert gate.state(int(held)) == "held"


def test_a_late_approval_asks_for_a_new_time(gate, held):
    ran = gate.run("approve", held, *REASON, "--as", "anton", at="2027-04-20T09:30")

    assert ran.code == 1
    assert "Sign a new time with --at" in ran.err
    assert gate.state(int(held)) == "held"


def test_a_late_approval_signs_a_new_time_and_that_is_no_edit(gate, held):
    ran = gate.run(
        "approve", held, *REASON, "--at", "2027-04-21T09:00", "--as", "anton", at="2027-04-20T09:30"
    )

    assert ran.code == 0, ran.err
    shown = gate.run("post", "show", held, "--json").json
    assert (shown["state"], shown["due_at"], shown["number"]) == ("approved", "2027-04-21T08:00:00Z", 1)
    assert shown["writers"] == ["olive"]


def test_the_new_time_must_be_to_come(gate, held):
    ran = gate.run(
        "approve", held, *REASON, "--at", "2027-04-20T09:29", "--as", "anton", at="2027-04-20T09:30"
    )

    assert ran.code == 1


def test_a_new_time_that_comes_twice_is_settled_by_fold(gate, held):
    ran = gate.run("approve", held, *REASON, "--at", "2027-10-31T01:30", "--fold", "1", "--as", "anton")

    assert ran.code == 0, ran.err
    assert gate.run("post", "show", held, "--json").json["due_at"] == "2027-10-31T01:30:00Z"


def test_a_blocked_post_cannot_be_approved(gate, blocked):
    ran = gate.run("approve", blocked, *REASON, "--as", "anton")

    assert ran.code == 1
    assert "edit it, move it, or have the monitoring officer rule on the finding" in ran.err
    assert gate.state(int(blocked)) == "blocked"


def test_a_held_post_moved_by_its_approval_into_a_block_cannot_be_approved(gate):
    gate.add("Cllr Morgan Sampleby opens the footbridge", "--category", "event", due="2027-05-15T09:00")

    ran = gate.run("approve", "1", *REASON, "--at", IN_WINDOW, "--as", "anton")

    assert ran.code == 1
    assert "the policy blocks it" in ran.err
    assert gate.state(1) == "held"


def test_a_blocked_post_may_be_edited(gate, blocked):
    gate.run("post", "edit", blocked, "Bins go a day late", "--as", "olive")

    assert gate.state(int(blocked)) == "cleared"


def test_a_blocked_post_may_be_moved(gate, blocked):
    gate.run("post", "edit", blocked, "--due", "2027-05-20T09:00", "--as", "olive")

    assert gate.state(int(blocked)) == "held"


def test_after_a_ruling_the_post_is_held_for_another_approver(gate, blocked):
    ruled = gate.run("rule", blocked, "--finding", "1", "--reason", "A shop's name", "--as", "mona")

    own = gate.run("approve", blocked, *REASON, "--as", "mona")
    another = gate.run("approve", blocked, *REASON, "--as", "anton")

    assert ruled.code == 0, ruled.err
    assert own.code == 1
    assert "they ruled on a finding in it" in own.err
    assert another.code == 0, another.err


def test_a_ruling_is_on_that_revision_only(gate, blocked):
    gate.run("rule", blocked, "--finding", "1", "--reason", "A shop's name", "--as", "mona")

    gate.run("post", "edit", blocked, "Vote Labour!", "--as", "olive")

    assert gate.state(int(blocked)) == "blocked"


def test_a_ruling_on_one_of_two_findings_leaves_the_post_blocked(gate):
    gate.add("Vote Labour, says Cllr Sampleby", "--category", "service", "--because", "x", due=IN_WINDOW)

    ran = gate.run("rule", "1", "--finding", "1", "--reason", "A shop's name", "--as", "mona")

    assert ran.code == 0, ran.err
    assert gate.state(1) == "blocked"


def test_only_the_monitoring_officer_rules(gate, blocked):
    ran = gate.run("rule", blocked, "--finding", "1", "--reason", "A shop's name", "--as", "anton")

    assert ran.code == 1
    assert ran.err.startswith("error: anton may not rule on findings")


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_ruling_names_a_finding_that_is_there(gate, blocked, number):
    ran = gate.run("rule", blocked, "--finding", number, "--reason", "A shop's name", "--as", "mona")

    assert ran.code == 1
    assert ran.err.startswith(f"error: post {blocked} has no finding {number}; it has 2")


def test_only_a_blocked_post_can_be_ruled_on(gate, held):
    ran = gate.run("rule", held, "--finding", "1", "--reason", "A shop's name", "--as", "mona")

    assert ran.code == 1


def test_the_post_shows_its_rulings_and_sign_offs(gate, blocked):
    gate.run("rule", blocked, "--finding", "1", "--reason", "A shop's name", "--as", "mona")
    gate.run("approve", blocked, *REASON, "--as", "anton")

    ran = gate.run("post", "show", blocked)

    assert "Ruled a false alarm by mona" in ran.out
    assert f"Approved by anton: {REASON[1]}" in ran.out


def test_a_post_that_was_held_is_never_cleared_because_its_window_closed(gate, held):
    ran = gate.run("post", "show", held, "--json", at="2027-06-01T10:00")

    assert ran.json["verdict"]["outcome"] == "hold"


def test_a_refusal_names_the_state_in_good_english(gate, held):
    gate.run("approve", held, *REASON, "--as", "anton")

    ran = gate.run("approve", held, *REASON, "--as", "mona")

    assert ran.code == 1
    assert "a approved" not in ran.err
