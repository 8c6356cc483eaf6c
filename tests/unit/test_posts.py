"""A revision is known by the digest of all of it; text that cannot be judged is refused."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from purdahgate.domain.post import (
    MAX_TEXT_BYTES,
    Category,
    Due,
    Medium,
    Revision,
    check_line,
    check_text,
)
from purdahgate.errors import InputError

PICTURE = Medium("0" * 64, "bin.png", "image/png", 7, "A bin")
POST = Revision(
    text="Bins are collected on Monday",
    account="council",
    category=Category.SERVICE,
    due=Due("2030-04-01T10:00", datetime(2030, 4, 1, 9, tzinfo=UTC)),
    link="https://sometown.example/bins",
    media=(PICTURE,),
    answers={"because": "It snows"},
)
OTHER = {
    "text": "Bins are collected on monday",
    "account": "parks",
    "category": Category.EMERGENCY,
    "due": Due("asap", None),
    "link": "",
    "media": (replace(PICTURE, alt="A bin."),),
    "answers": {"because": "It rains"},
    "wards": ("Galleywood",),
    "shares": "@sometown",
    "expires": Due("2030-05-01T10:00", datetime(2030, 5, 1, 9, tzinfo=UTC)),
    "incident": "Op Sample",
    "embargo": Due("2030-03-31T12:00", datetime(2030, 3, 31, 11, tzinfo=UTC)),
}


def test_every_part_of_a_revision_has_another_value_to_try():
    assert set(OTHER) == {field.name for field in fields(Revision)}


@pytest.mark.parametrize("part", sorted(OTHER))
def test_any_change_of_a_revision_changes_its_digest(part):
    changed = replace(POST, **{part: OTHER[part]})

    assert changed.digest != POST.digest


@pytest.mark.parametrize("part", [field.name for field in fields(Medium)])
def test_any_change_of_a_medium_changes_the_digest(part):
    value = 8 if part == "size" else "other"

    changed = replace(POST, media=(replace(PICTURE, **{part: value}),))

    assert changed.digest != POST.digest


def test_a_revision_without_the_later_parts_has_the_digest_it_had_before_there_were_any():
    assert not {"wards", "shares", "expires"} & POST.as_json().keys()
    assert POST.digest == "bb31f3510e412bf7cc789eaae1c344e0aa6c78e7dfc574ac9164a15928bba2f1"


def test_the_order_of_media_is_part_of_a_revision():
    other = replace(PICTURE, name="tip.png")

    one, two = replace(POST, media=(PICTURE, other)), replace(POST, media=(other, PICTURE))

    assert one.digest != two.digest


def test_the_same_instant_typed_otherwise_is_another_revision():
    changed = replace(POST, due=replace(POST.due, typed="2030-04-01T09:00Z"))

    assert changed.digest != POST.digest


def test_two_revisions_that_say_the_same_have_one_digest():
    assert replace(POST, answers=dict(POST.answers)).digest == POST.digest


def test_every_piece_of_writing_is_read_by_the_detectors():
    assert POST.fields() == (
        ("text", "Bins are collected on Monday"),
        ("link", "https://sometown.example/bins"),
        ("alt:1", "A bin"),
    )


def test_the_words_that_describe_the_second_picture_are_its_own_field():
    two = replace(POST, link="", media=(replace(PICTURE, alt=""), replace(PICTURE, alt="A tip")))

    assert two.fields() == (("text", POST.text), ("alt:2", "A tip"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a", id="one letter"),
        pytest.param("a" * MAX_TEXT_BYTES, id="1 MB"),
        pytest.param("\u202eabc\x07", id="characters nobody sees, which are judged instead"),
        pytest.param("👩\u200d🚒", id="an emoji of parts"),
    ],
)
def test_a_text_is_taken_as_it_stands(text):
    assert check_text(text) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param(" \n\t\u00a0", "empty", id="only blanks"),
        pytest.param("a\x00b", "NUL", id="a NUL"),
        pytest.param("a\ud800", "UTF-8", id="half a surrogate pair"),
        pytest.param("a" * (MAX_TEXT_BYTES + 1), "1,000,001 bytes", id="a byte over 1 MB"),
        pytest.param("é" * (MAX_TEXT_BYTES // 2 + 1), "1,000,002 bytes", id="letters of two bytes over 1 MB"),
    ],
)
def test_a_text_that_cannot_be_judged_is_refused(text, says):
    with pytest.raises(InputError, match=says):
        check_text(text)


def test_a_line_is_taken_without_the_blanks_around_it():
    assert check_line("  It snows \n", "reason") == "It snows"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ", id="blank"),
        pytest.param("a" * 1_001, id="too long"),
        pytest.param("a\nb", id="two lines"),
        pytest.param("a\u2028b", id="two lines to Unicode"),
    ],
)
def test_a_reason_that_is_no_line_is_refused(text):
    with pytest.raises(InputError, match="reason"):
        check_line(text, "reason")
