"""Every case of tests/cases/mentions, which anybody may read and add to."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from purdahgate.detect.mentions import MentionFinder
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

CASES = Path(__file__).parents[1] / "cases" / "mentions"
DAY = date(2027, 4, 1)


def cases():
    for file in sorted(CASES.glob("*.toml")):
        for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"], 1):
            yield pytest.param(case["text"], case["expected"], id=f"{file.stem} {number}: {case['why']}")


@pytest.fixture(scope="module")
def finder():
    lexicon, _ = load_lexicon()
    register = load_register([SHIPPED_REGISTERS / "parties.toml", CASES / "register.csv"])
    return MentionFinder(lexicon, register, frozenset({"sometown", "uk"}))


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_a_post_shows_the_mentions_a_careful_reader_sees(finder, text, expected):
    found = finder.find(text, DAY)

    assert [[finding.text, str(finding.kind)] for finding in found] == expected
