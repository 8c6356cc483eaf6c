"""Other people's lists of members and candidates, as registers of the body's own."""

import json
from datetime import date

import pytest

from purdahgate.sources.areas import load_areas
from purdahgate.sources.registers import load_register

CANDIDATES = (
    "person_id,person_name,ballot_paper_id,party_name,post_label,twitter_username\n"
    "1,Robin Placeholder,local.chelmsford.north.2027-05-06,Green Party,North,RPlaceholder\n"
    "2,Sam Specimen,local.essex.south.by.2027-05-06,Independent,South,\n"
    "3,Jo Faraway,local.ipswich.castle.2027-05-06,Independent,Castle,\n"
)
PLAIN = "name,role,area,party,handles,from,to\n"
NAMES_ITS_FOLDER = '"councillors.csv"', '"councillors.csv", "registers"'


@pytest.fixture
def given(gate):
    """Write a file into the workspace."""

    def write(content, name="given.csv"):
        path = gate.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


@pytest.fixture
def take(gate):
    """Import a file; gives what the command says."""

    def run(path, *more, code=0, at="2027-04-12T10:00"):
        ran = gate.run("register", "import", path, "--as", "ellis", "--json", *more, at=at)
        assert ran.code == code, ran.err or ran.out
        return json.loads(ran.out or ran.err)

    return run


@pytest.fixture
def named(gate):
    """The config names the folder that imports go to."""
    (gate.folder / "registers").mkdir()
    path = gate.folder / "config.toml"
    path.write_text(path.read_text("utf-8").replace(*NAMES_ITS_FOLDER), "utf-8")


def kept(gate, name="given"):
    path = gate.folder / "registers" / f"{name}.csv"
    (roster,) = load_register([path], load_areas()).rosters
    return roster


def test_candidates_count_from_the_close_of_nominations_to_the_poll(gate, given, take):
    said = take(given(CANDIDATES), "--source", "Democracy Club")

    robin, sam = kept(gate).members
    assert (robin.name, robin.role, robin.areas, robin.seat) == (
        "Robin Placeholder",
        "candidate",
        ("chelmsford",),
        "North",
    )
    assert (robin.handles, robin.party) == (("RPlaceholder",), "Green Party")
    assert (robin.held_from, robin.held_to) == (date(2027, 4, 8), date(2027, 5, 6))
    assert sam.areas == ("essex",)
    assert (said["form"], said["taken"], said["left_out"]["elsewhere"]) == ("democracy-club", 2, 1)


def test_the_candidates_of_a_parliament_are_of_their_seat_or_nation(gate, given, take):
    rows = "\n".join(
        f"{n},{name},{ballot}.2027-05-06,,{seat},"
        for n, (name, ballot, seat) in enumerate(
            [
                ("Ann Sampleby", "parl.chelmsford", "Chelmsford"),
                ("Bo Faraway", "parl.ipswich", "Ipswich"),
                ("Cy Nowhere", "parl.neverwhere.by", "Neverwhere"),
                ("Di Scottish", "sp.c.anywhere", "Anywhere"),
            ]
        )
    )
    take(given(CANDIDATES.splitlines()[0] + "\n" + rows), "--all-areas")

    found = {each.name: each.areas for each in kept(gate).members}
    assert found == {
        "Ann Sampleby": ("chelmsford",),
        "Bo Faraway": found["Bo Faraway"],
        "Cy Nowhere": (),
        "Di Scottish": ("scotland",),
    }
    assert "ipswich" in found["Bo Faraway"]


def test_councillors_of_open_council_data_are_dated_before_their_seats_polled(gate, given, take):
    take(
        given(
            "Council,Ward Name,Councillor Name,Next Election,Party Name,Electoral Commission Party Code\n"
            "Chelmsford,North,Ann Sampleby,2027-05-06,Independent,\n"
            "Essex,South,Bo Instance,2026-05-07,Liberal Democrats,PP90\n"
            "Chelmsford,East,Vacant,2027-05-06,,\n"
            "Ipswich,West,Cy Faraway,2026-05-07,Independent,\n"
        )
    )

    roster = kept(gate)
    assert [(each.name, each.role, each.areas) for each in roster.members] == [
        ("Ann Sampleby", "councillor", ("chelmsford",)),
        ("Bo Instance", "councillor", ("essex",)),
    ]
    assert roster.checked_on == date(2026, 5, 6)
    assert roster.vacant == ("East (chelmsford)",)


