"""Rights are part of the question: what is not open is not found, and a denial beats every grant."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.answers import Narrowed
from search.entries import KINDS
from search.rights import Grant, Rights
from tests.search.shelf import KAI, ROWAN, TIA, WREN, entry, fill, find, id_of, keys

BATCH, OTHER_BATCH = id_of("batch"), id_of("other batch")


@pytest.fixture
def shelf(engine):
    fill(
        engine,
        [
            entry("rowan", "bruise", about=ROWAN),
            entry("kai", "bruise", about=KAI),
            entry("both", "bruise", about=(ROWAN, KAI)),
            entry("restricted", "bruise", about=TIA, closure="restricted"),
            entry("sealed", "bruise", about=WREN, closure="sealed"),
            entry("waiting", "bruise", about=(), held_by=frozenset((BATCH,))),
            entry("suggested", "bruise", about=KAI, held_by=frozenset((BATCH,))),
            entry("nobody", "bruise", about=()),
        ],
    )
    return engine


def found(engine, rights) -> set[str]:
    answer = find(engine, "bruise", rights, limit=100)
    assert answer.total == len(answer.hits)
    return {hit.key for hit in answer.hits}


def test_without_any_right_nothing_is_found(shelf):
    for rights in (Rights(), Rights.only([]), Rights((Grant(),)), Rights.only([]).within(["page"])):
        assert found(shelf, rights) == set()


def test_one_allowed_person_opens_what_is_about_several(shelf):
    assert found(shelf, Rights.only([ROWAN])) == {"rowan", "both"}


def test_one_denied_person_closes_what_is_about_several(shelf):
    assert found(shelf, Rights.only([ROWAN, KAI], denied=[KAI])) == {"rowan"}
    assert found(shelf, Rights.only([ROWAN], denied=[KAI])) == {"rowan"}


def test_everyone_but_opens_what_is_open_and_nothing_closed(shelf):
    assert found(shelf, Rights.everyone_but([])) == {"rowan", "kai", "both"}
    assert found(shelf, Rights.everyone_but([KAI])) == {"rowan"}


def test_closed_files_are_found_by_those_named_only(shelf):
    assert found(shelf, Rights.only([WREN])) == {"sealed"}
    assert found(shelf, Rights.everyone_but([KAI], named=[TIA])) == {"rowan", "restricted"}
    assert found(shelf, Rights.everyone_but([KAI, TIA], named=[TIA])) == {"rowan"}


def test_what_waits_for_filing_is_found_by_those_who_hold_it_only(shelf):
    assert found(shelf, Rights.only([], holders=[BATCH])) == {"waiting", "suggested"}
    assert found(shelf, Rights.only([], holders=[OTHER_BATCH])) == set()
    assert "suggested" not in found(shelf, Rights.only([KAI]))
    assert found(shelf, Rights.only([], holders=[BATCH], denied=[KAI])) == {"waiting"}
    assert "waiting" in found(shelf, Rights.everyone_but([], holders=[BATCH]))


def test_what_is_about_nobody_is_found_by_nobody(shelf):
    rights = Rights.everyone_but([], named=[ROWAN, KAI, TIA, WREN], holders=[BATCH, OTHER_BATCH])
    assert "nobody" not in found(shelf, rights)


def test_a_grant_can_be_for_some_kinds_only(engine):
    fill(
        engine,
        [
            entry("person", kind="person", names="Kai Ahmed", about=KAI),
            entry("page", names="Kai Ahmed", about=KAI),
            entry("mine", names="Kai Ahmed", about=(KAI, ROWAN)),
        ],
    )
    duty = Rights.everyone_but([]).within(["person"])
    assert keys(engine, "kai", duty) == ["person"]
    assert sorted(keys(engine, "kai", duty | Rights.only([ROWAN]))) == ["mine", "person"]
    assert keys(engine, "kai", duty.within(["page"])) == []
    assert keys(engine, "kai", duty | Rights.only([], denied=[KAI])) == []


def test_nobody_learns_by_narrowing_whom_else_a_thing_is_about(shelf):
    rights = Rights.only([ROWAN])
    ask = Narrowed(people=frozenset((KAI,)))
    answer = find(shelf, "bruise", rights, narrowed=ask)
    assert answer.total == 0
    assert dict(answer.counts["person"]) == {str(ROWAN): 2}


PEOPLE = [id_of(f"person {number}") for number in range(5)]
some = st.frozensets(st.sampled_from(PEOPLE), max_size=4)
things = st.tuples(some, st.sampled_from(["open", "restricted", "sealed"]), some)


def may_find(about, closure, held_by, rights) -> bool:
    """The rule, from its sentence: somebody allowed, nobody denied; held things by holders."""
    if about & rights.denied:
        return False
    for grant in rights.grants:
        if held_by:
            if held_by & (grant.holders | grant.people):
                return True
        elif about & (grant.people | grant.holders):
            return True
        elif grant.everyone and about and closure == "open":
            return True
    return False


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=30,
)
@given(st.lists(things, min_size=1, max_size=8), st.booleans(), some, some, some)
def test_the_index_follows_the_rule(engine, shelf_of, everyone, allowed, denied, holders):
    shelf_of = [
        (about, closure, held if number % 3 == 0 else frozenset())
        for number, (about, closure, held) in enumerate(shelf_of)
    ]
    fill(
        engine,
        [
            entry(str(number), "bruise", about=about, closure=closure, held_by=held)
            for number, (about, closure, held) in enumerate(shelf_of)
        ],
    )
    rights = (
        Rights.everyone_but(denied, named=allowed, holders=holders)
        if everyone
        else Rights.only(allowed, denied=denied, holders=holders)
    )
    expected = {str(n) for n, thing in enumerate(shelf_of) if may_find(*thing, rights)}
    assert found(engine, rights) == expected


def test_every_kind_can_be_entered_and_no_other(engine):
    for kind in KINDS:
        entry("x", kind=kind)
    for wrong in ({"kind": "portrait"}, {"closure": "ajar"}):
        with pytest.raises(ValueError, match="Not an entry"):
            entry("x", **wrong)
    with pytest.raises(ValueError, match="Not an entry"):
        entry("")


def test_thousands_of_people_are_no_trouble(engine):
    crowd = [UUID(int=number) for number in range(5_000)]
    fill(engine, [entry("one", "bruise", about=crowd[4_999]), entry("two", "bruise", about=KAI)])
    assert found(engine, Rights.only(crowd)) == {"one"}
    assert found(engine, Rights.everyone_but(crowd)) == {"two"}
