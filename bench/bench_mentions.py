"""How fast mentions are found with 27,000 candidates, MPs and parties loaded, how well, and beside peers.

Asked: a post of 280 characters in 150 us (median) and 1 ms (99th), 1 MB in 1 s, 200 MB. Here all candidates
count, as for a body of the whole kingdom; bench_register.py measures how soon a council is ready. The peers
get the same names: pyahocorasick (the floor), one big regular expression, spaCy's PhraseMatcher; the first
and last need `pip install .[bench]`. `--labelled FILE` scores all on a file as `mentions eval` reads it, else
on tests/cases/mentions, whose own register is loaded besides.
"""

import argparse
import json
import random
import re
import resource
import statistics
import time
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ground import report, texts

from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.domain.register import Member, Register
from purdahgate.domain.score import Score
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

CANDIDATES = 27_000
DAY = date(2027, 4, 1)
POSTS = 3_000
LONG = 1_000_000
KINDS = {"party": "party_mention", "member": "member_mention"}
CASES = Path(__file__).parents[1] / "tests" / "cases" / "mentions"
NOT_INSTALLED = "not run: not installed"
Labelled = list[tuple[str, dict[str, bool]]]
Finds = Callable[[str], set[str]]


def name(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfglmnprst") + chance.choice("aeiou") for _ in range(4)).title()


def candidates() -> tuple[Member, ...]:
    chance = random.Random(1)
    return tuple(
        Member(f"{name(chance)} {name(chance)}", "candidate", ("sometown",)) for _ in range(CANDIDATES)
    )


def ready_ms() -> tuple[float, Lexicon, Register, MentionFinder]:
    """How long until posts can be read, candidates in memory and all else read anew; the best of five."""
    standing, taken = candidates(), []
    for _ in range(5):
        begun = time.perf_counter()
        lexicon, _ = load_lexicon()
        shipped = load_register([*sorted(SHIPPED_REGISTERS.iterdir()), CASES / "register.csv"])
        register = Register(shipped.parties, (*shipped.members, *standing), "")
        finder = MentionFinder(lexicon, register, frozenset({"sometown", "uk"}), everywhere=True)
        taken.append(time.perf_counter() - begun)
    return round(min(taken) * 1000, 1), lexicon, register, finder


def speed(find: Callable[[str], object], posts: int, *, long: bool = True) -> dict[str, float]:
    """Median and 99th percentile for a post, in microseconds, and seconds for 1 MB."""
    sample = texts(posts)
    for post in sample[: posts // 10]:
        find(post)
    taken = []
    for post in sample:
        begun = time.perf_counter()
        find(post)
        taken.append(time.perf_counter() - begun)
    taken.sort()
    found = {
        "median_us": round(statistics.median(taken) * 1e6, 1),
        "p99_us": round(taken[int(len(taken) * 0.99)] * 1e6, 1),
    }
    if long:
        text = " ".join(texts(LONG // 280 + 2))[:LONG]
        begun = time.perf_counter()
        find(text)
        found["megabyte_s"] = round(time.perf_counter() - begun, 2)
    return found


def labelled(file: str) -> Labelled:
    """Texts with what they mention: the lines of `file`, without the unsure, or the cases of the tests."""
    if not file:
        return [
            (case["text"], {kind: any(kind == each for _, each in case["expected"]) for kind in KINDS})
            for path in sorted(CASES.glob("*.toml"))
            for case in tomllib.loads(path.read_text("utf-8"))["case"]
        ]
    rows = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines() if line.strip()]
    return [
        (
            row["text"],
            {
                kind: row[label]
                for kind, label in KINDS.items()
                if label in row and kind not in row.get("unsure", [])
            },
        )
        for row in rows
    ]


def quality(find: Finds, rows: Labelled) -> dict[str, Any]:
    """Precision and recall over posts, kind by kind."""
    scores = dict.fromkeys(KINDS, Score())
    for text, shows in rows:
        seen = find(text)
        for kind, shown in shows.items():
            scores[kind] += Score.of(labelled=shown, found=kind in seen)
    return {
        kind: {
            "precision": None if score.precision is None else round(score.precision, 3),
            "recall": None if score.recall is None else round(score.recall, 3),
        }
        for kind, score in scores.items()
    }


def names_of(lexicon: Lexicon, register: Register) -> Iterator[tuple[str, str]]:
    """What the peers look for: every party's names, in small letters, and every member's."""
    for words in lexicon.parties:
        yield from ((each.lower(), "party") for each in (*words.names, *words.abbreviations))
    yield from ((party.name.lower(), "party") for party in register.parties)
    yield from ((word.lower(), "party") for group in lexicon.groups for word in group.words)
    yield from ((member.name.lower(), "member") for member in register.members)


def aho_corasick(names: dict[str, str]) -> Finds:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for each, kind in names.items():
        automaton.add_word(each, (len(each), kind))
    automaton.make_automaton()

    def find(text: str) -> set[str]:
        small, kinds = text.lower(), set()
        for last, (length, kind) in automaton.iter(small):
            start = last - length + 1
            before, after = small[start - 1 : start], small[last + 1 : last + 2]
            if not before.isalnum() and not after.isalnum():
                kinds.add(kind)
        return kinds

    return find


def big_regex(names: dict[str, str]) -> Finds:
    ordered = sorted(names, key=len, reverse=True)
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, ordered)) + r")\b", re.IGNORECASE)
    return lambda text: {names.get(found.group().lower(), "party") for found in pattern.finditer(text)}


def phrase_matcher(names: dict[str, str]) -> Finds:
    import spacy
    from spacy.matcher import PhraseMatcher

    blank = spacy.blank("en")
    blank.max_length = 2 * LONG
    matcher = PhraseMatcher(blank.vocab, attr="LOWER")
    for kind in KINDS:
        matcher.add(kind, [blank.make_doc(each) for each, its in names.items() if its == kind])
    return lambda text: {blank.vocab.strings[key] for key, _, _ in matcher(blank.make_doc(text))}


def peer(make: Callable[[dict[str, str]], Finds], names: dict[str, str], rows: Labelled, posts: int) -> Any:
    """A peer's speed and quality, or that it is not installed; no megabyte for one big pattern."""
    try:
        find = make(names)
    except ImportError:
        return NOT_INSTALLED
    return {**speed(find, posts, long=make is not big_regex), **quality(find, rows)}


arguments = argparse.ArgumentParser(description="The mention detector beside its peers; one line of JSON.")
arguments.add_argument("--labelled", default="", metavar="FILE", help="labelled posts, .jsonl")
given = arguments.parse_args()

ready, lexicon, register, finder = ready_ms()
own_speed = speed(lambda text: finder.find(text, DAY), POSTS)
most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
rows = labelled(given.labelled)
own_quality = quality(lambda text: {str(one.kind) for one in finder.find(text, DAY)}, rows)
names = dict(reversed(list(names_of(lexicon, register))))
report(
    "mentions",
    ready_kingdom_ms=ready,
    most_mb=most_mb,
    **own_speed,
    **own_quality,
    peers={
        "pyahocorasick": peer(aho_corasick, names, rows, POSTS),
        "one big regex": peer(big_regex, names, rows, 50),
        "spaCy PhraseMatcher": peer(phrase_matcher, names, rows, POSTS),
    },
    candidates=CANDIDATES,
    members=len(register.members),
    parties=len({party.id for party in register.parties}),
    posts=POSTS,
    scored=len(rows),
    labelled=Path(given.labelled).name if given.labelled else "tests/cases/mentions",
    asked={"median_us": 150, "p99_us": 1000, "megabyte_s": 1, "most_mb": 200},
)
