"""Not one protected byte before the second factor, by any door; and everybody on their own side only."""

import re
import uuid
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from cases.models import AuditEvent
from portal import doors
from tests.signing_in import device_of, sign_in, sign_in_halfway

_GROUP = re.compile(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)")


def addresses() -> Iterator[tuple[str, str]]:
    """An example address for each pattern of the site, with the name of what answers there."""

    def walk(patterns, prefix: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            regex = pattern.pattern.regex.pattern
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + regex)
            elif isinstance(pattern, URLPattern):
                yield prefix + regex, str(pattern.name)

    for regex, name in walk(get_resolver().url_patterns, ""):
        plain = re.sub(r"\(\?P<\w+>\[0-9\]\+\)|\(\?P<\w+>\\d\+\)", "1", regex)
        plain = re.sub(r"\(\?P<\w+>\[0-9a-f\]\{8\}[^)]*\)", str(uuid.UUID(int=7)), plain)
        plain = _GROUP.sub("x", plain)
        plain = re.sub(r"\\Z|[\^$]|\(\?:\|/\)", "", plain).replace("\\", "")
        yield f"/{plain}", name


def everything() -> list[str]:
    found = {address for address, _ in addresses()}
    found |= {"/", "/nothing-here/", "/cms/login/", "/cms/pages/1/", "/cms/api/main/pages/"}
    found |= {
        "/admin/",
        "/api/v2/pages/",
        "/api/v3/pages/",
        "/media/x",
        "/..;/x.css",
        "/documents/",
    }
    return sorted(found)


def is_open(address: str) -> bool:
    found = doors.match(address)
    return found is not None and found.view_name in doors.OPEN


def test_the_crawl_finds_the_doors_of_every_part():
    found = everything()
    assert len(found) > 150
    for known in ("/account/", "/sign-in/", "/cms/pages/1/", "/leave/"):
        assert known in found


def test_the_open_doors_are_these_and_no_more():
    assert doors.OPEN == (
        "accounts:sign_in",
        "accounts:passkey_begin",
        "accounts:passkey_complete",
        "accounts:demo_sign_in",
        "accounts:sign_out",
        "accounts:leave",
        "family_access:join",
        "portal:health",
        "set_language",
    )


@pytest.mark.parametrize(
    "name",
    [
        *doors.OPEN,
        *doors.HALFWAY,
        *doors.SETTING_UP,
        *doors.BOTH_SIDES,
    ],
)
def test_every_name_among_the_doors_is_an_address(name):
    for arguments in ([], ["x"], [uuid.UUID(int=7)]):
        try:
            assert reverse(name, args=arguments)
            return
        except NoReverseMatch:
            continue
    pytest.fail(f"portal/doors.py names {name}, and no address has that name.")


def test_a_stranger_gets_to_the_sign_in_page_and_nowhere_else(client, council):
    for address in everything():
        if is_open(address):
            continue
        answer = client.get(address)
        assert answer.status_code in {301, 302}, address
        assert answer["Location"].startswith("/sign-in/") or answer.status_code == 301, address
        for method in ("post", "put", "delete", "patch", "options"):
            refused = getattr(client, method)(address)
            assert refused.status_code == 403, (method, address)


def test_a_password_alone_opens_the_second_step_and_nothing_else(council):
    for username in ("worker", "designer", "mother"):
        user = council.user(username)
        device_of(user)
        client = Client()
        sign_in_halfway(client, user)
        for address in everything():
            found = doors.match(address)
            if is_open(address) or (found and found.view_name in doors.HALFWAY):
                continue
            answer = client.get(address)
            assert answer.status_code in {301, 302}, address
            if answer.status_code == 302:
                assert answer["Location"].startswith("/second-factor/"), address
            assert client.post(address).status_code == 403, address


def test_no_view_runs_before_the_second_factor(client, council, monkeypatch):
    """The same, without looking at answers: what stands behind a closed door is never called."""
    called: list[str] = []

    def spying(request: HttpRequest, view, args, kwargs) -> None:
        called.append(request.resolver_match.view_name)

    from django.core.handlers.base import BaseHandler

    load = BaseHandler.load_middleware

    def load_with_spy(self, is_async=False):
        load(self, is_async)
        self._view_middleware.append(spying)

    monkeypatch.setattr(BaseHandler, "load_middleware", load_with_spy)
    for address in everything():
        client.get(address)
        client.post(address)
    assert called, "the spy must see something"
    assert set(called) <= set(doors.OPEN)


def test_a_script_is_told_in_its_own_language(client):
    for header in ({"Sec-Fetch-Dest": "empty"}, {"Accept": "application/json"}):
        answer = client.get("/documents/", headers=header)
        assert answer.status_code == 403
        assert answer.json()["link"] == "/sign-in/"


@pytest.mark.parametrize("username", ["mother", "father", "young"])
def test_family_reaches_no_address_of_staff(council, username):
    client = Client()
    sign_in(client, council.user(username))
    for address in everything():
        found = doors.match(address)
        if found is None or is_open(address):
            continue
        if found.app_name in doors.FAMILY_SIDE:
            continue
        assert client.get(address).status_code == 404, address
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "username", ["worker", "manager", "clerk", "chair", "duty", "records", "stranger"]
)
def test_staff_reach_neither_the_family_side_nor_content_management(council, username):
    client = Client()
    sign_in(client, council.user(username))
    for address in everything():
        if is_open(address) or not address.startswith(("/cms/", "/family/")):
            continue
        assert client.get(address).status_code == 404, address
    assert client.get("/account/").status_code == 200


def test_a_designer_reaches_no_screen_of_users_and_groups(council):
    client = Client()
    sign_in(client, council.user("designer"))
    for address in ("/cms/users/", "/cms/users/new/", "/cms/groups/", "/cms/groups/new/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert doors.match("/cms/users/") is not None, "the screen exists; it is closed"
    assert client.get("/cms/").status_code == 200


def test_the_other_side_looks_like_nothing_and_is_written_down(as_user, mother):
    client = as_user(mother)
    closed, missing = client.get("/cms/"), client.get("/nothing-at-all/")
    assert closed.status_code == missing.status_code == 404
    assert _unmasked(closed) == _unmasked(missing)
    assert AuditEvent.objects.filter(code="portal.other_side", actor=mother).count() == 1


def test_there_is_no_admin_no_content_api_and_no_door_to_files():
    from django.apps import apps

    assert not apps.is_installed("django.contrib.admin")
    names = {name for _, name in addresses()}
    assert not names & {"wagtaildocs_serve", "wagtailimages_serve", "wagtail_serve"}
    assert doors.match("/api/v2/pages/") is None
    assert doors.match("/api/v3/pages/") is None


def _unmasked(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
