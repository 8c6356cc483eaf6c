"""`purdahgate post`: the queue."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say, typed_words
from purdahgate.cli.options import (
    Answers,
    AsJson,
    AsName,
    ConfigFile,
    DryRun,
    Expires,
    Fold,
    Reason,
    Shares,
    Wards,
)
from purdahgate.errors import InputError

if TYPE_CHECKING:
    from purdahgate.usecases.submit import Draft, Stored

posts = typer.Typer(help="Queue posts, edit them, see where they stand.", no_args_is_help=True)

Media = Annotated[list[Path] | None, typer.Option("--media", help="A picture or film; may be repeated.")]
Alt = Annotated[list[str] | None, typer.Option("--alt", help="What the medium shows; one for each --media.")]
Because = Annotated[str | None, typer.Option(help="Why a service post cannot wait until after polling day.")]
Category = Annotated[
    str | None,
    typer.Option(
        help="service, emergency, election-information, election-results, news, campaign, event ..."
    ),
]
Due = Annotated[str | None, typer.Option(help="When it goes out: a local time as 2027-04-20T09:00, or asap.")]
CheckedBy = Annotated[
    str | None, typer.Option("--checked-by", help="The senior who checked it, by name in people.toml.")
]
Incident = Annotated[str | None, typer.Option("--incident", help="The live incident it is about.")]
Embargo = Annotated[
    str | None, typer.Option("--embargo-until", help="The local time before which it may not go out.")
]
Link = Annotated[str | None, typer.Option(help="The link it carries.")]


@posts.command("add")
def add(
    text: Annotated[str, typer.Argument(help="The words; `-` reads standard input.")],
    account: Annotated[list[str], typer.Option(help="The account; repeat it for the same words on several.")],
    due: Due = None,
    category: Category = None,
    because: Because = None,
    link: Link = None,
    media: Media = None,
    alt: Alt = None,
    ward: Wards = None,
    shares: Shares = None,
    expires: Expires = None,
    answer: Answers = None,
    checked_by: CheckedBy = None,
    incident: Incident = None,
    embargo: Embargo = None,
    fold: Fold = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Queue a post: it is judged at once, as of the time it is due.

    Example: purdahgate post add "Bins go a day late" --account council --due 2027-04-20T09:00
    --category service --because "Collections change that week" --as olive
    """
    from purdahgate.cli.questions import ask_author
    from purdahgate.usecases.circumstances import CHECKED_BY
    from purdahgate.usecases.draft import Typed, make_draft
    from purdahgate.usecases.submit import submit

    if due is None:
        raise InputError("no due time is given", mend="Say --due 2027-04-20T09:00, or --due asap")
    desk = Desk(config, as_json=as_json, as_name=as_name)
    words = typed_words(text)
    pairs = _paired(media, alt)
    answers = ({} if because is None else {"because": because}) | _typed_answers(desk, answer)
    if checked_by:
        answers[CHECKED_BY] = checked_by

    def typed(name: str) -> "Draft":
        whole = Typed(
            text=words,
            account=name,
            due=due,
            category=category or "",
            link=link or "",
            media=pairs,
            answers=answers,
            fold=fold,
            wards=tuple(ward or ()),
            shares=shares or "",
            expires=expires or "",
            incident=incident or "",
            embargo=embargo or "",
        )
        return make_draft(desk.app.config, whole)

    names = dict.fromkeys(account)
    drafts = [typed(name) for name in names]
    while more := ask_author(desk, [draft.revision for draft in drafts], answers):
        answers |= more
        drafts = [typed(name) for name in names]
    with desk.deed(dry_run=dry_run) as deed:
        stored = submit(deed, drafts, batch=len(drafts) > 1)
    _print_stored(desk, stored, dry_run=dry_run)


