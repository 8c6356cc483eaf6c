"""people.toml counts as it was signed: by two where somebody may do anything new, by one where not."""

import json

import pytest

from purdahgate.errors import DataError, NotAllowedError, PeopleBrokenError

NOW = "2027-03-01T10:00"
KIND = ("--kind", "council", "--nation", "england")


def edit(gate, old, new, count=1):
    path = gate.folder / "people.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def sign(gate, *more, by, at=NOW):
    return gate.run("person", "sign", *more, "--as", by, "--json", at=at)


def versions(gate):
    text = (gate.folder / "people.signed.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def keep(gate, lines):
    text = "".join(json.dumps(line, separators=(",", ":"), sort_keys=True) + "\n" for line in lines)
    (gate.folder / "people.signed.jsonl").write_text(text, encoding="utf-8")


def history(office):
    office.app = office.app.fresh()
    return office.app.people_history


def make_olive_an_approver(gate):
    edit(gate, 'roles = ["officer"]', 'roles = ["officer", "approver"]')


def test_what_lets_somebody_do_more_counts_once_two_have_signed(gate):
    make_olive_an_approver(gate)

    first = sign(gate, by="anton").json
    second = sign(gate, by="mona").json

    assert (first["counts"], first["needed"], first["loosens"]) == (
        False,
        2,
        ["olive gets the role approver."],
    )
    assert (second["counts"], second["signed_by"]) == (True, ["anton", "mona"])


def test_until_then_the_version_before_counts(office):
    make_olive_an_approver(office.gate)
    sign(office.gate, by="anton")

    held = office.add("Spring fair", "2027-04-20T09:00", by="oscar", category="event").post.id
    office.app = office.app.fresh()

    with pytest.raises(NotAllowedError, match="olive may not approve"):
        office.approve(held, by="olive")


def test_what_lets_nobody_do_more_counts_with_one_signature(gate):
    edit(gate, 'roles = ["approver"]', 'roles = ["approver"]\ntrained_on = 2027-02-01')

    assert sign(gate, by="mona").json["counts"] is True


def test_nobody_signs_a_version_twice(gate):
    make_olive_an_approver(gate)
    sign(gate, by="anton")

    again = sign(gate, by="anton")

    assert (again.code, "anton has signed this version" in again.err) == (1, True)


def test_a_change_after_the_first_signature_starts_anew(gate):
    make_olive_an_approver(gate)
    sign(gate, by="anton")
    edit(gate, "Oscar Sample", "Otto Sample")

    second = sign(gate, by="mona").json

    assert (second["counts"], second["signed_by"]) == (False, ["mona"])


@pytest.mark.parametrize("who", ["olive", "worker"])
def test_only_a_keeper_signs(gate, who):
    make_olive_an_approver(gate)

    ran = sign(gate, by=who)

    assert (ran.code, "that takes a keeper with a key" in ran.err) == (1, True)
    assert not (gate.folder / "people.waiting.jsonl").exists()


def test_a_file_that_is_signed_is_not_signed_again(gate):
    ran = sign(gate, by="anton")

    assert (ran.code, "version 1 as it was signed" in ran.err) == (1, True)


def test_a_dry_run_signs_nothing(gate):
    make_olive_an_approver(gate)

    ran = sign(gate, "--dry-run", by="anton")

    assert ran.json["loosens"] == ["olive gets the role approver."]
    assert not (gate.folder / "people.waiting.jsonl").exists()


def test_a_command_signs_nothing_that_somebody_else_put_into_the_file(gate):
    make_olive_an_approver(gate)

    ran = gate.run("person", "train", "oscar", "--as", "anton")

    assert (ran.code, "changed by hand, and nobody has signed that" in ran.err) == (1, True)


def test_a_declaration_of_ones_own_waits_for_a_keeper(gate):
    made = gate.run("person", "declare", "olive", "--as", "olive", "--json").json
    signed = sign(gate, by="anton").json

    assert made["people"] is None
    assert (signed["counts"], signed["version"]) == (True, 2)


def test_a_revoked_key_signs_nothing_from_that_day_on(gate):
    revoked = gate.run("key", "revoke", "olive", "--reason", "stolen", "--as", "anton", "--json").json

    added = gate.run("post", "add", "Bins", "--account", "council", "--due", "asap", "--as", "olive")

    assert revoked["people"]["counts"] is True
    assert (added.code, "olive has no key that signs today" in added.err) == (1, True)


def test_its_owner_may_revoke_a_key_and_a_keeper_signs_that(gate):
    made = gate.run("key", "revoke", "olive", "--reason", "lost", "--as", "olive", "--json").json

    assert made["people"] is None
    assert sign(gate, by="mona").json["counts"] is True


def test_a_key_taken_back_takes_two(gate):
    gate.run("key", "revoke", "olive", "--reason", "lost", "--as", "anton")
    text = (gate.folder / "people.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("revoked_")]
    (gate.folder / "people.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")

    signed = sign(gate, by="anton", at="2027-03-02T10:00").json

    assert (signed["counts"], signed["needed"]) == (False, 2)
    assert signed["loosens"][0].startswith("olive signs longer by the key SHA256:")


def test_one_key_does_not_stand_under_two_names(gate):
    text = (gate.folder / "people.toml").read_text(encoding="utf-8")
    line = next(each for each in text.splitlines() if each.startswith("public"))
    row = f'\n[[key]]\nname = "oscar"\n{line}\n'
    (gate.folder / "people.toml").write_text(text + row, encoding="utf-8")

    ran = sign(gate, by="anton")

    assert (ran.code, "one key stands for" in ran.err) == (1, True)


def test_a_lone_keyholder_signs_alone_and_that_is_said_loudly(gate, tmp_path):
    made = gate.run("init", str(tmp_path / "mine"), "--body", "Colchester City Council", *KIND)
    config = ("--config", str(tmp_path / "mine" / "config.toml"))
    pub = str(gate.folder / "keys" / "asha.pub")
    gate.run("person", "key", "approver", pub, *config)

    ran = gate.run("person", "sign", "--as", "approver", *config)

    assert (made.code, ran.code) == (0, 0)
    assert "There is only one keyholder" in ran.err


def test_once_there_were_two_keyholders_it_takes_two_for_good(office):
    gate = office.gate
    for name in ("asha", "mona", "ellis"):
        gate.run("person", "suspend", name, "--reason", "x", "--as", "anton")
    make_olive_an_approver(gate)

    alone = sign(gate, by="anton").json

    assert (alone["counts"], alone["needed"]) == (False, 2)


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        pytest.param(lambda lines: lines[1:], "version 1 of people.toml is missing", id="the first gone"),
        pytest.param(
            lambda lines: [lines[0], {**lines[1], "signatures": lines[1]["signatures"][:1]}],
            "signed by 1 of 2 keyholders",
            id="a signature taken out",
        ),
        pytest.param(
            lambda lines: [lines[0], {**lines[1], "why": "another"}],
            "is not anton's",
            id="the reason changed",
        ),
        pytest.param(
            lambda lines: [
                lines[0],
                {**lines[1], "people": lines[1]["people"].replace('"officer"]', '"officer", "elections"]')},
            ],
            "is not anton's",
            id="a role put in",
        ),
        pytest.param(
            lambda lines: [
                lines[0],
                {**lines[1], "signatures": [{**each, "name": "ellis"} for each in lines[1]["signatures"]]},
            ],
            "who may not",
            id="another's name under it",
        ),
        pytest.param(
            lambda lines: [lines[0], {**lines[1], "number": 7}], "is missing", id="a number left out"
        ),
    ],
)
def test_versions_that_were_tampered_with_are_refused(office, tamper, says):
    make_olive_an_approver(office.gate)
    _ = [sign(office.gate, by=name) for name in ("anton", "mona")]
    keep(office.gate, tamper(versions(office.gate)))

    with pytest.raises(PeopleBrokenError, match=says):
        history(office)


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_file_of_versions_that_is_cut_short_is_refused(office, cut):
    path = office.folder / "people.signed.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(DataError):
        history(office)


def test_what_was_done_counts_by_the_people_of_that_time(office):
    held = office.add("Spring fair", "2027-04-20T09:00", category="event").post.id
    office.clock.on(minutes=1)
    office.gate.run("person", "suspend", "olive", "--reason", "left", "--as", "anton", at="2027-03-01T10:01")
    office.clock.on(minutes=1)
    office.app = office.app.fresh()

    with office.app.store.reading() as book:
        proved = list(office.app.prover.prove(book.audit()))

    assert [each.action for each in proved][-2:] == ["person-suspend", "people-sign"]
    assert held == 1


def test_nobody_acts_before_the_first_version_is_signed(gate):
    (gate.folder / "people.signed.jsonl").unlink()

    ran = gate.run("post", "add", "Bins", "--account", "council", "--due", "asap", "--as", "olive")

    assert (ran.code, "nobody has signed people.toml yet" in ran.err) == (1, True)
