"""A page that goes on from a document filed already is offered to it, with the reason, and can be taken back."""

from datetime import date

import pytest
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent, Closure
from documents import locking
from documents.models import Document, PageEdit
from scanning import continuing
from scanning.actions import continuing as joining
from scanning.actions import desk, intake
from scanning.cues import Cues, cues_in
from scanning.models import CoverSet, Image, PageKey
from scanning.sums import sum_of
from tests.scanning.pages import TODAY, add_read_pages

pytestmark = pytest.mark.django_db

HEADING = "Northmoor Health Visiting Service, review of Rowan Moss"
FIRST = [
    f"{HEADING}\nPage 1 of 4\n12 March 2026\nRowan Moss, born 4 Feb 2017\nHe is well.",
    f"{HEADING}\nPage 2 of 4\nHe eats well.",
]
LATE = f"{HEADING}\nPage 3 of 4\nRowan Moss sleeps well."


def keep_keys(images) -> None:
    for image in images:
        text = image.page.reading.text
        for key in continuing.keys_of(cues_in(text, today=TODAY), text):
            PageKey.objects.create(key=key, page=image.page)


@pytest.fixture
def laid(clerk, batch, add, rowan):
    """Files `texts` as one document of Rowan's, and lays `late` on the desk in a later batch."""

    def lay(texts, late, *, kept=None):
        first = add_read_pages(add(b"%PDF-1.7 first"), texts)
        keep_keys(first)
        filing = desk.file_images(
            by=clerk,
            batch=batch,
            images=first if kept is None else [first[at] for at in kept],
            about=[rowan],
            title="Review, health visitor",
            kind="report",
            dated_on=date(2026, 3, 12),
        )
        other = intake.receive_batch(by=clerk, sheets_counted=1)
        images = add_read_pages(add(b"%PDF-1.7 late", to=other), [late])
        keep_keys(images)
        return filing.document, images[0]

    return lay


def at_desk(browser, image) -> str:
    return browser.get(reverse("scanning:filing", args=[image.pk])).content.decode()


def accept(browser, document, image):
    address = reverse("scanning:filing", args=[image.pk])
    sent = {"act": "continue", "continues": str(document.pk)}
    return browser.post(address, sent, follow=True).content.decode()


def test_a_late_page_is_offered_to_its_document_with_the_reason_and_added_with_one_key(
    laid, as_user, clerk, worker
):
    document, image = laid(FIRST, LATE)
    browser = as_user(clerk)
    page = at_desk(browser, image)
    assert "This goes on from “Review, health visitor”" in page
    assert "This is page 3 of 4, and pages 1 and 2 of 4 stand there" in page
    assert "both are headed" in page
    assert 'data-key="C"' in page
    answer = accept(browser, document, image)
    assert "1 page added to “Review, health visitor”, as page 3" in answer
    assert [p.number for p in document.document_pages.order_by("number")] == [1, 2, 3]
    assert document.document_pages.get(number=3).page_id == image.page_id
    assert access.decide(worker, "read", image.page)
    assert sum_of(image.batch).filed == 1
    assert AuditEvent.objects.filter(code="documents.pages_joined").exists()


def test_it_is_taken_back_from_the_desk_and_from_the_document(laid, as_user, clerk, worker):
    document, image = laid(FIRST, LATE)
    for who, address in ((clerk, "scanning:joining_undo"), (worker, "portal:arrange_undo")):
        accept(as_user(clerk), document, image)
        edit = PageEdit._base_manager.filter(undone_at=None).get()
        as_user(who).post(reverse(address, args=[edit.pk]))
        image.refresh_from_db()
        assert (image.state, image.document) == (Image.State.READ, None)
        assert document.document_pages.count() == 2
        assert sum_of(image.batch).left == 1


def test_somebody_else_cannot_take_it_back(laid, as_user, clerk, stranger):
    document, image = laid(FIRST, LATE)
    accept(as_user(clerk), document, image)
    edit = PageEdit._base_manager.get()
    assert (
        as_user(stranger).post(reverse("scanning:joining_undo", args=[edit.pk])).status_code == 404
    )
    image.refresh_from_db()
    assert image.state == Image.State.FILED


def test_a_page_between_two_comes_to_stand_between_them(laid, as_user, clerk):
    texts = [FIRST[0], FIRST[1], f"{HEADING}\nPage 4 of 4\nEnd."]
    document, image = laid(texts, LATE)
    accept(as_user(clerk), document, image)
    said = [p.page.reading.text for p in document.document_pages.order_by("number")]
    assert said == [texts[0], texts[1], LATE, texts[2]]


