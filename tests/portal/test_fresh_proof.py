"""Releasing, signing and the emergency look ask who is at the screen; what was typed goes on afterwards, unchanged."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cases import sessions
from cases.models import AuditEvent, EmergencyLook
from documents.actions import sharing
from documents.models import Release, Signature
from tests.accounts.soft_passkey import SoftPasskey
from tests.documents.written import a_plan
from tests.signing_in import code_of, device_of, sign_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
WORDS = (
    "\nMostly yes 👍\n\nbut   the <b>school</b> & “bit” is not what I said, as I told you twice.  "
)
REASON = "The school rang: the child was not collected and nobody answers."


def stale(client: Client) -> Client:
    session = client.session
    session[sessions.PROVED] -= 11 * 60
    session.save()
    return client


@pytest.fixture
def release(council, worker, kerry) -> Release:
    return sharing.release(by=worker, record=a_plan(council), recipient=kerry)


@pytest.fixture
def signing(release, mother):
    """The mother's browser after a long read, the address, and what she types on the page."""
    mother.set_password(PASSWORD)
    mother.save()
    client = Client()
    sign_in(client, mother)
    address = reverse("family_access:sign", args=[release.pk])
    typed = {
        "sha256": release.sha256,
        "read": "self",
        "decision": "partly",
        "typed_name": "Kerry Moss",
        "words": WORDS,
    }
    return stale(client), address, typed


def kept(page: str) -> dict[str, str]:
    """The fields of the page's own form, as a browser would send them."""
    form = page[page.index("data-proof-form") :]
    form = form[: form.index("</form>")]
    found = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL)
    found += re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


def sent_on(client: Client, answer, sent: dict[str, str]):
    """What a browser does with a 307: the same form once more, to the address it is told."""
    assert answer.status_code == 307
    return client.post(answer["Location"], sent)


def test_signing_within_ten_minutes_asks_nothing(signing):
    client, address, typed = signing
    session = client.session
    session[sessions.PROVED] += 11 * 60
    session.save()
    assert client.post(address, typed)["Location"].startswith("/family/receipt/")


@pytest.mark.parametrize("way", ["password", "code"])
def test_signing_later_asks_and_then_keeps_every_letter(signing, mother, way):
    client, address, typed = signing
    asked = client.post(address, typed)
    page = asked.content.decode()
    assert asked.status_code == 403 and "Show that it is you" in page
    assert not Signature._base_manager.exists()
    assert "<b>school</b>" not in page, "as text, never as markup"
    assert page.count("<textarea") == 1, "her words are shown, the marks of the page are not"
    waiting = kept(page)
    assert waiting | typed == waiting, "nothing of it is lost"
    shown = {"password": PASSWORD, "code": code_of(device_of(mother))}[way]
    sent = waiting | {f"proof-{way}": shown}
    done = sent_on(client, client.post("/account/prove/", sent), sent)
    assert done["Location"].startswith("/family/receipt/")
    signature = Signature._base_manager.get()
    assert signature.words == WORDS
    assert signature.decision == "partly"
    assert {"password": "the password", "code": "a code from an app"}[way] in (
        signature.identity_shown
    )
    assert AuditEvent.objects.filter(code="accounts.proved", actor=mother).count() == 1


def test_a_wrong_password_keeps_the_words_and_signs_nothing_however_often(signing):
    client, address, typed = signing
    sent = kept(client.post(address, typed).content.decode())
    for n in range(7):
        answer = client.post("/account/prove/", sent | {"proof-password": f"wrong {n}"})
        page = answer.content.decode()
        assert kept(page)["words"] == WORDS
        assert f"wrong {n}" not in page
        sent = kept(page)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in page
    assert not Signature._base_manager.exists()
    assert client.post(address, typed).status_code == 403


def test_a_passkey_shows_it_and_the_page_sends_the_words_itself(signing, mother):
    client, address, typed = signing
    other, passkey = Client(), SoftPasskey()
    sign_in(other, mother)
    passkey.register(other)
    page = client.post(address, typed).content.decode()
    assert "/passkey/complete/?stay=1" in page and "passkey-proved.js" in page
    assert (
        passkey.sign_in(client, complete="/passkey/complete/?stay=1").json()["redirect_url"] == ""
    )
    sent = kept(page)
    done = sent_on(client, client.post("/account/prove/", sent), sent)
    assert done["Location"].startswith("/family/receipt/")
    assert "a passkey" in Signature._base_manager.get().identity_shown


def test_a_form_with_a_mistake_is_put_right_before_anybody_is_asked(signing):
    client, address, typed = signing
    answer = client.post(address, typed | {"decision": ""})
    assert answer.status_code == 422
    assert "Choose one of the four answers." in answer.content.decode()


