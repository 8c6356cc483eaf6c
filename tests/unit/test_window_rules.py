"""The national rules, and what a body chooses of its own, kind by kind."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from purdahgate.app import App
from purdahgate.config import load_config
from purdahgate.domain.body import Body, BodyKind
from purdahgate.domain.election import OPENS_NOTHING, Election, Nation, Status
from purdahgate.domain.election_faults import fault_of
from purdahgate.domain.election_kinds import ElectionKind, kind_of
from purdahgate.domain.places import names_place
from purdahgate.domain.timetable import Basis
from purdahgate.domain.window_rules import Anchor, Close, KindChoice, Opening, Scope, WindowRules
from purdahgate.domain.windows import Calendar, warnings_for, window_of
from purdahgate.errors import ConfigError, DataError, InputError
from purdahgate.sources.areas import load_areas
from purdahgate.sources.timetable_rules import load_timetables
from purdahgate.sources.window_rules import load_window_rules
from purdahgate.store.rows import election_of, election_text

LONDON = ZoneInfo("Europe/London")
RULES = load_window_rules()
LAW = load_timetables()
AREAS = load_areas()
CONFIDENCE = {"sourced", "guidance", "derived", "part-memory", "policy-choice", "historic"}


def body(kind: str = "council", nation: str = "england", area: str = "chelmsford") -> Body:
    return Body("Exampleford", BodyKind(kind), Nation(nation), (area,), LONDON)


def poll(name: str = "local.chelmsford.2027-05-06", nation: str = "england", **changes) -> Election:
    made = {
        "id": name,
        "nation": Nation(nation),
        "title": name,
        "status": Status.EXPECTED,
        "poll_date": date.fromisoformat(name.rpartition(".")[2]),
        "source": "a test",
        "checked_on": date(2026, 11, 22),
        "areas": ("chelmsford",),
    }
    return Election(**(made | changes))


def chosen(kind: str, **choice) -> WindowRules:
    return WindowRules(choices={ElectionKind(kind): KindChoice(**choice)}, national=RULES, timetables=LAW)


def opened(window) -> str:
    return window.opens_at.astimezone(LONDON).date().isoformat()


# --- the shipped rules


def test_every_rule_has_a_source_a_confidence_and_a_day_it_was_checked():
    assert len(RULES) >= 30
    assert all(rule.sources for rule in RULES)
    assert {rule.confidence for rule in RULES} <= CONFIDENCE
    assert all(rule.checked_on >= date(2026, 11, 22) for rule in RULES)


def test_no_poll_and_body_fall_under_two_rules():
    twice = [
        (kind, each_body, nation, home)
        for kind, each_body, nation, home in product(ElectionKind, BodyKind, Nation, Nation)
        if len([r for r in RULES if not r.neighbour and r.fits(kind, nation, body(each_body, home))]) > 1
    ]

    assert twice == []


@pytest.mark.parametrize("kind", ElectionKind)
@pytest.mark.parametrize("bodys_kind", BodyKind)
def test_every_kind_of_poll_has_a_rule_or_a_marked_default_for_every_body(kind, bodys_kind):
    middle = {
        "parl-by": "parl.anywhere.by",
        "local-by": "local.chelmsford.anyward.by",
        "ref-local": "ref.chelmsford",
    }
    name = middle.get(kind, kind.replace("ref-", "ref.chelmsford."))
    election = poll(f"{name}.2027-05-06")

    window = window_of(election, chosen(kind, national=True), body(bodys_kind))

    assert kind_of(election.id) is kind
    if window is None:
        assert (kind, bodys_kind) == (ElectionKind.PARL, BodyKind.UNIVERSITY)
    elif not window.rule.startswith("national rule"):
        assert "(default: " in window.rule
        assert opened(window) == "2027-03-25"


@pytest.mark.parametrize(
    ("name", "nation", "kind", "home", "opens", "closes"),
    [
        pytest.param(
            "local.2027-05-06", "england", "council", "england", "2027-03-31", "22:00:01", id="England"
        ),
        pytest.param(
            "local.2027-05-06", "scotland", "council", "scotland", "2027-03-24", "22:00:01", id="Scotland"
        ),
        pytest.param(
            "local.2027-05-06",
            "northern-ireland",
            "council",
            "northern-ireland",
            "2027-03-31",
            "22:00:01",
            id="NI",
        ),
        pytest.param(
            "local.2027-05-06", "england", "civil-service", "uk", "2027-04-15", "22:00:01", id="civil"
        ),
        pytest.param(
            "ref.2027-05-06", "uk", "council", "england", "2027-04-09", "22:00:01", id="28 days, the last"
        ),
        pytest.param(
            "ref.chelmsford.2027-05-06",
            "england",
            "council",
            "england",
            "2027-04-08",
            "22:00:01",
            id="28 days before",
        ),
        pytest.param("gla.2028-05-04", "england", "police", "england", "2028-03-20", "22:00:01", id="London"),
        pytest.param(
            "recall.anywhere.2027-05-06",
            "england",
            "council",
            "england",
            "2027-03-25",
            "00:00:00",
            id="petition",
        ),
        pytest.param(
            "europarl.2019-05-23", "uk", "council", "england", "2019-04-15", "22:00:01", id="Europe"
        ),
    ],
)
def test_a_national_rule_opens_and_shuts_as_its_source_says(name, nation, kind, home, opens, closes):
    rules = chosen(kind_of(name), national=True)

    window = window_of(poll(name, nation), rules, body(kind, home))

    assert window.rule.startswith("national rule")
    assert opened(window) == opens
    assert window.closes_at.astimezone(LONDON).time().isoformat() == closes
    assert window.source.endswith("; a test")


def test_a_body_that_chose_nothing_keeps_six_weeks_for_every_kind():
    rules = WindowRules(national=RULES, timetables=LAW)

    window = window_of(poll("ref.2027-05-06", "uk"), rules, body())

    assert (opened(window), window.rule) == ("2027-03-25", "6 weeks before the poll to end of polling day")


# --- ends that wait for a record


@pytest.mark.parametrize(
    ("changes", "closes"),
    [
        pytest.param({}, None, id="open until somebody records it"),
        pytest.param(
            {"declared_at": datetime(2027, 5, 7, 14, tzinfo=UTC)},
            "2027-05-07T14:00:00+00:00",
            id="the declaration",
        ),
        pytest.param(
            {"declared_at": datetime(2027, 5, 6, 9, tzinfo=UTC)},
            "2027-05-06T21:00:01+00:00",
            id="never mid-poll",
        ),
    ],
)
def test_a_window_to_the_declaration_shuts_when_that_is_recorded(changes, closes):
    election = poll("pcc.essex.2027-05-06", **changes)

    window = window_of(election, chosen("pcc", national=True), body("opcc"))

    assert (window.closes_at and window.closes_at.isoformat()) == closes


def test_a_recorded_start_stands_before_the_day_the_rule_lists():
    election = poll("parl.2024-07-04", "uk", announced_on=date(2024, 5, 28))

    window = window_of(election, chosen("parl", national=True), body("civil-service", "uk", "uk"))

    assert (opened(window), window.anchor, window.basis) == ("2024-05-28", Anchor.ANNOUNCED, Basis.RECORDED)


def test_where_no_day_is_announced_yet_six_weeks_stand_and_say_so():
    window = window_of(poll("parl.2027-05-06", "uk"), chosen("parl", national=True), body("nhs"))

    assert opened(window) == "2027-03-25"
    assert "(default: the day by parl/nhs is not known)" in window.rule


# --- a body's own rule


@pytest.mark.parametrize(
    ("opens", "day", "anchor"),
    [
        pytest.param(Opening(weeks=8), "2027-03-11", Anchor.WEEKS, id="longer"),
        pytest.param(Opening(calendar_days=21), "2027-04-15", Anchor.CALENDAR_DAYS, id="shorter"),
        pytest.param(Opening(working_days=25), "2027-03-31", Anchor.WORKING_DAYS, id="working days"),
    ],
)
def test_a_bodys_own_rule_for_a_kind_stands_and_names_its_owner(opens, day, anchor):
    rules = chosen("local", opens=opens, owner="Mona", reason="Policy of 2026")

    window = window_of(poll(), rules, body())

    assert (opened(window), window.anchor) == (day, anchor)
    assert window.rule.startswith("own rule of Mona: ")


def test_an_earlier_notice_opens_a_window_of_a_bodys_own_but_never_shortens_it():
    rules = chosen("local", opens=Opening(calendar_days=21), owner="Mona", reason="Policy")

    earlier = window_of(poll(notice_on=date(2027, 3, 30)), rules, body())
    later = window_of(poll(notice_on=date(2027, 4, 20)), rules, body())

    assert (opened(earlier), opened(later)) == ("2027-03-30", "2027-04-15")


def test_a_bodys_own_close_stands_for_its_kind_alone():
    rules = chosen("local", close=Close.CLOSE_OF_POLL, owner="Mona", reason="Policy")

    local, general = (
        window_of(poll(name), rules, body()) for name in ("local.2027-05-06", "parl.2027-05-06")
    )

    assert (local.closes_at.hour, general.closes_at.hour) == (21, 23)


def test_a_call_opens_a_window_no_earlier_under_any_rule():
    called = datetime(2027, 4, 10, 11, tzinfo=UTC)

    window = window_of(poll("parl.2027-05-06", "uk", called_at=called), chosen("parl", national=True), body())

    assert (window.opens_at, window.anchor, window.basis) == (called, Anchor.CALL, Basis.RECORDED)


# --- what a window binds


@pytest.mark.parametrize(
    ("slug", "text", "named"),
    [
        pytest.param("charlwood", "Homes in CHARLWOOD", True, id="capitals"),
        pytest.param("st-johns", "Fair at St. John’s", True, id="apostrophe"),
        pytest.param("goat-lees", "#GoatLees in bloom", True, id="a hashtag"),
        pytest.param("ynys-mon", "Ar Ynys Môn", True, id="accents"),
        pytest.param("st-pauls-and-st-james", "St Paul's & St James", True, id="an ampersand"),
        pytest.param("wick", "Candlewick Lane", False, id="not inside another word"),
        pytest.param("moulsham-lodge", "Moulsham Street", False, id="half a name"),
        pytest.param("charlwood", "", False, id="no words"),
    ],
)
def test_a_place_is_known_however_it_is_written(slug, text, named):
    found = names_place(slug, text)

    assert found is named


@pytest.mark.parametrize(
    ("name", "scope", "places"),
    [
        pytest.param("local.chelmsford.2027-05-06", Scope.WHOLE_BODY, (), id="a council"),
        pytest.param("local.chelmsford.galleywood.2027-05-06", Scope.WHOLE_BODY, (), id="a ward of many"),
        pytest.param(
            "local.chelmsford.galleywood.by.2027-05-06", Scope.WARD, ("galleywood",), id="a ward alone"
        ),
        pytest.param(
            "parl.chelmsford.by.2027-05-06", Scope.WHOLE_BODY, (), id="a constituency, by six weeks"
        ),
    ],
)
def test_only_a_ward_that_polls_alone_binds_less_than_the_body(name, scope, places):
    window = window_of(poll(name), WindowRules(), body())

    assert (window.scope, window.places) == (scope, places)


def test_a_constituency_binds_what_names_it_where_the_body_chose_the_national_rule():
    window = window_of(poll("parl.chelmsford.by.2027-05-06"), chosen("parl-by", national=True), body())

    assert window.binds((), "Road works in Chelmsford")
    assert not window.binds((), "Road works")


def test_a_poll_that_opens_nothing_by_the_national_rule_warns():
    calendar = Calendar((poll("parl.2027-05-06", "uk", areas=()),), date.min, date.max, date.max, "")
    rules, university = chosen("parl", national=True), body("university")

    warnings = warnings_for(calendar, university, AREAS, rules)

    assert window_of(calendar.elections[0], rules, university) is None
    assert [(each.election, each.scope) for each in warnings] == [("parl.2027-05-06", Scope.NONE)]
    assert "charity law" in warnings[0].rule


def test_a_warning_of_a_poll_that_is_off_is_none():
    off = tuple(
        poll(f"local.maldon.2027-05-{day:02}", areas=("maldon",), status=status)
        for day, status in enumerate(sorted(OPENS_NOTHING), start=3)
    )

    warnings = warnings_for(Calendar(off, date.min, date.max, date.max, ""), body(), AREAS, WindowRules())

    assert warnings == ()


# --- config.toml

KINDS = """
[body]
name = "Sometown Council"
kind = "council"
nation = "england"
areas = ["chelmsford"]

