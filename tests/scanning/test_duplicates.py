"""A sheet that is here already is noticed and set aside with one key; nobody learns of a page kept from them."""

from datetime import date

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageDraw

from cases import access
from cases.models import AuditEvent, Closure
from documents import locking
from documents.readings import Word
from scanning import likeness, reading, twins
from scanning.actions import desk, duplicates, intake
from scanning.marks import mark_of
from scanning.models import Batch, Image, Likeness, PageKey, PageMark
from scanning.sums import sum_of
from tests import paper
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

LETTER = paper.lines_of_text(24, seed=7)
A4_MM = 210.0


def sheet(
    lines=LETTER, *, scribble=0, dpi=200, noise=0.0, fade=0, lean=0.0, points=11
) -> Picture.Image:
    """One and the same typed sheet, as it comes from this scanner or that.

    `scribble`: who filled in the empty half below, each in another hand.
    """
    page = paper.typed_page(lines, points=points)
    if scribble:
        dice = np.random.default_rng(scribble)
        draw = ImageDraw.Draw(page)
        wide, high = page.size
        for row in range(6):
            x, y = 0.15 * wide, (0.62 + 0.05 * row) * high
            for _ in range(40):
                to = (x + dice.uniform(0.004, 0.02) * wide, y + dice.uniform(-0.012, 0.012) * high)
                draw.line((x, y, *to), fill=30, width=max(2, wide // 500))
                x = to[0]
    page = page.rotate(lean, Picture.Resampling.BICUBIC, fillcolor=250)
    page = page.resize((round(page.width * dpi / 200), round(page.height * dpi / 200)))
    pixels = np.clip(np.asarray(page).astype(int) + fade, 0, 250).astype(np.uint8)
    pixels[np.random.default_rng(9).random(pixels.shape) < noise] = 0
    return Picture.fromarray(pixels)


def mark(page: Picture.Image) -> likeness.Cells:
    return likeness.unpacked(mark_of(np.asarray(page), A4_MM))


def said(*words: str, confidence: float = 95) -> list[Word]:
    return [Word(word, 0, 0, 10, 10, confidence) for word in words]


class TestThePicture:
    @pytest.mark.parametrize(
        "again", [{"dpi": 110}, {"dpi": 300}, {"noise": 0.002}, {"fade": 90}, {"lean": 0.3}]
    )
    def test_another_scan_of_a_sheet_looks_the_same(self, again):
        found = likeness.compare_pictures(mark(sheet(scribble=1)), mark(sheet(scribble=1, **again)))
        assert found.is_strong, found

    def test_a_sheet_laid_a_little_off_and_copied_smaller_looks_the_same(self):
        page = sheet(scribble=1)
        small = Picture.new("L", page.size, 250)
        small.paste(page.resize((round(page.width * 0.97), round(page.height * 0.97))), (20, 14))
        assert likeness.compare_pictures(mark(page), mark(small)).is_strong

    def test_the_same_form_filled_in_by_somebody_else_does_not(self):
        found = likeness.compare_pictures(mark(sheet(scribble=1)), mark(sheet(scribble=2)))
        assert not found.is_strong
        words = likeness.compare_texts(said(*LETTER), said(*LETTER))
        assert not likeness.is_same(found, words, is_all_print=False)

    def test_an_empty_form_is_not_the_filled_in_one(self):
        assert not likeness.compare_pictures(mark(sheet()), mark(sheet(scribble=2))).is_strong

    def test_bytes_that_are_no_mark_are_refused(self):
        for wrong in (b"", b"x", likeness.packed(np.zeros((352, 256), np.uint8))[:-4]):
            with pytest.raises(ValueError):
                likeness.unpacked(wrong)


class TestTheWords:
    WORDS = " ".join(LETTER).split()

    def test_a_word_misread_is_the_same_word(self):
        misread = [
            word.replace("m", "n", 1) if at % 9 == 0 else word for at, word in enumerate(self.WORDS)
        ]
        assert likeness.compare_texts(said(*self.WORDS), said(*misread)).is_strong

    @pytest.mark.parametrize(
        "one, other", [(["3", "March"], ["9", "March"]), (["Rowan", "Moss"], ["Tia", "Okoro"])]
    )
    def test_another_day_or_another_name_is_another_letter(self, one, other):
        found = likeness.compare_texts(said(*self.WORDS, *one), said(*self.WORDS, *other))
        assert found.is_contradicted
        alike = likeness.Pictures(1.0, 1.0, 0, 0.0, 0.0)
        assert not likeness.is_same(alike, found, is_all_print=True)

    def test_a_number_that_was_hardly_read_contradicts_nothing(self):
        one, other = said(*self.WORDS), said(*self.WORDS)
        found = likeness.compare_texts(
            [*one, *said("3", confidence=40)], [*other, *said("9", confidence=40)]
        )
        assert found.is_strong


class TestTheKeys:
    def test_another_scan_is_found_and_another_page_is_not(self):
        one, again = mark(sheet(scribble=1)), mark(sheet(scribble=1, dpi=120, noise=0.001))
        text = chr(10).join(LETTER)
        near = text.replace("health", "heaith")
        assert likeness.keys_of(one, text) & likeness.keys_of(again, near)
        # Handwriting alone, of which nothing was read.
        assert likeness.keys_of(one, "") & likeness.keys_of(again, "")
        other = mark(sheet(paper.lines_of_text(9, seed=99), scribble=5, points=16))
        assert not likeness.keys_of(one, text) & likeness.keys_of(other, "Something else entirely.")


def remember(image: Image, picture: Picture.Image, text: str) -> None:
    kept = mark_of(np.asarray(picture), A4_MM)
    PageMark(page=image.page, picture=kept).save(force_insert=True)
    keys = likeness.keys_of(likeness.unpacked(kept), text)
    PageKey.objects.bulk_create(PageKey(key=key, page=image.page) for key in keys)


@pytest.fixture
def two(clerk, batch, add):
    """The same sheet in two batches, both read and compared."""
    other = intake.receive_batch(by=clerk, sheets_counted=1)
    text = chr(10).join(LETTER)
    first = add_read_pages(add(b"%PDF-1.7 once"), [text])[0]
    second = add_read_pages(add(b"%PDF-1.7 twice", to=other), [text])[0]
    remember(first, sheet(scribble=1), text)
    remember(second, sheet(scribble=1, dpi=120, noise=0.001), text)
    assert twins.compare_waiting() == 2
    return first, second


@pytest.fixture
def filed(two, clerk, batch, rowan):
    """The first of the two is filed; gives that filing and the image on the desk."""

    def file(child=rowan):
        filing = desk.file_images(
            by=clerk,
            batch=batch,
            images=[two[0]],
            about=[child],
            title="Letter, health visitor",
            kind="letter",
            dated_on=date(2026, 11, 12),
        )
        Batch._base_manager.filter(pk=batch.pk).update(closed_at=filing.at)
        return filing, two[1]

    return file


def test_a_page_that_came_twice_is_said_beside_the_other_one(filed, as_user, clerk, rowan):
    filing, image = filed()
    browser = as_user(clerk)
    page = browser.get(reverse("scanning:filing", args=[image.pk])).content.decode()
    assert "This looks like page 1 of “Letter, health visitor”" in page
    assert rowan.name in page
    twin = reverse("scanning:page_image", args=[filing.document.document_pages.get().page_id])
    assert twin in page
    assert browser.get(twin).status_code == 200
    for key in ("D", "Enter"):
        assert f'data-key="{key}"' in page


def test_one_key_sets_it_aside_and_another_brings_it_back(filed, as_user, clerk):
    _, image = filed()
    browser = as_user(clerk)
    address = reverse("scanning:filing", args=[image.pk])
    answer = browser.post(address, {"act": "duplicate"}, follow=True).content.decode()
    assert "set aside as a duplicate of page 1 of “Letter, health visitor”" in answer
    image.refresh_from_db()
    assert image.state == Image.State.REJECTED
    assert image.duplicate_of_id is not None
    total = sum_of(image.batch)
    assert (total.images, total.rejected, total.left) == (1, 1, 0)
    assert AuditEvent.objects.filter(code="scanning.duplicate_set_aside").exists()
    page = browser.get(address).content.decode()
    assert "Duplicate, set aside" in page
    assert "It shows the same as page 1" in page
    browser.post(reverse("scanning:restore", args=[image.pk]))
    image.refresh_from_db()
    assert (image.state, image.duplicate_of_id) == (Image.State.READ, None)


def test_it_can_be_filed_all_the_same(filed, clerk, rowan):
    _, image = filed()
    again = desk.file_images(
        by=clerk,
        batch=image.batch,
        images=[image],
        about=[rowan],
        title="Letter, second copy",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    assert again.document.document_pages.count() == 1


@pytest.mark.parametrize("closure", [Closure.RESTRICTED, Closure.SEALED])
def test_nobody_is_told_of_a_page_in_a_file_that_is_closed_to_them(
    filed, as_user, clerk, rowan, closure
):
    filing, image = filed()
    row = Likeness._base_manager.get(image=image)
    assert access.decide(clerk, "compare", row)
    rowan.closure, rowan.closure_owner = closure, clerk
    rowan.save()
    assert not access.decide(clerk, "compare", row)
    browser = as_user(clerk)
    page = browser.get(reverse("scanning:filing", args=[image.pk])).content.decode()
    assert "This looks like" not in page.replace("<h2>This looks like</h2>", "")
    assert "Letter, health visitor" not in page
    twin = filing.document.document_pages.get().page_id
    assert browser.get(reverse("scanning:page_image", args=[twin])).status_code == 404
    with pytest.raises(access.Refused):
        duplicates.set_aside(by=clerk, likenesses=[row])
    answer = browser.post(
        reverse("scanning:filing", args=[image.pk]), {"act": "duplicate"}, follow=True
    )
    assert "no longer where you saw it" in answer.content.decode()
    image.refresh_from_db()
    assert image.state == Image.State.READ


def test_a_locked_page_is_like_nothing(filed, clerk):
    filing, image = filed()
    row = Likeness._base_manager.get(image=image)
    page = filing.document.document_pages.get().page
    locking.lock(by=clerk, page=page)
    assert not access.decide(clerk, "compare", row)


def test_who_has_no_such_page_on_the_desk_sees_nothing_through_it(filed, stranger, worker):
    filing, image = filed()
    row = Likeness._base_manager.get(image=image)
    page = filing.document.document_pages.get().page
    assert not access.decide(stranger, "compare", row)
    assert not access.decide(stranger, "read", page)
    # Reads the file, but has no part in the desk.
    assert not access.decide(worker, "compare", row)


def test_of_two_on_the_desk_the_one_that_came_first_is_kept(two, as_user, clerk):
    first, second = two
    browser = as_user(clerk)
    page = browser.get(reverse("scanning:filing", args=[second.pk])).content.decode()
    assert f"This looks like page 1 of batch {first.batch.number}" in page
    page = browser.get(reverse("scanning:filing", args=[first.pk])).content.decode()
    assert "This looks like page" not in page


def test_a_sheet_that_went_through_twice_is_counted_once(clerk, batch, add):
    Batch._base_manager.filter(pk=batch.pk).update(sheets_counted=1)
    batch.refresh_from_db()
    text = chr(10).join(LETTER)
    images = add_read_pages(add(b"%PDF-1.7 both"), [text, text])
    batch.uploads.update(state="cut")
    intake.finish_intake(by=clerk, batch=batch)
    for image in images:
        remember(image, sheet(scribble=1), text)
    twins.compare_waiting()
    assert sum_of(batch).difference == 1
    found = twins.twin_of(clerk, Image._base_manager.get(pk=images[1].pk))
    assert found is not None
    duplicates.set_aside(by=clerk, likenesses=[found.likeness])
    assert (sum_of(batch).difference, sum_of(batch).again) == (0, 1)


def test_what_a_killed_worker_left_uncompared_is_compared_with_the_next_page(two):
    Likeness._base_manager.all().delete()
    PageMark._base_manager.update(compared_at=None)
    assert twins.compare_waiting() == 2
    assert twins.compare_waiting() == 0
    assert Likeness._base_manager.count() == 2


def test_a_key_that_very_many_share_is_passed_over_and_the_question_stays_one(
    two, django_assert_num_queries
):
    from scanning.page_keys import pages_with

    key = PageKey.objects.filter(page=two[0].page).first().key
    with django_assert_num_queries(1):
        assert two[0].page_id in pages_with([key])
    PageKey.objects.bulk_create(PageKey(key=key, page=two[0].page) for _ in range(120))
    with django_assert_num_queries(1):
        assert not pages_with([key])


def test_a_letter_scanned_again_is_known_again_from_its_file_to_the_desk(add, reader, clerk, batch):
    lines = [*LETTER, "Yours sincerely", "12 March 2026"]
    add(paper.png_of(paper.typed_page(lines, dpi=150), dpi=150), "once.png")
    add(
        paper.png_of(paper.typed_page(lines, dpi=150, skew=1.2, noise=0.0004), dpi=150), "again.png"
    )
    other = paper.lines_of_text(24, seed=8)
    add(paper.png_of(paper.typed_page(other, dpi=150), dpi=150), "other.png")
    while reading.open_next(reader) or reading.read_next(reader):
        pass
    images = list(Image._base_manager.order_by("position"))
    found = twins.twin_of(clerk, images[1])
    assert found is not None and found.page.pk == images[0].page_id
    assert twins.twin_of(clerk, images[2]) is None


@pytest.fixture
def twice(clerk, batch, add, rowan):
    """A letter of three pages that is filed, and the same three on the desk again, between two other papers."""
    texts = [f"Page {n} of 3\n{chr(10).join(paper.lines_of_text(9, seed=n))}" for n in (1, 2, 3)]
    first = add_read_pages(add(b"%PDF-1.7 once"), texts)
    desk.file_images(
        by=clerk,
        batch=batch,
        images=first,
        about=[rowan],
        title="Letter, school",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    other = intake.receive_batch(by=clerk)
    around = ["Dear Ms Adeyemi\nYours sincerely", *texts, "Dear Ms Adeyemi\nabout the swimming"]
    again = add_read_pages(add(b"%PDF-1.7 twice", to=other), around)
    for image, like in zip(again[1:4], first, strict=True):
        Likeness.objects.create(image=image, page=like.page, picture=97, text=99)
    return again


def states(images) -> list[str]:
    return [Image._base_manager.get(pk=image.pk).state for image in images]


def press_d(browser, image: Image):
    address = reverse("scanning:filing", args=[image.pk])
    page = browser.get(address).content.decode()
    shown = page.partition('name="repeats" value="')[2].partition('"')[0]
    return page, browser.post(address, {"act": "duplicate", "repeats": shown}, follow=True)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_pages_that_repeat_a_paper_go_and_come_back_together(twice, as_user, clerk, at):
    browser = as_user(clerk)
    page, answer = press_d(browser, twice[at])
    assert "3 pages look like pages 1 to 3 of “Letter, school”" in page
    assert "Pages 2 to 4 repeat them in order, and are set aside together." in page
    assert "begin here: " in page
    assert "begins here" not in page
    assert "Duplicates: set 3 pages aside" in page
    said = answer.content.decode()
    assert "3 pages are set aside as duplicates of pages 1 to 3 of “Letter, school”" in said
    assert states(twice) == ["read", "rejected", "rejected", "rejected", "read"]
    stood = [Image._base_manager.get(pk=one.pk).duplicate_of_id for one in twice[1:4]]
    assert stood == [row.page_id for row in Likeness._base_manager.order_by("image__position")]
    assert reverse("scanning:filing", args=[twice[4].pk]) == answer.redirect_chain[-1][0]
    undone = browser.post(
        reverse("scanning:filing", args=[twice[4].pk]), {"act": "undo"}, follow=True
    ).content.decode()
    assert "Undone: pages 2 to 4 are no longer set aside as duplicates" in undone
    assert states(twice) == ["read"] * 5


def test_the_button_beside_the_notice_brings_them_all_back_once(twice, as_user, clerk, stranger):
    browser = as_user(clerk)
    _, answer = press_d(browser, twice[2])
    address = reverse("scanning:run_undo", args=[twice[1].pk])
    assert address in answer.content.decode()
    assert as_user(stranger).post(address).status_code == 404
    assert "Undone: pages 2 to 4" in browser.post(address, follow=True).content.decode()
    assert states(twice) == ["read"] * 5
    assert "brought back already" in browser.post(address, follow=True).content.decode()


def test_a_run_ends_where_a_person_said_that_a_document_begins(twice, as_user, clerk):
    desk.begin_document(by=clerk, image=twice[3], begins=True)
    page, _ = press_d(as_user(clerk), twice[1])
    assert "2 pages look like pages 1 and 2 of “Letter, school”" in page
    assert states(twice) == ["read", "rejected", "rejected", "read", "read"]


def test_only_pages_that_were_named_are_set_aside(twice, as_user, clerk):
    browser = as_user(clerk)
    address = reverse("scanning:filing", args=[twice[1].pk])
    page = browser.get(address).content.decode()
    shown = page.partition('name="repeats" value="')[2].partition('"')[0]
    desk.set_aside(by=clerk, image=twice[3], state=Image.State.SEPARATOR)
    answer = browser.post(address, {"act": "duplicate", "repeats": shown}, follow=True)
    assert "have changed meanwhile" in answer.content.decode()
    assert states(twice) == ["read", "read", "read", "separator", "read"]


def test_a_page_that_is_like_one_of_the_paper_out_of_its_order_goes_alone(twice, as_user, clerk):
    Likeness._base_manager.filter(image=twice[2]).delete()
    page, _ = press_d(as_user(clerk), twice[1])
    assert "This looks like page 1 of “Letter, school”" in page
    assert states(twice) == ["read", "rejected", "read", "read", "read"]


def test_a_sheet_that_came_three_times_keeps_one_of_them(clerk, batch, add):
    images = add_read_pages(add(b"%PDF-1.7 thrice"), ["one", "one", "one"])
    for image in images:
        for other in images:
            if other != image:
                Likeness.objects.create(image=image, page=other.page, picture=97, text=99)
    for image in images[1:]:
        twin = twins.twin_of(clerk, image)
        assert twin is not None
        run = twins.run_around(clerk, twin, images)
        assert [likeness.image_id for likeness in run] == [image.pk]


def test_the_desk_does_not_call_a_page_filed_that_was_set_aside(twice, as_user, clerk, rowan):
    browser = as_user(clerk)
    desk.file_images(
        by=clerk,
        batch=twice[0].batch,
        images=twice[:1],
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    begins = "the page before is filed"
    assert begins in browser.get(reverse("scanning:filing", args=[twice[1].pk])).content.decode()
    _, answer = press_d(browser, twice[1])
    said = answer.content.decode()
    assert begins not in said
    assert "what lies between is set aside, and page 1 is filed" in said
