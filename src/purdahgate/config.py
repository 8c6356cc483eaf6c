"""`config.toml`: one body, its rules, its files, its accounts."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.window_rules import Close, KindChoice, Opening, WindowRules
from purdahgate.errors import ConfigError, InputError
from purdahgate.shipped_data import PREFIX, resolve, shipped
from purdahgate.toml_files import TomlFile, open_toml
from purdahgate.toml_refusals import suggest

MOST_BYTES = 200_000
MOST_UNITS = 1_000_000
MOST_BEFORE = {"weeks": 26, "working_days": 120, "calendar_days": 182}
NATIONAL = "national"
_HOST = re.compile(r"(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d-]*[a-z][a-z\d-]*", re.IGNORECASE | re.ASCII)


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class BodyTable(_Strict, frozen=True):
    """`[body]`: who this is."""

    name: str
    kind: BodyKind
    nation: Nation
    areas: list[str]
    zone: str = "Europe/London"
    own_names: list[str] = []
    own_contacts: list[str] = []
    own_sites: list[str] = []
    contact: str = "nobody@purdahgate.invalid"


class KindTable(_Strict, frozen=True):
    """`[windows.kinds.KIND]`: the rule for one kind of election, with who decided it and why."""

    rule: str = ""
    weeks: int | None = None
    working_days: int | None = None
    calendar_days: int | None = None
    close: Close | None = None
    owner: str = ""
    reason: str = ""


class WindowsTable(_Strict, frozen=True):
    """`[windows]`: the body's own rule for its windows, and the kinds that have another."""

    weeks: int = 6
    close: Close = Close.END_OF_POLLING_DAY
    kinds: dict[str, KindTable] = {}


class FilesTable(_Strict, frozen=True):
    """`[files]`: paths from the config file's folder, or `shipped:` and a name."""

    policy: str
    calendars: list[str]
    registers: list[str]
    lexicon: str = "shipped:lexicon"
    people: str = "people.toml"
    accounts: str = "accounts.toml"
    holidays: list[str] = []
    keys: str = ""


class StoreTable(_Strict, frozen=True):
    """`[store]`: where the queue and the audit table are kept."""

    database: str = "sqlite:///purdahgate.db"


class ReleaseTable(_Strict, frozen=True):
    """`[release]`: how the worker goes about it."""

    lateness_minutes: int = 60
    tick_seconds: int = 10
    calendar_stale_after_days: int = 180
    journal: str = "worker.journal"
    checkpoints: str = ""


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """`[channel.NAME]`: a way out. Its other keys are those of its kind, which checks them itself."""

    name: str
    kind: str
    file: TomlFile


class AccountTable(_Strict, frozen=True):
    """`[account.NAME]`: one account, and the channel it goes out by."""

    channel: str
    title: str = ""


class _Root(_Strict, frozen=True):
    body: BodyTable
    files: FilesTable
    windows: WindowsTable = WindowsTable()
    store: StoreTable = StoreTable()
    release: ReleaseTable = ReleaseTable()
    channel: dict[str, dict[str, Any]] = {}
    account: dict[str, AccountTable] = {}


class _Settings(_Strict, frozen=True):
    """What judgements rest on that stands in the config file itself."""

    body: BodyTable
    windows: WindowsTable
    calendar_stale_after_days: int


@dataclass(frozen=True, slots=True)
class Config:
    """Everything `config.toml` says, checked, with every path resolved.

    `settings` is what of it judgements rest on, as JSON. Packs are extended from the folder `shelf`.
    """

    path: Path
    settings: bytes
    body: Body
    windows: WindowRules
    policy: Path
    shelf: Path
    calendars: tuple[Path, ...]
    registers: tuple[Path, ...]
    register_names: tuple[str, ...]
    lexicon: Path
    people: Path
    keys: Path | None
    accounts_log: Path
    holidays: tuple[Path, ...]
    database: str
    lateness: timedelta
    tick: timedelta
    stale_after: timedelta
    journal: Path
    checkpoints: Path | None
    channels: dict[str, ChannelTable]
    accounts: dict[str, AccountTable]

    @property
    def base(self) -> Path:
        """The folder that relative paths start from."""
        return self.path.parent

    @property
    def own_registers(self) -> tuple[Path, ...]:
        """The register files and folders it names that are not shipped."""
        own = (name for name in self.register_names if not name.startswith(PREFIX))
        return tuple(resolve(name, self.base) for name in own)

    def account(self, name: str) -> AccountTable:
        """The account called `name`, or InputError that lists what there is."""
        if found := self.accounts.get(name):
            return found
        known = ", ".join(sorted(self.accounts)) or "none"
        raise InputError(f"there is no account {name!r} in {self.path.name}", mend=f"Accounts: {known}")


