"""`purdahgate audit`: the record, and whether it stands."""

import json
from pathlib import Path
from typing import Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, AsName, ConfigFile, DryRun, Reason
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
def verify(
    bundle: Annotated[
        Path | None, typer.Argument(help="A bundle, to prove by itself; else the record here.")
    ] = None,
    hashes: Annotated[
        bool, typer.Option("--hashes", help="Only the chain of hashes: fast, and proves no name.")
    ] = False,
    start: Annotated[
        Path | None,
        typer.Option("--from", help="A checkpoint, or a folder of them: prove what came since the newest."),
    ] = None,
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Of a bundle: the body's people.signed.jsonl, from elsewhere."),
    ] = None,
    trust: Annotated[
        str | None,
        typer.Option("--trust", help="Of a bundle: the fingerprint of who first signed people.toml."),
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Prove the record: hashes, signatures, who might do what then, and every post and row that rests on it.

    A BUNDLE is proved by itself, on any machine, without a config file or a database.
    Exit code 12 where it is not proved, and one line on the first that is wrong. The worker's journal and
    the folder of checkpoints are held against it too, where they are here.

    Example: purdahgate audit verify
    """
    from purdahgate.cli.progress import progress
    from purdahgate.domain.audit import verify as walk
    from purdahgate.errors import AuditBrokenError, InputError, PeopleBrokenError

    desk = Desk(config, as_json=as_json)
    if hashes and start is not None:
        raise InputError("--hashes looks at the whole chain", mend="Leave --from or --hashes out")
    if bundle is not None:
        from purdahgate.cli.bundles import verify_bundle

        if hashes or start is not None:
            raise InputError("a bundle is proved whole", mend="Leave --hashes and --from out")
        verify_bundle(desk, bundle, people, trust or "")
        return
    if people is not None or trust is not None:
        raise InputError("--people and --trust are for a bundle", mend="Name the bundle")
    with desk.app.store.reading() as book:
        if hashes:
            head = walk(book.audit())
            signed = None
        else:
            try:
                with progress("Proving", desk, book.head().length) as told:
                    proof = (
                        desk.app.prove_since(book, start, told) if start else desk.app.prove_whole(book, told)
                    )
            except PeopleBrokenError as bad:
                raise AuditBrokenError(bad.message, where=bad.where, mend=bad.mend) from None
            head, signed = proof.head, proof.signed
    if as_json:
        print_json({"entries": head.length, "head": head.hash, "signed": signed})
        return
    since = ", proved since that checkpoint" if start else ", by its hashes alone" if hashes else ""
    say(f"The audit table verifies{since}: {many(head.length, 'entry')}.")
    say(f"Head: {head.hash}")


@audits.command("checkpoint")
def checkpoint(
    to: Annotated[
        str | None,
        typer.Option("--to", help="A folder to keep it in, or - to print it; else where config.toml says."),
    ] = None,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Sign how long the record is and where it ends. Keep it where nobody here can change it.

    Without --to it goes into the folder `checkpoints` of [release] in config.toml, or is printed.

    Example: purdahgate audit checkpoint --to - --as anton
    """
    from purdahgate.cli.desk import write
    from purdahgate.usecases.checkpoints import keep

    desk = Desk(config, as_json=as_json, as_name=as_name)
    name = desk.anybody.name
    with desk.app.store.reading() as book:
        desk.app.prove_whole(book, lambda _count: None)
        made = desk.app.witness.sign(book.head(), desk.app.signer(name), desk.app.now_in(book))
    folder = None if to == "-" else Path(to) if to else desk.app.config.checkpoints
    file = keep(made, folder) if folder else None
    if file is None:
        write(made.line())
    elif as_json:
        print_json({"file": str(file), "entries": made.head.length, "head": made.head.hash, "by": name})
    else:
        say(f"{many(made.head.length, 'entry')}, signed by {name}: {file}")


@audits.command("erase")
def erase(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    reason: Reason,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Erase for good the words of a post that was sent or withdrawn, and what was said of it.

    Who did what and when stays, and the record still verifies. It does not take the post down.

    Example: purdahgate audit erase 12 --reason "A resident asked us to" --as mona
    """
    from purdahgate.usecases.erase import erase as erase_post

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed(dry_run=dry_run, heed=False) as deed:
        done = erase_post(deed, post, reason)
    if as_json:
        print_json({"id": done.id, "digest": done.digest, "erased": not dry_run})
    elif dry_run:
        say(f"The words of post {done.id} and every reason given for it would be erased, for good.")
    else:
        say(f"The words of post {done.id} and every reason given for it are erased. Backups still have them.")


@audits.command("export")
def export(
    file: Annotated[
        Path, typer.Argument(help="The bundle to write; a name on .jsonl gets the entries alone.")
    ],
    post: Annotated[int | None, typer.Option(help="What concerns this post.")] = None,
    window: Annotated[
        str | None, typer.Option(help="The posts that this election's window touched, by its id.")
    ] = None,
    redact: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave out: why, answers, changes, text, or actor (in the report alone). Repeatable."
        ),
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Write what a stranger needs to prove one post, one window or everything, with a page to read.

    Every entry is in it, of other posts without anybody's words. The record is proved first.

    Example: purdahgate audit export foi-123.zip --post 12 --redact why
    """
    desk = Desk(config, as_json=as_json)
    if file.suffix == ".jsonl":
        _refuse_with_jsonl(post, window, redact)
        _export_entries(desk, file)
        return
    from purdahgate.cli.bundles import export_bundle

    export_bundle(desk, file, post, window or "", redact or [])


def _refuse_with_jsonl(*given: object) -> None:
    from purdahgate.errors import InputError

    if any(given):
        mend = "Name a bundle, as audit.zip"
        raise InputError("a .jsonl file has every entry and nobody's words", mend=mend)


def _export_entries(desk: Desk, file: Path) -> None:
    """Every entry as one line of JSON, with the exact text that each hash covers."""
    from purdahgate.exchange.files import writing_whole

    count = 0
    with writing_whole(file) as out, desk.app.store.reading() as book:
        for each in book.audit():
            line = {"seq": each.seq, "prev": each.prev, "hash": each.hash, "body": each.body}
            out.write(json.dumps(line).encode() + b"\n")
            count += 1
    if desk.as_json:
        print_json({"file": str(file), "entries": count})
    else:
        say(f"{many(count, 'entry')} written to {file}.")
