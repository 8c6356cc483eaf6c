from datetime import date

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from purdahgate.domain.canonical import canonical, digest

words = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdefghij_-.", max_size=8), inner),
    max_leaves=20,
)


@given(values)
def test_a_value_has_the_bytes_that_the_rfc_gives_it(value):
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(1.5, id="a number with a point"),
        pytest.param({"a": [1, {"b": 2.0}]}, id="one deep inside"),
        pytest.param({"a": object()}, id="no JSON"),
        pytest.param({"a": date(2027, 5, 6)}, id="a date, which others write each in their own way"),
        pytest.param([{1, 2}], id="a set, which has no order"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_the_order_of_keys_changes_no_digest():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
