"""Passkeys: as the second factor, instead of a password, and never for somebody else's account."""

import json

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp_webauthn.models import WebAuthnCredential

from cases import sessions
from cases.models import AuditEvent
from tests.accounts.soft_passkey import SoftPasskey
from tests.signing_in import device_of, sign_in, sign_in_halfway


@pytest.fixture
def passkey(worker) -> SoftPasskey:
    """The worker's own, registered."""
    made, client = SoftPasskey(), Client()
    sign_in_halfway(client, worker)
    answer = made.register(client)
    assert answer.status_code == 200, answer.content
    return made


def test_the_first_passkey_is_set_up_after_the_password_and_finishes_the_sign_in(browser, worker):
    sign_in_halfway(browser, worker)
    before = browser.session.session_key
    assert SoftPasskey().register(browser).status_code == 200
    assert browser.get("/account/").status_code == 200
    assert browser.session.session_key != before
    made = WebAuthnCredential.objects.get(user=worker)
    assert made.name.startswith("Passkey of ")
    assert AuditEvent.objects.filter(code="accounts.passkey_added", actor=worker).count() == 1


def test_it_lets_in_without_a_password(browser, passkey, worker):
    answer = passkey.sign_in(browser, wanted="/account/")
    assert answer.json()["redirect_url"] == "/account/"
    assert browser.session[SESSION_KEY] == str(worker.pk)
    assert browser.get("/account/").status_code == 200


def test_without_a_password_the_device_must_have_checked_who_holds_it(browser, passkey):
    passkey.verifies = False
    assert passkey.sign_in(browser).status_code == 422
    assert SESSION_KEY not in browser.session


def test_it_is_the_second_factor_after_the_password(browser, passkey, worker):
    sign_in_halfway(browser, worker)
    before = browser.session.session_key
    assert passkey.sign_in(browser).json()["redirect_url"] == "/"
    assert browser.session.session_key != before
    assert browser.get("/account/").status_code == 200


def test_another_persons_passkey_is_refused_after_the_password(browser, passkey, stranger):
    device_of(stranger)
    sign_in_halfway(browser, stranger)
    assert passkey.sign_in(browser).status_code == 403
    assert DEVICE_ID_SESSION_KEY not in browser.session
    assert AuditEvent.objects.filter(code="accounts.passkey", is_allowed=False).count() == 1


def test_an_answer_works_once(browser, passkey):
    challenge = browser.post("/passkey/begin/").json()["challenge"]
    answer = json.dumps(passkey.answer(challenge))
    send = {"data": answer, "content_type": "application/json"}
    assert browser.post("/passkey/complete/", **send).status_code == 200
    browser.post("/sign-out/")
    assert browser.post("/passkey/complete/", **send).status_code == 400
    browser.post("/passkey/begin/")
    assert browser.post("/passkey/complete/", **send).status_code == 422
    assert SESSION_KEY not in browser.session


def test_a_copied_passkey_is_noticed(browser, passkey):
    assert passkey.sign_in(browser).status_code == 200
    browser.post("/sign-out/")
    passkey.uses = 0
    assert passkey.sign_in(browser).status_code == 422


def test_an_answer_given_to_another_site_is_refused(browser, passkey):
    passkey.origin = "https://kinfile.example.net"
    assert passkey.sign_in(browser).status_code == 422


def test_a_leaver_is_refused(browser, passkey, worker):
    worker.is_active = False
    worker.save()
    assert passkey.sign_in(browser).status_code == 403


def test_a_removed_passkey_is_refused(browser, passkey):
    WebAuthnCredential.objects.all().delete()
    assert passkey.sign_in(browser).status_code == 404


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{}",
        "[]",
        "null",
        "7",
        '"x"',
        "{",
        '{"id": 1}',
        '{"id": "é", "rawId": "é", "response": {}}',
    ],
)
def test_nonsense_is_refused_and_breaks_nothing(browser, passkey, worker, nonsense):
    browser.post("/passkey/begin/")
    answer = browser.post("/passkey/complete/", nonsense, content_type="application/json")
    assert 400 <= answer.status_code < 500
    other = Client()
    sign_in(other, worker)
    other.post("/passkey/new/begin/")
    answer = other.post("/passkey/new/complete/", nonsense, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert WebAuthnCredential.objects.count() == 1


def test_a_password_alone_registers_no_passkey_where_a_second_factor_stands(browser, worker):
    device_of(worker)
    sign_in_halfway(browser, worker)
    assert SoftPasskey().register(browser).status_code == 403
    assert WebAuthnCredential.objects.count() == 0


def test_nobody_registers_a_passkey_without_signing_in(browser):
    assert SoftPasskey().register(browser).status_code == 403


def test_a_further_passkey_asks_for_a_fresh_proof(browser, worker):
    sign_in(browser, worker)
    session = browser.session
    session[sessions.PROVED] -= 601
    session.save()
    assert SoftPasskey().register(browser).status_code == 403
    session[sessions.PROVED] += 601
    session.save()
    assert SoftPasskey().register(browser).status_code == 200


def test_names_on_the_phone_say_nothing_of_what_this_is(browser, mother):
    sign_in_halfway(browser, mother)
    begun = browser.post("/passkey/new/begin/").json()
    assert begun["rp"]["name"] == "Account"
    assert (begun["user"]["name"], begun["user"]["displayName"]) == ("mother", "mother")


def test_begin_says_nothing_about_accounts_to_a_stranger(browser, passkey):
    begun = browser.post("/passkey/begin/").json()
    assert begun.get("allowCredentials") == []
    assert begun["userVerification"] == "required"
