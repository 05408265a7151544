"""Fronts first, backs afterwards: laid together by one act, undone by another, never with a side missing."""

import pytest
from django.urls import reverse

from cases import access
from cases.actions import Problem
from documents.models import Reading
from scanning import proposals
from scanning.actions import collating, desk
from scanning.models import Image
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(add):
    def scan(fronts, backs):
        add_read_pages(add(b"%PDF-1.7 fronts", "fronts.pdf"), fronts)
        add_read_pages(add(b"%PDF-1.7 backs", "backs.pdf"), backs)

    return scan


def said(batch) -> list[str]:
    images = Image._base_manager.filter(batch=batch).order_by("position")
    assert [image.position for image in images] == list(range(1, len(images) + 1))
    return [image.page.reading.text for image in images]


@pytest.mark.parametrize(("backs", "is_reversed"), [("bdf", False), ("fdb", True)])
def test_each_back_comes_to_stand_behind_its_front(sides, batch, clerk, backs, is_reversed):
    sides("ace", backs)
    before = list(Reading._base_manager.values())
    collating.collate(by=clerk, batch=batch, first_back=4, is_reversed=is_reversed)
    assert said(batch) == list("abcdef")
    assert list(Reading._base_manager.values()) == before
    batch.refresh_from_db()
    assert batch.is_two_sided
    collating.undo_collation(by=clerk, batch=batch)
    assert said(batch) == list("ace" + backs)
    batch.refresh_from_db()
    assert not batch.is_two_sided


@pytest.mark.parametrize(
    ("fronts", "backs", "words"),
    [
        ("ace", "bd", "3 fronts and 2 backs do not make sheets: 1 back is missing of 3"),
        ("a", "bdf", "1 front and 3 backs do not make sheets: 2 fronts are missing of 3"),
    ],
)
def test_a_missing_side_is_told_and_nothing_moves(sides, batch, clerk, fronts, backs, words):
    sides(fronts, backs)
    with pytest.raises(Problem, match=words):
        collating.collate(by=clerk, batch=batch, first_back=len(fronts) + 1, is_reversed=True)
    assert said(batch) == list(fronts + backs)


def test_printed_numbers_tell_where_a_sheet_is_missing(sides, batch, clerk):
    sides(["Page 1 of 6", "Page 3 of 6", "Page 5 of 6"], ["Page 2 of 6", "Page 6 of 6"])
    with pytest.raises(Problem, match="after page 4 the printed numbers go from 2 to 6"):
        collating.collate(by=clerk, batch=batch, first_back=4, is_reversed=False)


def test_a_back_goes_on_with_its_front_and_a_letter_of_two_sheets_stays_one(sides, batch, clerk):
    sides(["Dear Ms A\nfirst", "third", "Dear Ms B\nother"], ["second", "fourth", "its back"])
    collating.collate(by=clerk, batch=batch, first_back=4, is_reversed=False)
    assert [place.begins for place in proposals.places(batch)] == [
        True,
        False,
        False,
        False,
        True,
        False,
    ]


def test_filed_pages_are_not_moved_and_nobody_else_moves_any(
    sides, batch, clerk, worker, rowan, stranger
):
    from datetime import date

    sides("ac", "bd")
    with pytest.raises(access.Refused):
        collating.collate(by=stranger, batch=batch, first_back=3, is_reversed=False)
    collating.collate(by=clerk, batch=batch, first_back=3, is_reversed=False)
    with pytest.raises(Problem, match="already"):
        collating.collate(by=clerk, batch=batch, first_back=3, is_reversed=False)
    image = Image._base_manager.filter(batch=batch).first()
    desk.file_images(
        by=clerk,
        batch=batch,
        images=[image],
        about=[rowan],
        title="x",
        kind="letter",
        dated_on=date(2026, 1, 1),
    )
    with pytest.raises(Problem, match="Undo those filings first"):
        collating.undo_collation(by=clerk, batch=batch)
    assert said(batch) == list("abcd")


def test_it_is_looked_at_done_and_undone_on_the_screen(sides, batch, clerk, as_user):
    sides("ac", "db")
    browser, address = as_user(clerk), reverse("scanning:collate", args=[batch.pk])
    assert address in browser.get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    page = browser.get(address).content.decode()
    assert "page 1, its back page 4" in page
    assert said(batch) == list("acdb")
    assert "page 1, its back page 3" in browser.get(address, {"backs": "same"}).content.decode()
    page = browser.post(address, {"first_back": "3", "backs": "reversed"}, follow=True)
    assert said(batch) == list("abcd")
    undo = reverse("scanning:collate_undo", args=[batch.pk])
    assert undo in page.content.decode()
    browser.post(undo)
    assert said(batch) == list("acdb")
    page = browser.post(address, {"first_back": "2"}, follow=True).content.decode()
    assert "2 fronts are missing" in page
