"""What every command works with: the config, who is acting, and how to answer."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purdahgate.cli.terminal import say, warn, write
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from datetime import date, datetime

    from purdahgate.app import App, Clock
    from purdahgate.domain.people import Person
    from purdahgate.usecases.deed import Deed
    from purdahgate.usecases.world import World

# The config file named before the command (`purdahgate --config FILE post list`), and the clock. The demo and
# the tests set another clock inside their own process; nothing outside can.
ROOT_CONFIG: ContextVar[Path | None] = ContextVar("ROOT_CONFIG", default=None)
CLOCK: ContextVar["Clock | None"] = ContextVar("CLOCK", default=None)


MOST_INPUT = 8_000_000


class Desk:
    """One command's desk."""

    def __init__(self, config: Path | None, *, as_json: bool = False, as_name: str | None = None) -> None:
        self.config_path = config or ROOT_CONFIG.get() or Path("config.toml")
        self.as_json = as_json
        self._as_name = as_name

    @cached_property
    def app(self) -> "App":
        """The body's gate."""
        from purdahgate.app import App, system_clock

        return App.at(self.config_path, CLOCK.get() or system_clock, _waiting, asking())

    @property
    def actor(self) -> "Person":
        """Who acts: somebody whose key is at hand, of several the one that --as names."""
        return self.app.actors.who(self._named)

    @property
    def anybody(self) -> "Person":
        """Who acts, whether or not the policy can be read or has their roles: for what must always work."""
        return self.app.people.who(self._named)

    @property
    def signing_name(self) -> str:
        """The name of whoever acts, before people.toml counts or after."""
        return self.app.people.who(self._named).name

    @property
    def _named(self) -> str:
        return self._as_name or self._only_one_at_hand()

    def _only_one_at_hand(self) -> str:
        """The person whose key is at hand, where there is exactly one."""
        from purdahgate.keys.at_hand import names_at_hand

        today = self.today()
        names = names_at_hand(
            {each.name: each.keys_on(today) for each in self.app.people}, self.app.config.keys
        )
        if len(names) == 1:
            return names[0]
        here = f"Keys of {', '.join(names)} are here: choose with --as"
        mend = here if names else "Make a key: purdahgate key new NAME"
        raise InputError("nobody is named as acting", mend=f"{mend}, or set PURDAHGATE_AS")

    @property
    def acting(self) -> "Person":
        """Who acts, in the roles they have today: a deputy as approver, whoever is suspended in none."""
        return self.app.people.acting(self.actor, self.today())

    @contextmanager
    def deed(self, *, dry_run: bool = False, heed: bool = True) -> Iterator["Deed"]:
        """One act in one transaction; a dry run does the same and lands nothing.

        With `heed` it says on standard error what holds more than the files here would.
        """
        actor = self.actor
        with self.app.store.writing(dry_run=dry_run) as book:
            deed = self.app.deed(book, actor)
            if heed:
                _heed(deed.world)
            yield deed

    def world(self) -> "World":
        """What judgements rest on, with the changes that the database holds, where there is one yet."""
        _heed(self.cached_world)
        return self.cached_world

    @cached_property
    def cached_world(self) -> "World":
        """The same, with nothing said."""
        if not self.app.place.exists():
            return self.app.world()
        with self.app.store.reading() as book:
            return self.app.world_now(book)

    def moment(self, typed: str, fold: int | None) -> "datetime":
        """The instant of a wall time typed in the body's zone."""
        from purdahgate.domain.clock import instant

        return instant(typed, self.app.config.body.zone, fold)

    def day(self, typed: str) -> "date":
        """A date typed as 2027-05-06; never guessed from another form."""
        from datetime import date

        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = None
        if day is None or day.isoformat() != typed:
            raise InputError(f"{typed!r} is not a date", mend="Write it as 2027-05-06")
        return day

    def today(self) -> "date":
        """The local date."""
        return self.app.now().astimezone(self.app.config.body.zone).date()

    def local_day(self, day: "date") -> str:
        """A date in words."""
        return f"{day:%a} {day.day} {day:%b %Y}"

    def end(self, closes_at: "datetime | None") -> str:
        """When a window ends, in words: its exclusive end at midnight is the end of the day before."""
        if closes_at is None:
            return "an end that is not known yet"
        last = closes_at - timedelta(microseconds=1)
        whole_day = self.local(closes_at, "%H:%M") == "00:00"
        return f"the end of {self.local(last, '%a {day} %b %Y')}" if whole_day else self.local(last)

    def local(self, moment: Any, form: str = "%a {day} %b %Y %H:%M") -> str:
        """An instant in the body's own time, in words; nothing for none."""
        if moment is None:
            return ""
        here = moment.astimezone(self.app.config.body.zone)
        return str(here.strftime(form.replace("{day}", str(here.day))))


def print_json(value: Any) -> None:
    """One JSON value, on one line, in plain ASCII so that no terminal is led astray."""
    write(json.dumps(value) + "\n")


def typed_words(text: str) -> str:
    """The words typed; `-` reads them from standard input, which must be UTF-8."""
    if text != "-":
        return text
    given = sys.stdin.buffer.read(MOST_INPUT)
    try:
        return given.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as bad:
        raise InputError(
            "the text is not UTF-8", where=f"standard input, byte {bad.start}", mend="Save it as UTF-8"
        ) from None


def asking() -> "Callable[[str], str] | None":
    """What asks for a passphrase without showing it; None where there is no terminal to ask at."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    return getpass


def _heed(world: "World") -> None:
    """Say on standard error what holds more than the files here would, and what would wait for ever."""
    from purdahgate.domain.policy_faults import unmet

    if world.standing:
        warn("Files have changed since they were accepted; posts are judged by both: purdahgate rules status")
    for doubt in world.doubts:
        warn(f"Everything is held: {doubt.facts['why']}")
    for fault in unmet(world.policy, world.people):
        if fault.wrong:
            warn(f"{fault.what}. {fault.mend}. See: purdahgate policy lint")


def _waiting() -> None:
    warn("Another command is writing to the database; waiting for it to finish.")


__all__ = ["CLOCK", "ROOT_CONFIG", "Desk", "print_json", "say", "warn", "write"]
