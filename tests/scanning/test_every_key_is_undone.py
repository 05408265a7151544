"""U takes back what the key before it changed, for every key of the desk, and says what it took back."""

import re
from datetime import date

import pytest
from django.urls import reverse

from documents.models import Reading
from scanning import continuing
from scanning.actions import desk, intake
from scanning.cues import cues_in
from scanning.models import Filing, Image, Likeness, Original, PageKey, Upload
from scanning.views import filing as desk_view
from tests.scanning.pages import TODAY, add_read_pages
from tests.scanning.test_continuing import FIRST, LATE
from tests.scanning.test_screens import LETTER, OTHER, SECOND, filing, form_of

pytestmark = pytest.mark.django_db

# Key, what it does, what U says of it.
UNDONE = [
    ("Enter", "file", "“Letter, health visitor” is taken out of the file of Rowan Moss. Pages 1"),
    ("N", "begin", "the desk decides again at page 1, as before"),
    ("S", "split", "the desk decides again at page 2, as before"),
    ("R", "turn", "page 1 stands as it stood before it was turned"),
    ("B", "blank", "page 1 is no longer set aside as blank"),
    ("!", "urgent", "page 1 is not marked as urgent any more"),
    ("O", "original", "page 1 is not on the list of originals any more"),
    ("D", "duplicate", "page 1 is no longer set aside as a duplicate"),
    ("W", "whole", "page 1 is shown with the sheet straightened, as before"),
    ("C", "continue", "“Review, health visitor” stands as it stood before pages were added"),
]
# What stays, and the sentence that says why.
STAYS = [("X", "lock", "only a safeguarding lead opens it again")]
# Not keys, and undone all the same.
BUTTONS = [
    ("", "separator", "page 1 is no longer set aside as a separator sheet"),
    ("", "reject", "page 1 is no longer set aside. It lies"),
]
KEPT_BY_ITSELF = {"undo", "retry"}


def keep_keys(images) -> None:
    for image in images:
        text = image.page.reading.text
        for key in continuing.keys_of(cues_in(text, today=TODAY), text):
            PageKey.objects.create(key=key, page=image.page)


@pytest.fixture
def lying(add, batch, clerk, rowan):
    """A page on the desk to which `act` can be done, and what lies there with it."""

    def lie(act: str) -> Image:
        if act == "continue":
            first = add_read_pages(add(b"%PDF-1.7 first"), FIRST)
            keep_keys(first)
            desk.file_images(
                by=clerk,
                batch=batch,
                images=first,
                about=[rowan],
                title="Review, health visitor",
                kind="report",
                dated_on=date(2026, 3, 12),
            )
            other = intake.receive_batch(by=clerk)
            images = add_read_pages(add(b"%PDF-1.7 late", to=other), [LATE])
            keep_keys(images)
            return images[0]
        if act == "duplicate":
            before = add_read_pages(add(b"%PDF-1.7 before"), [LETTER])[0]
            other = intake.receive_batch(by=clerk)
            again = add_read_pages(add(b"%PDF-1.7 again", to=other), [LETTER])[0]
            Likeness.objects.create(image=again, page=before.page, picture=97, text=99)
            return again
        images = add_read_pages(add(b"%PDF-1.7 three"), [LETTER, SECOND, OTHER])
        if act == "whole":
            reading = images[0].page.reading
            Reading._base_manager.filter(pk=reading.pk).update(whole=reading.view_id)
        return images[0]

    return lie


def everything(image: Image) -> list[tuple[object, ...]]:
    """What stands of all the pages of a batch, and of what hangs on them."""
    rows = Image._base_manager.filter(batch=image.batch_id).order_by("position")
    return [
        (
            one.state,
            one.turned_degrees,
            one.begins_document,
            one.urgent_at,
            one.urgent_for_id,
            one.duplicate_of_id,
            one.document_id,
            one.decided_by_id,
            one.original.kind if one.original else None,
            one.page.is_shown_whole,
            one.page.document_pages.count(),
        )
        for one in rows
    ]


def press(browser, image: Image, act: str):
    sent = form_of(browser.get(filing(image)).content.decode())
    if act == "continue":
        page = browser.get(filing(image)).content.decode()
        sent["continues"] = page.partition('name="continues" value="')[2].partition('"')[0]
    return browser.post(filing(image), {**sent, "act": act}, follow=True)


