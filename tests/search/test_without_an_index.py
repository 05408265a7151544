"""While there is no index the tables answer with names and titles, within the same rights, and say that it is less."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cases import actions
from cases.models import PersonName
from documents.models import Document, DocumentPage, Page
from search import actions as searching
from search import engines, finding, plainly, writing
from search.answers import NOT_NARROWED
from tests.search.engines import lose
from tests.world import stored

pytestmark = pytest.mark.usefixtures("own_index")


def paper(title, child, by, on=date(2023, 3, 3), pages=2):
    document = Document.objects.create(title=title, kind="letter", dated_on=on, filed_by=by)
    document.about.set([child])
    for number in range(1, pages + 1):
        page = Page.objects.create(file=stored())
        DocumentPage.objects.create(document=document, page=page, number=number)
    return document


@pytest.fixture
def lost(council, rowan, worker, stranger, tia):
    paper("Radiator letter", rowan, worker)
    paper("Older radiator letter", rowan, worker, on=date(2020, 1, 1))
    paper("Radiator letter of Tia", tia, stranger)
    PersonName.objects.create(person=rowan, name="Spud Radley", kind="alias")
    actions.record_event(
        by=worker,
        about=[rowan],
        kind="visit",
        happened_on=date(2026, 11, 3),
        headline="Radiator mended",
    )
    writing.rebuild()
    lose(engines.chosen())


def titles(user, typed, **other):
    found = finding.find(user, typed, **other)
    assert found.is_down
    assert plainly.SAID in found.notes
    assert found.counts == {}
    assert found.total == len(found.hits)
    return [hit.title for hit in found.hits]


def test_titles_and_headlines_that_hold_all_words_are_found_newest_first(lost, worker):
    assert titles(worker, "RADIATOR") == [
        "Radiator letter",
        "Older radiator letter",
        "Visit: Radiator mended",
    ]
    assert titles(worker, "radiator older") == ["Older radiator letter"]
    assert titles(worker, "radiator boiler") == []


def test_a_person_is_found_by_any_of_their_names(lost, worker, rowan):
    assert titles(worker, "radley") == ["Rowan Moss"]
    assert "Rowan Moss" in titles(worker, "rowan moss")


def test_only_what_one_may_read_is_found(lost, stranger, worker, mother):
    assert titles(stranger, "radiator") == ["Radiator letter of Tia"]
    assert titles(stranger, "rowan moss") == []
    # An engine may know without its index that nothing can be found.
    assert finding.find(mother, "radiator").hits == []


def test_within_a_file_nothing_of_another_is_found(lost, manager, rowan, tia):
    inside = replace(NOT_NARROWED, people=frozenset({tia.pk}))
    assert "Radiator letter" not in titles(manager, "radiator", narrowed=inside)
    inside = replace(NOT_NARROWED, people=frozenset({rowan.pk}))
    assert "Radiator letter" in titles(manager, "radiator", narrowed=inside)


@pytest.mark.parametrize(
    "typed", ['"', "-", "%", "_", "a", "radiator " * 50, "\u202e\u202d", ".*(", "%%", "__"]
)
def test_no_words_break_it(lost, worker, typed):
    assert finding.find(worker, typed).hits == []


def test_the_page_says_so_and_shows_them(lost, as_user, worker, rowan):
    asked = searching.ask(by=worker, words="radiator", within=None)
    shown = as_user(worker).get(reverse("search:answer", args=[asked.pk])).content.decode()
    assert plainly.SAID.split(":")[0] in shown
    assert "Older radiator letter" in shown
    assert "Radiator letter of Tia" not in shown
    listed = as_user(worker).post(reverse("search:answer", args=[asked.pk]) + "list/")
    assert plainly.SAID in listed.content.decode()
