"""The JSON Schema of the TOML that bodies write themselves."""

import json
from typing import Any

import msgspec

from purdahgate.sources.pack_tables import PackTable
from purdahgate.sources.policy_cases import CasesTable

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_text(*, cases: bool = False) -> str:
    """The schema of a policy pack, or of a file of cases, as JSON."""
    schema: dict[str, Any] = msgspec.json.schema(CasesTable if cases else PackTable)
    return json.dumps({"$schema": _DIALECT, **schema}, indent=2) + "\n"
