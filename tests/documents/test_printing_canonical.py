"""One content has one spelling and one digest."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.canonical import canonical, digest
from tests.documents.sample_release import a_plan

contents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abcdé"), inner),
    max_leaves=20,
)


def test_it_sorts_keys_and_leaves_no_spaces():
    assert canonical({"b": [1, True, None], "a": "x y"}) == b'{"a":"x y","b":[1,true,null]}'


def test_it_writes_letters_as_themselves_in_one_form():
    assert canonical("ŷ") == '"ŷ"'.encode()
    assert canonical({"y\u0302": "w\u0302"}) == canonical({"ŷ": "ŵ"})


@given(contents)
def test_it_gives_the_same_bytes_again_after_a_round_trip(content):
    once = canonical(content)
    assert canonical(json.loads(once)) == once


def test_the_digest_is_the_sha256_of_the_spelling_and_notices_one_letter():
    plan = a_plan()
    assert digest(plan) == hashlib.sha256(canonical(plan)).hexdigest()
    assert digest(plan) == digest(json.loads(json.dumps(plan)))
    assert digest(plan) != digest(a_plan(next="We meet again on 2 December 2026."))


@pytest.mark.parametrize(
    "content",
    [float("nan"), float("inf"), "\ud800", {1: "x"}, {"ŷ": 1, "y\u0302": 2}],
)
def test_it_refuses_what_has_no_single_spelling(content):
    with pytest.raises(ValueError):
        canonical(content)
