"""A picture that must not be seen: one act hides it from everybody, and one person, with a reason, brings it back."""

import pytest
from django.core import mail
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent, IndexChange, User
from documents import locking
from documents.models import DocumentPage, Page, PageLock, Reading
from family_access import messages
from scanning.actions import desk
from scanning.models import Image
from search import finding, writing
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

WORD = "quokkaberry"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def lead(chair):
    User.objects.filter(pk=chair.pk).update(is_safeguarding_lead=True, email="lead@example.org")
    chair.refresh_from_db()
    return chair


@pytest.fixture
def images(clerk):
    import io

    from scanning.actions import intake

    batch = intake.receive_batch(by=clerk, sheets_counted=2)
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 x"), name="a.pdf"
    )
    intake.finish_intake(by=clerk, batch=batch)
    return add_read_pages(upload, [f"A letter {WORD}", "Another page"])


@pytest.fixture
def filed(clerk, rowan, images):
    from datetime import date

    return desk.file_images(
        by=clerk,
        batch=images[0].batch,
        images=images,
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 12),
    ).document


def addresses(page: Page, image: Image) -> list[str]:
    return [
        reverse("portal:page_image", args=[page.pk]),
        reverse("portal:page_thumbnail", args=[page.pk]),
        reverse("portal:page_original", args=[page.pk]),
        reverse("scanning:page_image", args=[page.pk]),
        reverse("scanning:page_thumbnail", args=[page.pk]),
        reverse("scanning:page_original", args=[page.pk]),
        reverse("scanning:filing", args=[image.pk]),
    ]


def test_one_key_on_the_desk_hides_the_page_and_the_batch_can_close(
    as_user, clerk, images, lead, django_capture_on_commit_callbacks
):
    browser = as_user(clerk)
    desk_of_it = reverse("scanning:filing", args=[images[0].pk])
    assert 'data-key="X"' in browser.get(desk_of_it).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(desk_of_it, {"act": "lock"}, follow=True)
    assert "is locked" in answer.content.decode()
    for address in addresses(images[0].page, images[0]):
        assert browser.get(address).status_code == 404, address
    assert (
        WORD
        not in browser.get(reverse("scanning:batch", args=[images[0].batch_id])).content.decode()
    )
    desk.set_aside(by=clerk, image=images[1], state="blank")
    images[0].batch.refresh_from_db()
    assert images[0].batch.closed_at is not None
    messages.send_waiting()
    assert [letter.to for letter in mail.outbox] == [["lead@example.org"]]
    assert mail.outbox[0].subject == messages.SUBJECT and "lock" not in mail.outbox[0].body


def test_a_filed_page_is_hidden_from_everybody_and_the_rest_of_its_paper_stays(
    as_user, council, filed, images, lead
):
    worker = council.staff["worker"]
    page = images[0].page
    as_user(worker).post(reverse("portal:lock_page", args=[page.pk]))
    for user in [*council.staff.values(), *council.family.values()]:
        browser = as_user(user)
        for address in addresses(page, images[0]):
            assert browser.get(address).status_code in (404, 302, 403), (user, address)
        assert not access.decide(user, "read", page)
        assert not access.decide(user, "copy", filed)
        # The stored file holds the locked page too, so no page of it is handed out as it was scanned.
        assert not access.decide(user, "original", images[1].page)
    browser = as_user(worker)
    shown = browser.get(reverse("portal:page", args=[filed.pk, 1]))
    assert "Page 1 is locked" in shown.content.decode() and WORD not in shown.content.decode()
    assert (
        "Another page" in browser.get(reverse("portal:page", args=[filed.pk, 2])).content.decode()
    )
    assert IndexChange.objects.filter(object_id=filed.pk).exists()
    assert Reading.objects.of(page=page).exists() and DocumentPage.objects.of(page=page).exists()


def test_only_the_lead_opens_it_again_and_says_why(as_user, filed, images, lead, manager, worker):
    page = images[0].page
    lock = locking.lock(by=worker, page=page)
    address = reverse("portal:unlock", args=[lock.pk])
    for user in (manager, worker):
        assert as_user(user).get(address).status_code == 404
        assert as_user(user).get(reverse("portal:locks")).status_code == 404
        with pytest.raises(access.Refused):
            locking.unlock(by=user, lock=lock, reason="It was a mistake of mine")
    browser = as_user(lead)
    assert address in browser.get(reverse("portal:my_work")).content.decode()
    assert "Say in a sentence why" in browser.post(address, {"reason": "no"}).content.decode()
    assert not access.decide(worker, "read", page)
    browser.post(address, {"reason": "Locked by mistake, agreed with the manager"})
    assert access.decide(worker, "read", page)
    assert PageLock.objects.of(page=page).get().reason.startswith("Locked by mistake")
    assert AuditEvent.objects.filter(code="documents.page_unlocked", actor=lead).count() == 1


def test_a_page_is_locked_once_and_only_by_who_sees_it(filed, images, worker, stranger):
    with pytest.raises(access.Refused):
        locking.lock(by=stranger, page=images[0].page)
    locking.lock(by=worker, page=images[0].page)
    with pytest.raises((Problem, access.Refused)):
        locking.lock(by=worker, page=images[0].page)


def test_a_search_finds_no_word_of_it(as_user, filed, images, worker, settings):
    while writing.apply_waiting():
        pass
    assert finding.find(worker, WORD).total == 1
    locking.lock(by=worker, page=images[0].page)
    assert finding.find(worker, WORD).hits == []
    while writing.apply_waiting():
        pass
    found = finding.find(worker, WORD)
    assert (found.total, found.hits) == (0, [])


def test_a_filing_with_a_locked_page_is_not_undone(as_user, clerk, filed, images, worker):
    locking.lock(by=worker, page=images[0].page)
    filing = images[0].batch.filings.get()
    assert as_user(clerk).post(reverse("scanning:undo", args=[filing.pk])).status_code == 404
    assert filed.document_pages.count() == 2
