"""The stories of tests/cases/played, which a lawyer may read and add to, with the real commands."""

import shlex
import tomllib
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases" / "played"
EXPECTS = {"refused", "waits", "freed", "posts", "window", "no_window", "sent"}
ACTS = {"at", "says", "does", "each", "writes", "lines", "candidates"}
CALENDAR = "covers_from = 2012-01-01\ncovers_until = 2060-12-31\nchecked_on = {}\n"
POLL = """
[[election]]
id = "{id}"
nation = "{nation}"
status = "{status}"
poll_date = {day}
areas = {areas}
title = "A poll"
source = "A test"
"""
CHOICE = '\n[windows.kinds.{}]\nrule = "national"\nowner = "A test"\nreason = "A test"\n'


def all_cases():
    return [
        pytest.param(case, id=case["id"])
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def prepare(gate, case):
    """Make the workspace the case's own: its body, its rules, its calendar."""
    path = gate.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    if body := case.get("body"):
        areas = str(body["areas"]).replace("'", '"')
        text = text.replace('kind = "council"', f'kind = "{body["kind"]}"', 1)
        text = text.replace('nation = "england"', f'nation = "{body["nation"]}"', 1)
        text = text.replace('areas = ["chelmsford"]', f"areas = {areas}", 1)
    if "poll" in case:
        text = text.replace('"shipped:calendars"', '"case.toml"')
        first = case["step"][0]["at"].date()
        polls = [poll_of(each) for each in case["poll"]]
        (gate.folder / "case.toml").write_text("\n".join((CALENDAR.format(first), *polls)), encoding="utf-8")
    text += "".join(CHOICE.format(kind) for kind in case.get("national", ()))
    path.write_text(text, encoding="utf-8")


def poll_of(told):
    areas = str(told.get("areas", [])).replace("'", '"')
    known = {"nation": "england", "status": "expected", **told, "areas": areas}
    times = "".join(f"{key} = {told[key].isoformat()}\n" for key in told if key.endswith("_at"))
    return POLL.format(**known, day=told["id"].rpartition(".")[2]) + times


def act(gate, step):
    """Type the command of a step, or one for each word; gives the last that ran."""
    for name in step.get("candidates", ()):
        register = gate.folder / "councillors.csv"
        day = step["at"].date()
        line = f"{name},candidate,chelmsford,,,{day},\n"
        register.write_text(register.read_text(encoding="utf-8") + line, encoding="utf-8")
    words = step.get("each", [""])
    commands = [step["does"].replace("{}", word) for word in words]
    if "writes" in step:
        head, line = step["lines"]
        rows = [head, *(line.replace("{}", word) for word in words), ""]
        (gate.folder / step["writes"]).write_text("\n".join(rows), encoding="utf-8")
        commands = [step["does"]]
    ran = [typed(gate, command, step) for command in commands]
    return ran[-1]


def typed(gate, command, step):
    known = [str(gate.folder / each) if each.endswith(".csv") else each for each in shlex.split(command)]
    ran = gate.run(*known, "--json", at=step["at"].isoformat())
    assert ran.code == (1 if "refused" in step else 0), f"{command}\n{ran.err}"
    return ran


def told_of(ran):
    """What a change of the calendar says of itself: of an import, its last part."""
    return ran.json["parts"][-1] if "parts" in ran.json else ran.json


def check(gate, step, ran):
    at = step["at"].isoformat()
    if "refused" in step:
        assert step["refused"] in ran.err
    if "waits" in step:
        assert (told_of(ran)["proposal"] is not None) is step["waits"]
    if "freed" in step:
        assert told_of(ran)["freed"] == step["freed"]
    found = gate.run("calendar", "windows", "--json", at=at).json
    windows = {each["election"]: [each["opens_at"], each["closes_at"]] for each in found}
    for election, (opens, *closes) in step.get("window", {}).items():
        assert windows[election] == [opens, *(closes or [None])]
    assert windows.keys().isdisjoint(step.get("no_window", ()))
    stand = {str(each["id"]): each["state"] for each in gate.run("post", "list", "--json", at=at).json}
    posts = step.get("posts", {})
    assert {post: stand[post] for post in posts} == posts
    if "sent" in step:
        assert len(list((gate.folder / "outbox" / "items").glob("*.json"))) == step["sent"]


@pytest.mark.parametrize("case", all_cases())
def test_a_hard_case_ends_as_it_must(gate, case):
    prepare(gate, case)

    for step in case["step"]:
        ran = act(gate, step)

        assert set(step) <= EXPECTS | ACTS
        assert step.keys() & EXPECTS, f"{step['says']} expects nothing"
        check(gate, step, ran)

    assert gate.run("audit", "verify").code == 0
