"""A live major incident: what goes out needs its officer's authority, for the words as they stand."""

from datetime import timedelta

import pytest

from purdahgate.domain.circumstances import Circumstance
from purdahgate.errors import InputError, NotAllowedError
from purdahgate.usecases.circumstances import circumstances
from purdahgate.usecases.incidents import authorise, close_incident, open_incident

OP = "Op Sample"
DUE = "2027-03-08T09:00"
# A police force's own rule, without the exemption for what the officer has authorised.
PACK = """
id = "force"
title = "Example Constabulary"
document = "Example Constabulary, policy 41"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[[rule]]
id = "live-incident"
clause = "6.6"
outcome = "block"
says = "category-blocked"
when = { circumstance = ["incident-open"] }
"""
OPEN, AUTHORISED = Circumstance.INCIDENT_OPEN, Circumstance.INCIDENT_AUTHORISED


def about(office, post_id):
    with office.app.store.reading() as book:
        world, post = office.app.world_now(book), book.post(post_id)
    now = office.clock()
    return {OPEN, AUTHORISED} & circumstances(world, post.revision, post.writers, now + timedelta(1), now)


def begin(office, name=OP, who="olive", sio="mona"):
    with office.act(who) as deed:
        return open_incident(deed, name, sio, "a missing child")


def end(office, who, name=OP):
    with office.act(who) as deed:
        return close_incident(deed, name, "found safe")


def allow(office, post_id, who="mona", name=OP):
    with office.act(who) as deed:
        return authorise(deed, name, post_id, "agreed with the family")


def test_while_an_incident_is_open_any_post_may_be_about_it(office):
    post = office.add("Bins are late").post.id
    begin(office)

    assert about(office, post) == {OPEN}


def test_a_closed_incident_is_no_circumstance_even_of_a_post_that_is_tagged(office):
    post = office.add("We ask for help", incident=OP).post.id
    begin(office)
    end(office, "mona")

    assert about(office, post) == set()


def test_a_tag_that_names_no_incident_counts_as_a_live_one(office):
    post = office.add("We ask for help", incident="Op Smaple").post.id

    assert about(office, post) == {OPEN}


def test_authority_is_for_the_words_as_they_stand(office):
    post = office.add("We ask for help", incident=OP).post.id
    begin(office)
    allow(office, post)
    before = about(office, post)

    office.edit(post, text="We ask for your help")

    assert before == {OPEN, AUTHORISED}
    assert about(office, post) == {OPEN}


def test_authority_in_one_incident_is_none_in_another_that_is_open_too(office):
    post = office.add("We ask for help").post.id
    begin(office)
    begin(office, "Op Other", sio="anton")
    allow(office, post)
    one = about(office, post)

    allow(office, post, "anton", "Op Other")

    assert one == {OPEN}
    assert about(office, post) == {OPEN, AUTHORISED}


def test_a_tagged_post_needs_the_authority_of_its_own_incident_alone(office):
    post = office.add("We ask for help", incident=OP).post.id
    begin(office)
    begin(office, "Op Other", sio="anton")

    allow(office, post)

    assert about(office, post) == {OPEN, AUTHORISED}


def test_authority_ends_with_its_incident_and_is_not_there_when_it_is_opened_anew(office):
    post = office.add("We ask for help", incident=OP).post.id
    begin(office)
    allow(office, post)
    end(office, "mona")

    begin(office)

    assert about(office, post) == {OPEN}


def test_a_post_tagged_with_an_incident_opened_anew_needs_no_other_ones_authority(office):
    post = office.add("We ask for help", incident=OP).post.id
    begin(office)
    end(office, "mona")
    begin(office)
    begin(office, "Op Other", sio="anton")

    allow(office, post)

    assert about(office, post) == {OPEN, AUTHORISED}


def test_an_edit_of_something_else_leaves_the_tag(office):
    post = office.add("We ask for help", incident=OP).post.id

    office.edit(post, text="We ask for your help")
    kept = office.post(post).revision.incident
    office.edit(post, incident="")

    assert (kept, office.post(post).revision.incident) == (OP, "")


