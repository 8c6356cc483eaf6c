"""Asking whoever writes a post what the policy wants to know of them."""

import sys
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

import typer

from purdahgate.cli.desk import Desk, say, warn
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from purdahgate.domain.post import Revision
    from purdahgate.domain.questions import Question


def ask_author(desk: Desk, revisions: "Iterable[Revision]", known: Container[str]) -> dict[str, str]:
    """Put every question that a rule puts and that is not `known` yet; nothing to anybody but a person.

    An answer may set off other rules, so ask again until this gives nothing. An empty line answers nothing.
    """
    from purdahgate.domain.policy import Outcome
    from purdahgate.usecases.circumstances import circumstances
    from purdahgate.usecases.judge import judge

    if desk.as_json or not sys.stdin.isatty():
        return {}
    now, answers = desk.app.now(), dict[str, str]()
    for revision in revisions:
        world, moment = desk.cached_world, revision.due.at or now
        about = circumstances(world, revision, {desk.actor.name}, moment, now)
        for reason in judge(world, revision, moment, now, circumstances=about).reasons:
            fresh = [each for each in reason.puts if each.key not in known and each.key not in answers]
            if fresh:
                say(desk.app.wording.says(reason, revision))
            holds = reason.rule.outcome is not Outcome.CLEAR
            answers |= {each.key: _ask(each, holds=holds) for each in fresh}
    return answers


def _ask(question: "Question", *, holds: bool) -> str:
    """One answer; again where it takes yes or no and gets neither."""
    unless = " (an empty line holds it)" if holds else ""
    while True:
        said: str = typer.prompt(f"{question.asks}{unless}", default="", show_default=False)
        try:
            return question.check(said)
        except InputError as refused:
            warn(str(refused))
