"""What a person chose on the filing desk is kept while they look for more, and only filing asks for a whole form."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import FamilyMembership
from documents.models import Document
from scanning.models import Batch, Image
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(batch, add):
    return add_read_pages(add(b"%PDF-1.7 a drawing"), ["a drawing of two cats"])[0]


@pytest.fixture
def desk_of(as_user, clerk):
    return as_user(clerk)


def filing(image: Image) -> str:
    return reverse("scanning:filing", args=[image.pk])


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="about"[^>]*value="([^"]+)" checked', page))


def test_a_child_who_was_ticked_stays_ticked_when_another_is_looked_for(desk_of, image, rowan, kai):
    first = desk_of.post(filing(image), {"act": "find", "look_for": rowan.reference})
    assert ticked(first.content.decode()) == {str(rowan.pk)}
    typed = {"about": [str(rowan.pk)], "title": "Two cats", "kind": "other", "sender": "Rowan"}
    both = desk_of.post(filing(image), {"act": "find", "look_for": kai.reference, **typed})
    page = both.content.decode()
    assert ticked(page) == {str(rowan.pk), str(kai.pk)}
    assert 'value="Two cats"' in page and 'value="Rowan"' in page


def test_enter_in_the_box_that_looks_for_a_child_looks_and_files_nothing(desk_of, image, rowan):
    sent = {
        "act": "file", "look_for": rowan.reference, "looked_for": "", "title": "Cats", "kind": "other",
        "about": [str(rowan.pk)], "dated_on": "1 May 2026", "first": "1", "last": "1",
    }  # fmt: skip
    desk_of.post(filing(image), sent)
    assert not Document._base_manager.exists()
    desk_of.post(filing(image), sent | {"looked_for": rowan.reference})
    desk_of.post(
        filing(image), sent | {"looked_for": rowan.reference} | _looked_again(desk_of, image, sent)
    )
    assert Document._base_manager.count() == 1


def _looked_again(desk_of, image, sent) -> dict[str, str]:
    page = desk_of.post(filing(image), sent | {"looked_for": sent["look_for"]}).content.decode()
    return {"looked_again": re.search(r'name="looked_again" value="([^"]*)"', page)[1]}


def test_no_act_but_filing_waits_for_a_date(desk_of, image):
    page = desk_of.get(filing(image)).content.decode()
    buttons = re.findall(r'<button class="act[^>]*>', page)
    assert len(buttons) > 5
    for button in buttons:
        assert ("formnovalidate" in button) == ('value="file"' not in button), button
    assert desk_of.post(filing(image), {"act": "urgent"}, follow=True).status_code == 200
    image.refresh_from_db()
    assert image.urgent_at is not None


def test_a_batch_without_a_file_is_not_begun_unless_files_will_follow(desk_of):
    before = Batch._base_manager.count()
    answer = desk_of.post("/scan/new/", {"box": "7", "sides": "1", "is_all": "on"})
    assert "Choose at least one file" in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    assert Batch._base_manager.count() == before
    desk_of.post("/scan/new/", {"box": "7", "sides": "1"})
    assert Batch._base_manager.count() == before + 1


def test_a_wrong_count_of_sheets_is_put_right_by_the_desk_alone(desk_of, as_user, batch, stranger):
    count = reverse("scanning:batch_count", args=[batch.pk])
    assert as_user(stranger).post(count, {"sheets_counted": "3"}).status_code == 404
    for wrong in ("0", "100001", "many"):
        answer = desk_of.post(count, {"sheets_counted": wrong}, follow=True)
        assert "Sheets counted:" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.sheets_counted == 4
    desk_of.post(count, {"sheets_counted": "1"})
    batch.refresh_from_db()
    assert batch.sheets_counted == 1


@pytest.mark.parametrize(
    ("typed", "on", "told"),
    [
        ("Oct 2019", date(2019, 10, 1), "Oct 2019"),
        ("10/2019", date(2019, 10, 1), "Oct 2019"),
        ("about 2019", date(2019, 1, 1), "2019"),
        ("", None, "no date on it"),
        ("12 Nov 2019", date(2019, 11, 12), "Tue 12 Nov 2019"),
    ],
)
def test_a_paper_is_filed_under_as_much_of_a_date_as_it_gives(
    desk_of, as_user, worker, image, rowan, typed, on, told
):
    sent = {
        "act": "file", "look_for": "", "title": "Cats", "kind": "other", "about": [str(rowan.pk)],
        "dated_on": typed, "first": "1", "last": "1",
    }  # fmt: skip
    page = desk_of.post(filing(image), sent).content.decode()
    again = re.search(r'name="looked_again" value="([^"]*)"', page)[1]
    desk_of.post(filing(image), sent | {"looked_again": again})
    paper = Document._base_manager.get()
    assert paper.dated_on == (on or timezone.localdate())
    assert told in as_user(worker).get(f"/papers/{paper.pk}/", follow=True).content.decode()
    if not told.startswith("Tue"):
        assert told in as_user(worker).get(f"/cases/{rowan.pk}/").content.decode()


def test_what_is_no_date_is_said_and_nothing_is_filed(desk_of, image, rowan):
    sent = {
        "act": "file", "look_for": "", "title": "Cats", "kind": "other", "about": [str(rowan.pk)],
        "dated_on": "when she was small", "first": "1", "last": "1",
    }  # fmt: skip
    page = desk_of.post(filing(image), sent).content.decode()
    assert "Leave it empty if the paper has none." in page
    assert 'value="when she was small"' in page
    assert not Document._base_manager.exists()


def test_only_the_volume_of_a_family_of_the_children_chosen_is_taken(
    desk_of, image, council, rowan, kai
):
    moss = council.families["moss"]
    sent = {
        "act": "file", "title": "Cats", "kind": "other", "dated_on": "1 May 2026", "first": "1", "last": "1",
        "family": str(moss.pk),
    }  # fmt: skip
    said = "a family to which one of these children belongs"
    for about, family in ((kai, moss.pk), (rowan, "moss")):
        answer = desk_of.post(
            filing(image), {**sent, "about": [str(about.pk)], "family": str(family)}
        )
        assert said in answer.content.decode()
    FamilyMembership.objects.of(person=rowan).update(until_on=date(2020, 1, 1))
    answer = desk_of.post(filing(image), {**sent, "about": [str(rowan.pk)]}).content.decode()
    assert said in answer
    FamilyMembership.objects.of(person=rowan).update(until_on=None)
    page = desk_of.post(filing(image), {**sent, "about": [str(rowan.pk)]}).content.decode()
    assert said not in page
    again = page.partition('name="looked_again" value="')[2].partition('"')[0]
    desk_of.post(filing(image), {**sent, "about": [str(rowan.pk)], "looked_again": again})
    assert Document._base_manager.get().family == moss


def test_the_count_in_the_navigation_comes_with_what_the_desk_fetches(as_user, clerk, batch, add):
    images = add_read_pages(add(b"%PDF-1.7 three"), ["one", "two", "three"])
    browser = as_user(clerk)
    page = browser.get(filing(images[0])).content.decode()
    assert waiting(page) == "3 pages wait for you"
    parts = re.search(r'data-swap="([^"]*)"', page)
    assert parts is not None
    assert "#scan-count" in parts[1].split()
    answer = browser.post(
        filing(images[0]), {"act": "blank"}, follow=True, headers={"Kinfile-Swap": parts[1]}
    )
    assert waiting(answer.content.decode()) == "2 pages wait for you"


def waiting(page: str) -> str:
    """What stands in the part of the navigation that the script takes from an answer."""
    count = page.partition('<span id="scan-count">')[2].partition("</a>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", count).split())
