"""Each circumstance, as the registers, the database and the clock make it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from purdahgate.domain.post import Category, Due, Revision
from purdahgate.usecases.circumstances import circumstances

LONDON = ZoneInfo("Europe/London")
TODAY = "2027-03-01T10:00"
ASAP = Due("asap", None)
# An account and an author of whom nothing can be said; each case makes one thing otherwise.
ACCOUNT = {
    "name": '"council"',
    "owner": '"Communications"',
    "moderator": '"oscar"',
    "approved_by": '"The Chief Executive"',
    "approved_on": "2027-02-01",
    "monitored_by": '"asha"',
    "monitored_on": "2027-02-28",
    "next_check": "2027-03-02",
}
OLIVE = {
    "name": '"olive"',
    "full_name": '"Olive Sample"',
    "roles": '["officer"]',
    "trained_on": "2026-09-01",
    "declared_on": "2026-03-01",
    "authorised_by": '"The Chief Executive"',
}
OSCAR = {"name": '"oscar"', "full_name": '"Oscar Sample"', "roles": '["officer"]'}
ASHA = {"name": '"asha"', "full_name": '"Asha Sample"', "roles": '["approver"]'}
CHECKED = {"checked-by": "asha"}


def row(array, values, **otherwise):
    lines = [f"{key} = {value}" for key, value in {**values, **otherwise}.items() if value is not None]
    return f"[[{array}]]\n" + "\n".join(lines) + "\n\n"


def about(office, *, moment=TODAY, authors=("olive",), **revision):
    app = type(office.app).at(office.folder / "config.toml", office.clock)
    post = Revision(
        **{"text": "Bins", "account": "council", "category": Category.NEWS, "due": ASAP, **revision}
    )
    with app.store.reading() as book:
        world = app.world_now(book)
    app.store.close()
    at = datetime.fromisoformat(moment).replace(tzinfo=LONDON)
    return {each.value for each in circumstances(world, post, set(authors), at, office.clock())}


def registers(office, account=None, olive=None):
    (office.folder / "accounts.toml").write_text(row("account", ACCOUNT, **(account or {})), encoding="utf-8")
    people = row("person", OLIVE, **(olive or {})) + row("person", ASHA) + row("person", OSCAR)
    office.gate.people(people)


def test_of_an_account_and_an_author_in_order_nothing_is_said(office):
    registers(office)

    assert about(office) == set()


@pytest.mark.parametrize(
    ("account", "found"),
    [
        pytest.param({"approved_on": None}, {"account-unapproved"}, id="approved on no day"),
        pytest.param({"approved_by": '""'}, {"account-unapproved"}, id="approved by nobody"),
        pytest.param({"approved_on": "2027-03-02"}, {"account-unapproved"}, id="approved from tomorrow"),
        pytest.param({"retired_on": "2027-03-01"}, {"account-retired"}, id="retired today"),
        pytest.param({"retired_on": "2027-03-02"}, set(), id="to be retired tomorrow"),
        pytest.param({"moderator": None}, {"account-no-moderator"}, id="without a moderator"),
        pytest.param({"monitored_on": "2027-02-27"}, {"account-unmonitored"}, id="not looked at yesterday"),
        pytest.param({"monitored_on": None}, {"account-unmonitored"}, id="never looked at"),
        pytest.param({"monitored_by": None}, {"account-unmonitored"}, id="nobody's to look at"),
        pytest.param({"next_check": "2027-03-01"}, {"account-check-due"}, id="to be checked today"),
        pytest.param({"next_check": None}, set(), id="to be checked on no day"),
        pytest.param({"approved_on": "2026-12-01"}, set(), id="unused for 90 days"),
        pytest.param({"approved_on": "2026-11-30"}, {"account-unused-3-months"}, id="unused for 91 days"),
        pytest.param(
            {"approved_on": "2026-09-01"},
            {"account-unused-3-months", "account-unused-6-months"},
            id="unused for 181 days",
        ),
        pytest.param(
            {"approved_on": "2026-09-01", "used_on": "2027-01-04"}, set(), id="used by another way since"
        ),
    ],
)
def test_what_holds_of_an_account(office, account, found):
    registers(office, account=account)

    assert about(office) == found


def test_an_account_that_the_log_does_not_have_is_unlisted(office):
    registers(office)

    assert about(office, account="parks") == {"account-unlisted"}


def test_a_text_for_no_account_has_no_circumstance_of_one(office):
    assert about(office, account="", authors=()) == set()


def test_what_was_sent_on_an_account_makes_it_used(office):
    post = office.add("Bins are collected on Friday").post.id
    office.clock.set("2027-03-08T09:00")
    office.worker()
    account = {"approved_on": "2026-09-01", "monitored_on": "2027-03-08", "next_check": None}
    registers(office, account=account, olive={"declared_on": "2027-01-01"})

    assert office.state(post) == "sent"
    assert about(office) == set()


@pytest.mark.parametrize(
    ("olive", "found"),
    [
        pytest.param({"authorised_by": None}, {"author-unauthorised"}, id="authorised by nobody"),
        pytest.param({"trained_on": None}, {"author-untrained"}, id="untrained"),
        pytest.param({"trained_on": "2027-03-02"}, {"author-untrained"}, id="to be trained tomorrow"),
        pytest.param({"trained_on": "2026-03-01"}, set(), id="trained 365 days ago"),
        pytest.param({"trained_on": "2026-02-28"}, {"author-refresher-due"}, id="trained 366 days ago"),
        pytest.param({"trained_on": "2020-01-01", "refreshed_on": "2026-03-01"}, set(), id="refreshed"),
        pytest.param({"declared_on": None}, {"author-undeclared"}, id="has declared nothing"),
        pytest.param({"declared_on": "2026-02-28"}, {"author-undeclared"}, id="declared 366 days ago"),
        pytest.param(
            {"suspended_on": "2027-03-01", "suspended_because": '"x"'}, {"author-suspended"}, id="suspended"
        ),
        pytest.param({"restricted": "true"}, {"author-restricted"}, id="politically restricted"),
    ],
)
def test_what_holds_of_an_author(office, olive, found):
    registers(office, olive=olive)

    assert about(office) == found


def test_one_of_several_authors_is_enough(office):
    registers(office)

    assert "author-untrained" in about(office, authors=("olive", "asha"))


def test_an_author_who_is_in_the_file_no_more_is_neither_trained_nor_authorised(office):
    registers(office)

    assert about(office, authors=("nadia",)) == {
        "author-untrained",
        "author-unauthorised",
        "author-undeclared",
    }


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        pytest.param("2027-03-09T08:59", {"embargoed"}, id="a minute before it ends"),
        pytest.param("2027-03-09T09:00", set(), id="as it ends"),
    ],
)
def test_an_embargo_holds_until_it_ends(office, moment, found):
    registers(office)
    until = Due("2027-03-09T09:00", datetime(2027, 3, 9, 9, tzinfo=LONDON))

    assert about(office, moment=moment, embargo=until) == found


@pytest.mark.parametrize(
    ("answers", "authors", "found"),
    [
        pytest.param(CHECKED, ("olive",), {"checked-by-senior"}, id="an approver"),
        pytest.param({"checked-by": "olive"}, ("olive",), set(), id="its author"),
        pytest.param({"checked-by": "oscar"}, ("olive",), set(), id="no approver"),
        pytest.param({"checked-by": "nobody"}, ("olive",), set(), id="nobody in the file"),
        pytest.param({}, ("olive",), set(), id="not checked"),
    ],
)
def test_a_post_is_checked_by_a_senior_who_wrote_nothing_of_it(office, answers, authors, found):
    registers(office)

    assert about(office, answers=answers, authors=authors) == found


def test_an_approver_who_wrote_it_has_not_checked_it(office):
    registers(office)

    assert "checked-by-senior" not in about(office, answers=CHECKED, authors=("olive", "asha"))


PACK = """
id = "ours"
title = "Example Council"
document = "Example Council, policy"
source = "invented"
checked_on = 2026-11-22
extends = "uk-base"

