"""One key hides a picture at once; pressed twice it hides no second one, and a slip is told to the lead in words."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from cases.models import AuditEvent, Membership, Person, User
from documents import locking
from documents.models import Page, PageLock
from family_access.models import Message
from scanning import keeping
from scanning.actions import desk, intake
from scanning.models import Image
from scanning.proposals import document_around, places
from tests.scanning.pages import add_read_pages
from tests.scanning.test_screens import filing

pytestmark = pytest.mark.django_db

SLIP = "I pressed the key by mistake: it is a school report."


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 three pages"), ["secret words", "Dear Sir", "Dear Madam"])


@pytest.fixture
def lead(chair):
    User.objects.filter(pk=chair.pk).update(is_safeguarding_lead=True)
    chair.refresh_from_db()
    return chair


@pytest.fixture
def desk_of(as_user, clerk):
    return as_user(clerk)


def locked_pages() -> int:
    return Page._base_manager.exclude(locked_at=None).count()


def lock(browser, image) -> tuple[str, str]:
    """Press X; gives where the browser stands then, and what it shows."""
    answer = browser.post(filing(image), {"act": "lock"}, follow=True)
    return answer.redirect_chain[-1][0], answer.content.decode()


def test_the_first_press_hides_the_picture_and_stays_with_it(desk_of, images, lead):
    where, page = lock(desk_of, images[0])
    assert locked_pages() == 1
    assert where == reverse("scanning:locked", args=[PageLock._base_manager.get().pk])
    assert "Page 1 is locked" in page
    assert f"{lead} is told that something waits" in page
    assert "On to page 2" in page
    assert "secret words" not in page
    assert reverse("scanning:page_image", args=[images[0].page_id]) not in page


def test_the_same_key_once_more_locks_no_second_page(desk_of, images, lead):
    where, page = lock(desk_of, images[0])
    assert 'data-key="X"' not in page
    # Sent all the same, from the page before or from this one, it changes nothing.
    assert desk_of.post(filing(images[0]), {"act": "lock"}).status_code == 404
    desk_of.post(where, {"act": "lock"})
    assert locked_pages() == 1
    assert desk_of.get(filing(images[1])).status_code == 200


def test_the_desk_goes_on_when_told_to(desk_of, images, lead):
    where, _ = lock(desk_of, images[0])
    assert desk_of.post(where, {"act": "next"}).url == filing(images[1])
    for image in images[1:]:
        where, page = lock(desk_of, image)
    assert "Back to the batch" in page
    assert desk_of.post(where, {"act": "next"}).url == reverse(
        "scanning:batch", args=[images[0].batch_id]
    )


def test_a_slip_is_told_to_the_lead_who_opens_the_page_again(desk_of, as_user, images, lead):
    where, _ = lock(desk_of, images[0])
    assert "Say in a sentence" in desk_of.post(where, {"act": "tell", "words": "oh"}).text
    page = desk_of.post(where, {"act": "tell", "words": SLIP}, follow=True).content.decode()
    assert SLIP in page
    assert locked_pages() == 1
    made = PageLock._base_manager.get()
    theirs = as_user(lead)
    home = theirs.get(reverse("portal:my_work")).content.decode()
    assert "page 1 of batch 1, locked by Sam Whitlock" in home and SLIP in home
    shown = theirs.get(reverse("portal:locks")).content.decode()
    assert "Page 1 of batch 1" in shown and "Sam Whitlock" in shown and SLIP in shown
    address = reverse("portal:unlock", args=[made.pk])
    assert "Page 1 of batch 1" in theirs.get(address).content.decode()
    theirs.post(address, {"reason": "A slip of the key, as Sam Whitlock says"})
    images[0].refresh_from_db()
    assert locked_pages() == 0
    again = desk_of.get(where).content.decode()
    assert (
        "Page 1 was opened again" in again and "is hidden" not in again and "is locked" not in again
    )
    assert filing(images[0]) in again
    late = desk_of.post(where, {"act": "tell", "words": SLIP}, follow=True).content.decode()
    assert "was opened again a moment ago" in late
    event = AuditEvent.objects.get(code="documents.page_lock_explained")
    assert SLIP not in str(event.detail)


def test_only_whoever_locked_it_comes_to_that_page(as_user, desk_of, council, images, lead):
    where, _ = lock(desk_of, images[0])
    for name in ("records", "worker", "stranger", "manager", "mother"):
        browser = as_user(council.user(name))
        assert browser.get(where).status_code in (403, 404), name
        sent = browser.post(where, {"act": "tell", "words": SLIP})
        assert sent.status_code in (403, 404), name
    assert PageLock._base_manager.get().told == ""


def test_undo_says_that_only_the_lead_opens_it_and_what_to_do_about_a_slip(desk_of, images, lead):
    where, _ = lock(desk_of, images[0])
    for address in (where, filing(images[1])):
        answer = desk_of.post(address, {"act": "undo"}, follow=True)
        assert "only a safeguarding lead opens it again" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == where
    assert locked_pages() == 1
    images[0].refresh_from_db()
    assert images[0].state == Image.State.REJECTED


def test_pages_on_both_sides_of_a_locked_one_are_not_offered_as_one_document(desk_of, batch, add):
    first, middle, last = add_read_pages(add(b"%PDF-1.7 one run"), ["one", "two", "three"])
    assert document_around(places(batch), first) == [first, middle, last]
    lock(desk_of, middle)
    assert document_around(places(batch), first) == [first]
    assert document_around(places(batch), last) == [last]
    assert next(p for p in places(batch) if p.image == last).why == "the page before is locked"


def test_a_page_that_was_opened_again_lies_on_the_desk_and_opens_its_batch(
    desk_of, as_user, batch, clerk, records, images, lead
):
    for image in images[1:]:
        desk.set_aside(by=clerk, image=image, state=Image.State.REJECTED)
    intake.finish_intake(by=clerk, batch=batch)
    lock(desk_of, images[0])
    batch.refresh_from_db()
    assert batch.closed_at is not None
    page = desk_of.get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    made = PageLock._base_manager.get()
    assert "1 locked page" in page and reverse("scanning:locked", args=[made.pk]) in page
    told = as_user(lead).post(
        reverse("portal:unlock", args=[made.pk]), {"reason": "A slip of the key"}, follow=True
    )
    assert "It lies on the desk again" in told.content.decode()
    batch.refresh_from_db()
    images[0].refresh_from_db()
    assert (images[0].state, images[0].decided_by) == (Image.State.READ, None)
    assert batch.closed_at is None
    assert any("still open" in why for why in keeping.paper_blocks(batch))
    assert desk_of.get(filing(images[0])).status_code == 200
    # What was set aside by somebody's own choice stays so.
    assert {image.state for image in Image._base_manager.exclude(pk=images[0].pk)} == {"rejected"}


def test_one_that_another_page_stands_for_stays_set_aside(desk_of, as_user, images, lead):
    lock(desk_of, images[0])
    Image._base_manager.filter(pk=images[0].pk).update(duplicate_of=images[1].page)
    made = PageLock._base_manager.get()
    as_user(lead).post(reverse("portal:unlock", args=[made.pk]), {"reason": "A slip of the key"})
    images[0].refresh_from_db()
    assert images[0].state == Image.State.REJECTED


def test_while_no_lead_is_named_the_managers_of_the_team_are_told_and_no_button_pretends(
    desk_of, as_user, council, batch, clerk, images, django_capture_on_commit_callbacks
):
    manager = make_manager(council, batch)
    elsewhere = council.user("manager")
    with django_capture_on_commit_callbacks(execute=True):
        where, page = lock(desk_of, images[0])
    assert "No safeguarding lead is named here" in page
    assert f"{manager} is told that something waits" in page
    assert str(elsewhere) not in page
    assert 'value="tell"' not in page
    assert "Say so by word of mouth" in page
    assert [one.to_user for one in Message._base_manager.all()] == [manager]
    said = desk_of.post(where, {"act": "undo"}, follow=True).content.decode()
    assert "only a safeguarding lead opens it again" in said and "tell them here" not in said
    for address in ("portal:my_work", "scanning:desk"):
        home = as_user(manager).get(reverse(address)).content.decode()
        assert "No safeguarding lead is named" in home and "1 locked page waits for one" in home
    assert "No safeguarding lead is named" not in desk_of.get(reverse("scanning:desk")).text


def test_once_a_lead_is_named_a_slip_can_be_told_to_them(desk_of, as_user, images, chair, records):
    where, _ = lock(desk_of, images[0])
    assert "No safeguarding lead" in as_user(records).get(reverse("portal:my_work")).text
    call_command("make_account", chair.username, "--safeguarding-lead", stdout=StringIO())
    assert "No safeguarding lead" not in as_user(records).get(reverse("portal:my_work")).text
    assert 'value="tell"' in desk_of.get(where).content.decode()
    assert locking.leads() == [chair]


def test_nobody_of_a_family_is_made_a_safeguarding_lead(council):
    with pytest.raises(CommandError, match="somebody of staff"):
        call_command("make_account", council.user("mother").username, "--safeguarding-lead")
    assert not locking.leads()


def test_the_check_of_the_installation_asks_for_a_safeguarding_lead(council, images):
    said = StringIO()
    call_command("check", stdout=said, stderr=said)
    assert "No safeguarding lead is named" in said.getvalue()
    assert "make_account USERNAME --safeguarding-lead" in said.getvalue()
    User.objects.filter(pk=council.user("chair").pk).update(is_safeguarding_lead=True)
    said = StringIO()
    call_command("check", stdout=said, stderr=said)
    assert "safeguarding lead" not in said.getvalue()


def make_manager(council, batch) -> User:
    """Of the team whose desk it is."""
    person = Person.objects.create(name="Ines Carvalho")
    made = User.objects.create(
        person=person,
        username="ines",
        first_name="Ines",
        last_name="Carvalho",
        role="manager",
        email="ines@example.org",
    )
    Membership.objects.create(user=made, team=batch.team)
    return made
