"""Sign-off: four eyes, bound to one revision and one time, void after an edit."""

from datetime import UTC, datetime

import pytest

from purdahgate.domain.policy import Outcome
from purdahgate.errors import InputError, NotAllowedError

pytestmark = pytest.mark.both_databases

EVENT = "Spring fair in the park"
COUNCILLOR = "Cllr Morgan Sampleby opens the new footbridge"
CHECKED_BY = "chelmsford.checked-by"  # asked of every post, and holds none


def held(office, by="olive", due="2027-04-20T09:00", text=EVENT):
    post = office.add(text, due, by, category="event").post
    assert post.state == "held"
    return post.id


def test_an_approver_who_wrote_nothing_of_it_signs_a_held_post(office):
    post = held(office)

    stored = office.approve(post)

    assert stored.post.state == office.state(post) == "approved"


@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_its_author_may_not_sign_a_post(office, deed):
    post = held(office, by="asha")

    with pytest.raises(NotAllowedError, match="asha may not"):
        getattr(office, deed)(post, by="asha")

    assert office.state(post) == "held"


@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_whoever_edited_any_earlier_revision_may_not_sign_a_post(office, deed):
    post = held(office)
    office.edit(post, by="asha", text="Spring fair in the park, with music")
    office.edit(post, by="oscar", text="Spring fair")

    with pytest.raises(NotAllowedError, match="asha may not"):
        getattr(office, deed)(post, by="asha")

    assert office.state(post) == "held"


def test_a_save_that_changed_nothing_makes_nobody_a_writer(office):
    post = held(office)
    office.edit(post, by="asha", text=EVENT)

    stored = office.approve(post, by="asha")

    assert stored.post.state == "approved"


@pytest.mark.parametrize("who", ["olive", "ellis"])
@pytest.mark.parametrize("deed", ["approve", "reject"])
def test_nobody_signs_without_the_role(office, who, deed):
    post = held(office, by="oscar")

    with pytest.raises(NotAllowedError, match="approver"):
        getattr(office, deed)(post, by=who)


def test_a_sign_off_keeps_who_when_what_and_why(office):
    post = held(office)
    office.clock.set("2027-03-02T15:30")
    verdict = office.approve(post).verdict

    with office.app.store.reading() as book:
        (signed,) = book.sign_offs(post)

    assert (signed.by, signed.reason, signed.decision) == ("anton", "factual", "approved")
    assert signed.at == datetime(2027, 3, 2, 15, 30, tzinfo=UTC)
    assert signed.revision == office.post(post).digest
    assert signed.due_at == datetime(2027, 4, 20, 8, tzinfo=UTC)
    assert (signed.outcome, signed.seen) == (Outcome.HOLD, verdict.atoms())


def test_a_blocked_post_cannot_be_approved(office):
    post = office.add(COUNCILLOR, "2027-04-20T09:00", category="event").post

    with pytest.raises(NotAllowedError, match="blocked"):
        office.approve(post.id)

    assert post.state == office.state(post.id) == "blocked"


def test_a_held_post_that_judging_again_blocks_cannot_be_approved(office):
    post = held(office, due="2027-03-20T09:00", text=COUNCILLOR)

    with pytest.raises(NotAllowedError, match="blocks it"):
        office.approve(post, at="2027-04-20T09:00")

    assert office.state(post) == "held"


@pytest.mark.parametrize(
    ("deeds", "state"),
    [
        pytest.param((), "cleared", id="cleared"),
        pytest.param(("withdraw",), "withdrawn", id="withdrawn"),
    ],
)
def test_what_is_not_held_cannot_be_approved(office, deeds, state):
    post = office.add("Bins are collected on Friday").post.id
    _ = [getattr(office, deed)(post) for deed in deeds]

    with pytest.raises(NotAllowedError, match=state):
        office.approve(post)

    assert office.state(post) == state


def test_a_post_is_signed_once(office):
    post = held(office)
    office.approve(post)

    with pytest.raises(NotAllowedError, match="approved already"):
        office.approve(post, by="mona")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"text": "Spring fair in the park!"}, id="other words"),
        pytest.param({"due": "2027-04-20T09:01"}, id="another time"),
        pytest.param({"account": "parks"}, id="another account"),
        pytest.param({"category": "news"}, id="another category"),
        pytest.param({"link": "https://sometown.example/fair"}, id="a link"),
        pytest.param({"because": "It is on Monday"}, id="a reason why"),
    ],
)
def test_any_edit_voids_an_approval(office, changes):
    post = held(office)
    office.approve(post)

    office.edit(post, **changes)

    assert office.state(post) == "held"


def test_an_edit_there_and_back_leaves_the_approval_void(office):
    post = held(office)
    office.approve(post)
    office.edit(post, text="Spring fair")

    office.edit(post, text=EVENT)

    assert office.state(post) == "held"


