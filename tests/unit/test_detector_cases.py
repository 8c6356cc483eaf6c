"""Every case of tests/cases/detectors, which anybody may read and add to."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from purdahgate.detect.detector import Detector
from purdahgate.detect.mentions import MentionFinder
from purdahgate.domain.findings import FindingKind
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.domain.register import Member, Register
from purdahgate.sources.lexicon import load_lexicon

CASES = Path(__file__).parents[1] / "cases" / "detectors"
DAY = date(2027, 4, 1)
MEMBERS = (
    Member("Ann Sampleby", "councillor", ("sometown",)),
    Member("Bob Example", "MP", ("sometown",), handles=("@annexample.bsky.social",)),
)
OWN = ("example.gov.uk", "020 7946 0018", "CM1 1AA")
OTHERS = {FindingKind.PARTY, FindingKind.MEMBER, FindingKind.POLITICAL}


def cases():
    for file in sorted(CASES.glob("*.toml")):
        for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"], 1):
            yield pytest.param(case["text"], case["expected"], id=f"{file.stem} {number}: {case['why']}")


@pytest.fixture(scope="module")
def detector():
    lexicon, _ = load_lexicon()
    mentions = MentionFinder(lexicon, Register((), MEMBERS, ""), frozenset({"sometown", "uk"}))
    return Detector(mentions, lexicon, "", OWN)


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_a_detector_sees_what_a_careful_reader_sees(detector, text, expected):
    findings = detector.findings(Revision(text, "council", Category.NEWS, Due("asap", None)), DAY)

    seen = [[one.text, str(one.kind), str(one.certainty)] for one in findings if one.kind not in OTHERS]
    assert seen == expected
