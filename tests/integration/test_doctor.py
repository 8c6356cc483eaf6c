"""The doctor says what is wrong, what grows old, what to know, and what is fine."""

import pytest

from purdahgate.doctor import Level, examine


def change(office, name, old, new):
    path = office.folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    office.app = office.app.fresh()


def told(office, level):
    return [f"{remark.what} {remark.mend}" for remark in examine(office.app) if remark.level is level]


def one_of(lines, words):
    return [words in line for line in lines].count(True) == 1


@pytest.fixture(autouse=True)
def lately(office):
    """Soon after the calendar was checked."""
    office.clock.set("2026-12-01T10:00")


def test_a_sound_workspace_has_nothing_wrong(office):
    assert told(office, Level.WRONG) == []
    assert told(office, Level.STALE) == []


def test_it_says_what_is_fine(office):
    fine = told(office, Level.FINE)

    assert one_of(fine, "olive")
    assert one_of(fine, "checked on 22 November 2026")
    assert one_of(fine, "6 May 2027")
    assert one_of(fine, "members known")


def test_it_makes_no_database(office):
    examine(office.app)

    assert not (office.folder / "purdahgate.db").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param('"officer"', '"elections"', "nobody may queue", id="no officer"),
        pytest.param('"approver"', '"elections"', "nobody may sign off", id="no approver"),
    ],
)
def test_a_role_that_nobody_holds_is_wrong(office, old, new, says):
    change(office, "people.toml", old, new)
    office.gate.people()

    assert one_of(told(office, Level.WRONG), says)


def test_one_person_who_is_all_there_is_is_wrong(office):
    (office.folder / "people.toml").write_text(
        '[[person]]\nname = "ann"\nfull_name = "Ann Example"\nroles = ["officer", "approver"]\n',
        encoding="utf-8",
    )
    (office.folder / "people.signed.jsonl").unlink()

    assert one_of(told(office, Level.WRONG), "second person")


def test_nobody_to_rule_on_false_alarms_is_a_note(office):
    change(office, "people.toml", ', "monitoring-officer"', "")
    office.gate.people()

    assert one_of(told(office, Level.NOTE), "false alarm")
    assert told(office, Level.WRONG) == []


@pytest.mark.parametrize(
    ("at", "level"),
    [
        pytest.param("2027-02-20T10:00", Level.FINE, id="half the time is not over"),
        pytest.param("2027-02-21T10:00", Level.STALE, id="half the time is over"),
        pytest.param("2027-05-21T10:00", Level.STALE, id="the last day"),
        pytest.param("2027-05-22T10:00", Level.WRONG, id="all posts are held"),
    ],
)
def test_a_calendar_nobody_checked_for_long_is_stale_and_then_wrong(office, at, level):
    office.clock.set(at)

    remarks = examine(office.app)

    checked = [remark for remark in remarks if "checked on 22 November 2026" in remark.what]
    assert [remark.level for remark in checked] == [level]


def test_a_calendar_that_ends_within_a_year_is_stale(office):
    office.clock.set("2032-01-02T10:00")

    assert one_of(told(office, Level.STALE), "ends on 31 December 2032")


def test_a_poll_that_opens_no_window_is_a_note(office):
    notes = told(office, Level.NOTE)

    assert one_of(notes, "pcc.essex.2028-05-04 opens no window: abolition announced")
    assert one_of(notes, "parl.2029-08-15 opens no window: latest possible")


def test_a_body_that_no_poll_binds_is_wrong(office):
    (office.folder / "polls.toml").write_text(
        "covers_from = 2024-01-01\ncovers_until = 2032-12-31\nchecked_on = 2026-11-22\n\n[[election]]\n"
        'id = "local.colchester.2027-05-06"\nnation = "england"\ntitle = "Another council"\n'
        'status = "expected"\npoll_date = 2027-05-06\nareas = ["colchester"]\nsource = "a test"\n',
        encoding="utf-8",
    )
    change(office, "config.toml", '"shipped:calendars"', '"polls.toml"')

    assert one_of(told(office, Level.WRONG), "no poll in the calendar binds")


def test_no_councillor_in_a_register_is_a_note(office):
    change(office, "config.toml", ', "councillors.csv"', "")

    assert one_of(told(office, Level.NOTE), "no councillor")


def test_a_channel_that_cannot_be_written_is_wrong(office):
    (office.folder / "outbox").write_text("a file in the folder's place", encoding="utf-8")

    wrong = told(office, Level.WRONG)
    assert [line.partition(":")[0] for line in wrong] == [
        "account council",
        "account parks",
        "account elections",
    ]


def test_a_channel_of_no_known_kind_is_wrong(office):
    change(office, "config.toml", 'kind = "folder"', 'kind = "pigeon"')

    assert "'pigeon'" in told(office, Level.WRONG)[0]


def test_no_account_at_all_is_wrong(office):
    path = office.folder / "config.toml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.partition("[account.")[0], encoding="utf-8")
    office.app = office.app.fresh()

    assert one_of(told(office, Level.WRONG), "no account")


def test_an_audit_table_that_verifies_is_fine(office):
    office.add("Bins are collected on Friday")

    assert one_of(told(office, Level.FINE), "verifies: 2 entr")


def test_an_audit_table_that_does_not_verify_is_wrong(office):
    office.add("Bins are collected on Friday")
    office.sql("DROP TRIGGER audit_no_UPDATE", "UPDATE audit SET body = '{}'")

    assert one_of(told(office, Level.WRONG), "entry 1")


def test_a_post_that_may_have_gone_out_is_wrong(office, tally):
    office.app = office.app.fresh()
    office.add("Bins are collected on Friday")
    tally.plan("burst")
    office.clock.set("2027-03-08T09:00")
    office.worker()

    assert one_of(told(office, Level.WRONG), "may or may not have gone out")


def test_a_file_that_cannot_be_read_is_wrong_and_the_rest_is_told(office):
    change(office, "people.signed.jsonl", '"number":1', '"number":2')

    wrong = told(office, Level.WRONG)

    assert "people.toml" in "".join(wrong)
    assert one_of(told(office, Level.FINE), "members known")


@pytest.mark.parametrize(
    "content",
    [pytest.param(b"no database at all" * 99, id="another file"), pytest.param(b"", id="an empty file")],
)
def test_a_database_that_is_none_is_wrong(office, content):
    (office.folder / "purdahgate.db").write_bytes(content)

    wrong = told(office, Level.WRONG)

    assert len(wrong) == 1
    assert "database" in wrong[0]


def test_a_damaged_database_is_wrong(office):
    _ = [office.add(f"Bins {number} " + "word " * 2_000) for number in range(3)]
    office.app.store.close()
    path = office.folder / "purdahgate.db"
    damaged = bytearray(path.read_bytes())
    damaged[8192 : len(damaged) - 4096] = b"\xaa" * (len(damaged) - 12288)
    path.write_bytes(damaged)
    office.app = office.app.fresh()
    del office.app.__dict__["store"]

    assert "database" in "".join(told(office, Level.WRONG))
