"""`config.toml`: read whole, and each error names the key, the file and the mend."""

from datetime import timedelta
from pathlib import Path

import pytest

from purdahgate.app import App
from purdahgate.config import load_config
from purdahgate.domain.windows import Close
from purdahgate.errors import ConfigError, InputError

CONFIG = """
[body]
name = "Sometown Council"
kind = "council"
nation = "england"
areas = ["Chelmsford"]
zone = "Europe/London"

[windows]
weeks = 6

[files]
policy = "shipped:policies/uk-base.toml"
calendars = ["shipped:calendars"]
registers = ["shipped:registers"]
people = "people.toml"

[store]
database = "sqlite:///gate.db"

[release]
lateness_minutes = 45
tick_seconds = 5
calendar_stale_after_days = 90

[channel.outbox]
kind = "folder"
folder = "outbox"

[account.council]
channel = "outbox"
"""


def write(folder: Path, text: str = CONFIG) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "people.toml").touch()
    return path


def line_of(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_a_config_is_read_with_its_paths_resolved(tmp_path):
    config = load_config(write(tmp_path))

    assert config.body.areas == ("chelmsford",)
    assert config.body.own_names == ("Sometown Council",)
    assert config.people == tmp_path / "people.toml"
    assert config.channels["outbox"].kind == "folder"
    assert (config.lateness, config.tick) == (timedelta(minutes=45), timedelta(seconds=5))
    assert config.stale_after == timedelta(days=90)


def test_what_is_left_out_has_the_values_the_readme_says(tmp_path):
    body, _, rest = CONFIG.partition("[windows]")
    files = rest.partition("[store]")[0].partition("[files]")[2]

    config = load_config(write(tmp_path, body + "[files]" + files))

    assert (config.windows.weeks, config.windows.close) == (6, Close.END_OF_POLLING_DAY)
    assert (config.lateness, config.tick) == (timedelta(minutes=60), timedelta(seconds=10))
    assert config.stale_after == timedelta(days=180)
    assert config.database == "sqlite:///purdahgate.db"


def test_a_folder_stands_for_the_files_in_it_by_name(tmp_path):
    registers = tmp_path / "registers"
    registers.mkdir()
    (registers / "b.csv").touch()
    (registers / "a.csv").touch()

    config = load_config(write(tmp_path, CONFIG.replace("shipped:registers", "registers")))

    assert config.registers == (registers / "a.csv", registers / "b.csv")


@pytest.mark.parametrize(
    ("old", "new", "says", "at", "mend"),
    [
        pytest.param('kind = "council"', 'kind = "counsel"', "counsel", "counsel", "council", id="kind"),
        pytest.param('"england"', '"englnd"', "englnd", "englnd", "england", id="nation"),
        pytest.param('name = "Sometown Council"', "name = 7", "name", "name = 7", "text", id="a type"),
        pytest.param("weeks = 6", 'weeks = "6"', "weeks", "weeks", "whole number", id="another type"),
        pytest.param("weeks = 6", "weeks = true", "weeks", "weeks", "whole number", id="true is no number"),
        pytest.param("weeks = 6", "week = 6", "'week'", "week = 6", "'weeks'", id="a key mistyped"),
        pytest.param("[windows]", "[window]", "'window'", "[window]", "'windows'", id="a table mistyped"),
        pytest.param(
            "tick_seconds", "tick_secs", "'tick_secs'", "tick_secs", "'tick_seconds'", id="another key"
        ),
        pytest.param("weeks = 6", "weeks = 5", "5", "weeks", "shortest", id="too few weeks"),
        pytest.param("weeks = 6", "weeks = 27", "27", "weeks", "", id="too many weeks"),
        pytest.param('["Chelmsford"]', "[]", "no area", "areas", "areas =", id="no area"),
        pytest.param("Europe/London", "Europe/Londen", "Europe/Londen", "zone", "London", id="no such zone"),
        pytest.param("Europe/London", "../London", "../London", "zone", "London", id="a path for a zone"),
        pytest.param("Europe/London", "Europe", "Europe", "zone", "London", id="a folder of zones"),
        pytest.param("Europe/London", "", "''", "zone", "London", id="an empty zone"),
        pytest.param("policies/uk-base", "policies/none", "policy", "policy", "Put the file", id="no policy"),
        pytest.param("shipped:calendars", "polls.toml", "calendars", "calendars", "Put", id="no calendar"),
        pytest.param("shipped:registers", "names.csv", "registers", "registers", "Put", id="no register"),
        pytest.param('"people.toml"', '"folk.toml"', "people", "people", "Put the file", id="no people"),
        pytest.param(
            '["shipped:calendars"]', "[]", "calendars names no file", "calendars", "blind", id="none"
        ),
        pytest.param("minutes = 45", "minutes = 0", "lateness_minutes", "lateness", "1", id="no lateness"),
        pytest.param("seconds = 5", "seconds = -5", "tick_seconds", "tick", "1", id="a tick backwards"),
        pytest.param("days = 90", "days = 0", "stale_after_days", "stale", "1", id="stale at once"),
        pytest.param(
            'channel = "outbox"', 'channel = "inbox"', "'inbox'", "inbox", "outbox", id="no such channel"
        ),
    ],
)
def test_an_error_names_the_key_the_line_and_the_mend(tmp_path, old, new, says, at, mend):
    path = write(tmp_path, CONFIG.replace(old, new))

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert says in caught.value.message
    assert caught.value.where == f"{path}:{line_of(path, at)}"
    assert mend in caught.value.mend


def line_of_text(path, words):
    lines = path.read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if words in line)


