"""`post import` and `post judge`: the whole queue at once."""

from pathlib import Path
from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun
from purdahgate.cli.terminal import many, tell_error
from purdahgate.errors import DataError, InputError


def import_posts(
    file: Annotated[Path, typer.Argument(help="A CSV with a header: text, account, due, and more.")],
    encoding: Annotated[str, typer.Option(help="utf-8, or windows-1252 for an older Excel.")] = "utf-8",
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Queue the good rows, leave the bad.")] = False,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Queue every row of a CSV, or none: each bad row is named by its line.

    Columns: text, account, due; and if you like category, link, because, media, alt, fold, wards, shares,
    expires, and answer:KEY for a question of the policy.

    Example: purdahgate post import april.csv --dry-run --as olive
    """
    from purdahgate.cli.lists import show_stored
    from purdahgate.cli.progress import progress
    from purdahgate.usecases.import_posts import read_drafts
    from purdahgate.usecases.submit import submit

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with progress("Reading", desk) as done:
        read = read_drafts(
            desk.app.config, file, encoding, desk.app.now(), done, desk.cached_world.policies()
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
