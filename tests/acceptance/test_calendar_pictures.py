"""`calendar show`, `calendar picture` and the events of `calendar export`, as a person runs them."""

from xml.etree import ElementTree as ET

import pytest

SPRING = "2027-04-12T10:00"


def test_a_year_is_drawn_with_its_window_today_and_the_queued_posts(gate):
    gate.add("The library opens at ten", due="2027-04-20T09:00")
    gate.add("The pool opens at nine", due="2027-04-20T23:30")

    shown = gate.process("calendar", "show", "2027", at=SPRING)

    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("      A━━━") for line in lines)
    assert "◆ today, Mon 12 Apr 2027" in shown.out
    assert "Queued posts in 2027: 2." in shown.out


def test_a_terminal_without_box_characters_is_drawn_for_in_ascii(gate, in_folder):
    shown = in_folder(gate.command("calendar", "show", "2027", at=SPRING), env={"PYTHONIOENCODING": "ascii"})

    assert shown.code == 0
    assert shown.out.isascii()
    assert "A=====" in shown.out


def test_without_a_year_it_is_this_one(gate):
    shown = gate.run("calendar", "show", "--json", at=SPRING)

    assert shown.json["year"] == 2027
    assert [each["label"] for each in shown.json["windows"]] == ["A"]
    assert shown.json["windows"][0]["election"] == "local.chelmsford.2027-05-06"


def test_posts_are_counted_by_their_local_day(gate):
    gate.add("The pool opens at nine", due="2027-06-20T00:30")

    shown = gate.run("calendar", "show", "2027", "--json")

    assert shown.json["posts"] == {"2027-06-20": 1}


@pytest.mark.parametrize("year", ["0", "99999", "next"])
def test_a_year_that_is_none_is_refused(gate, year):
    shown = gate.run("calendar", "show", year)

    assert shown.code == 2


def test_a_picture_is_written_and_the_same_again(gate):
    first, again = gate.folder / "one.svg", gate.folder / "two.svg"

    ran = gate.run("calendar", "picture", str(first), "--year", "2027", at=SPRING)
    gate.run("calendar", "picture", str(again), "--year", "2027", at=SPRING)

    assert " ".join(ran.out.split()) == f"2027 drawn to {first}."
    assert first.read_bytes() == again.read_bytes()
    assert ET.fromstring(first.read_bytes()).tag.endswith("svg")


def test_a_picture_that_cannot_be_written_is_told_in_one_line(gate):
    ran = gate.run("calendar", "picture", str(gate.folder / "none" / "a.svg"))

    assert ran.code == 1
    assert ran.err.startswith("error: the file cannot be written")


def test_the_events_that_were_asked_for_are_exported(gate):
    feed = gate.folder / "feed.ics"

    ran = gate.run("calendar", "export", str(feed), "--events", "notice,nominations,opens", "--json")

    titles = {line.split(b":")[1] for line in feed.read_bytes().splitlines() if line.startswith(b"SUMMARY:")}
    assert ran.json["events"] > 0
    assert titles == {b"Notice of election", b"Nominations close", b"Pre-election period opens"}


def test_an_event_there_is_not_is_refused_with_those_there_are(gate):
    ran = gate.run("calendar", "export", str(gate.folder / "feed.ics"), "--events", "windows,birthdays")

    assert ran.code == 1
    assert "there are no events 'birthdays'" in ran.err
    assert "windows,polling-days,opens,closes,notice,nominations" in ran.err


def test_a_feed_that_has_not_changed_is_not_written_again(gate):
    feed = gate.folder / "feed.ics"
    gate.run("calendar", "export", str(feed))
    before = feed.stat()

    gate.run("calendar", "export", str(feed))
    same = feed.stat()
    gate.run("calendar", "export", str(feed), "--remind-days", "14")

    assert (same.st_mtime_ns, same.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert feed.stat().st_ino != before.st_ino
