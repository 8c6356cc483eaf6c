"""The monitoring officer's word that a finding is a false alarm."""

import pytest

from purdahgate.errors import InputError, NotAllowedError

BLOCKED = "Cllr Morgan Sampleby says bins are collected late"
TWICE = "Cllr Morgan Sampleby and Priya Exampleton say bins are collected late"


def blocked(office, text=BLOCKED, by="olive"):
    post = office.add(text, "2027-04-20T09:00", by, category="service", because="It snows").post
    assert post.state == "blocked"
    return post.id


def give_roles(office, name, *roles):
    path = office.folder / "people.toml"
    block = f'[[person]]\nname = "{name}"\nfull_name = "{name.title()} Sample"\nroles = {list(roles)}\n'
    path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")
    office.gate.people()
    office.app = office.app.fresh()


def test_a_ruling_on_the_only_finding_leaves_the_post_held(office):
    post = blocked(office)

    stored = office.rule(post)

    assert stored.post.state == office.state(post) == "held"
    assert [reason.rule.id for reason in stored.verdict.reasons] == ["uk-base.ruled", "chelmsford.checked-by"]


@pytest.mark.parametrize("who", ["olive", "anton", "asha", "ellis"])
def test_nobody_rules_without_the_role(office, who):
    post = blocked(office, by="oscar")

    with pytest.raises(NotAllowedError, match="monitoring-officer"):
        office.rule(post, by=who)

    assert office.state(post) == "blocked"


def test_nobody_rules_on_a_post_they_wrote(office):
    give_roles(office, "milo", "officer", "monitoring-officer")
    post = blocked(office, by="milo")

    with pytest.raises(NotAllowedError, match="milo may not"):
        office.rule(post, by="milo")

    assert office.state(post) == "blocked"


def test_nobody_rules_on_a_post_they_edited(office):
    give_roles(office, "milo", "officer", "monitoring-officer")
    post = blocked(office)
    office.edit(post, by="milo", text=f"{BLOCKED}!")

    with pytest.raises(NotAllowedError, match="milo may not"):
        office.rule(post, by="milo")


def test_a_ruling_sets_aside_that_finding_and_no_other(office):
    post = blocked(office, TWICE)

    stored = office.rule(post, finding=2)

    assert stored.post.state == "blocked"
    assert [
        [one.text for one in reason.findings]
        for reason in stored.verdict.reasons
        if reason.rule.id == "uk-base.mention-in-window"
    ] == [["Cllr Morgan Sampleby"]]


def test_when_every_finding_is_set_aside_the_post_is_held(office):
    post = blocked(office, TWICE)
    office.rule(post, finding=1)

    office.rule(post, finding=2)

    assert office.state(post) == "held"


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_finding_that_is_not_there_cannot_be_ruled_on(office, number):
    post = blocked(office)

    with pytest.raises(InputError, match="no finding"):
        office.rule(post, finding=number)


def test_a_ruling_binds_that_revision_and_no_other(office):
    post = blocked(office)
    office.rule(post)

    stored = office.edit(post, text=f"{BLOCKED}!")

    assert stored.post.state == "blocked"


def test_a_ruling_on_one_post_does_nothing_for_another_with_the_same_words(office):
    one, other = blocked(office), blocked(office)

    office.rule(one)

    assert (office.state(one), office.state(other)) == ("held", "blocked")


def test_a_ruling_survives_a_calendar_change(office):
    post = blocked(office)
    office.rule(post)

    office.call("parl.2027-06-10")

    assert office.state(post) == "held"


def test_whoever_ruled_may_not_sign_the_post_off(office):
    post = blocked(office)
    office.rule(post, by="mona")

    with pytest.raises(NotAllowedError, match="mona may not approve"):
        office.approve(post, by="mona")

    assert office.state(post) == "held"


def test_another_approver_signs_it_off_and_it_goes_out(office):
    post = blocked(office)
    office.rule(post)
    office.approve(post, by="anton")
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.state(post) == "sent"


def test_a_ruling_alone_sends_nothing(office):
    post = blocked(office)
    office.rule(post)
    office.clock.set("2027-04-20T09:00")

    office.worker()

    assert office.items() == []
    assert office.state(post) == "held"


def test_only_what_is_blocked_is_ruled_on(office):
    post = office.add(BLOCKED, "2027-03-08T09:00").post

    with pytest.raises(NotAllowedError, match="held"):
        office.rule(post.id)


def test_a_ruling_is_kept_with_its_reason_and_its_finding(office):
    post = blocked(office)

    office.rule(post)

    entry = office.audit(post)[-1]
    assert (entry["action"], entry["actor"], entry["why"]) == ("rule", "mona", "a street name")
    assert entry["finding"].startswith("member:text:0-20:")


def test_a_ruling_without_a_reason_is_refused(gate):
    gate.add(BLOCKED, "--category", "service", due="2027-04-20T09:00")

    ran = gate.run("rule", "1", "--finding", "1", "--reason", " ", "--as", "mona")

    assert ran.code == 1
    assert gate.state(1) == "blocked"
