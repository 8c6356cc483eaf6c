"""A year drawn: bars in lanes, today, polling days and queued posts, in characters and as SVG."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.election import Nation
from purdahgate.domain.windows import Window
from purdahgate.exchange.year_picture import YearPicture, lay_out
from purdahgate.exchange.year_picture_svg import svg
from purdahgate.exchange.year_picture_text import ASCII, BOXES, drawn, glyphs_for, legend

LONDON = ZoneInfo("Europe/London")
TODAY = date(2027, 4, 12)
SVG = "{http://www.w3.org/2000/svg}"


def window(opens: str, closes: str, poll: str, title: str = "Exampleford") -> Window:
    """A window from and to local midnights; `closes` empty while it has no end."""

    def midnight(day: str) -> datetime:
        return datetime.fromisoformat(day).replace(tzinfo=LONDON).astimezone(UTC)

    return Window(
        election=f"local.exampleford.{poll}",
        nation=Nation.ENGLAND,
        title=title,
        poll_date=date.fromisoformat(poll),
        opens_at=midnight(opens),
        closes_at=midnight(closes) if closes else None,
        scope="whole-body",
        rule="6 weeks",
        source="a test",
        checked_on=date(2026, 11, 22),
    )


SPRING = window("2027-03-25", "2027-05-07", "2027-05-06")
SNAP = window("2027-04-29", "2027-06-11", "2027-06-10", "A snap election")
WINTER = window("2027-12-02", "2028-01-14", "2028-01-13", "Over the year's end")
OPEN = window("2027-10-07", "", "2027-11-18", "Countermanded")
POSTS = {date(2027, 4, 20): 12, date(2027, 4, 21): 1, date(2028, 1, 1): 5}


def picture(*windows: Window, year: int = 2027, today: date = TODAY) -> YearPicture:
    return lay_out(year, windows, POSTS, today, LONDON)


def row(lines: list[str], month: str, below: int = 0) -> str:
    """The line of a month, or one below it."""
    return lines[next(number for number, line in enumerate(lines) if line.startswith(month)) + below]


def test_windows_that_overlap_lie_in_different_lanes_and_later_ones_use_a_free_one():
    bars = picture(WINTER, SNAP, SPRING, OPEN).bars

    assert [(bar.label, bar.lane, bar.window) for bar in bars] == [
        ("A", 0, SPRING),
        ("B", 1, SNAP),
        ("C", 0, OPEN),
        ("D", 1, WINTER),
    ]


def test_a_window_touches_its_local_days_and_no_more():
    (bar,) = picture(SPRING).bars

    assert (bar.first, bar.last) == (date(2027, 3, 25), date(2027, 5, 6))


@pytest.mark.parametrize(
    ("year", "shown"),
    [(2026, []), (2027, [OPEN, WINTER]), (2028, [OPEN, WINTER]), (2029, [OPEN])],
)
def test_a_year_shows_the_windows_that_touch_it(year, shown):
    assert [bar.window for bar in picture(WINTER, OPEN, year=year).bars] == shown


def test_labels_go_on_after_z():
    bars = picture(*[SPRING] * 28).bars

    assert [bar.label for bar in bars[25:]] == ["Z", "AA", "AB"]


def test_the_drawing_is_what_a_terminal_of_80_columns_can_show():
    lines = drawn(picture(SPRING, SNAP, WINTER, OPEN), ASCII)

    assert max(map(len, lines)) <= 80
    assert all(line.isascii() for line in lines)
    assert [line[:3] for line in lines if line[:1].isupper()] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    ]


def test_each_day_stands_in_two_columns_of_its_month():
    lines = drawn(picture(SPRING, SNAP), ASCII)

    assert lines[0] == "2027  1         6         11        16        21        26        31"
    assert row(lines, "Mar", 1) == " " * 54 + "A" + "=" * 13
    assert row(lines, "Apr", 1) == " " * 6 + "A" + "=" * 59
    assert row(lines, "Apr", 2) == " " * 62 + "B==="
    assert row(lines, "May", 1) == " " * 6 + "A" + "=" * 9 + "X|"
    assert row(lines, "Jun", 2) == " " * 6 + "B" + "=" * 17 + "X|"


def test_today_is_marked_among_the_days():
    lines = drawn(picture(SPRING), ASCII)

    assert row(lines, "Apr")[6 + 2 * 11] == "@"
    assert sum(line.count("@") for line in lines) == 1


def test_a_window_without_end_goes_on_over_the_years_end():
    lines = drawn(picture(OPEN), ASCII)
    later = drawn(picture(OPEN, year=2028), ASCII)

    assert row(lines, "Nov", 1)[6 + 2 * 17 :].startswith("X=")
    assert row(lines, "Dec", 1).endswith("=>")
    assert row(later, "Jan", 1).startswith("      A=")


def test_queued_posts_are_a_line_of_density():
    lines = drawn(picture(), ASCII)

    posts = row(lines, "posts")
    assert posts == "posts" + " " * (1 + 2 * 19) + "# ."
    assert sum(line.startswith("posts") for line in lines) == 1


def test_the_legend_says_what_each_letter_and_mark_is():
    said = legend(picture(SPRING, OPEN), ASCII)

    assert said[0] == (
        "X polling day   @ today, Mon 12 Apr 2027   > no end recorded   posts a day: . fewest, # 12"
    )
    assert said[1] == (
        "A  Exampleford (local.exampleford.2027-05-06, england), "
        "Thu 25 Mar 2027 to Thu 6 May 2027; polling day Thu 6 May 2027."
    )
    assert "with no end recorded" in said[2]
    assert said[3] == "Queued posts in 2027: 13."


def test_a_year_of_nothing_says_so():
    said = legend(lay_out(2031, (), {}, TODAY, LONDON), ASCII)

    assert said == ["X polling day", "No pre-election period touches 2031."]


@pytest.mark.parametrize(
    ("encoding", "glyphs"),
    [("utf-8", BOXES), ("ascii", ASCII), ("latin-1", ASCII), ("cp1252", ASCII), (None, ASCII), ("?", ASCII)],
)
def test_box_characters_are_drawn_only_where_the_output_can_carry_them(encoding, glyphs):
    assert glyphs_for(encoding) is glyphs


def test_both_alphabets_draw_the_same_lengths():
    plain, boxes = (drawn(picture(SPRING, SNAP, OPEN), glyphs) for glyphs in (ASCII, BOXES))

    assert list(map(len, plain)) == list(map(len, boxes))


def test_the_same_picture_gives_the_same_bytes():
    assert svg(picture(SPRING, SNAP), "Exampleford") == svg(picture(SPRING, SNAP), "Exampleford")


def test_the_svg_is_read_out_whole_by_its_title_and_description():
    root = ET.fromstring(svg(picture(SPRING, SNAP), "Exampleford"))

    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title desc")
    assert root.findtext(f"{SVG}title") == "Exampleford: pre-election periods in 2027"
    description = root.findtext(f"{SVG}desc")
    assert "A: Exampleford (local.exampleford.2027-05-06, england), Thu 25 Mar 2027" in description
    assert "B: A snap election" in description
    assert "Queued posts: 13, most on Tue 20 Apr 2027, 12." in description


def test_every_bar_is_told_apart_by_hatching_and_letter_without_a_colour():
    root = ET.fromstring(svg(picture(SPRING, SNAP), "Exampleford"))

    fills = {shape.get("fill") for shape in root.iter(f"{SVG}rect")}
    assert {"url(#hatch0)", "url(#hatch1)"} <= fills
    inks = {shape.get(key) for shape in root.iter() for key in ("fill", "stroke") if shape.get(key)}
    greys = {ink for ink in inks if ink.startswith("#")}
    assert all(len(set(ink[1:])) == 1 for ink in greys)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts.count("A") == 3
    assert texts.count("B") == 3


def test_hostile_words_stay_words_in_the_svg():
    title = "<script>alert('&')</script>\x00\x1b\ud800]]>"

    root = ET.fromstring(svg(picture(window("2027-03-25", "2027-05-07", "2027-05-06", title)), title))

    assert root.find(f".//{SVG}script") is None
    assert "<script>alert('&')</script>]]>" in root.findtext(f"{SVG}title")
