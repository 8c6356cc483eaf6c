"""The pages say what is: commands, outputs, links, options, keys, moves."""

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from purdahgate import config
from purdahgate.cli.main import app
from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.coverage import How
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.lifecycle import MOVES, State
from purdahgate.domain.people import Role
from purdahgate.domain.policy import History
from purdahgate.domain.post import Category
from purdahgate.domain.tasks import TaskKind
from purdahgate.errors import PurdahgateError
from purdahgate.publishers.base import ChannelSettings
from purdahgate.publishers.channels import kinds
from purdahgate.shipped_data import shipped
from purdahgate.sources import (
    accounts,
    calendars,
    pack_limits,
    pack_tables,
    people,
    policy_cases,
    registers,
)
from purdahgate.sources.wording import load_wording
from purdahgate.usecases import import_posts

sys.path.insert(0, str(Path(__file__).parent))
from played_pages import PAGES, ROOT, Shown, play, renewed

REFERENCE = ROOT / "docs" / "reference"
RENEW = "To renew the pages: .venv/bin/python tests/acceptance/renew_documentation.py"
JOBS = (
    "queue-a-post",
    "import-posts",
    "mend-a-post",
    "service-posts",
    "your-key",
    "approve-posts",
    "false-alarms",
    "measure-the-detector",
    "set-up-your-body",
    "who-may-do-what",
    "keep-the-register",
    "run-the-worker",
    "connect-bluesky",
    "connect-mastodon",
    "connect-a-webhook",
    "send-by-email",
    "hand-over",
    "outlook",
    "an-election-is-called",
    "a-ward-by-election",
    "change-the-rules",
    "keep-the-log-of-accounts",
    "stop-everything",
    "a-major-incident",
    "write-a-pack",
    "prove-what-happened",
    "doctor",
    "back-up",
    "postgresql",
)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def text_of(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under one heading, up to the next of its rank or higher."""
    rank = heading.split(" ", 1)[0]
    found = re.search(
        rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(rank)}}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"no heading {heading!r}"
    return found[1]


def first_cells(text: str) -> set[str]:
    """What stands in backquotes in the first cell of each row of the tables in `text`."""
    rows = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


# The pages' commands


def told(shown: Shown) -> str:
    lines = difflib.unified_diff(
        shown.says.splitlines(), shown.did.splitlines(), "the page", "the command", lineterm=""
    )
    return "\n".join((f"$ {shown.command}", *lines, RENEW))


@every_page
def test_every_command_shown_prints_what_the_page_says(page):
    shown = play(page)

    assert not [told(each) for each in shown if not each.holds]


def test_a_page_that_says_something_else_is_found_and_renewed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "<!-- clock: 2027-04-12T10:00 -->\n"
        "```console\n$ purdahgate post list\nNothing.\n\n$ echo $?\n1\n```\n"
        "<!-- run: purdahgate post add x --account council --due asap --as olive -->\n"
        "```console\n$ purdahgate post list --state held\nPost\n[...]\n    “x”\n    more\n```\n",
        encoding="utf-8",
    )

    shown = play(page)
    page.write_text(renewed(page), encoding="utf-8")

    assert [each.holds for each in shown] == [False, False, False]
    assert all(each.holds for each in play(page))
    assert "Queue a post with: purdahgate post add\n\n$ echo $?\n0\n```" in page.read_text(encoding="utf-8")


def test_a_digest_may_differ_and_a_word_may_not():
    said = Shown("x", 0, 0, "Head: 0123456789abcdef, 5 entries\n", "Head: fedcba9876543210, 5 entries\n")
    other = Shown("x", 0, 0, "Head: 0123456789abcdef, 5 entries\n", "Head: fedcba9876543210, 6 entries\n")

    assert said.holds
    assert not other.holds


# Links


def anchors(page: Path) -> set[str]:
    """The anchors a Markdown reader makes of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@every_page
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    relative = [link for link in links if not re.match(r"https?:|mailto:", link)]

    lost = []
    for link in relative:
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)

    assert not lost


# The command line


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield f"{before}{name}", command
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(commands(typer.main.get_command(app)))


def options(command: Any) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("--")}


