from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.detect.detector import Detector
from purdahgate.detect.mentions import Lexicon, MentionFinder
from purdahgate.domain.findings import Certainty, FindingKind
from purdahgate.domain.post import Category, Due, Medium, Revision
from purdahgate.domain.register import Register
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

DAY = date(2027, 4, 1)
LEXICON, _ = load_lexicon()
SHIPPED = load_register(sorted(SHIPPED_REGISTERS.iterdir()))
PIECES = st.sampled_from(
    [
        *("RT @CllrBob", "https://x.com/CllrBob/status/1", "Congratulations", "Cllr Ann Sampleby", "TLP:RED"),
        *("OFFICIAL-SENSITIVE", "\nSECRET\n", "f**k", "07700 900123", "+44", "jo.b@example.org", "AB123456C"),
        *(
            "12 Example Road, CM2 6LX",
            "this government",
            "ß",
            "e\u0301",
            "\u200b",
            "\u202e",
            "\ufdfa",
            "\ud800",
        ),
    ]
)


def detector(lexicon=LEXICON, register=SHIPPED, own_contacts=()):
    mentions = MentionFinder(lexicon, register, frozenset({"uk"}), everywhere=True)
    return Detector(mentions, lexicon, "", own_contacts)


WHOLE = detector()


def revision(text="Bins", link="", alt=""):
    media = (Medium("", "a.png", "image/png", 1, alt),) if alt else ()
    return Revision(text, "council", Category.NEWS, Due("asap", None), link=link, media=media)


def found(which, **fields):
    return [(one.kind.value, one.field, one.text) for one in which.findings(revision(**fields), DAY)]


@given(st.lists(st.one_of(PIECES, st.characters()), max_size=30).map(" ".join))
def test_spans_lie_inside_the_text_and_hold_what_was_found(text):
    findings = WHOLE.findings(revision(text), DAY)

    assert all(text[one.start : one.end] == one.text for one in findings)
    assert [one.start for one in findings] == sorted(one.start for one in findings)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a@" * 30_000, id="signs of addresses"),
        pytest.param("0 " * 60_000, id="noughts"),
        pytest.param("0(((((((((((((((((" * 5_000, id="brackets"),
        pytest.param("SECRET\n" * 20_000, id="markings"),
        pytest.param("f*" * 60_000, id="stars"),
        pytest.param("Congratulations Cllr Bob Example " * 3_000, id="good wishes"),
        pytest.param("RT @CllrBob " * 8_000, id="shares"),
        pytest.param("1 High Street, CM1 1AA " * 4_000, id="addresses"),
        pytest.param("https://x.com/" + "a/" * 60_000, id="a long path"),
        pytest.param("a" + "\u0301" * 100_000, id="combining marks"),
        pytest.param("\ud800" * 100_000, id="lone surrogates"),
    ],
)
def test_hostile_text_is_read_to_its_end(text):
    findings = WHOLE.findings(revision(text), DAY)

    assert all(text[one.start : one.end] == one.text for one in findings)


def test_a_member_in_a_picture_is_found_in_its_alternative_text():
    seen = found(WHOLE, alt="Photograph: Cllr Ann Sampleby opens the pier")

    assert seen == [("member", "alt:1", "Cllr Ann Sampleby")]


def test_every_detector_reads_the_link_too():
    seen = found(WHOLE, link="https://x.com/CllrSampleby/status/12345")

    assert ("share", "link", "CllrSampleby") in seen


@pytest.mark.parametrize(
    ("own", "left"),
    [
        pytest.param(("example.org",), ["020 7946 0018"], id="a mail domain"),
        pytest.param(("@example.org",), ["020 7946 0018"], id="a mail domain with its sign"),
        pytest.param(("Jo.Bloggs@example.org",), ["020 7946 0018"], id="one address"),
        pytest.param(("+44 20 7946 0018",), ["jo.bloggs@example.org"], id="a number, otherwise written"),
        pytest.param(
            ("ample.org",), ["jo.bloggs@example.org", "020 7946 0018"], id="the end of a domain's name"
        ),
    ],
)
def test_the_bodys_own_contacts_are_nobodys_data(own, left):
    seen = detector(own_contacts=own).findings(revision("jo.bloggs@example.org or 020 7946 0018"), DAY)

    assert [one.text for one in seen] == left


def test_a_share_says_whose_account_it_is_and_is_as_sure_as_the_account():
    findings = WHOLE.findings(revision("RT @LibDems: hello"), DAY)

    share = next(one for one in findings if one.kind is FindingKind.SHARE)
    assert (share.who, share.rule, share.certainty) == (
        "Liberal Democrats (PP90)",
        "share.party",
        Certainty.CERTAIN,
    )


def test_without_words_and_names_only_forms_are_found():
    bare = detector(Lexicon(), Register((), (), ""))

    seen = found(bare, text="Vote Labour! SECRET f**k RT @LibDems Congratulations AB123456C \u202e")

    assert [kind for kind, _, _ in seen] == ["personal-data", "hidden-characters"]
