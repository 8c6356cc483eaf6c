"""The words of a post can be erased; who did what stays, and everything still verifies."""

import sqlite3
from contextlib import closing

import pytest

from purdahgate.app import verify_signature
from purdahgate.usecases.prove_bundle import Trust, prove_bundle

AT = "2027-04-21T10:00"


def erase(office, post=1, *more, by="mona"):
    reason = ("--reason", "A resident asked us to")
    return office.gate.run("audit", "erase", str(post), *reason, "--as", by, *more, at=AT)


@pytest.fixture
def erased(sent):
    """Post 1, which is out, erased."""
    ran = erase(sent)
    assert ran.code == 0, ran.err
    return sent


def test_no_word_of_an_erased_post_is_left_in_the_database(erased):
    with closing(sqlite3.connect(erased.folder / "purdahgate.db")) as raw:
        raw.execute("VACUUM")
        content = (erased.folder / "purdahgate.db").read_bytes()

    assert b"Spring fair" not in content
    assert b"factual" not in [row[0].encode() for row in erased.sql("SELECT content FROM leaf")]
    assert erased.sql("SELECT reason FROM sign_off") == [("",)]
    assert b"Bins" in content


def test_the_record_still_verifies_and_says_who_erased_and_why(erased):
    ran = erased.gate.run("audit", "verify", "--json", at=AT)
    entry = erased.audit(1)[-1]

    assert ran.code == 0, ran.err
    assert (entry["action"], entry["actor"], entry["why"]) == ("erase", "mona", "A resident asked us to")
    assert erased.audit(1)[1]["why"] == "(erased)"


def test_a_bundle_of_an_erased_post_verifies(erased, tmp_path):
    path = tmp_path / "one.zip"
    ran = erased.gate.run("audit", "export", str(path), "--post", "1", at=AT)
    assert ran.code == 0, ran.err

    proved = prove_bundle(path, verify_signature, Trust())

    assert proved.posts == {1}
    assert b"(withheld)" in path.read_bytes()


def test_an_erased_post_can_still_be_shown_and_listed(erased):
    shown = erased.gate.run("post", "show", "1", "--json", at=AT)
    listed = erased.gate.run("post", "list", at=AT)

    assert (shown.code, shown.json["revision"]["text"], shown.json["state"]) == (0, "", "sent")
    assert listed.code == 0


def test_a_dry_run_erases_nothing(sent):
    before = sent.sql("SELECT * FROM leaf")

    ran = erase(sent, 1, "--dry-run")

    assert "would be erased" in ran.out
    assert sent.sql("SELECT * FROM leaf") == before


@pytest.mark.parametrize(
    ("post", "by", "said"),
    [
        pytest.param(1, "olive", "may not erase", id="an officer"),
        pytest.param(2, "mona", "only what was sent or withdrawn", id="a post that may go out"),
        pytest.param(9, "mona", "no post 9", id="no post"),
    ],
)
def test_what_may_not_be_erased_is_said(sent, post, by, said):
    ran = erase(sent, post, by=by)

    assert ran.code == 1
    assert said in ran.err


def test_what_is_erased_is_not_erased_again(erased):
    assert "already" in erase(erased).err


def test_what_is_still_to_be_taken_down_keeps_its_words(sent):
    recall = ("--reason", "It was wrong", "--as", "olive")
    assert sent.gate.run("post", "recall", "1", *recall, at=AT).code == 0

    ran = erase(sent)

    assert "still to be taken down" in ran.err


def test_the_guards_of_a_new_database_let_words_be_erased_and_nothing_else(office):
    office.add("Bins")
    office.withdraw(1)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        office.sql("UPDATE revision SET content = 'x'")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        office.sql("UPDATE revision SET content = '', digest = 'x'")

    ran = erase(office, 1)

    assert ran.code == 0, ran.err
    assert office.sql("SELECT content FROM revision") == [("",)]


def test_words_gone_from_a_post_that_may_go_out_never_leave_as_nothing(sent):
    sent.sql("UPDATE revision SET content = '' WHERE post_id = 2")
    sent.sql("UPDATE post SET release_at = '2027-04-21 08:00:00.000000' WHERE id = 2")

    ended = sent.worker()

    assert "its words are gone" in ended[0].why
    assert not [text for text in sent.items() if not text]