def test_a_save_that_changes_nothing_voids_nothing_and_leaves_no_trace(office):
    post = held(office)
    office.approve(post)
    before = office.audit()

    office.edit(post, text=EVENT, due="2027-04-20T09:00")

    assert office.state(post) == "approved"
    assert office.post(post).number == 1
    assert office.audit() == before


def test_a_late_approval_needs_a_new_time(office):
    post = held(office)
    office.clock.set("2027-04-20T09:00")

    with pytest.raises(InputError, match="late approval never sends at once") as caught:
        office.approve(post)

    assert "--at" in caught.value.mend
    assert office.state(post) == "held"


def test_a_late_approval_binds_the_time_signed_and_is_no_edit(office):
    post = held(office)
    office.clock.set("2027-04-20T10:00")

    stored = office.approve(post, at="2027-04-20T11:00")

    assert stored.post.due_at == datetime(2027, 4, 20, 10, tzinfo=UTC)
    assert (stored.post.number, stored.post.writers) == (1, {"olive"})
    assert [sign.due_at for sign in _signed(office, post)] == [stored.post.due_at]


def test_a_late_approved_post_goes_out_at_the_time_signed_and_not_before(office):
    post = held(office)
    office.clock.set("2027-04-20T10:00")
    office.approve(post, at="2027-04-20T11:00")
    office.clock.set("2027-04-20T10:59")
    early = office.worker()
    office.clock.set("2027-04-20T11:00")

    sent = office.worker()

    assert early == []
    assert [(each.post.id, each.post.state) for each in sent] == [(post, "sent")]


@pytest.mark.parametrize("at", ["2027-04-20T10:00", "2027-04-20T09:59"])
def test_no_time_that_has_passed_can_be_signed(office, at):
    post = held(office)
    office.clock.set("2027-04-20T10:00")

    with pytest.raises(InputError, match="passed"):
        office.approve(post, at=at)


def test_a_post_is_judged_as_of_the_time_signed(office):
    post = held(office)

    stored = office.approve(post, at="2027-05-07T09:00")

    assert [reason.rule.id for reason in stored.verdict.reasons] == ["uk-base.held-before", CHECKED_BY]


def test_a_time_moved_behind_the_approvals_back_is_not_covered(office):
    post = held(office)
    office.approve(post)
    office.sql("UPDATE post SET due_at = '2027-04-20 07:00:00', release_at = '2027-04-20 07:00:00'")
    office.clock.set("2027-04-20T08:00")

    office.worker()

    assert office.items() == []
    assert "is not as it was signed" in office.audit(post)[-1]["why"]


def test_another_revision_put_under_an_approval_is_not_covered(office):
    post, other = held(office), held(office, text="Another fair")
    office.approve(post)
    office.sql(
        f"INSERT INTO revision SELECT {post}, 2, digest, content, by, at "
        f"FROM revision WHERE post_id = {other}",
        f"UPDATE post SET number = 2, digest = '{office.post(other).digest}' WHERE id = {post}",
    )
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.items() == []
    assert "is not as it was signed" in office.audit(post)[-1]["why"]


def test_words_changed_in_the_database_are_not_covered_by_the_approval_of_the_old(office):
    post = held(office)
    office.approve(post)
    change_words(office, "Spring fair", "Autumn fair")
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.items() == []
    assert "is not as it was signed" in office.audit(post)[-1]["why"]


def test_words_changed_in_the_database_are_read_before_they_go_out(office):
    post = office.add("Bins are late", "2027-04-20T09:00", category="service", because="It snows").post
    change_words(office, "Bins are late", "Vote Labour")
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert post.state == "cleared"
    assert office.items() == []
    assert "is not as it was signed" in office.audit(post.id)[-1]["why"]


def change_words(office, old, new):
    office.sql(
        "DROP TRIGGER revision_no_UPDATE",
        f"UPDATE revision SET content = replace(content, '{old}', '{new}')",
    )


def test_a_state_set_behind_the_gates_back_is_judged_before_it_goes_out(office):
    post = held(office)
    office.sql("UPDATE post SET state = 'approved', release_at = due_at")
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.items() == []
    assert "is not as it was signed" in office.audit(post)[-1]["why"]


def test_what_was_refused_comes_back_held_whatever_it_says_then(office):
    post = held(office)
    office.reject(post)

    stored = office.edit(post, text="Bins are collected on Friday", due="2027-03-08T09:00")

    assert stored.post.state == "held"
    assert [reason.rule.id for reason in stored.verdict.reasons] == ["uk-base.rejected-before", CHECKED_BY]


def test_what_was_refused_comes_back_held_after_any_number_of_edits(office):
    post = held(office)
    office.reject(post)
    office.edit(post, text="Bins are collected on Thursday", due="2027-03-08T09:00")

    stored = office.edit(post, text="Bins are collected on Friday")

    assert stored.post.state == "held"


def test_whoever_looks_at_it_again_is_told_that_it_was_refused(office):
    post = held(office)
    office.reject(post)
    office.edit(post, text="Bins are collected on Friday", due="2027-03-08T09:00")

    stored = office.approve(post, by="mona")

    assert "uk-base.rejected-before" in [reason.rule.id for reason in stored.verdict.reasons]


