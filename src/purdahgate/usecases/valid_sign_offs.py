"""Whose signatures still count: an approval rests on what its signer may sign now, not only on the day."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from purdahgate.domain.signoff import SignOff
from purdahgate.usecases.world import World


def still_valid(world: World, sign_offs: Iterable[SignOff], now: datetime) -> Iterator[SignOff]:
    """Each sign-off, with the roles its signer held then and holds now; none of one without a key now."""
    day = now.astimezone(world.body.zone).date()
    for each in sign_offs:
        person = world.people.get(each.by)
        if person is None or not person.keys_on(day):
            continue
        roles = each.roles & world.people.acting(person, day).roles
        yield replace(each, roles=roles)
