"""`post import` and `post judge`: the whole queue at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DayOrderOf, DryRun
from purdahgate.cli.terminal import many, tell_error
from purdahgate.errors import DataError, InputError

if TYPE_CHECKING:
    from purdahgate.usecases.import_posts import Bulk


def import_posts(
    file: Annotated[Path, typer.Argument(help="A CSV with a header: text, account, due, and more.")],
    encoding: Annotated[str, typer.Option(help="utf-8, or windows-1252 for an older Excel.")] = "utf-8",
    tool: Annotated[
        str | None, typer.Option("--format", help="It is a file of: hootsuite, sprout or buffer.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="With --format: the account that all its posts are for.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="With --format: the category of all of them.")] = None,
    day_order: DayOrderOf = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Queue the good rows, leave the bad.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Queue every row of a CSV, or none: each bad row is named by its line.

    Columns: text, account, due; and if you like category, link, because, media, alt, fold, wards, shares,
    expires, and answer:KEY for a question of the policy.

    With --format it takes what Hootsuite, Sprout Social or Buffer would be given, all for one --account.

    Example: purdahgate post import april.csv --dry-run --as olive
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.import_posts import read_drafts
    from purdahgate.usecases.submit import submit

    bulk = _bulk(tool, account, category, day_order)
    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Reading", desk) as done:
        read = read_drafts(
            desk.app.config, file, encoding, desk.app.now(), done, desk.cached_world.policies(), bulk
        )
    for row in read.bad:
        tell_error(DataError(row.why, where=f"{file}:{row.line}", mend=row.mend), as_json=as_json)
    if read.bad and not skip_bad:
        raise InputError(
            f"{len(read.bad):,} of {len(read.bad) + len(read.drafts):,} rows cannot be queued; nothing was",
            where=str(file),
            mend="Mend them, or leave them out with --skip-bad",
        )
    with progress("Queueing", desk, len(read.drafts)) as done, desk.deed(dry_run=dry_run) as deed:
        stored = []
        for draft in read.drafts:
            stored.extend(submit(deed, [draft]))
            done(len(stored))
    if as_json:
        show_stored(desk, stored, dry_run=dry_run)
        return
    counts = {
        state: sum(each.post.state == state for each in stored) for state in ("cleared", "held", "blocked")
    }
    would = "would be queued" if dry_run else "queued"
    say(
        f"{len(stored):,} posts {would}: "
        + ", ".join(f"{number:,} {state}" for state, number in counts.items())
    )
    if read.bad:
        say(f"{many(len(read.bad), 'bad row')} left out.")


def _bulk(
    tool: str | None, account: str | None, category: str | None, day_order: str | None
) -> "Bulk | None":
    """What is said of another tool's file; InputError for half of it."""
    from purdahgate.cli.handover import order_of, tool_of
    from purdahgate.usecases.import_posts import Bulk

    if tool is None:
        if account or category or day_order:
            raise InputError(
                "--account, --category and --day-order go with --format",
                mend="In purdahgate's own CSV each row says its own",
            )
        return None
    if not account:
        raise InputError("no account is named", mend="Such a file names none: say --account NAME")
    return Bulk(tool_of(tool), order_of(day_order), account, category or "")


def judge(
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Judge every waiting post again, after a change of a calendar file, register, pack or the config.

    The worker judges each post again before it goes out in any case; this shows the change at once.

    Example: purdahgate post judge --dry-run --as olive
    """
    from purdahgate.cli.progress import progress
    from purdahgate.cli.reports import report_json, show_report
    from purdahgate.usecases.recalendar import judge_queue

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Judging the queue", desk) as done, desk.deed(dry_run=dry_run) as deed:
        report = judge_queue(deed, done)
    if as_json:
        print_json(report_json(report, dry_run=dry_run))
    else:
        show_report(report, dry_run=dry_run)
