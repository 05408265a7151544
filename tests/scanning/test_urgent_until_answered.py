"""An urgent page waits for an answer, and goes on waiting for it after the desk filed it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.models import Assignment, AuditEvent
from documents import arranging
from scanning.actions import desk, intake, second_looks
from scanning.models import Image
from tests.cast import hold
from tests.scanning.pages import add_read_pages
from tests.scanning.test_screens import filing, form_of

pytestmark = pytest.mark.django_db

LETTER = "Dear Ms Adeyemi\nRowan Moss, born 4 Feb 2017\nHe was hurt today."


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 two pages"), [LETTER, "Dear Sir\nKai Ahmed is well."])


@pytest.fixture
def file_for(as_user, clerk):
    """The clerk files a page as the desk suggests it, or for `about`."""

    def file(image, *about):
        browser = as_user(clerk)
        sent = form_of(browser.get(filing(image)).content.decode())
        sent |= {"about": [str(person.pk) for person in about]} if about else {}
        answer = browser.post(filing(image), {**sent, "act": "file"}, follow=True).content.decode()
        if "Please look twice" in answer:
            again = form_of(answer)
            browser.post(filing(image), {**again, "act": "file"}, follow=True)
        image.refresh_from_db()
        assert image.state == Image.State.FILED
        return image.document

    return file


@pytest.fixture
def mark(as_user, clerk):
    def mark_urgent(image, *about):
        sent = {"act": "urgent", "about": [str(person.pk) for person in about]}
        as_user(clerk).post(filing(image), sent)

    return mark_urgent


def address(image) -> str:
    return reverse("scanning:urgent", args=[image.pk])


def is_listed(browser, image) -> bool:
    return f'href="{address(image)}"' in browser.get("/").content.decode()


def test_it_stays_on_the_workers_list_after_filing_until_they_answer(
    as_user, worker, stranger, father, images, rowan, mark, file_for
):
    mark(images[0], rowan)
    document = file_for(images[0])
    theirs = as_user(worker)
    home = theirs.get("/").content.decode()
    assert "page 1 of batch 1, filed for Rowan Moss" in home
    page = theirs.get(address(images[0])).content.decode()
    assert "filed for Rowan Moss" in page
    assert reverse("portal:page", args=[document.pk, 1]) in page
    for user in (stranger, father):
        assert not is_listed(as_user(user), images[0])
        assert as_user(user).get(address(images[0])).status_code in (403, 404)
    seen = theirs.post(reverse("scanning:urgent_seen", args=[images[0].pk]), follow=True)
    assert "Your name stands on it now" in seen.content.decode()
    assert "Seen by Jo Adeyemi, " in seen.content.decode()
    assert not is_listed(theirs, images[0])
    event = AuditEvent.objects.get(code="scanning.urgent_page_seen")
    assert [one.person_id for one in event.subjects.all()] == [rowan.pk]


def test_whoever_answers_second_is_told_who_was_first_and_takes_nothing_over(
    as_user, worker, colleague, images, rowan, mark, file_for
):
    mark(images[0], rowan)
    file_for(images[0])
    at = reverse("scanning:urgent_seen", args=[images[0].pk])
    as_user(worker).post(at)
    answer = as_user(colleague).post(at, follow=True).content.decode()
    assert "Jo Adeyemi has seen this page and acts on it" in answer
    images[0].refresh_from_db()
    assert images[0].urgent_seen_by == worker
    assert images[0].urgent_seen_at is not None


def test_what_nobody_knew_whose_it_was_reaches_whoever_holds_the_file_it_was_filed_in(
    as_user, worker, duty, images, mark, file_for
):
    mark(images[0])
    assert is_listed(as_user(duty), images[0])
    assert not is_listed(as_user(worker), images[0])
    file_for(images[0])
    # Told once, duty keeps it until one of the two answers.
    assert is_listed(as_user(duty), images[0])
    assert is_listed(as_user(worker), images[0])
    as_user(worker).post(reverse("scanning:urgent_seen", args=[images[0].pk]))
    assert not is_listed(as_user(duty), images[0])
    assert as_user(duty).get(address(images[0])).status_code in (403, 404)


def test_the_hour_after_which_it_goes_to_duty_runs_on_when_it_is_filed(
    as_user, duty, images, rowan, mark, file_for
):
    mark(images[0], rowan)
    file_for(images[0])
    assert not is_listed(as_user(duty), images[0])
    ago = timezone.now() - timedelta(minutes=61)
    Image._base_manager.filter(pk=images[0].pk).update(urgent_at=ago)
    assert is_listed(as_user(duty), images[0])
    as_user(duty).post(reverse("scanning:urgent_seen", args=[images[0].pk]))
    images[0].refresh_from_db()
    assert images[0].urgent_seen_by == duty


def test_it_goes_to_duty_at_once_where_nobody_holds_the_file_it_was_filed_in(
    as_user, duty, images, rowan, kai, mark, file_for
):
    mark(images[1], rowan)
    Assignment._base_manager.filter(child=kai).update(ended_at=timezone.now())
    assert not is_listed(as_user(duty), images[1])
    file_for(images[1], kai)
    assert is_listed(as_user(duty), images[1])


def test_filed_for_another_child_it_waits_for_that_childs_worker(
    as_user, council, worker, stranger, images, rowan, tia, mark, file_for, clerk
):
    mark(images[0], rowan)
    document = file_for(images[0], tia)
    if document.held_at is not None:
        # Until a second person agreed it is nobody's, and whoever was told first still is.
        assert is_listed(as_user(worker), images[0])
        second_looks.agree(by=council.user("records"), look=document.filing.second_look)
    assert not is_listed(as_user(worker), images[0])
    assert is_listed(as_user(stranger), images[0])


def test_moved_to_another_paper_it_waits_for_those_who_write_there(
    as_user, clerk, batch, worker, stranger, images, rowan, kai, mark, file_for, council
):
    mark(images[0], rowan)
    first, second = file_for(images[0]), file_for(images[1])
    arranging.move(by=worker, document=first, numbers=[1], to=second)
    kai.assignments.update(ended_at=timezone.now())
    hold(council, "kai", council.south, "stranger")
    assert not is_listed(as_user(worker), images[0])
    assert "filed for Kai Ahmed" in as_user(stranger).get(address(images[0])).content.decode()


@pytest.mark.parametrize("closure", ["restricted", "sealed"])
def test_of_a_file_that_closes_meanwhile_nobody_else_learns(
    as_user, clerk, manager, worker, duty, images, rowan, mark, file_for, closure
):
    mark(images[0])
    file_for(images[0])
    rowan.closure, rowan.closure_owner = closure, manager
    rowan.save()
    for user in (worker, duty):
        assert not is_listed(as_user(user), images[0])
        assert as_user(user).get(address(images[0])).status_code in (403, 404)
        assert not access.decide(user, "read", images[0].page)


def test_the_page_of_the_batch_says_so_even_when_the_batch_is_closed(
    as_user, clerk, worker, batch, images, rowan, mark, file_for
):
    intake.finish_intake(by=clerk, batch=batch)
    mark(images[0], rowan)
    file_for(images[0])
    desk.set_aside(by=clerk, image=images[1], state=Image.State.BLANK)
    batch.refresh_from_db()
    assert batch.closed_at is not None
    at = reverse("scanning:batch", args=[batch.pk])
    page = as_user(clerk).get(at).content.decode()
    assert "Page 1, urgent and filed, that nobody has answered yet" in page
    assert "Jo Adeyemi, then duty" in page
    as_user(worker).post(reverse("scanning:urgent_seen", args=[images[0].pk]))
    assert "nobody has answered yet" not in as_user(clerk).get(at).content.decode()


def test_taken_back_from_the_file_it_is_urgent_on_the_desk_as_before(
    as_user, clerk, worker, images, rowan, mark, file_for
):
    mark(images[0], rowan)
    document = file_for(images[0])
    desk.undo_filing(by=clerk, filing=document.filing)
    assert is_listed(as_user(worker), images[0])
    assert "not filed yet" in as_user(worker).get(address(images[0])).content.decode()
    # Marked again, it waits for an answer again.
    desk.acknowledge(by=worker, image=images[0])
    desk.mark_urgent(by=clerk, image=images[0], child=rowan)
    images[0].refresh_from_db()
    assert images[0].urgent_seen_at is None
    assert is_listed(as_user(worker), images[0])


def test_the_paper_says_who_marked_it_and_who_answered(
    as_user, images, mark, file_for, worker, colleague, rowan
):
    paper = reverse("portal:page", args=[file_for(images[1], rowan).pk, 1])
    assert "marked it" not in as_user(worker).get(paper).content.decode()
    mark(images[0], rowan)
    paper = reverse("portal:page", args=[file_for(images[0], rowan).pk, 1])
    page = as_user(worker).get(paper).content.decode()
    assert "Sam Whitlock marked it" in page and "Nobody has answered yet" in page
    as_user(worker).post(reverse("scanning:urgent_seen", args=[images[0].pk]))
    page = as_user(colleague).get(paper).content.decode()
    assert f"{worker} answered" in page and "Nobody has answered yet" not in page
