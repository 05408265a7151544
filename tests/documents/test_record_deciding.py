"""Handing in, authorising, returning, and what an authorised record leaves in the file."""

import pytest
from django.urls import reverse

from cases.access import Refused
from cases.actions import Problem, record_fact
from cases.models import Fact, Plan
from documents.actions import records
from documents.models import Record
from tests.documents.written import ACTIONS, a_draft, a_plan, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(council, worker):
    record = a_draft(council)
    say(record, worker, worries__why="He came hungry.")
    return record


@pytest.fixture
def ready(draft, worker):
    return records.hand_in(by=worker, record=draft)


def page(record):
    return reverse("documents:record", args=[record.pk])


def decide(browser, record, act, note="", ready_at=None):
    record.refresh_from_db()
    moment = ready_at or record.ready_at
    return browser.post(
        reverse("documents:decide", args=[record.pk]),
        {"act": act, "note": note, "ready_at": moment.isoformat() if moment else ""},
    )


def state(record):
    return Record._base_manager.get(pk=record.pk).state


def test_handing_in_saves_first_and_can_be_undone(as_user, worker, draft):
    browser = as_user(worker)
    answer = browser.post(page(draft), {"worries.why": "Changed.", "act": "hand_in"}, follow=True)
    assert state(draft) == "ready"
    assert draft.answers.get(question="worries.why").current.value == "Changed."
    undo = reverse("documents:take_back", args=[draft.pk])
    assert undo in answer.content.decode()
    browser.post(undo)
    assert state(draft) == "draft"


def test_it_is_not_handed_in_with_a_date_that_cannot_be_read(as_user, worker, draft):
    answer = as_user(worker).post(page(draft), {"again.on": "31/02/2027", "act": "hand_in"})
    assert answer.status_code == 422
    assert state(draft) == "draft"


def test_the_manager_sees_the_gaps_and_authorises_with_them(as_user, manager, ready):
    browser = as_user(manager)
    shown = browser.get(page(ready)).content.decode()
    assert "Authorise with gaps" in shown
    assert "Children in need census: start date of the plan" in shown
    assert decide(browser, ready, "authorise").status_code == 302
    assert state(ready) == "with_gaps"


def test_without_gaps_it_is_simply_authorised(council):
    assert a_plan(council).state == "authorised"


@pytest.mark.parametrize("who", ["worker", "colleague", "stranger", "chair", "clerk"])
def test_nobody_but_the_manager_authorises(as_user, council, ready, who):
    assert decide(as_user(council.user(who)), ready, "authorise").status_code == 404
    assert state(ready) == "ready"


def test_a_manager_does_not_authorise_what_they_wrote_themselves(as_user, council, manager):
    own = a_draft(council, by="manager")
    records.hand_in(by=manager, record=own)
    assert decide(as_user(manager), own, "authorise").status_code == 404
    assert "somebody else authorises it" in as_user(manager).get(page(own)).content.decode()
    assert state(own) == "ready"


def test_returning_needs_a_note_which_the_author_reads_first(as_user, worker, manager, ready):
    answer = decide(as_user(manager), ready, "return")
    assert answer.status_code == 409
    assert "Say what should change" in answer.content.decode()
    decide(as_user(manager), ready, "return", note="What does Rowan say?")
    assert state(ready) == "returned"
    shown = as_user(worker).get(page(ready)).content.decode()
    assert "What does Rowan say?" in shown
    assert 'name="worries.why"' in shown


def test_words_handed_in_again_meanwhile_are_not_authorised_unread(as_user, worker, manager, ready):
    read_at = ready.ready_at
    records.take_back(by=worker, record=ready)
    say(ready, worker, worries__why="Something else.")
    records.hand_in(by=worker, record=ready)
    answer = decide(as_user(manager), ready, "authorise", ready_at=read_at)
    assert answer.status_code == 409
    assert "handed in again" in answer.content.decode()
    assert state(ready) == "ready"
    assert decide(as_user(manager), ready, "authorise").status_code == 302


