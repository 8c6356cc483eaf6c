from datetime import date

import pytest

from purdahgate.domain.register import Member, Party
from purdahgate.errors import DataError
from purdahgate.sources.areas import load_areas
from purdahgate.sources.registers import SHIPPED_REGISTERS, load_register

HEADER = "name,role,area,party,handles,from,to\n"


def write(folder, content, name="members.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_row_becomes_a_member(tmp_path):
    path = write(
        tmp_path,
        "# Source: an example\n\nname,role,area,party,handles,from,to,seat,source\n"
        "Ann Example,councillor,sometown;othertown,Example Party,@ann;@a2,2023-05-08,2027-05-10,North,roll\n",
    )

    (member,) = load_register([path]).members

    assert member == Member(
        name="Ann Example",
        role="councillor",
        areas=("sometown", "othertown"),
        seat="North",
        party="Example Party",
        handles=("@ann", "@a2"),
        held_from=date(2023, 5, 8),
        held_to=date(2027, 5, 10),
        source="roll",
    )


def test_a_byte_order_mark_and_windows_lines_are_accepted(tmp_path):
    path = write(tmp_path, "\ufeff" + (HEADER + "Ann Example,MP,,,,,\n").replace("\n", "\r\n"))

    assert load_register([path]).members == (Member("Ann Example", "MP"),)


def test_a_quoted_value_may_run_over_lines(tmp_path):
    path = write(tmp_path, HEADER + '"Ann\nExample",MP,,,,,\nBo,MP,,,,,\n')

    with pytest.raises(DataError, match="'Bo' is no full name") as wrong:
        load_register([path])

    assert wrong.value.where == f"{path}:4"


@pytest.mark.parametrize(
    ("content", "says", "line"),
    [
        pytest.param("name,role,area\nAnn Example,MP,\n", "no column 'party'", 1, id="a missing column"),
        pytest.param("", "no column 'name'", 1, id="an empty file"),
        pytest.param(HEADER + "Ann Example,MP\n", "2 values for 7 columns", 2, id="half a row"),
        pytest.param(HEADER + 'Ann Example,"MP,,,,,\n', "breaks off", 2, id="an open quote"),
        pytest.param(HEADER + "Green,councillor,,,,,\n", "no full name", 2, id="a single word"),
        pytest.param(HEADER + "Vacant Seat,councillor,,,,,\n", "no full name", 2, id="a vacant seat"),
        pytest.param(HEADER + '"Example, Ann",MP,,,,,\n', "surname first", 2, id="surname first"),
        pytest.param(HEADER + "Ann Example,,,,,,\n", "has no role", 2, id="no role"),
        pytest.param(HEADER + "Ann Example,MP,,,,06/05/2027,\n", "is no date", 2, id="a British date"),
        pytest.param(HEADER + "Ann Example,MP,,,,2027-05-06,2027-05-05\n", "leaves", 2, id="days reversed"),
        pytest.param((HEADER + "Ann Example,MP,,,,,\n").encode() + b"\xff", "not UTF-8", 3, id="not UTF-8"),
    ],
)
def test_a_register_that_cannot_stand_names_its_line(tmp_path, content, says, line):
    path = write(tmp_path, content)

    with pytest.raises(DataError, match=says) as wrong:
        load_register([path])

    assert wrong.value.where == f"{path}:{line}"
    assert "\n" not in str(wrong.value)


def test_a_partys_descriptions_are_names_of_it_too(tmp_path):
    path = write(
        tmp_path,
        'source = "x"\nlicence = "y"\nchecked_on = 2026-11-22\n'
        '[[party]]\nid = "PP0"\nname = "Example Party"\ndescriptions = ["Examples First"]\n',
        "parties.toml",
    )

    assert load_register([path]).parties == (Party("PP0", "Example Party"), Party("PP0", "Examples First"))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("parties.toml", '[[party]]\nid = "PP0"\nname = "X"\n', "source", id="no source line"),
        pytest.param("parties.toml", "[[party", "not TOML", id="half written"),
        pytest.param("members.xlsx", "", "not a register", id="a spreadsheet"),
    ],
)
def test_a_file_that_is_no_register_is_refused(tmp_path, name, content, says):
    path = write(tmp_path, content, name)

    with pytest.raises(DataError, match=says) as wrong:
        load_register([path])

    assert wrong.value.where.startswith(str(path))


