"""The release worker: APScheduler only ticks; the database is the schedule."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from types import FrameType
from typing import Any

from filelock import FileLock, Timeout

from purdahgate.app import App, steady_clock
from purdahgate.domain.lifecycle import State
from purdahgate.domain.policy import Doubt
from purdahgate.domain.post import Post
from purdahgate.errors import ConfigError, NotAllowedError, PurdahgateError, StoreError, UnprovenError
from purdahgate.publishers.base import NotSentError, Outgoing, Receipt, RetryLaterError
from purdahgate.store.journal import Journal
from purdahgate.store.place import Hold
from purdahgate.store.reading import Attempt, Reading
from purdahgate.usecases.checkpoints import keep
from purdahgate.usecases.clock_watch import ClockWatch
from purdahgate.usecases.pacing import Pace
from purdahgate.usecases.release import RETRIED, WORKER, Begun, Ended, again, attempt, record, sought
from purdahgate.usecases.tasks import taken_down
from purdahgate.usecases.watch import Watch

AT_ONCE = 500
_TICKS_MISSED = 3
_TAKE_DOWN_EVERY = timedelta(minutes=5)


class Worker:
    """Sends what is due, one post after another. `told` hears of each post, `trouble` of what went wrong."""

    def __init__(
        self,
        app: App,
        told: Callable[[Ended], None] = lambda _ended: None,
        trouble: Callable[[str], None] = lambda _line: None,
        steady: Callable[[], float] = steady_clock,
    ) -> None:
        self._app = app
        self._told = told
        self._trouble = trouble
        self._stop = threading.Event()
        self._ticked = threading.Event()
        self._asked: dict[str, datetime] = {}
        self._looked_at: datetime | None = None
        self._checkpointed_on: date | None = None
        self._tried_to_keep: datetime | None = None
        self._hold: Hold
        self._steady = steady
        self._clock: ClockWatch | None = None

    def stop(self) -> None:
        """Finish the post in hand, then end."""
        self._stop.set()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to send; NotAllowedError while another worker has it."""
        with self._app.store.alone() as self._hold, _own_lock(self._app.config.journal):
            yield

    def once(self) -> list[Ended]:
        """Settle what a dead worker left open, then send everything that is due now."""
        with self.alone(), self._signals():
            done = [*self._settle(), *self._send_due()]
            self._take_down()
            self._checkpoint(done)
            return done

    def run(self) -> None:
        """Tick until stopped. Ctrl-C and SIGTERM finish the post in hand."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._clock = ClockWatch(self._app.now(), self._steady())
        with self.alone(), self._signals():
            every = self._app.config.tick.total_seconds()
            logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a long tick is nothing to warn of
            scheduler = BackgroundScheduler(timezone=UTC)
            options: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
            first = self._app.now()
            scheduler.add_job(
                self._tick, "interval", seconds=every, id="tick", next_run_time=first, **options
            )
            scheduler.start()
            try:
                self._wait(scheduler, every)
            finally:
                scheduler.shutdown(wait=True)

    def _tick(self) -> None:
        """Settle and send. Whatever goes wrong, nothing goes out for it, and the next tick tries again."""
        self._ticked.set()
        try:
            self._hold.check()
            done = [*self._settle(), *self._send_due()]
            self._take_down()
            self._checkpoint(done)
        except PurdahgateError as bad:
            self._trouble(str(bad))

    def _wait(self, scheduler: Any, every: float) -> None:
        """Wait to be stopped. A wall clock set back stops the ticks; the monotonic one starts them anew."""
        while not self._stop.wait(every * _TICKS_MISSED):
            if not self._ticked.is_set():
                scheduler.reschedule_job("tick", trigger="interval", seconds=every)
            self._ticked.clear()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def asked(_number: int, _frame: FrameType | None) -> None:
            # An event's lock may be held by the very thread that the signal interrupts.
            threading.Thread(target=self.stop).start()

        before = {each: signal.signal(each, asked) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _send_due(self) -> list[Ended]:
        pace = Pace(self._app.config)
        with self._app.store.reading() as book:
            now = self._app.now()
            due = book.due_on(now, AT_ONCE, pace.resting(book, now, self._asked))
            if not due and self._watch.has_seen(book):
                return []
        if self._clock:
            self._clock.refuse_jump(now, self._steady())
        # Files may have changed since the last tick: a post is judged by what stands in them now, and by what
        # was accepted. Where one cannot be read, every post is held.
        app = self._app.fresh()
        with app.store.reading() as book:
            self._look(app, book)
            if not due:
                return []  # but what came in is proved, and can no more be cut off unseen
            doubts = app.world_now(book).doubts
        return self._send_each(app, due, pace, doubts)

    def _send_each(
        self, app: App, due: Sequence[tuple[int, str]], pace: Pace, doubts: Sequence[Doubt]
    ) -> list[Ended]:
        for doubt in doubts:
            self._trouble(f"everything is held: {doubt.facts['why']}")
        done: list[Ended] = []
        for post_id, account in due:
            if self._stop.is_set():
                break
            if not pace.may_go(account):
                continue  # its turn comes at a later tick
            try:
                done.append(self._send(app, post_id))
            except StoreError:
                raise
            except PurdahgateError as bad:
                self._trouble(f"post {post_id} was not sent: {bad}")
            except Exception as bad:  # noqa: BLE001  (one post that cannot be judged must not stop the rest)
                self._trouble(f"post {post_id} was not sent: {type(bad).__name__}: {bad}")
        with app.store.reading() as book:
            self._look(app, book)  # so that the journal knows of what was just recorded
        return done

    def _send(self, app: App, post_id: int) -> Ended:
        self._hold.check()
        with app.store.writing() as book:
            self._look(app, book)
            deed = app.deed(book, WORKER)
            if deed.now > app.now():  # an entry that nobody signed may have any instant
                raise UnprovenError(
                    f"the record goes to {deed.now:%H:%M:%S} UTC: nothing goes out before that"
                )
            begun = attempt(deed, post_id, partial(self._watch.prove, book, app.prover))
        if isinstance(begun, Ended):
            self._told(begun)
            return begun
        self._journal.attempt(begun.outgoing.key, app.now())
        try:
            outcome, detail = _publish(app, begun.outgoing)
        except RetryLaterError as bad:
            return self._again(app, begun, f"nothing was sent: {bad}", bad.seconds)
        return self._record(app, begun.attempt, begun.outgoing, outcome, detail)

    def _again(self, app: App, begun: Begun, detail: str, seconds: float | None) -> Ended:
        account = begun.outgoing.revision.account
        if seconds:
            self._asked[account] = app.now() + timedelta(seconds=min(seconds, 86_400))
        self._journal.outcome(begun.outgoing.key, RETRIED, app.now())
        with app.store.writing() as book:
            ended = again(app.deed(book, WORKER), begun, detail, seconds)
        self._told(ended)
        return ended

    def _record(self, app: App, number: int, outgoing: Outgoing, outcome: State, detail: str) -> Ended:
        self._journal.outcome(outgoing.key, outcome.value, app.now())
        post_id = outgoing.post_id
        with app.store.writing() as book:
            ended = record(app.deed(book, WORKER), number, post_id, outcome, detail)
        self._told(ended)
        return ended

    def _look(self, app: App, book: Reading) -> None:
        """Prove what stands there; nothing goes out where that fails."""
        self._watch.look(book, app.prover, app.people_history, app.replay(book), app.now())

    @cached_property
    def _journal(self) -> Journal:
        """This worker's journal; where posts went out before it was there, that is told."""
        journal = Journal(self._app.config.journal)
        if journal.is_new:
            with self._app.store.reading() as book:
                length = book.head().length if book.ever_released() else 0
            if length:
                self._trouble(
                    f"new journal {journal.path}: the record's {length:,} entries are taken as they stand"
                )
        return journal

    @cached_property
    def _watch(self) -> Watch:
        return Watch(self._journal)

    def _settle(self) -> list[Ended]:
        """Look up every attempt that a dead worker left open; what cannot be found waits for a person."""
        with self._app.store.reading() as book:
            left = [(each, sought(book, each)) for each in book.open_attempts()]
        settled = []
        for each, outgoing in left:
            outcome, detail = _looked_up(self._app, outgoing, "the worker died while sending")
            try:
                settled.append(self._record(self._app, each.id, outgoing, outcome, detail))
            except NotAllowedError as bad:  # an attempt that the post knows nothing of
                self._trouble(f"attempt {each.id} cannot be settled: {bad}")
        return settled

    def _checkpoint(self, done: Sequence[Ended]) -> None:
        """Keep a signed checkpoint where config.toml says: after what was sent, and once a day."""
        folder, today, now = self._app.config.checkpoints, self._app.today(), self._app.now()
        again = self._tried_to_keep is None or abs(now - self._tried_to_keep) >= _TAKE_DOWN_EVERY
        if folder is None or not (done or (again and self._checkpointed_on != today)):
            return
        self._tried_to_keep = now
        try:
            app = self._app.fresh()
            with app.store.reading() as book:
                head, at = book.head(), app.now_in(book)
                if not head.length:
                    return
                self._look(app, book)
            keep(app.witness.sign(head, app.signer(WORKER.name), at), folder)
            self._checkpointed_on = today
        except PurdahgateError as bad:
            self._trouble(f"no checkpoint was kept: {bad}")

    def _take_down(self) -> None:
        """Take down what has expired, where the channel can; the rest stays a task for a person."""
        now = self._app.now()
        if self._looked_at and timedelta() <= now - self._looked_at < _TAKE_DOWN_EVERY:
            return
        self._looked_at = now
        with self._app.store.reading() as book:
            expired = [(post, book.attempts(post.id, post.digest)[-1:]) for post in book.expired(now)]
        for post, tries in expired:
            for tried in tries:
                self._take_one_down(post, tried)

    def _take_one_down(self, post: Post, tried: Attempt) -> None:
        outgoing = Outgoing(post.id, post.revision, post.digest, tried.attempted_at, _no_medium)
        try:
            publisher = self._app.publisher(post.revision.account)
            gone = publisher.take_down(outgoing, Receipt(tried.detail))
        except Exception as bad:  # noqa: BLE001  (whatever a channel raises: it is a person's task then)
            self._trouble(f"post {post.id} is to be taken down and was not: {bad}")
            return
        if gone:
            with self._app.store.writing() as book:
                taken_down(self._app.deed(book, WORKER), post, "It has expired or was recalled.")


