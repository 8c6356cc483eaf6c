"""A bundle proves itself to a stranger, and nothing in it can be changed, left out or added unseen."""

import io
import json
import shutil
import subprocess
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purdahgate.app import App, verify_signature
from purdahgate.cli.main import run
from purdahgate.domain.audit import namespace, statement
from purdahgate.domain.canonical import canonical
from purdahgate.errors import AuditBrokenError, UnprovenError
from purdahgate.exchange.bundle_files import MANIFEST, read_bundle, with_manifest, write_bundle
from purdahgate.exchange.bundle_report import Told, report
from purdahgate.keys.key_files import FileSigner, read_key_file, unlock
from purdahgate.keys.sshsig import armored
from purdahgate.usecases.bundle import Field, Scope
from purdahgate.usecases.checkpoints import keep
from purdahgate.usecases.prove_bundle import Trust, prove_bundle

NOBODY = Trust()
ALL = Scope()


def made(folder: Path, path: Path, scope: Scope = ALL, *redacted: Field) -> Path:
    from datetime import datetime

    app = App.at(folder / "config.toml", lambda: datetime(2027, 4, 21, 10, tzinfo=ZoneInfo("Europe/London")))
    with app.store.reading() as book:
        write_bundle(path, app.bundle(book, scope, frozenset(redacted), lambda _count: None))
    app.store.close()
    return path