def load_config(path: Path) -> Config:
    """The config at `path`. ConfigError names the key, the file and the mend."""
    if not path.is_file():
        raise ConfigError(
            "there is no config file",
            where=str(path),
            mend="Make a workspace with: purdahgate init DIR, or name one with --config FILE",
        )
    file = open_toml(path, limit=MOST_BYTES, error=ConfigError)
    root = file.convert(_Root)
    base = path.parent
    settings = _Settings(root.body, root.windows, root.release.calendar_stale_after_days)
    return Config(
        path=path,
        settings=msgspec.json.encode(settings, order="deterministic"),
        body=_body(root.body, file),
        windows=_windows(root.windows, file),
        policy=_existing(file, root.files.policy, "policy"),
        shelf=shipped("policies"),
        calendars=_listed(file, root.files.calendars, "calendars", "*.toml"),
        registers=_listed(file, root.files.registers, "registers", "*.*"),
        register_names=tuple(root.files.registers),
        lexicon=_existing(file, root.files.lexicon, "lexicon"),
        people=_existing(file, root.files.people, "people"),
        keys=resolve(root.files.keys, base) if root.files.keys else None,
        accounts_log=resolve(root.files.accounts, base),  # it may not be there yet
        holidays=tuple(_existing(file, each, "holidays") for each in root.files.holidays),
        database=root.store.database,
        lateness=_positive(file, root.release.lateness_minutes, "lateness_minutes", timedelta(minutes=1)),
        tick=_positive(file, root.release.tick_seconds, "tick_seconds", timedelta(seconds=1)),
        stale_after=_stale_after(root.release.calendar_stale_after_days, file),
        journal=resolve(root.release.journal, base),
        checkpoints=resolve(root.release.checkpoints, base) if root.release.checkpoints else None,
        channels={name: _channel(name, each, file) for name, each in root.channel.items()},
        accounts=_accounts(root, file),
    )


def with_settings(config: Config, settings: bytes) -> Config:
    """`config` with the settings that another one had; ConfigError where they can no longer stand."""
    file = TomlFile(config.path, "", {}, ConfigError)
    try:
        kept = msgspec.json.decode(settings, type=_Settings)
    except msgspec.MsgspecError as bad:
        raise ConfigError(f"settings that were kept cannot be read: {bad}", where=str(config.path)) from None
    return replace(
        config,
        settings=settings,
        body=_body(kept.body, file),
        windows=_windows(kept.windows, file),
        stale_after=_stale_after(kept.calendar_stale_after_days, file),
    )


def _stale_after(days: int, file: TomlFile) -> timedelta:
    return _positive(file, days, "calendar_stale_after_days", timedelta(days=1))


