"""Pages moved to another child wait for a second person where whose they are is in doubt, as at the desk."""

from datetime import date

import pytest
from django.urls import reverse

from cases import access
from documents.models import Document, DocumentPage
from scanning.actions import desk, second_looks
from scanning.models import Image, SecondLook
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

ABOUT_ROWAN = "Dear Ms Adeyemi\nRowan Moss, born 4 Feb 2017\nHe is well."
ABOUT_KAI = "Dear Ms Adeyemi\nKai Ahmed, born 8 Nov 2011\nHe is well."


@pytest.fixture
def filed(clerk, batch, add, rowan):
    def file(text):
        images = add_read_pages(add(b"%PDF-1.7 two"), [text, "A second page."])
        return desk.file_images(
            by=clerk,
            batch=batch,
            images=images,
            about=[rowan],
            title="Letter",
            kind="letter",
            dated_on=date(2026, 11, 12),
        ).document

    return file


@pytest.fixture
def move(as_user, worker, kai):
    def to_kai(document, numbers=("1",)):
        address = reverse("portal:arrange", args=[document.pk])
        sent = {"pages": list(numbers), "whose": str(kai.pk)}
        browser = as_user(worker)
        asked = browser.post(address, {**sent, "act": "find"}).content.decode()
        done = browser.post(
            address, {**sent, "act": "move_to_child", "looked_at": str(kai.pk)}, follow=True
        )
        return asked, done.content.decode()

    return to_kai


def test_what_looks_like_another_childs_waits_for_a_second_person(
    filed, move, kai, worker, records, clerk
):
    document = filed(ABOUT_ROWAN)
    page = document.document_pages.get(number=1).page
    asked, done = move(document)
    assert "A second person will look before" in asked
    assert "pages lay in a wrong file" in done or "A second person looks before it comes" in done
    fresh = Document._base_manager.get(about=kai)
    assert fresh.held_at is not None
    assert not access.decide(worker, "read", fresh)
    assert not access.decide(worker, "read", page)
    look = SecondLook._base_manager.get()
    assert "look like Rowan Moss" in look.reasons[0]
    assert not access.decide(worker, "check", look)
    second_looks.agree(by=records, look=look)
    fresh.refresh_from_db()
    assert fresh.held_at is None
    assert access.decide(worker, "read", page)


def test_what_fits_moves_at_once(filed, move, kai, worker):
    document = filed(ABOUT_KAI)
    asked, _ = move(document)
    assert "A second person will look" not in asked
    fresh = Document._base_manager.get(about=kai)
    assert fresh.held_at is None
    assert access.decide(worker, "read", fresh)
    assert not SecondLook._base_manager.exists()


def test_said_wrong_the_pages_lie_on_the_desk_they_came_from(filed, move, kai, records, batch):
    document = filed(ABOUT_ROWAN)
    move(document)
    back = second_looks.disagree(by=records, look=SecondLook._base_manager.get())
    assert [image.position for image in back] == [1]
    assert Image._base_manager.get(position=1).state == Image.State.READ
    assert Image._base_manager.get(position=2).state == Image.State.FILED
    assert DocumentPage._base_manager.filter(document=document).count() == 1


def test_undone_nobody_is_asked_any_more_and_the_page_stands_where_it_stood(
    filed, move, as_user, worker
):
    document = filed(ABOUT_ROWAN)
    move(document)
    edit = document.page_edits.get()
    as_user(worker).post(reverse("portal:arrange_undo", args=[edit.pk]))
    assert DocumentPage._base_manager.filter(document=document).count() == 2
    assert not SecondLook._base_manager.exists()


def test_a_paper_about_another_child_too_takes_no_doubtful_page(
    filed, as_user, worker, clerk, rowan, kai
):
    document = filed("Dear Ms Adeyemi\nRowan Moss, born 1 Jan 2016\nHe is well.")
    both = Document.objects.create(title="Both", dated_on=date(2026, 11, 12), filed_by=clerk)
    both.about.set([rowan, kai])
    answer = as_user(worker).post(
        reverse("portal:arrange", args=[document.pk]),
        {"act": "move", "pages": ["1"], "to": str(both.pk)},
        follow=True,
    )
    assert "A second person has to look first" in answer.content.decode()
    assert DocumentPage._base_manager.filter(document=both).count() == 0


def test_the_child_in_whose_file_they_stand_is_not_offered(filed, as_user, worker, rowan):
    document = filed(ABOUT_ROWAN)
    address = reverse("portal:arrange", args=[document.pk])
    sent = {"act": "find", "pages": ["1"], "look_for": rowan.reference}
    answer = as_user(worker).post(address, sent, follow=True).content.decode()
    assert "stand in the file of Rowan Moss already. Find another child." in answer
