"""Leaving quickly: always works, leaves nobody signed in, and shows a neutral site."""

import pytest
from django.test import Client

from cases.models import AuditEvent
from tests.signing_in import sign_in


def test_it_signs_out_and_shows_the_neutral_site(as_user, mother, settings):
    settings.KINFILE_LEAVE_TO = "https://neutral.example/weather"
    client = as_user(mother)
    answer = client.post("/leave/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert 'http-equiv="refresh" content="0; url=https://neutral.example/weather"' in page
    assert '<a href="https://neutral.example/weather">' in page
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    assert AuditEvent.objects.filter(code="accounts.left", actor=mother).count() == 1


@pytest.mark.parametrize("word", ["Kinfile", "Kerry", "council", "family", "child", "plan"])
def test_the_page_in_between_says_nothing(as_user, mother, word):
    page = as_user(mother).post("/leave/").content.decode()
    assert word.lower() not in page.lower()


def test_looking_at_it_does_nothing(as_user, mother):
    client = as_user(mother)
    answer = client.get("/leave/")
    assert '<form method="post"' in answer.content.decode()
    assert "Clear-Site-Data" not in answer
    assert client.get("/account/").status_code == 200


def test_it_works_with_an_old_form_an_ended_session_and_no_session(mother):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/leave/").status_code == 200
    sign_in(client, mother)
    assert client.post("/leave/", {"csrfmiddlewaretoken": "old"}).status_code == 200
    sign_in(client, mother)
    session = client.session
    session["seen_at"] -= 100_000
    session.save()
    assert client.post("/leave/").status_code == 200
    assert client.get("/account/").status_code == 302
