"""The hard cases of tests/cases/edge, which a lawyer may read and add to."""

import re
import shutil
import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from purdahgate.app import App
from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.clock import instant
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.policy import History
from purdahgate.domain.post import Category, Due, Revision
from purdahgate.domain.register import Member
from purdahgate.domain.window_rules import Close, KindChoice, WindowRules
from purdahgate.domain.windows import Calendar, warnings_for, windows_for
from purdahgate.errors import InputError
from purdahgate.shipped_data import shipped
from purdahgate.sources.areas import load_areas
from purdahgate.sources.calendars import load_calendar
from purdahgate.sources.timetable_rules import load_timetables
from purdahgate.sources.window_rules import load_window_rules
from purdahgate.usecases.judge import judge

CASES = Path(__file__).parents[1] / "cases" / "edge"
LONDON = ZoneInfo("Europe/London")
CHECKED = date(2026, 11, 22)
AREAS = load_areas()
RULES = load_window_rules()
LAW = load_timetables()
THERE_ARE = 25


def all_cases():
    return [
        case
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def steps_with(*keys):
    """Each step that says something under any of `keys`, with what its case says for all steps under it."""
    return [
        pytest.param({**case, **step}, id=f"{case['id']}: {step['says']}")
        for case in all_cases()
        for step in case["step"]
        if any(key in step for key in keys)
    ]


def body_of(step):
    told = step.get("body", {"kind": "council", "nation": "england", "areas": ["chelmsford"]})
    return Body("A body", BodyKind(told["kind"]), Nation(told["nation"]), tuple(told["areas"]), LONDON)


def rules_of(step):
    return WindowRules(
        close=Close(step.get("close", "end-of-polling-day")),
        choices={ElectionKind(kind): KindChoice(national=True) for kind in step.get("national", ())},
        national=RULES,
        timetables=LAW,
    )


def election_of(told):
    known = dict(told)
    poll_date = date.fromisoformat(known["id"].rpartition(".")[2])
    known["nation"], known["status"] = (
        Nation(known.get("nation", "england")),
        Status(known.get("status", "expected")),
    )
    known["areas"] = tuple(known.get("areas", ()))
    return Election(**known, title=known["id"], poll_date=poll_date, source="a test", checked_on=CHECKED)


def calendar_of(step):
    if step.get("shipped_calendar"):
        return load_calendar(sorted(shipped("calendars").glob("*.toml")), AREAS)
    polls = tuple(election_of(each) for each in step.get("poll", ()))
    return Calendar(polls, date(2012, 1, 1), date(2060, 12, 31), CHECKED, "")


def windows_of(step):
    return windows_for(calendar_of(step), body_of(step), AREAS, rules_of(step))


def told(window):
    return {
        "election": window.election,
        "opens": window.opens_at,
        "closes": window.closes_at,
        "scope": window.scope,
        "anchor": window.anchor,
        "basis": window.basis,
        "rule": window.rule,
    }


def test_all_the_hard_cases_are_here():
    names = [case["id"] for case in all_cases()]

    assert len(names) == len(set(names)) == THERE_ARE


@pytest.mark.parametrize("step", steps_with("window"))
def test_a_poll_opens_the_window_it_must(step):
    windows = {each.election: told(each) for each in windows_of(step)}

    for expected in step["window"]:
        found = windows[expected["election"]]
        rule = expected.pop("rule", "")
        assert {key: found[key] for key in ("closes", *expected)} == {"closes": None, **expected}
        assert rule in found["rule"]


@pytest.mark.parametrize("step", steps_with("no_window"))
def test_a_poll_that_must_open_nothing_opens_nothing(step):
    opened = {each.election for each in windows_of(step)}

    assert opened.isdisjoint(step["no_window"])


@pytest.mark.parametrize("step", steps_with("held", "free"))
def test_every_instant_is_held_or_free_as_it_must_be(step):
    whole = [each for each in windows_of(step) if each.binds((), "")]

    assert [at for at in step.get("held", ()) if not any(each.holds(at) for each in whole)] == []
    assert [at for at in step.get("free", ()) if any(each.holds(at) for each in whole)] == []


@pytest.mark.parametrize("step", steps_with("post"))
def test_a_post_is_bound_by_the_windows_that_concern_it(step):
    windows = windows_of(step)

    bound = [
        sorted(
            each.election
            for each in windows
            if each.holds(post["at"]) and each.binds(post.get("wards", ()), post["text"])
        )
        for post in step["post"]
    ]

    assert bound == [post["bound_by"] for post in step["post"]]


@pytest.mark.parametrize("step", steps_with("warned"))
def test_a_poll_next_door_warns(step):
    warnings = warnings_for(calendar_of(step), body_of(step), AREAS, rules_of(step))

    assert [each.election for each in warnings] == step["warned"]
    assert not any(each.binds((), "") for each in warnings)


@pytest.mark.parametrize("step", steps_with("local_years"))
def test_a_council_polls_in_the_years_of_its_cycle(step):
    years = range(step["local_years_from"], step["local_years_until"] + 1)

    polled = {each.poll_date.year for each in windows_of(step) if each.election.startswith("local.")}

    assert sorted(polled & set(years)) == step["local_years"]


@pytest.mark.parametrize("step", steps_with("deadline"))
def test_a_statutory_date_is_the_one_the_law_sets(step, tmp_path):
    own = tmp_path / "ours.csv"
    own.write_text(
        "\n".join(["date,lists,title,status,source,checked_on", *step.get("holidays", ())]), "utf-8"
    )
    law = load_timetables([own])
    elections = calendar_of(step).elections

    for expected in step["deadline"]:
        timetable = law.timetable(expected["of"], Nation(expected["nation"]), expected["day"], elections)
        found = next(each for each in timetable if each.milestone == expected["name"])
        assert (found.day, found.basis) == (expected["date"], expected["basis"])
        assert re.search(expected.get("source", ""), found.source)


@pytest.mark.parametrize("step", steps_with("no_such_time"))
def test_a_local_time_that_the_clocks_skip_is_refused(step):
    for typed in step["no_such_time"]:
        with pytest.raises(InputError, match="does not exist"):
            instant(typed, LONDON)


@pytest.mark.parametrize("step", steps_with("judged"))
def test_the_sample_body_judges_a_post_as_it_must(step, tmp_path):
    folder = tmp_path / "workspace"
    shutil.copytree(shipped("demo"), folder)
    app = App.at(folder / "config.toml", lambda: wall("2027-03-01T10:00"))
    candidates = tuple(Member(name, "candidate", ("chelmsford",)) for name in step.get("candidates", ()))
    members = (*app.register.members, *candidates)
    app.__dict__["register"] = replace(app.register, members=members, digest=f"{len(members)} members")
    world = app.world()

    outcomes = [outcome_of(world, post) for post in step["judged"]]

    assert outcomes == [post["outcome"] for post in step["judged"]]


def wall(at):
    return datetime.fromisoformat(at).replace(tzinfo=LONDON)


def outcome_of(world, post):
    moment = wall(post["at"])
    revision = Revision(post["text"], "council", Category(post["category"]), Due(post["at"], moment))
    history = frozenset(History(each) for each in post.get("history", ()))
    findings = world.detector.findings(revision, moment.date())
    return judge(world, revision, moment, moment, findings=findings, history=history).outcome.value