@pytest.fixture(scope="module")
def place(sent_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with one post sent and one that waits, and a checkpoint by anton."""
    from datetime import datetime

    folder = tmp_path_factory.mktemp("bundles") / "workspace"
    shutil.copytree(sent_once, folder)
    (folder / "elsewhere").mkdir()
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[release]\n", '[release]\ncheckpoints = "elsewhere"\n'), encoding="utf-8")
    now = datetime(2027, 4, 21, 10, tzinfo=ZoneInfo("Europe/London"))
    app = App.at(config, lambda: now)
    file = read_key_file(folder / "keys" / "anton")
    with app.store.reading() as book:
        keep(
            app.witness.sign(book.head(), FileSigner("anton", file.key, unlock(file, None)), now),
            app.config.checkpoints,
        )
    app.store.close()
    return folder


@pytest.fixture(scope="module")
def whole(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of everything."""
    return made(place, tmp_path_factory.mktemp("made") / "all.zip")


@pytest.fixture(scope="module")
def one(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of post 1."""
    return made(place, tmp_path_factory.mktemp("made") / "one.zip", Scope(post=1))


@pytest.fixture(scope="module")
def spare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where to write a bundle that was tampered with."""
    return tmp_path_factory.mktemp("spare") / "other.zip"


def refused(path: Path, trust: Trust = NOBODY) -> str:
    with pytest.raises((AuditBrokenError, UnprovenError)) as caught:
        prove_bundle(path, verify_signature, trust)
    assert caught.value.exit_code == 12
    assert "\n" not in str(caught.value)
    return str(caught.value)


def rewritten(path: Path, spare: Path, change) -> Path:
    """The bundle with `change` made of its files, and a manifest that fits: as a forger would make it."""
    said, files = read_bundle(path)
    files = {name: content for name, content in files.items() if name != MANIFEST}
    said = {name: value for name, value in said.items() if name not in ("files", "digest")}
    change(said, files)
    write_bundle(spare, with_manifest(said, files))
    return spare


def edited(path: Path, spare: Path, name: str, change) -> Path:
    """The same, with one file's lines as JSON values changed."""

    def within(_said, files):
        values = [json.loads(line) for line in files[name].splitlines()]
        change(values)
        files[name] = b"".join(canonical(each) + b"\n" for each in values)

    return rewritten(path, spare, within)


def stranger(*arguments: str) -> tuple[int, str, str]:
    """A command as somebody types it who has no workspace."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(arguments))
    return code, out.getvalue(), err.getvalue()


def test_a_bundle_verifies_without_database_or_config(whole, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, out, err = stranger("audit", "verify", str(whole), "--json")

    assert code == 0, err
    told = json.loads(out)
    assert (told["entries"], told["signed"], told["posts"], told["checkpoints"]) == (6, 6, [1, 2], 1)
    assert told["report_compared"]
    assert not told["trusted"]
    assert "THE BUNDLE'S OWN WORD" in err


def test_a_bundle_is_the_same_bytes_every_time(place, whole, tmp_path):
    again = made(place, tmp_path / "again.zip")

    assert again.read_bytes() == whole.read_bytes()


def test_whoever_knows_the_first_key_or_the_people_is_not_warned(place, whole):
    proved = prove_bundle(whole, verify_signature, NOBODY)
    (key,) = proved.first.values()
    people = str(place / "people.signed.jsonl")

    by_key = stranger("audit", "verify", str(whole), "--trust", key)
    by_file = stranger("audit", "verify", str(whole), "--people", people)

    assert (by_key[0], by_key[2], by_file[0], by_file[2]) == (0, "", 0, "")


def test_another_first_key_or_other_people_are_refused(whole):
    assert "another key" in refused(whole, Trust(fingerprint="SHA256:no"))
    assert "not those of that file" in refused(whole, Trust(people="{}\n"))


def test_a_bundle_of_one_post_has_nobody_elses_words(place, one):
    _, files = read_bundle(one)

    assert b"It snows" not in b"".join(files.values())
    assert b"Bins" not in files["revisions.jsonl"] + files["report.html"]
    assert len(files["entries.jsonl"].splitlines()) == 6
    assert b"Spring fair" in files["report.html"]


def test_a_bundle_of_a_window_has_the_posts_it_touched(place, tmp_path):
    path = made(place, tmp_path / "window.zip", Scope(window="local.chelmsford.2027-05-06"))

    assert prove_bundle(path, verify_signature, NOBODY).posts == {1, 2}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        pytest.param(Field.WHY, b"factual", id="reasons"),
        pytest.param(Field.ANSWERS, b"It snows", id="answers, which the words of a revision have too"),
        pytest.param(Field.TEXT, b"Spring fair", id="words"),
    ],
)
def test_what_is_left_out_is_nowhere_in_it_and_it_verifies(place, tmp_path, field, words):
    path = made(place, tmp_path / "redacted.zip", Scope(), field)

    proved = prove_bundle(path, verify_signature, NOBODY)

    assert proved.proof.head.length == 6
    _, files = read_bundle(path)
    assert words not in b"".join(content for name, content in files.items() if "rules/" not in name)
    assert proved.about.redacted == {field}


def test_names_are_left_out_of_the_report_alone_and_that_is_said(sent):
    path = sent.folder / "named.zip"

    ran = sent.gate.run("audit", "export", str(path), "--redact", "actor", at="2027-04-21T10:00")

    _, files = read_bundle(path)
    assert b"olive" not in files["report.html"]
    assert b"olive" in files["entries.jsonl"]
    assert "Names are left out of the report alone" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("--post", "9"), "there is no post 9", id="no such post"),
        pytest.param(("--window", "parl.2031-01-01"), "touched", id="no such window"),
        pytest.param(("--post", "1", "--window", "x"), "one post or of one window", id="both"),
        pytest.param(("--redact", "names"), "nothing called 'names'", id="no such field"),
    ],
)
def test_what_cannot_be_exported_is_said(sent, arguments, said):
    ran = sent.gate.run("audit", "export", str(sent.folder / "x.zip"), *arguments, at="2027-04-21T10:00")

    assert ran.code == 1
    assert said in ran.err
    assert not (sent.folder / "x.zip").exists()


def test_a_record_that_is_not_proved_makes_no_bundle(sent):
    sent.sql("DELETE FROM sign_off")

    ran = sent.gate.run("audit", "export", str(sent.folder / "x.zip"), at="2027-04-21T10:00")

    assert ran.code == 12
    assert not (sent.folder / "x.zip").exists()


def test_a_bundle_cut_off_at_any_line_is_refused(one, spare):
    content = one.read_bytes()
    ends = [at for at, byte in enumerate(content) if byte == 10]
    wanted = sorted({*ends[:60], *ends[-20:], *ends[:: max(1, len(ends) // 40)], 0, 1, len(content) - 1})

    for end in wanted:
        spare.write_bytes(content[:end])
        refused(spare)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_bundle_with_one_byte_changed_anywhere_is_refused(one, spare, data):
    content = bytearray(one.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1) | st.integers(-3_000, -1) | st.integers(0, 3_000))
    content[at] ^= data.draw(st.integers(1, 255))
    spare.write_bytes(content)

    refused(spare)


def test_something_put_before_or_behind_a_bundle_is_refused(one, spare):
    for content in (b"x" + one.read_bytes(), one.read_bytes() + b"x"):
        spare.write_bytes(content)
        refused(spare)


def test_a_compressed_bundle_is_refused_unopened(spare):
    with zipfile.ZipFile(spare, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"0" * 10_000_000)

    assert "compressed" in refused(spare)


def test_a_bundle_over_the_limit_is_refused_unopened(one, monkeypatch):
    monkeypatch.setattr("purdahgate.exchange.bundle_files.MOST_BYTES", 1_000)

    assert "too big" in refused(one)


def drop(values):
    del values[-1]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        pytest.param("entries.jsonl", drop, "5 of 6 entries", id="the last entry"),
        pytest.param("entries.jsonl", lambda v: v.pop(1), "entry 2 is missing", id="an entry"),
        pytest.param("rows.jsonl", drop, "rows", id="a row"),
        pytest.param("rows.jsonl", lambda v: v[-1]["row"].update(by="mona"), "rows", id="a row changed"),
        pytest.param("revisions.jsonl", drop, "revisions", id="a revision"),
        pytest.param("revisions.jsonl", lambda v: v[0].update(content=None), "gone", id="words gone"),
        pytest.param(
            "revisions.jsonl", lambda v: v[0].update(content="{}"), "not the text", id="other words"
        ),
        pytest.param("entries.jsonl", lambda v: v[2].update(leaves=[]), "entry 3", id="a reason gone"),
        pytest.param(
            "entries.jsonl",
            lambda v: v[2]["leaves"][0].update(content='"no"'),
            "entry 3",
            id="a reason changed",
        ),
        pytest.param("checkpoints.jsonl", lambda v: v[0].update(by="mona"), "might not", id="a checkpoint"),
        pytest.param("people.signed.jsonl", lambda v: v[0].update(why="x"), "people.toml", id="the people"),
    ],
)
def test_a_forger_who_packs_it_anew_is_found_out(whole, spare, name, change, said):
    assert said in refused(edited(whole, spare, name, change))


def test_a_report_that_says_something_else_is_refused(whole, spare):
    def change(_said, files):
        files["report.html"] = files["report.html"].replace(b"anton", b"mona")

    assert "report" in refused(rewritten(whole, spare, change))


def test_an_accepted_file_changed_taken_out_or_added_is_refused(whole, spare):
    def rules(files):
        return sorted(name for name in files if name.startswith("rules/"))

    def change(_said, files):
        files[rules(files)[0]] += b"#"

    def drop_one(_said, files):
        del files[rules(files)[0]]

    def add(_said, files):
        files["rules/more"] = b""

    assert "was changed" in refused(rewritten(whole, spare, change))
    for each in (drop_one, add):
        assert "lacks files" in refused(rewritten(whole, spare, each))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        pytest.param({"body": "Sometown"}, "people.toml", id="another body"),
        pytest.param({"zone": "Mars/Base"}, "Mars", id="no zone"),
        pytest.param({"scope": {"post": 2}}, "words that the bundle says", id="another post"),
        pytest.param({"scope": {"post": 2, "window": "x"}}, "about", id="two scopes"),
        pytest.param({"redacted": ["why"]}, "words that the bundle says", id="said to be left out"),
        pytest.param({"redacted": ["names"]}, "names", id="no field"),
        pytest.param({"length": 7}, "6 of 7", id="another length"),
        pytest.param({"purdahgate": "bundle v2"}, "another kind", id="another kind"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(one, spare, said, refusal):
    assert refusal in refused(rewritten(one, spare, lambda before, _files: before.update(said)))


def test_a_report_of_another_version_is_said_not_to_be_compared(whole, spare):
    path = rewritten(whole, spare, lambda said, _files: said.update(version="9"))

    assert not prove_bundle(path, verify_signature, NOBODY).compared


def test_what_people_wrote_cannot_become_part_of_the_page():
    bad = "<script>alert(1)</script>"
    entry = {"seq": 1, "at": "2027-04-21T10:00:00Z", "actor": bad, "action": bad, "why": bad, "post": 1}
    entry |= {"answers": {bad: bad}, "reasons": [bad], "windows": [bad], "what": bad, "key": bad}
    texts = [(1, 1, bad, {"text": bad, "account": bad, "media": [{"name": bad, "digest": bad}]})]

    page = report(Told(bad, ZoneInfo("UTC"), [bad], [entry], texts, {bad: bad})).decode()

    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 10


def test_ssh_keygen_verifies_the_statement_of_an_entry(whole, tmp_path):
    keygen = shutil.which("ssh-keygen")
    if not keygen:
        pytest.skip("NOT TESTED: ssh-keygen is not here")
    said, files = read_bundle(whole)
    entry = json.loads(files["entries.jsonl"].splitlines()[2])
    values = json.loads(entry["body"])
    people = json.loads(files["people.signed.jsonl"])["people"]
    line = next(row for row in people.split("[[key]]") if f'"{values["actor"]}"' in row and "public" in row)
    public = line.split('public = "')[1].split('"')[0]
    (tmp_path / "allowed").write_text(f"{values['actor']} {public}\n", encoding="utf-8")
    (tmp_path / "entry.sig").write_text(armored(values["signature"]), encoding="utf-8")
    message = statement(values, said["body"], entry["seq"], entry["prev"])
    command = [keygen, "-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", values["actor"]]
    command += ["-n", namespace(values["action"]), "-s", str(tmp_path / "entry.sig")]

    good = subprocess.run(command, input=message, capture_output=True, check=False)
    bad = subprocess.run(command, input=message + b" ", capture_output=True, check=False)

    assert (good.returncode, bad.returncode != 0) == (0, True), good.stderr


def test_a_file_that_is_not_the_one_its_manifest_names_is_refused(whole, spare):
    _, files = read_bundle(whole)
    write_bundle(spare, {**files, "clauses.json": b"{}\n"})

    assert "clauses.json was changed" in refused(spare)


def test_words_that_are_said_to_be_left_out_and_are_there_are_refused(whole, spare):
    path = rewritten(whole, spare, lambda said, _files: said.update(redacted=["text"]))

    assert "post 1 has words that the bundle says are left out" in refused(path)
