"""The lines of an iCalendar file, read back as the library wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vText
from icalendar.parser import Contentline, Parameters

from purdahgate.errors import DataError
from purdahgate.exchange.content_lines import content_lines, plain

printable = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=400)


@given(said=printable)
def test_a_line_that_the_library_folded_reads_back_the_same(said):
    written = Contentline.from_parts("SUMMARY", Parameters(), vText(said)).to_ical()

    (line,) = content_lines(written.decode() + "\r\n", "a.ics")

    assert (line.name, plain(line.value)) == ("SUMMARY", said)


def test_each_line_is_told_by_the_number_it_begins_on():
    lines = list(content_lines('BEGIN:VCALENDAR\r\nX-A:one\r\n two\r\n\r\nX-B;P="a:b";Q=c:d:e\n', "a.ics"))

    assert [(line.number, line.name, line.value) for line in lines] == [
        (1, "BEGIN", "VCALENDAR"),
        (2, "X-A", "onetwo"),
        (5, "X-B", "d:e"),
    ]
    assert (lines[2].parameter("P"), lines[2].parameter("Q"), lines[2].parameter("R")) == ("a:b", "c", "")


@pytest.mark.parametrize(
    ("given", "where"),
    [
        pytest.param("BEGIN:VCALENDAR\nno line\n", "a.ics:2", id="no name and value"),
        pytest.param("BEGIN:VCALENDAR\nX:" + "a" * 200_000, "a.ics:2", id="far too long"),
        pytest.param("BEGIN:VCALENDAR\nX:a\n" + " b\n" * 100_000, "a.ics:2", id="folded far too often"),
    ],
)
def test_what_is_no_line_is_refused_by_its_number(given, where):
    with pytest.raises(DataError) as refused:
        list(content_lines(given, "a.ics"))

    assert refused.value.where == where
