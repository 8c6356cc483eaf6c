"""What posts that are alike have in common is worked out once, and comes out as if each were judged alone."""

import shutil
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from itertools import product
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purdahgate.app import App
from purdahgate.domain.circumstances import Circumstance
from purdahgate.domain.clauses import Clause
from purdahgate.domain.election import Nation
from purdahgate.domain.election_kinds import ElectionKind
from purdahgate.domain.findings import Certainty, Finding, FindingKind
from purdahgate.domain.lifecycle import WAITING, State
from purdahgate.domain.links import LinksTo
from purdahgate.domain.people import Person
from purdahgate.domain.policy import History, Outcome, Policy, Rule, When
from purdahgate.domain.post import Category, Due, MediaKind, Medium, Post, Revision
from purdahgate.domain.questions import AnswerKind, Question
from purdahgate.domain.signoff import Decision, Ruling, SignOff
from purdahgate.domain.situation import Incident, Situation, Stop
from purdahgate.domain.window_rules import Scope
from purdahgate.domain.windows import Window
from purdahgate.shipped_data import shipped
from purdahgate.store.rows import Case, Other, Shown
from purdahgate.usecases.deed import Deed
from purdahgate.usecases.sitting import Sitting

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
DUE = datetime(2027, 4, 20, 9, tzinfo=UTC)
MOMENTS = [
    None,
    datetime(2027, 2, 1, 9, tzinfo=UTC),  # overdue
    datetime(2027, 3, 24, 23, 59, tzinfo=UTC),
    datetime(2027, 3, 25, tzinfo=UTC),  # the window of 6 May opens
    datetime(2027, 4, 20, 9, tzinfo=UTC),
    datetime(2027, 5, 6, 22, 59, tzinfo=UTC),
    datetime(2027, 5, 6, 23, tzinfo=UTC),  # and closes
    datetime(2032, 8, 1, 9, tzinfo=UTC),
    datetime(2033, 1, 1, 9, tzinfo=UTC),  # beyond the calendar
    datetime(2033, 1, 2, 9, tzinfo=UTC),
]
WARD = Window(
    *("local.chelmsford.galleywood.by.2027-05-06", Nation.ENGLAND, "Galleywood", date(2027, 5, 6)),
    *(datetime(2027, 4, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)),
    *(Scope.WARD, "six weeks", "a test", date(2027, 3, 1)),
    places=("galleywood",),
)
PICTURE = Medium("0" * 64, "a.png", "image/png", 1, "A bridge")
# Of each part of a revision what it may be; whatever is new in one must be told here.
PARTS = {
    "text": [
        *(
            "Bins",
            "Bins on Friday",
            "Bins on Monday",
            "News from Galleywood",
            "Read www.sometown.gov.uk.",
            "bins " * 9,
        ),
        *("bins, " * 9, "See https://example.org/ now"),
    ],
    "account": ["council", "parks", "nowhere"],
    "category": list(Category),
    "due": [Due("asap", None), Due("then", DUE)],
    "link": ["", "https://www.sometown.gov.uk/a", "https://example.org/"],
    "media": [
        (),
        (PICTURE,),
        (replace(PICTURE, media_type="video/mp4"),),
        (replace(PICTURE, alt="Galleywood"),),
    ],
    "answers": [{}, {"because": "It snows"}, {"because": "Ice"}, {"consent": "no"}, {"checked-by": "anton"}],
    "wards": [(), ("galleywood",), ("elsewhere",)],
    "shares": ["", "@oneexample", "@twoexample"],
    "expires": [None, Due("later", DUE)],
    "incident": ["", "Flood", "Fire", "Nothing known"],
    "embargo": [None, Due("then", DUE), Due("late", datetime(2033, 6, 1, tzinfo=UTC))],
}
FINDINGS = [
    Finding(kind, start, start + 4, text, "Somebody", "a.rule", certainty, "why")
    for kind, start, text, certainty in product(
        (FindingKind.PARTY, FindingKind.MEMBER),
        (0, 9),
        ("Bins", "Cllr"),
        (Certainty.CERTAIN, Certainty.CHECK),
    )
]
# Of each condition what it may ask for; whatever is new among them must be told here.
ASKED = {
    "window": [True, False],
    "election": [frozenset({each}) for each in ElectionKind],
    "finding": [frozenset({each}) for each in FindingKind],
    "category": [frozenset({each}) for each in Category],
    "category_not": [frozenset({Category.NEWS})],
    "account": [frozenset({"council"}), frozenset({"parks"})],
    "media": [frozenset({each}) for each in MediaKind],
    "shares": [True, False],
    "links_to": [frozenset({each}) for each in LinksTo],
    "longer_than": [4, 20],
    "words": [frozenset({"friday"}), frozenset({"bins"})],
    "asap": [True, False],
    "expires": [True, False],
    "circumstance": [frozenset({each}) for each in Circumstance],
    "answered": [frozenset({"because"}), frozenset({"consent"})],
    "unanswered": [frozenset({"because"}), frozenset({"consent"})],
    "ruled": [True],
    "history": list(History),
    "doubt": [True],
    "alone": [True],
}
ALONGSIDE = {"certainty", "unless"}  # these only narrow others
TELLS_ALL = "{names} {likes} {words} {polls} {ends} {category} {length} {account} {shares} {doubts}"


def rules():
    """A rule for each thing that a condition may ask for: the record shows whatever counts of a post."""
    whens = [When(**{name: value}) for name, values in ASKED.items() for value in values]
    sure = [When(finding=frozenset(FindingKind), certainty=frozenset({each})) for each in Certainty]
    spared = [When(asap=False, unless=(When(answered=frozenset({"consent"})),))]
    return [
        Rule(f"a-pack.{number}", Outcome.HOLD, Clause("A policy", "1"), "held-before", when)
        for number, when in enumerate([*whens, *sure, *spared])
    ]


