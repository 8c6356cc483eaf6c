"""`purdahgate audit`: the record, and whether it stands."""

import json
from pathlib import Path
from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile
from purdahgate.cli.terminal import many

audits = typer.Typer(help="The append-only record of everything done.", no_args_is_help=True)


@audits.command("list")
def list_entries(
    post: Annotated[int | None, typer.Option(help="Only what concerns this post.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest.")] = 50,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Who did what, when, to which post. With --json every entry, one a line.

    Example: purdahgate audit list --post 12
    """
    from collections import deque
    from datetime import datetime

    from purdahgate.cli.terminal import table

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        entries = book.audit(book.post(post).id if post is not None else None)
        if as_json:
            for each in entries:
                print_json({"seq": each.seq, "prev": each.prev, "hash": each.hash, **each.opened()})
            return
        newest = deque(entries, maxlen=limit)
    if not newest:
        say("Nothing has been done yet.")
        return
    rows = []
    for each in newest:
        body = each.opened()
        moves = f"{body['from']} to {body['to']}. " if "to" in body else ""
        reasons = ", ".join(body.get("reasons", ()))
        rows.append(
            (
                (
                    str(each.seq),
                    desk.local(datetime.fromisoformat(body["at"]), "{day} %b %Y %H:%M:%S"),
                    body["actor"],
                    body["action"],
                    str(body.get("post", "")),
                ),
                (f"{moves}{body.get('why') or body.get('what') or reasons}",),
            )
        )
    table(("Entry", "When", "Who", "Did", "Post"), rows)


@audits.command("verify")
def verify(as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Walk the whole chain. Exit code 12 where it is broken, and the first entry that does not fit.

    Example: purdahgate audit verify
    """
    from purdahgate.domain.audit import verify as walk

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        head = walk(book.audit())
    if as_json:
        print_json({"entries": head.length, "head": head.hash})
    else:
        say(f"The audit table verifies: {many(head.length, 'entry')}.")
        say(f"Head: {head.hash}")


@audits.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The .jsonl file to write.")],
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Write every entry as one line of JSON, with the exact text that each hash covers.

    Example: purdahgate audit export audit.jsonl
    """
    from purdahgate.exchange.files import writing_whole

    desk = Desk(config, as_json=as_json)
    count = 0
    with writing_whole(file) as out, desk.app.store.reading() as book:
        for each in book.audit():
            line = {"seq": each.seq, "prev": each.prev, "hash": each.hash, "body": each.body}
            out.write(json.dumps(line).encode() + b"\n")
            count += 1
    if as_json:
        print_json({"file": str(file), "entries": count})
    else:
        say(f"{many(count, 'entry')} written to {file}.")
