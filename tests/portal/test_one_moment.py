"""What only reads asks the policy as of one moment; whatever is changed holds at the next question."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from cases import access, actions
from cases.models import Assignment, Event, Person


def test_a_right_that_ended_shows_nothing_at_the_next_request(as_user, worker, rowan):
    browser = as_user(worker)
    address = reverse("portal:case_file", args=[rowan.pk])
    assert browser.get(address).status_code == 200
    Assignment._base_manager.filter(child=rowan).update(ended_at=timezone.now())
    assert browser.get(address).status_code == 404


def test_within_one_moment_questions_are_put_together_once(worker, rowan, kai):
    with access.one_moment() as moment:
        assert access.decide(worker, "read", rowan)
        known = len(moment.known)
        assert access.decide(worker, "read", rowan)
        assert len(moment.known) == known
        # Only the question is kept, never its answer.
        Assignment._base_manager.filter(child=rowan).delete()
        assert not access.decide(worker, "read", rowan)


def test_a_question_about_no_row_is_not_put_together(worker):
    with access.one_moment() as moment:
        assert access.which(worker, "read", Event, []) == set()
        assert not moment.known


def test_two_people_within_one_moment_get_each_their_own(worker, stranger, rowan, tia):
    with access.one_moment():
        assert rowan in access.scope(worker, "read", Person)
        assert rowan not in access.scope(stranger, "read", Person)
        assert tia in access.scope(stranger, "read", Person)


def test_without_it_each_question_is_of_its_own_moment(worker, rowan):
    assert access.decide(worker, "read", rowan)
    Assignment._base_manager.filter(child=rowan).update(ended_at=timezone.now())
    assert not access.decide(worker, "read", rowan)


def test_a_right_that_ended_shows_nothing_although_the_people_are_known(worker, rowan):
    visit = actions.record_event(
        by=worker,
        about=[rowan],
        kind="visit",
        happened_on=date(2026, 3, 3),
        headline="Visit",
        text="Seen alone.",
    )
    with access.one_moment():
        assert rowan.pk in access.people(worker).allowed
        assert access.decide(worker, "read", visit)
        # They say how to go about it, not what comes of it.
        Assignment._base_manager.filter(child=rowan).delete()
        assert not access.decide(worker, "read", visit)
