from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases import access
from cases.actions import Problem
from cases.models import Person, User
from family_access import actions
from family_access.models import Invitation


@pytest.fixture
def gran(rowan):
    return Person.objects.create(name="Maureen Hale")


@pytest.fixture
def card(worker, rowan, gran):
    return actions.invite(
        by=worker,
        child=rowan,
        person=gran,
        relation="grandmother",
        identity_seen="Known for two years",
        proof_question="Where did you meet?",
        proof_answer="At the Library",
        email="gran@example.org",
    )


def join(card, code, proof="at the library", **account):
    browser = Client()
    first = browser.post("/family/join/", {"card": card.card, "code": code, "proof": proof})
    if first.status_code != 302:
        return first
    return browser.post(
        "/family/join/", {"username": "maureen", "password": "four quiet green hills", **account}
    )


def test_card_and_answer_together_make_an_account(card):
    invitation, code = card
    answer = join(invitation, code.lower())
    assert answer.status_code == 302
    assert User.objects.get(username="maureen").person == invitation.person


def test_nothing_is_open_to_the_new_account_before_the_second_factor(card):
    invitation, code = card
    browser = Client()
    browser.post(
        "/family/join/", {"card": invitation.card, "code": code, "proof": "at the library"}
    )
    browser.post("/family/join/", {"username": "maureen", "password": "four quiet green hills"})
    assert browser.get("/family/").status_code == 302


def test_only_hashes_are_kept(card):
    invitation, code = card
    kept = " ".join(str(value) for value in vars(invitation).values())
    assert code not in kept and code.replace("-", "") not in kept and "ibrary" not in kept


@pytest.mark.parametrize("wrong", ["code", "proof", "card"])
def test_one_wrong_part_opens_nothing_and_says_the_same(card, wrong):
    invitation, code = card
    typed = {"card": invitation.card, "code": code, "proof": "at the library", wrong: "nonsense"}
    answer = Client().post("/family/join/", typed)
    assert answer.status_code == 422
    assert "This card cannot be used" in answer.content.decode()
    assert not User.objects.filter(username="maureen").exists()


def test_it_is_used_once(card):
    invitation, code = card
    join(invitation, code)
    again = join(invitation, code, username="second")
    assert "This card cannot be used" in again.content.decode()
    assert not User.objects.filter(username="second").exists()


def test_two_browsers_that_both_passed_the_card_make_one_account(card):
    invitation, _ = card
    actions.join(invitation=invitation, username="maureen", password="four quiet green hills")
    with pytest.raises(Problem):
        actions.join(invitation=invitation, username="second", password="four quiet green hills")


def test_an_expired_card_opens_nothing(card):
    invitation, code = card
    Invitation._base_manager.filter(pk=invitation.pk).update(
        made_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
    )
    assert "This card cannot be used" in join(invitation, code).content.decode()


def test_after_five_wrong_tries_even_the_right_code_fails(card):
    invitation, code = card
    for _ in range(5):
        join(invitation, "wrong")
    assert "This card cannot be used" in join(invitation, code).content.decode()


def test_looking_at_the_page_changes_nothing(card):
    invitation, code = card
    for _ in range(10):
        Client().get("/family/join/")
    assert join(invitation, code).status_code == 302


def test_a_card_lasts_fourteen_days_at_most(worker, rowan, gran):
    with pytest.raises(Problem, match="14 days"):
        invite(worker, rowan, gran, lasts=timedelta(days=15))


def test_somebody_under_a_restriction_gets_no_card(worker, rowan, dale):
    dale.accounts.all().delete()
    with pytest.raises(Problem, match="kept from"):
        invite(worker, rowan, dale)


def test_a_stranger_cannot_invite(stranger, rowan, gran):
    with pytest.raises(access.Refused):
        invite(stranger, rowan, gran)


def invite(by, child, person, **more):
    return actions.invite(
        by=by,
        child=child,
        person=person,
        relation="x",
        identity_seen="x",
        proof_question="x",
        proof_answer="something",
        **more,
    )
