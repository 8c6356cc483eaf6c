"""The one reader of TOML files: typed, or refused in a line that names file, line, key and mend."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pytest

from purdahgate.errors import ConfigError, DataError
from purdahgate.toml_files import MOST_BYTES, open_toml, read_toml
from purdahgate.toml_lines import line_of


class Colour(StrEnum):
    RED = "red"
    DEEP_BLUE = "deep-blue"


class Boat(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    colour: Colour = Colour.RED
    built: date | None = None
    oars: Annotated[int, msgspec.Meta(ge=0)] = 2
    crew: tuple[str, ...] = ()
    rig: Literal["sloop", "ketch"] | None = None


class Harbour(msgspec.Struct, forbid_unknown_fields=True):
    town: str
    boat: list[Boat] = []
    pier: dict[str, Boat] = {}


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "harbour.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('town = "Exampleport"\n[[boat]]\nname = "Ann"\n', id="plain"),
        pytest.param('\ufefftown = "Exampleport"\n[[boat]]\nname = "Ann"\n', id="with a BOM"),
        pytest.param('town = "Exampleport"\r\n[[boat]]\r\nname = "Ann"\r\n', id="with Windows line ends"),
    ],
)
def test_a_good_file_is_read_as_its_struct(tmp_path, text):
    path = write(tmp_path, text)

    harbour = read_toml(path, Harbour)

    assert harbour == Harbour(town="Exampleport", boat=[Boat(name="Ann")])


@pytest.mark.parametrize(
    ("text", "line", "says", "mend"),
    [
        pytest.param(
            'town = "E"\ntwon = "F"', ":2", "unknown key 'twon' in the file", "Did you mean 'town'?", id="key"
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\n[[boat]]\nname = "B"\nsails = 1',
            ":6",
            "unknown key 'sails' in boat 2",
            "Known: name, colour, built, oars, crew, rig",
            id="a key of the second table",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\noars = 4', ":2", "boat 1 has no 'name'", "Add name = ...", id="missing"
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\ncolour = "deep-bleu"',
            ":4",
            "boat 1 colour cannot be 'deep-bleu'",
            "Did you mean 'deep-blue'?",
            id="a word",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\nbuilt = "2027-05-06"',
            ":4",
            "boat 1 built has the wrong type, str",
            "Write a date without quotes, as 2027-05-06",
            id="a date in quotes",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\ncrew = "Bo"',
            ":4",
            "boat 1 crew has the wrong type, str",
            "Write a list in [ ]",
            id="a text for a list",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\ncrew = ["Bo", 3]',
            ":4",
            "boat 1 crew 2 has the wrong type, int",
            "Write a text in quotes",
            id="a number among texts",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\noars = -1',
            ":4",
            "boat 1 oars: expected int >= 0",
            "Mend the value",
            id="a number too small",
        ),
        pytest.param(
            'town = "E"\n[pier.west]\nname = 3',
            "",
            "pier ... name has the wrong type",
            "",
            id="in a named table",
        ),
        pytest.param(
            'town = "E"\n[[boat]]\nname = "A"\nrig = "slop"',
            ":4",
            "boat 1 rig cannot be 'slop'",
            "Did you mean 'sloop'?",
            id="a word that may be left out",
        ),
        pytest.param(
            'town = "E"\n[pier.west]\nname = "A"\ncolor = "red"',
            "",
            "unknown key 'color' in pier ...",
            "Did you mean 'colour'?",
            id="a key of a named table",
        ),
        pytest.param("town = [", ":1", "not TOML: invalid value", "Mend that line", id="not TOML"),
        pytest.param(
            'town = "E"\nbuilt = 2027-02-30',
            ":2",
            "invalid date",
            "Write a real date",
            id="an impossible day",
        ),
        pytest.param(
            'town = "E"\nbuilt = 2027-13-01', ":2", "not TOML", "Write a real date", id="an impossible month"
        ),
        pytest.param(b'town = "E"\nx = "\xa3"', ":2", "not UTF-8", "Save it as UTF-8", id="Windows-1252"),
    ],
)
def test_what_cannot_stand_is_refused_by_line_and_key_with_the_mend(tmp_path, text, line, says, mend):
    path = write(tmp_path, text)

    with pytest.raises(DataError) as refused:
        read_toml(path, Harbour)

    assert says in refused.value.message
    assert refused.value.where == f"{path}{line}"
    assert mend in refused.value.mend


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("a." * 9_000 + "a = 1", "too deep", id="a dotted key of 9,000 parts"),
        pytest.param('"a" . ' * 3_000 + "a = 1", "too deep", id="the same in quotes"),
        pytest.param("[" + "a." * 500 + "a]", "too deep", id="a table's name"),
        pytest.param("x = {" + "a." * 500 + "a = 1}", "too deep", id="inside an inline table"),
        pytest.param("x = '" + "y" * 20_000 + "'", "too long", id="a line of 20,000 characters"),
        pytest.param("x = " + "[" * 9_000, "nested", id="9,000 brackets in a line"),
        pytest.param("x = [\n" + "[\n" * 100_000, "nested", id="100,000 brackets, one a line"),
        pytest.param("#" * (MOST_BYTES + 1), "too big", id="too big"),
    ],
)
def test_a_hostile_file_is_refused_before_it_costs_anything(tmp_path, text, says):
    path = write(tmp_path, text)

    with pytest.raises(DataError, match=says):
        open_toml(path)


def test_initials_in_a_sentence_are_no_dotted_key(tmp_path):
    path = write(tmp_path, 'town = "' + "A. B. C. " * 5 + '"\n')

    harbour = read_toml(path, Harbour)

    assert harbour.town.startswith("A. B.")


@pytest.mark.parametrize("name", [pytest.param("none.toml", id="missing"), pytest.param("", id="a folder")])
def test_a_file_that_cannot_be_opened_is_refused_by_its_path(tmp_path, name):
    with pytest.raises(DataError, match="cannot read the file"):
        open_toml(tmp_path / name)


def test_the_reader_raises_the_error_that_it_is_given(tmp_path):
    path = write(tmp_path, "twon = 1")

    with pytest.raises(ConfigError):
        read_toml(path, Harbour, error=ConfigError)


def test_a_smaller_limit_is_kept(tmp_path):
    path = write(tmp_path, 'town = "Exampleport"')

    with pytest.raises(DataError, match="too big"):
        open_toml(path, limit=10)


def test_a_header_inside_a_multi_line_string_is_no_table():
    text = 'a = """\n[[boat]]\n"""\n[[boat]]\nname = "Ann"\n'

    line = line_of(text, ("boat", 0, "name"))

    assert line == 5
