"""`purdahgate check`: the verdict on any text at any time, nothing stored."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say, typed_words
from purdahgate.cli.options import Answers, AsJson, AsName, At, ConfigFile, Expires, Fold, Shares, Wards
from purdahgate.errors import InputError, PurdahgateError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from purdahgate.domain.gate import Verdict
    from purdahgate.domain.post import Revision
    from purdahgate.store.reading import Reading
    from purdahgate.usecases.world import World

EXIT = {"clear": 0, "hold": 10, "block": 11}


def check(
    text: Annotated[str | None, typer.Argument(help="The words; `-` reads standard input.")] = None,
    at: At = None,
    fold: Fold = None,
    account: Annotated[str, typer.Option(help="The account it would go out on.")] = "",
    category: Annotated[str, typer.Option(help="What it is for: service, news, event ...")] = "",
    link: Annotated[str, typer.Option(help="The link it carries.")] = "",
    because: Annotated[str, typer.Option(help="Why a service post cannot wait.")] = "",
    ward: Wards = None,
    shares: Shares = None,
    expires: Expires = None,
    answer: Answers = None,
    policy: Annotated[
        str | None, typer.Option("--policy", help="Judge by another pack that ships, or by a file.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Many texts: .jsonl with a `text` in each line, or .csv.")
    ] = None,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Judge a text as the gate would, and say why. Nothing is stored.

    Exit code: 0 clear, 10 held, 11 blocked; of many texts, the strictest.

    Example: purdahgate check "Vote Labour on Thursday" --at 2027-04-20T09:00 --category news
    """
    from purdahgate.cli.packs import policy_of
    from purdahgate.usecases.check import Asked, Checker, by_policy
    from purdahgate.usecases.draft import answers_of

    desk = Desk(config, as_json=as_json, as_name=as_name)
    author = desk.actor.name if as_name else ""
    moment = desk.moment(at, fold) if at else desk.app.now()
    if policy:
        desk.cached_world = by_policy(desk.cached_world, policy_of(desk, policy))
    world = desk.world()
    if (text is None) == (source is None):
        raise InputError("check takes a text or --from FILE", mend='As in: purdahgate check "Some words"')
    lacking = _lacking(desk, world)
    with _book(desk) as book:
        checker = Checker(desk.app.config, world, desk.app.now(), book)
        if source is not None:
            raise typer.Exit(_many(desk, checker.judge_file(source, moment, author), lacking))
        answers = {"because": because} if because else {}
        asked = Asked(
            typed_words(str(text)),
            account=account,
            category=category,
            link=link,
            answers=answers | answers_of(answer or (), world.policies()),
            wards=tuple(ward or ()),
            shares=shares or "",
            expires=expires or "",
            author=author,
        )
        revision, verdict = checker.judge(asked, moment)
    _one(desk, revision, verdict, lacking)
    raise typer.Exit(EXIT[verdict.outcome.value])


def _book(desk: Desk) -> "AbstractContextManager[Reading | None]":
    """The posts that a text is compared with, where any were ever queued; a check makes no database."""
    return desk.app.store.reading() if desk.app.place.exists() else nullcontext()


def _lacking(desk: Desk, world: "World") -> list[str]:
    """What the register lacks, so that nobody takes CLEAR for more than it is."""
    from purdahgate.usecases.register_gaps import gaps

    try:
        return [gap.what for gap in gaps(desk.app.register, desk.app.ground(world.calendar.elections))]
    except PurdahgateError as bad:  # the verdict holds for it already
        return [bad.message]


def _one(desk: Desk, revision: "Revision", verdict: "Verdict", lacking: list[str]) -> None:
    from purdahgate.cli.shapes import verdict_json
    from purdahgate.cli.verdicts import show_verdict

    if desk.as_json:
        print_json({**verdict_json(verdict, revision, desk.app.wording), "register_warnings": lacking})
        return
    show_verdict(desk, verdict, revision)
    _say_lacking(lacking)


def _say_lacking(lacking: list[str]) -> None:
    if lacking:
        more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        say(f"Register: {lacking[0]}{more}. See: purdahgate register lint", 2)


def _many(desk: Desk, judged: "Iterable[tuple[int, Revision, Verdict]]", lacking: list[str]) -> int:
    from purdahgate.cli.shapes import verdict_json

    counts = dict.fromkeys(EXIT, 0)
    for line, revision, verdict in judged:
        outcome = verdict.outcome.value
        counts[outcome] += 1
        if desk.as_json:
            print_json({**verdict_json(verdict, revision, desk.app.wording), "register_warnings": lacking})
        elif outcome != "clear":
            say(f"line {line}: {outcome}: {desk.app.wording.says(verdict.reasons[0], revision)}")
    if not desk.as_json:
        said = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items())
        say(f"{sum(counts.values()):,} texts: {said}")
        _say_lacking(lacking)
    return max(EXIT[outcome] for outcome, count in counts.items() if count)
