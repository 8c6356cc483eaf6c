"""The chain of audit entries: any change of what is kept is found, and the first broken entry named."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.audit import GENESIS, Entry, Head, Sealed, seal, verify
from purdahgate.errors import AuditBrokenError

BODIES = st.lists(st.text(max_size=20), min_size=1, max_size=12)


def chain(bodies):
    sealed, prev = [], GENESIS
    for seq, body in enumerate(bodies, 1):
        sealed.append(seal(body, seq, prev))
        prev = sealed[-1].hash
    return sealed


FIVE = chain(["one", "two", "three", "four", "five"])


def first_broken(entries):
    with pytest.raises(AuditBrokenError) as caught:
        verify(entries)
    return int(re.search(r"entry (\d+)", caught.value.message)[1])


def changed(at, **parts):
    return [*FIVE[: at - 1], replace(FIVE[at - 1], **parts), *FIVE[at:]]


def test_an_empty_chain_verifies():
    assert verify([]) == Head(0, GENESIS)


def test_a_whole_chain_verifies_and_tells_its_length_and_end():
    assert verify(FIVE) == Head(5, FIVE[-1].hash)


@pytest.mark.parametrize(
    ("entries", "broken"),
    [
        pytest.param(changed(3, body="thr€e"), 3, id="a body changed"),
        pytest.param(changed(3, body="three "), 3, id="a blank added to a body"),
        pytest.param(changed(3, hash="f" * 64), 3, id="a hash changed"),
        pytest.param(changed(3, hash=FIVE[2].hash.upper()), 3, id="a hash written otherwise"),
        pytest.param(changed(3, prev="f" * 64), 3, id="a link changed"),
        pytest.param(changed(1, prev=FIVE[4].hash), 1, id="the first one linked to another"),
        pytest.param(changed(3, seq=4), 3, id="a number changed"),
        pytest.param(changed(5, body="none"), 5, id="the last one changed"),
        pytest.param(FIVE[1:], 1, id="the first deleted"),
        pytest.param([*FIVE[:2], *FIVE[3:]], 3, id="one in the middle deleted"),
        pytest.param([FIVE[0], FIVE[2], FIVE[1], *FIVE[3:]], 2, id="two that changed places"),
        pytest.param(
            [FIVE[0], replace(FIVE[2], seq=2), replace(FIVE[1], seq=3), *FIVE[3:]], 2, id="bodies swapped"
        ),
        pytest.param([*FIVE[:3], FIVE[2], *FIVE[3:]], 4, id="one that stands twice"),
        pytest.param([*FIVE, replace(FIVE[4], seq=6)], 6, id="the last one again under the next number"),
        pytest.param([*FIVE, seal("six", 6, GENESIS)], 6, id="one linked to nothing"),
        pytest.param([*FIVE, seal("seven", 7, FIVE[4].hash)], 6, id="a number left out"),
        pytest.param([seal("zero", 0, GENESIS), *FIVE], 1, id="one slipped in before the first"),
        pytest.param([*FIVE[:2], seal("new", 3, FIVE[1].hash), *FIVE[3:]], 4, id="one sealed afresh"),
        pytest.param(
            [*FIVE[:2], seal("new", 3, FIVE[1].hash), *(replace(e, seq=e.seq + 1) for e in FIVE[2:])],
            4,
            id="one slipped in and the rest numbered anew",
        ),
    ],
)
def test_tampering_is_found_and_the_first_broken_entry_named(entries, broken):
    assert first_broken(entries) == broken


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_chain_cut_short_at_its_end_is_not_detectable_yet(kept):
    # Signed checkpoints, kept elsewhere, will find it.
    assert verify(FIVE[:kept]).length == kept


def test_a_chain_rewritten_from_some_entry_to_its_end_is_not_detectable_yet():
    rewritten = chain(["one", "two", "other", "four", "five"])

    assert verify(rewritten).length == 5


@given(BODIES)
def test_any_chain_verifies(bodies):
    entries = chain(bodies)

    assert verify(entries) == Head(len(bodies), entries[-1].hash)


@given(BODIES, st.data())
def test_any_change_of_a_kept_entry_is_found_at_it(bodies, data):
    entries = chain(bodies)
    at = data.draw(st.integers(0, len(entries) - 1))
    part = data.draw(st.sampled_from(["body", "hash", "prev"]))
    value = data.draw(st.text(max_size=20).filter(lambda text: text != getattr(entries[at], part)))
    entries[at] = replace(entries[at], **{part: value})

    assert first_broken(entries) == at + 1


@given(BODIES.filter(lambda bodies: len(bodies) > 1), st.data())
def test_any_entry_taken_out_before_the_end_is_found(bodies, data):
    entries = chain(bodies)
    at = data.draw(st.integers(0, len(entries) - 2))
    del entries[at]

    assert first_broken(entries) == at + 1


@given(BODIES, st.data())
def test_any_entry_slipped_in_is_found(bodies, data):
    entries = chain(bodies)
    at = data.draw(st.integers(0, len(entries)))
    prev = entries[at - 1].hash if at else GENESIS
    stranger = data.draw(
        st.sampled_from([seal("new", at + 1, "0f" * 32), Sealed(at + 1, prev, "new", "0f" * 32)])
    )
    entries.insert(at, stranger)

    assert first_broken(entries) == at + 1


@given(BODIES.filter(lambda bodies: len(bodies) > 1), st.data())
def test_any_other_order_is_found(bodies, data):
    entries = chain(bodies)
    order = data.draw(st.permutations(range(len(entries))).filter(lambda order: order != sorted(order)))
    shuffled = [entries[each] for each in order]
    first_moved = next(at for at, each in enumerate(order) if at != each)

    assert first_broken(shuffled) == first_moved + 1


def test_the_same_words_at_another_place_have_another_hash():
    hashes = {seal("same", 1, GENESIS).hash, seal("same", 2, GENESIS).hash, seal("same", 1, "0f" * 32).hash}

    assert len(hashes) == 3


def test_an_entry_is_one_text_whatever_order_its_facts_came_in():
    at = datetime(2030, 4, 1, 9, tzinfo=UTC)

    one = Entry("edit", "olive", at, 7, {"b": 1, "a": "ö"}).body()
    other = Entry("edit", "olive", at, 7, {"a": "ö", "b": 1}).body()

    assert (
        one == other == '{"a":"ö","action":"edit","actor":"olive","at":"2030-04-01T09:00:00Z","b":1,"post":7}'
    )


def test_a_broken_chain_ends_a_command_with_12():
    assert AuditBrokenError.exit_code == 12
