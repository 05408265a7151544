"""What a person decides about pages: filing, setting aside, undoing; and that two people cannot file one page twice."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent, IndexChange, Person
from documents import arranging
from documents import filing as document_filing
from documents.filing import FiledAlready
from documents.models import Document, DocumentPage, Misfiling, Page
from scanning.actions import desk, intake, locking
from scanning.models import Batch, Filing, Image
from scanning.sums import sum_of
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 four pages"), ["one", "two", "three", "four"])


@pytest.fixture
def file_them(clerk, batch, rowan):
    def file(images, *, by=None, about=None, **changes):
        given = {
            "title": "Letter, health visitor",
            "kind": "letter",
            "dated_on": date(2026, 11, 12),
            **changes,
        }
        return desk.file_images(
            by=by or clerk, batch=batch, images=images, about=about or [rowan], **given
        )

    return file


def states(batch: Batch) -> list[str]:
    return list(batch.images.values_list("state", flat=True))


def test_pages_become_a_document_in_their_order(file_them, images, batch, rowan, worker):
    filing = file_them([images[1], images[0]])
    document = filing.document
    assert list(document.about.all()) == [rowan]
    assert [p.page_id for p in document.document_pages.all()] == [i.page_id for i in images[:2]]
    assert states(batch) == ["filed", "filed", "read", "read"]
    assert list(Document.objects.visible_to(worker)) == [document]
    assert IndexChange.objects.filter(kind="document", object_id=document.pk).exists()
    event = AuditEvent.objects.get(code="documents.filed")
    assert [s.person_id for s in event.subjects.all()] == [rowan.pk]


def test_the_sum_always_adds_up(file_them, images, batch, clerk):
    file_them(images[:1])
    desk.set_aside(by=clerk, image=images[1], state=Image.State.BLANK)
    desk.set_aside(by=clerk, image=images[2], state=Image.State.SEPARATOR)
    total = sum_of(batch)
    assert (total.images, total.filed, total.blank, total.separators, total.left) == (4, 1, 1, 1, 1)
    assert total.images == total.decided + total.left
    assert total.expected == 4
    assert total.difference == 0


def test_a_locked_page_has_a_word_of_its_own_in_the_sum_which_still_adds_up(
    as_user, file_them, images, batch, clerk
):
    Batch._base_manager.filter(pk=batch.pk).update(sheets_counted=2, is_two_sided=True)
    batch.refresh_from_db()
    intake.finish_intake(by=clerk, batch=batch)
    file_them(images[:1])
    desk.set_aside(by=clerk, image=images[1], state=Image.State.BLANK)
    desk.set_aside(by=clerk, image=images[2], state=Image.State.REJECTED)
    locking.lock_image(by=clerk, image=images[3])
    total = sum_of(batch)
    assert (total.rejected, total.locked) == (2, 1)
    assert total.expected == total.images == total.filed + total.blank + total.rejected
    assert total.words == (
        "2 two-sided sheets = 1 filed + 1 blank + 1 set aside + 1 locked + 0 left to file"
    )
    page = as_user(clerk).get(reverse("scanning:batch", args=[batch.pk])).text
    states = re.findall(r"data-state-words>([A-Za-z ]+)<", page)
    assert states == ["Filed", "Blank", "Set aside", "Locked"]
    assert "Rejected" not in page


def test_a_sheet_that_is_missing_shows_once_all_files_are_there(images, batch, clerk):
    Batch._base_manager.filter(pk=batch.pk).update(sheets_counted=3, is_two_sided=True)
    batch.refresh_from_db()
    assert sum_of(batch).difference == 0
    intake.finish_intake(by=clerk, batch=batch)
    assert sum_of(batch).difference == -2
    assert "2 are missing" in sum_of(batch).warning
    assert sum_of(batch).words == "4 images = 4 left to file"


def test_a_batch_closes_itself_when_nothing_is_left(file_them, images, batch, clerk):
    intake.finish_intake(by=clerk, batch=batch)
    batch.uploads.update(state="cut")
    file_them(images[:3])
    batch.refresh_from_db()
    assert batch.closed_at is None
    desk.set_aside(by=clerk, image=images[3], state=Image.State.REJECTED)
    batch.refresh_from_db()
    assert batch.closed_at is not None


def test_a_batch_with_a_file_that_could_not_be_opened_stays_open_until_somebody_saw_to_it(
    add, clerk, batch
):
    upload = add(b"", "empty.pdf")
    intake.finish_intake(by=clerk, batch=batch)
    assert batch.closed_at is None
    desk.deal_with(by=clerk, upload=upload)
    batch.refresh_from_db()
    assert batch.closed_at is not None


def test_undo_puts_the_pages_back_and_they_can_be_filed_elsewhere(
    file_them, images, batch, clerk, kai, worker
):
    filing = file_them(images[:2])
    back = desk.undo_filing(by=clerk, filing=filing)
    assert [image.pk for image in back] == [image.pk for image in images[:2]]
    assert states(batch) == ["read"] * 4
    filing.document.refresh_from_db()
    assert filing.document.withdrawn_at is not None
    assert not Document.objects.visible_to(worker).exists()
    assert file_them(images[:2], about=[kai]).document != filing.document


def test_undo_opens_a_closed_batch_again(file_them, images, batch, clerk):
    intake.finish_intake(by=clerk, batch=batch)
    batch.uploads.update(state="cut")
    filing = file_them(images)
    batch.refresh_from_db()
    assert batch.closed_at is not None
    desk.undo_filing(by=clerk, filing=filing)
    batch.refresh_from_db()
    assert batch.closed_at is None


def test_a_filing_is_undone_once(file_them, images, clerk):
    filing = file_them(images)
    desk.undo_filing(by=clerk, filing=filing)
    with pytest.raises(Problem, match="undone already"):
        desk.undo_filing(by=clerk, filing=filing)


def test_the_second_to_file_a_page_is_told_and_nothing_doubles(file_them, images, records, kai):
    file_them(images[:2])
    with pytest.raises(FiledAlready, match="nothing was filed twice"):
        file_them(images[1:3], by=records, about=[kai])
    assert Document._base_manager.count() == 1
    assert DocumentPage._base_manager.count() == 2
    assert Filing._base_manager.count() == 1


def test_even_past_the_desk_a_page_stands_in_one_document(file_them, images, clerk, kai):
    file_them(images[:1])
    with pytest.raises(FiledAlready):
        document_filing.file_pages(
            by=clerk,
            pages=[images[0].page],
            about=[kai],
            title="Again",
            kind="letter",
            dated_on=date(2026, 1, 1),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentPage._base_manager.create(
            document=Document._base_manager.get(), page=images[0].page, number=9
        )


def test_the_clerk_files_and_others_cannot(file_them, images, council):
    for name in ("worker", "stranger", "duty", "mother", "father", "young", "designer", "chair"):
        with pytest.raises(access.Refused):
            file_them(images, by=council.user(name))
    assert file_them(images, by=council.user("records")).document.filed_by.username == "records"


def test_nobody_files_for_a_person_who_is_closed_to_them(file_them, images, rowan, council):
    for key in ("robin", "wren", "kerry"):
        with pytest.raises(access.Refused):
            file_them(images, about=[rowan, council.people[key]])
    assert not Document._base_manager.exists()
    assert not Image._base_manager.filter(state="filed").exists()


def test_filing_needs_a_child_a_title_and_a_family_that_fits(file_them, images, council, kai):
    with pytest.raises(Problem, match="at least one child"):
        desk.file_images(
            by=council.user("clerk"),
            batch=images[0].batch,
            images=images,
            about=[],
            title="x",
            kind="letter",
            dated_on=date(2026, 1, 1),
        )
    with pytest.raises(Problem, match="title"):
        file_them(images, title="  ")
    with pytest.raises(Problem, match="belongs to that family"):
        file_them(images, about=[kai], family=council.families["moss"])
    assert file_them(images, family=council.families["moss"]).document.family.name == "Moss"


def test_a_blank_page_is_set_aside_and_comes_back(images, batch, clerk):
    desk.set_aside(by=clerk, image=images[0], state=Image.State.BLANK)
    assert states(batch)[0] == "blank"
    desk.restore(by=clerk, image=images[0])
    assert states(batch)[0] == "read"


def test_a_filed_page_cannot_be_set_aside(file_them, images, clerk):
    file_them(images)
    with pytest.raises(FiledAlready, match="decided about a moment ago"):
        desk.set_aside(by=clerk, image=images[0], state=Image.State.BLANK)


def test_a_page_turned_on_the_desk_stands_turned_in_its_document(file_them, images, clerk):
    assert desk.turn(by=clerk, image=images[0]) == 90
    assert desk.turn(by=clerk, image=images[0], degrees=180) == 270
    document = file_them(images[:1]).document
    assert document.document_pages.get().turned_degrees == 270


def test_a_failed_page_is_tried_again_on_request(images, clerk):
    Image._base_manager.filter(pk=images[0].pk).update(
        state="failed", attempts=3, problem="The reader stopped."
    )
    images[0].refresh_from_db()
    desk.retry(by=clerk, image=images[0])
    images[0].refresh_from_db()
    assert (images[0].state, images[0].attempts, images[0].problem) == ("waiting", 0, "")


def test_nobody_decides_about_a_page_that_is_not_read_yet(images, clerk, file_them):
    Image._base_manager.filter(pk=images[0].pk).update(state="waiting")
    images[0].refresh_from_db()
    with pytest.raises(FiledAlready):
        file_them(images[:1])
    with pytest.raises(FiledAlready):
        desk.set_aside(by=clerk, image=images[0], state=Image.State.BLANK)


def test_an_urgent_page_is_seen_by_whoever_holds_the_file_before_it_is_filed(
    images, clerk, rowan, council
):
    page = images[0].page
    desk.mark_urgent(by=clerk, image=images[0], child=rowan)
    for name, sees in (("worker", True), ("stranger", False), ("father", False), ("duty", False)):
        user = council.user(name)
        assert access.decide(user, "read", page) is sees, name
        assert access.decide(user, "answer", images[0]) is sees, name
    desk.acknowledge(by=council.user("worker"), image=images[0])
    images[0].refresh_from_db()
    assert images[0].urgent_seen_by == council.user("worker")
    desk.calm(by=clerk, image=images[0])
    assert not access.decide(council.user("worker"), "read", page)


def test_an_urgent_page_of_nobody_knows_whom_goes_to_duty(images, clerk, council):
    desk.mark_urgent(by=clerk, image=images[0])
    assert access.decide(council.user("duty"), "read", images[0].page)
    assert not access.decide(council.user("worker"), "read", images[0].page)


def test_pages_of_a_batch_are_seen_by_its_desk_alone_and_only_while_it_is_open(
    images, batch, council, clerk
):
    page = images[0].page
    seen_by = [
        name
        for name in (*council.staff, *council.family)
        if access.decide(council.user(name), "read", page)
    ]
    assert sorted(seen_by) == ["clerk", "records"]
    Batch._base_manager.filter(pk=batch.pk).update(closed_at=batch.started_at)
    assert not access.decide(clerk, "read", page)


def test_a_page_filed_to_a_file_that_closes_leaves_the_desk(
    file_them, images, rowan, manager, clerk
):
    file_them(images[:1])
    assert access.decide(clerk, "read", images[0].page)
    rowan.closure, rowan.closure_owner = "restricted", manager
    rowan.save()
    assert not access.decide(clerk, "read", images[0].page)


def test_a_page_that_was_moved_stays_where_it_is_when_the_filing_is_undone(
    file_them, images, kai, worker, clerk, batch
):
    first = file_them(images[:3]).document
    second = file_them(images[3:], about=[kai]).document
    arranging.move(by=worker, document=first, numbers=[1], to=second)
    desk.undo_filing(by=clerk, filing=Filing._base_manager.get(document=first))
    assert states(batch) == ["filed", "read", "read", "filed"]


def test_a_paper_that_is_nothing_for_its_file_goes_back_to_the_desk(
    file_them, images, batch, worker, clerk, stranger
):
    filing = file_them(images[:2])
    with pytest.raises(access.Refused):
        desk.give_back(by=stranger, filing=filing)
    desk.give_back(by=worker, filing=filing)
    assert states(batch) == ["read"] * 4
    assert not Document.objects.visible_to(worker).exists()


def test_undoing_keeps_who_saw_the_paper_meanwhile_and_nobody_of_the_desk(
    file_them, images, clerk, worker, colleague, rowan, manager
):
    filing = file_them(images[:2])
    access.get(clerk, Page, images[0].page_id)
    access.get(worker, Page, images[1].page_id)
    access.get(colleague, Person, rowan.pk)
    desk.undo_filing(by=clerk, filing=filing)
    found = Misfiling._base_manager.get()
    assert [(one.user, one.how, one.number) for one in found.sightings.all()] == [
        (worker, "documents.page.read", 2),
        (colleague, "cases.person.read", None),
    ]
    assert access.decide(manager, "settle", found)
    assert not access.decide(clerk, "settle", found)


def test_undoing_what_nobody_saw_keeps_no_list(file_them, images, clerk, worker, rowan):
    access.get(worker, Person, rowan.pk)
    desk.undo_filing(by=clerk, filing=file_them(images[:2]))
    assert not Misfiling._base_manager.exists()
