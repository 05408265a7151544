"""A picture that is not good enough is named while the sheet is at hand, and a better one takes its place."""

import cv2
import numpy as np
import pytest
from django.urls import reverse
from PIL import Image as Picture

from scanning import quality, reading
from scanning.models import Image
from scanning.results import Fault
from scanning.sums import sum_of
from tests.paper import jpeg_of, lines_of_text, typed_page
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

DPI = 200


def sheet(*, dpi: int = DPI, skew: float = 0.0) -> np.ndarray:
    return np.asarray(typed_page(lines_of_text(30, seed=5), dpi=dpi, skew=skew).convert("L"))


def faults(grey: np.ndarray, *, dpi: int = DPI, skew: float = 0.0) -> tuple[Fault, ...]:
    return quality.faults_of(grey, dpi, skew_degrees=skew)


class TestThePicture:
    def test_a_sharp_whole_straight_sheet_has_no_fault(self):
        assert faults(sheet()) == ()

    def test_few_dots_are_named(self):
        assert faults(sheet(dpi=100), dpi=100) == (Fault.COARSE,)

    def test_a_blurred_sheet_is_named(self):
        soft = cv2.GaussianBlur(sheet(), (0, 0), 0.4 / 25.4 * DPI)
        assert Fault.BLURRED in faults(soft)

    def test_writing_that_runs_over_an_edge_is_named(self):
        whole = sheet()
        rows, columns = np.nonzero(whole < 128)
        cut = whole[:, columns.min() + DPI // 2 :]
        assert Fault.CUT_OFF in faults(cut)
        assert Fault.CUT_OFF not in faults(whole)

    def test_the_shadow_of_a_lid_is_no_writing(self):
        shaded = sheet().copy()
        shaded[:, :12] = 20
        assert faults(shaded) == ()

    def test_a_sheet_that_lay_crooked_is_named(self):
        assert faults(sheet(), skew=9.0) == (Fault.CROOKED,)
        assert faults(sheet(), skew=3.0) == ()

    def test_the_other_side_showing_through_is_named(self):
        front = sheet()
        back = np.asarray(typed_page(lines_of_text(30, seed=6), dpi=DPI).convert("L"))[:, ::-1]
        back = np.roll(cv2.GaussianBlur(back, (0, 0), 0.12 / 25.4 * DPI), 14, axis=0)
        through = np.minimum(front, 255 - ((255 - back.astype(np.float32)) * 0.35)).astype(np.uint8)
        assert Fault.SHINES_THROUGH in faults(through)


def test_the_worker_says_what_is_wrong_with_a_page_as_it_reads_it(batch, add, reader):
    soft = cv2.GaussianBlur(sheet(), (0, 0), 0.35 / 25.4 * DPI)
    add(jpeg_of(Picture.fromarray(soft), dpi=DPI), "soft.jpg")
    add(jpeg_of(typed_page(lines_of_text(30, seed=5), dpi=DPI), dpi=DPI), "sharp.jpg")
    while reading.open_next(reader) or reading.read_next(reader):
        pass
    by_name = {image.upload.name: image.faults for image in batch.images.select_related("upload")}
    assert by_name == {"soft.jpg": ["blurred"], "sharp.jpg": []}


class TestTheBatch:
    @pytest.fixture
    def images(self, batch, add):
        made = add_read_pages(add(b"%PDF-1.7 four"), ["one", "two", "three", "four"])
        Image._base_manager.filter(pk=made[1].pk).update(faults=["cut_off"])
        return made

    def page(self, as_user, user, batch):
        return as_user(user).get(reverse("scanning:batch", args=[batch.pk])).content.decode()

    def judge(self, as_user, user, image, act):
        address = reverse("scanning:picture_judge", args=[image.pk])
        return as_user(user).post(address, {"act": act})

    def test_names_the_page_and_what_to_do(self, as_user, clerk, batch, images):
        page = self.page(as_user, clerk, batch)
        assert "Scan again" in page
        assert Fault.CUT_OFF.sentence in page

    def test_a_better_picture_stands_for_the_sheet(self, as_user, clerk, batch, add, images):
        add_read_pages(add(b"%PDF-1.7 again"), ["two, whole"])
        batch.handed_in_at = batch.started_at
        batch.save()
        assert sum_of(batch).difference == 1
        answer = self.judge(as_user, clerk, images[1], "again")
        assert answer.status_code == 302
        batch.refresh_from_db()
        total = sum_of(batch)
        assert (total.images, total.again, total.difference) == (4, 1, 0)
        assert "1 sheet was scanned again" in total.words
        assert "Scan again" not in self.page(as_user, clerk, batch)

    def test_taking_it_back_counts_the_picture_again(self, as_user, clerk, batch, images):
        self.judge(as_user, clerk, images[1], "again")
        as_user(clerk).post(reverse("scanning:restore", args=[images[1].pk]))
        assert sum_of(batch).images == 4
        assert "Scan again" in self.page(as_user, clerk, batch)

    def test_a_sheet_that_gets_no_better_stays_and_can_be_doubted_again(
        self, as_user, clerk, batch, images
    ):
        self.judge(as_user, clerk, images[1], "keep")
        images[1].refresh_from_db()
        assert (images[1].state, images[1].faults_seen_by) == (Image.State.READ, clerk)
        assert "Scan again" not in self.page(as_user, clerk, batch)
        as_user(clerk).post(reverse("scanning:picture_doubt", args=[images[1].pk]))
        assert "Scan again" in self.page(as_user, clerk, batch)

    def test_a_stranger_to_the_desk_judges_nothing(self, as_user, stranger, batch, images):
        assert self.judge(as_user, stranger, images[1], "again").status_code == 404
        images[1].refresh_from_db()
        assert images[1].state == Image.State.READ
