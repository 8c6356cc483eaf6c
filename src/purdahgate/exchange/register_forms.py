"""The forms of register that can be imported: told apart by their columns, each row read as one member."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from purdahgate.errors import InputError
from purdahgate.exchange.register_places import Places
from purdahgate.exchange.typed_days import DayOrder, read_day

Values = Mapping[str, str]


class Form(StrEnum):
    """What `--form` calls each form."""

    PLAIN = "plain"
    CANDIDATES = "democracy-club"
    COUNCILLORS = "open-council-data"
    MODERNGOV = "moderngov"
    PARLIAMENT = "parliament"


TITLES: Final = {
    Form.PLAIN: "plain register",
    Form.CANDIDATES: "Democracy Club candidates",
    Form.COUNCILLORS: "Open Council Data councillors",
    Form.MODERNGOV: "ModernGov councillors",
    Form.PARLIAMENT: "Members of Parliament",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of somebody besides the name; `seat_ends` is the day the seat next polls."""

    role: str
    areas: tuple[str, ...]
    seat: str = ""
    party: str = ""
    handles: tuple[str, ...] = ()
    held_from: date | None = None
    held_to: date | None = None
    seat_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How one form is read. Each of `needs` is a column, or one of several that say the same.

    `place` are the columns that say where a row belongs: rows that agree in them have the same areas.
    """

    needs: tuple[tuple[str, ...], ...]
    name: tuple[str, ...]
    place: tuple[tuple[str, ...], ...]
    areas: Callable[[Places, tuple[str, ...]], tuple[str, ...]]
    told: Callable[[Values, tuple[str, ...], Places, DayOrder | None], Told]

    def suits(self, columns: Collection[str]) -> bool:
        """Whether a file with `columns` is of this form."""
        return all(not set(names).isdisjoint(columns) for names in self.needs)

    def key(self, values: Values) -> tuple[str, ...]:
        """What a row says of its place."""
        return tuple(first(values, names) for names in self.place)


def first(values: Values, names: Collection[str]) -> str:
    """The first of the columns that has something in it."""
    return next((cell for name in names if (cell := values.get(name, "").strip())), "")


def form_of(columns: Collection[str]) -> Form | None:
    """The form that a file with `columns` has; None where it has none."""
    return next((form for form, reading in READINGS.items() if reading.suits(columns)), None)


_PARTY: Final = ("party_name", "party", "party name", "party_text")
_SEAT: Final = ("post_label", "ward", "ward name", "division", "seat", "constituency", "pcon_name")
_HANDLES: Final = ("handles", "twitter_username", "twitter", "bluesky", "bluesky_url")
_BALLOT: Final = ("ballot_paper_id", "ballot", "ballot_id")


def _handles(values: Values) -> tuple[str, ...]:
    typed = ";".join(values.get(name, "") for name in _HANDLES)
    return tuple(dict.fromkeys(filter(None, (account(each) for each in typed.split(";")))))


def account(typed: str) -> str:
    """The account's name out of a handle or the address of its page."""
    bare = typed.strip().strip('"').strip()
    if "://" in bare or bare.startswith(("www.", "twitter.com/", "x.com/")):
        bare = re.split(r"[?#]", bare)[0].rstrip("/").rpartition("/")[2]
    return bare.lstrip("@")


def _plain(values: Values, areas: tuple[str, ...], _places: Places, order: DayOrder | None) -> Told:
    begins, ends = (values.get(name, "").strip() for name in ("from", "to"))
    if not values["role"].strip():
        raise InputError("there is no role", mend="Give one, such as councillor or MP")
    return Told(
        role=values["role"].strip(),
        areas=areas,
        seat=first(values, _SEAT),
        party=first(values, _PARTY),
        handles=_handles(values),
        held_from=read_day(begins, order) if begins else None,
        held_to=read_day(ends, order) if ends else None,
    )


def _candidate(values: Values, areas: tuple[str, ...], places: Places, _order: DayOrder | None) -> Told:
    seat = first(values, _SEAT)
    poll = places.poll(first(values, _BALLOT), seat)
    return Told(
        role="candidate",
        areas=areas,
        seat=seat,
        party=first(values, _PARTY),
        handles=_handles(values),
        held_from=poll.nominated,
        held_to=poll.poll_date,
    )


def _councillor(values: Values, areas: tuple[str, ...], _places: Places, order: DayOrder | None) -> Told:
    ends = values.get("next election", "").strip()
    title = first(values, ("fullusername", "name")).split(maxsplit=1)[:1]
    return Told(
        role="mayor" if [each.casefold() for each in title] == ["mayor"] else "councillor",
        areas=areas,
        seat=first(values, _SEAT),
        party=first(values, _PARTY),
        handles=_handles(values),
        seat_ends=read_day(ends, order) if ends else None,
    )


def _member(values: Values, areas: tuple[str, ...], _places: Places, _order: DayOrder | None) -> Told:
    return Told("MP", areas, first(values, _SEAT), first(values, _PARTY), _handles(values))


READINGS: Final[Mapping[Form, Reading]] = {
    Form.PLAIN: Reading(
        needs=(("name",), ("role",), ("area",)),
        name=("name",),
        place=(("area",),),
        areas=lambda places, key: places.several(key[0], ";"),
        told=_plain,
    ),
    Form.CANDIDATES: Reading(
        needs=(_BALLOT, ("person_name", "name")),
        name=("person_name", "name"),
        place=(_BALLOT, _SEAT),
        areas=lambda places, key: places.poll(key[0], key[1]).areas,
        told=_candidate,
    ),
    Form.COUNCILLORS: Reading(
        needs=(("council",), ("councillor name",)),
        name=("councillor name",),
        place=(("council",),),
        areas=lambda places, key: (places.area(key[0]),),
        told=_councillor,
    ),
    Form.PARLIAMENT: Reading(
        needs=(("constituency", "pcon_name"), ("lad_names",), ("display_as", "name")),
        name=("display_as", "name"),
        place=(("lad_names",),),
        areas=lambda places, key: places.several(key[0], " / "),
        told=_member,
    ),
    Form.MODERNGOV: Reading(
        needs=(("fullusername", "name"), ("ward", "fullusername"), ("party",)),
        name=("fullusername", "name"),
        place=(("council",),),
        areas=lambda places, key: (places.area(key[0]),) if key[0] else (),
        told=_councillor,
    ),
}