@pytest.mark.parametrize(
    "council", ["chelmsford.gov.uk", "modgov.chelmsford.gov.uk", "Chelmsford City Council", "CHELMSFORD"]
)
def test_councillors_of_moderngov_are_of_the_council_they_name(gate, given, take, council):
    take(
        given(
            f"council,ward,fullusername,party,keyposts\n{council},North,Councillor Ann Sampleby,,Leader\n"
            f"{council},South,Mayor Bo Instance,,\nipswich.gov.uk,West,Councillor Cy Faraway,,\n"
        )
    )

    assert [(each.name, each.role, each.areas) for each in kept(gate).members] == [
        ("Ann Sampleby", "councillor", ("chelmsford",)),
        ("Bo Instance", "mayor", ("chelmsford",)),
    ]


def test_a_file_of_one_council_that_does_not_name_it_is_told_which_it_is(gate, given, take):
    path = given("ward,name,party\nNorth,Ann Sampleby,Independent\n")

    refused = take(path, code=1)
    take(path, "--area", "chelmsford")

    assert "nobody in the file counts here" in refused["message"]
    assert kept(gate).members[0].areas == ("chelmsford",)


def test_members_of_parliament_are_of_the_councils_their_seat_touches(gate, given, take):
    take(
        given(
            "mnis_id,name,full_title,party,constituency,lad_names,twitter,bluesky\n"
            "1,Ann Sampleby,Rt Hon Ann Sampleby MP,Labour,Westhere,Chelmsford / Maldon,"
            "https://twitter.com/AnnS?lang=en,ann.example.social\n"
            "2,Bo Faraway,Bo Faraway MP,Labour,Elsewhere,Ipswich,,\n"
        )
    )

    (ann,) = kept(gate).members
    assert (ann.role, ann.areas, ann.seat) == ("MP", ("chelmsford", "maldon"), "Westhere")
    assert ann.handles == ("AnnS", "ann.example.social")


def test_a_plain_list_is_taken_as_it_is(gate, given, take):
    take(
        given(
            PLAIN + "Ann Sampleby,mayor,Chelmsford;essex,Independent,@ann;a b,2026-05-07,2027-05-06\n"
            "Ann Sampleby,mayor,Chelmsford;essex,Independent,@ann;a b,2026-05-07,2027-05-06\n"
        )
    )

    (ann,) = kept(gate).members
    assert (ann.areas, ann.handles) == (("chelmsford", "essex"), ("ann",))
    assert (ann.held_from, ann.held_to) == (date(2026, 5, 7), date(2027, 5, 6))


# What it does to the queue, the config and the record


def test_the_register_counts_once_the_config_names_its_folder(gate, given, take):
    said = take(given(CANDIDATES))
    path = gate.folder / "config.toml"
    ignored = gate.run("check", "Robin Placeholder came", "--at", "2027-04-20T09:00", "--json")
    path.write_text(
        path.read_text("utf-8").replace(
            'registers = ["shipped:registers", "councillors.csv"]', said["config_line"]
        ),
        "utf-8",
    )
    found = gate.run("check", "Robin Placeholder came", "--at", "2027-04-20T09:00", "--json")

    assert ignored.json["findings"] == []
    assert found.json["findings"][0]["who"] == "Robin Placeholder, candidate (North)"
    assert found.json["findings"][0]["kind"] == "member"


@pytest.mark.usefixtures("named")
def test_the_queue_is_judged_by_the_register_at_once(gate, given, take):
    post = gate.add("Robin Placeholder opens the bridge", due="2027-05-07T09:00")["id"]
    other = gate.add(
        "The ferry sails with Robin Placeholder", "--category", "emergency", due="2027-04-20T09:00"
    )["id"]

    said = take(given(CANDIDATES))

    assert [(each["id"], each["before"], each["after"]) for each in said["changed"]] == [
        (other, "cleared", "held")
    ]
    assert (said["config_line"], gate.state(post)) == (None, "cleared")


