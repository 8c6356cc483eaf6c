"""The files of Hootsuite, Sprout Social and Buffer: written, read, and never guessed at."""

from datetime import datetime, timedelta

import pytest

from purdahgate.domain.tools import UPLOADS, DayOrder, Tool, fault_of_time, starts_a_formula
from purdahgate.errors import DataError, InputError
from purdahgate.exchange.bulk_csv import BulkRow, read_bulk, write_bulk

DUE = datetime.fromisoformat("2027-05-06T14:30")
LINK = "https://sometown.example/x"
ROW = BulkRow(DUE, 'Bins, "late"\nagain', LINK)


@pytest.mark.parametrize(
    ("tool", "order", "written"),
    [
        (Tool.HOOTSUITE, DayOrder.DMY, f'06/05/2027 14:30,"Bins, ""late""\nagain",{LINK}\r\n'),
        (Tool.HOOTSUITE, DayOrder.MDY, f'05/06/2027 14:30,"Bins, ""late""\nagain",{LINK}\r\n'),
        (
            Tool.SPROUT,
            DayOrder.DMY,
            f'date,time_24hr,message_text\r\n06/05/2027,14:30,"Bins, ""late""\nagain\n{LINK}"\r\n',
        ),
        (
            Tool.BUFFER,
            None,
            f'Text,Image URL,Tags,Posting Time\r\n"Bins, ""late""\nagain\n{LINK}",,,2027-05-06 14:30\r\n',
        ),
    ],
)
def test_a_post_is_written_as_the_tool_reads_it(tool, order, written):
    assert write_bulk(tool, [ROW], order) == written


@pytest.mark.parametrize("tool", [Tool.HOOTSUITE, Tool.SPROUT])
def test_no_day_order_is_ever_guessed_in_writing(tool):
    with pytest.raises(InputError) as caught:
        write_bulk(tool, [ROW], None)

    assert "--day-order dmy or --day-order mdy" in caught.value.mend


@pytest.mark.parametrize("tool", list(Tool))
@pytest.mark.parametrize("order", list(DayOrder))
def test_what_was_written_is_read_back(tmp_path, tool, order):
    path = tmp_path / "posts.csv"
    path.write_text(write_bulk(tool, [ROW, BulkRow(DUE, "Swim", "")], order), encoding="utf-8", newline="")

    rows, bad = read_bulk(path, "utf-8", tool, order)

    assert bad == []
    assert [row.values["due"] for row in rows] == ["2027-05-06T14:30"] * 2
    words = {f"{row.values['text']}\n{row.values['link']}".strip() for row in rows}
    assert words == {f"{ROW.text}\n{LINK}", "Swim"}


def read(tmp_path, content, tool=Tool.HOOTSUITE, order=DayOrder.DMY):
    path = tmp_path / "posts.csv"
    path.write_text(content, encoding="utf-8", newline="")
    return read_bulk(path, "utf-8", tool, order)


@pytest.mark.parametrize(
    ("typed", "order", "due"),
    [
        pytest.param("06/05/2027 9:05", DayOrder.DMY, "2027-05-06T09:05", id="6 May"),
        pytest.param("06/05/2027 9:05", DayOrder.MDY, "2027-06-05T09:05", id="5 June"),
        pytest.param("06-05-2027 09:05", DayOrder.DMY, "2027-05-06T09:05", id="as Excel leaves it"),
        pytest.param("2027-05-06 09:05", None, "2027-05-06T09:05", id="an ISO date needs no order"),
        pytest.param("06/05/2027 09:05:00", DayOrder.DMY, "2027-05-06T09:05", id="with seconds"),
    ],
)
def test_a_date_is_read_in_the_order_that_was_said(tmp_path, typed, order, due):
    rows, bad = read(tmp_path, f"{typed},Bins,\n", order=order)

    assert ([row.values["due"] for row in rows], bad) == ([due], [])


@pytest.mark.parametrize(
    ("row", "order", "why"),
    [
        pytest.param("06/05/2027 09:05,Bins,", None, "may be read in two ways", id="no order"),
        pytest.param("05/13/2027 09:05,Bins,", DayOrder.DMY, "there is no day", id="the wrong order"),
        pytest.param("29/02/2027 09:05,Bins,", DayOrder.DMY, "there is no day", id="no such day"),
        pytest.param("6 May 2027 09:05,Bins,", DayOrder.DMY, "is not a date", id="words"),
        pytest.param("06/05/27 09:05,Bins,", DayOrder.DMY, "is not a date", id="two digits of a year"),
        pytest.param("06/05/2027 2pm,Bins,", DayOrder.DMY, "is not a time", id="another clock"),
        pytest.param("06/05/2027 24:05,Bins,", DayOrder.DMY, "is not a time", id="no such hour"),
        pytest.param("06/05/2027,Bins,", DayOrder.DMY, "is not a time", id="no time"),
        pytest.param("06/05/2027 09:05,Bins,,x", DayOrder.DMY, "4 cells", id="too many cells"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_by_its_line(tmp_path, row, order, why):
    rows, bad = read(tmp_path, f"2027-05-06 09:00,Swim,\n{row}\n", order=order)

    assert len(rows) == 1
    assert [(each.line, why in each.why) for each in bad] == [(2, True)]


def test_a_picture_by_its_address_is_not_taken(tmp_path):
    content = "Text,Image URL,Tags,Posting Time\nBins,https://a.example/b.png,,2027-05-06 09:00\n"

    _, bad = read(tmp_path, content, Tool.BUFFER)

    assert "--media" in bad[0].mend


@pytest.mark.parametrize("tool", [Tool.SPROUT, Tool.BUFFER])
def test_a_file_of_another_tool_is_refused(tmp_path, tool):
    with pytest.raises(DataError, match=f"no file of {UPLOADS[tool].title}"):
        read(tmp_path, "06/05/2027 09:05,Bins,\n", tool)


def test_a_file_that_breaks_off_is_refused_by_its_line(tmp_path):
    with pytest.raises(DataError) as caught:
        read(tmp_path, '2027-05-06 09:00,Swim,\n2027-05-06 09:05,"Bins\n')

    assert caught.value.where.endswith("posts.csv:2")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\uff1d1", "\n@x"])
def test_what_a_spreadsheet_would_reckon_with_is_known(text):
    assert starts_a_formula(text)


def test_what_it_would_not_is_left_alone():
    assert not any(starts_a_formula(text) for text in ("Bins = late", "#Bins", "\u201c=\u201d", "5 bins"))


NOW = datetime.fromisoformat("2027-05-06T14:00")


@pytest.mark.parametrize(
    ("tool", "minutes", "taken", "fault"),
    [
        pytest.param(Tool.HOOTSUITE, 10, [], "", id="ten minutes ahead"),
        pytest.param(Tool.HOOTSUITE, 5, [], "within 10 minutes", id="too soon"),
        pytest.param(Tool.HOOTSUITE, 12, [], "minutes that 5 divides", id="between the fives"),
        pytest.param(Tool.SPROUT, 12, [], "", id="any minute"),
        pytest.param(Tool.SPROUT, 20, [11], "10 minutes between", id="too close to the one before"),
        pytest.param(Tool.SPROUT, 20, [10], "", id="far enough from it"),
    ],
)
def test_what_a_tool_would_not_take_at_that_time_is_told(tool, minutes, taken, fault):
    due, before = NOW + timedelta(minutes=minutes), [NOW + timedelta(minutes=each) for each in taken]

    said = fault_of_time(UPLOADS[tool], due, NOW, before)

    assert (fault in said) is True
    assert bool(said) is bool(fault)
