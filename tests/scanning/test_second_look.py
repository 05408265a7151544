"""The second person: what is in doubt is in nobody's file before they agree; a sample is looked at afterwards."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.actions import Problem
from cases.models import Membership, NamedAccess, Person
from documents.models import Document
from scanning.actions import desk, intake, second_looks
from scanning.models import SecondLook
from scanning.sums import sample_of, sum_of
from tests.scanning.pages import add_read_pages
from tests.scanning.test_screens import form_of

pytestmark = pytest.mark.django_db

DOUBT = ["Page 1 gives the birth date 1 Jan 2016, but Rowan Moss was born 4 Feb 2017."]
CLEAR = "Dear Ms Adeyemi\nRowan Moss, born 4 Feb 2017\nHe is well."
OTHER_BIRTH = "Dear Ms Adeyemi\nRowan Moss, born 1 Jan 2016\nHe is well."


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 two pages"), [OTHER_BIRTH, CLEAR])


@pytest.fixture
def file_one(clerk, batch, rowan, images):
    def file(at=0, *, by=None, about=None, doubts=()):
        return desk.file_images(
            by=by or clerk,
            batch=batch,
            images=[images[at]],
            about=about or [rowan],
            title="Letter",
            kind="letter",
            dated_on=date(2026, 11, 12),
            doubts=doubts,
        )

    return file


def test_what_is_in_doubt_is_in_nobodys_file_until_another_person_agrees(
    file_one, images, batch, clerk, records, worker
):
    filing = file_one(doubts=DOUBT)
    page, document = images[0].page, filing.document
    assert not access.decide(worker, "read", document)
    assert not access.decide(worker, "read", page)
    assert access.decide(records, "read", page)
    second_looks.agree(by=records, look=filing.second_look)
    document.refresh_from_db()
    assert access.decide(worker, "read", document)
    assert access.decide(worker, "read", page)


def test_my_work_names_each_second_look_by_batch_page_and_reason(
    file_one, batch, records, as_user, stranger
):
    file_one(0, doubts=DOUBT)
    file_one(1, doubts=["The file of Rowan Moss is alike in name to another."])
    page = unescape(as_user(records).get(reverse("portal:my_work")).text)
    assert f"Batch {batch.number}, page 1: {DOUBT[0]}" in page
    assert f"Batch {batch.number}, page 2: The file of Rowan Moss is alike" in page
    assert "Second look" not in as_user(stranger).get(reverse("portal:my_work")).text


def test_whoever_filed_it_is_not_their_own_second_person(file_one, clerk, worker, stranger):
    look = file_one(doubts=DOUBT).second_look
    for user in (clerk, worker, stranger):
        for act in (second_looks.agree, second_looks.disagree):
            with pytest.raises(access.Refused):
                act(by=user, look=look)
    look.refresh_from_db()
    assert look.agreed is None


def test_wrong_sends_it_back_to_the_desk_and_it_can_be_filed_again(
    file_one, images, batch, records, kai, worker
):
    filing = file_one(doubts=DOUBT)
    back = second_looks.disagree(by=records, look=filing.second_look)
    assert [image.pk for image in back] == [images[0].pk]
    assert sum_of(batch).left == 2
    assert not Document.objects.visible_to(worker).exists()
    with pytest.raises(Problem, match="a moment ago"):
        second_looks.agree(by=records, look=filing.second_look)
    assert file_one(about=[kai]).document.held_at is None


def test_the_sum_counts_what_waits_and_the_batch_stays_open_for_it(file_one, batch, clerk, records):
    batch.uploads.update(state="cut")
    filing = file_one(doubts=DOUBT)
    file_one(1)
    intake.finish_intake(by=clerk, batch=batch)
    total = sum_of(batch)
    assert (total.filed, total.held, total.left) == (1, 1, 0)
    assert total.words.endswith("1 filed + 1 waiting for a second person + 0 left to file")
    batch.refresh_from_db()
    assert batch.closed_at is None
    second_looks.agree(by=records, look=filing.second_look)
    batch.refresh_from_db()
    assert batch.closed_at is not None
    assert sum_of(batch).held == 0


def test_taking_it_back_oneself_leaves_nothing_to_look_at(file_one, clerk, batch):
    desk.undo_filing(by=clerk, filing=file_one(doubts=DOUBT))
    assert not SecondLook._base_manager.exists()
    assert sum_of(batch).held == 0


def test_an_urgent_page_that_waits_for_a_second_person_still_reaches_the_worker(
    file_one, images, clerk, worker, rowan
):
    desk.mark_urgent(by=clerk, image=images[0], child=rowan)
    file_one(doubts=DOUBT)
    assert access.decide(worker, "answer", images[0])


class TestWhoIsSecond:
    def test_at_a_desk_of_one_it_is_the_manager(self, file_one, council, clerk, records, manager):
        Membership.objects.filter(user=records).update(ended_at=timezone.now())
        Membership.objects.create(user=manager, team=council.intake, started_at="2025-01-01T00:00Z")
        look = file_one(doubts=DOUBT).second_look
        assert access.decide(manager, "check", look)
        Membership.objects.filter(user=records).update(ended_at=None)
        assert not access.decide(manager, "check", look)

    def test_for_a_restricted_file_it_is_somebody_on_its_list(
        self, file_one, council, clerk, records, worker
    ):
        robin = council.people["robin"]
        for user in (clerk, worker):
            NamedAccess.objects.create(
                child=robin, user=user, reason="x", started_at="2025-01-01T00:00Z"
            )
        look = file_one(about=[robin]).second_look
        assert look.filing.document.held_at is not None
        assert "restricted" in look.reasons[0]
        assert access.decide(worker, "check", look)
        assert not access.decide(records, "check", look)


class TestTheLot:
    def test_a_drawn_filing_is_in_the_file_at_once_and_looked_at_afterwards(
        self, file_one, settings, worker, records, batch
    ):
        settings.KINFILE_SECOND_LOOK_PERCENT = 100
        first, second = file_one(), file_one(1)
        assert access.decide(worker, "read", first.document)
        assert first.second_look.is_sample
        second_looks.agree(by=records, look=first.second_look)
        second_looks.disagree(by=records, look=second.second_look)
        assert sample_of([batch]).words == (
            "2 filings were drawn by lot and looked at again: 1 wrong (50 %)."
        )

    def test_nothing_is_drawn_where_the_share_is_nought(self, file_one, settings):
        settings.KINFILE_SECOND_LOOK_PERCENT = 0
        file_one()
        assert not SecondLook._base_manager.exists()

    def test_what_was_in_doubt_counts_for_no_sample(self, file_one, settings, records, batch):
        settings.KINFILE_SECOND_LOOK_PERCENT = 100
        second_looks.agree(by=records, look=file_one(doubts=DOUBT).second_look)
        assert sample_of([batch]).words == ""


class TestAtTheScreen:
    def file(self, browser, image, rowan: Person):
        address = reverse("scanning:filing", args=[image.pk])
        sent = form_of(browser.get(address).content.decode()) | {
            "act": "file",
            "about": [str(rowan.pk)],
            "title": "Letter",
            "last": str(image.position),
            "first": str(image.position),
        }
        answer = browser.post(address, sent)
        if answer.status_code == 200:
            twice = form_of(answer.content.decode())["looked_again"]
            answer = browser.post(address, sent | {"looked_again": twice})
        return browser.get(answer["Location"])

    def test_another_birth_date_waits_and_a_clear_page_does_not(
        self, as_user, images, clerk, records, rowan, batch
    ):
        browser = as_user(clerk)
        page = self.file(browser, images[0], rowan).content.decode()
        assert "A second person looks" in page
        page = self.file(browser, images[1], rowan).content.decode()
        assert "A second person looks" not in page
        look = SecondLook._base_manager.get()
        assert "1 Jan 2016" in look.reasons[0]
        colleague = as_user(records)
        assert "Look at 1 filing" in colleague.get(reverse("scanning:desk")).content.decode()
        answer = colleague.get(reverse("scanning:second_look_next"))
        assert answer["Location"] == reverse("scanning:second_look", args=[look.pk])
        page = colleague.get(answer["Location"]).content.decode()
        for words in ("1 Jan 2016", "4 Feb 2017", rowan.reference, "3 Elm Row", 'data-key="Enter"'):
            assert words in page
        assert browser.get(answer["Location"]).status_code == 404
        colleague.post(answer["Location"], {"act": "agree"})
        look.refresh_from_db()
        assert (look.agreed, look.decided_by) == (True, records)
        again = colleague.post(answer["Location"], {"act": "wrong"}, follow=True)
        assert "a moment ago" in again.content.decode()

    def test_a_wrong_filing_goes_back_with_one_key(self, as_user, file_one, records, batch):
        look = file_one(doubts=DOUBT).second_look
        address = reverse("scanning:second_look", args=[look.pk])
        page = as_user(records).post(address, {"act": "wrong"}, follow=True).content.decode()
        assert f"in batch {batch.number}" in page
        assert sum_of(batch).left == 2

    def test_a_caption_of_a_photograph_is_kept_and_shown(
        self, as_user, images, clerk, rowan, worker
    ):
        browser = as_user(clerk)
        address = reverse("scanning:filing", args=[images[1].pk])
        sent = form_of(browser.get(address).content.decode()) | {
            "act": "file",
            "about": [str(rowan.pk)],
            "title": "Photograph",
            "kind": "photograph",
            "caption": "Rowan on the slide, summer 2024",
            "first": "2",
            "last": "2",
        }
        browser.post(address, sent)
        document = Document._base_manager.get()
        page = as_user(worker).get(reverse("portal:page", args=[document.pk, 1]))
        assert "on the slide" in page.content.decode()