def test_what_was_refused_once_can_be_approved_after_an_edit_and_goes_out(office):
    post = held(office)
    office.reject(post)
    office.edit(post, text="Bins are collected on Friday", due="2027-03-08T09:00")
    office.approve(post)
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert office.state(post) == "sent"


def test_an_approval_can_be_taken_back_by_any_approver_who_did_not_write_it(office):
    post = held(office)
    office.approve(post)

    office.reject(post, by="mona")

    assert office.state(post) == "rejected"


def test_a_refused_post_is_neither_approved_nor_sent(office):
    post = held(office)
    office.reject(post)
    office.clock.set("2027-04-20T09:00")
    office.worker()

    with pytest.raises(NotAllowedError, match="refused"):
        office.approve(post, at="2027-04-20T11:00")

    assert office.state(post) == "rejected"


def test_an_approval_lapses_when_a_new_poll_gives_a_reason_the_approver_did_not_see(office):
    post = held(office, due="2027-05-01T09:00")
    office.approve(post)

    moved = office.call("parl.2027-06-10")

    assert moved == [(post, "approved", "held")]


def test_an_approval_lapses_when_judging_again_blocks(office):
    post = held(office, due="2027-05-15T09:00", text=COUNCILLOR)
    office.approve(post)

    moved = office.call("parl.2027-06-10")

    assert moved == [(post, "approved", "blocked")]


def test_an_approval_stands_when_a_new_poll_does_not_touch_its_time(office):
    post = held(office)
    office.approve(post)

    moved = office.call("parl.2027-08-12")

    assert moved == []
    assert office.state(post) == "approved"


def test_an_approval_stands_while_fewer_reasons_remain(office):
    post = held(office, due="2027-05-06T23:30")
    office.approve(post)
    office.clock.set("2027-05-07T00:10")

    office.worker()

    assert office.state(post) == "sent"


def test_an_approval_lapses_on_a_doubt_the_approver_did_not_see(office):
    post = held(office, due="2027-05-25T09:00", text=COUNCILLOR)
    office.approve(post)
    office.clock.set("2027-05-25T09:00")

    office.worker()

    assert office.state(post) == "held"


def test_an_approval_that_lapsed_does_not_come_back_by_itself(office):
    post = held(office, due="2027-05-01T09:00")
    office.approve(post)
    office.call("parl.2027-06-10")

    report = office.judge_queue()

    assert report.moved == ()
    assert office.state(post) == "held"


def test_several_posts_are_signed_all_or_none(gate):
    gate.add("Spring fair", "--category", "event", due="2027-04-20T09:00")
    gate.add("Summer fair", "--category", "event", due="2027-04-21T09:00", by="asha")

    ran = gate.run("approve", "1", "2", "--reason", "yearly", "--as", "asha")

    assert ran.code == 1
    assert (gate.state(1), gate.state(2)) == ("held", "held")


def test_several_posts_are_refused_all_or_none(gate):
    gate.add("Spring fair", "--category", "event", due="2027-04-20T09:00")
    gate.add("Bins are collected on Friday")

    ran = gate.run("reject", "1", "2", "--reason", "no", "--as", "asha")

    assert ran.code == 1
    assert (gate.state(1), gate.state(2)) == ("held", "cleared")


def test_several_posts_are_signed_together(gate):
    gate.add("Spring fair", "--category", "event", due="2027-04-20T09:00")
    gate.add("Summer fair", "--category", "event", due="2027-04-21T09:00")

    ran = gate.run("approve", "1", "2", "--reason", "yearly", "--as", "asha")

    assert ran.code == 0, ran.err
    assert (gate.state(1), gate.state(2)) == ("approved", "approved")


def test_an_approved_asap_post_is_due_when_it_is_approved(office):
    office.clock.set("2027-04-12T10:00")
    post = office.add(EVENT, "asap", category="event").post
    office.clock.set("2027-04-14T16:00")

    stored = office.approve(post.id)

    assert post.due_at is None
    assert stored.post.due_at == office.clock()


@pytest.mark.parametrize(
    "text", [pytest.param(EVENT, id="cleared before"), pytest.param(COUNCILLOR, id="approved before")]
)
def test_an_asap_post_pulled_back_is_due_when_it_is_approved_again(office, text):
    office.clock.set("2027-03-24T23:30")
    post = office.add(text, "asap", category="emergency" if text is COUNCILLOR else "event").post
    _ = post.state == "held" and office.approve(post.id)
    office.clock.set("2027-03-25T00:00")
    office.judge_queue()
    pulled_back = office.state(post.id)
    office.clock.set("2027-03-25T09:00")

    stored = office.approve(post.id)

    assert pulled_back == "held"
    assert stored.post.due_at == office.clock()


def _signed(office, post):
    with office.app.store.reading() as book:
        return book.sign_offs(post)