[files]
policy = "shipped:policies/uk-base.toml"
calendars = ["shipped:calendars"]
registers = ["shipped:registers"]

[windows.kinds.parl]
rule = "national"
owner = "Mona"
reason = "The LGA's guide"

[windows.kinds.local]
working_days = 25
owner = "Mona"
reason = "Policy of 2026"
"""


def write(folder, text=KINDS):
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "people.toml").touch()
    return path


def test_a_config_chooses_a_rule_kind_by_kind(tmp_path):
    windows = load_config(write(tmp_path)).windows

    assert windows.choices == {
        ElectionKind.PARL: KindChoice(national=True, owner="Mona", reason="The LGA's guide"),
        ElectionKind.LOCAL: KindChoice(opens=Opening(working_days=25), owner="Mona", reason="Policy of 2026"),
    }


def test_the_app_reads_the_national_rules_only_for_a_body_that_chose(tmp_path):
    chose = App.at(write(tmp_path)).window_rules
    (tmp_path / "plain").mkdir()
    plain = App.at(write(tmp_path / "plain", KINDS.partition("[windows")[0])).window_rules

    assert chose.national
    assert chose.timetables
    assert (plain.national, plain.timetables) == ((), None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param(
            "kinds.parl]", "kinds.parliament]", "no kind of election 'parliament'", id="no such kind"
        ),
        pytest.param('"national"', '"local"', "'local' is no rule", id="no such rule"),
        pytest.param(
            "working_days = 25", "working_days = 0", "working_days = 0 is out of range", id="no days"
        ),
        pytest.param(
            "working_days = 25", "weeks = 3\ncalendar_days = 21", "given for one kind", id="two ways"
        ),
        pytest.param(
            'rule = "national"', 'rule = "national"\nweeks = 6', "stands alone", id="national and more"
        ),
        pytest.param(
            'owner = "Mona"\nreason = "Policy', 'reason = "Policy', "without an owner", id="no owner"
        ),
        pytest.param(
            'reason = "Policy of 2026"', 'reason = " "', "without an owner or a reason", id="no reason"
        ),
        pytest.param(
            "working_days = 25", "wokring_days = 25", "unknown key 'wokring_days'", id="a mistyped key"
        ),
    ],
)
def test_a_choice_that_cannot_stand_is_refused(tmp_path, old, new, says):
    path = write(tmp_path, KINDS.replace(old, new))

    with pytest.raises(ConfigError, match=says):
        load_config(path)


def test_a_choice_that_is_the_default_needs_no_owner(tmp_path):
    plain = KINDS.partition("[windows")[0] + "[windows.kinds.local]\nweeks = 6\n"

    windows = load_config(write(tmp_path, plain)).windows

    assert windows.choices == {ElectionKind.LOCAL: KindChoice(opens=Opening(weeks=6))}


# --- the file of rules

RULE = """checked_on = 2026-11-22
[[rule]]
id = "parl/council"
elections = ["parl"]
bodies = ["council"]
opens = { announced = true }
announced = { 2024-07-04 = 2024-05-25 }
closes = "close-of-poll"
sources = ["a test"]
confidence = "sourced"
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(RULE + RULE.partition("\n")[2], "stands twice", id="twice"),
        pytest.param(RULE.replace('["a test"]', "[]"), "has no source", id="no source"),
        pytest.param(RULE.replace("2024-07-04 =", "july ="), "'july' is no polling day", id="no day"),
        pytest.param(
            RULE.replace("announced = true", "anounced = true"), "unknown key 'anounced'", id="a key"
        ),
        pytest.param(RULE.replace('"council"', '"counsel"'), "cannot be 'counsel'", id="a body"),
    ],
)
def test_rules_that_cannot_stand_are_refused(tmp_path, text, says):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=says):
        load_window_rules(path)


