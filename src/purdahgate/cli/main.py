"""The command line: every command's place, and the one handler of what goes wrong."""

from functools import cache
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from purdahgate import __version__
from purdahgate.cli import (
    account,
    account_lists,
    audit,
    calendar,
    calendar_changes,
    calendar_import,
    calendar_proposals,
    calendar_records,
    channel,
    check,
    handover,
    incident,
    key,
    mentions,
    people_signing,
    person,
    person_lists,
    policy,
    post,
    queue,
    register,
    release,
    rules,
    sign_off,
    stops,
    tasks,
    worker,
    workspace,
)
from purdahgate.cli.desk import ROOT_CONFIG
from purdahgate.cli.terminal import tell_error, warn
from purdahgate.errors import BugError, InputError, PurdahgateError

USAGE, INTERRUPTED = 2, 130
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]  # typer has no public name for it

app = typer.Typer(
    name="purdahgate",
    help="The gate in front of a public body's social media accounts in the weeks before an election.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"purdahgate {__version__}")
        raise typer.Exit


@app.callback()
def root(
    config: Annotated[
        Path | None, typer.Option("--config", help="The body's config file; else ./config.toml.")
    ] = None,
    _asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take what stands before the command."""
    if config is not None:
        ROOT_CONFIG.set(config)


app.command()(workspace.init)
app.command()(workspace.demo)
app.command()(workspace.doctor)
app.command()(workspace.status)
app.command()(check.check)
post.posts.command("import")(queue.import_posts)
post.posts.command("judge")(queue.judge)
app.add_typer(post.posts, name="post")
app.command()(sign_off.inbox)
app.command()(sign_off.approve)
app.command()(sign_off.reject)
app.command()(sign_off.rule)
app.command()(stops.stop)
app.command()(stops.resume)
app.add_typer(incident.incidents, name="incident")
for _name, _command in (
    ("add", calendar_changes.add),
    ("move", calendar_changes.move),
    ("cancel", calendar_changes.cancel),
    ("restore", calendar_changes.restore),
    ("what-if", calendar_changes.what_if),
    ("import", calendar_import.import_elections),
    ("record-notice", calendar_records.record_notice),
    ("record-announcement", calendar_records.record_announcement),
    ("record-declaration", calendar_records.record_declaration),
    ("record-government", calendar_records.record_government),
    ("proposals", calendar_proposals.proposals),
    ("confirm", calendar_proposals.confirm),
    ("refuse", calendar_proposals.refuse),
):
    calendar.calendars.command(_name)(_command)
app.add_typer(calendar.calendars, name="calendar")
app.add_typer(mentions.mentions, name="mentions")
app.add_typer(register.registers, name="register")
app.add_typer(policy.policies, name="policy")
app.add_typer(rules.rules, name="rules")
account.accounts.command("list")(account_lists.list_accounts)
account.accounts.command("show")(account_lists.show_account)
person.people.command("sign")(people_signing.sign)
person.people.command("key")(people_signing.add_key)
key.keys.command("revoke")(people_signing.revoke)
person.people.command("list")(person_lists.list_people)
person.people.command("show")(person_lists.show_person)
app.add_typer(account.accounts, name="account")
app.add_typer(person.people, name="person")
app.add_typer(key.keys, name="key")
app.add_typer(tasks.todo, name="tasks")
app.add_typer(channel.channels, name="channel")
app.add_typer(worker.workers, name="worker")
app.add_typer(release.releases, name="release")
app.add_typer(handover.handovers, name="handover")
app.add_typer(audit.audits, name="audit")


def run(arguments: list[str]) -> int:
    """Run one command; gives its exit code. Whatever goes wrong is said in one line on standard error."""
    try:
        return _run(arguments)
    except PurdahgateError as wrong:
        failure = wrong
    except typer.Abort:
        failure = InputError("no answer was given", mend="Give it as an option: see --help")
    except BrokenPipeError:
        return 1  # whoever read has gone; nothing more to say
    except KeyboardInterrupt:
        warn("Interrupted; nothing was left half done.")
        return INTERRUPTED
    except Exception as bug:  # noqa: BLE001  (the last resort: a bug is said in one line too)
        failure = BugError(
            f"a bug in purdahgate: {type(bug).__name__}: {bug}",
            where=_where(bug),
            mend="Nothing was left half done. Please report it with that place",
        )
    tell_error(failure, as_json="--json" in arguments)
    return failure.exit_code


@cache
def _whole() -> Any:
    """The whole command line, made once in a process that runs several commands."""
    return typer.main.get_command(app)


def _run(arguments: list[str]) -> int:
    _refuse_broken(arguments)
    try:
        ended = _whole()(args=arguments, prog_name="purdahgate", standalone_mode=False)
    except typer.Exit as asked:
        return asked.exit_code
    except _USAGE_ERROR as misused:
        said = StringIO()
        misused.show(said)
        warn(said.getvalue().rstrip())  # never raw: an option may carry anything
        return USAGE
    return ended if isinstance(ended, int) else 0


def _refuse_broken(arguments: list[str]) -> None:
    """Refuse what the terminal could not decode, whichever argument it stands in."""
    for argument in arguments:
        if any("\ud800" <= each <= "\udfff" for each in argument):
            raise InputError("an argument is not UTF-8", where=ascii(argument), mend="Type it in UTF-8")


def _where(bug: BaseException) -> str:
    """The file and line the bug arose at."""
    trace = bug.__traceback__
    place = ""
    while trace:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