RULES = rules()


def policy(first: int, outcome: Outcome, *, tells: bool) -> Policy:
    """All rules, beginning with the given one, whose sentence is what lists show where it fires.

    What was held before is held, as in every pack.
    """
    sentence = TELLS_ALL if tells else ""
    turned = (
        replace(each, outcome=Outcome.HOLD if each.when.history else outcome, sentence=sentence)
        for each in (*RULES[first:], *RULES[:first])
    )
    questions = {"because": Question("because"), "consent": Question("consent", kind=AnswerKind.YES)}
    return Policy("a-pack", "A pack", tuple(turned), f"{first} {outcome} {tells}", questions=questions)


POLICIES = st.builds(policy, st.integers(0, len(RULES) - 1), st.sampled_from(Outcome), tells=st.booleans())


@dataclass(frozen=True)
class Detecting:
    """Detectors that see whether a text speaks of Friday."""

    digest: str

    def findings(self, revision, _day):
        return tuple(FINDINGS[:1]) if "Friday" in revision.text else ()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sitting") / "workspace"
    shutil.copytree(shipped("demo"), folder)
    made = App.at(folder / "config.toml").world()
    body = replace(made.body, own_sites=("sometown.gov.uk",))
    return replace(made, body=body, windows=(*made.windows, WARD), detector=Detecting("here"))


def case(state, writers, due_at, findings, *, ruled, rejected, repeats, **parts) -> Case:
    revision = Revision(**parts)
    post = Post(1, state, revision, 1, revision.digest, "olive", frozenset(writers), due_at)
    days = {moment.astimezone(LONDON).date().isoformat() for moment in (NOW, *MOMENTS) if moment}
    said = (1, post.digest, Decision.REJECTED, "anton", NOW, "why", due_at, Outcome.HOLD, frozenset())
    return Case(
        post,
        Shown("", (), ""),
        {} if findings is None else dict.fromkeys(days, findings),
        (Ruling(1, post.digest, FINDINGS[0].key, "mona", NOW, "why"),) if ruled else (),
        (SignOff(*said),) if rejected else (),
        (Other(2, 2, State.SENT, None, earlier=True, likeness=1.0),) if repeats else (),
    )


KEPT = [(), *((each,) for each in FINDINGS), tuple(FINDINGS[:2])]
# Nobody has decided on it, and it repeats nothing, so that there are others like it.
ALIKE = {"ruled": False, "rejected": False, "repeats": False}
# All that two posts may differ in.
CHOICES = {
    "state": sorted(WAITING),
    "writers": [("olive",), ("olive", "anton"), ("nobody",)],
    "due_at": MOMENTS,
    "findings": [None, *KEPT],
    "ruled": [False, True],
    "rejected": [False, True],
    "repeats": [False, True],
    **PARTS,
}


@st.composite
def queues(draw):
    """A post, and for each thing about it others that differ in that alone."""
    first = {name: draw(st.sampled_from(values)) for name, values in CHOICES.items()} | ALIKE
    first["findings"] = draw(st.sampled_from(KEPT))
    first["due_at"] = draw(
        st.sampled_from([DUE, first["due_at"]])
    )  # as often as not while every window is open
    others = [{**first, name: value} for name, values in CHOICES.items() for value in values]
    return [case(**each) for each in others]


@st.composite
def situations(draw, queue):
    authorised = frozenset({(1, draw(st.sampled_from(queue)).post.digest)})
    live = draw(st.booleans())
    return Situation(
        stops=draw(st.sampled_from([(), (Stop(1, ("parks",), "anton", NOW, "why"),)])),
        incidents=(Incident(1, "Flood", "anton", "anton", NOW, "why"),) if live else (),
        closed=frozenset({"Fire"}),
        authorised=authorised if live else frozenset(),
    )


def sitting(world, now=NOW) -> Sitting:
    book = SimpleNamespace(keep_findings=lambda *_seen: None)
    deed = Deed(book, world, Person("ellis", "Ellis", frozenset()), now, lambda _changes: world)
    return Sitting(deed)


def told(found, judged):
    """The upshot, and the very words of the record."""
    return found.lines, found.step, judged.body() if judged else ""


def upshots(of: Sitting, queue) -> list:
    found = [of.upshot(each) for each in queue]
    return [
        told(one, of.entry(each.post, one) if one.step else None)
        for one, each in zip(found, queue, strict=True)
    ]


def test_every_part_of_a_revision_and_every_condition_is_among_what_is_tried():
    parts, conditions = ({each.name for each in fields(one)} for one in (Revision, When))

    assert parts == PARTS.keys()
    assert conditions == ASKED.keys() | ALONGSIDE


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_post_judged_among_others_comes_out_as_if_it_were_judged_alone(world, data):
    queue = data.draw(queues())
    here = replace(
        world,
        policy=data.draw(POLICIES),
        situation=data.draw(situations(queue)),
        stale_after=data.draw(st.sampled_from([world.stale_after, world.stale_after * 0])),
    )
    if data.draw(st.booleans()):
        before = replace(here, policy=data.draw(POLICIES), windows=here.windows[:1])
        detector = data.draw(st.sampled_from([here.detector, Detecting("before")]))
        here = replace(here, standing=replace(before, detector=detector))

    together = upshots(sitting(here), queue)

    assert together == [upshots(sitting(here), [each])[0] for each in queue]