def test_a_second_decision_is_told_that_one_stands(as_user, manager, ready):
    decide(as_user(manager), ready, "authorise")
    assert (
        decide(as_user(manager), ready, "return", note="x", ready_at=ready.ready_at).status_code
        == 409
    )
    assert state(ready) == "with_gaps"


def test_nobody_takes_back_what_is_decided(worker, manager, ready):
    records.authorise(by=manager, record=ready)
    with pytest.raises(Problem):
        records.take_back(by=worker, record=ready)


def test_a_stranger_takes_nothing_back(stranger, ready):
    with pytest.raises(Refused):
        records.take_back(by=stranger, record=ready)
    assert state(ready) == "ready"


def test_what_was_agreed_becomes_a_dated_plan_and_facts(council, rowan):
    household = {"value": "Kerry and Rowan", "standing": "known", "basis": "saw", "told_by": ""}
    record = a_plan(council, frame__household=household, frame__kind="protection")
    plan = Plan._base_manager.get()
    assert (record.plan, plan.kind, str(plan.started_on)) == (plan, "protection", "2026-11-03")
    action = plan.actions.get()
    assert (action.what, action.who, str(action.due_on)) == (
        ACTIONS[0]["what"],
        "Kerry Moss",
        "2026-12-01",
    )
    fact = Fact._base_manager.get(key="household", person=rowan)
    assert (fact.value, fact.how_known, fact.source) == (
        "Kerry and Rowan",
        "I saw it myself",
        "Child's Plan",
    )


def test_a_danger_that_nobody_vouches_for_becomes_no_fact(council):
    household = {"value": "Kerry and Dale", "standing": "known", "basis": "", "told_by": ""}
    record = a_plan(council, frame__household=household)
    assert not Fact._base_manager.filter(key="household").exists()
    assert record.state == "with_gaps"


def test_a_new_version_takes_the_words_along_and_the_place_over(
    as_user, worker, manager, council, rowan
):
    record_fact(by=worker, person=rowan, key="pen_picture", value="Loves newts.", source="Visit")
    first = a_plan(council)
    answer = as_user(worker).post(reverse("documents:revise", args=[first.pk]))
    draft = Record._base_manager.get(supersedes=first)
    assert answer.url == page(draft)
    assert draft.answers.get(question="worries.why").current.value == (
        "Rowan has come to school hungry."
    )
    assert state(first) == "authorised"
    as_user(worker).post(reverse("documents:revise", args=[first.pk]))
    assert Record._base_manager.filter(supersedes=first).count() == 1
    records.hand_in(by=worker, record=draft)
    records.authorise(by=manager, record=draft)
    assert state(first) == "superseded"
    assert page(draft) in as_user(worker).get(page(first)).content.decode()


def test_a_stranger_gets_no_new_version(as_user, stranger, council):
    first = a_plan(council)
    assert as_user(stranger).post(reverse("documents:revise", args=[first.pk])).status_code == 404
    assert Record._base_manager.count() == 1


def test_the_family_is_offered_without_whoever_is_kept_away(as_user, council, worker, kerry, dale):
    record = a_plan(council)
    shown = as_user(worker).get(page(record)).content.decode()
    assert reverse("portal:prepare_release", args=[record.pk, kerry.pk]) in shown
    assert reverse("portal:prepare_release", args=[record.pk, dale.pk]) not in shown


def test_everybody_who_may_read_sees_the_words_the_form_and_who_wrote_them(
    as_user, council, colleague, duty
):
    record = a_plan(council)
    shown = as_user(colleague).get(page(record)).content.decode()
    assert "Rowan has come to school hungry." in shown
    assert "Written on version 1 of this form" in shown
    assert "Jo Adeyemi" in shown
    assert 'name="worries.why"' not in shown
    assert as_user(duty).get(page(record)).status_code == 404
