"""One click enters as somebody of the demo; where there is no demo there is no such address."""

import re

import pytest
from django.core.checks import run_checks
from django.test import Client

from cases.models import AuditEvent, AuthenticatorDevice, Person, Role, User
from family_access.models import Message
from portal.context import DEMO_PEOPLE
from tests.signing_in import sign_in
from tests.world import make_world


@pytest.fixture
def demo(settings):
    settings.KINFILE_DEMO = True


@pytest.fixture
def lead(council) -> User:
    """Whom the demo has, and the cast of the other tests has not."""
    council.staff["lead"] = User.objects.create(
        username="lead",
        first_name="Helen",
        last_name="Sorrell",
        role=Role.MANAGER,
        is_safeguarding_lead=True,
        person=Person.objects.create(name="Helen Sorrell"),
    )
    return council.staff["lead"]


@pytest.mark.parametrize("username", list(DEMO_PEOPLE))
def test_one_click_enters_with_the_second_factor(demo, lead, browser, council, username):
    answer = browser.post(f"/demo/sign-in/{username}/")
    user = council.user(username)
    home = "/family/" if user.is_family else "/cms/" if username == "designer" else "/"
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert browser.get("/account/").status_code == 200
    assert AuthenticatorDevice.objects.get(user=user).confirmed
    assert AuditEvent.objects.get(code="accounts.signed_in").detail == {"how": "demo"}


def test_the_bar_switches_from_one_person_to_another(demo, browser, council):
    browser.post("/demo/sign-in/", {"username": "worker"})
    before = browser.session.session_key
    browser.post("/demo/sign-in/", {"username": "mother"})
    assert browser.session.session_key != before
    assert "Kerry Moss" in browser.get("/account/").content.decode()
    browser.post("/demo/sign-in/", {"username": "mother"})
    assert AuthenticatorDevice.objects.count() == 2


def test_the_sign_in_page_lists_everybody_and_the_bar_is_on_other_pages(
    demo, lead, browser, council
):
    page = browser.get("/sign-in/").content.decode()
    for name in DEMO_PEOPLE:
        assert f'action="/demo/sign-in/{name}/"' in page
        assert str(council.user(name)) in page
    sign_in(browser, council.user("mother"))
    assert 'action="/demo/sign-in/"' in browser.get("/account/").content.decode()


@pytest.mark.parametrize("name", ["worker", "mother"])
def test_sent_messages_are_one_link_away_in_the_demo_and_nowhere_else(settings, council, name):
    client = Client()
    sign_in(client, council.user(name))
    link = 'href="/family/messages/"'
    assert link not in client.get("/account/").content.decode()
    assert client.get("/family/messages/").status_code == 404
    settings.KINFILE_DEMO = True
    assert link in client.get("/account/").content.decode()
    assert client.get("/family/messages/").status_code == 200
    assert link not in Client().get("/sign-in/").content.decode()
    assert Client().get("/family/messages/").status_code == 302


def test_a_message_is_shown_to_whom_it_was_sent_and_to_who_may_read_what_it_tells_of(demo, council):
    tells_of = make_world(council).things["release_mother"]
    mother = council.user("mother")
    Message.objects.create(
        to_user=mother, release=tells_of, address="k@example.org", subject="New", body="Hello"
    )
    for name in ("mother", "worker"):
        assert "k@example.org" in _postbox(council, name), name
    for name in ("father", "young", "stranger", "clerk", "duty"):
        assert "k@example.org" not in _postbox(council, name), name


def _postbox(council, name):
    client = Client()
    sign_in(client, council.user(name))
    return client.get("/family/messages/").content.decode()


def test_people_who_are_not_of_the_demo_cannot_be_entered(demo, browser, colleague):
    assert browser.post("/demo/sign-in/colleague/").status_code == 404
    assert browser.post("/demo/sign-in/nobody/").status_code == 404


def test_it_asks_for_a_form_token(demo, council):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/demo/sign-in/worker/").status_code == 403
    page = client.get("/sign-in/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = client.post("/demo/sign-in/worker/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_a_link_does_not_enter(demo, browser, worker):
    assert browser.get("/demo/sign-in/worker/").status_code == 404
    assert browser.get("/account/").status_code == 302


@pytest.mark.parametrize("address", ["/demo/sign-in/worker/", "/demo/sign-in/"])
def test_without_the_demo_there_is_no_such_address(council, settings, address):
    assert settings.KINFILE_DEMO is False
    client = Client(enforce_csrf_checks=True)
    for answer in (client.post(address, {"username": "worker"}), client.get(address)):
        assert answer.status_code == 404
    page = client.get("/sign-in/").content.decode()
    assert "demo" not in page.lower()
    assert client.get("/account/").status_code == 302


def test_the_demo_refuses_to_stand_under_a_public_name(demo, settings):
    assert [error.id for error in run_checks(tags=["security"])] == []
    settings.ALLOWED_HOSTS = ["localhost", "files.northmoor.example"]
    assert [error.id for error in run_checks(tags=["security"])] == ["kinfile.E004"]
