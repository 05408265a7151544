"""Filling in a record through its page: what is saved, for whom, and what the page says."""

import pytest
from django.urls import reverse

from cases.actions import record_fact
from cases.models import AuditEvent
from documents.actions import records
from documents.models import AnswerVersion, Record
from tests.documents.written import DAY, a_draft, plan_form, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(council):
    return a_draft(council)


@pytest.fixture
def sibling(council, worker):
    from datetime import date

    from cases.actions import next_reference
    from cases.models import Assignment, FamilyMembership, Person, Relationship

    isla = Person.objects.create(
        name="Isla Moss", born_on=date(2022, 5, 9), reference=next_reference()
    )
    Assignment.objects.create(child=isla, team=council.north, worker=worker)
    FamilyMembership.objects.create(family=council.families["moss"], person=isla)
    Relationship.objects.create(person=council.people["kerry"], other=isla, kind="mother")
    return isla


def page(record):
    return reverse("documents:record", args=[record.pk])


def now(record, question, child=None):
    return record.answers.get(question=question, child=child).current


def test_looking_at_the_start_page_makes_nothing(as_user, worker, rowan, designer):
    address = reverse("documents:start_record", args=[rowan.pk, plan_form(designer).pk])
    assert as_user(worker).get(address).status_code == 200
    assert not Record._base_manager.exists()


def test_a_worker_starts_one_record_for_sister_and_brother_together(
    as_user, worker, rowan, sibling, designer
):
    address = reverse("documents:start_record", args=[rowan.pk, plan_form(designer).pk])
    assert "Isla Moss" in as_user(worker).get(address).content.decode()
    answer = as_user(worker).post(address, {"also": [sibling.pk], "dated_on": DAY.isoformat()})
    made = Record._base_manager.get()
    assert answer.url == page(made)
    assert set(made.children.all()) == {rowan, sibling}


def test_a_worker_of_another_team_cannot_start_one(as_user, stranger, rowan, designer):
    address = reverse("documents:start_record", args=[rowan.pk, plan_form(designer).pk])
    assert as_user(stranger).post(address, {"dated_on": DAY.isoformat()}).status_code == 404
    assert not Record._base_manager.exists()


def test_the_start_page_names_the_draft_that_stands_already(as_user, worker, rowan, draft):
    address = reverse("documents:start_record", args=[rowan.pk, draft.version.exemplar_id])
    assert page(draft) in as_user(worker).get(address).content.decode()


def test_the_save_button_keeps_what_was_typed_and_the_page_shows_it_again(as_user, worker, draft):
    browser = as_user(worker)
    answer = browser.post(page(draft), {"worries.why": "He was hungry.\r\n\r\nTwice."})
    assert answer.status_code == 302
    assert now(draft, "worries.why").value == "He was hungry.\n\nTwice."
    shown = browser.get(page(draft)).content.decode()
    assert "He was hungry.\n\nTwice.</textarea>" in shown
    assert "Saved " in shown


def test_a_worker_of_another_team_neither_sees_nor_writes_it(as_user, stranger, draft):
    browser = as_user(stranger)
    assert browser.get(page(draft)).status_code == 404
    assert browser.post(page(draft), {"worries.why": "x"}).status_code == 404
    assert not AnswerVersion._base_manager.exists()
    assert AuditEvent.objects.filter(actor=stranger, is_allowed=False, object_id=draft.pk).exists()


def test_blank_questions_make_no_answers(as_user, worker, draft):
    as_user(worker).post(page(draft), {"worries.why": "", "strengths.what": "   "})
    assert not draft.answers.exists()


def test_a_date_that_cannot_be_read_is_kept_as_typed_and_told(as_user, worker, draft):
    answer = as_user(worker).post(page(draft), {"again.on": "31/02/2027"})
    assert answer.status_code == 422
    assert "is not a day that can be read" in answer.content.decode()
    assert now(draft, "again.on").value == {"unread": "31/02/2027"}


def test_each_child_has_an_own_part_and_shared_parts_are_written_once(
    as_user, worker, council, rowan, sibling
):
    both = a_draft(council, rowan, sibling)
    as_user(worker).post(
        page(both),
        {
            "worries.why": "They came hungry.",
            f"meaning.child@{rowan.reference}": "Rowan is tired.",
            f"meaning.child@{sibling.reference}": "Isla cries.",
        },
    )
    assert now(both, "worries.why").value == "They came hungry."
    assert now(both, "meaning.child", rowan).value == "Rowan is tired."
    assert now(both, "meaning.child", sibling).value == "Isla cries."