def test_an_unknown_key_of_a_channel_is_told_with_the_nearest(tmp_path):
    path = write(tmp_path, CONFIG.replace('folder = "outbox"', 'fold = "outbox"'))

    with pytest.raises(ConfigError) as caught:
        App.at(path)

    assert "'fold'" in caught.value.message
    assert caught.value.where == f"{path}:{line_of_text(path, 'fold =')}"
    assert "'folder'" in caught.value.mend


@pytest.mark.parametrize("key", ["name", "kind", "nation", "areas"])
def test_a_key_that_must_be_there_is_asked_for(tmp_path, key):
    text = "\n".join(line for line in CONFIG.splitlines() if not line.startswith(f"{key} ="))
    path = write(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert repr(key) in caught.value.message
    assert caught.value.where == f"{path}:2"


@pytest.mark.parametrize("table", ["body", "files"])
def test_a_table_that_must_be_there_is_asked_for(tmp_path, table):
    path = write(tmp_path, CONFIG.replace(f"[{table}]", "[release.other]"))

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert "no" in caught.value.message


@pytest.mark.parametrize("number", ["10000000000", "99999999999999999"])
@pytest.mark.parametrize(
    "key", ["lateness_minutes = 45", "tick_seconds = 5", "calendar_stale_after_days = 90"]
)
def test_a_number_beyond_all_time_is_refused(tmp_path, key, number):
    name = key.partition(" = ")[0]
    path = write(tmp_path, CONFIG.replace(key, f"{name} = {number}"))

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert name in caught.value.message


def test_an_empty_folder_of_registers_would_leave_the_gate_blind(tmp_path):
    (tmp_path / "registers").mkdir()
    path = write(tmp_path, CONFIG.replace("shipped:registers", "registers"))

    with pytest.raises(ConfigError, match="registers names no file"):
        load_config(path)


def test_where_there_is_no_config_it_says_how_to_make_one(tmp_path):
    path = tmp_path / "config.toml"

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert caught.value.where == str(path)
    assert "purdahgate init" in caught.value.mend


def test_what_is_no_toml_is_refused_by_its_line(tmp_path):
    path = write(tmp_path, CONFIG.replace("weeks = 6", "weeks = six"))

    with pytest.raises(ConfigError) as caught:
        load_config(path)

    assert caught.value.where == f"{path}:{line_of(path, 'six')}"


def test_an_area_that_is_on_no_map_is_refused_with_the_nearest(tmp_path):
    app = App.at(write(tmp_path, CONFIG.replace("Chelmsford", "chelmsfort")))

    with pytest.raises(ConfigError) as caught:
        app.world()

    assert "'chelmsfort'" in caught.value.message
    assert "config.toml" in caught.value.where
    assert "areas" in caught.value.where
    assert "'chelmsford'" in caught.value.mend


def test_an_account_nobody_named_is_refused_with_those_there_are(tmp_path):
    config = load_config(write(tmp_path))

    with pytest.raises(InputError) as caught:
        config.account("parks")

    assert "'parks'" in caught.value.message
    assert "council" in caught.value.mend


def test_a_channel_of_an_unknown_kind_is_refused_with_those_there_are(tmp_path):
    path = write(tmp_path, CONFIG.replace('kind = "folder"', 'kind = "pigeon"'))

    with pytest.raises(ConfigError) as caught:
        App.at(path)

    assert "'pigeon'" in caught.value.message
    assert "folder" in caught.value.mend


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("sqlite://", id="a database in memory"),
        pytest.param("sqlite:///:memory:", id="another in memory"),
        pytest.param("mysql://here/gate", id="another kind"),
        pytest.param("gate.db", id="no address"),
    ],
)
def test_a_database_that_is_no_file_is_refused(tmp_path, database):
    app = App.at(write(tmp_path, CONFIG.replace("sqlite:///gate.db", database)))

    with pytest.raises(ConfigError) as caught:
        _ = app.place

    assert "store.database" in caught.value.where
    assert "sqlite:///" in caught.value.mend