@posts.command("edit")
def edit(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    text: Annotated[str | None, typer.Argument(help="New words; `-` reads standard input.")] = None,
    account: Annotated[str | None, typer.Option(help="Another account.")] = None,
    due: Due = None,
    category: Category = None,
    because: Because = None,
    link: Link = None,
    media: Media = None,
    alt: Alt = None,
    ward: Wards = None,
    shares: Shares = None,
    expires: Expires = None,
    answer: Answers = None,
    checked_by: CheckedBy = None,
    incident: Incident = None,
    embargo: Embargo = None,
    fold: Fold = None,
    dry_run: DryRun = False,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Save a new revision. Whatever is not named stays; any approval was of the old one and is void.

    Example: purdahgate post edit 12 --due 2027-05-10T09:00 --as olive
    """
    from purdahgate.usecases.draft import Changes, change_draft
    from purdahgate.usecases.edit import edit as save

    desk = Desk(config, as_json=as_json, as_name=as_name)
    words = None if text is None else typed_words(text)
    changes = Changes(
        text=words,
        account=account,
        due=due,
        category=category,
        link=link,
        because=because,
        media=_paired(media, alt) if media or alt else None,
        fold=fold,
        wards=_retagged(ward),
        shares=shares,
        expires=expires,
        answers=_typed_answers(desk, answer),
        checked_by=checked_by,
        incident=incident,
        embargo=embargo,
    )
    with desk.deed(dry_run=dry_run) as deed:
        draft = change_draft(desk.app.config, deed.book.post(post).revision, changes)
        stored = save(deed, post, draft)
    _print_stored(desk, [stored], dry_run=dry_run)


@posts.command("withdraw")
def withdraw(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Take a post out of the queue for good. Anybody in people.toml may.

    Example: purdahgate post withdraw 12 --reason "The event is off" --as olive
    """
    from purdahgate.usecases.withdraw import withdraw as stop

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        gone = stop(deed, post, reason)
    if as_json:
        _print_stored(desk, [gone], dry_run=False)
    else:
        say(f"Post {gone.post.id} is withdrawn.")


@posts.command("recall")
def recall(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    reason: Reason,
    as_name: AsName = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Have a post that is out taken down: by the worker where it can, else it is a task. Anybody may.

    Example: purdahgate post recall 12 --reason "The Chief Executive wants it removed" --as olive
    """
    from purdahgate.usecases.recall import recall as take_back

    desk = Desk(config, as_json=as_json, as_name=as_name)
    with desk.deed() as deed:
        gone = take_back(deed, post, reason)
    if as_json:
        print_json({"id": gone.id, "state": gone.state.value, "recalled": True})
        return
    say(f"Post {gone.id} is to be taken down from {gone.revision.account}.")
    say(f"The worker does so where it can. Else: purdahgate tasks done take-down-{gone.id} --reason ...")


@posts.command("list")
def list_posts(
    state: Annotated[
        list[str] | None, typer.Option(help="Only posts in this state; may be repeated.")
    ] = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="What went out without a sign-off.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest.")] = 100,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """The queue: state, due time, window, and why.

    Example: purdahgate post list --state held --state blocked
    """
    from purdahgate.cli.lists import show_posts, stopped_notes
    from purdahgate.usecases.draft import states_of

    desk = Desk(config, as_json=as_json)
    with desk.app.store.reading() as book:
        found, total = book.listed(states_of(state or ()), limit=limit, unsigned=unsigned)
        notes = stopped_notes(book.open_stops(), found)
    asked = state or unsigned
    none = "No such posts." if asked else "The queue is empty. Queue a post with: purdahgate post add"
    show_posts(desk, found, total, none, notes)


@posts.command("show")
def show(
    post: Annotated[int, typer.Argument(help="The post's number.")],
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """One post whole: its words with the findings numbered, its verdict now, its sign-offs, its history.

    Example: purdahgate post show 12
    """
    from purdahgate.cli.lists import show_post

    show_post(Desk(config, as_json=as_json), post)


def _typed_answers(desk: Desk, typed: list[str] | None) -> dict[str, str]:
    """What was typed with --answer; the policy is looked at only where something was."""
    from purdahgate.usecases.draft import answers_of

    return answers_of(typed, desk.cached_world.policies()) if typed else {}


def _retagged(ward: list[str] | None) -> tuple[str, ...] | None:
    """The wards of an edit: those named, none for a single empty name, as they were where none is named."""
    if not ward:
        return None
    return () if ward == [""] else tuple(ward)


def _paired(media: list[Path] | None, alt: list[str] | None) -> tuple[tuple[Path, str], ...]:
    media, alt = media or [], alt or []
    if len(media) != len(alt):
        raise InputError(
            f"{len(media)} media and {len(alt)} alt texts", mend="Give one --alt for each --media, in order"
        )
    return tuple(zip(media, alt, strict=True))


def _print_stored(desk: Desk, stored: list["Stored"], *, dry_run: bool) -> None:
    from purdahgate.cli.lists import show_stored

    show_stored(desk, stored, dry_run=dry_run)