def undo(browser, image: Image) -> str:
    return browser.post(filing(image), {"act": "undo"}, follow=True).content.decode()


@pytest.mark.parametrize(("key", "act", "said"), [*UNDONE, *BUTTONS])
def test_u_takes_back_what_the_key_did_and_says_what(as_user, clerk, lying, key, act, said):
    image = lying(act)
    browser = as_user(clerk)
    before = everything(image)
    if key:
        assert f'data-key="{key}"' in browser.get(filing(image)).content.decode()
    press(browser, image, act)
    assert everything(image) != before, "the key changed nothing"
    answer = undo(browser, Image._base_manager.get(pk=image.pk))
    assert f"Undone: {said}" in answer
    assert everything(image) == before
    assert "nothing of yours to undo" in undo(browser, image)


@pytest.mark.parametrize(("key", "act", "said"), STAYS)
def test_what_u_cannot_take_back_it_says(as_user, clerk, lying, key, act, said):
    image = lying(act)
    browser = as_user(clerk)
    assert f'data-key="{key}"' in browser.get(filing(image)).content.decode()
    press(browser, image, act)
    after = everything(image)
    beside = Image._base_manager.filter(batch=image.batch_id, state="read").first()
    assert said in undo(browser, beside)
    assert everything(image) == after


def test_u_that_leads_to_another_batch_changes_the_heading_too(as_user, clerk, add):
    """By script as by a plain form: the parts that are taken from the answer have the heading among them."""
    there = add_read_pages(add(b"%PDF-1.7 three"), [LETTER, SECOND, OTHER])[0]
    other = intake.receive_batch(by=clerk)
    here = add_read_pages(add(b"%PDF-1.7 other", to=other), [OTHER])[0]
    browser = as_user(clerk)
    press(browser, there, "blank")
    before = browser.get(filing(here)).content.decode()
    after = undo(browser, here)
    assert f"Batch {other.number}</a>" in heading_of(before)
    assert f"Batch {there.batch.number}</a>" in heading_of(after)
    assert reverse("scanning:batch", args=[there.batch_id]) in heading_of(after)
    taken = re.search(r'data-swap="([^"]*)"', before)
    assert taken is not None
    assert "#desk-heading" in taken[1].split()


def heading_of(page: str) -> str:
    found = re.search(r'<h1 id="desk-heading">.*?</h1>', page, re.DOTALL)
    return found[0] if found else ""


def closed_by_filing(browser, clerk, images) -> str:
    """File the only document of a batch as the script of the desk does; the page that answers."""
    intake.finish_intake(by=clerk, batch=images[0].batch)
    Upload._base_manager.filter(batch=images[0].batch).update(state="cut")
    page = browser.get(filing(images[0])).content.decode()
    swap = re.search(r'data-swap="([^"]*)"', page)
    assert swap is not None
    sent = {**form_of(page), "act": "file"}
    answer = browser.post(filing(images[0]), sent, follow=True, headers={"Kinfile-Swap": swap[1]})
    closed = reverse("scanning:batch", args=[images[0].batch_id])
    assert answer.redirect_chain[-1][0] == closed
    return closed


def test_what_was_filed_last_is_told_on_the_page_that_the_script_goes_to_with_undo(
    as_user, clerk, add, rowan
):
    images = add_read_pages(add(b"%PDF-1.7 two"), [LETTER, SECOND])
    browser = as_user(clerk)
    closed = closed_by_filing(browser, clerk, images)
    shown = browser.get(closed).content.decode()
    assert "2 pages filed to Rowan Moss" in shown
    assert reverse("scanning:undo", args=[Filing._base_manager.get().pk]) in shown
    assert "2 pages filed to" not in browser.get(closed).content.decode()


def test_what_the_script_shows_itself_is_not_told_a_second_time(as_user, clerk, lying):
    image = lying("blank")
    browser = as_user(clerk)
    swap = re.search(r'data-swap="([^"]*)"', browser.get(filing(image)).content.decode())
    assert swap is not None
    answer = browser.post(
        filing(image), {"act": "blank"}, follow=True, headers={"Kinfile-Swap": swap[1]}
    )
    assert "is set aside as blank" in answer.content.decode()
    assert "is set aside as blank" not in browser.get(answer.redirect_chain[-1][0]).content.decode()


