"""Headers of every answer: kept nowhere, shown in no frame, and no way to ask whether something is the same."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path
from django.views.decorators.http import condition

from cases import access, audit
from cases.models import AuditEvent, Person
from portal import urls
from tests.signing_in import sign_in

PAGES = ["/sign-in/", "/account/", "/cms/", "/nothing-here/", "/leave/", "/health/"]


@pytest.fixture
def browsers(council) -> dict[str, Client]:
    found = {"nobody": Client()}
    for name in ("worker", "mother", "designer"):
        found[name] = Client()
        sign_in(found[name], council.user(name))
    return found


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("name", ["nobody", "worker", "mother", "designer"])
def test_every_answer_carries_them(browsers, name, address):
    answer = browsers[name].get(address)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "noindex" in answer["X-Robots-Tag"]
    for header in ("ETag", "Last-Modified", "Server", "X-Powered-By"):
        assert header not in answer
    policy = answer["Content-Security-Policy"]
    if address.startswith("/cms/") and name == "designer":
        assert "object-src 'none'" in policy
    elif not address.startswith("/cms/"):
        assert "script-src 'self';" in policy + ";"
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


@pytest.fixture
def at(monkeypatch):
    """`at("x/", view)` puts a view of the test's own at an address."""

    def put(route: str, view) -> None:
        monkeypatch.setattr(urls, "urlpatterns", [path(route, view), *urls.urlpatterns])
        clear_url_caches()

    yield put
    monkeypatch.undo()
    clear_url_caches()


@pytest.mark.parametrize(
    "header",
    [
        {"If-None-Match": "*"},
        {"If-None-Match": '"guessed"'},
        {"If-Match": '"another"'},
        {"If-Modified-Since": "Sun, 22 Nov 2099 00:00:00 GMT"},
        {"If-Unmodified-Since": "Sun, 22 Nov 1999 00:00:00 GMT"},
    ],
)
def test_asking_whether_something_is_the_same_gets_the_plain_answer(as_user, worker, at, header):
    """A view that would answer 304 or 412, as those of libraries do, is not even asked."""
    made = datetime(2026, 11, 1, tzinfo=UTC)

    @condition(etag_func=lambda request: '"guessed"', last_modified_func=lambda request: made)
    def view(request):
        return HttpResponse("words")

    at("conditional/", view)
    client = as_user(worker)
    for address, status in (("/conditional/", 200), ("/account/", 200), ("/nothing-here/", 404)):
        assert client.get(address, headers=header).status_code == status
        assert client.head(address, headers=header).status_code == status


def test_a_refusal_of_the_policy_is_written_down_although_the_view_failed(
    as_user, stranger, rowan, at
):
    def fails_inside(request):
        with transaction.atomic():
            audit.record(request.user, "tests.begun")
            access.get(request.user, Person, rowan.pk)

    at("refused/", fails_inside)
    answer = as_user(stranger).get("/refused/")
    assert answer.status_code == 404
    event = AuditEvent.objects.get(code="cases.person.read")
    assert (event.actor, event.is_allowed, event.object_id) == (stranger, False, rowan.pk)
    assert not AuditEvent.objects.filter(code="tests.begun").exists()


@pytest.mark.parametrize("address", ["/sign-in/", "/leave/", "/nothing-here/"])
def test_no_page_has_scripts_or_styles_in_its_text(browsers, address):
    for client in browsers.values():
        page = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
        for attributes in re.findall(r"<script([^>]*)>", page):
            assert "src=" in attributes or 'type="application/json"' in attributes
