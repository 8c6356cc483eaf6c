"""Keys for everybody of a workspace that nobody has signed yet, all on this machine: to try things out."""

from datetime import datetime
from pathlib import Path

from purdahgate.errors import NotAllowedError
from purdahgate.keys.key_files import FileSigner, unlock
from purdahgate.keys.new_key import write_new
from purdahgate.sources.people import people_of
from purdahgate.text_files import read_text
from purdahgate.toml_files import MOST_BYTES, parse_toml
from purdahgate.usecases.sign_people import Ledger, SignedPeople, sign_people


def first_keys(ledger: Ledger, folder: Path, reason: str, now: datetime) -> SignedPeople:
    """Make a key without a passphrase for everybody in people.toml, and sign its first version with one.

    NotAllowedError where a version was signed before: then keys come one by one, from their owners.
    """
    path = ledger.files.people
    if ledger.history.latest is not None:
        raise NotAllowedError(
            "people.toml is signed already", where=str(path), mend="See: purdahgate key new"
        )
    text = read_text(path, MOST_BYTES)
    people = people_of(parse_toml(text, path), None)
    made = {person.name: write_new(folder, person.name, "") for person in people}
    rows = (f'\n[[key]]\nname = "{name}"\npublic = "{file.key.line}"\n' for name, file in made.items())
    text += "".join(rows)
    ledger.write(path, text)
    day = now.astimezone(ledger.zone).date()
    first = min(people_of(parse_toml(text, path), None).keyholders(day))
    return sign_people(ledger, FileSigner(first, made[first].key, unlock(made[first], None)), reason, now)
