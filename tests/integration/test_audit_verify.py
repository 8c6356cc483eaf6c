"""`audit verify` proves what an entry says, who signed it, and every row and post that rests on it."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from purdahgate.domain.audit import Head
from purdahgate.domain.checkpoint import Checkpoint
from purdahgate.errors import AuditBrokenError, InputError
from purdahgate.keys.key_files import FileSigner, read_key_file
from purdahgate.keys.sshsig import sign
from purdahgate.store.journal import Journal
from purdahgate.usecases.checkpoints import kept_in

AT = "2027-04-21T10:00"


def verify(office, *more):
    return office.gate.run("audit", "verify", *more, at=AT)


def test_a_record_that_nobody_touched_is_proved(sent):
    ran = verify(sent, "--json")

    assert ran.code == 0, ran.err
    assert ran.json["entries"] == ran.json["signed"] == 6


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        pytest.param("UPDATE post SET state = 'cleared' WHERE id = 1", "post 1", id="a state flipped"),
        pytest.param("UPDATE post SET writers = '[]' WHERE id = 1", "post 1", id="a writer taken out"),
        pytest.param(
            "UPDATE post SET due_at = '2027-05-01 09:00:00' WHERE id = 2", "post 2", id="a due time"
        ),
        pytest.param("DELETE FROM sign_off", "table sign_off", id="a sign-off taken out"),
        pytest.param("UPDATE sign_off SET by = 'mona'", "table sign_off", id="a sign-off under another name"),
        pytest.param("UPDATE sign_off SET at = 'x'", "no longer what purdahgate wrote", id="a broken time"),
        pytest.param("DELETE FROM rule_set_end", "table rule_set_end", id="accepted rules taken out"),
        pytest.param("DELETE FROM post WHERE id = 2", "post 2 is gone", id="a post taken out"),
        pytest.param(
            "UPDATE revision SET content = replace(content, 'Bins', 'Tins')", "post 2", id="words changed"
        ),
        pytest.param("UPDATE revision SET content = '' WHERE post_id = 2", "post 2", id="words taken out"),
        pytest.param("UPDATE leaf SET content = '\"why not\"' WHERE name = 'why'", "entry 3", id="a reason"),
        pytest.param("DELETE FROM leaf WHERE name = 'why'", "entry 3", id="a reason taken out"),
        pytest.param(
            "INSERT INTO post SELECT 3, batch, state, number, digest, account, category, author, writers, "
            "due_at, release_at, outcome, windows, says, preview FROM post WHERE id = 2; "
            "INSERT INTO revision SELECT 3, number, digest, content, by, at FROM revision WHERE post_id = 2",
            "post 3",
            id="a post slipped in",
        ),
        pytest.param(
            "INSERT INTO sign_off SELECT 9, 2, revision, decision, by, at, reason, due_at, outcome, seen, "
            "number, roles, answers FROM sign_off",
            "table sign_off",
            id="a sign-off copied to another post",
        ),
    ],
)
def test_a_row_that_no_entry_brought_or_that_is_not_as_it_was_is_named(sent, statement, said):
    with closing(sqlite3.connect(sent.folder / "purdahgate.db")) as raw:
        raw.executescript(statement)

    ran = verify(sent)

    assert ran.code == 12, ran.out
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_hashes_alone_do_not_look_at_rows(sent):
    sent.sql("DELETE FROM sign_off")

    ran = verify(sent, "--hashes")

    assert ran.code == 0
    assert "by its hashes alone: 6 entries" in ran.out


def test_a_record_shorter_than_the_worker_saw_it_is_rolled_back(sent):
    sent.sql("DELETE FROM audit WHERE seq > 2", "DELETE FROM leaf WHERE seq > 2")

    ran = verify(sent)

    assert ran.code == 12
    assert "rolled back to 2 entries" in ran.err


def test_a_people_file_older_than_the_worker_saw_it_ends_with_12(sent):
    journal = Journal(sent.folder / "worker.journal")
    seen = journal.seen
    journal.see(type(seen)(seen.head, 2, "f" * 64), sent.clock())

    ran = verify(sent)

    assert ran.code == 12
    assert "people.toml was rolled back" in ran.err


def test_reading_the_journal_beside_a_worker_leaves_a_line_it_is_writing_alone(sent):
    path = sent.folder / "worker.journal"
    half = path.read_bytes() + b'{"at":"2027'
    path.write_bytes(half)

    Journal(path, keep=False)

    assert path.read_bytes() == half


# Checkpoints


@pytest.fixture
def kept(sent):
    """A folder with one checkpoint of all six entries, by anton."""
    folder = sent.folder / "elsewhere"
    folder.mkdir()
    ran = sent.gate.run("audit", "checkpoint", "--to", str(folder), "--as", "anton", at=AT)
    assert ran.code == 0, ran.err
    return folder


def one_in(folder):
    ((_, found),) = kept_in(folder)
    return found


def hold(office, checkpoint):
    with office.app.store.reading() as book:
        office.app.witness.hold(checkpoint, book.head().length, book.hash_at, "here")


def resigned(office, name, checkpoint, **parts):
    """A checkpoint with other parts, signed by `name`'s own key."""
    values = {each: getattr(checkpoint, each) for each in checkpoint.__slots__} | parts
    made = Checkpoint(**values)
    file = read_key_file(office.folder / "keys" / name)
    from purdahgate.keys.key_files import unlock

    signer = FileSigner(name, file.key, unlock(file, None))
    values |= {"by": parts.get("by", name), "key": parts.get("key", file.key.fingerprint)}
    made = Checkpoint(**values)
    return Checkpoint(
        **(values | {"signature": sign(signer.private, "purdahgate-checkpoint", made.statement())})
    )


