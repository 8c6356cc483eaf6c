"""Every case of tests/cases/political, which anybody may read and add to."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from purdahgate.detect.mentions import MentionFinder
from purdahgate.detect.political.finder import PoliticsFinder
from purdahgate.domain.register import Member, Register
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

CASES = Path(__file__).parents[1] / "cases" / "political"
DAY = date(2027, 4, 1)
MEMBERS = (Member("Ann Sampleby", "councillor", ("sometown",)), Member("Bob Example", "MP", ("sometown",)))


def cases(*, marked):
    for file in sorted(CASES.glob("*.toml")):
        for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"], 1):
            if ("marked" in case) is marked or not marked:
                yield pytest.param(case, id=f"{file.stem} {number}: {case['why']}")


@pytest.fixture(scope="module")
def found():
    lexicon, _ = load_lexicon()
    parties = load_register([SHIPPED_REGISTERS / "parties.toml"]).parties
    mentions = MentionFinder(lexicon, Register(parties, MEMBERS, ""), frozenset({"sometown", "uk"}))
    politics = PoliticsFinder(lexicon.politics)

    def find(text):
        reading = mentions.read(text)
        return politics.find(reading, mentions.find_in(reading, DAY))

    return find


@pytest.mark.parametrize("case", list(cases(marked=False)))
def test_politics_is_seen_where_a_careful_reader_sees_it(found, case):
    findings = found(case["text"])

    assert bool(findings) is case["political"], [(one.text, one.rule) for one in findings]


@pytest.mark.parametrize("case", list(cases(marked=True)))
def test_the_words_that_make_it_politics_are_marked(found, case):
    findings = found(case["text"])

    assert [one.text for one in findings] == case["marked"]
