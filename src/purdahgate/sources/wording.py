"""`wording.toml`: the sentences that reasons are told in."""

import msgspec

from purdahgate.domain.wording import Wording, unknown_facts
from purdahgate.errors import DataError
from purdahgate.shipped_data import shipped
from purdahgate.toml_files import open_toml


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: dict[str, str]
    doubt: dict[str, str]
    window: dict[str, str]


def load_wording() -> Wording:
    """The shipped table. DataError for a sentence that speaks of a fact no reason has."""
    path = shipped("wording.toml")
    file = open_toml(path)
    root = file.convert(_Root)
    for code, sentence in root.reason.items():
        try:
            unknown = unknown_facts(sentence)
        except ValueError as broken:
            mend = "Write each fact as {names}"
            raise DataError(
                f"the sentence {code!r} has a stray brace: {broken}", where=str(path), mend=mend
            ) from None
        if unknown:
            raise DataError(
                f"the sentence {code!r} speaks of {unknown[0]!r}",
                where=str(path),
                mend="No reason has that fact",
            )
    return Wording(root.reason, root.doubt, root.window)