@pytest.mark.parametrize("who", ["anton", "olive"])
def test_nobody_but_its_officer_authorises(office, who):
    post = office.add("We ask for help").post.id
    begin(office)

    with pytest.raises(NotAllowedError, match="officer is mona"):
        allow(office, post, who)

    assert about(office, post) == {OPEN}


def test_its_officer_may_not_authorise_what_they_wrote(office):
    post = office.add("We ask for help", by="asha").post.id
    begin(office, sio="asha")

    with pytest.raises(NotAllowedError, match="wrote a revision"):
        allow(office, post, "asha")


def test_what_has_gone_out_cannot_be_authorised(office):
    post = office.add("We ask for help", DUE).post.id
    office.clock.set(DUE)
    office.worker()
    begin(office)

    with pytest.raises(NotAllowedError, match="is sent and cannot be authorised"):
        allow(office, post)


def test_authority_is_on_record_with_the_post_and_its_revision(office):
    post = office.add("We ask for help", incident=OP).post
    begin(office)
    allow(office, post.id)

    entry = office.audit(post.id)[-1]

    assert (entry["action"], entry["actor"], entry["name"]) == ("incident-authorise", "mona", OP)
    assert (entry["revision"], entry["why"]) == (post.digest, "agreed with the family")
    assert office.verify()


@pytest.mark.parametrize(
    ("opener", "closer", "may"),
    [
        pytest.param("olive", "mona", True, id="its officer"),
        pytest.param("olive", "anton", True, id="an approver"),
        pytest.param("olive", "oscar", False, id="an officer of the queue"),
        pytest.param("mona", "mona", False, id="its officer, who opened it"),
        pytest.param("anton", "anton", False, id="an approver who opened it"),
    ],
)
def test_an_incident_is_closed_by_its_officer_or_an_approver_who_did_not_open_it(office, opener, closer, may):
    begin(office, who=opener)

    if may:
        end(office, closer)
    else:
        with pytest.raises(NotAllowedError):
            end(office, closer)

    with office.app.store.reading() as book:
        assert (book.open_incidents() == ()) is may


def test_two_incidents_of_one_name_are_not_open_at_once(office):
    begin(office)

    with pytest.raises(InputError, match="open already"):
        begin(office)


@pytest.mark.parametrize("deed", [end, lambda office, who: allow(office, 1, who)])
def test_an_incident_that_is_not_open_is_told_from_those_that_are(office, deed):
    office.add("We ask for help")
    begin(office, "Op Other")

    with pytest.raises(InputError, match="no incident 'Op Sample'") as caught:
        deed(office, "mona")

    assert "'Op Other'" in caught.value.mend


def test_under_a_policy_that_says_so_a_post_waits_while_an_incident_is_open(office):
    (office.folder / "force.toml").write_text(PACK, encoding="utf-8")
    config = office.folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("shipped:policies/chelmsford.toml", "force.toml")
    config.write_text(text, encoding="utf-8")
    office.app = type(office.app).at(config, office.clock)
    post = office.add("Bins are late", DUE).post.id
    begin(office)
    office.clock.set(DUE)

    office.worker()

    assert office.state(post) == "blocked"
    assert office.items() == []


def test_a_sio_nobody_knows_is_refused(gate):
    ran = gate.run("incident", "open", OP, "--sio", "moan", "--reason", "x", "--as", "olive")

    assert (ran.code, "Did you mean 'mona'?" in ran.err) == (1, True)


def test_an_incident_is_opened_listed_and_closed_by_command(gate):
    gate.run("incident", "open", OP, "--sio", "mona", "--reason", "A missing child", "--as", "olive")
    (listed,) = gate.run("incident", "list", "--json").json

    ran = gate.run("incident", "close", OP, "--reason", "Found", "--as", "anton", "--json")

    assert (listed["name"], listed["sio"], listed["by"]) == (OP, "mona", "olive")
    assert ran.json == {"incident": OP, "outcome": "closed"}
    assert gate.run("incident", "list", "--json").json == []
