"""`person list` and `person show`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from purdahgate.domain.people import Person

Name = Annotated[str, typer.Argument(help="Their name in people.toml.")]


def list_people(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Everybody in people.toml: roles, training, declaration, what stands against them.

    Example: purdahgate person list
    """
    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    everybody = list(desk.app.people)
    if as_json:
        print_json([_person_json(desk, each) for each in everybody])
        return
    rows = (
        (
            (
                each.name,
                ", ".join(sorted(each.roles)),
                _day(desk, each.refreshed_on or each.trained_on),
                _day(desk, each.declared_on),
            ),
            tuple(_notes(desk, each)),
        )
        for each in everybody
    )
    table(("Person", "Roles", "Trained", "Declared"), rows)


def show_person(name: Name, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """One person whole.

    Example: purdahgate person show olive
    """
    desk = Desk(config, as_json=as_json)
    person = desk.app.people.who(name)
    if as_json:
        print_json(_person_json(desk, person))
        return
    say(f"{person.name}: {person.full_name}. Roles: {', '.join(sorted(person.roles))}.")
    say(f"Trained: {_day(desk, person.trained_on)}. Last refresher: {_day(desk, person.refreshed_on)}.")
    say(f"Last declaration: {_day(desk, person.declared_on)}.")
    if person.authorised_by:
        say(f"Authorised by {person.authorised_by}, {_day(desk, person.authorised_on)}.")
    if person.business_case:
        say(f"Business case: {person.business_case}.")
    for each in _notes(desk, person):
        say(each)


def _notes(desk: Desk, person: "Person") -> Iterator[str]:
    if person.suspension is not None and person.suspended(desk.today()):
        until = f" until {_day(desk, person.suspension.until)}" if person.suspension.until else ""
        yield f"Suspended{until}: {person.suspension.because}"
    if person.restricted:
        yield "Politically restricted."
    for each in desk.app.people.deputies:
        if person.name == each.name and each.last_day >= desk.today():
            days = f"{_day(desk, each.first_day)} to {_day(desk, each.last_day)}"
            yield f"Stands in for {each.stands_for}, {days}."


def _person_json(desk: Desk, person: "Person") -> dict[str, Any]:
    suspension = person.suspension
    return {
        "name": person.name,
        "full_name": person.full_name,
        "roles": sorted(person.roles),
        "trained_on": _iso(person.trained_on),
        "refreshed_on": _iso(person.refreshed_on),
        "declared_on": _iso(person.declared_on),
        "restricted": person.restricted,
        "authorised_by": person.authorised_by,
        "authorised_on": _iso(person.authorised_on),
        "business_case": person.business_case,
        "suspended": person.suspended(desk.today()),
        "suspended_until": _iso(suspension.until) if suspension else None,
        "suspended_because": suspension.because if suspension else "",
        "deputy_for": [
            {
                "stands_for": each.stands_for,
                "first_day": _iso(each.first_day),
                "last_day": _iso(each.last_day),
            }
            for each in desk.app.people.deputies
            if each.name == person.name
        ],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _day(desk: Desk, day: Any) -> str:
    return desk.local_day(day) if day else "never"
