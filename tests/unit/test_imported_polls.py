"""A poll out of a file beside the row that the calendar has: news is taken, a contradiction is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from purdahgate.domain.calendar_changes import Told
from purdahgate.domain.election import Election, Nation, Status
from purdahgate.domain.imported_polls import merged
from purdahgate.errors import InputError

STANDING = Election(
    id="local.chelmsford.2027-05-06",
    nation=Nation.ENGLAND,
    title="Chelmsford City Council",
    status=Status.EXPECTED,
    poll_date=date(2027, 5, 6),
    source="a file of 2026",
    checked_on=date(2026, 11, 22),
    areas=("chelmsford",),
    note="All 57 seats.",
    revised=2,
)
READ = replace(STANDING, title="Chelmsford: council election", source="an export", note="24 ballots.")
TOLD = Told("an export", datetime(2027, 3, 1, 10, tzinfo=UTC), date(2027, 3, 1))
CALL = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("standing", "read"),
    [
        pytest.param({}, {}, id="the same"),
        pytest.param({"status": Status.CALLED}, {}, id="expected in the file, called in the calendar"),
        pytest.param({"status": Status.HELD}, {"status": Status.CALLED}, id="called in the file, and held"),
        pytest.param({}, {"status": Status.HELD}, id="held in the file, by its day"),
        pytest.param({"notice_on": date(2027, 3, 22)}, {}, id="a notice that the file does not have"),
        pytest.param({"status": Status.CANCELLED}, {"status": Status.CANCELLED}, id="cancelled in both"),
        pytest.param({"areas": ("a", "b")}, {"areas": ("b", "a")}, id="areas in another order"),
    ],
)
def test_what_is_no_news_leaves_the_row_as_it_stands(standing, read):
    row = replace(STANDING, **standing)

    assert merged(row, replace(READ, **read), TOLD) is row


@pytest.mark.parametrize(
    ("standing", "read"),
    [
        pytest.param({}, {"status": Status.CALLED, "called_at": CALL}, id="called"),
        pytest.param({}, {"status": Status.CANCELLED}, id="cancelled"),
        pytest.param(
            {"status": Status.POSTPONED}, {"status": Status.CANCELLED}, id="put off, then cancelled"
        ),
        pytest.param({}, {"notice_on": date(2027, 3, 22)}, id="a notice"),
        pytest.param({}, {"announced_on": date(2027, 3, 25)}, id="an announcement"),
    ],
)
def test_news_is_taken_with_its_source_and_the_rest_stays(standing, read):
    row = replace(STANDING, **standing)

    after = merged(row, replace(READ, **read), TOLD)

    assert after == replace(row, **read, source="an export", checked_on=date(2027, 3, 1), changed_at=TOLD.at)


@pytest.mark.parametrize(
    ("standing", "read", "says"),
    [
        pytest.param(
            {"poll_date": date(2027, 5, 13)},
            {},
            "has poll_date 2027-05-06 in the file and 2027-05-13 in the calendar",
            id="another day, since the calendar moved it",
        ),
        pytest.param({}, {"areas": ("essex",)}, "areas essex in the file and chelmsford", id="other areas"),
        pytest.param({}, {"areas": ()}, "areas none in the file", id="every area"),
        pytest.param(
            {"status": Status.POSTPONED}, {}, "status expected in the file and postponed", id="put off here"
        ),
        pytest.param({"status": Status.ABOLITION_ANNOUNCED}, {"status": Status.CALLED}, "status", id="ended"),
        pytest.param(
            {"notice_on": date(2027, 3, 22)},
            {"notice_on": date(2027, 3, 23)},
            "notice_on 2027-03-23 in the file and 2027-03-22",
            id="another notice",
        ),
    ],
)
def test_a_contradiction_is_told_and_neither_is_taken_for_true(standing, read, says):
    with pytest.raises(InputError) as against:
        merged(replace(STANDING, **standing), replace(READ, **read), TOLD)

    assert says in str(against.value)
    assert against.value.mend
