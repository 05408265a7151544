"""What rules are made of says the same as the plain conditions would, and nobody stays nobody."""

import pytest
from django.db.models import Q

from cases.conditions import EVERYBODY, NOBODY, among, for_roles, for_staff, through
from cases.models import Assignment, Event, Person, Role

SAID = Q(name="Rowan Moss")


@pytest.mark.parametrize("both", [NOBODY & SAID, SAID & NOBODY, SAID & NOBODY & SAID])
def test_nobody_and_something_is_nobody(both):
    assert both is NOBODY


@pytest.mark.parametrize("either", [NOBODY | SAID, SAID | NOBODY, NOBODY | SAID | NOBODY])
def test_nobody_or_something_is_that(either):
    assert either == SAID


def test_of_everybody_there_are_all_and_of_nobody_none(council):
    people = Person._base_manager
    assert people.filter(EVERYBODY).count() == people.filter(~NOBODY).count() == people.count() > 0
    assert people.filter(NOBODY).count() == people.filter(SAID & ~EVERYBODY).count() == 0
    assert people.exclude(NOBODY).count() == people.count()


def test_a_question_within_a_question_finds_what_it_finds_alone(council, rowan, worker):
    held = Assignment._base_manager.filter(worker=worker)
    there = Person._base_manager.filter(among("pk", held, "child"))
    assert rowan in there
    assert set(there) == {row.child for row in held.select_related("child")}
    others = Person._base_manager.exclude(among("pk", held, "child"))
    assert set(there) | set(others) == set(Person._base_manager.all())
    assert not set(there) & set(others)


def test_what_is_about_somebody_with_such_a_row_counts_once(council, rowan, kai, worker):
    event = Event.objects.create(kind="visit", happened_on="2026-03-03", headline="Visit")
    event.about.set([rowan, kai])
    both = Person._base_manager.filter(pk__in=[rowan.pk, kai.pk])
    assert list(Event._base_manager.filter(through(Event, among("about", both)))) == [event]


def test_where_there_are_known_to_be_none_there_is_nobody(council):
    none = Person._base_manager.none()
    assert among("child", none) is NOBODY
    assert through(Event, among("about", none.filter(name="Rowan Moss"))) is NOBODY


def test_a_rule_for_some_roles_says_nothing_of_others(worker, manager, mother):
    for_managers = for_roles(Role.MANAGER)(lambda user, at: SAID)
    assert for_managers(manager, None) is SAID
    assert for_managers(worker, None) is NOBODY
    staffs = for_staff(lambda user, at: SAID)
    assert staffs(worker, None) is SAID
    assert staffs(mother, None) is NOBODY
