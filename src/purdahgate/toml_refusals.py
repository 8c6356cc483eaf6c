"""Why a TOML tree is not the struct it should be, in words for whoever wrote the file."""

import difflib
import re
from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import inspect

from purdahgate.toml_lines import Step

_SAID: Final = re.compile(r"(?P<what>.*?)(?: - at `\$(?P<at>.*)`)?", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<key>.*)`", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(?P<key>.*)`", re.DOTALL)
_BAD_WORD: Final = re.compile(r"Invalid enum value '?(?P<word>.*?)'?", re.DOTALL)
_BAD_TYPE: Final = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`")
_MOMENTS: Final = {"date": "2027-05-06", "datetime": "2027-05-06T09:00:00Z", "time": "22:00:00"}
_IN_WORDS: Final = {
    "str": "a text in quotes",
    "int": "a whole number",
    "array": "a list in [ ]",
    "bool": "true or false",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot stand, at which key (`steps`), and the mend."""

    what: str
    steps: tuple[Step, ...]
    mend: str


def explain(said: str, into: type[msgspec.Struct], at: tuple[Step, ...] = ()) -> Refusal:
    """Turn msgspec's message about a tree that is no `into`, and stands `at` some key, into a refusal."""
    parts = _SAID.fullmatch(said)
    assert parts is not None
    what, inner = parts["what"], _steps(parts["at"] or "")
    known = _known(_shapes_at(inspect.type_info(into), inner))
    steps = (*at, *inner)
    if missing := _MISSING.fullmatch(what):
        return Refusal(f"{_place(steps)} has no {missing['key']!r}", steps, f"Add {missing['key']} = ...")
    if unknown := _UNKNOWN.fullmatch(what):
        key = unknown["key"]
        return Refusal(f"unknown key {key!r} in {_place(steps)}", (*steps, key), suggest(key, known))
    if word := _BAD_WORD.fullmatch(what):
        return Refusal(f"{_place(steps)} cannot be {word['word']!r}", steps, suggest(word["word"], known))
    if kind := _BAD_TYPE.fullmatch(what):
        return Refusal(f"{_place(steps)} has the wrong type, {kind['got']}", steps, _write(kind["wanted"]))
    return Refusal(f"{_place(steps)}: {what.replace('`', '').lower()}", steps, "Mend the value")


def suggest(typed: str, known: list[str]) -> str:
    """The mend for a mistyped word: the nearest one that is known, or all of them."""
    near = difflib.get_close_matches(typed, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}"


def _write(wanted: str) -> str:
    kind = wanted.removesuffix(" | null")
    if kind in _MOMENTS:
        return f"Write a {kind} without quotes, as {_MOMENTS[kind]}"
    return f"Write {_IN_WORDS.get(kind, kind)}"


def _steps(at: str) -> tuple[Step, ...]:
    """`.election[3].status` as ("election", 3, "status"); a key that msgspec keeps to itself is "..."."""
    found = _STEP.finditer(at)
    return tuple(one["name"] or (int(one["index"]) if one["index"].isdigit() else "...") for one in found)


def _place(steps: tuple[Step, ...]) -> str:
    """`election 4 status`: tables are counted from one, as a reader does."""
    return " ".join(str(one + 1) if isinstance(one, int) else one for one in steps) or "the file"


def _shapes_at(shape: inspect.Type, steps: tuple[Step, ...]) -> list[inspect.Type]:
    """What may stand at `steps`: more than one shape where it is a union."""
    shapes = _alternatives(shape)
    for step in steps:
        shapes = [inner for outer in shapes for inner in _inside(outer, step)]
    return shapes


def _alternatives(shape: inspect.Type) -> list[inspect.Type]:
    return list(shape.types) if isinstance(shape, inspect.UnionType) else [shape]


def _inside(shape: inspect.Type, step: Step) -> list[inspect.Type]:
    match shape:
        case inspect.StructType(fields=fields):
            return [one for field in fields if field.encode_name == step for one in _alternatives(field.type)]
        case inspect.CollectionType(item_type=item):
            return _alternatives(item)
        case inspect.DictType(value_type=value):
            return _alternatives(value)
        case _:
            return []


def _known(shapes: list[inspect.Type]) -> list[str]:
    """The keys, or the words, that may stand there."""
    found: list[str] = []
    for shape in shapes:
        match shape:
            case inspect.StructType(fields=fields):
                found += [field.encode_name for field in fields]
            case inspect.EnumType(cls=cls):
                found += [str(word.value) for word in cls]
            case inspect.LiteralType(values=values):
                found += [str(value) for value in values]
            case _:
                pass
    return found