# --- kinds, rows and faults


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param("parl.2027-05-06", "parl", id="general"),
        pytest.param("parl.gorton-and-denton.by.2026-02-26", "parl-by", id="by-election to parliament"),
        pytest.param("local.2027-05-06", "local", id="local"),
        pytest.param("local.chelmsford.galleywood.by.2027-05-06", "local-by", id="ward by-election"),
        pytest.param("mayor.london.2028-05-04", "gla", id="Mayor of London"),
        pytest.param("mayor.greater-essex.2028-05-04", "mayor", id="another mayor"),
        pytest.param("naw.c.cardiff-west.2016-05-05", "senedd", id="the Assembly for Wales"),
        pytest.param("sp.r.lothian.2026-05-07", "sp", id="Scottish Parliament"),
        pytest.param("ref.2016-06-23", "ref", id="national referendum"),
        pytest.param("ref.chelmsford.2027-05-06", "ref-local", id="a council's"),
        pytest.param(
            "ref.chelmsford.neighbourhood-writtle.2027-05-06", "ref-neighbourhood", id="neighbourhood"
        ),
        pytest.param("ref.chelmsford.governance.2027-05-06", "ref-governance", id="governance"),
        pytest.param("ref.chelmsford.council-tax.2027-05-06", "ref-council-tax", id="council tax"),
        pytest.param("recall.peterborough.2019-05-01", "recall", id="recall petition"),
        pytest.param("parish.writtle.2027-05-06", "parish", id="parish"),
        pytest.param("europarl.2019-05-23", "europarl", id="Europe"),
    ],
)
def test_an_id_has_a_kind(name, kind):
    found = kind_of(name)

    assert found == kind