@pytest.mark.usefixtures("named")
def test_a_dry_run_says_the_same_and_keeps_nothing(gate, given, take):
    gate.add("Robin Placeholder came", "--category", "emergency", due="2027-04-20T09:00")
    path = given(CANDIDATES)
    audit = gate.run("audit", "verify", "--json").json

    tried = take(path, "--dry-run")

    assert list((gate.folder / "registers").iterdir()) == []
    assert gate.run("audit", "verify", "--json").json == audit
    assert tried | {"dry_run": False} == take(path)


def test_an_import_is_in_the_record_with_its_source_and_digests(gate, given, take):
    take(given(CANDIDATES), "--source", "Democracy Club, 12 April")

    entry = gate.run("audit", "list", "--json").lines[-1]
    assert (entry["action"], entry["actor"]) == ("register-import", "ellis")
    assert (entry["source"], entry["form"], entry["taken"]) == (
        "Democracy Club, 12 April",
        "democracy-club",
        2,
    )
    assert len(entry["file_digest"]) == len(entry["register_digest"]) == 64


def test_a_register_is_written_over_only_when_that_is_said(gate, given, take):
    path = given(CANDIDATES)
    take(path)
    before = (gate.folder / "registers" / "given.csv").read_bytes()
    refused = take(given(CANDIDATES.replace("Robin", "Robina")), code=1)
    after = (gate.folder / "registers" / "given.csv").read_bytes()

    take(path, "--replace")

    assert "--replace" in refused["mend"]
    assert before == after
    assert kept(gate).members[0].name == "Robina Placeholder"


def test_a_register_that_cannot_be_kept_changes_nothing(gate, given, take):
    path = given(CANDIDATES)
    (gate.folder / "registers" / "given.csv").mkdir(parents=True)

    refused = take(path, "--replace", code=1)

    assert refused["message"] == "a folder is there, not a file"
    assert gate.run("audit", "list", "--json").lines == []


@pytest.mark.usefixtures("named")
def test_a_file_half_written_by_a_process_that_died_stops_nothing(gate):
    (gate.folder / "registers" / ".given.csv.half").write_text("name,ro", "utf-8")

    assert gate.run("check", "Bins").code == 0


@pytest.mark.parametrize("name", ["../councillors", "a/b", ".hidden", "", "x" * 200, "a\nb"])
def test_a_name_that_leads_elsewhere_is_refused(gate, given, take, name):
    path = given(CANDIDATES, "..csv" if not name else "given.csv")

    refused = take(path, "--name", name, code=1)

    assert "is no name for a register" in refused["message"]


# What is wrong with files