def test_a_missing_register_is_an_error(tmp_path):
    with pytest.raises(DataError, match="cannot read the file"):
        load_register([tmp_path / "none.csv"])


def test_the_digest_changes_with_a_byte_of_a_file(tmp_path):
    first = load_register([write(tmp_path, HEADER + "Ann Example,MP,,,,,\n")]).digest
    second = load_register([write(tmp_path, HEADER + "Ann Example,MS,,,,,\n")]).digest

    assert first != second


def test_the_shipped_registers_load_whole():
    register = load_register(sorted(SHIPPED_REGISTERS.iterdir()))

    assert sum(member.role == "MP" and bool(member.seat) for member in register.members) == 650
    assert len({party.id for party in register.parties}) > 400
    assert not any(member.handles for member in register.members)


def test_every_mps_area_is_one_the_table_of_areas_has():
    areas = load_areas()

    register = load_register([SHIPPED_REGISTERS / "mps.csv"])

    assert {area for member in register.members for area in member.areas if area not in areas} == set()
    assert all(member.areas for member in register.members)


def test_only_members_that_count_for_the_body_are_read_and_every_seat(tmp_path):
    path = write(
        tmp_path,
        HEADER + "Ann Example,councillor,chelmsford,,,,\nBo Sample,councillor,ipswich,,,,\n"
        "Cy Instance,national figure,,,,,\nDi Specimen,MP,ipswich,,,,\nVacant,councillor,ipswich,,,,\n",
    )

    register = load_register([path], scope=frozenset({"chelmsford", "essex"}))

    assert [member.name for member in register.members] == ["Ann Example", "Cy Instance", "Di Specimen"]


def test_a_row_of_no_area_is_an_error_wherever_the_body_is(tmp_path):
    path = write(tmp_path, HEADER + "Ann Example,councillor,chelmsfrod,,,,\n")

    with pytest.raises(DataError, match="which is no area"):
        load_register([path], load_areas(), frozenset({"ipswich"}))


def test_what_the_head_of_a_file_says_goes_with_its_members(tmp_path):
    path = write(
        tmp_path,
        "# Councillors of an example\n# checked_on: 2026-11-22 (by hand)\n# vacant: North\n# vacant: South\n"
        "# unread: 3\n# checked_on: soon\n" + HEADER + "Ann Example,councillor,,,,,\n",
    )

    (roster,) = load_register([path]).rosters

    assert roster.file == str(path)
    assert roster.checked_on == date(2026, 11, 22)
    assert (roster.vacant, roster.unread) == (("North", "South"), 3)


def test_a_line_of_an_other_encoding_is_named_though_it_is_far_down(tmp_path):
    rows = "".join(f"Ann Example{n},MP,,,,,\n" for n in range(5_000))
    path = write(tmp_path, (HEADER + rows).encode() + b"Zo\xeb Example,MP,,,,,\n" + rows.encode())

    with pytest.raises(DataError, match="not UTF-8") as wrong:
        load_register([path])

    assert wrong.value.where == f"{path}:5002"


def test_a_register_of_more_people_than_one_body_has_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("purdahgate.sources.registers.MOST_MEMBERS", 3)
    here = "".join(f"Ann Example{n},councillor,chelmsford,,,,\n" for n in range(4))
    path = write(tmp_path, HEADER + here + here.replace("chelmsford", "ipswich"))

    with pytest.raises(DataError, match="more than 3 people") as wrong:
        load_register([path], scope=frozenset({"chelmsford"}))

    assert wrong.value.where == f"{path}:5"
