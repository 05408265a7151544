"""Looking after one's own account: devices, recovery codes, password; with a fresh proof that it is oneself."""

import re

import pytest
from django.test import Client

from cases import accounts, sessions
from cases.access import Refused
from cases.models import AuditEvent, AuthenticatorDevice, RecoveryDevice
from tests.accounts.soft_passkey import SoftPasskey
from tests.signing_in import code_of, device_of, sign_in

GUARDED = [
    ("get", "/account/password/"),
    ("post", "/account/password/"),
    ("get", "/account/recovery-codes/"),
    ("post", "/account/recovery-codes/"),
    ("post", "/account/remove/"),
    ("get", "/second-factor/set-up/"),
    ("post", "/second-factor/set-up/"),
    ("get", "/second-factor/set-up/app/"),
    ("post", "/second-factor/set-up/app/"),
]


@pytest.fixture
def mine(worker, password) -> Client:
    """The worker's browser, eleven minutes after the last proof."""
    client = Client()
    sign_in(client, worker)
    session = client.session
    session[sessions.PROVED] -= 11 * 60
    session.save()
    return client


@pytest.mark.parametrize(("method", "address"), GUARDED)
def test_it_asks_for_a_fresh_proof(mine, method, address):
    answer = getattr(mine, method)(address)
    if method == "get":
        assert answer["Location"].startswith("/account/prove/?next=")
    else:
        assert answer.status_code == 403
    assert RecoveryDevice.objects.count() == 0
    assert AuthenticatorDevice.objects.count() == 1


@pytest.mark.parametrize("kind", ["password", "code", "passkey"])
def test_a_proof_opens_for_ten_minutes(mine, worker, password, kind):
    if kind == "password":
        proof = mine.post("/account/prove/", {"password": password, "next": "/account/password/"})
        assert proof["Location"] == "/account/password/"
    elif kind == "code":
        mine.post("/account/prove/", {"code": code_of(device_of(worker))})
    else:
        other, passkey = Client(), SoftPasskey()
        sign_in(other, worker)
        passkey.register(other)
        assert passkey.sign_in(mine).status_code == 200
    assert mine.get("/account/password/").status_code == 200
    assert AuditEvent.objects.get(code="accounts.proved").is_allowed


@pytest.mark.parametrize("typed", [{}, {"password": "wrong"}, {"code": "000000"}])
def test_a_wrong_proof_opens_nothing(mine, typed):
    assert mine.post("/account/prove/", typed).status_code == 200
    assert mine.get("/account/password/").status_code == 302


def test_guessing_the_password_at_an_open_screen_has_its_limit(mine, password):
    answers = [mine.post("/account/prove/", {"password": f"wrong {n}"}) for n in range(6)]
    assert answers[-1].status_code == 429
    assert mine.post("/account/prove/", {"password": password}).status_code == 429


def test_a_new_app_replaces_the_one_before(as_user, worker):
    client, before = as_user(worker), device_of(worker)
    client.post("/second-factor/set-up/")
    begun = AuthenticatorDevice.objects.get(confirmed=False)
    answer = client.post("/second-factor/set-up/app/", {"code": code_of(begun)})
    assert answer["Location"] == "/account/"
    assert [*AuthenticatorDevice.objects.values_list("pk", "confirmed")] == [(begun.pk, True)]
    assert client.get("/account/").status_code == 200, "this session goes on"
    assert not AuthenticatorDevice.objects.filter(pk=before.pk).exists()


def test_an_app_that_was_only_begun_lets_nobody_in(browser, as_user, worker, password):
    as_user(worker).post("/second-factor/set-up/")
    begun = AuthenticatorDevice.objects.get(confirmed=False)
    browser.post("/sign-in/", {"username": "worker", "password": password})
    assert browser.post("/second-factor/", {"code": code_of(begun)}).status_code == 200
    assert browser.get("/account/").status_code == 302


def test_the_only_way_in_cannot_be_removed(as_user, worker):
    client, device = as_user(worker), device_of(worker)
    answer = client.post("/account/remove/", {"device": device.persistent_id}, follow=True)
    assert "This is your only way to sign in." in answer.content.decode()
    assert AuthenticatorDevice.objects.count() == 1


