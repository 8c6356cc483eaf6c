"""A ward's by-election in a real queue: what it pulls back, what it leaves, and what is kept of the tags."""

import hashlib
import json

import pytest

BY_ELECTION = "local.chelmsford.galleywood.by.2027-03-18"
NEXT_DOOR = "local.maldon.heybridge-west.by.2027-03-18"
TOLD = ("--title", "A by-election", "--source", "An invented notice")


def call(office, election, area):
    ran = office.gate.run("calendar", "add", election, *TOLD, "--area", area, "--as", "ellis", "--json")
    assert ran.code == 0, ran.err
    return ran.json


def test_a_by_election_pulls_back_the_posts_about_its_ward_and_no_other(office):
    tagged = office.add("Have your say on the new homes", category="news", wards=("Galleywood",)).post.id
    named = office.add("Galleywood library opens late", category="news").post.id
    other = office.add("Swim for free", category="news", wards=("Moulsham",)).post.id

    said = call(office, BY_ELECTION, "chelmsford")

    assert [each["id"] for each in said["changed"]] == [tagged, named]
    assert [office.state(each) for each in (tagged, named, other)] == ["held", "held", "cleared"]


def test_a_poll_next_door_warns_and_moves_nothing(office):
    post = office.add("The path to Heybridge West is open", category="news", wards=("Heybridge West",)).post

    said = call(office, NEXT_DOOR, "maldon")

    shown = office.gate.run("post", "show", str(post.id), "--json").json["verdict"]
    assert (said["changed"], said["window"], office.state(post.id)) == ([], None, "cleared")
    assert [(each["election"], each["scope"]) for each in shown["warnings"]] == [(NEXT_DOOR, "none")]


def test_an_approval_outlives_a_warning_and_not_a_window_that_binds(office):
    post = office.add("Cllr Morgan Sampleby opens it", category="emergency", wards=("Galleywood",)).post.id
    office.approve(post)

    call(office, NEXT_DOOR, "maldon")
    beside = office.state(post)
    call(office, BY_ELECTION, "chelmsford")

    assert (beside, office.state(post)) == ("approved", "held")


def test_a_post_is_judged_by_its_tags_when_it_goes_out(office):
    office.add("Have your say on the new homes", category="news", wards=("Galleywood",))
    office.add("Swim for free", category="news")
    call(office, BY_ELECTION, "chelmsford")
    office.clock.set("2027-03-08T09:00")

    office.worker()

    assert office.items() == ["Swim for free"]


@pytest.mark.parametrize(
    ("wards", "kept"),
    [pytest.param((), None, id="untagged"), pytest.param(("Galleywood",), ["Galleywood"], id="tagged")],
)
def test_tags_are_stored_with_the_revision_and_their_absence_leaves_no_trace(office, wards, kept):
    post = office.add("Have your say", wards=wards).post

    [(content, digest)] = office.sql("SELECT content, digest FROM revision")

    assert json.loads(content).get("wards") == kept
    assert digest == hashlib.sha256(content.encode()).hexdigest() == post.digest
    assert office.post(post.id).revision.wards == wards


def test_a_revision_that_an_earlier_version_stored_is_read_and_a_save_of_it_changes_nothing(office):
    post = office.add("Bins are late", link="https://sometown.example/bins").post
    [(content,)] = office.sql("SELECT content FROM revision")
    before_there_were_wards = {"account", "answers", "category", "due", "link", "media", "text"}

    again = office.edit(post.id, text="Bins are late", wards=()).post

    assert set(json.loads(content)) == before_there_were_wards
    assert (again.number, again.digest) == (1, post.digest)


def test_another_tag_is_another_revision_and_voids_the_approval(office):
    post = office.add("Cllr Morgan Sampleby opens it", wards=("Moulsham",)).post.id
    office.approve(post)

    edited = office.edit(post, wards=("Galleywood", "Moulsham")).post

    assert (edited.number, edited.state.value) == (2, "held")
    assert edited.revision.wards == ("Galleywood", "Moulsham")


def test_an_edit_of_the_words_leaves_the_tags(office):
    post = office.add("Have your say", wards=("Moulsham",)).post.id

    edited = office.edit(post, text="Have your say today").post

    assert edited.revision.wards == ("Moulsham",)