[limits]
refresher_after_days = 30
monitored_within_days = 3650

[[rule]]
id = "untrained"
clause = "1"
outcome = "hold"
says = "category-in-window"
when = { circumstance = ["author-untrained"] }
"""


def under_our_pack(folder):
    (folder / "ours.toml").write_text(PACK, encoding="utf-8")
    config = folder / "config.toml"
    text = config.read_text(encoding="utf-8").replace("shipped:policies/chelmsford.toml", "ours.toml")
    config.write_text(text, encoding="utf-8")


def test_a_pack_has_days_of_its_own_shorter_or_longer_than_is_usual(office):
    under_our_pack(office.folder)
    registers(office, account={"monitored_on": "2027-02-27"})

    assert about(office) == {"author-refresher-due"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("monitored_within_days = 0", "limits monitored_within_days", id="no day"),
        pytest.param("monitored_within_days = 99999", "limits monitored_within_days", id="for ever"),
        pytest.param('monitored_within_days = "1"', "limits monitored_within_days", id="a text"),
        pytest.param(
            "monitored_within_day = 1", "Did you mean 'monitored_within_days'?", id="a key mistyped"
        ),
    ],
)
def test_a_limit_that_cannot_stand_is_refused(gate, line, says):
    under_our_pack(gate.folder)
    pack = PACK.replace("monitored_within_days = 3650", line)
    (gate.folder / "ours.toml").write_text(pack, encoding="utf-8")

    ran = gate.run("check", "Bins")

    assert (ran.code, ran.out) == (1, "")
    assert says in ran.err


# On the command line


def test_check_judges_by_the_person_who_acts(gate):
    under_our_pack(gate.folder)

    nobody, olive = gate.run("check", "Bins"), gate.run("check", "Bins", "--as", "olive")

    assert (nobody.code, olive.code) == (0, 10)


def test_a_post_is_judged_by_its_author_and_again_by_who_edits_it(gate):
    under_our_pack(gate.folder)
    gate.run("person", "train", "olive", "--as", "anton")
    post = gate.add("Bins")
    before = post["state"]

    gate.run("post", "edit", str(post["id"]), "Bins are late", "--as", "oscar")

    assert (before, gate.state(post["id"])) == ("cleared", "held")


def test_a_post_of_somebody_who_has_been_trained_since_goes_to_a_person_not_out(gate):
    under_our_pack(gate.folder)
    post = gate.add("Bins")["id"]

    gate.run("person", "train", "olive", "--as", "anton")
    gate.run("post", "judge", "--as", "anton")

    assert gate.state(post) == "held"


def test_who_checked_a_post_is_kept_with_it_and_in_the_record(gate):
    post = gate.add("Bins", "--checked-by", "asha")["id"]

    shown = gate.run("post", "show", str(post), "--json").json

    assert shown["revision"]["answers"] == {"checked-by": "asha"}
    assert shown["history"][0]["answers"] == {"checked-by": "asha"}
    assert shown["state"] == "cleared"


@pytest.mark.parametrize(
    ("author", "checker", "says"),
    [
        pytest.param("olive", "oscar", "takes an approver", id="no senior"),
        pytest.param("asha", "asha", "who wrote nothing of it", id="the author"),
        pytest.param("olive", "ahsa", "Did you mean 'asha'?", id="a name mistyped"),
    ],
)
def test_a_checker_who_is_no_senior_or_wrote_it_is_refused(gate, author, checker, says):
    add = ("post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00")

    ran = gate.run(*add, "--checked-by", checker, "--as", author)

    assert (ran.code, says in ran.err) == (1, True)


def test_other_words_are_not_what_was_checked_and_the_same_words_are(gate):
    post = str(gate.add("Bins", "--checked-by", "asha")["id"])
    gate.run("post", "edit", post, "Bins", "--as", "olive")
    same = gate.run("post", "show", post, "--json").json

    gate.run("post", "edit", post, "Bins are late", "--as", "olive")

    assert (same["number"], same["revision"]["answers"]) == (1, {"checked-by": "asha"})
    assert gate.run("post", "show", post, "--json").json["revision"]["answers"] == {}


def test_an_editor_cannot_be_their_own_checker(gate):
    post = str(gate.add("Bins")["id"])

    ran = gate.run("post", "edit", post, "Bins are late", "--checked-by", "asha", "--as", "asha")

    assert (ran.code, "who wrote nothing of it" in ran.err) == (1, True)


def test_a_post_due_before_its_embargo_ends_is_held_until_it_is_moved(gate):
    post = gate.add("The report is out", "--embargo-until", "2027-03-09T09:00")
    gate.run("post", "edit", str(post["id"]), "The report is here", "--as", "olive")
    held = gate.run("post", "show", str(post["id"]), "--json").json

    gate.run("post", "edit", str(post["id"]), "--due", "2027-03-09T09:00", "--as", "olive")

    assert (post["state"], held["state"], gate.state(post["id"])) == ("held", "held", "cleared")
    assert held["revision"]["embargo"] == {"at": "2027-03-09T09:00:00Z", "typed": "2027-03-09T09:00"}


def test_an_embargo_is_taken_away_by_an_empty_one(gate):
    post = str(gate.add("The report is out", "--embargo-until", "2027-03-09T09:00")["id"])

    gate.run("post", "edit", post, "--embargo-until", "", "--as", "olive")

    assert "embargo" not in gate.run("post", "show", post, "--json").json["revision"]


@pytest.mark.parametrize("until", ["asap", "tomorrow", "2027-03-28T01:30"])
def test_an_embargo_until_no_real_time_is_refused(gate, until):
    add = ("post", "add", "Bins", "--account", "council", "--due", "2027-03-08T09:00")

    ran = gate.run(*add, "--embargo-until", until, "--as", "olive")

    assert (ran.code, ran.out) == (1, "")
