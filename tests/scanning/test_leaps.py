"""Two sheets that went through the scanner as one show by their printed numbers, while the stack is at hand."""

import pytest
from django.urls import reverse

from scanning.leaps import leaps_in
from scanning.models import Image
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db


def numbered(*numbers: int | str, of: int | None = 6) -> list[str]:
    """Texts of pages; a word instead of a number makes a page that bears none."""
    return [
        f"Some words\nPage {n}" + (f" of {of}" if of else "") if isinstance(n, int) else f"{n} only"
        for n in numbers
    ]


@pytest.fixture
def scan(add, batch):
    def lay(*texts: str) -> list[Image]:
        name = f"stack {batch.uploads.count()}"
        add_read_pages(add(b"%PDF-1.7 " + name.encode(), f"{name}.pdf"), texts)
        return list(batch.images.order_by("position"))

    return lay


def told(images, *, is_all: bool = True) -> list[tuple[int, str]]:
    return [
        (leap.image.position, leap.sentence.partition(":")[0])
        for leap in leaps_in(images, is_all=is_all)
    ]


def test_a_stack_in_which_no_number_is_missing_is_not_doubted(scan):
    assert told(scan(*numbered(1, 2, 3, of=3), *numbered(1, 2, of=2), "A note", "Another")) == []


def test_a_number_that_is_left_out_is_named_at_the_page_behind_it(scan):
    images = scan(*numbered(1, 2, 4, 5, 6))
    assert [position for position, _ in told(images)] == [3]
    assert "page 3 of 6" in leaps_in(images, is_all=True)[0].sentence


def test_a_page_whose_number_was_not_read_is_not_missing(scan):
    assert told(scan(*numbered(1, 2, "three", 4, 5, 6))) == []


def test_a_blank_side_is_no_page_that_was_not_read(scan):
    images = scan(*numbered(1, 2, "blank", 4, 5, 6))
    images[2].state = Image.State.BLANK
    assert [position for position, _ in told(images)] == [4]


def test_a_sheet_scanned_twice_ends_no_paper(scan):
    assert told(scan(*numbered(1, 2, 2, 3, of=3))) == []


@pytest.mark.parametrize("state", [Image.State.REJECTED, Image.State.BLANK])
def test_what_was_set_aside_neither_fills_a_gap_nor_ends_a_paper(scan, state):
    images = scan(*numbered(1, 2, 1, 3, of=3), *numbered(1, 2, 3, 4, of=4))
    images[2].state = images[5].state = state
    assert [position for position, _ in told(images)] == [7]


def test_what_is_scanned_afterwards_into_the_same_batch_is_not_missing_any_more(scan):
    scan(*numbered(1, 2, 4, 5, 6))
    assert told(scan(*numbered(3))) == []


def test_one_page_scanned_afterwards_serves_one_paper_only(scan):
    scan(*numbered(1, 2, 4, 5, 6), "between", *numbered(1, 2, 4, 5, 6))
    assert len(told(scan("at the end", *numbered(3)))) == 1


def test_fronts_without_backs_are_told_once_and_not_at_all_when_the_backs_came(scan):
    assert [position for position, _ in told(scan(*numbered(1, 3, 5)), is_all=False)] == [2]
    assert told(scan(*numbered(6, 4, 2))) == []


def test_a_paper_that_breaks_off_is_told_once_all_is_there(scan):
    images = scan(*numbered(1, 2, of=4), *numbered(1, 2, of=2))
    assert told(images, is_all=False) == []
    assert [position for position, _ in told(images)] == [2]
    assert "pages 3 to 4 of 4" in leaps_in(images, is_all=True)[0].sentence


def test_a_misread_number_far_off_is_no_leap(scan):
    assert told(scan(*numbered(1, 2, 88, of=None))) == []


class TestOnTheBatch:
    def page(self, as_user, who, batch) -> str:
        return as_user(who).get(reverse("scanning:batch", args=[batch.pk])).content.decode()

    def judge(self, as_user, who, image, query: str = ""):
        return as_user(who).post(reverse("scanning:leap_judge", args=[image.pk]) + query)

    def test_it_is_named_until_somebody_says_that_nothing_is_missing_and_again_when_they_take_it_back(
        self, as_user, clerk, batch, scan
    ):
        images = scan(*numbered(1, 2, 4, of=4))
        assert "page 3 of 4" in self.page(as_user, clerk, batch)
        assert self.judge(as_user, clerk, images[2]).status_code == 302
        assert "page 3 of 4" not in self.page(as_user, clerk, batch)
        self.judge(as_user, clerk, images[2], "?undo=1")
        assert "page 3 of 4" in self.page(as_user, clerk, batch)

    def test_a_stranger_to_the_desk_says_nothing(self, as_user, stranger, clerk, batch, scan):
        images = scan(*numbered(1, 2, 4, of=4))
        assert self.judge(as_user, stranger, images[2]).status_code == 404
        assert "page 3 of 4" in self.page(as_user, clerk, batch)
