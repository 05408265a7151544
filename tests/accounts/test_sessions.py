"""A session gets a new key at each step up, ends when nobody is there, and can be ended from elsewhere."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from cases import sessions
from cases.models import AuditEvent
from tests.signing_in import code_of, device_of, sign_in, sign_in_halfway

MINUTE = 60


def wind_back(client: Client, key: str, seconds: int) -> None:
    session = client.session
    session[key] -= seconds
    session.save()


def test_a_planted_key_is_worth_nothing_after_any_step(browser, worker, password):
    device = device_of(worker)
    browser.post("/passkey/begin/")
    planted = browser.session.session_key
    browser.post("/sign-in/", {"username": "worker", "password": password})
    halfway = browser.session.session_key
    browser.post("/second-factor/", {"code": code_of(device)})
    whole = browser.session.session_key
    assert len({planted, halfway, whole}) == 3
    for old in (planted, halfway):
        assert not Session.objects.filter(session_key=old).exists()
        other = Client()
        other.cookies["sessionid"] = old
        assert other.get("/account/")["Location"].startswith("/sign-in/")


def test_signing_out_ends_the_session_for_good(as_user, worker):
    client = as_user(worker)
    key = client.session.session_key
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache"'
    other = Client()
    other.cookies["sessionid"] = key
    assert other.get("/account/")["Location"].startswith("/sign-in/")
    assert AuditEvent.objects.filter(code="accounts.signed_out", actor=worker).count() == 1


def test_signing_out_by_a_link_does_nothing(as_user, worker):
    client = as_user(worker)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(("username", "minutes"), [("worker", 30), ("mother", 20)])
def test_a_session_ends_when_nobody_was_there_for_a_while(as_user, council, username, minutes):
    client = as_user(council.user(username))
    wind_back(client, sessions.SEEN, minutes * MINUTE - 5)
    assert client.get("/account/").status_code == 200
    wind_back(client, sessions.SEEN, minutes * MINUTE + 5)
    answer = client.get("/account/?a=b")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F%3Fa%3Db"
    assert SESSION_KEY not in client.session
    assert "nobody used this page for a while" in client.get(answer["Location"]).content.decode()


def test_looking_at_pages_keeps_a_session_alive(as_user, worker):
    client = as_user(worker)
    for _ in range(3):
        wind_back(client, sessions.SEEN, 29 * MINUTE)
        assert client.get("/account/").status_code == 200


def test_what_a_page_asks_for_by_itself_does_not(as_user, worker):
    client = as_user(worker)
    for _ in range(2):
        wind_back(client, sessions.SEEN, 16 * MINUTE)
        answer = client.get("/account/", headers={"Sec-Fetch-Dest": "empty"})
    assert answer.status_code == 403


def test_a_session_ends_after_twelve_hours_whatever_happens(as_user, worker):
    client = as_user(worker)
    wind_back(client, sessions.STARTED, 12 * 60 * MINUTE - 5)
    assert client.get("/account/").status_code == 200
    wind_back(client, sessions.STARTED, 5)
    assert client.get("/account/")["Location"].startswith("/sign-in/")


def test_a_session_without_a_beginning_starts_now_and_not_never(as_user, worker):
    client = as_user(worker)
    session = client.session
    del session[sessions.STARTED]
    session.save()
    assert client.get("/account/").status_code == 200
    assert client.session[sessions.STARTED] > 0


@pytest.mark.parametrize("change", ["leaves", "new password", "loses device", "renewed"])
def test_it_is_over_with_the_next_request_when(as_user, worker, change):
    from cases import accounts

    client = as_user(worker)
    assert client.get("/account/").status_code == 200
    if change == "leaves":
        worker.is_active = False
        worker.save()
    elif change == "new password":
        accounts.set_password(by=worker, password="quite another horse")
    elif change == "loses device":
        device_of(worker).delete()
    else:
        accounts.renew_account(by=None, user=worker, password="quite another horse")
    assert client.get("/account/").status_code == 302


def test_a_change_of_role_counts_at_once(as_user, designer):
    from cases.models import Role

    client = as_user(designer)
    assert client.get("/cms/").status_code == 200
    designer.role = Role.PRACTITIONER
    designer.save()
    assert client.get("/cms/").status_code == 404


def test_everywhere_else_can_be_signed_out(as_user, worker, stranger):
    here, there, halfway, other = as_user(worker), as_user(worker), Client(), as_user(stranger)
    sign_in_halfway(halfway, worker)
    page = here.get("/account/").content.decode()
    assert page.count("(this one)") == 1
    assert "second step not done" in page
    assert "Sign out everywhere else" in page
    here.post("/account/sessions/")
    assert here.get("/account/").status_code == 200
    assert there.get("/account/")["Location"].startswith("/sign-in/")
    assert halfway.get("/account/")["Location"].startswith("/sign-in/")
    assert other.get("/account/").status_code == 200
    assert AuditEvent.objects.get(code="accounts.sessions_ended").detail == {"ended": 2}


def test_no_page_shows_the_key_of_a_session(as_user, worker):
    client, other = as_user(worker), as_user(worker)
    page = client.get("/account/").content.decode()
    for key in (client.session.session_key, other.session.session_key):
        assert key not in page


def test_somebody_else_at_the_same_browser_starts_with_nothing_of_the_one_before(
    browser, worker, mother, password
):
    sign_in(browser, worker)
    session = browser.session
    session["drafted"] = "words"
    session.save()
    browser.post("/sign-in/", {"username": "mother", "password": password})
    assert "drafted" not in browser.session
    assert browser.session[SESSION_KEY] == str(mother.pk)


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605 Version/19 Safari/605", "Safari on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/142 Safari/537", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows) Chrome/142 Safari/537 Edg/142", "Edge on Windows"),
        ("<script>alert(1)</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(agent, expected):
    assert sessions.browser(agent) == expected
