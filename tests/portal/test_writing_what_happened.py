"""A visit says whether the child was seen; and a part of the story that holds nothing does not look like a new file."""

import pytest
from django.urls import reverse

from cases.models import Event

pytestmark = pytest.mark.django_db


def test_a_visit_is_not_kept_until_it_says_whether_the_child_was_seen(as_user, worker, rowan):
    browser, write = as_user(worker), reverse("portal:write_event", args=[rowan.pk])
    typed = {"kind": "visit", "happened_on": "3 11 2026", "headline": "At home", "seen": ""}
    page = browser.post(write, typed | {"happened_on": "2026-11-03"}).content.decode()
    assert "A visit says whether the child was seen" in page
    assert 'value="At home"' in page
    assert not Event._base_manager.filter(headline="At home").exists()
    browser.post(write, typed | {"happened_on": "2026-11-03", "seen": "alone"})
    assert Event._base_manager.get(headline="At home").is_seen_alone


def test_an_empty_part_of_a_story_leads_to_the_whole_of_it(as_user, worker, rowan):
    browser = as_user(worker)
    file = reverse("portal:case_file", args=[rowan.pk])
    assert "The story of this child will stand here." in browser.get(file).content.decode()
    page = browser.get(f"{file}?until=1999-12-31").content.decode()
    assert "Nothing of this kind stands in the file." in page
    assert f'href="{file}#story"' in page
