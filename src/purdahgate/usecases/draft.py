"""What somebody typed, made into a revision; or one line on why it cannot be."""

import difflib
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from purdahgate.config import Config
from purdahgate.domain.clock import instant
from purdahgate.domain.lifecycle import State
from purdahgate.domain.places import ward_names
from purdahgate.domain.policy import Policy
from purdahgate.domain.post import ASAP, Category, Due, Medium, Revision, check_line, check_text
from purdahgate.domain.questions import AskedOf
from purdahgate.errors import InputError
from purdahgate.publishers.channels import refuse_too_long
from purdahgate.toml_refusals import suggest
from purdahgate.usecases.circumstances import CHECKED_BY
from purdahgate.usecases.submit import Draft

MOST_MEDIUM_BYTES = 50_000_000
ANSWER = "answer:"  # the front of a column of answers; the question's key follows
_HANDLE = re.compile(r"@?[\w.-]{1,100}(?:@[\w.-]{1,100})?")
_LINK = re.compile(r"https?://[^\s<>\"'`\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Typed:
    """One post as typed: `media` are paths with their alt texts, `due` a local wall time or `asap`."""

    text: str
    account: str
    due: str
    category: str = ""
    link: str = ""
    media: tuple[tuple[Path, str], ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    fold: int | None = None
    wards: tuple[str, ...] = ()
    shares: str = ""
    expires: str = ""
    incident: str = ""
    embargo: str = ""


def make_draft(config: Config, typed: Typed) -> Draft:
    """The draft of `typed`, or InputError for the first thing in it that cannot be taken."""
    config.account(typed.account)
    media = [_medium(path, alt) for path, alt in typed.media]
    revision = Revision(
        text=check_text(typed.text),
        account=typed.account,
        category=category_of(typed.category),
        due=due_of(config, typed.due, typed.fold),
        link=link_of(typed.link),
        media=tuple(medium for medium, _ in media),
        answers={
            question: check_line(said, f"answer to {question!r}")
            for question, said in typed.answers.items()
            if said
        },
        wards=ward_names(typed.wards),
        shares=shared_from(typed.shares),
        expires=expiry(config, typed.expires, typed.fold),
        incident=check_line(typed.incident, "incident") if typed.incident else "",
        embargo=embargo_of(config, typed.embargo, typed.fold) if typed.embargo else None,
    )
    refuse_too_long(config, revision)
    return Draft(revision, {medium.digest: content for medium, content in media})


def category_of(name: str) -> Category:
    """The category called `name`, `unstated` for an empty one; InputError names the nearest."""
    if not name:
        return Category.UNSTATED
    try:
        return Category(name)
    except ValueError:
        known = [each.value for each in Category]
        near = difflib.get_close_matches(name, known, n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"Categories: {', '.join(known)}"
        raise InputError(f"there is no category {name!r}", mend=mend) from None


def due_of(config: Config, typed: str, fold: int | None) -> Due:
    """When a post is due, as typed: `asap`, or a wall time in the body's zone."""
    if typed == ASAP:
        return Due(ASAP, None)
    return Due(typed, instant(typed, config.body.zone, fold))


def embargo_of(config: Config, typed: str, fold: int | None) -> Due:
    """The local time before which a post may not go out."""
    return Due(typed, instant(typed, config.body.zone, fold))


def link_of(link: str) -> str:
    """The link itself, or InputError where it is not a whole http(s) address."""
    if link and not _LINK.fullmatch(link):
        raise InputError(f"{link[:60]!r} is not a web address", mend="Give the whole of it: https://...")
    return link


def shared_from(typed: str) -> str:
    """Whose post is shared, as a handle or a web address; InputError for anything else."""
    if typed and not _HANDLE.fullmatch(typed) and not _LINK.fullmatch(typed):
        mend = "Give a handle, as @sometown, or the whole web address of the post"
        raise InputError(f"{typed[:60]!r} is nobody's handle or post", mend=mend)
    return typed


def expiry(config: Config, typed: str, fold: int | None) -> Due | None:
    """When a post is to be taken down, a wall time in the body's zone; None where nothing is typed."""
    return Due(typed, instant(typed, config.body.zone, fold)) if typed else None


def answers_of(typed: Iterable[str], policies: Iterable[Policy]) -> dict[str, str]:
    """Answers typed as KEY=TEXT, to questions that one of these policies puts to an author.

    InputError for another form, for a question nobody puts, for one answered twice, and for one that takes
    yes or no and has something else.
    """
    questions = {key: each for policy in policies for key, each in policy.questions.items()}
    known = sorted(key for key, each in questions.items() if each.of is AskedOf.AUTHOR)
    answers: dict[str, str] = {}
    for each in typed:
        key, said = split_answer(each)
        if key not in known:
            mend = suggest(key, known) if known else "This policy asks an author nothing"
            raise InputError(f"no question {key!r} is put to an author", mend=mend)
        if key in answers:
            raise InputError(f"{key!r} is answered twice", mend="Answer each question once")
        answers[key] = questions[key].check(said)
    return answers


def split_answer(typed: str) -> tuple[str, str]:
    """The key and the text of an answer typed as KEY=TEXT, or InputError."""
    key, mark, said = typed.partition("=")
    if not mark or not key.strip():
        raise InputError(f"{typed[:60]!r} is no answer", mend="Write it as --answer KEY=TEXT")
    return key.strip(), said.strip()


def wards_in(cell: str) -> tuple[str, ...]:
    """The wards that one cell of a file names, with semicolons between them."""
    return tuple(name for name in cell.split(";") if name.strip())


def _medium(path: Path, alt: str) -> tuple[Medium, bytes]:
    if not alt.strip():
        raise InputError(
            f"{path.name} has no alt text", mend="Say what it shows, with one --alt for each --media"
        )
    try:
        with path.open("rb") as file:
            content = file.read(MOST_MEDIUM_BYTES + 1)
    except OSError as bad:
        raise InputError(f"the medium cannot be read: {bad.strerror}", where=str(path)) from None
    if not content:
        raise InputError("the medium is empty", where=str(path))
    if len(content) > MOST_MEDIUM_BYTES:
        raise InputError(f"the medium is larger than {MOST_MEDIUM_BYTES:,} bytes", where=str(path))
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    medium = Medium(
        digest=hashlib.sha256(content).hexdigest(),
        name=path.name,
        media_type=media_type,
        size=len(content),
        alt=check_text(alt, "alt text"),
    )
    return medium, content


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit changes; None leaves a part as it is."""

    text: str | None = None
    account: str | None = None
    due: str | None = None
    category: str | None = None
    link: str | None = None
    because: str | None = None
    media: tuple[tuple[Path, str], ...] | None = None
    fold: int | None = None
    wards: tuple[str, ...] | None = None
    shares: str | None = None
    expires: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    checked_by: str | None = None
    incident: str | None = None
    embargo: str | None = None


def change_draft(config: Config, before: Revision, changes: Changes) -> Draft:
    """`before` with `changes` made, or InputError for the first that cannot be taken."""
    answers = {key: said for key, said in before.answers.items() if key != CHECKED_BY} | dict(changes.answers)
    if changes.checked_by:
        answers[CHECKED_BY] = changes.checked_by  # whoever checked the words before has not seen these
    if changes.because is not None:
        answers["because"] = changes.because
    if changes == Changes():
        raise InputError(
            "nothing is named to change", mend="Give new words, or --due, --category, --link ..."
        )
    timed = changes.due is not None or changes.expires or changes.embargo
    if changes.fold is not None and not timed:
        raise InputError("--fold goes with a time", mend="Give the due time again")
    typed = Typed(
        text=before.text if changes.text is None else changes.text,
        account=before.account if changes.account is None else changes.account,
        due=ASAP if changes.due is None else changes.due,
        category=before.category.value if changes.category is None else changes.category,
        link=before.link if changes.link is None else changes.link,
        media=changes.media or (),
        answers=answers,
        fold=changes.fold,
        wards=before.wards if changes.wards is None else changes.wards,
        shares=before.shares if changes.shares is None else changes.shares,
        expires=changes.expires or "",
        incident=before.incident if changes.incident is None else changes.incident,
        embargo=changes.embargo or "",
    )
    draft = make_draft(config, typed)
    kept = replace(
        draft.revision,
        due=before.due if changes.due is None else draft.revision.due,
        media=before.media if changes.media is None else draft.revision.media,
        expires=before.expires if changes.expires is None else draft.revision.expires,
        embargo=before.embargo if changes.embargo is None else draft.revision.embargo,
    )
    unchecked = changes.checked_by is None and CHECKED_BY in before.answers
    if unchecked and replace(kept, answers={**answers, CHECKED_BY: before.answers[CHECKED_BY]}) == before:
        return Draft(before)  # nothing changed: it is still what was checked
    refuse_too_long(config, kept)
    return Draft(kept, draft.media)


def states_of(names: Iterable[str]) -> tuple[State, ...]:
    """The states called `names`; InputError lists what there is."""
    known = [each.value for each in State if each is not State.NEW]
    for name in names:
        if name not in known:
            raise InputError(f"there is no state {name!r}", mend=f"States: {', '.join(known)}")
    return tuple(State(name) for name in names)
