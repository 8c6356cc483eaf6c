"""`inbox`, `approve`, `reject` and `rule`: what seniors do."""

from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk
from purdahgate.cli.options import Answers, AsJson, AsName, At, ConfigFile, Fold, Reason

if TYPE_CHECKING:
    from datetime import datetime

Posts = Annotated[list[int], typer.Argument(help="The posts' numbers.")]


def inbox(
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """What waits for seniors, the newest last; and who must sign, where that is not any one approver.

    Example: purdahgate inbox
    """
    from purdahgate.cli.lists import show_inbox

    show_inbox(Desk(config, as_json=as_json), limit)


def approve(
    posts: Posts,
    reason: Reason,
    at: At = None,
    answer: Answers = None,
    fold: Fold = None,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Sign held posts off: all of those named, or none. Never your own, nor one you edited or ruled on.

    A post whose time has passed needs a new one: --at signs it together with the approval. Where the policy
    wants several people to sign, it stays held until the last of them has.

    Example: purdahgate approve 12 --reason "Factual, and needed before the 6th" --as asha
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.usecases.draft import split_answer
    from purdahgate.usecases.sign_off import approve as sign
    from purdahgate.usecases.sign_off import check_put

    desk = Desk(config, as_json=as_json, as_name=as_name)
    moment: datetime | None = desk.moment(at, fold) if at else None
    answers = dict(split_answer(each) for each in answer or ())
    with desk.deed() as deed:
        check_put(answers, deed.world.policies())
        stored = [sign(deed, post, reason, moment, answers) for post in dict.fromkeys(posts)]
    show_stored(desk, stored)


def reject(
    posts: Posts,
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Refuse held posts, or take an approval back: all of those named, or none.

    Example: purdahgate reject 12 --reason "Wait until after the poll" --as asha
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.usecases.sign_off import reject as refuse

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        stored = [refuse(deed, post, reason) for post in dict.fromkeys(posts)]
    show_stored(desk, stored)


def rule(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    finding: Annotated[int, typer.Option(help="The finding's number, as `post show` counts.")],
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Rule, as monitoring officer, that a finding in a blocked post is a false alarm.

    It binds for this revision only, and another approver must then sign the post off.

    Example: purdahgate rule 12 --finding 1 --reason "A street name" --as mona
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.usecases.ruling import rule as set_aside

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        stored = set_aside(deed, post, finding, reason)
    show_stored(desk, [stored])