@contextmanager
def _own_lock(journal: Path) -> Iterator[None]:
    """A lock on the worker's side, where nobody with the database alone can take it away."""
    lock = FileLock(f"{journal}.worker.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise NotAllowedError(
            "another worker is at work with this journal",
            where=str(journal),
            mend="One is enough; stop the other first",
        ) from None
    except OSError as bad:
        raise StoreError(
            f"the worker cannot make its lock: {bad.strerror}",
            where=lock.lock_file,
            mend="Let the account that runs it write in that folder",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _no_medium(_digest: str) -> bytes:
    return b""


def _publish(app: App, outgoing: Outgoing) -> tuple[State, str]:
    """Send once. Only a failure that is known to have sent nothing counts as failed.

    RetryLaterError where nothing was sent and the same may work later. What is not known is looked up.
    """
    try:
        publisher = app.publisher(outgoing.revision.account)
    except Exception as bad:  # noqa: BLE001  (whatever a kind raises: nothing was given to it yet)
        return State.FAILED, f"nothing was sent: {bad}"
    try:
        return State.SENT, publisher.publish(outgoing).url
    except RetryLaterError:
        raise
    except (NotSentError, ConfigError) as bad:
        return State.FAILED, f"nothing was sent: {bad}"
    except Exception as bad:  # noqa: BLE001  (whatever a channel raises, the post may have gone out)
        return _looked_up(app, outgoing, str(bad))


def _looked_up(app: App, outgoing: Outgoing, before: str) -> tuple[State, str]:
    """Whether a post that may have gone out is on its channel; `before` is what went wrong."""
    try:
        receipt = app.publisher(outgoing.revision.account).find(outgoing)
    except Exception as bad:  # noqa: BLE001  (whatever a channel raises, the outcome stays unknown)
        return State.UNKNOWN, f"{before}; looking it up failed: {bad}"
    if receipt:
        return State.SENT, receipt.url
    return State.UNKNOWN, f"{before}; nothing was found on the channel"
