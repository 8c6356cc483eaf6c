"""The same words twice on one account: the later post waits for a senior, whatever became of the earlier."""

import pytest

from purdahgate.domain.findings import FindingKind
from purdahgate.domain.lifecycle import State
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.usecases.check import Asked, Checker
from purdahgate.usecases.draft import Typed, make_draft
from purdahgate.usecases.judge import judge_case
from purdahgate.usecases.submit import submit

SAID = "The library in Example Street is open again from Monday, nine to five, with a new room for children."
NEARLY = SAID.replace("nine", "ten")
OTHER = "The pool in Example Street is shut until Friday while the roof is mended and the tiles are cleaned."
NOT_TWICE = "chelmsford.not-twice"


def rules(stored):
    """The rules of a verdict that say it is a repeat."""
    return [each.rule.id for each in stored.verdict.reasons if each.rule.id == NOT_TWICE]


@pytest.mark.parametrize(
    "text", [pytest.param(SAID.upper(), id="same words"), pytest.param(NEARLY, id="near")]
)
def test_a_post_that_says_it_again_is_held_and_names_the_first(office, text):
    first = office.add(SAID)

    second = office.add(text)

    assert (first.post.state, second.post.state) == (State.CLEARED, State.HELD)
    (finding,) = [one for one in second.verdict.findings if one.kind is FindingKind.NEAR_DUPLICATE]
    assert finding.who == f"post {first.post.id}"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        pytest.param(OTHER, "2027-03-08T09:00", id="other words"),
        pytest.param(SAID, "2027-04-08T09:01", id="more than thirty days later"),
    ],
)
def test_what_is_no_repeat_is_cleared(office, text, due):
    office.add(SAID, "2027-03-08T09:00")

    second = office.add(text, due, category="service", because="it is open")

    assert rules(second) == []


def test_on_another_account_it_is_no_repeat(office):
    office.add(SAID)
    draft = make_draft(office.app.config, Typed(SAID, "parks", "2027-03-08T09:00"))

    with office.act("olive") as deed:
        stored = submit(deed, [draft])[0]

    assert rules(stored) == []


def test_in_one_batch_the_second_repeats_the_first(office):
    with office.act("olive") as deed:
        stored = submit(deed, [office.draft(SAID), office.draft(SAID)])

    assert [len(rules(each)) for each in stored] == [0, 1]


def test_an_edit_into_another_posts_words_is_held(office):
    office.add(SAID)
    second = office.add(OTHER)

    edited = office.edit(second.post.id, text=NEARLY)

    assert (second.post.state, edited.post.state) == (State.CLEARED, State.HELD)
    assert rules(edited) == [NOT_TWICE]


def test_the_first_of_two_may_be_moved_and_is_no_repeat(office):
    first = office.add(SAID)
    office.add(SAID)

    moved = office.edit(first.post.id, due="2027-03-09T09:00")

    assert moved.post.state is State.CLEARED


def test_a_repeat_that_is_moved_away_waits_all_the_same(office):
    office.add(SAID)
    second = office.add(SAID)

    moved = office.edit(second.post.id, due="2027-03-09T09:00")

    assert rules(moved) == [NOT_TWICE]


def test_a_post_moved_into_another_ones_month_repeats_it_at_each_later_judging(office):
    office.add(SAID, "2027-03-08T09:00")
    later = office.add(SAID, "2027-05-20T09:00")

    moved = office.edit(later.post.id, due="2027-03-20T09:00")
    office.call()

    assert (rules(later), rules(moved)) == ([], [NOT_TWICE])
    with office.app.store.reading() as book:
        (case,) = book.cases((State.HELD,), "", (later.post.id, later.post.id), alike=True)
    assert len(case.others) == 1


def test_an_approved_repeat_goes_out_beside_the_first(office):
    office.add(SAID)
    second = office.add(SAID)
    office.approve(second.post.id)

    office.clock.set("2027-03-08T09:00")
    office.worker()

    assert office.items() == [SAID, SAID]


@pytest.mark.parametrize("becomes", ["withdrawn", "rewritten"])
def test_what_the_first_no_longer_says_is_no_repeat(office, becomes):
    first = office.add(SAID)
    if becomes == "withdrawn":
        office.withdraw(first.post.id)
    else:
        office.edit(first.post.id, text=OTHER)

    second = office.add(SAID)

    assert rules(second) == []