def test_an_id_of_no_type_has_no_kind():
    with pytest.raises(InputError, match="no type of election 'lokal'"):
        kind_of("lokal.2027-05-06")


def test_a_row_stored_before_these_fields_still_loads():
    row = json.loads(election_text(poll(notice_on=date(2027, 3, 18))))
    for later in ("announced_on", "declared_at", "government_formed_at"):
        del row[later]

    assert election_of(json.dumps(row)) == poll(notice_on=date(2027, 3, 18))


def test_a_row_keeps_what_was_recorded_of_it():
    election = poll(
        announced_on=date(2027, 3, 18),
        declared_at=datetime(2027, 5, 7, 3, tzinfo=UTC),
        government_formed_at=datetime(2027, 5, 7, 12, tzinfo=UTC),
    )

    assert election_of(election_text(election)) == election


@pytest.mark.parametrize("key", ["declared_at", "government_formed_at"])
def test_what_follows_a_poll_cannot_come_before_it(key):
    fault = fault_of(poll(**{key: datetime(2027, 5, 5, tzinfo=UTC)}), AREAS)

    assert fault is not None
    assert fault.key == key


def test_a_period_cannot_be_announced_for_after_its_poll():
    fault = fault_of(poll(announced_on=date(2027, 5, 6) + timedelta(days=1)), AREAS)

    assert fault is not None
    assert fault.key == "announced_on"
