"""Password, then second factor; the first time, setting one up and getting recovery codes."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django_otp import DEVICE_ID_SESSION_KEY

from cases.models import AuditEvent, AuthenticatorDevice, RecoveryDevice
from tests.signing_in import code_of, device_of


def type_password(browser, username, password, **more):
    return browser.post("/sign-in/", {"username": username, "password": password, **more})


@pytest.mark.parametrize(
    ("username", "home"), [("worker", "/"), ("mother", "/family/"), ("designer", "/cms/")]
)
def test_it_lets_each_kind_of_person_in_at_their_own_side(
    browser, council, password, username, home
):
    device = device_of(council.user(username))
    first = type_password(browser, username, password)
    assert first["Location"] == "/second-factor/"
    assert DEVICE_ID_SESSION_KEY not in browser.session
    second = browser.post("/second-factor/", {"code": code_of(device)})
    assert (second.status_code, second["Location"]) == (302, home)
    assert browser.get("/account/").status_code == 200
    assert AuditEvent.objects.filter(code="accounts.signed_in", detail={"how": "app"}).count() == 1


def test_it_takes_the_username_in_capitals_and_with_spaces_around(browser, worker, password):
    device_of(worker)
    assert type_password(browser, "  WORKER ", password)["Location"] == "/second-factor/"


def test_it_refuses_a_wrong_password_and_writes_that_down(browser, worker, password):
    answer = type_password(browser, "worker", "wrong horse battery")
    assert answer.status_code == 200
    assert "The username or the password is not right." in answer.content.decode()
    assert SESSION_KEY not in browser.session
    refusal = AuditEvent.objects.get(code="accounts.sign_in")
    assert (refusal.is_allowed, refusal.object_id, refusal.actor) == (False, worker.pk, None)


def test_it_refuses_somebody_who_left(browser, worker, password):
    worker.is_active = False
    worker.save()
    answer = type_password(browser, "worker", password)
    assert "The username or the password is not right." in answer.content.decode()


def test_it_refuses_an_account_without_a_password(browser, worker):
    worker.set_unusable_password()
    worker.save()
    for guess in ("", "!", worker.password):
        type_password(browser, "worker", guess)
        assert SESSION_KEY not in browser.session


def test_the_first_sign_in_sets_up_an_app_and_shows_ten_codes_once(browser, mother, password):
    assert type_password(browser, "mother", password)["Location"] == "/second-factor/set-up/"
    begun = browser.post("/second-factor/set-up/", follow=True).content.decode()
    device = AuthenticatorDevice.objects.get(user=mother)
    assert not device.confirmed
    assert device.secret_text in begun
    assert re.search(r'<svg class="qr"[^>]*><rect [^>]*/><path d="M', begun)
    assert "style=" not in begun
    wrong = browser.post("/second-factor/set-up/app/", {"code": "000000"}).content.decode()
    assert "This code is not right" in wrong
    assert DEVICE_ID_SESSION_KEY not in browser.session
    AuthenticatorDevice.objects.update(throttling_failure_timestamp=None)
    confirmed = browser.post("/second-factor/set-up/app/", {"code": code_of(device)})
    assert confirmed["Location"] == "/account/recovery-codes/"
    assert browser.get("/account/recovery-codes/").status_code == 200
    assert RecoveryDevice.objects.count() == 0, "looking at the page must make nothing"
    shown = browser.post("/account/recovery-codes/").content.decode()
    codes = re.findall(r"<li>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</li>", shown)
    assert len(set(codes)) == 10
    again = browser.get("/account/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)


def test_a_second_factor_cannot_be_set_up_where_one_stands(browser, worker, password):
    device_of(worker)
    type_password(browser, "worker", password)
    for address in (
        "/second-factor/set-up/",
        "/second-factor/set-up/app/",
        "/account/recovery-codes/",
    ):
        assert browser.get(address)["Location"].startswith("/second-factor/?next=")
        assert browser.post(address).status_code == 403
    assert AuthenticatorDevice.objects.count() == 1
    assert RecoveryDevice.objects.count() == 0


def test_a_recovery_code_lets_in_once(browser, worker, password):
    device_of(worker)
    _, codes = RecoveryDevice.make(worker)
    for expected in (302, 200):
        type_password(browser, "worker", password)
        typed = codes[0].upper().replace("-", " ")
        answer = browser.post("/second-factor/recovery/", {"code": typed})
        assert answer.status_code == expected
        browser.logout()
    assert "or it was used already" in answer.content.decode()


def test_it_tells_the_owner_of_wrong_codes_that_somebody_else_typed(browser, worker, password):
    device = device_of(worker)
    type_password(browser, "worker", password)
    browser.post("/second-factor/", {"code": "000000"})
    browser.logout()
    AuthenticatorDevice.objects.update(throttling_failure_timestamp=None)
    type_password(browser, "worker", password)
    browser.post("/second-factor/", {"code": code_of(device)})
    page = browser.get("/account/").content.decode()
    assert "knew your password and typed a wrong code 1 time." in page


def test_it_says_nothing_of_wrong_codes_that_were_ones_own(browser, worker, password):
    device = device_of(worker)
    type_password(browser, "worker", password)
    browser.post("/second-factor/", {"code": "000000"})
    AuthenticatorDevice.objects.update(throttling_failure_timestamp=None)
    browser.post("/second-factor/", {"code": code_of(device)})
    assert "knew your password" not in browser.get("/account/").content.decode()