def test_a_checkpoint_is_one_line_that_says_who_signed_what(sent, kept):
    (file,) = kept.iterdir()
    values = json.loads(file.read_text(encoding="utf-8"))

    assert (values["length"], values["by"], values["people"]) == (6, "anton", 1)
    assert file.read_text(encoding="utf-8").count("\n") == 1


def test_what_came_since_a_checkpoint_is_proved_alone(sent, kept):
    sent.clock.set(AT)
    sent.add("Library", "2027-04-22T09:00", category="service", because="It snows")

    ran = verify(sent, "--from", str(kept), "--json")

    assert ran.code == 0, ran.err
    assert (ran.json["entries"], ran.json["signed"]) == (7, 1)


def test_a_post_touched_since_a_checkpoint_is_held_against_the_record(sent, kept):
    sent.clock.set(AT)
    sent.withdraw(2)
    sent.sql("UPDATE post SET state = 'cleared' WHERE id = 2")

    ran = verify(sent, "--from", str(kept))

    assert ran.code == 12
    assert "post 2" in ran.err


def test_without_a_checkpoint_there_is_nothing_to_begin_from(sent, tmp_path):
    ran = verify(sent, "--from", str(tmp_path / "none"))

    assert ran.code == 1


@pytest.mark.parametrize(
    ("parts", "wrong", "said"),
    [
        pytest.param({"body": "Sometown"}, InputError, "of 'Sometown'", id="another body"),
        pytest.param({"head": Head(9, "f" * 64)}, AuditBrokenError, "had 9 when anton", id="longer"),
        pytest.param({"head": Head(5, "f" * 64)}, AuditBrokenError, "entry 5 is another", id="another head"),
        pytest.param({"people_digest": "f" * 64}, AuditBrokenError, "version 1", id="other people"),
        pytest.param({"people": 2}, AuditBrokenError, "version 2", id="people not here"),
        pytest.param({"by": "mallory"}, AuditBrokenError, "by mallory, who might not", id="a stranger"),
        pytest.param({"by": "mona"}, AuditBrokenError, "might not", id="another's key"),
    ],
)
def test_a_checkpoint_that_does_not_hold_says_why(sent, kept, parts, wrong, said):
    checkpoint = resigned(sent, "anton", one_in(kept), **parts)

    with pytest.raises(wrong, match=said):
        hold(sent, checkpoint)


def test_a_checkpoint_whose_signature_is_of_other_words_is_refused(sent, kept):
    good = one_in(kept)
    values = {each: getattr(good, each) for each in good.__slots__} | {"at": good.at + timedelta(seconds=1)}

    with pytest.raises(AuditBrokenError, match="is not anton's"):
        hold(sent, Checkpoint(**values))


@pytest.mark.parametrize(
    "line",
    ["", "{}", "[1]", "no json", '{"purdahgate":"checkpoint v1"}', "x" * 9_000],
    ids=["empty", "no values", "a list", "no JSON", "too few", "too long"],
)
def test_what_is_no_checkpoint_is_said_to_be_none(sent, tmp_path, line):
    file = tmp_path / "one.checkpoint"
    file.write_text(line + "\n", encoding="utf-8")

    with pytest.raises(InputError, match="no checkpoint"):
        list(kept_in(file))


def test_a_checkpoint_written_otherwise_is_none(sent, kept, tmp_path):
    (file,) = kept.iterdir()
    other = tmp_path / "one.checkpoint"
    other.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8"))) + "\n", encoding="utf-8")

    with pytest.raises(InputError, match="no checkpoint"):
        list(kept_in(other))


