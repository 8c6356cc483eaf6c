"""What judging the queue again did, for a person and for a program."""

from typing import Any

from purdahgate.cli.terminal import many, say, table
from purdahgate.usecases.recalendar import Report


def report_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """Each post that moved, before and after, and how many stayed."""
    changed = [
        {"id": each.post_id, "before": each.before.value, "after": each.after.value, "says": each.says}
        for each in report.moved
    ]
    return {"dry_run": dry_run, "changed": changed, "unchanged": report.unchanged}


def show_report(report: Report, *, dry_run: bool) -> None:
    """The same in a table."""
    changed = "would change" if dry_run else "changed"
    waiting = many(len(report.moved) + report.unchanged, "waiting post")
    say(f"Of {waiting} {len(report.moved):,} {changed}.")
    if report.moved:
        rows = (
            ((str(each.post_id), each.before.value, each.after.value), (each.says,)) for each in report.moved
        )
        table(("Post", "Before", "After"), rows)