@pytest.mark.parametrize(
    "late",
    [
        f"{HEADING}\nPage 2 of 4\nThis page stands there already.",
        f"{HEADING}\nPage 3 of 5\nOf a longer report.",
        "Another surgery altogether, about a boiler\nPage 3 of 4\nThe boiler.",
    ],
)
def test_a_page_of_something_else_is_offered_nowhere(laid, as_user, clerk, late):
    _, image = laid(FIRST, late)
    assert "This goes on from" not in at_desk(as_user(clerk), image)


def test_a_page_that_names_another_child_is_not_offered_to_this_ones_paper(laid, as_user, clerk):
    heading = "Northmoor Health Visiting Service, yearly review"
    first = f"{heading}\nPage 1 of 4\nRowan Moss, born 4 Feb 2017"
    _, image = laid([first], f"{heading}\nPage 3 of 4\nKai Ahmed, born 8 November 2011")
    assert "This goes on from" not in at_desk(as_user(clerk), image)


def test_a_slip_that_quotes_our_reference_goes_behind_the_letter(laid, as_user, clerk):
    letter = "Northmoor Council\nOur ref: CS/2026/118\nDear Ms Moss\nPlease come."
    slip = "Reply slip\nYour ref: CS/2026/118\nI will come."
    document, image = laid([letter], slip)
    page = at_desk(as_user(clerk), image)
    assert "It quotes the reference CS/2026/118, which stands there." in page
    accept(as_user(clerk), document, image)
    assert document.document_pages.get(number=2).page_id == image.page_id


def test_the_next_letter_with_the_same_reference_is_a_letter_of_its_own(laid, as_user, clerk):
    letter = "Bell Solicitors\nOur ref: AB/118\nDear Ms Moss"
    _, image = laid([letter], "Bell Solicitors\nOur ref: AB/118\nDear Ms Moss\nFurther to that.")
    assert "This goes on from" not in at_desk(as_user(clerk), image)


def test_papers_behind_a_sheet_that_was_missing_are_offered_to_those_before_it(
    laid, as_user, clerk, council, rowan, add
):
    document, image = laid(["Some words of the first stack."], "More words, behind the sheet.")
    sheets = CoverSet.objects.create(
        code="LOST0001", team=council.intake, made_by=clerk, count=3, child=rowan
    )
    first = document.images.get()
    for before, number in ((first, 1), (image, 2)):
        Image._base_manager.filter(pk=before.pk).update(position=2)
        sheet = add_read_pages(add(b"sheet %d" % number, to=before.batch), ["cover"])[0]
        Image._base_manager.filter(pk=sheet.pk).update(
            position=1, state=Image.State.SEPARATOR, cover_set=sheets, cover_number=number
        )
    page = at_desk(as_user(clerk), image)
    assert "Cover sheet 2 of 3 was missing from batch" in page
    accept(as_user(clerk), document, image)
    assert document.document_pages.count() == 2


@pytest.mark.parametrize("closure", [Closure.RESTRICTED, Closure.SEALED])
def test_a_document_in_a_closed_file_is_offered_to_nobody(laid, as_user, clerk, rowan, closure):
    document, image = laid(FIRST, LATE)
    assert "Review, health visitor" in at_desk(as_user(clerk), image)
    rowan.closure, rowan.closure_owner = closure, clerk
    rowan.save()
    assert "Review, health visitor" not in at_desk(as_user(clerk), image)
    assert "has changed meanwhile" in accept(as_user(clerk), document, image)
    with pytest.raises(access.Refused):
        joining.add_to_document(
            by=clerk, batch=image.batch, images=[image], document=document, at=3
        )
    image.refresh_from_db()
    assert image.state == Image.State.READ


def test_a_document_with_a_locked_page_takes_no_more_and_says_why(laid, clerk):
    document, image = laid(FIRST, LATE)
    locking.lock(by=clerk, page=document.document_pages.get(number=1).page)
    with pytest.raises(Problem, match="is locked, so nothing is added"):
        joining.add_to_document(
            by=clerk, batch=image.batch, images=[image], document=document, at=3
        )
    image.refresh_from_db()
    assert image.state == Image.State.READ


def test_a_copy_with_parts_hidden_takes_no_more(laid, clerk):
    document, image = laid(FIRST, LATE)
    Document._base_manager.filter(pk=document.pk).update(redacted_from=document)
    with pytest.raises(Problem, match="parts hidden"):
        joining.add_to_document(
            by=clerk, batch=image.batch, images=[image], document=document, at=3
        )


def test_where_a_second_person_must_look_nothing_is_added(laid, as_user, clerk):
    late = f"{HEADING}\nPage 3 of 4\nRowan Moss, born 1 Jan 2016"
    document, image = laid(FIRST, late)
    answer = accept(as_user(clerk), document, image)
    assert "A second person has to look first" in answer
    assert document.document_pages.count() == 2


def test_cues_of_a_page_without_numbers_leave_no_keys():
    assert continuing.keys_of(Cues(), "A page with words and no number.") == set()
