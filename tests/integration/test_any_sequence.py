"""Whatever people, the calendar and the worker do, in whatever order: what goes out was cleared or signed."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from purdahgate.app import App
from purdahgate.domain.audit import verify
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import Outcome
from purdahgate.domain.signoff import Decision
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.store.store import Store
from purdahgate.usecases.draft import Changes, Typed, change_draft, make_draft
from purdahgate.usecases.edit import edit
from purdahgate.usecases.judge import judge
from purdahgate.usecases.recalendar import judge_queue
from purdahgate.usecases.release import WORKER, Begun, attempt, record
from purdahgate.usecases.ruling import rule as rule_on
from purdahgate.usecases.sign_off import approve, reject
from purdahgate.usecases.submit import submit
from purdahgate.usecases.withdraw import withdraw

REFUSED = (NotAllowedError, InputError)
ANYBODY = st.sampled_from(["olive", "oscar", "asha", "anton", "mona", "ellis", "milo"])
OFFICERS = st.one_of(st.sampled_from(["olive", "oscar", "asha", "milo"]), ANYBODY)
SENIORS = st.one_of(st.sampled_from(["anton", "mona", "asha", "milo"]), ANYBODY)
WORDS = st.sampled_from(
    [
        "Bins are late",
        "Spring fair",
        "The Mayor visits",
        "Cllr Morgan Sampleby opens it",
        "Vote Labour",
        "Bins\u202e",
    ]
)
CATEGORIES = st.sampled_from(["service", "emergency", "event", "election-information", ""])
DUES = st.sampled_from(["asap", "asap", "2027-03-24T23:30", "2027-03-25T09:00", "2027-04-20T09:00"])
POSTS = st.integers(1, 3)
ANSWERS = [State.SENT, State.FAILED, State.UNKNOWN, None]
FINAL = {State.SENT, State.WITHDRAWN, State.UNKNOWN}
START = "2027-03-24T20:00"


class Queue(RuleBasedStateMachine):
    """One body's queue, on a real database, at a clock that only goes on."""

    app: App
    clock = None

    def __init__(self):
        super().__init__()
        self.folder = Path(mkdtemp())
        self.clock.set(START)
        self.app.__dict__["store"] = self.store = Store("sqlite:///gate.db", self.folder)
        self.full_world = self.app.world()
        self.world = replace(
            self.full_world, windows=tuple(w for w in self.full_world.windows if w.poll_date.year != 2027)
        )
        self.held = set()  # the posts that were held, blocked or refused since their last edit
        self.known = {}  # each post and where it stood after the last step
        self.told = []  # the audit entries there were after the last step
        self.revisions = {}
        self.going = None

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)

    def entries(self, post):
        """What the worker proves before it goes on; here all is as it was signed."""
        with self.store.reading() as book:
            return [self.app.prover.one(each) for each in book.audit(post.id)]

    def do(self, who, deed):
        """One act in one transaction; a refusal lands nothing."""
        person = WORKER if who == "worker" else self.app.people.who(who)
        try:
            with self.store.writing() as book:
                return deed(replace(self.app.deed(book, person), world=self.world))
        except REFUSED:
            return None

    @initialize(asap=st.booleans())
    def begin(self, asap):
        due = "asap" if asap else "2027-03-25T09:00"
        first = [("Spring fair", "event", due, ""), ("Bins are late", "service", due, "It snows")]
        drafts = [self.draft(*each) for each in (*first, ("The Mayor visits", "emergency", due, ""))]
        _ = [self.do("olive", lambda deed, draft=draft: submit(deed, [draft])) for draft in drafts]

    def draft(self, text, category, due, because):
        return make_draft(
            self.app.config, Typed(text, "council", due, category, answers={"because": because})
        )

    @rule(who=OFFICERS, text=WORDS, category=CATEGORIES, due=DUES, because=st.sampled_from(["", "It snows"]))
    def submits(self, who, text, category, due, because):
        self.do(who, lambda deed: submit(deed, [self.draft(text, category, due, because)]))

    @rule(who=OFFICERS, post=POSTS, text=WORDS, due=st.none() | DUES)
    def edits(self, who, post, text, due):
        def save(deed):
            before = deed.book.post(post).revision
            return edit(deed, post, change_draft(self.app.config, before, Changes(text=text, due=due)))

        done = self.do(who, save)
        if done and done.post.number != self.revisions.get(post, 1):
            self.revisions[post] = done.post.number
            self.held.discard(post)

    @rule(who=SENIORS, post=POSTS, on=st.none() | st.integers(-1, 60))
    def approves(self, who, post, on):
        before = self.states().get(post)
        at = None if on is None else self.clock() + timedelta(days=on, minutes=1)

        done = self.do(who, lambda deed: approve(deed, post, "factual", at))

        if done:
            assert before is State.HELD
            assert done.verdict.outcome is not Outcome.BLOCK
            assert who not in done.post.writers

    @rule(who=SENIORS, post=POSTS)
    def rejects(self, who, post):
        self.do(who, lambda deed: reject(deed, post, "not now"))

    @rule(who=st.sampled_from(["mona", "milo", "asha"]), post=POSTS, number=st.integers(1, 2))
    def rules(self, who, post, number):
        self.do(who, lambda deed: rule_on(deed, post, number, "a street"))

    @rule(who=ANYBODY, post=st.integers(1, 12))
    def withdraws(self, who, post):
        self.do(who, lambda deed: withdraw(deed, post, "off"))

    @rule()
    def a_poll_is_called_and_the_queue_judged(self):
        self.world = self.full_world
        self.do("ellis", judge_queue)

    @rule()
    def the_queue_is_judged(self):
        self.do("ellis", judge_queue)

    @rule()
    def a_senior_goes_through_the_inbox(self):
        waiting = [post for post, state in self.states().items() if state is State.HELD]
        _ = [self.do("anton", lambda deed, post=post: approve(deed, post, "seen")) for post in waiting]

    @rule(minutes=st.sampled_from([1, 30, 60]))
    def time_passes(self, minutes):
        self.clock.on(minutes=minutes)

    @precondition(lambda self: self.going is None)
    @rule(late=st.sampled_from([0, 0, 0, 60, 61]), answer=st.sampled_from(ANSWERS), data=st.data())
    def the_worker_attempts_what_is_due_next(self, late, answer, data):
        with self.store.reading() as book:
            waits = None if book.due(self.clock(), 1) else book.next_due(self.clock())
        if waits:
            self.clock.now = waits.astimezone(self.clock.now.tzinfo) + timedelta(minutes=late)
        with self.store.reading() as book:
            due = book.due(self.clock(), 10)
        if due:
            post = data.draw(st.sampled_from(due))
            begun = self.do("worker", lambda deed: attempt(deed, post, self.entries))
            if isinstance(begun, Begun):
                self.assert_rightly_sent(begun.outgoing)
                self.going = begun
                _ = answer and self.channel_answers(answer)

    @precondition(lambda self: self.going is not None)
    @rule(outcome=st.sampled_from(ANSWERS[:3]))
    def the_channel_answers_late(self, outcome):
        self.channel_answers(outcome)

    def channel_answers(self, outcome):
        going, self.going = self.going, None
        done = self.do(
            "worker", lambda deed: record(deed, going.attempt, going.outgoing.post_id, outcome, "x")
        )
        assert done.post.state is outcome

    def assert_rightly_sent(self, outgoing):
        """It is clear now and was never held since its last edit; or somebody who wrote nothing signed it."""
        number, now = outgoing.post_id, self.clock()
        with self.store.reading() as book:
            post, decisions = book.post(number), book.sign_offs(number)
            rulings = frozenset(each.finding for each in book.rulings(number, post.digest))
        verdict = judge(self.world, outgoing.revision, now, now, rulings=rulings)
        assert outgoing.revision.digest == outgoing.digest == post.digest
        assert timedelta(0) <= now - post.due_at <= timedelta(hours=1)
        if verdict.outcome is Outcome.CLEAR and number not in self.held:
            return
        signed = decisions[-1]
        assert verdict.outcome is not Outcome.BLOCK
        assert signed.decision is Decision.APPROVED
        assert (signed.revision, signed.due_at) == (outgoing.digest, post.due_at)
        assert signed.by not in post.writers
        assert signed.by not in self.writers_of(number)
        assert "approver" in self.app.people.who(signed.by).roles

    def sql(self, query):
        with self.store.reading() as book:
            return book._connection.exec_driver_sql(query).all()

    def writers_of(self, number):
        return {by for (by,) in self.sql(f"SELECT by FROM revision WHERE post_id = {number}")}

    def states(self):
        return {number: State(state) for number, state in self.sql("SELECT id, state FROM post")}

    @invariant()
    def the_audit_chain_verifies(self):
        with self.store.reading() as book:
            head = verify(book.audit())

        assert head.length >= len(self.told)

    @invariant()
    def each_change_of_a_post_has_just_one_entry_and_it_stands_where_that_says(self):
        bodies = self.sql("SELECT body FROM audit WHERE post_id IS NOT NULL ORDER BY seq")
        entries = [json.loads(body) for (body,) in bodies]
        states = self.states()

        new = entries[len(self.told) :]
        stood = {post: self.known.get(post, State.NEW).value for post in states}
        for entry in new:
            assert entry["from"] == stood[entry["post"]]
            stood[entry["post"]] = entry["to"]
        assert stood == {post: state.value for post, state in states.items()}

        self.told = entries

    @invariant()
    def what_is_over_stays_over(self):
        states = self.states()

        reopened = [
            post for post, before in self.known.items() if before in FINAL and states[post] is not before
        ]
        assert reopened == []

        self.known = states
        waited = {State.HELD, State.BLOCKED, State.REJECTED}
        self.held |= {post for post, state in states.items() if state in waited}


@pytest.fixture
def milo(office):
    """One person with every role, to be refused by four eyes alone."""
    path = office.folder / "people.toml"
    roles = '["officer", "approver", "monitoring-officer", "elections"]'
    block = f'\n[[person]]\nname = "milo"\nfull_name = "Milo Sample"\nroles = {roles}\n'
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")
    office.gate.people()
    office.app = office.app.fresh()
    return office


def test_nothing_goes_out_that_was_neither_clear_nor_signed_for(milo):
    class Here(Queue):
        app, clock = milo.app, milo.clock

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