def test_a_rejected_post_that_is_queued_again_repeats_what_was_queued_meanwhile(office):
    first = office.add(f"{SAID} Vote Labour")
    office.reject(first.post.id)
    office.add(f"{SAID} Vote Labour")

    edited = office.edit(first.post.id, due="2027-03-09T09:00")

    assert rules(edited) == [NOT_TWICE]


def test_words_that_were_withdrawn_do_not_hide_words_nearly_the_same(office):
    withdrawn = office.add(SAID)
    office.withdraw(withdrawn.post.id)
    office.add(NEARLY)

    stored = office.add(SAID)

    assert rules(stored) == [NOT_TWICE]


def test_a_repeat_that_is_moved_far_away_is_none_when_the_queue_is_judged_again(office):
    office.add(SAID)
    second = office.add(SAID)
    moved = office.edit(second.post.id, due="2027-07-20T09:00")

    with office.app.store.reading() as book:
        (case,) = book.cases((moved.post.state,), "", (second.post.id, second.post.id), alike=True)
        judged = judge_case(office.app.world(), case, office.clock())

    assert len(case.others) == 1
    assert all(reason.rule.id != NOT_TWICE for reason in judged.verdict.reasons)


def test_the_release_compares_the_words_again(office):
    first = office.add(SAID, "2027-03-08T09:00")
    second = office.add(SAID, "2027-05-20T09:00")
    moved = office.edit(first.post.id, due="2027-05-19T09:00")
    office.clock.set("2027-05-19T09:00")
    office.worker()

    office.clock.set("2027-05-20T09:00")
    office.worker()

    assert (second.post.state, moved.post.state) == (State.CLEARED, State.CLEARED)
    assert (office.state(first.post.id), office.state(second.post.id)) == ("sent", "held")
    assert NOT_TWICE in office.audit(second.post.id)[-1]["reasons"]


def test_judging_the_queue_again_knows_repeats_without_comparing(office, monkeypatch):
    office.add(SAID)
    second = office.add(SAID)
    monkeypatch.setattr("purdahgate.usecases.repeats.runs_of", None)

    office.judge_queue()

    with office.app.store.reading() as book:
        listed, _ = book.listed((State.HELD,), limit=5)
    assert [(each.id, "says what post 1 says" in each.says) for each in listed] == [(second.post.id, True)]


def test_a_pack_without_such_a_rule_asks_nothing_of_other_posts(office, monkeypatch):
    config = office.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("policies/chelmsford.toml", "policies/uk-base.toml")
    config.write_text(text, encoding="utf-8")
    fresh = type(office)(office.gate, office.clock, office.app.fresh())
    fresh.add(SAID)
    second = fresh.add(SAID)
    monkeypatch.setattr("purdahgate.store.reading.Reading.known_alike", None)

    fresh.judge_queue()

    assert second.post.state is State.CLEARED


def test_a_held_post_repeats_what_went_out_while_it_waited(office):
    waiting = office.add(f"{SAID} Vote Labour", "2027-03-08T09:00")
    office.add(SAID, "2027-03-01T11:00")
    office.approve(2)
    office.clock.set("2027-03-01T11:00")
    office.worker()

    approved = office.approve(waiting.post.id)

    assert office.items() == [SAID]
    assert rules(approved) == [NOT_TWICE]


def test_a_check_for_an_account_compares_with_the_queue(office):
    office.add(SAID)
    world = office.app.world()

    with office.app.store.reading() as book:
        checker = Checker(office.app.config, world, office.clock(), book)
        on_it = checker.judge(Asked(NEARLY, account="council"), office.clock())
        anywhere = checker.judge(Asked(NEARLY), office.clock())

    found = [[one.kind for one in verdict.findings] for _, verdict in (on_it, anywhere)]
    assert found == [[FindingKind.NEAR_DUPLICATE], []]


def test_posts_without_words_are_like_nothing(office):
    revision = Revision("🎉", "council", Category.NEWS, Due("asap", None))
    office.add("🎉")

    second = office.add(revision.text)

    assert rules(second) == []