def _body(table: BodyTable, file: TomlFile) -> Body:
    if not table.areas:
        raise ConfigError(
            "the body stands in no area, so nobody can say which polls bind it",
            where=file.where("body", "areas"),
            mend='Name its own, as in areas = ["chelmsford"]',
        )
    try:
        zone = ZoneInfo(table.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(
            f"there is no time zone {table.zone!r}",
            where=file.where("body", "zone"),
            mend="Use Europe/London",
        ) from None
    return Body(
        name=table.name,
        kind=table.kind,
        nation=table.nation,
        areas=tuple(area.casefold() for area in table.areas),
        zone=zone,
        own_names=(table.name, *table.own_names),
        own_contacts=tuple(table.own_contacts),
        own_sites=tuple(_site(each, file) for each in table.own_sites),
        contact=table.contact,
    )


def _site(name: str, file: TomlFile) -> str:
    """The host of one of the body's own web sites."""
    if not _HOST.fullmatch(name):
        raise ConfigError(
            f"{name[:60]!r} is no host of a web site",
            where=file.where("body", "own_sites"),
            mend='Write the name alone, as in own_sites = ["sometown.gov.uk"]',
        )
    return name.casefold().removeprefix("www.")


def _windows(table: WindowsTable, file: TomlFile) -> WindowRules:
    shortest, longest = 6, 26
    if not shortest <= table.weeks <= longest:
        raise ConfigError(
            f"weeks = {table.weeks} is not from {shortest} to {longest}",
            where=file.where("windows", "weeks"),
            mend="Six weeks is the shortest; a kind may differ under [windows.kinds.KIND]",
        )
    choices = dict(_choice(name, each, table, file) for name, each in table.kinds.items())
    return WindowRules(weeks=table.weeks, close=table.close, choices=choices)


def _choice(
    name: str, table: KindTable, usual: WindowsTable, file: TomlFile
) -> tuple[ElectionKind, KindChoice]:
    """One kind's own rule; whatever differs from the usual one has an owner and a reason."""
    where = file.where("windows", "kinds", name)
    if name not in set(ElectionKind):
        mend = suggest(name, [kind.value for kind in ElectionKind])
        raise ConfigError(f"there is no kind of election {name!r}", where=where, mend=mend)
    if table.rule not in ("", NATIONAL):
        mend = f'Write rule = "{NATIONAL}", or weeks, working_days or calendar_days'
        raise ConfigError(f"{table.rule!r} is no rule", where=where, mend=mend)
    opens = _opening(table, where)
    if table.rule and (opens or table.close):
        mend = "Take the other keys out, or the rule"
        raise ConfigError("the national rule stands alone", where=where, mend=mend)
    differs = (
        table.rule or table.close not in (None, usual.close) or opens not in (None, Opening(usual.weeks))
    )
    if differs and not (table.owner.strip() and table.reason.strip()):
        mend = 'Add owner = "..." and reason = "..."'
        raise ConfigError(f"the rule for {name!r} is without an owner or a reason", where=where, mend=mend)
    choice = KindChoice(bool(table.rule), opens, table.close, table.owner.strip(), table.reason.strip())
    return ElectionKind(name), choice


def _opening(table: KindTable, where: str) -> Opening | None:
    """The opening a kind has of its own: one of three ways to count."""
    opens = Opening(table.weeks, table.working_days, table.calendar_days)
    given = {name: count for name, count in MOST_BEFORE.items() if getattr(table, name) is not None}
    if len(given) > 1:
        mend = "Keep one of them"
        raise ConfigError(f"{' and '.join(given)} are given for one kind", where=where, mend=mend)
    for name, most in given.items():
        if not 1 <= getattr(table, name) <= most:
            mend = f"Use a number from 1 to {most}"
            raise ConfigError(f"{name} = {getattr(table, name)} is out of range", where=where, mend=mend)
    return opens if given else None


def _existing(file: TomlFile, name: str, key: str) -> Path:
    path = resolve(name, file.path.parent)
    if not path.exists():
        raise ConfigError(
            f"{key} names {name!r}, which is not there",
            where=file.where("files", key),
            mend=f"Put the file at {path}, or mend the key",
        )
    return path


def _listed(file: TomlFile, names: list[str], key: str, pattern: str) -> tuple[Path, ...]:
    """The files named, and those in the folders named that are not hidden, in order of name."""
    found: list[Path] = []
    for name in names:
        path = _existing(file, name, key)
        within = (each for each in path.glob(pattern) if not each.name.startswith("."))
        found.extend(sorted(within) if path.is_dir() else [path])
    if not found:
        raise ConfigError(
            f"{key} names no file", where=file.where("files", key), mend="A gate without it would be blind"
        )
    return tuple(found)


def _positive(file: TomlFile, value: int, key: str, unit: timedelta) -> timedelta:
    if not 1 <= value <= MOST_UNITS:
        raise ConfigError(
            f"{key} = {value} is out of range",
            where=file.where("release", key),
            mend=f"Use a number from 1 to {MOST_UNITS:,}",
        )
    return unit * value


def _channel(name: str, table: dict[str, Any], file: TomlFile) -> ChannelTable:
    kind = table.get("kind")
    if not isinstance(kind, str):
        where = file.where("channel", name, *(["kind"] if "kind" in table else []))
        raise ConfigError(f"channel {name} has no kind", where=where, mend='Add kind = "folder", say')
    return ChannelTable(name, kind, file)


def _accounts(root: _Root, file: TomlFile) -> dict[str, AccountTable]:
    for name, account in root.account.items():
        if account.channel not in root.channel:
            known = ", ".join(sorted(root.channel)) or "none"
            raise ConfigError(
                f"account {name!r} goes out by {account.channel!r}, which is no channel",
                where=file.where("account", name, "channel"),
                mend=f"Channels: {known}",
            )
    return root.account