@pytest.mark.parametrize(
    ("content", "more", "says"),
    [
        pytest.param(b"PK\x03\x04rest", (), "a workbook or an archive", id="workbook"),
        pytest.param(b"", (), "the file is empty", id="empty"),
        pytest.param("colour,size\nred,1\n", (), "none that can be imported", id="another file"),
        pytest.param("name,name,role,area\na,b,c,d\n", (), "'name' stands twice", id="a column twice"),
        pytest.param(CANDIDATES, ("--form", "moderngov"), "is no ModernGov", id="another form than said"),
        pytest.param(CANDIDATES, ("--form", "xls"), "no form 'xls'", id="no form"),
        pytest.param(CANDIDATES, ("--dates", "dd"), "no order of dates", id="no order"),
        pytest.param(CANDIDATES, ("--encoding", "utf-9"), "no encoding", id="no encoding"),
        pytest.param(CANDIDATES, ("--area", "chelmsfrod"), "no area", id="no area"),
        pytest.param(CANDIDATES, ("--area", "essex", "--all-areas"), "both given", id="two scopes"),
        pytest.param(CANDIDATES, ("--checked-on", "yesterday"), "not a date", id="no day"),
        pytest.param(CANDIDATES.encode() + b"4,Zo\xeb X,,,,", (), "not UTF-8", id="another encoding"),
        pytest.param(CANDIDATES + '4,"Ann', (), "breaks off", id="half written"),
        pytest.param(PLAIN, (), "it has no row", id="a header alone"),
        pytest.param(PLAIN + "Ann Sampleby,mayor,ipswich,,,,\n", (), "1 of other areas", id="all elsewhere"),
        pytest.param(
            PLAIN + "A B,mayor,essex,,,07/05/2026,\n", (), "not written as 2027", id="a mangled date"
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(gate, given, take, content, more, says):
    refused = take(given(content), *more, code=1)

    assert says in refused["message"]
    assert refused["mend"]
    assert not (gate.folder / "registers").exists()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        pytest.param("Green,mayor,essex,,,,", "no full name", id="one word"),
        pytest.param('"Sampleby, Ann",mayor,essex,,,,', "surname first", id="surname first"),
        pytest.param("=1+1,mayor,essex,,,,", "spreadsheet's formula", id="a formula for a name"),
        pytest.param("Ann Sampleby,mayor,essex,=cmd,,,", "spreadsheet's formula", id="a formula for a party"),
        pytest.param("Ann Sampleby,,essex,,,,", "no role", id="no role"),
        pytest.param("Ann Sampleby,mayor,essexx,,,,", "no council called 'essexx'", id="no area"),
        pytest.param("Ann Sampleby,mayor,essex", "3 cells", id="half a row"),
        pytest.param("Ann Sampleby,mayor,essex,,,2027-05-06,2027-05-05", "leaves before", id="days reversed"),
        pytest.param("Ann Sampleby,mayor,essex,,,46513,", "day number", id="a spreadsheet's day number"),
        pytest.param("SiÃ¢n Sampleby,mayor,essex,,,,", "garbled", id="letters garbled"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_taken(gate, given, take, row, says):
    said = take(given(PLAIN + f"Bo Instance,mayor,essex,,,,\n{row}\n"))

    assert (said["taken"], said["left_out"]["bad"]) == (1, 1)
    assert says in said["bad"][0]["why"]
    assert said["bad"][0]["line"] == 3
    assert kept(gate).unread == 1


def test_what_is_wrong_with_many_rows_is_told_once(gate, given):
    rows = "".join(f"Ann Sampleby{n},mayor,neverwhere,,,,\n" for n in range(500))
    path = given(PLAIN + rows + "Bo Instance,mayor,essex,,,,\n")

    ran = gate.run("register", "import", path, "--as", "ellis")

    assert ran.code == 0
    assert "given.csv:2" in ran.err
    assert "and 499 rows more" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_the_order_of_dates_that_is_said_is_gone_by(gate, given, take):
    take(given(PLAIN + "Ann Sampleby,mayor,essex,,,07/05/2026,\n"), "--dates", "dd/mm")

    assert kept(gate).members[0].held_from == date(2026, 5, 7)


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16"])
def test_another_encoding_that_is_said_is_read(gate, given, take, encoding):
    take(given((PLAIN + "Zoë Sampleby,mayor,essex,,,,\n").encode(encoding)), "--encoding", encoding)

    assert kept(gate).members[0].name == "Zoë Sampleby"


def test_a_file_with_more_people_than_a_register_holds_is_refused(given, take, monkeypatch):
    monkeypatch.setattr("purdahgate.usecases.read_register.MOST_MEMBERS", 100)
    path = given(
        PLAIN
        + "".join(f"Ann Sampleby-{chr(97 + n % 26) * (n // 26 + 1)},mayor,essex,,,,\n" for n in range(200))
    )

    refused = take(path, code=1)

    assert refused["message"] == "more than 100 people count here, and a register holds no more"
    assert refused["where"].endswith(":102")


def test_a_file_that_is_too_big_is_refused_before_it_is_read(given, take, monkeypatch):
    monkeypatch.setattr("purdahgate.usecases.read_register.MOST_BYTES", 100)

    refused = take(given(CANDIDATES), code=1)

    assert (refused["message"], refused["mend"]) == ("the file is too big", "At most 100 bytes")


def test_somebody_who_may_not_act_is_refused_before_a_file_is_read(gate, given):
    ran = gate.run("register", "import", given(CANDIDATES), "--as", "nobody")

    assert ran.code == 1
    assert not (gate.folder / "registers").exists()


# register list, register lint, and what check says


def test_the_list_has_who_counts_on_a_day(gate):
    def names(*more):
        return [each["name"] for each in gate.run("register", "list", "--json", *more).json]

    assert names("--name", "placeholderby", "--on", "2027-04-07") == []
    assert names("--name", "PLACEHOLDERBY", "--on", "2027-04-08") == ["Barnaby Placeholderby"]
    assert names("--name", "placeholderby", "--on", "2027-05-07") == []
    assert "Morgan Sampleby" in names()


def test_the_list_of_a_body_has_nobody_of_another_area(gate):
    assert {each["seat"] for each in gate.run("register", "list", "--json").json if each["role"] == "MP"} == {
        "Chelmsford",
        "Maldon",
        "North West Essex",
    }


def test_a_body_of_the_whole_kingdom_looks_for_everybody(gate):
    path = gate.folder / "config.toml"
    path.write_text(path.read_text("utf-8").replace('areas = ["chelmsford"]', 'areas = ["UK"]'), "utf-8")

    members = gate.run("register", "list", "--json").json

    assert sum(each["role"] == "MP" for each in members) == 650


def test_a_county_finds_the_members_of_its_districts(gate):
    path = gate.folder / "config.toml"
    path.write_text(path.read_text("utf-8").replace('areas = ["chelmsford"]', 'areas = ["essex"]'), "utf-8")

    ran = gate.run("check", "Morgan Sampleby came", "--at", "2027-03-08T09:00", "--json")

    assert [each["text"] for each in ran.json["findings"]] == ["Morgan Sampleby"]


def test_a_sound_register_has_nothing_to_look_at(gate):
    assert gate.run("register", "lint", "--json").json == []
    assert "Nothing to look at." in gate.run("register", "lint").out
    assert gate.run("check", "Bins", "--json").json["register_warnings"] == []


def test_what_is_missing_is_told_by_lint_doctor_and_check(gate):
    path = gate.folder / "councillors.csv"
    path.write_text(
        path.read_text("utf-8").replace("Perpetua Specimenon,PCC", "Perpetua Specimenon,aide"), "utf-8"
    )
    says = "no police and crime commissioner of Essex police area is in a register"

    lint = gate.run("register", "lint", "--json")
    doctor = gate.run("doctor", "--json")
    check = gate.run("check", "Bins", "--json")
    shown = gate.run("check", "Bins")

    assert (lint.code, [each["code"] for each in lint.json]) == (0, ["no-commissioner"])
    assert says in [each["what"] for each in doctor.json]
    assert check.json["register_warnings"] == [says]
    assert "Register: no police and crime commissioner" in shown.out


def test_a_register_that_cannot_be_read_is_an_error_of_lint(gate):
    (gate.folder / "councillors.csv").write_text("name,role\nAnn", "utf-8")

    assert gate.run("register", "lint").code == 1


def test_a_check_beside_a_register_that_cannot_be_read_holds_and_says_so(gate):
    gate.add("Bins are collected on Friday")
    (gate.folder / "councillors.csv").write_text("name,role\nAnn Sampleby,councillor\n", "utf-8")

    ran = gate.run("check", "Bins are collected on Friday", "--json")

    assert (ran.code, ran.json["outcome"]) == (10, "hold")
    assert ran.json["register_warnings"] == ["the register has no column 'area'"]


@pytest.mark.usefixtures("named")
def test_an_import_mends_a_register_that_cannot_be_read(gate, given, take):
    gate.add("Bins are collected on Friday")
    (gate.folder / "registers" / "given.csv").write_text("name,ro", "utf-8")
    broken = gate.run("check", "Bins are collected on Friday")

    take(given(CANDIDATES), "--replace")

    assert (broken.code, gate.run("check", "Bins are collected on Friday").code) == (10, 0)
