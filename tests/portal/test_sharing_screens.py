"""The staff side of sharing: who can be reached, the card, and what is looked at before it is released."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Person, Relationship
from documents.actions import sharing
from documents.models import Release
from family_access.models import Invitation
from tests.documents.written import a_plan

pytestmark = pytest.mark.django_db
PROOF = {
    "identity_seen": "Known to me since March",
    "proof_question": "What did we laugh about?",
    "proof_answer": "The purple umbrella",
    "email": "nan@example.org",
    "days": "7",
}


@pytest.fixture
def nan(rowan):
    person = Person.objects.create(name="June Moss")
    Relationship.objects.create(person=person, other=rowan, kind="grandparent")
    return person


@pytest.fixture
def plan(council):
    return a_plan(council)


def card_page(browser, child, person):
    """What the worker is shown after making a card."""
    address = reverse("portal:invite", args=[child.pk, person.pk])
    return browser.post(address, PROOF, follow=True).content.decode()


def share(child):
    return reverse("portal:share", args=[child.pk])


def prepare(record, person):
    return reverse("portal:prepare_release", args=[record.pk, person.pk])


def look(record, person):
    return reverse("portal:release_look", args=[record.pk, person.pk])


def test_the_share_page_tells_who_can_be_reached_and_who_is_kept_away(
    as_user, worker, rowan, nan, plan
):
    shown = as_user(worker).get(share(rowan)).content.decode()
    assert "Has an account" in shown
    assert reverse("portal:invite", args=[rowan.pk, nan.pk]) in shown
    assert "Dale Moss is kept from everything about Rowan Moss" in shown
    assert "Ask Priya Nair" in shown


def test_the_case_file_leads_there(as_user, worker, rowan):
    case = reverse("portal:case_file", args=[rowan.pk])
    assert share(rowan) in as_user(worker).get(case).content.decode()


@pytest.mark.parametrize("who", ["stranger", "duty", "chair", "clerk", "mother"])
def test_nobody_else_sees_the_share_page(as_user, council, rowan, who):
    assert as_user(council.user(who)).get(share(rowan)).status_code == 404


def test_a_card_shows_its_code_once_and_never_the_answer(as_user, worker, rowan, nan):
    browser = as_user(worker)
    shown = card_page(browser, rowan, nan)
    card = Invitation._base_manager.get()
    code = re.search(r"(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}", shown)[0]
    assert card.card in shown
    assert "What did we laugh about?" in shown
    assert "umbrella" not in shown
    assert reverse("family_access:join") in shown
    printed = shown[shown.index('class="invite-card"') : shown.index("</main>")]
    assert not re.search(r"\b(child|Rowan|social|council|plan|June)\b", printed)
    again = browser.get(share(rowan)).content.decode()
    assert card.card in again
    assert code not in again
    assert code.replace("-", "") not in str(card.__dict__)


def test_loading_the_page_again_makes_no_other_card_and_shows_no_code(as_user, worker, rowan, nan):
    browser = as_user(worker)
    shown = card_page(browser, rowan, nan)
    code = re.search(r"(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}", shown)[0]
    again = browser.get(reverse("portal:invite", args=[rowan.pk, nan.pk])).content.decode()
    card = Invitation._base_manager.get()
    assert card.withdrawn_at is None
    assert code not in again
    assert f"Card {card.card} for June works until" in again
    assert "If you make another, it stops working." in again
    assert "has stopped working" not in shown
    assert f"The earlier card, number {card.card}, has stopped working." in card_page(
        browser, rowan, nan
    )
    card.refresh_from_db()
    assert card.withdrawn_at is not None


def test_the_card_opens_the_door_with_the_answer_and_not_without(
    client, as_user, worker, rowan, nan
):
    shown = card_page(as_user(worker), rowan, nan)
    code = re.search(r"(?:[A-Z0-9]{4}-){4}[A-Z0-9]{4}", shown)[0]
    card = Invitation._base_manager.get().card
    join = reverse("family_access:join")
    wrong = client.post(join, {"card": card, "code": code, "proof": "a green hat"})
    assert wrong.status_code == 422
    right = client.post(join, {"card": card, "code": code, "proof": "the  PURPLE umbrella"})
    assert right.status_code == 302


def test_a_card_of_more_than_14_days_is_refused(as_user, worker, rowan, nan):
    address = reverse("portal:invite", args=[rowan.pk, nan.pk])
    answer = as_user(worker).post(address, {**PROOF, "days": "15"})
    assert answer.status_code == 422
    assert "14 days at most" in answer.content.decode()
    assert not Invitation._base_manager.exists()


def test_the_father_under_an_order_gets_no_card(as_user, worker, rowan, dale):
    answer = as_user(worker).post(reverse("portal:invite", args=[rowan.pk, dale.pk]), PROOF)
    assert "is kept from everything" in answer.content.decode()
    assert not Invitation._base_manager.exists()


def test_nobody_is_invited_who_is_not_of_the_family(as_user, worker, rowan, tia):
    answer = as_user(worker).post(reverse("portal:invite", args=[rowan.pk, tia.pk]), PROOF)
    assert answer.status_code == 404
    assert not Invitation._base_manager.exists()


def test_a_card_is_withdrawn_by_the_team_and_not_by_a_stranger(
    as_user, worker, stranger, rowan, nan
):
    as_user(worker).post(reverse("portal:invite", args=[rowan.pk, nan.pk]), PROOF)
    card = Invitation._base_manager.get()
    address = reverse("portal:withdraw_invitation", args=[card.pk])
    assert as_user(stranger).post(address).status_code == 404
    card.refresh_from_db()
    assert card.withdrawn_at is None
    as_user(worker).post(address)
    card.refresh_from_db()
    assert card.withdrawn_at is not None


def test_a_card_that_ran_out_is_told(as_user, worker, rowan, nan):
    as_user(worker).post(reverse("portal:invite", args=[rowan.pk, nan.pk]), PROOF)
    then = timezone.now() - timedelta(days=20)
    Invitation._base_manager.update(made_at=then, expires_at=then + timedelta(days=7))
    assert "was not used in time" in as_user(worker).get(share(rowan)).content.decode()


def test_the_look_shows_what_the_mother_will_read_and_not_what_staff_read(
    as_user, council, worker, kerry
):
    plan = a_plan(council, worse__staff="Ask legal.")
    answer = as_user(worker).get(look(plan, kerry))
    shown = answer.content.decode()
    assert "What we are worried about" in shown
    assert "3 November 2026" in shown
    assert "Ask legal." not in shown
    assert "<form" not in shown
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    page = as_user(worker).get(prepare(plan, kerry)).content.decode()
    assert f'src="{look(plan, kerry)}"' in page
    assert "Only staff read this." in page


def test_one_button_releases_it_and_the_notice_undoes_it(as_user, worker, mother, plan, kerry):
    browser = as_user(worker)
    answer = browser.post(
        prepare(plan, kerry), {"asks_for_signature": "on", "act": "release"}, follow=True
    )
    release = Release._base_manager.get()
    assert release.recipient == kerry
    undo = reverse("documents:release_undo", args=[release.pk])
    assert undo in answer.content.decode()
    assert str(release.pk) in as_user(mother).get("/family/").content.decode()
    browser.post(undo)
    assert str(release.pk) not in as_user(mother).get("/family/").content.decode()


def test_what_was_decided_after_the_last_look_is_looked_at_before_it_is_released(
    as_user, worker, plan, kerry
):
    browser = as_user(worker)
    decided = {
        "change:strengths.what": "on",
        "why:strengths.what": "Not agreed yet.",
        "asks_for_signature": "on",
        "act": "release",
    }
    answer = browser.post(prepare(plan, kerry), decided, follow=True)
    assert "Nothing was released yet" in answer.content.decode()
    assert not Release._base_manager.exists()
    assert "Kerry always rings back." not in browser.get(look(plan, kerry)).content.decode()
    browser.post(prepare(plan, kerry), decided)
    release = Release._base_manager.get()
    assert release.withheld[0]["why"] == "Not agreed yet."
    assert "Kerry always rings back." not in str(release.content)


def test_what_was_put_in_before_and_is_given_by_now_is_not_left_out_of_the_next_version(
    as_user, worker, plan, kerry
):
    first = sharing.release(
        by=worker, record=plan, recipient=kerry, put_in=["strengths.what"], reasons={}
    )
    browser = as_user(worker)
    shown = browser.get(prepare(plan, kerry)).content.decode()
    assert "Left out" not in shown
    browser.post(prepare(plan, kerry), {"act": "look"})
    browser.post(prepare(plan, kerry), {"act": "release"})
    newer = Release._base_manager.exclude(pk=first.pk).get()
    assert newer.withheld == []
    assert "Kerry always rings back." in str(newer.content)


def test_leaving_something_out_needs_a_reason(as_user, worker, plan, kerry):
    answer = as_user(worker).post(
        prepare(plan, kerry), {"change:strengths.what": "on", "act": "look"}
    )
    assert answer.status_code == 422
    assert "Say why this is left out" in answer.content.decode()


def test_the_address_stops_the_release_and_the_page_names_the_place(
    as_user, council, worker, kerry
):
    plan = a_plan(council, worries__why="They moved to 3, Elm   ROW.")
    browser = as_user(worker)
    shown = browser.get(prepare(plan, kerry)).content.decode()
    assert "This cannot be released as it is" in shown
    assert "The confidential address of Rowan Moss stands in part 1" in shown
    assert 'value="release"' not in shown
    answer = browser.post(prepare(plan, kerry), {"asks_for_signature": "on", "act": "release"})
    assert answer.status_code == 422
    assert not Release._base_manager.exists()


def test_a_restricted_person_gets_the_sentence_and_no_text(as_user, worker, plan, dale):
    shown = as_user(worker).get(prepare(plan, dale)).content.decode()
    assert "Dale Moss is kept from everything about Rowan Moss since 1 June 2026" in shown
    assert "come to school hungry" not in shown
    assert as_user(worker).get(look(plan, dale)).status_code == 404
    as_user(worker).post(prepare(plan, dale), {"act": "release"})
    assert not Release._base_manager.exists()


def test_a_worker_of_another_team_prepares_nothing(as_user, stranger, plan, kerry):
    assert as_user(stranger).get(prepare(plan, kerry)).status_code == 404
    assert as_user(stranger).get(look(plan, kerry)).status_code == 404
    assert as_user(stranger).post(prepare(plan, kerry), {"act": "release"}).status_code == 404
    assert not Release._base_manager.exists()


def test_nothing_is_prepared_for_somebody_outside_the_family(as_user, worker, plan, tia):
    assert as_user(worker).get(prepare(plan, tia)).status_code == 404


def test_hard_words_are_advice_and_stop_nothing(as_user, council, worker, kerry):
    plan = a_plan(council, worries__why="The NFA of the s47 was discussed at the LAC review.")
    shown = as_user(worker).get(prepare(plan, kerry)).content.decode()
    assert "advice only" in shown
    assert 'value="release"' in shown