def test_u_works_on_the_page_of_the_batch_that_was_closed_by_it(as_user, clerk, add, rowan):
    images = add_read_pages(add(b"%PDF-1.7 two"), [LETTER, SECOND])
    browser = as_user(clerk)
    closed = closed_by_filing(browser, clerk, images)
    page = browser.get(closed).content.decode()
    address = reverse("scanning:batch_undo", args=[images[0].batch_id])
    assert f'action="{address}"' in page
    assert 'data-key="U"' in page
    assert "filing-keys.js" in page
    answer = browser.post(address, follow=True).content.decode()
    assert "“Letter, health visitor” is taken out of the file of Rowan Moss." in answer
    assert "Pages 1 and 2 lie on the desk again" in answer
    assert 'data-key="U"' not in browser.get(closed).content.decode()
    assert "nothing of yours to undo" in browser.post(address, follow=True).content.decode()


def test_a_filing_of_a_closed_batch_is_undone_from_its_page_by_the_desk_and_by_nobody_else(
    as_user, clerk, records, stranger, add, rowan
):
    images = add_read_pages(add(b"%PDF-1.7 two"), [LETTER, SECOND])
    closed = closed_by_filing(as_user(clerk), clerk, images)
    address = reverse("scanning:undo", args=[Filing._base_manager.get().pk])
    theirs = as_user(stranger)
    assert theirs.get(closed).status_code == 404
    assert theirs.post(address).status_code == 404
    browser = as_user(records)
    page = browser.get(closed).content.decode()
    assert f"Pages 1 and 2, filed by {clerk}" in page
    assert address in page
    assert "Letter, health visitor" not in page
    assert "Rowan" not in page
    answer = browser.post(address, follow=True).content.decode()
    assert "Pages 1 and 2 lie on the desk again" in answer
    assert address not in browser.get(closed).content.decode()


def test_every_act_of_the_desk_stands_in_the_table():
    told = {act for _, act, _ in [*UNDONE, *STAYS, *BUTTONS]}
    assert told == {*desk_view._ACTS, "file"} - KEPT_BY_ITSELF


def test_u_goes_on_to_the_step_before(as_user, clerk, lying):
    image = lying("turn")
    browser = as_user(clerk)
    before = everything(image)
    for act in ("turn", "turn", "urgent", "begin", "blank"):
        press(browser, image, act)
    for said in ("as blank", "decides again", "not marked as urgent", "turned", "turned"):
        assert said in undo(browser, image)
    assert everything(image) == before


def test_what_was_taken_off_comes_back_as_it_was(as_user, clerk, lying, rowan):
    image = lying("original")
    browser = as_user(clerk)
    press(browser, image, "urgent")
    press(browser, image, "original")
    Original._base_manager.update(description="Blue card", wanted="keep")
    before = everything(image)
    press(browser, image, "urgent")
    press(browser, image, "original")
    assert not Original._base_manager.exists()
    assert "on the list of originals again" in undo(browser, image)
    assert "marked as urgent as before" in undo(browser, image)
    assert everything(image) == before
    assert Original._base_manager.get().description == "Blue card"


def test_the_button_beside_the_notice_and_the_key_do_not_undo_twice(as_user, clerk, lying):
    image = lying("blank")
    browser = as_user(clerk)
    press(browser, image, "blank")
    answer = browser.post(reverse("scanning:restore", args=[image.pk]), follow=True)
    assert "Undone: page 1 is no longer set aside as blank" in answer.content.decode()
    assert "nothing of yours to undo" in undo(browser, image)


def test_nobody_undoes_what_somebody_else_did(as_user, clerk, records, lying):
    image = lying("turn")
    press(as_user(clerk), image, "turn")
    assert "nothing of yours to undo" in undo(as_user(records), image)
    image.refresh_from_db()
    assert image.turned_degrees == 90


def test_what_somebody_decided_about_since_stays_and_is_said(as_user, clerk, records, lying):
    image = lying("turn")
    browser = as_user(clerk)
    press(browser, image, "turn")
    desk.set_aside(by=records, image=image, state=Image.State.BLANK)
    beside = Image._base_manager.filter(batch=image.batch_id, state="read").first()
    assert "decided about a moment ago" in undo(browser, beside)
    image.refresh_from_db()
    assert (image.state, image.turned_degrees) == ("blank", 90)
