"""Every page, for whomever, leads to the source of what runs here, as the licence asks."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def address(settings):
    settings.KINFILE_SOURCE = "https://code.example/ours"


def link_in(page) -> bool:
    return 'href="https://code.example/ours"' in page.content.decode()


def test_the_desk_leads_to_the_source(as_user, worker):
    assert link_in(as_user(worker).get("/", follow=True))


def test_a_family_is_led_to_it_too(as_user, mother):
    assert link_in(as_user(mother).get("/family/", follow=True))


def test_so_is_whoever_has_not_signed_in(client):
    assert link_in(client.get(reverse("accounts:sign_in")))
