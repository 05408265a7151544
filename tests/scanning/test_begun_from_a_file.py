"""Paper added from a case file: the child is suggested with the reason, asked about again, and never certain."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document
from scanning.actions import intake
from scanning.models import Batch
from tests.scanning.pages import add_read_pages
from tests.scanning.test_screens import form_of

pytestmark = pytest.mark.django_db


def begin(browser, page: str) -> Batch:
    sent = {"sides": "1", "files": [SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")]}
    if 'name="begun_for"' in page:
        sent["begun_for"] = page.split('name="begun_for" value="')[1].split('"')[0]
    browser.post(reverse("scanning:new_batch"), sent)
    return Batch._base_manager.get()


def test_the_case_file_leads_to_a_batch_that_knows_the_child(as_user, worker, rowan):
    browser = as_user(worker)
    address = f"{reverse('scanning:new_batch')}?for={rowan.pk}"
    assert address in browser.get(reverse("portal:case_file", args=[rowan.pk])).content.decode()
    page = browser.get(address).content.decode()
    assert "Begun from the file of" in page
    assert begin(browser, page).begun_for == rowan


def test_a_child_who_is_not_theirs_is_no_hint_and_not_named(as_user, worker, council):
    browser, tia = as_user(worker), council.people["tia"]
    page = browser.get(f"{reverse('scanning:new_batch')}?for={tia.pk}").content.decode()
    assert "Tia" not in page
    browser.post(reverse("scanning:new_batch"), {"sides": "1", "begun_for": str(tia.pk)})
    assert Batch._base_manager.get().begun_for is None
    assert browser.get(f"{reverse('scanning:new_batch')}?for=nonsense").status_code == 200


@pytest.fixture
def batch(worker, rowan):
    return intake.receive_batch(by=worker, begun_for=rowan)


def test_where_nobody_is_named_it_is_ticked_with_its_reason_and_asked_about_again(
    as_user, worker, add, batch, rowan
):
    (image,) = add_read_pages(add(b"%PDF-1.7", by=worker), ["Thank you"])
    browser, address = as_user(worker), reverse("scanning:filing", args=[image.pk])
    page = browser.get(address).content.decode()
    assert "the batch was begun from this file" in page
    sent = form_of(page) | {"act": "file", "title": "Card"}
    assert sent["about"] == [str(rowan.pk)]
    page = browser.post(address, sent).content.decode()
    assert "Hardly anything could be read here" in page
    assert not Document._base_manager.exists()
    browser.post(address, sent | {"looked_again": form_of(page)["looked_again"]})
    assert list(Document._base_manager.get().about.all()) == [rowan]


def test_a_page_that_names_somebody_is_theirs_whatever_the_hint(as_user, worker, add, batch, kai):
    (image,) = add_read_pages(add(b"%PDF-1.7", by=worker), ["Kai Ahmed, born 8 Nov 2011"])
    page = as_user(worker).get(reverse("scanning:filing", args=[image.pk])).content.decode()
    assert form_of(page)["about"] == [str(kai.pk)]