def test_words_are_never_sent_on_to_somewhere_else(signing):
    client, _, typed = signing
    for to in ("https://evil.example/", "//evil.example/", "/leave/", "/cases/", "sign-out/"):
        sent = typed | {"proof-to": to, "proof-password": PASSWORD}
        answer = client.post("/account/prove/", sent)
        assert (answer.status_code, answer["Location"]) == (302, "/family/")


def test_what_another_site_sends_neither_signs_nor_comes_back(signing, mother):
    _, address, typed = signing
    client = Client(enforce_csrf_checks=True)
    sign_in(client, mother)
    answer = stale(client).post(address, typed | {"csrfmiddlewaretoken": "x" * 32})
    assert answer.status_code == 403
    assert "Mostly yes" not in answer.content.decode()


def test_a_release_asks_the_worker_and_then_goes_out_as_it_was_looked_at(
    as_user, worker, council, kerry
):
    worker.set_password(PASSWORD)
    worker.save()
    record = a_plan(council)
    client = stale(as_user(worker))
    address = reverse("portal:prepare_release", args=[record.pk, kerry.pk])
    page = client.get(address)
    assert page.status_code == 200, "looking asks nothing"
    fields = {name: value for name, value in form_of(page) if name != "csrfmiddlewaretoken"}
    asked = client.post(address, fields | {"act": "release"})
    assert asked.status_code == 403
    assert not Release._base_manager.exists()
    sent = kept(asked.content.decode()) | {"proof-password": PASSWORD}
    done = sent_on(client, client.post("/account/prove/", sent), sent)
    made = Release._base_manager.get()
    assert done["Location"] == reverse("documents:release", args=[made.pk])
    assert made.recipient == kerry


def form_of(answer) -> list[tuple[str, str]]:
    """What the form on a page of the release would send as it stands."""
    form = answer.context["form"]
    return [
        (bound.html_name, "on" if bound.value() is True else bound.value())
        for bound in form
        if bound.value() not in (None, False, "")
    ]


def test_an_emergency_look_asks_and_keeps_the_reason(as_user, stranger, rowan):
    stranger.set_password(PASSWORD)
    stranger.save()
    client = stale(as_user(stranger))
    address = f"/cases/{rowan.pk}/emergency/"
    asked = client.post(address, {"reason": REASON})
    assert asked.status_code == 403
    assert not EmergencyLook._base_manager.exists()
    sent = kept(asked.content.decode()) | {"proof-password": PASSWORD}
    done = sent_on(client, client.post("/account/prove/", sent), sent)
    assert done["Location"] == f"/cases/{rowan.pk}/"
    assert EmergencyLook._base_manager.get().reason == REASON


@pytest.mark.parametrize("is_demo", [True, False])
def test_one_click_shows_it_in_the_demo_and_nowhere_else(signing, settings, is_demo):
    client, address, typed = signing
    settings.KINFILE_DEMO = is_demo
    page = client.post(address, typed).content.decode()
    assert ("proof-demo" in page) is is_demo
    answer = client.post("/account/prove/", kept(page) | {"proof-demo": "1"})
    assert answer.status_code == (307 if is_demo else 200)
    assert sessions.is_proved(type("Request", (), {"session": client.session})) is is_demo


def test_one_click_is_for_the_people_of_the_demo_only(as_user, colleague, settings):
    settings.KINFILE_DEMO = True
    client = stale(as_user(colleague))
    assert "proof-demo" not in client.get("/account/prove/").content.decode()
    client.post("/account/prove/", {"proof-demo": "1"})
    assert client.get("/account/password/").status_code == 302


def test_a_demo_sign_in_counts_as_a_fresh_proof(signing, settings, browser_of_the_demo):
    _, address, typed = signing
    assert browser_of_the_demo.post(address, typed)["Location"].startswith("/family/receipt/")


@pytest.fixture
def browser_of_the_demo(settings, mother) -> Client:
    settings.KINFILE_DEMO = True
    client = Client()
    client.post("/demo/sign-in/mother/")
    return client


def test_a_page_that_asked_first_still_leads_back(as_user, worker):
    worker.set_password(PASSWORD)
    worker.save()
    client = stale(as_user(worker))
    asked = client.get("/account/password/?x=1")
    assert asked["Location"] == "/account/prove/?" + urlencode({"next": "/account/password/?x=1"})
    page = client.get(asked["Location"]).content.decode()
    assert "proof-to" not in page
    done = client.post("/account/prove/", {"password": PASSWORD, "next": "/account/password/?x=1"})
    assert done["Location"] == "/account/password/?x=1"
