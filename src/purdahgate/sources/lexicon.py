"""The lexicon's files: a folder of TOML, read by name; a later file adds to what an earlier one says."""

import hashlib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from purdahgate.detect.mentions.lexicon import (
    Cues,
    HandleForms,
    Letters,
    Lexicon,
    Office,
    OfficeOf,
    PartyWords,
    Title,
    WeakGroup,
    WordLists,
)
from purdahgate.detect.political.cues import Cue, Politics
from purdahgate.detect.political.phrases import words_of
from purdahgate.detect.words import OtherWords
from purdahgate.errors import DataError
from purdahgate.toml_files import TomlFile, open_toml

SHIPPED_LEXICON: Final = Path(__file__).parent.parent / "shipped" / "lexicon"

T = TypeVar("T")
_Words = list[str]
_Table = dict[str, Any]


class _Party(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    id: str = ""
    names: _Words = []
    abbreviations: _Words = []
    results: _Words = []
    domains: _Words = []
    tags: _Words = []
    handles: _Words = []


class _Group(msgspec.Struct, forbid_unknown_fields=True):
    key: str
    party: str = ""
    words: _Words = []
    followed_by: _Words = []
    lower_followed_by: _Words = []
    not_followed_by: _Words = []
    preceded_by: _Words = []
    unless_followed_by: _Words = []
    unless_preceded_by: _Words = []
    unless_near: _Words = []
    alone: bool = False
    verbs: bool = False
    possessive: bool = False
    lower: bool = True
    any_opening: bool = False


class _Cues(msgspec.Struct, forbid_unknown_fields=True):
    followed_by: _Words = []
    lower_followed_by: _Words = []
    preceded_by: _Words = []
    hyphenated: _Words = []
    verbs: _Words = []
    opening_verbs: _Words = []
    voting: _Words = []
    unless_after_names: _Words = []
    tags: _Words = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    licence: str
    checked_on: date
    party: list[_Party] = []
    group: list[_Group] = []
    cues: _Cues = msgspec.field(default_factory=_Cues)
    title: list[_Table] = []
    letters: list[_Table] = []
    office: list[_Table] = []
    office_of: list[_Table] = []
    handles: _Table = {}
    words: _Table = {}
    political_points: int = 1
    political_words: dict[str, _Words] = {}
    political: list[_Table] = []
    other: _Table = {}


def load_lexicon(path: Path = SHIPPED_LEXICON) -> tuple[Lexicon, str]:
    """The lexicon of every `.toml` file in the folder `path`, and the digest (SHA-256) of their bytes.

    Raises DataError where the folder holds none, or a file cannot stand as it is.
    """
    files = [open_toml(file) for file in sorted(path.glob("*.toml"))]
    if not files:
        raise DataError("there is no lexicon", where=str(path), mend="Name a folder that holds .toml files")
    digest = hashlib.sha256()
    merged: _Table = {}
    for file in files:
        digest.update(file.text.encode())
        _merge(merged, _checked(file))
    try:
        return _lexicon(msgspec.convert(merged, _File)), digest.hexdigest()
    except (msgspec.ValidationError, _MisfitError) as wrong:
        raise DataError(f"the lexicon does not fit together: {wrong}", where=str(path)) from None


def _checked(file: TomlFile) -> _Table:
    """The file's tables, each checked by itself so that an error names its file."""
    file.convert(_File)
    try:
        for key, kind in _KINDS.items():
            _rows(kind, file.tree.get(key, ()))
        for key, kind in _SINGLES.items():
            _rows(kind, (file.tree.get(key, {}),))
    except (msgspec.ValidationError, _UnknownKeyError) as wrong:
        raise DataError(
            f"the lexicon cannot be read: {wrong}", where=str(file.path), mend="Mend that entry"
        ) from None
    return file.tree


_KINDS: Final[Mapping[str, type]] = {
    "title": Title,
    "letters": Letters,
    "office": Office,
    "office_of": OfficeOf,
    "political": Cue,
}
_SINGLES: Final[Mapping[str, type]] = {
    "handles": HandleForms,
    "words": WordLists,
    "other": OtherWords,
}


class _UnknownKeyError(Exception):
    pass


class _MisfitError(Exception):
    pass


def _rows(kind: type[T], tables: Iterable[_Table]) -> tuple[T, ...]:
    """Each table as a `kind`; msgspec lets unknown keys of a dataclass pass, so they are looked for here."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    rows = []
    for table in tables:
        if unknown := table.keys() - known:
            raise _UnknownKeyError(f"unknown key {min(unknown)!r}")
        rows.append(msgspec.convert(table, kind))
    return tuple(rows)


def _merge(into: _Table, tables: _Table) -> None:
    """Add one file's tables: lists grow; groups of one key and parties of one name become one."""
    for key, value in tables.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list) and key in {"party", "group"}:
            for row in value:
                _merge_row(into.setdefault(key, []), row, "name" if key == "party" else "key")
        elif isinstance(value, list):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value


