"""Look at everything a gate rests on, and say what is wrong or stale."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from purdahgate.app import App
from purdahgate.domain.audit import verify
from purdahgate.domain.election import OPENS_NOTHING
from purdahgate.domain.lifecycle import State
from purdahgate.domain.people import Person, Role
from purdahgate.domain.policy import APPROVER
from purdahgate.domain.policy_faults import faults, unmet
from purdahgate.domain.rule_set import RuleSet
from purdahgate.domain.windows import binding
from purdahgate.domain.wording import plain_date
from purdahgate.errors import PurdahgateError
from purdahgate.store.reading import Reading
from purdahgate.text_files import read_text
from purdahgate.toml_files import MOST_BYTES
from purdahgate.usecases.register_gaps import gaps

MOST_PROVED = 20_000  # entries that are proved while somebody waits; seconds


class Level(StrEnum):
    """How bad it is."""

    WRONG = "wrong"
    STALE = "stale"
    NOTE = "note"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing looked at."""

    level: Level
    what: str
    mend: str = ""


def examine(app: App) -> list[Remark]:
    """Every remark, section by section; what stops a section from being read is a remark of its own."""
    remarks: list[Remark] = []
    for section in (_people, _keys, _policy, _calendar, _register, _channels, _log, _database):
        try:
            remarks.extend(section(app))
        except PurdahgateError as bad:
            where = f" ({bad.where})" if bad.where else ""
            remarks.append(Remark(Level.WRONG, f"{bad.message}{where}", bad.mend))
    return remarks


def _people(app: App) -> Iterator[Remark]:
    people = app.people
    officers, approvers = people.holding(Role.OFFICER), people.holding(Role.APPROVER)
    if not officers:
        yield Remark(
            Level.WRONG, "nobody may queue posts", 'Give somebody roles = ["officer"] in people.toml'
        )
    if not approvers:
        mend = 'Give somebody senior roles = ["approver"] in people.toml'
        yield Remark(Level.WRONG, "nobody may sign off: what is held would wait for ever", mend)
    if len({*officers, *approvers}) < 2 and officers and approvers:  # noqa: PLR2004  (four eyes)
        mend = "Name a second person in people.toml"
        yield Remark(Level.WRONG, "one person is both the only officer and the only approver", mend)
    if officers and approvers:
        yield Remark(Level.FINE, f"may queue: {_names(officers)}; may sign off: {_names(approvers)}")

    if not people.holding(Role.MONITORING_OFFICER):
        mend = 'Give somebody roles = ["monitoring-officer"] in people.toml'
        yield Remark(Level.NOTE, "nobody may rule that a finding is a false alarm", mend)


def _keys(app: App) -> Iterator[Remark]:
    """Whether anybody may act at all, and whether a signature proves who did."""
    history, today = app.people_history, app.today()
    if history.latest is None:
        mend = "Make keys with purdahgate key new NAME, then: purdahgate person sign --as APPROVER"
        yield Remark(Level.WRONG, "nobody has signed people.toml: nobody may act", mend)
        return
    text = read_text(app.config.people, MOST_BYTES)
    if text != history.latest.text:
        mend = "Sign it with: purdahgate person sign; or put it back as it was"
        what = f"people.toml was changed; version {history.latest.number} counts, as it was signed"
        yield Remark(Level.NOTE, what, mend)
    keyless = [each for each in history.latest.people if not each.keys_on(today)]
    if keyless:
        yield Remark(Level.NOTE, f"without a key, and so unable to act: {_names(tuple(keyless))}")
    if not any(Role.WORKER in each.roles and each.keys_on(today) for each in history.latest.people):
        mend = "Enter it with the role worker and a key of its own: docs/how-to/set-up-your-body.md"
        yield Remark(Level.WRONG, "the worker has no key: nothing goes out", mend)
    if app.config.keys is not None:
        mend = "For a real body take keys out of config.toml; each person makes their own"
        yield Remark(Level.NOTE, "everybody's keys lie in one folder: a trial, which proves nothing", mend)


def _policy(app: App) -> Iterator[Remark]:
    """Rules that do nothing, and demands that nobody can meet; of plain approvers `_people` speaks."""
    policy = app.policy
    found = [*faults(policy), *(each for each in unmet(policy, app.people) if each.roles != {APPROVER})]
    for each in found:
        where = f" ({each.where})" if each.where else ""
        yield Remark(Level.WRONG if each.wrong else Level.NOTE, f"{each.what}{where}", each.mend)
    if not found:
        yield Remark(Level.FINE, f"{policy.title}: {len(policy.rules):,} rules")


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(person.name for person in people)


