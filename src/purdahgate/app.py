"""Wires everything from one config. The only place that reads the clock."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from purdahgate.config import Config, load_config
from purdahgate.detect.detector import Detector
from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.domain.accounts import Accounts
from purdahgate.domain.body import Areas
from purdahgate.domain.canonical import digest
from purdahgate.domain.checkpoint import Checkpoint
from purdahgate.domain.election import Election, Nation, digest_of
from purdahgate.domain.people import People, Person
from purdahgate.domain.people_versions import PeopleHistory
from purdahgate.domain.policy import Doubt, Policy
from purdahgate.domain.post import Post
from purdahgate.domain.register import Register
from purdahgate.domain.rule_set import RuleSet
from purdahgate.domain.signing import PublicKey, Signer
from purdahgate.domain.situation import Situation
from purdahgate.domain.timetable import Timetables
from purdahgate.domain.window_rules import WindowRules
from purdahgate.domain.windows import Calendar, Window, warnings_for, windows_for
from purdahgate.domain.wording import Wording
from purdahgate.errors import ConfigError, InputError, NotAllowedError, PurdahgateError
from purdahgate.publishers.base import Publisher
from purdahgate.publishers.channels import channel_of, check_channels
from purdahgate.sources.accounts import load_accounts
from purdahgate.sources.areas import load_areas
from purdahgate.sources.calendars import load_calendar
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.people import load_people, people_of
from purdahgate.sources.people_history import PeopleFiles
from purdahgate.sources.policies import load_policy
from purdahgate.sources.registers import load_register
from purdahgate.sources.rule_files import put_back, read_rule_files
from purdahgate.sources.timetable_rules import load_timetables
from purdahgate.sources.window_rules import load_window_rules
from purdahgate.sources.wording import load_wording
from purdahgate.store.engine import place_of
from purdahgate.store.journal import Journal
from purdahgate.store.place import Place
from purdahgate.store.reading import Reading
from purdahgate.store.store import Store
from purdahgate.store.writing import Writing
from purdahgate.toml_files import parse_toml
from purdahgate.usecases.accept_rules import accept_first
from purdahgate.usecases.bundle import CHECKPOINTS, PEOPLE, About, Field, Scope
from purdahgate.usecases.checkpoints import Witness, kept_in
from purdahgate.usecases.deed import Deed, Remake
from purdahgate.usecases.make_bundle import make_bundle
from purdahgate.usecases.prove_record import SLACK, Proved, Prover
from purdahgate.usecases.prove_seen import refuse_older_people, refuse_rolled_back
from purdahgate.usecases.prove_whole import Proof, Told, prove_since, prove_whole
from purdahgate.usecases.prove_world import Replay
from purdahgate.usecases.register_gaps import Ground
from purdahgate.usecases.release import Prove
from purdahgate.usecases.sign_people import Ledger
from purdahgate.usecases.watch import Watch
from purdahgate.usecases.world import World, digest_of_windows

if TYPE_CHECKING:
    from purdahgate.exchange.register_places import Places

Clock = Callable[[], datetime]
Ask = Callable[[str], str]
# Detectors by the digest of all that they know: the worker makes its app anew whenever something is due, and
# what was accepted stands beside what lies here.
_DETECTORS: dict[str, Detector] = {}
MOST_DETECTORS = 3


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (this is the place)


@dataclass(frozen=True, slots=True)
class _Windows:
    """The calendar as `changes` leave it, and the windows it makes."""

    changes: tuple[Election, ...]
    calendar: Calendar
    windows: tuple[Window, ...]
    warnings: tuple[Window, ...]
    digest: str


def steady_clock() -> float:
    """Seconds that nobody can set, counted on while the machine sleeps where the system offers that."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class App:
    """One body's gate: its files read once, its database opened when first asked for."""

    def __init__(
        self,
        config: Config,
        clock: Clock = system_clock,
        on_wait: Callable[[], None] = lambda: None,
        ask: Ask | None = None,
    ) -> None:
        self.config = config
        self.now = clock
        self._on_wait = on_wait
        self._ask = ask
        self._signers: dict[str, Signer] = {}
        self._accepted: tuple[str, App] | None = None
        self._windows: _Windows | None = None

    @classmethod
    def at(
        cls,
        path: Path,
        clock: Clock = system_clock,
        on_wait: Callable[[], None] = lambda: None,
        ask: Ask | None = None,
    ) -> "App":
        """The app of the config file at `path`; ConfigError for a channel whose settings cannot stand.

        `ask` asks for a passphrase, where there is somebody to ask.
        """
        config = load_config(path)
        check_channels(config)
        return cls(config, clock, on_wait, ask)

    @cached_property
    def store(self) -> Store:
        """The database."""
        return Store(self.config.database, self.config.base, self._on_wait)

    @property
    def place(self) -> Place:
        """Where the database is, or will be; a check makes none."""
        return place_of(self.config.database, self.config.base)

    @cached_property
    def areas(self) -> Areas:
        """The map of areas; ConfigError where the body names one that is not on it."""
        areas = load_areas()
        for slug in self.config.body.areas:
            if slug not in areas:
                mend = areas.suggest(slug)
                raise ConfigError(
                    f"there is no area {slug!r}", where=f"{self.config.path}: body.areas", mend=mend
                )
        return areas

    @cached_property
    def calendar_files(self) -> Calendar:
        """The calendar as the files have it, before any change made here."""
        return load_calendar(self.config.calendars, self.areas)

    @cached_property
    def timetables(self) -> Timetables:
        """The law of election timetables, over the shipped bank holidays and the body's own."""
        return load_timetables(self.config.holidays)

    @cached_property
    def window_rules(self) -> WindowRules:
        """The body's rules for its windows; the national ones are read where it has chosen any of its own."""
        rules = self.config.windows
        if not rules.choices:
            return rules
        return replace(rules, national=load_window_rules(), timetables=self.timetables)

    @cached_property
    def wording(self) -> Wording:
        """The sentences."""
        return load_wording()

    @cached_property
    def policy(self) -> Policy:
        """The rules in force."""
        return load_policy(self.config.policy, self.wording, self.config.shelf)

    @cached_property
    def people_files(self) -> PeopleFiles:
        """people.toml, and where its versions are kept."""
        return PeopleFiles(self.config.people)

    @cached_property
    def people_history(self) -> PeopleHistory:
        """Every version of people.toml that counted, each signed by those who had to."""
        return self.people_files.history(self.config.body.name, self.config.body.zone, verify_signature)

    def ledger(self, write: Callable[[Path, str | None], None]) -> Ledger:
        """The versions of people.toml, each file written by `write`."""
        body = self.config.body
        return Ledger(self.people_files, self.people_history, body.name, body.zone, write)

    @cached_property
    def people(self) -> People:
        """Who may do what, by the version signed last; by the file, where none was. Any role may stand."""
        latest = self.people_history.latest
        return latest.people if latest else load_people(self.config.people, None)

    @cached_property
    def actors(self) -> People:
        """The same for whoever acts: DataError for a role that the policy that stands here does not have.

        Where that cannot be read, which is told of elsewhere, any role may stand.
        """
        try:
            roles = self.policy.roles
        except PurdahgateError:
            return self.people
        latest = self.people_history.latest
        path = self.config.people
        return people_of(parse_toml(latest.text, path), roles) if latest else load_people(path, roles)

    def signer(self, name: str) -> Signer:
        """The key of `name` at hand; NotAllowedError where people.toml is unsigned or has none of theirs."""
        if self.people_history.latest is None:
            raise NotAllowedError(
                "nobody has signed people.toml yet, so nobody may act",
                where="people.toml",
                mend="Make keys with purdahgate key new NAME, then: purdahgate person sign --as APPROVER",
            )
        return self.people_signer(name)

    def people_signer(self, name: str) -> Signer:
        """The same, whether or not anybody has signed people.toml."""
        if name not in self._signers:
            from purdahgate.keys.at_hand import signer_for

            person = self.people.get(name)
            held = person.keys_on(self.today()) if person else ()
            if not held:
                mend = f"Make one with purdahgate key new {name}; a keyholder adds it: purdahgate person key"
                raise NotAllowedError(f"{name} has no key that signs today", where="people.toml", mend=mend)
            self._signers[name] = signer_for(name, held, self._ask, self.config.keys)
        return self._signers[name]

    def now_in(self, book: Reading) -> datetime:
        """Now, and no earlier than the last entry of the record."""
        return no_earlier(self.now(), book.last_at())

    def today(self) -> date:
        """The local date."""
        return self.now().astimezone(self.config.body.zone).date()

    @cached_property
    def prover(self) -> Prover:
        """What proves the entries of this body's record."""
        body = self.config.body
        return Prover(body.name, body.zone, self.people_history, verify_signature)

    @cached_property
    def witness(self) -> Witness:
        """What makes checkpoints of this body's record, and tells good ones."""
        body = self.config.body
        return Witness(body.name, body.zone, self.people_history, verify_signature)

    def prove_whole(self, book: Reading, told: Told) -> Proof:
        """Prove everything: entries, rows and posts, what the worker saw, and every checkpoint kept here."""
        self._refuse_unseen(book)
        return prove_whole(book, self.prover, told)

    def prove_since(self, book: Reading, start: Path, told: Told) -> Proof:
        """Prove what came since the newest checkpoint of a file or folder; InputError where there is none."""
        self._refuse_unseen(book)
        newest = self._hold(book, start)
        if newest is None:
            raise InputError(
                "there is no checkpoint", where=str(start), mend="See: purdahgate audit checkpoint"
            )
        return prove_since(book, self.prover, newest.head, told)

    def bundle(self, book: Reading, scope: Scope, redacted: frozenset[Field], told: Told) -> dict[str, bytes]:
        """The files of a bundle of the record, which is proved first."""
        proof = self.prove_whole(book, told)
        folder = self.config.checkpoints
        kept = kept_in(folder) if folder is not None and folder.is_dir() else ()
        beside = {
            PEOPLE: self.people_files.signed.read_bytes(),
            CHECKPOINTS: "".join(each.line() for _, each in kept).encode(),
        }
        clauses = {rule.id: str(rule.clause) for rule in self.policy.rules}
        about = About(self.config.body.name, self.config.body.zone, scope, redacted)
        return make_bundle(book, proof, about, beside, clauses)

    def _refuse_unseen(self, book: Reading) -> None:
        """Hold the record against what stands outside the database: journal and checkpoints."""
        journal = Journal(self.config.journal, keep=False)
        refuse_older_people(journal, self.people_history)
        refuse_rolled_back(book, journal.seen.head)
        if self.config.checkpoints is not None and self.config.checkpoints.is_dir():
            self._hold(book, self.config.checkpoints)

    def _hold(self, book: Reading, path: Path) -> Checkpoint | None:
        """Hold the record against the checkpoints at `path`; gives the one of the longest."""
        newest, length = None, book.head().length
        for where, each in kept_in(path):
            self.witness.hold(each, length, book.hash_at, where)
            if newest is None or each.head.length >= newest.head.length:
                newest = each
        return newest

    def proof(self, book: Reading) -> Prove:
        """What proves a post of `book` before it leaves by another hand than the worker's.

        The whole record is proved when it is first asked; the worker's journal is heeded where it is here.
        """
        watch = Watch(Journal(self.config.journal, keep=False))

        def prove(post: Post) -> tuple[Proved, ...]:
            watch.look(book, self.prover, self.people_history, self.replay(book), self.now())
            return watch.prove(book, self.prover, post)

        return prove

    def replay(self, book: Reading) -> Replay:
        """How to make again what the changes in `book` were made from."""
        remake = self._remake(book)

        def windows(changes: Iterable[Election]) -> Iterable[Window]:
            return remake(changes).every_window()

        def same(before: RuleSet, after: RuleSet, changes: Iterable[Election]) -> bool:
            changes = tuple(changes)
            try:
                worlds = [self._as_accepted(each, book).world(changes) for each in (before, after)]
            except PurdahgateError:
                return False
            return worlds[0].digests() == worlds[1].digests()

        return Replay(windows, same)

    def sign(self, book: Writing, name: str) -> None:
        """Let `name` sign what `book` writes from here on."""
        book.sign_as(partial(self.signer, name), self.config.body.name)

    @cached_property
    def accounts(self) -> Accounts:
        """The central log of accounts."""
        return load_accounts(self.config.accounts_log)

    @cached_property
    def register(self) -> Register:
        """Who is a party, a member, a candidate, an office-holder; DataError where one is of no area."""
        scope = None if Nation.UK in self.config.body.areas else self.areas_around
        return load_register(self.config.registers, self.areas, scope)

    @cached_property
    def _lexicon(self) -> tuple[Lexicon, str]:
        return load_lexicon(self.config.lexicon)

    @property
    def lexicon(self) -> Lexicon:
        """The words by which parties, offices and names are told."""
        return self._lexicon[0]

    @cached_property
    def areas_around(self) -> frozenset[str]:
        """The body's areas, all that hold them and all that lie in them: theirs are the names that count."""
        return self.areas.around(self.config.body.areas)

    @cached_property
    def detector(self) -> Detector:
        """Every detector, with the body's registers loaded."""
        lexicon, lexicon_digest = self._lexicon
        body = self.config.body
        everywhere = Nation.UK in body.areas
        known = digest(
            [
                lexicon_digest,
                self.register.digest,
                sorted(self.areas_around),
                body.own_names,
                body.kind,
                everywhere,
                body.own_contacts,
            ]
        )
        if known not in _DETECTORS:
            finder = MentionFinder(
                lexicon,
                self.register,
                self.areas_around,
                body.own_names,
                everywhere=everywhere,
                kind=body.kind.value,
            )
            while len(_DETECTORS) >= MOST_DETECTORS:
                del _DETECTORS[next(iter(_DETECTORS))]
            _DETECTORS[known] = Detector(finder, lexicon, known, body.own_contacts)
        return _DETECTORS[known]

    @cached_property
    def places(self) -> "Places":
        """Where the rows of somebody else's register belong; a constituency is where the register has it.

        Where no register can be read no constituency is known, so that an import can mend that.
        """
        from purdahgate.exchange.register_places import Places, seats_of

        try:
            members = self.register.members
        except PurdahgateError:
            members = ()
        seats = seats_of((each.seat, each.areas) for each in members if each.role == "MP")
        return Places(self.areas, seats, self.timetables)

    def with_register(self, draft: Path, path: Path) -> "App":
        """The same app as it would be with what `draft` holds as the register at `path`."""
        here = self.config.registers
        registers = [draft if each.resolve() == path.resolve() else each for each in here]
        whole = registers if draft in registers else [*registers, draft]
        return self._again(replace(self.config, registers=tuple(whole)))

    def ground(self, elections: tuple[Election, ...]) -> Ground:
        """What the register is held against today."""
        today = self.now().astimezone(self.config.body.zone).date()
        body = self.config.body
        return Ground(body, self.areas, self.areas_around, elections, self.timetables, today)

    def world(self, changes: Iterable[Election] = (), situation: Situation | None = None) -> World:
        """What judgements rest on, with the calendar as `changes` (the latest last) leave it."""
        known = self._windows_after(tuple(changes))
        return World(
            body=self.config.body,
            policy=self.policy,
            wording=self.wording,
            detector=self.detector,
            calendar=known.calendar,
            windows=known.windows,
            warnings=known.warnings,
            stale_after=self.config.stale_after,
            lateness=self.config.lateness,
            people=self.people,
            accounts=self.accounts,
            situation=situation or Situation(),
            windows_digest=known.digest,
        )

    def _windows_after(self, changes: tuple[Election, ...]) -> "_Windows":
        """The windows as `changes` leave them; those of the last changes asked for are kept."""
        if self._windows is None or self._windows.changes != changes:
            calendar = _changed(self.calendar_files, changes)
            body, stale_after = self.config.body, self.config.stale_after
            bound = (calendar, body, self.areas, self.window_rules)
            windows = windows_for(*bound)
            digest = digest_of_windows(calendar, windows, body, stale_after)
            self._windows = _Windows(changes, calendar, windows, warnings_for(*bound), digest)
        return self._windows

    def world_now(self, book: Reading) -> World:
        """What judgements rest on, with every change that `book` holds, beside what was last accepted."""
        return self._remake(book)(book.calendar_changes())

    def deed(self, book: Writing, actor: Person) -> Deed:
        """An act of `actor`, now. In a new database the files that stand here are accepted first."""
        self.sign(book, actor.name)
        remake = self._remake(book)
        now = self.now_in(book)
        actor = self.people.acting(actor, now.astimezone(self.config.body.zone).date())
        deed = Deed(book, remake(book.calendar_changes()), actor, now, remake)
        if book.accepted_rules() is None:
            accept_first(deed, self.rule_files)
        return deed

    @cached_property
    def rule_files(self) -> Mapping[str, bytes]:
        """Every file that judgements rest on, by name, each of them one that can be read as what it is."""
        self._read()
        return read_rule_files(self.config)

    def _read(self) -> None:
        """Read every file that judgements rest on; the first that cannot be read is raised."""
        _ = self.areas, self.policy, self.detector, self.calendar_files, self.window_rules

    def _remake(self, book: Reading) -> Remake:
        """How the world is made of the files here and those last accepted, which count until that is changed.

        Where the files here cannot be read, the accepted ones stand alone, and everything is held.
        """
        accepted = book.accepted_rules()
        situation = book.situation([account.name for account in self.accounts])
        here = partial(self.world, situation=situation)
        if accepted is None:
            return here
        try:
            if accepted.digest == RuleSet.of(self.rule_files).digest:
                return here
        except PurdahgateError as bad:
            kept = partial(self._as_accepted(accepted, book).world, situation=situation)
            return partial(_in_doubt, kept, "rules-unreadable", bad)
        try:
            before = self._as_accepted(accepted, book).world
        except PurdahgateError as bad:
            return partial(_in_doubt, here, "accepted-rules-unreadable", bad)
        return partial(_side_by_side, here, before)

    def _as_accepted(self, accepted: RuleSet, book: Reading) -> "App":
        """The app of the files that were accepted."""
        if self._accepted is None or self._accepted[0] != accepted.digest:
            contents = {name: book.rule_file(digest) for name, digest in accepted.files.items()}
            with TemporaryDirectory(prefix="purdahgate-") as folder:
                app = App(put_back(self.config, contents, Path(folder)), self.now)
                app._read()  # while the files are there
            self._accepted = (accepted.digest, app)
        return self._accepted[1]

    def publisher(self, account: str) -> Publisher:
        """The channel of `account`."""
        return channel_of(self.config, account).publisher()

    def fresh(self) -> "App":
        """The same app with every file read again."""
        return self._again(load_config(self.config.path))

    def _again(self, config: Config) -> "App":
        again = App(config, self.now, self._on_wait, self._ask)
        again.__dict__["store"] = self.store
        return again


