"""What a change of people.toml lets anybody do that they could not do before."""

from collections.abc import Iterator
from datetime import date

from purdahgate.domain.people import HeldKey, People, Person


def loosened(before: People, after: People, day: date) -> tuple[str, ...]:
    """Each thing that `after` allows on `day` or later and `before` did not, in a sentence."""
    return tuple(_loosened(before, after, day))


def _loosened(before: People, after: People, day: date) -> Iterator[str]:
    for person in after:
        known = before.get(person.name)
        for role in sorted(person.roles - (known.roles if known else frozenset())):
            yield f"{person.name} gets the role {role}."
        yield from _keys(person, known)
        if known is None:
            continue
        if known.suspended(day) and not person.suspended(day):
            yield f"The suspension of {person.name} is lifted."
        if known.restricted and not person.restricted:
            yield f"{person.name} is no longer politically restricted."
        if person.authorised_by and not known.authorised_by:
            yield f"{person.name} is authorised by {person.authorised_by}."
    for each in after.deputies:
        if each not in before.deputies and each.last_day >= day:
            days = f"from {each.first_day} to {each.last_day}"
            yield f"{each.name} may sign off for {each.stands_for}, {days}."


def _keys(person: Person, known: Person | None) -> Iterator[str]:
    """What a person's keys sign that they did not before: a new one, or one that lasts longer."""
    before = {each.key: each for each in known.keys} if known else {}
    for held in person.keys:
        old = before.get(held.key)
        if old is None:
            yield f"{person.name} signs by the key {held.key.fingerprint}."
        elif _longer(old, held):
            yield f"{person.name} signs longer by the key {held.key.fingerprint}."


def _longer(old: HeldKey, new: HeldKey) -> bool:
    begins = (new.first_day or date.min) < (old.first_day or date.min)
    ends = min(new.last_day or date.max, new.revoked_on or date.max)
    return begins or ends > min(old.last_day or date.max, old.revoked_on or date.max)
