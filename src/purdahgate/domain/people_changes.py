"""What a change of people.toml lets anybody do that they could not do before."""

from collections.abc import Iterator
from datetime import date

from purdahgate.domain.people import People


def loosened(before: People, after: People, day: date) -> tuple[str, ...]:
    """Each thing that `after` allows on `day` or later and `before` did not, in a sentence."""
    return tuple(_loosened(before, after, day))


def _loosened(before: People, after: People, day: date) -> Iterator[str]:
    for person in after:
        known = before.get(person.name)
        for role in sorted(person.roles - (known.roles if known else frozenset())):
            yield f"{person.name} gets the role {role}."
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