def test_the_reference_has_every_command_and_no_other():
    assert set(re.findall(r"^### (.*)$", text_of("command-line.md"), re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_has_every_option_and_no_other(name):
    told_of = section(text_of("command-line.md"), f"### {name}")
    rows = first_cells(told_of) | set(
        re.findall(r"`([^`]+)`", "".join(re.findall(r"^Also: .*$", told_of, re.MULTILINE)))
    )

    assert {word.split()[0] for word in rows if word.startswith("--")} == options(COMMANDS[name]) - {"--help"}


def test_the_reference_has_every_exit_code_and_error_code():
    text = text_of("command-line.md")
    errors = {kind.code for kind in PurdahgateError.__subclasses__()} | {"bug"}

    assert errors <= first_cells(section(text, "## Errors"))
    assert first_cells(section(text, "## Exit codes")) == {"0", "1", "2", "10", "11", "12", "70", "130"}


# Keys, words and columns

TABLES = {
    "[body]": config.BodyTable,
    "[windows]": config.WindowsTable,
    "[files]": config.FilesTable,
    "[store]": config.StoreTable,
    "[release]": config.ReleaseTable,
    "[channel.NAME]": ChannelSettings,
    "[account.NAME]": config.AccountTable,
}


def test_the_reference_has_every_table_of_the_config():
    assert {name.strip("[]").split(".")[0] for name in TABLES} == set(config._Root.__struct_fields__)


@pytest.mark.parametrize("name", TABLES)
def test_the_reference_has_every_key_of_the_config_and_no_other(name):
    assert first_cells(section(text_of("config.md"), f"## {name}")) == set(TABLES[name].__struct_fields__)


@pytest.mark.parametrize("kind", kinds())
def test_the_reference_has_every_key_of_each_kind_of_channel_and_no_other(kind):
    own = set(kinds()[kind].load().Settings.__struct_fields__) - set(ChannelSettings.__struct_fields__)

    assert first_cells(section(text_of("config.md"), f"## Channels of kind {kind}")) == own


def keys(table: type[msgspec.Struct]) -> set[str]:
    return set(table.__struct_fields__)


@pytest.mark.parametrize(
    ("page", "heading", "words"),
    [
        pytest.param("calendar-format.md", "## The head of the file", keys(calendars._Header), id="calendar"),
        pytest.param("calendar-format.md", "## A poll", keys(calendars._Row), id="election"),
        pytest.param("policy-packs.md", "## The head of the pack", keys(pack_tables.PackTable), id="pack"),
        pytest.param("policy-packs.md", "## A rule", keys(pack_tables.RuleTable), id="rule"),
        pytest.param("policy-packs.md", "## Conditions", keys(pack_tables.WhenTable), id="condition"),
        pytest.param("policy-packs.md", "## Questions", keys(pack_tables.QuestionTable), id="question"),
        pytest.param("policy-packs.md", "## Clauses", {*keys(pack_tables.ClauseTable), *How}, id="clause"),
        pytest.param("policy-packs.md", "## Cases", keys(policy_cases.CaseTable), id="case"),
        pytest.param("policy-packs.md", "## Circumstances", {*Circumstance}, id="circumstance"),
        pytest.param("policy-packs.md", "## Kinds of poll", {*ElectionKind}, id="kind of poll"),
        pytest.param("policy-packs.md", "## Findings", {*FindingKind}, id="finding"),
        pytest.param("policy-packs.md", "## Certainty", {*Certainty}, id="certainty"),
        pytest.param("policy-packs.md", "## History", {*History}, id="history"),
        pytest.param("policy-packs.md", "## Limits", keys(pack_limits.LimitsTable), id="limit"),
        pytest.param("policy-packs.md", "## Sentences", set(load_wording()._sentences), id="wording"),
        pytest.param("people.md", "## A person", keys(people._PersonTable), id="person"),
        pytest.param("people.md", "## A key", keys(people._KeyTable), id="key"),
        pytest.param("people.md", "## A deputy", keys(people._DeputyTable), id="deputy"),
        pytest.param("accounts.md", "## An account", keys(accounts._AccountTable), id="account"),
        pytest.param("command-line.md", "### tasks", {*TaskKind}, id="task"),
        pytest.param("people.md", "## Roles", {*Role}, id="role"),
        pytest.param(
            "register-format.md",
            "## Members: a CSV",
            {*registers._NEEDED, *registers._OPTIONAL},
            id="register",
        ),
        pytest.param(
            "command-line.md",
            "### post import",
            {*import_posts.REQUIRED, *import_posts.OPTIONAL},
            id="posts as CSV",
        ),
        pytest.param("command-line.md", "## Categories", {*Category}, id="category"),
        pytest.param("states.md", "## The states", {*State}, id="state"),
    ],
)
def test_the_reference_has_every_word_and_no_other(page, heading, words):
    told_of = {word for word in first_cells(section(text_of(page), heading)) if not word.startswith("--")}

    assert told_of == words


def test_the_sentences_in_the_reference_are_those_that_are_told():
    text = text_of("policy-packs.md")

    missing = [each for each in load_wording()._sentences.values() if each not in text]

    assert not missing


def test_the_reference_has_every_legal_move_and_no_other():
    rows = re.findall(r"^\| (`[^|]*) \| `([\w-]+)` \| ([^|]*) \|$", text_of("states.md"), re.MULTILINE)
    told_of = {
        (before, action, after)
        for befores, action, afters in rows
        for before in re.findall(r"`([\w-]+)`", befores)
        for after in re.findall(r"`([\w-]+)`", afters)
    }

    assert told_of == {
        (str(before), str(action), str(after)) for (before, action), set_ in MOVES.items() for after in set_
    }


def test_the_policy_page_lists_every_pack_that_ships():
    packs = {path.stem for path in shipped("policies").glob("*.toml")}

    assert first_cells(section(text_of("policy-packs.md"), "## The packs that ship")) == packs


# The shape of the whole


@pytest.mark.parametrize("job", JOBS)
def test_each_job_has_its_page_and_the_readme_leads_to_it(job):
    assert (ROOT / "docs" / "how-to" / f"{job}.md").exists()
    assert f"docs/how-to/{job}.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_page_of_a_job_is_without_its_place_in_the_list():
    assert {page.stem for page in (ROOT / "docs" / "how-to").glob("*.md")} == set(JOBS)


def test_what_the_promises_of_the_readme_rest_on_is_there():
    promises = section((ROOT / "README.md").read_text(encoding="utf-8"), "## What it guarantees, and how")
    places = re.findall(r"`([\w/-]+(?:\.\w+|/))`", promises)

    assert places
    assert not [each for each in places if not (ROOT / "src" / "purdahgate" / each).exists()]


def test_the_first_screen_of_the_readme_has_the_two_commands_a_block_and_a_clear():
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])

    assert "\nmake demo " in first
    assert "\nmake test " in first
    assert "\nBLOCKED" in first
    assert "\nCLEAR" in first


@every_page
def test_no_page_names_a_place_on_the_writers_machine(page):
    found = re.findall(r"(?<![\w.])/(?:work|tmp|home|root|Users)/\S*", page.read_text(encoding="utf-8"))

    assert not found