def test_whoever_may_read_one_child_only_is_not_shown_the_part_of_the_other(
    as_user, council, worker, rowan, tia
):
    from cases.models import Assignment

    Assignment.objects.create(child=tia, worker=worker, capacity="co_worker")
    both = a_draft(council, rowan, tia)
    for child, words in ((rowan, "Rowan is tired."), (tia, "Tia sleeps badly.")):
        records.save_answer(
            by=worker, record=both, question="meaning.child", value=words, child=child
        )
    seen_by_colleague = as_user(council.user("colleague")).get(page(both)).content.decode()
    assert "Rowan is tired." in seen_by_colleague
    assert "Tia sleeps badly." not in seen_by_colleague
    assert "Tia sleeps badly." in as_user(worker).get(page(both)).content.decode()


def test_known_facts_stand_there_with_age_and_origin_and_are_not_kept_untouched(
    as_user, worker, draft, rowan
):
    record_fact(by=worker, person=rowan, key="pen_picture", value="Loves newts.", source="Visit")
    browser = as_user(worker)
    shown = browser.get(page(draft)).content.decode()
    assert "Loves newts.</textarea>" in shown
    assert "Known today, Visit, by Jo Adeyemi." in shown
    name = f"about.pen_picture@{rowan.reference}"
    browser.post(page(draft), {f"{name}-value": "Loves newts.", f"{name}-standing": "known"})
    assert not draft.answers.exists()
    browser.post(
        page(draft),
        {f"{name}-value": "Loves newts.", f"{name}-standing": "known", f"{name}-still": "on"},
    )
    assert now(draft, "about.pen_picture", rowan).value["value"] == "Loves newts."


def test_a_danger_is_not_confirmed_without_saying_how_one_knows(as_user, worker, draft):
    said = {"frame.household-value": "Kerry and Rowan", "frame.household-standing": "known"}
    answer = as_user(worker).post(page(draft), said)
    assert answer.status_code == 422
    assert "Say how you know this" in answer.content.decode()
    answer = as_user(worker).post(page(draft), {**said, "frame.household-basis": "saw"})
    assert answer.status_code == 302


def test_the_end_of_the_page_tells_what_is_missing_and_why(as_user, worker, draft):
    shown = as_user(worker).get(page(draft)).content.decode()
    assert "Children in need census: start date of the plan" in shown
    say(draft, worker, frame__starts_on="2026-11-03")
    again = as_user(worker).get(page(draft)).content.decode()
    assert again.count("Children in need census: start date of the plan") == 1


def test_the_short_form_asks_less_and_keeps_the_rest(as_user, worker, draft):
    say(draft, worker, change__signs="He laughs at breakfast.")
    browser = as_user(worker)
    short = browser.get(page(draft) + "?form=short").content.decode()
    assert 'name="worries.why"' in short
    assert 'name="change.signs"' not in short
    browser.post(page(draft) + "?form=short", {"worries.why": "Hungry."})
    assert now(draft, "change.signs").value == "He laughs at breakfast."


def test_a_draft_is_cancelled_with_a_reason_and_not_without(as_user, worker, draft):
    browser = as_user(worker)
    address = reverse("documents:cancel", args=[draft.pk])
    browser.post(address, {"reason": " "})
    draft.refresh_from_db()
    assert draft.state == Record.State.DRAFT
    browser.post(address, {"reason": "The family moved away."})
    draft.refresh_from_db()
    assert (draft.state, draft.decision_note) == ("cancelled", "The family moved away.")


def test_the_history_tells_who_wrote_what_and_only_to_who_may_read(
    as_user, worker, colleague, stranger, draft
):
    say(draft, worker, worries__why="First words.")
    say(draft, colleague, worries__why="Second words.")
    version = now(draft, "worries.why")
    address = reverse("documents:answer_history", args=[version.pk])
    shown = as_user(worker).get(address).content.decode()
    assert "First words." in shown
    assert "Second words." in shown
    assert "Bo Larsen" in shown
    assert as_user(stranger).get(address).status_code == 404