def _merge_row(rows: list[_Table], row: _Table, name: str) -> None:
    for known in rows:
        if known[name] == row[name]:
            _merge(known, row)
            return
    rows.append(deepcopy(row))  # a file that is read again must be as it was


def _lexicon(file: _File) -> Lexicon:
    who = {party.id: _who(party) for party in file.party}
    cues = file.cues
    words = _rows(WordLists, [{**file.words, "tag_cues": cues.tags}])[0]
    return Lexicon(
        parties=tuple(_party(party) for party in file.party),
        groups=tuple(_group(group, cues, who) for group in file.group),
        cues=Cues(
            hyphenated=frozenset(cues.hyphenated),
            verbs=frozenset(cues.verbs),
            opening_verbs=frozenset(cues.opening_verbs),
            voting=frozenset(cues.voting),
            unless_after_names=frozenset(cues.unless_after_names),
        ),
        titles=_rows(Title, file.title),
        letters=_rows(Letters, file.letters),
        offices=_rows(Office, file.office),
        offices_of=_rows(OfficeOf, file.office_of),
        handles=_rows(HandleForms, [file.handles])[0],
        words=words,
        politics=_politics(file),
        other=_rows(OtherWords, [file.other])[0],
    )


def _politics(file: _File) -> Politics:
    lists = {f"<{name}>": words for name, words in file.political_words.items()}
    rows = [
        {**row, **{key: _spread(row[key], lists) for key in ("phrases", "near") if key in row}}
        for row in file.political
    ]
    cues = _rows(Cue, rows)
    known = {cue.key for cue in cues}
    for cue in cues:
        if not (cue.phrases or cue.mention):
            raise _MisfitError(f"a row of {cue.key!r} has neither phrases nor a mention")
        if lost := cue.unless - known:
            raise _MisfitError(f"{cue.key!r} has unless {min(lost)!r}, which is no class")
    return Politics(cues, file.political_points)


def _spread(phrases: _Words, lists: Mapping[str, _Words]) -> _Words:
    """The phrases, with the words of a list in place of its <name>."""
    for phrase in phrases:
        if phrase.startswith("<") and phrase not in lists:
            raise _MisfitError(f"there is no list {phrase!r} in political_words")
    spread = [word for phrase in phrases for word in lists.get(phrase, [phrase])]
    for phrase in spread:
        if not all(words_of(phrase.replace("|", " ")) or ("",)):
            raise _MisfitError(f"{phrase!r} is no phrase of words")
    return spread


def _who(party: _Party) -> str:
    return f"{party.name} ({party.id})" if party.id else party.name


def _party(party: _Party) -> PartyWords:
    return PartyWords(
        who=_who(party),
        names=tuple(party.names),
        abbreviations=tuple(party.abbreviations),
        results=tuple(party.results),
        domains=tuple(party.domains),
        tags=tuple(party.tags),
        handles=tuple(party.handles),
    )


def _group(group: _Group, cues: _Cues, who: Mapping[str, str]) -> WeakGroup:
    followed_by = {*cues.followed_by, *group.followed_by} - set(group.not_followed_by)
    return WeakGroup(
        key=group.key,
        who=who.get(group.party, ""),
        words=tuple(group.words),
        followed_by=frozenset(followed_by),
        lower_followed_by=frozenset({*cues.lower_followed_by, *group.lower_followed_by}),
        preceded_by=frozenset(group.preceded_by or cues.preceded_by),
        unless_followed_by=frozenset(group.unless_followed_by),
        unless_preceded_by=frozenset(group.unless_preceded_by),
        unless_near=frozenset(group.unless_near),
        alone=group.alone,
        verbs=group.verbs,
        possessive=group.possessive,
        lower=group.lower,
        any_opening=group.any_opening,
    )
