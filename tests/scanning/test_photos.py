"""Paper photographed with a phone: the sheet is found, nothing is cut off in doubt, and no place is given away."""

import io
from datetime import date

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture

from documents import store
from documents.metadata import without_metadata
from scanning import photos, reading
from scanning.actions import desk, intake
from scanning.models import Batch, Image
from scanning.photo_notes import STRAIGHTENED, WHOLE
from tests import paper
from tests.scanning.photographs import CAMERA, jpeg_with_place, photograph


def letter(seed: int = 0, dpi: int = 150) -> Picture.Image:
    return paper.typed_page(paper.lines_of_text(24, seed), dpi=dpi, points=13)


@pytest.mark.parametrize("table", ["wood", "dark", "grey", "busy"])
@pytest.mark.parametrize("seed", range(4))
def test_the_corners_of_a_sheet_on_a_table_are_found(table, seed):
    taken = photograph(letter(seed), seed=seed, table=table, side=1000)
    found = photos.corners_of_sheet(np.asarray(taken.picture))
    assert found is not None
    off = np.linalg.norm(found - taken.corners, axis=1).max()
    assert off < 0.03 * max(taken.picture.size)


@pytest.mark.parametrize(
    "pixels",
    [
        np.asarray(letter()),
        np.asarray(letter().convert("RGB")),
        np.random.default_rng(0).integers(0, 255, (700, 500, 3), dtype=np.uint8),
        np.full((900, 700, 3), 128, np.uint8),
        np.full((1, 1), 255, np.uint8),
        np.full((3000, 4), 255, np.uint8),
    ],
)
def test_where_no_sheet_is_clear_nothing_is_cut_off(pixels):
    straight = photos.straighten(pixels)
    assert straight.note == WHOLE
    assert straight.pixels.shape == pixels.shape


def test_a_table_drawn_on_a_page_is_not_taken_for_the_sheet():
    page = letter()
    from PIL import ImageDraw

    ImageDraw.Draw(page).rectangle((100, 250, 1100, 1500), outline=0, width=6)
    assert photos.corners_of_sheet(np.asarray(page)) is None


@pytest.fixture
def taken(clerk, as_user):
    """The clerk photographs these pictures with a phone; gives the batch."""

    def take(*pictures: bytes, act: str = "finish") -> Batch:
        files = [
            SimpleUploadedFile(f"IMG_{n}.jpg", data, "image/jpeg")
            for n, data in enumerate(pictures)
        ]
        as_user(clerk).post(reverse("scanning:photograph"), {"files": files, "act": act})
        return Batch._base_manager.get()

    return take


def read_all(reader) -> None:
    while reading.open_next(reader) or reading.read_next(reader):
        pass


@pytest.mark.parametrize("orientation", [1, 6, 3])
def test_a_photographed_letter_is_read_straight_and_kept_as_it_was_taken(
    taken, reader, orientation
):
    picture = photograph(letter(dpi=200), seed=3, side=1700).picture
    data = jpeg_with_place(picture, orientation=orientation)
    batch = taken(data)
    assert (batch.came_by, batch.handed_in_at is not None) == ("photo", True)
    read_all(reader)
    image = Image._base_manager.select_related("upload__file").get()
    assert STRAIGHTENED in image.page.reading.notes
    kept = image.upload.file
    assert store.read_all(kept.pk, kept.wrapped_key) == data
    words = set(image.page.reading.text.lower().split())
    truth = set(" ".join(paper.lines_of_text(24)).lower().split())
    assert len(words & truth) > 0.8 * len(truth)
    view = store.read_all(image.page.reading.view_id, image.page.reading.view.wrapped_key)
    assert not dict(Picture.open(io.BytesIO(view)).getexif())


def test_a_person_can_have_the_whole_picture_and_go_back(taken, reader, as_user, clerk, stranger):
    taken(jpeg_with_place(photograph(letter(), seed=1, side=1000).picture))
    read_all(reader)
    image = Image._base_manager.get()
    address = reverse("scanning:photo_act", args=[image.pk])
    assert as_user(stranger).post(address, {"act": "whole"}).status_code == 404
    desk = as_user(clerk)
    page = reverse("scanning:batch", args=[image.batch_id])
    assert "Use the whole picture" in desk.get(page).content.decode()
    straight = (image.page.reading.width, image.page.reading.height)
    desk.post(address, {"act": "whole"})
    read_all(reader)
    image = Image._base_manager.get()
    assert STRAIGHTENED not in image.page.reading.notes
    whole = image.page.reading
    assert whole.width / whole.height != pytest.approx(straight[0] / straight[1], abs=0.01)
    assert "Straighten it" in desk.get(page).content.decode()
    desk.post(address, {"act": "straighten"})
    read_all(reader)
    assert STRAIGHTENED in Image._base_manager.get().page.reading.notes


def test_a_picture_that_came_another_way_is_never_straightened(add, reader, as_user, clerk):
    add(jpeg_with_place(photograph(letter(), seed=1, side=1000).picture), "a.jpg")
    read_all(reader)
    image = Image._base_manager.get()
    assert STRAIGHTENED not in image.page.reading.notes
    as_user(clerk).post(reverse("scanning:photo_act", args=[image.pk]), {"act": "whole"})
    assert Image._base_manager.get().state == Image.State.READ


def test_pages_are_taken_one_after_the_other_without_javascript(taken, as_user, clerk, worker):
    picture = jpeg_with_place(photograph(letter(), seed=1, side=400).picture)
    batch = taken(picture, act="more")
    assert batch.handed_in_at is None
    more = reverse("scanning:photograph_more", args=[batch.pk])
    assert as_user(worker).get(more).status_code == 404
    desk = as_user(clerk)
    assert "1 page so far" in desk.get(more).content.decode()
    assert "Take a picture of the next page" in desk.post(more, {}, follow=True).content.decode()
    second = SimpleUploadedFile("b.jpg", picture + b"2", "image/jpeg")
    desk.post(more, {"files": [second], "act": "more"})
    desk.post(more, {"act": "finish"})
    batch.refresh_from_db()
    assert (batch.uploads.count(), batch.handed_in_at is not None) == (2, True)