def test_one_of_two_ways_can_be_removed(as_user, worker):
    client, device = as_user(worker), device_of(worker)
    SoftPasskey().register(client)
    client.post("/account/remove/", {"device": device.persistent_id})
    assert AuthenticatorDevice.objects.count() == 0
    event = AuditEvent.objects.get(code="accounts.device_removed")
    assert event.detail == {"kind": "AuthenticatorDevice"}


def test_nobody_removes_a_device_of_somebody_else(as_user, worker, stranger):
    client, theirs = as_user(worker), device_of(stranger)
    SoftPasskey().register(client)
    client.post("/account/remove/", {"device": theirs.persistent_id})
    assert AuthenticatorDevice.objects.filter(pk=theirs.pk).exists()


def test_the_act_itself_refuses_a_device_of_somebody_else(worker, stranger):
    theirs = device_of(stranger)
    with pytest.raises(Refused):
        accounts.remove_device(by=worker, device=theirs)
    assert AuthenticatorDevice.objects.filter(pk=theirs.pk).exists()


def test_a_new_card_of_recovery_codes_ends_the_old_one_and_keeps_the_session(
    browser, worker, password
):
    device_of(worker)
    _, codes = RecoveryDevice.make(worker)
    browser.post("/sign-in/", {"username": "worker", "password": password})
    browser.post("/second-factor/recovery/", {"code": codes[0]})
    page = browser.post("/account/recovery-codes/").content.decode()
    new = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", page)
    assert len(new) == 10
    assert browser.get("/account/").status_code == 200
    other = Client()
    other.post("/sign-in/", {"username": "worker", "password": password})
    assert other.post("/second-factor/recovery/", {"code": codes[1]}).status_code == 200
    RecoveryDevice.objects.update(throttling_failure_timestamp=None)
    assert other.post("/second-factor/recovery/", {"code": new[1]}).status_code == 302


def test_a_new_password_holds_from_then_on(as_user, worker, password, browser):
    client = as_user(worker)
    fields = {"password": "seven quiet lanterns", "again": "seven quiet lanterns"}
    assert client.post("/account/password/", fields)["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    old = browser.post("/sign-in/", {"username": "worker", "password": password})
    assert old.status_code == 200
    new = browser.post("/sign-in/", {"username": "worker", "password": "seven quiet lanterns"})
    assert new["Location"] == "/second-factor/"


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        ("jo adeyemi 12", "jo adeyemi 12", "too similar"),
        ("seven quiet lanterns", "seven quiet lantern", "The two passwords differ."),
        ("", "", "Type a new password."),
    ],
)
def test_a_poor_password_is_refused_with_a_sentence(
    as_user, worker, password, first, second, sentence
):
    client = as_user(worker)
    page = client.post("/account/password/", {"password": first, "again": second})
    assert sentence in page.content.decode()
    worker.refresh_from_db()
    assert worker.check_password(password)


@pytest.mark.parametrize("username", ["mother", "worker"])
def test_family_sees_neutral_titles(as_user, council, username):
    page = as_user(council.user(username)).get("/account/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
    assert title.strip() == {"mother": "Your account", "worker": "Your account · Kinfile"}[username]


def test_keys_of_one_letter_are_switched_off_and_on_without_a_script(as_user, worker, colleague):
    mine, other = as_user(worker), as_user(colleague)
    assert "Switch them off" in mine.get("/account/").text
    told = mine.post("/account/keys/", {"keys": "off", "from": "account"}, follow=True).text
    assert "Keys of one letter do nothing any more, on any screen." in told
    for address in ("/", "/account/", "/known/"):
        assert '<body class="keys-off">' in mine.get(address).text
        assert "keys-off" not in other.get(address).text
    mine.post("/account/keys/", {"keys": "on", "from": "account"})
    assert "keys-off" not in mine.get("/").text
    chosen = AuditEvent.objects.filter(code="accounts.letter_keys_chosen").order_by("pk")
    assert [event.detail for event in chosen] == [{"uses": False}, {"uses": True}]


def test_the_box_on_a_desk_changes_the_account(as_user, worker):
    mine = as_user(worker)
    assert mine.post("/account/keys/", {"keys": "off"}).status_code == 204
    worker.refresh_from_db()
    assert not worker.uses_letter_keys
    assert mine.get("/account/keys/").status_code == 405


def test_the_family_has_no_such_keys_and_nothing_to_switch(as_user, mother):
    assert "Keys of one letter" not in as_user(mother).get("/account/").text
