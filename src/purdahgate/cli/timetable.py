"""`purdahgate calendar timetable`: the statutory dates of any poll."""

from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from datetime import date

    from purdahgate.domain.election import Election, Nation
    from purdahgate.domain.timetable import Timetables


def timetable(
    kind: Annotated[
        str, typer.Argument(help="The id's type: local, parl, parl.by, mayor, mayor.london, pcc, gla, sp ...")
    ],
    nation: Annotated[str, typer.Option(help="england, wales, scotland, northern-ireland or uk.")],
    poll: Annotated[str, typer.Option(help="The polling day, as 2027-05-06.")],
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """The last lawful days of a poll: notice of election, nominations, registration, postal and proxy votes.

    The poll need not be in the calendar; where it is and its notice is recorded, that is the notice's date.

    Example: purdahgate calendar timetable local --nation england --poll 2027-05-06
    """
    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    day = _day(poll)
    law, known = _law(desk)
    dates = law.timetable(kind, _nation(nation), day, known)
    if as_json:
        print_json(
            [
                {
                    "name": each.milestone.value,
                    "date": each.day.isoformat(),
                    "basis": each.basis.value,
                    "source": each.source,
                }
                for each in dates
            ]
        )
        return
    say(f"Poll of {desk.local_day(day)}: the last lawful days.")
    table(
        ("Date", "What", "Basis"),
        (
            (
                (desk.local_day(each.day), each.milestone.replace("-", " "), each.basis.value),
                (
                    f"Not before {desk.local_day(each.earliest)}." if each.earliest else "",
                    f"{each.source}. Checked on {desk.local_day(each.checked_on)}.",
                ),
            )
            for each in dates
        ),
    )


def _law(desk: Desk) -> "tuple[Timetables, tuple[Election, ...]]":
    """The law with the body's holidays, and its calendar; the shipped law alone outside a workspace."""
    from purdahgate.sources.timetable_rules import load_timetables

    if desk.config_path.exists():
        return desk.app.timetables, desk.world().calendar.elections
    return load_timetables(), ()


def _nation(typed: str) -> "Nation":
    from purdahgate.domain.election import Nation
    from purdahgate.errors import InputError

    if typed not in set(Nation):
        raise InputError(f"there is no nation {typed!r}", mend=f"Nations: {', '.join(Nation)}")
    return Nation(typed)


def _day(typed: str) -> "date":
    from datetime import date

    from purdahgate.errors import InputError

    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.isoformat() != typed:
        raise InputError(f"{typed!r} is no date", mend="Write it as 2027-05-06")
    return found