def no_earlier(now: datetime, last: datetime | None) -> datetime:
    """Now, or the instant of the record's last entry where that is a little later.

    NotAllowedError where it is much later: then one of the clocks is wrong.
    """
    if last is None or last <= now:
        return now
    if last - now > SLACK:
        raise NotAllowedError(
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, and the record goes to {last:%Y-%m-%d %H:%M} UTC",
            mend="Set this machine's clock, and see who wrote with another: purdahgate audit list",
        )
    return last


def _side_by_side(here: Remake, before: Remake, changes: Iterable[Election]) -> World:
    """The world of the files here beside that of those accepted, where a judgement could tell them apart."""
    changes = tuple(changes)
    found, standing = here(changes), before(changes)
    return found if found.digests() == standing.digests() else replace(found, standing=standing)


def _in_doubt(world: Remake, code: str, why: PurdahgateError, changes: Iterable[Election]) -> World:
    """The only world that can be made, in which everything is held."""
    return replace(world(changes), doubts=(Doubt(code, {"why": str(why)}),))


def verify_signature(key: PublicKey, namespace: str, message: bytes, signature: str) -> None:
    """As `keys.sshsig.verify`, which is loaded when there is something to verify."""
    from purdahgate.keys.sshsig import verify

    verify(key, namespace, message, signature)


def _changed(calendar: Calendar, changes: Iterable[Election]) -> Calendar:
    """The calendar with each changed row in place of the one it had."""
    rows = {each.key: each for each in calendar.elections}
    for change in changes:
        before = rows.get(change.key)
        rows[change.key] = replace(change, revised=before.revised + 1 if before else 0)
    elections = tuple(sorted(rows.values(), key=lambda each: (each.poll_date, *each.key)))
    return replace(calendar, elections=elections, digest=digest_of(elections))
