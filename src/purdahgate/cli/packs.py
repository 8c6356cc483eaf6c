"""Which policy a command is about."""

from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk

if TYPE_CHECKING:
    from purdahgate.domain.people import People
    from purdahgate.domain.policy import Policy

PackName = Annotated[
    str | None,
    typer.Argument(help="A pack that ships, or a file; else the one in force.", show_default=False),
]


def policy_of(desk: Desk, pack: str | None) -> "Policy":
    """The policy in force, or the one named."""
    from purdahgate.sources.policies import find_pack, load_policy
    from purdahgate.sources.wording import load_wording

    return load_policy(find_pack(pack), load_wording()) if pack else desk.app.policy


def people_here(desk: Desk) -> "People | None":
    """Those of this workspace, whatever roles they have; None where there is no workspace."""
    return desk.app.people if desk.config_path.is_file() else None