def test_a_photo_of_an_iphones_own_kind_is_told_what_to_do(taken, reader):
    batch = taken(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 200)
    read_all(reader)
    assert "HEIC" in batch.uploads.get().problem


def test_nothing_is_begun_without_a_picture(as_user, clerk):
    answer = as_user(clerk).post(reverse("scanning:photograph"), {"act": "more"})
    assert "Take a picture of at least one page." in answer.content.decode()
    assert not Batch._base_manager.exists()


def test_a_picture_is_handed_out_without_place_and_camera_and_still_upright(as_user, clerk, batch):
    picture = photograph(letter(), seed=2, side=500).picture
    data = jpeg_with_place(picture, orientation=6)
    upload = intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(data), name="a.jpg")
    type(upload)._base_manager.filter(pk=upload.pk).update(state="refused")
    answer = as_user(clerk).get(reverse("scanning:upload_original", args=[upload.pk]))
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    shown = Picture.open(io.BytesIO(sent))
    assert dict(shown.getexif()) == {0x0112: 6}
    assert CAMERA.encode() not in sent
    assert int(answer["Content-Length"]) == len(sent)
    before = Picture.open(io.BytesIO(data))
    assert np.array_equal(np.asarray(shown), np.asarray(before))


def test_what_has_no_metadata_is_handed_out_byte_for_byte():
    page = letter()
    plain = io.BytesIO()
    page.save(plain, "JPEG")
    assert without_metadata(plain.getvalue()) == plain.getvalue()
    assert without_metadata(paper.pdf_of([page])).startswith(b"%PDF")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8",
        b"\xff\xd8\xff\xe1",
        b"\xff\xd8\xff\xe1\0\0",
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*",
    ]
    + [b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffeXIfxx", b""],
)
def test_a_broken_picture_breaks_nothing(data):
    assert len(without_metadata(data)) <= len(data)


def test_a_png_loses_its_words_and_keeps_its_pixels():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Location", "3 Elm Row")
    out = io.BytesIO()
    letter().save(out, "PNG", pnginfo=words)
    bare = without_metadata(out.getvalue())
    assert b"3 Elm Row" in out.getvalue()
    assert b"3 Elm Row" not in bare
    assert np.array_equal(np.asarray(Picture.open(io.BytesIO(bare))), np.asarray(letter()))


class TestShownWhole:
    """Another picture is shown, and nothing that was read is touched."""

    @pytest.fixture
    def photo(self, taken, reader):
        taken(jpeg_with_place(photograph(letter(), seed=1, side=1000).picture))
        read_all(reader)
        return Image._base_manager.get()

    def width(self, browser, address) -> int:
        answer = browser.get(address)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        width, height = Picture.open(io.BytesIO(data)).size
        return round(1000 * width / height)

    def test_at_the_desk_one_key_shows_it_as_it_was_taken_and_again_the_sheet(
        self, photo, as_user, clerk
    ):
        browser = as_user(clerk)
        address = reverse("scanning:filing", args=[photo.pk])
        picture = reverse("scanning:page_image", args=[photo.page_id])
        assert 'data-key="W"' in browser.get(address).content.decode()
        straight, before = self.width(browser, picture), photo.page.reading.pk
        browser.post(address, {"act": "whole"})
        assert self.width(browser, picture) != straight
        photo = Image._base_manager.get()
        assert (photo.state, photo.page.reading.pk) == (Image.State.READ, before)
        browser.post(address, {"act": "whole"})
        assert self.width(browser, picture) == straight

    def test_after_filing_too_and_only_for_whoever_may_arrange_it(
        self, photo, as_user, clerk, worker, stranger, chair, rowan
    ):
        document = desk.file_images(
            by=clerk,
            batch=photo.batch,
            images=[photo],
            about=[rowan],
            title="Letter",
            kind="letter",
            dated_on=date(2026, 11, 12),
        ).document
        browser = as_user(worker)
        page = reverse("portal:page", args=[document.pk, 1])
        picture = reverse("portal:page_image", args=[photo.page_id])
        switch = reverse("portal:page_picture", args=[document.pk, 1])
        assert "Show the whole photograph" in browser.get(page).content.decode()
        straight, words = self.width(browser, picture), bytes(photo.page.reading.words)
        for user in (stranger, chair):
            assert as_user(user).post(switch, {"whole": "1"}).status_code == 404
        browser.post(switch, {"whole": "1"})
        assert self.width(browser, picture) != straight
        # Boxes of words count in the sheet alone.
        assert self.width(browser, picture + "?as=read") == straight
        shown = browser.get(page).content.decode()
        assert "Show the sheet alone" in shown
        assert "page-viewer__doubt" not in shown
        # The notice's own button, which says no more than "undo".
        browser.post(switch)
        assert self.width(browser, picture) == straight
        photo = Image._base_manager.get()
        assert bytes(photo.page.reading.words) == words

    def test_a_page_that_was_never_cut_says_so(self, add, reader, as_user, clerk):
        add(jpeg_with_place(photograph(letter(), seed=1, side=1000).picture), "a.jpg")
        read_all(reader)
        image = Image._base_manager.get()
        answer = as_user(clerk).post(
            reverse("scanning:filing", args=[image.pk]), {"act": "whole"}, follow=True
        )
        assert "There is no other picture of this page" in answer.content.decode()
