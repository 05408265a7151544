"""Who looked at a file: lines that a worried reader can read, with nothing left out and nothing told too much."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import audit
from cases.models import AuditEvent
from documents.models import Document, DocumentPage, Page, Reading
from portal import looks
from tests.world import stored


@pytest.fixture
def letter(rowan, clerk):
    paper = Document.objects.create(
        title="Letter, health visitor", dated_on=date(2023, 3, 3), filed_by=clerk
    )
    paper.about.set([rowan])
    return paper


@pytest.fixture
def pages(letter):
    made = []
    for number in (1, 2, 3):
        file = stored(b"picture", "image/webp")
        page = Page.objects.create(file=file, index=number)
        Reading.objects.create(
            page=page, read_as="scan", width=10, height=10, view=file, thumbnail=file
        )
        DocumentPage.objects.create(document=letter, page=page, number=number)
        made.append(page)
    return made


def asked(browser, child, **what):
    answer = browser.get(f"/cases/{child.pk}/who-looked/", what)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(page):
    """The lines of the last table, as a person reads them."""
    body = page.rpartition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in body.split("</tr>")[:-1]]


def test_a_day_of_one_person_is_one_line_that_names_the_paper_and_its_pages(
    as_user, worker, manager, rowan, letter, pages
):
    browser = as_user(worker)
    browser.get(f"/cases/{rowan.pk}/")
    browser.get(f"/papers/{letter.pk}/1/")
    for page in pages:
        assert browser.get(f"/pages/{page.pk}/image/").status_code == 200
    (line,) = [line for line in rows(asked(as_user(manager), rowan)) if "Jo Adeyemi" in line]
    assert "opened the file" in line
    assert "looked at a page: Letter, health visitor (pages 1 to 3)" in line


def test_a_thumbnail_is_logged_but_is_no_look_at_a_page(as_user, worker, rowan, pages):
    browser = as_user(worker)
    assert browser.get(f"/pages/{pages[1].pk}/thumbnail/").status_code == 200
    assert AuditEvent.objects.filter(code="documents.page.glimpsed", actor=worker).count() == 1
    page = asked(browser, rowan)
    assert "saw it small in a list: Letter, health visitor (page 2)" in page
    assert "looked at a page" not in page


def test_a_paper_that_the_reader_may_not_read_is_not_named(
    as_user, worker, manager, rowan, wren, letter, pages
):
    as_user(worker).get(f"/pages/{pages[0].pk}/image/")
    assert "Letter, health visitor" in asked(as_user(manager), rowan)
    letter.about.add(wren)
    page = asked(as_user(manager), rowan)
    assert "looked at a page" in page and "Letter, health visitor" not in page


def test_refused_looks_the_family_and_other_teams_stand_first_in_words(
    as_user, worker, stranger, mother, rowan, letter
):
    as_user(stranger).get(f"/cases/{rowan.pk}/")
    as_user(stranger).get(f"/papers/{letter.pk}/1/")
    audit.record(mother, "documents.release.receive", rowan)
    audit.record(stranger, "cases.person.read", rowan, rule="cases.person.emergency")
    page = asked(as_user(worker), rowan)
    first = page.partition('id="first"')[2].partition("</section>")[0]
    for words in ("Refused", "Family", "Emergency look", "Outside the team"):
        assert words in first
    assert "Dev Marsh" in first and "Kerry Moss" in first
    assert "Jo Adeyemi" not in first
    assert any("Jo Adeyemi" in line for line in rows(page))
    assert any("Dev Marsh" in line and "refused" in line for line in rows(page))
    assert not any(
        "Jo Adeyemi" in line for line in rows(asked(as_user(worker), rowan, show="apart"))
    )


def test_it_is_narrowed_to_a_person_and_to_days(as_user, worker, manager, rowan):
    audit.record(worker, "cases.person.read", rowan)
    audit.record(manager, "cases.person.write", rowan)
    browser = as_user(manager)
    page = asked(browser, rowan, who=worker.pk)
    assert all("Jo Adeyemi" in line for line in rows(page)) and rows(page)
    assert "Priya Nair" in "".join(rows(asked(browser, rowan)))
    assert len(rows(asked(browser, rowan, who="not an id"))) == len(rows(asked(browser, rowan)))
    assert not re.search(r'href="\?[^"]*(Jo|Adeyemi|Rowan|Moss)', page)


def test_it_is_turned_to_the_very_beginning_without_a_query_a_line(as_user, worker, manager, rowan):
    noon = timezone.localtime().replace(hour=12, minute=0)
    for days in range(100):
        event = AuditEvent(
            actor=worker, actor_role=worker.role, code="cases.person.read", object_id=rowan.pk
        )
        event.at = noon - timedelta(days=days + 1)
        event.save()
        event.subjects.create(person_id=rowan.pk)
    browser = as_user(manager)
    asked(browser, rowan)
    with CaptureQueriesContext(connection) as few:
        asked(browser, rowan, who=worker.pk, page=3)
    with CaptureQueriesContext(connection) as many:
        asked(browser, rowan, who=worker.pk, page=2)
    assert len(many) == len(few)
    seen = []
    for number in (1, 2, 3):
        seen += rows(asked(browser, rowan, who=worker.pk, page=number))
    assert len(seen) == len(set(seen)) == 100
    assert len(rows(asked(browser, rowan, who=worker.pk, period="week"))) in (6, 7)


def test_it_is_not_there_for_whoever_may_not_read_the_file(as_user, council, rowan):
    for name in ("stranger", "clerk", "duty", "records", "mother", "father"):
        answer = as_user(council.user(name)).get(f"/cases/{rowan.pk}/who-looked/")
        assert answer.status_code == 404, name


def test_numbers_of_pages_are_told_as_spans():
    assert looks.spans({7, 3, 2, 1}) == "1 to 3, 7"
