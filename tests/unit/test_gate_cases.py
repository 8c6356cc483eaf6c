"""Every case of tests/cases/gate, which anybody may read and add to."""

import shutil
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from purdahgate.app import App
from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.policy import History
from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.shipped_data import shipped
from purdahgate.usecases.judge import judge

CASES = Path(__file__).parents[1] / "cases" / "gate"
LONDON = ZoneInfo("Europe/London")
TODAY = "2027-03-01T10:00"
ANSWERED = {"checked-by": "asha", "copyright": "The council's own"}


def all_cases():
    return [
        (f"{file.stem}: {case['why']}", case)
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def wall(at):
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)


def app_of(folder, kind):
    shutil.copytree(shipped("demo"), folder)
    config = folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('kind = "council"', f'kind = "{kind}"'), "utf-8")
    return App.at(config, lambda: wall(TODAY))


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return app_of(tmp_path_factory.mktemp("gate") / "workspace", "council")


@pytest.fixture(scope="module")
def app_of_commissioner(tmp_path_factory):
    return app_of(tmp_path_factory.mktemp("gate") / "workspace", "opcc")


def revision_of(case):
    alt = case.get("alt", "")
    return Revision(
        text=case["text"] * case.get("times", 1),
        account="council",
        category=Category(case.get("category", "unstated")),
        due=Due(case["at"], wall(case["at"])),
        link=case.get("link", ""),
        media=(Medium("0" * 64, "picture.png", "image/png", 1, alt),) if alt else (),
        answers=ANSWERED | ({"because": case["because"]} if "because" in case else {}),
    )


def verdict_on(app, case):
    world = app.world()
    revision, moment = revision_of(case), wall(case["at"])
    findings = world.detector.findings(revision, moment.date())
    return judge(
        world,
        revision,
        moment,
        wall(case.get("today", TODAY)),
        findings=findings,
        rulings=frozenset(one.key for one in findings if one.text in case.get("ruled", ())),
        history=frozenset(History(each) for each in case.get("history", ())),
        later=case.get("asked_later", False),
        circumstances=frozenset(Circumstance(each) for each in case.get("circumstances", ())),
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in all_cases()])
def test_the_gate_judges_as_the_policy_says(app, app_of_commissioner, case):
    verdict = verdict_on(app_of_commissioner if case.get("kind") == "opcc" else app, case)

    assert sorted(reason.rule.id for reason in verdict.reasons) == sorted(case["rules"])
    assert verdict.outcome == case["outcome"]


def test_no_case_stands_twice():
    names = [name for name, _ in all_cases()]

    assert sorted(names) == sorted(set(names))