def _calendar(app: App) -> Iterator[Remark]:
    world = app.world()
    today = app.now().astimezone(world.body.zone).date()
    checked = world.calendar.checked_on
    age = today - checked
    mend = (
        "Update purdahgate; or copy its calendars into your workspace, check each poll against its source, "
        "set checked_on, and name the copies under calendars in config.toml"
    )
    if age > world.stale_after:
        what = f"the calendar was last checked on {plain_date(checked)}: every post is held"
        yield Remark(Level.WRONG, what, mend)
    elif age > world.stale_after / 2:
        yield Remark(Level.STALE, f"the calendar was last checked on {plain_date(checked)}", mend)
    else:
        yield Remark(Level.FINE, f"the calendar was checked on {plain_date(checked)}")
    if world.calendar.covers_until - today < timedelta(days=365):
        what = f"the calendar ends on {plain_date(world.calendar.covers_until)}: later posts are held"
        yield Remark(Level.STALE, what, "Update purdahgate, or add later polls")
    for each in binding(world.calendar.elections, world.body, app.areas):
        if each.status in OPENS_NOTHING and each.poll_date > today:
            status = each.status.replace("-", " ")
            yield Remark(Level.NOTE, f"{each.id} opens no window: {status}", each.note)
    ahead = [window for window in world.windows if window.poll_date >= today]
    if ahead:
        polls = ", ".join(dict.fromkeys(plain_date(window.poll_date) for window in ahead[:4]))
        yield Remark(Level.FINE, f"next polls that bind {world.body.name}: {polls}")
    else:
        what = f"no poll in the calendar binds {world.body.name}"
        yield Remark(Level.WRONG, what, "Look at areas under [body] in config.toml")


def _register(app: App) -> Iterator[Remark]:
    register = app.register
    yield Remark(Level.FINE, f"{len(register.parties):,} parties and {len(register.members):,} members known")
    for gap in gaps(register, app.ground(app.world().calendar.elections)):
        yield Remark(Level.STALE if gap.code == "too-old" else Level.NOTE, gap.what, gap.mend)


def _channels(app: App) -> Iterator[Remark]:
    if not app.config.accounts:
        yield Remark(Level.WRONG, "there is no account to post on", "Add [account.NAME] to config.toml")
    for name in app.config.accounts:
        try:
            trouble = app.publisher(name).trouble()
        except PurdahgateError as bad:
            trouble = str(bad)
        if trouble:
            yield Remark(Level.WRONG, f"account {name}: {trouble}", "Mend its channel in config.toml")


def _log(app: App) -> Iterator[Remark]:
    """The central log of accounts, where the body keeps one."""
    logged = {account.name for account in app.accounts}
    if not logged:
        return
    yield Remark(Level.FINE, f"{len(logged):,} accounts in the log")
    for name in sorted(set(app.config.accounts) - logged):
        yield Remark(Level.NOTE, f"account {name} is not in the log", f"See: purdahgate account add {name}")
    for account in app.accounts:
        for name in (account.moderator, account.monitored_by):
            if name and app.people.get(name) is None:
                what = f"account {account.name} is looked after by {name}, whom people.toml does not name"
                yield Remark(Level.NOTE, what, f"See: purdahgate account edit {account.name}")


def _database(app: App) -> Iterator[Remark]:
    faults = app.place.faults()
    for what, mend in faults:
        yield Remark(Level.WRONG, what, mend)
    if not app.place.exists():
        if not faults:
            yield Remark(Level.FINE, "no database yet; the first post makes it")
        return
    with app.store.reading() as book:
        damage = book.damage()
        about, unsafe = book.engine()
        counts = book.counts()
        yield _record(app, book)
        yield from _rules(app, book)
        for stop in book.open_stops():
            what = f"stop {stop.id} stands on {stop.where} since {plain_date(stop.at.date())}: {stop.reason}"
            yield Remark(Level.NOTE, what, f"An approver lifts it: purdahgate resume {stop.id}")
    if damage:
        yield Remark(Level.WRONG, f"the database is damaged: {damage}", "Restore it from a backup")
    if unknown := counts.get(State.UNKNOWN, 0):
        what = f"{unknown} posts may or may not have gone out"
        yield Remark(Level.WRONG, what, "Look at the account: purdahgate post list --state unknown")
    if unsafe:
        yield Remark(Level.WRONG, unsafe, "Whoever runs the server mends that, and restarts it")
    yield Remark(Level.FINE, about)


def _record(app: App, book: Reading) -> Remark:
    """Whether the record is proved; of a long one the hashes alone."""
    long = book.head().length > MOST_PROVED
    try:
        length = verify(book.audit()).length if long else app.prove_whole(book, _nobody).head.length
    except PurdahgateError as broken:
        return Remark(
            Level.WRONG, f"the audit table does not verify: {broken}", "Keep the file; find out why"
        )
    if long:
        what = f"the audit table verifies by its hashes: {length:,} entries"
        return Remark(Level.NOTE, what, "Prove all of it with: purdahgate audit verify")
    return Remark(Level.FINE, f"the audit table verifies: {length:,} entries")


def _nobody(_count: int) -> None:
    """Told of progress, and tells nobody."""


def _rules(app: App, book: Reading) -> Iterator[Remark]:
    """Files that are not those accepted, and changes of them that wait."""
    accepted = book.accepted_rules()
    changes = accepted.changes_to(RuleSet.of(app.rule_files)) if accepted else {}
    if changes:
        what = (
            f"files have changed since they were accepted, and the old ones count too: {', '.join(changes)}"
        )
        yield Remark(Level.NOTE, what, "See: purdahgate rules status")
    for each in book.proposed_rules():
        what = f"change {each.id} of the rules waits for a second person since {plain_date(each.at.date())}"
        yield Remark(Level.NOTE, what, f"See: purdahgate rules confirm {each.id}")
