from datetime import date

import pytest
from django.utils import timezone

from cases import actions
from cases.models import Address, Event
from documents.models import Document


@pytest.fixture
def letter(rowan, clerk):
    document = Document.objects.create(
        title="Letter from the school nurse",
        dated_on=date(2023, 3, 3),
        filed_by=clerk,
        telling="weight has dropped",
    )
    document.about.set([rowan])
    return document


def test_it_tells_paper_and_electronic_in_one_story(as_user, worker, rowan, letter):
    actions.record_event(
        by=worker,
        about=[rowan],
        kind="visit",
        happened_on=date(2026, 11, 3),
        headline="Statutory visit",
        childs_words="I want to <stay> with Gran",
        is_seen=True,
        is_seen_alone=True,
    )
    page = as_user(worker).get(f"/cases/{rowan.pk}/").content.decode()
    assert page.index("Statutory visit") < page.index("Letter from the school nurse")
    assert "I want to &lt;stay&gt; with Gran" in page
    assert "weight has dropped" in page


def test_it_shows_whom_to_keep_everything_from(as_user, worker, rowan):
    page = as_user(worker).get(f"/cases/{rowan.pk}/").content.decode()
    assert "Keep everything about this child from Dale Moss." in page
    assert "Priya Nair" in page


@pytest.mark.parametrize(
    "name", ["stranger", "clerk", "duty", "records", "chair", "mother", "father", "young"]
)
def test_it_is_not_there_for_those_who_do_not_hold_it(as_user, council, rowan, letter, name):
    answer = as_user(council.user(name)).get(f"/cases/{rowan.pk}/")
    assert answer.status_code == 404
    assert "Letter from the school nurse" not in answer.content.decode()


def test_a_sealed_brother_or_sister_is_not_named(as_user, worker, rowan, wren, council):
    from cases.models import FamilyMembership, Relationship

    FamilyMembership.objects.create(family=council.families["moss"], person=wren)
    Relationship.objects.create(person=wren, other=rowan, kind="sibling")
    assert "Wren" not in as_user(worker).get(f"/cases/{rowan.pk}/").content.decode()


def test_the_pen_picture_is_edited_in_place_and_the_old_words_stay(as_user, worker, rowan):
    browser = as_user(worker)
    for words in ("Rowan likes trains.", "Rowan likes trains and his Gran."):
        browser.post(f"/cases/{rowan.pk}/summary/pen_picture/", {"pen_picture-value": words})
    assert "and his Gran." in browser.get(f"/cases/{rowan.pk}/").content.decode()
    assert rowan.facts.filter(key="pen_picture").count() == 2


def test_every_entry_comes_exactly_once_over_the_pages_of_a_long_story(as_user, worker, rowan):
    from portal import story

    for day in range(1, 29):
        for number in range(5):
            actions.record_event(
                by=worker,
                about=[rowan],
                kind="note",
                happened_on=date(2026, 1, day),
                headline=f"Note {day}.{number}",
            )
    seen, until = [], None
    while True:
        told = story.tell(worker, rowan, until=until)
        seen += [entry.key for year in told.years for entry in year.entries]
        if told.older is None:
            break
        until = told.older
    assert len(seen) == len(set(seen)) == 28 * 5


def test_who_lives_at_one_address_is_told_as_living_together(as_user, worker, rowan, kerry, dale):
    Address.objects.create(person=kerry, text="3  elm row, Northmoor", postcode="nm13er")
    Address.objects.create(person=dale, text="3 Elm Row, Northmoor", postcode="NM1 3ER")
    dale.addresses.update(until_on=timezone.localdate())
    page = as_user(worker).get(f"/cases/{rowan.pk}/people/").content.decode()
    assert "Living together: Kerry Moss and Rowan Moss." in page
    assert page.count("genogram-household") == 1


def test_an_address_without_a_postcode_draws_nobody_together(as_user, worker, rowan, kerry, dale):
    for person in (kerry, dale):
        Address.objects.create(person=person, text="Not known")
    page = as_user(worker).get(f"/cases/{rowan.pk}/people/").content.decode()
    assert "Living together" not in page


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("First time. He smiled.", "“First time. He smiled.”"),
        ("One. " + "Two words. " * 30, "“One. " + "Two words. " * 15 + "…”"),
        ("word " * 60, "“" + "word " * 36 + "…”"),
        ("Today.\n\nLater.", "“Today.”"),
    ],
)
def test_an_entry_is_told_in_whole_sentences(as_user, worker, rowan, written, told):
    event = Event.objects.create(
        kind="note", happened_on=date(2026, 11, 1), headline="Seen", text=written, written_by=worker
    )
    event.about.set([rowan])
    assert told in as_user(worker).get(f"/cases/{rowan.pk}/").content.decode()
