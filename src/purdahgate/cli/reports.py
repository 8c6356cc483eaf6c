"""What judging the queue again did, for a person and for a program."""

from collections.abc import Iterable
from typing import Any

from purdahgate.cli.terminal import many, say, table
from purdahgate.usecases.hand_over import AskedBack
from purdahgate.usecases.recalendar import Report


def report_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """Each post that moved, before and after, and how many stayed."""
    changed = [
        {"id": each.post_id, "before": each.before.value, "after": each.after.value, "says": each.says}
        for each in report.moved
    ]
    told: dict[str, Any] = {"dry_run": dry_run, "changed": changed, "unchanged": report.unchanged}
    return told | ({"delete_in_tool": asked_back_json(report.asked_back)} if report.asked_back else {})


def asked_back_json(asked: Iterable[AskedBack]) -> list[dict[str, Any]]:
    """Each post that another tool must give back."""
    return [{"id": each.post.id, "tool": each.tool, "why": each.why} for each in asked]


def show_asked_back(asked: Iterable[AskedBack], *, dry_run: bool) -> None:
    """The same for a person, who is to go there now."""
    for each in asked:
        would = "would have to be deleted" if dry_run else "must be deleted"
        due = f"{each.post.revision.account}, post {each.post.id}"
        say(f"In {each.tool}, {due} {would} now. {each.why}")
        if not dry_run:
            say(f'Then: purdahgate release settle {each.post.id} --not-sent --reason "Deleted"', 2)


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
    show_asked_back(report.asked_back, dry_run=dry_run)
