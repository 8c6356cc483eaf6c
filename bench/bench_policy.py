"""Judging beyond what the detectors take, with the largest pack that ships; and loading every pack.

Asked: at most 50 us a post, and under 100 ms. Which rules hold is remembered for posts alike in all that
rules look at: `median_us` is of posts no two of which are alike, `alike_us` of posts that all are. Beside it
a pack of 200 rules of every kind the vocabulary has. The post stands in a window, has findings, an answer, a
link and a picture: many rules fall out at their last condition only.
"""

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from ground import report

from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.gate import decide
from purdahgate.domain.policy import Policy
from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.sources.policies import find_pack, load_policy, shipped_packs
from purdahgate.sources.wording import load_wording
from purdahgate.usecases.try_policy import window_of_kind

RULES, POSTS, LOADS = 200, 20_000, 20
MOMENT = datetime(2027, 4, 20, 9, tzinfo=UTC)
HEAD = """
id = "large"
title = "A large pack"
document = "A policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"
[[question]]
key = "planned"
asks = "Where was it decided?"
"""
# Each is filled with other values from rule to rule, as no two rules of a real pack are alike.
WHENS = (
    'window = true, category = ["{category}"]',
    'window = true, finding = ["{finding}", "member"], certainty = ["certain"], account = ["{account}"]',
    'category = ["{category}"], media = ["{media}"], asap = true',
    'circumstance = ["{circumstance}"], unless = {{ answered = ["planned"] }}',
    'account = ["{account}"], category_not = ["{category}"]',
    'election = ["{election}"], finding = ["{finding}"]',
    'media = ["{media}"], category = ["{category}"], unanswered = ["because"]',
    'links_to = ["other"], window = true, account = ["{account}"]',
    "longer_than = {length}, shares = true",
    'window = true, category = ["{category}"], unless = {{ answered = ["because"] }}',
)
KINDS = ("party", "member", "political", "personal-data", "hidden-characters")


def when(number: int) -> str:
    """The conditions of rule `number`."""
    turn = number // len(WHENS)

    def one(values: Sequence[str]) -> str:
        return str(values[turn % len(values)])

    return WHENS[number % len(WHENS)].format(
        category=one(list(Category)),
        finding=one(KINDS),
        account=f"account-{turn % 10}",
        media=one(["image", "video", "document"]),
        circumstance=one(list(Circumstance)),
        election=one(list(ElectionKind)),
        length=100 + turn * 50,
    )


def large_pack() -> Policy:
    """A pack of RULES rules, of every sort in turn."""
    rules = "".join(
        f'[[rule]]\nid = "r{number}"\nclause = "{number}"\noutcome = "hold"\nsays = "ruled"\n'
        f"when = {{ {when(number)} }}\n"
        for number in range(RULES)
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large.toml"
        path.write_text(HEAD + rules, encoding="utf-8")
        return load_policy(path, load_wording())


POST = Revision(
    text="Half-price swimming for under 16s all weekend at https://sometown.example/swim " * 4,
    account="account-0",
    category=Category.NEWS,
    due=Due("bench", MOMENT),
    media=(Medium("0" * 64, "pool.png", "image/png", 1, "A pool"),),
    answers={"because": "It is this weekend"},
)
FINDINGS = (
    Finding(FindingKind.MEMBER, 0, 4, "Half", "somebody", "a.rule", Certainty.LIKELY, "why"),
    Finding(FindingKind.POLITICAL, 5, 10, "price", "", "a.rule", Certainty.CHECK, "why"),
)
WINDOWS = (window_of_kind(ElectionKind.LOCAL),)
ABOUT = frozenset({Circumstance.ACCOUNT_CHECK_DUE})


def judging(policy: Policy, *, alike: bool) -> tuple[float, float, int]:
    """The median and the 99th percentile of judging one post, in us, and how many rules fired at most."""
    taken, fired = [], 0
    for number in range(POSTS):
        post = POST if alike else replace(POST, answers={**POST.answers, f"note-{number}": "x"})
        begun = time.process_time()
        verdict = decide(post, FINDINGS, WINDOWS, policy, MOMENT, circumstances=ABOUT)
        taken.append(time.process_time() - begun)
        fired = max(fired, len(verdict.reasons))
    taken.sort()
    return statistics.median(taken) * 1e6, taken[int(POSTS * 0.99)] * 1e6, fired


def loading() -> float:
    """The median of loading every pack that ships, in ms."""
    wording, taken = load_wording(), []
    for _ in range(LOADS):
        begun = time.process_time()
        for name in shipped_packs():
            load_policy(find_pack(name), wording)
        taken.append(time.process_time() - begun)
    return statistics.median(taken) * 1e3


packs = [load_policy(find_pack(name), load_wording()) for name in shipped_packs()]
largest = max(packs, key=lambda pack: len(pack.rules))
median_us, p99_us, fired = judging(largest, alike=False)
report(
    "policy",
    largest=largest.id,
    rules=len(largest.rules),
    fired=fired,
    median_us=round(median_us, 1),
    p99_us=round(p99_us, 1),
    alike_us=round(judging(largest, alike=True)[0], 1),
    of_200_rules_us=round(judging(large_pack(), alike=False)[0], 1),
    packs=len(packs),
    load_all_ms=round(loading(), 1),
    asked={"median_us": 50, "load_all_ms": 100},
)
