"""Whose signatures still count: an approval rests on what its signer may sign now, not only on the day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from purdahgate.domain.lifecycle import Action
from purdahgate.domain.signoff import Decision, SignOff
from purdahgate.usecases.prove_record import Proved
from purdahgate.usecases.world import World


def still_valid(
    world: World, sign_offs: Iterable[SignOff], entries: Sequence[Proved], now: datetime
) -> Iterator[SignOff]:
    """Each sign-off, with the roles that its signer held then, by people.toml, and holds now.

    `entries` are the post's. None counts whose key signs no more, and of one office only the first. A refusal
    always stands.
    """
    day, zone = now.astimezone(world.body.zone).date(), world.body.zone
    made = {(str(each.values["actor"]), each.at): each for each in entries if each.action == Action.APPROVE}
    signed: dict[tuple[str, int], frozenset[str]] = {}
    for each in sign_offs:
        if each.decision is Decision.REJECTED:
            yield each
            continue
        person, entry = world.people.get(each.by), made.get((each.by, each.at))
        if person is None or entry is None or entry.signer is None:
            continue
        if entry.values["key"] not in {key.fingerprint for key in person.keys_on(day)}:
            continue
        of = (each.revision, each.number)
        office = world.people.office(each.by, each.at.astimezone(zone).date())
        if not office & signed.get(of, frozenset()):
            signed[of] = signed.get(of, frozenset()) | {each.by}
            yield replace(
                each, roles=each.roles & entry.signer.roles & world.people.acting(person, day).roles
            )
