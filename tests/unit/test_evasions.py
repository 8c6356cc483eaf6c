"""Every way of dressing a name up is tried on every long name of a party and on titled members."""

import unicodedata
from datetime import date
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.detect.mentions import MentionFinder
from purdahgate.domain.findings import FindingKind
from purdahgate.domain.register import Register
from purdahgate.sources.lexicon import load_lexicon
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

DAY = date(2027, 4, 1)
LEXICON, _ = load_lexicon()
PARTIES = load_register([SHIPPED_REGISTERS / "parties.toml"]).parties
FINDER = MentionFinder(LEXICON, Register(PARTIES, (), ""), frozenset({"sometown", "uk"}))
TITLES = ["Cllr", "Councillor", "Alderman", "Cynghorydd", "Mayor", "PCC", "Prime Minister"]
NAMES = ["Ann Sample", "Huw Proofer", "Bob Testwell", "Siân Exampler"]
MEMBERS = [f"{title} {name}" for title in TITLES for name in NAMES] + [f"{name} MP" for name in NAMES]
LONG_NAMES = sorted(
    {
        name.title()
        for party in LEXICON.parties
        for name in party.names
        if len(name) > 5 and name.replace(" ", "").isalpha() and name.isascii()
    }
)
LOOKALIKES = str.maketrans("aeopcyxisjABEHKMOPCTX", "аеорсухіѕјАВЕНКМОРСТХ")
LEET = str.maketrans("aeiost", "431057")
SIGNS = str.maketrans("ais", "@!$")
ZERO_WIDTH = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e"]
MARKS = ["\u0301", "\u0308", "\u0327", "\u0336"]


def between(text, signs):
    signs = cycle(signs)
    return "".join(character + (next(signs) if character.isalnum() else "") for character in text)


def from_letter_a(text, upper, lower):
    return "".join(
        chr((upper if one.isupper() else lower) + ord(one.lower()) - ord("a"))
        if one.isascii() and one.isalpha()
        else one
        for one in unicodedata.normalize("NFC", text)
    )


def apart(text, sign, words="   "):
    return words.join(sign.join(word) for word in text.split())


WAYS = {
    "as it is": lambda text: text,
    "small letters": str.lower,
    "capitals": str.upper,
    "mixed case": lambda text: "".join(b.upper() if k % 2 else b.lower() for k, b in enumerate(text)),
    "spaces of no width": lambda text: between(text, ZERO_WIDTH),
    "direction marks": lambda text: between(text, ["\u200e", "\u200f", "\u2066", "\u2069"]),
    "combining marks": lambda text: between(text, MARKS),
    "many combining marks": lambda text: between(text, ["\u0301\u0308\u0327\u0336" * 5]),
    "Cyrillic letters": lambda text: text.translate(LOOKALIKES),
    "wide letters": lambda text: from_letter_a(text, 0xFF21, 0xFF41),
    "bold maths letters": lambda text: from_letter_a(text, 0x1D400, 0x1D41A),
    "bold sans maths letters": lambda text: from_letter_a(text, 0x1D5D4, 0x1D5EE),
    "italic sans maths letters": lambda text: from_letter_a(text, 0x1D608, 0x1D622),
    "typewriter letters": lambda text: from_letter_a(text, 0x1D670, 0x1D68A),
    "circled letters": lambda text: from_letter_a(text, 0x24B6, 0x24D0),
    "digits for letters": lambda text: text.translate(LEET),
    "signs for letters": lambda text: text.translate(SIGNS),
    "letters apart": lambda text: apart(text, " "),
    "letters apart by dots": lambda text: apart(text, ".", " "),
    "letters apart by hyphens": lambda text: apart(text, "-", " "),
    "letters apart by an emoji": lambda text: apart(text, "🌹", " "),
    "wide spaces between words": lambda text: text.replace(" ", "\u2003"),
    "no-break spaces between words": lambda text: text.replace(" ", "\u00a0"),
    "a line end between words": lambda text: text.replace(" ", "\n"),
    "maths letters apart": lambda text: apart(from_letter_a(text, 0x1D400, 0x1D41A), " "),
    "Cyrillic letters and spaces of no width": lambda text: between(text.translate(LOOKALIKES), ZERO_WIDTH),
    "digits and combining marks": lambda text: between(text.translate(LEET), MARKS),
    "mixed case, Cyrillic, marks and no width": lambda text: between(
        between(WAYS["mixed case"](text).translate(LOOKALIKES), MARKS), ZERO_WIDTH
    ),
}
SMALL_LETTERS_HIDE = {"small letters", "mixed case", "mixed case, Cyrillic, marks and no width"}


def caught(text, kind):
    return any(one.kind is kind for one in FINDER.find(f"News: {text} will be there on Friday.", DAY))


@pytest.mark.parametrize("way", WAYS)
def test_nearly_every_long_name_of_a_party_is_found_however_it_is_written(way):
    missed = [name for name in LONG_NAMES if not caught(WAYS[way](name), FindingKind.PARTY)]

    assert len(missed) <= len(LONG_NAMES) * 0.01, missed


def test_nearly_every_titled_member_is_found_however_the_name_is_written():
    tried = [(way, member) for way in WAYS if way not in SMALL_LETTERS_HIDE for member in MEMBERS]

    missed = [(way, member) for way, member in tried if not caught(WAYS[way](member), FindingKind.MEMBER)]

    assert len(missed) <= len(tried) * 0.01, missed


@given(
    st.lists(
        st.sampled_from(
            [
                "👩🏽‍🚒",
                "👨‍👩‍👧‍👦",
                "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
                "🇬🇧",
                "❤️‍🔥",
                "1️⃣",
                "🅰️",
                "™️",
                "José",
                "Siân",
                "Łukasz",
                "naïve",
                "Žižek",
                "Ó Briain",
            ]
        )
    ).map(" ".join)
)
def test_emoji_flags_and_accented_names_are_no_disguise(text):
    assert FINDER.find(text, DAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("P A R K I N G", id="a heading set wide"),
        pytest.param("A B C D E F G", id="the alphabet"),
        pytest.param("s t a f f   n e e d e d", id="words set wide"),
        pytest.param("GP2GP COVID19 H2O 4x4 B2B 5G M25 24/7 £30k 10am 3.5kg", id="codes"),
        pytest.param("f**k s**t p***y b******s", id="stars for something else"),
        pytest.param("me@example.org a@b.example $100 C++ 50+ !important", id="signs in their place"),
    ],
)
def test_ordinary_ways_to_write_are_no_disguise(text):
    assert FINDER.find(text, DAY) == ()
