"""A form that arrives too late, or with an old token, comes back with its words; a forged one does not."""

import html
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from cases import sessions
from tests.signing_in import sign_in

WORDS = "He said: “I want to stay with Gran.”\n<b>And then?</b>"
OWN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}


@pytest.fixture
def strict(worker) -> Client:
    """The worker's browser, with form tokens checked."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, worker)
    return client


def token_of(page: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]


def token(client: Client, address: str = "/account/prove/") -> str:
    return token_of(client.get(address).content.decode())


def end(client: Client) -> None:
    session = client.session
    session[sessions.SEEN] -= 3600
    session.save()


def kept(page: str) -> dict[str, str]:
    found = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    found += re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def test_words_sent_after_the_session_ended_come_back_and_can_be_sent_again(strict, worker):
    old = token(strict)
    end(strict)
    sent = {"csrfmiddlewaretoken": old, "text": WORDS, "kind": "visit"}
    answer = strict.post("/account/password/?x=1", sent, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert kept(page)["text"] == WORDS
    assert kept(page)["kind"] == "visit"
    assert "<b>And then?</b>" not in page, "as text, never as markup"
    assert 'action="/account/password/?x=1"' in page
    assert SESSION_KEY not in strict.session
    # Signing in in another tab makes the token of this page old: it comes back once more, then it goes.
    again = kept(page) | {"csrfmiddlewaretoken": token(strict, "/sign-in/")}
    sign_in(strict, worker)
    strict.cookies["csrftoken"] = "a" * 32
    answer = strict.post("/account/password/", again, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert kept(page)["text"] == WORDS
    last = kept(page) | {"csrfmiddlewaretoken": token_of(page)}
    assert strict.post("/account/password/", last, headers=OWN).status_code == 200


def test_words_come_back_when_the_session_itself_is_gone(strict):
    old = token(strict)
    strict.session.flush()
    answer = strict.post("/account/password/", {"csrfmiddlewaretoken": old, "text": WORDS})
    assert kept(answer.content.decode())["text"] == WORDS


def test_passwords_and_codes_do_not_come_back(strict):
    old = token(strict)
    end(strict)
    secret = {"password": "my secret horse", "again": "my secret horse", "code": "123456"}
    answer = strict.post(
        "/account/password/", {"csrfmiddlewaretoken": old, "text": WORDS, **secret}
    )
    page = answer.content.decode()
    assert kept(page)["text"] == WORDS
    assert "my secret horse" not in page
    assert "123456" not in page


def test_what_another_site_sends_does_not_come_back(strict):
    end(strict)
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        forged = {"csrfmiddlewaretoken": "x" * 64, "text": "planted words"}
        answer = strict.post("/account/password/", forged, headers=headers)
        assert answer.status_code == 403
        assert "planted words" not in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_forged_form_is_refused_and_not_shown(strict, headers):
    forged = {"csrfmiddlewaretoken": "x" * 64, "text": "planted words"}
    answer = strict.post("/account/password/", forged, headers=headers)
    assert answer.status_code == 403
    assert "planted words" not in answer.content.decode()
    assert "did not come from a page of this site" in answer.content.decode()


def test_a_script_gets_a_sentence_and_a_fresh_token(strict):
    headers = {**OWN, "Accept": "application/json"}
    stale = strict.post("/account/password/", {"text": WORDS}, headers=headers)
    assert stale.status_code == 403
    fresh = stale.json()["token"]
    passed = strict.post(
        "/account/password/", {"text": WORDS, "csrfmiddlewaretoken": fresh}, headers=OWN
    )
    assert passed.status_code == 200
    end(strict)
    ended = strict.post("/account/password/", {"text": WORDS}, headers=headers)
    assert ended.status_code == 403
    assert ended.json()["link"] == "/sign-in/"
    assert "Your words are still here" in ended.json()["text"]


def test_words_come_back_when_a_fresh_proof_is_needed(strict):
    old = token(strict)
    session = strict.session
    session[sessions.PROVED] -= 3600
    session.save()
    answer = strict.post(
        "/account/password/", {"csrfmiddlewaretoken": old, "text": WORDS}, headers=OWN
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert kept(page)["text"] == WORDS
    assert "/account/prove/" in page


def test_a_sign_in_page_that_lay_open_is_shown_anew(strict):
    answer = strict.post("/sign-in/?next=/account/", {"username": "worker"}, headers=OWN)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/account/")


def test_large_sendings_are_not_read_for_somebody_who_is_signed_out(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/account/password/", {"text": "planted " * 500})
    assert answer.status_code == 403
    assert "planted" not in answer.content.decode()
