"""`purdahgate rules`: the files that posts are judged by, and changes waiting for a second person."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purdahgate.domain.rule_set import FileChange
    from purdahgate.usecases.accept_rules import Proposed

rules = typer.Typer(
    help="The files that posts are judged by, and changes that wait for a second person.",
    no_args_is_help=True,
)
Number = Annotated[int, typer.Argument(help="The change's number, as rules status shows it.")]


@rules.command("status")
def status(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Say which files are no longer those that were accepted, and which changes wait.

    Example: purdahgate rules status
    """
    from purdahgate.domain.clock import rfc3339
    from purdahgate.domain.rule_set import RuleSet

    desk = Desk(config, as_json=as_json)
    here = RuleSet.of(desk.app.rule_files)
    with desk.app.store.reading() as book:
        accepted, waiting = book.accepted_rules(), book.proposed_rules()
    changes = accepted.changes_to(here) if accepted else {}
    if as_json:
        print_json(
            {
                "accepted": accepted.digest if accepted else None,
                "here": here.digest,
                "changes": changes,
                "proposals": [
                    {"id": p.id, "by": p.by, "at": rfc3339(p.at), "why": p.why, "rules": p.rules.digest}
                    for p in waiting
                ],
            }
        )
        return
    if accepted is None:
        say("Nothing is accepted yet: the first command that stores something accepts what stands here.")
        return
    _say_changes(changes)
    for each in waiting:
        gone = "" if each.rules.digest == here.digest else " The files have changed again since."
        say(f"Change {each.id} waits; {each.by} proposed it on {desk.local(each.at)}: {each.why}.{gone}")
    if changes and not any(each.rules.digest == here.digest for each in waiting):
        say('Propose them: purdahgate rules propose --reason "..." --as NAME')


@rules.command("propose")
def propose(
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Judge the queue by changed files at once, beside the old; a second person lets go of the old.

    Example: purdahgate rules propose --reason "Two councillors left" --dry-run --as ellis
    """
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.accept_rules import propose as lay_before

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run, heed=False) as deed:
        proposed = lay_before(deed, desk.app.rule_files, reason, done)
    _show(desk, proposed, dry_run=dry_run)


@rules.command("confirm")
def confirm(
    number: Number,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Confirm changed files that somebody else proposed: the old ones count no longer.

    Example: purdahgate rules confirm 2 --as anton
    """
    from purdahgate.cli.progress import progress
    from purdahgate.cli.reports import report_json, show_report
    from purdahgate.domain.rule_set import RuleSet
    from purdahgate.usecases.accept_rules import confirm as agree

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run, heed=False) as deed:
        report = agree(deed, RuleSet.of(desk.app.rule_files), number, done)
    if as_json:
        print_json({"id": number, "outcome": "accepted", **report_json(report, dry_run=dry_run)})
        return
    say(f"Change {number} {'would be' if dry_run else 'is'} accepted. Posts are judged by these files alone.")
    show_report(report, dry_run=dry_run)


@rules.command("refuse")
def refuse(
    number: Number,
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Drop a proposed change. The old files go on counting beside those that stand here.

    Example: purdahgate rules refuse 2 --reason "That word is a party's" --as anton
    """
    from purdahgate.usecases.accept_rules import refuse as drop

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed(heed=False) as deed:
        dropped = drop(deed, number, reason)
    if as_json:
        print_json({"id": dropped.id, "outcome": "refused"})
    else:
        say(f"Change {dropped.id} is refused: {dropped.why}. Put the files back as they were.")


def _show(desk: Desk, proposed: "Proposed", *, dry_run: bool) -> None:
    from purdahgate.cli.reports import report_json, show_report

    if desk.as_json:
        found: dict[str, Any] = {
            "proposal": proposed.proposal,
            "changes": dict(proposed.changes),
            "at_once": report_json(proposed.at_once, dry_run=dry_run),
            "confirmed": report_json(proposed.confirmed, dry_run=True),
        }
        print_json(found)
        return
    _say_changes(proposed.changes)
    if proposed.proposal is None:
        say("No judgement can differ: they are accepted." if not dry_run else "No judgement can differ.")
        return
    say("Until a second person confirms, posts are judged by the old files and the new, the stricter counts.")
    show_report(proposed.at_once, dry_run=dry_run)
    say()
    say("Once it is confirmed:")
    show_report(proposed.confirmed, dry_run=True)
    if not dry_run:
        say(f"A second person must confirm it: purdahgate rules confirm {proposed.proposal} --as NAME")


def _say_changes(changes: "Mapping[str, FileChange]") -> None:
    if not changes:
        say("Every file is the one that was accepted.")
    for name, change in changes.items():
        say(f"{change.value}: {name}", 2)