def test_dash_prints_the_checkpoint(sent):
    ran = sent.gate.run("audit", "checkpoint", "--to", "-", "--as", "mona", at=AT)

    assert json.loads(ran.out)["by"] == "mona"


def test_nobody_signs_a_checkpoint_of_a_record_that_is_not_proved(sent):
    sent.sql("DELETE FROM sign_off")

    ran = sent.gate.run("audit", "checkpoint", "--to", "-", "--as", "anton", at=AT)

    assert ran.code == 12


def test_a_folder_that_is_not_there_is_said(sent, tmp_path):
    ran = sent.gate.run("audit", "checkpoint", "--to", str(tmp_path / "none"), "--as", "anton", at=AT)

    assert ran.code == 1
    assert "no such folder" in ran.err


@pytest.fixture
def watched(office):
    """A workspace whose worker keeps checkpoints in the folder `elsewhere`."""
    config = office.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    text = text.replace("[release]\n", '[release]\ncheckpoints = "elsewhere"\n')
    config.write_text(text, encoding="utf-8")
    (office.folder / "elsewhere").mkdir()
    office.app = office.app.fresh()
    return office


def lengths(office):
    return [each.head.length for _, each in kept_in(office.folder / "elsewhere")]


def test_the_worker_keeps_one_once_a_day_and_after_what_it_sent(watched):
    from purdahgate.worker import Worker

    watched.add("Bins are collected on Friday")
    worker = Worker(watched.app)

    worker.once()
    worker.once()
    first = lengths(watched)
    watched.clock.set("2027-03-08T09:00")
    worker.once()

    assert first == [2]
    assert lengths(watched) == [2, 4]


def test_a_record_cut_off_behind_a_checkpoint_is_found_without_the_journal(watched):
    watched.add("Bins are collected on Friday")
    watched.worker()
    (watched.folder / "worker.journal").unlink()
    watched.sql("DROP TRIGGER audit_no_DELETE", "DELETE FROM audit WHERE seq = 2", "DELETE FROM leaf")

    ran = watched.gate.run("audit", "verify")

    assert ran.code == 12
    assert "had 2 when worker signed this" in ran.err


def test_a_worker_that_cannot_keep_a_checkpoint_says_so_and_goes_on(watched):
    from purdahgate.worker import Worker

    (watched.folder / "elsewhere").rmdir()
    watched.add("Bins are collected on Friday")
    watched.clock.set("2027-03-08T09:00")
    said = []

    done = Worker(watched.app, trouble=said.append).once()

    assert [each.post.state for each in done] == ["sent"]
    assert "no checkpoint was kept" in said[-1]


def test_rows_of_no_post_are_proved_since_a_checkpoint_too(sent, kept):
    sent.sql("DELETE FROM rule_set_end")

    ran = verify(sent, "--from", str(kept))

    assert ran.code == 12
    assert "table rule_set_end" in ran.err


def test_a_row_ended_by_whoever_began_it_is_refused_whoever_signed(sent):
    from purdahgate.domain.audit import Entry

    with sent.act("anton") as deed:
        number = deed.book.add_stop([], "why", Entry("stop", "anton", deed.now, facts={"why": "why"}))
    sent.clock.on(minutes=1)
    with sent.act("anton") as deed:
        (pulled,) = (each for each in deed.book.open_stops() if each.id == number)
        deed.book.end_stop(pulled, "why", Entry("resume", "anton", deed.now, facts={"why": "why"}))

    ran = sent.gate.run("audit", "verify", at="2027-04-21T11:00")

    assert ran.code == 12
    assert "which takes another" in ran.err


def test_an_entry_that_erases_what_may_still_go_out_is_refused(sent):
    from purdahgate.domain.audit import Entry

    with sent.act("mona") as deed:
        post = deed.book.post(2)
        deed.book.erase(post, Entry("erase", "mona", deed.now, post_id=2, facts={"why": "why"}))

    ran = verify(sent)

    assert ran.code == 12
    assert "erases what may still go out" in ran.err


def test_somebody_suspended_signs_no_checkpoint(sent, kept):
    good = one_in(kept)
    sent.gate.run("person", "suspend", "anton", "--reason", "Away", "--as", "mona", at="2027-04-21T10:30")
    sent.app = sent.app.fresh()
    latest = sent.app.people_history.latest
    assert latest.number == 2

    after = resigned(
        sent, "anton", good, people=2, people_digest=latest.digest, at=good.at + timedelta(hours=1)
    )

    with pytest.raises(AuditBrokenError, match="might not sign it then"):
        hold(sent, after)
