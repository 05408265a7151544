"""The pages of a filed paper on the screen: each act without JavaScript, with its Undo, and nothing for others."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cases import access
from cases.models import Conflict, Person
from documents.models import Document, Misfiling
from scanning.actions import desk, intake
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def paper(clerk, rowan):
    import io

    batch = intake.receive_batch(by=clerk)
    upload = intake.add_upload(
        by=clerk, batch=batch, stream=io.BytesIO(b"%PDF-1.7 three"), name="a.pdf"
    )
    images = add_read_pages(upload, ["Rowan Moss one", "Kai Ahmed, born 8 Nov 2011", "three"])
    return desk.file_images(
        by=clerk,
        batch=batch,
        images=images,
        about=[rowan],
        title="Letter",
        kind="letter",
        dated_on=date(2026, 11, 12),
    ).document


def texts(document: Document) -> list[str]:
    pointers = document.document_pages.order_by("number")
    return [one.page.reading.text.split()[0] for one in pointers]


def undo_of(page: str) -> str:
    found = re.search(r'action="(/[^"]*/edits/[^"]+/undo/)"', page) or re.search(
        r'action="([^"]*edits/[^"]+/undo/)"', page
    )
    assert found, "no Undo on the page"
    return found[1]


def test_the_paper_leads_to_its_pages_only_for_whoever_may_arrange_them(
    as_user, paper, worker, stranger, council
):
    page = as_user(worker).get(reverse("portal:page", args=[paper.pk, 1])).content.decode()
    address = reverse("portal:arrange", args=[paper.pk])
    assert address in page
    assert as_user(worker).get(address).status_code == 200
    for user in (stranger, council.user("clerk"), council.user("mother")):
        assert as_user(user).get(address).status_code in (302, 404)
        as_user(user).post(address, {"act": "turn:1"})
    assert paper.document_pages.get(number=1).turned_degrees == 0


@pytest.mark.parametrize(
    ("sent", "after"),
    [
        ({"act": "later:1"}, ["Kai", "Rowan", "three"]),
        ({"act": "earlier:3"}, ["Rowan", "three", "Kai"]),
        ({"act": "split:3"}, ["Rowan", "Kai"]),
        ({"act": "split", "pages": ["2", "3"]}, ["Rowan"]),
    ],
)
def test_an_act_is_done_and_undone_from_its_notice(as_user, paper, worker, sent, after):
    browser = as_user(worker)
    page = browser.post(reverse("portal:arrange", args=[paper.pk]), sent, follow=True)
    assert texts(paper) == after
    page = browser.post(undo_of(page.content.decode()), follow=True)
    assert texts(paper) == ["Rowan", "Kai", "three"]
    assert "stand as they stood" in page.content.decode()


def test_after_a_split_a_link_leads_to_the_new_paper_now_and_later(as_user, paper, worker):
    browser, address = as_user(worker), reverse("portal:arrange", args=[paper.pk])
    page = browser.post(address, {"act": "split:3"}, follow=True).text
    fresh = Document.objects.visible_to(worker).exclude(pk=paper.pk).get()
    link = reverse("portal:arrange", args=[fresh.pk])
    assert f'<a href="{link}">Open it</a>' in page
    later = browser.get(address).text
    assert "Open it" not in later and link in later.partition('id="done"')[2]


def test_enter_in_the_field_looks_for_the_child_and_what_was_typed_is_not_lost(
    as_user, paper, worker, kai
):
    browser, address = as_user(worker), reverse("portal:arrange", args=[paper.pk])
    form = browser.get(address).text.partition('id="arrange"')[2]
    # A browser presses the first button of a form when somebody presses Enter in a field.
    assert re.search(r"<button[^>]*>", form)[0].endswith(
        'type="submit" name="act" value="find" tabindex="-1" aria-hidden="true">'
    )
    page = browser.post(address, {"act": "find", "look_for": "Kai Ahmed"}).text
    assert "Tick the pages that belong to another child." in page
    assert 'value="Kai Ahmed"' in page and f'value="{kai.pk}"' in page
    page = browser.post(address, {"act": "find", "look_for": " ", "pages": ["2"]}).text
    assert "Type the name, the number or the birth date" in page
    assert re.search(r'value="2" checked', page)


def test_another_child_is_looked_at_beside_the_page_before_anything_moves(
    as_user, paper, worker, kai, rowan
):
    browser, address = as_user(worker), reverse("portal:arrange", args=[paper.pk])
    asked = {"act": "find", "look_for": "Kai Ahmed", "pages": ["2"]}
    page = browser.post(address, asked).content.decode()
    for words in ("Please look twice", "8 Nov 2011", kai.reference, "name and birth date"):
        assert words in page
    move = {"act": "move_to_child", "whose": str(kai.pk), "pages": ["2"], "title": "School letter"}
    assert "Please look twice" in browser.post(address, move).content.decode()
    assert texts(paper) == ["Rowan", "Kai", "three"]
    browser.post(address, move | {"looked_at": str(kai.pk)})
    assert texts(paper) == ["Rowan", "three"]
    assert Document.objects.visible_to(worker).get(about=kai).title == "School letter"


def test_no_title_of_one_family_goes_into_the_file_of_another_with_the_pages(
    as_user, paper, worker, kai
):
    Document._base_manager.filter(pk=paper.pk).update(title="Moss, volume 1", caption="The Mosses")
    browser, address = as_user(worker), reverse("portal:arrange", args=[paper.pk])
    page = browser.post(address, {"act": "find", "look_for": "Kai Ahmed", "pages": ["2"]})
    asked = page.content.decode().partition("Title there")[2].partition("</div>")[0]
    assert "Moss" not in asked and "Name nobody of another family" in asked
    move = {"act": "move_to_child", "whose": str(kai.pk), "pages": ["2"], "title": " "}
    browser.post(address, move | {"looked_at": str(kai.pk)})
    moved = Document.objects.visible_to(worker).get(about=kai)
    assert (moved.title, moved.caption) == ("Letter", "")


def test_a_page_that_names_another_says_so_before_it_moves(as_user, paper, worker, kai):
    page = as_user(worker).post(
        reverse("portal:arrange", args=[paper.pk]),
        {"act": "find", "look_for": kai.reference, "pages": ["1"]},
    )
    assert "These pages look like Rowan Moss" in page.content.decode()


def test_whoever_moves_what_others_saw_is_shown_who_and_the_manager_acts_on_it(
    as_user, paper, worker, colleague, manager, kai, rowan
):
    access.get(colleague, Person, rowan.pk)
    page = as_user(worker).post(
        reverse("portal:arrange", args=[paper.pk]),
        {
            "act": "move_to_child",
            "whose": str(kai.pk),
            "looked_at": str(kai.pk),
            "pages": ["2"],
        },
        follow=True,
    )
    assert "Bo Larsen" in page.content.decode()
    kept = Misfiling._base_manager.get()
    address = reverse("portal:misfiling", args=[kept.pk])
    assert address in as_user(manager).get(reverse("portal:my_work")).content.decode()
    moved = Document.objects.visible_to(worker).get(about=kai)
    now = as_user(worker).get(address).content.decode().partition("Where it lies now")[2]
    assert reverse("portal:page", args=[moved.pk, 1]) in now and "Kai Ahmed" in now
    # Whoever may not read that file does not learn which it is.
    Conflict.objects.create(person=kai, user=worker, reason="Neighbour")
    shut = as_user(worker).get(address).content.decode()
    assert "Where it lies now" not in shut and "Kai Ahmed" not in shut
    as_user(worker).post(address, {"words": "Nothing."})
    kept.refresh_from_db()
    assert kept.settled_at is None
    as_user(manager).post(address, {"words": "Bo was told; reported."})
    kept.refresh_from_db()
    assert (kept.settled_by, kept.settled_words) == (manager, "Bo was told; reported.")
    assert address not in as_user(manager).get(reverse("portal:my_work")).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "turn"},
        {"act": "turn", "pages": ["99"]},
        {"act": "turn:99"},
        {"act": "split:1"},
        {"act": "split:x"},
        {"act": "move", "pages": ["1"], "to": "nonsense"},
        {"act": "merge", "other": "00000000-0000-4000-8000-000000000000"},
        {"act": "find", "look_for": "Kai"},
        {"act": "move_to_child", "whose": "x", "pages": ["1"]},
        {"act": "earlier:1"},
    ],
)
def test_nonsense_changes_nothing_and_says_what_to_do(as_user, paper, worker, sent):
    page = as_user(worker).post(reverse("portal:arrange", args=[paper.pk]), sent, follow=True)
    assert page.status_code == 200
    assert "notice--error" in page.content.decode()
    assert texts(paper) == ["Rowan", "Kai", "three"]


def test_a_paper_that_is_nothing_for_the_file_goes_back_to_the_desk(as_user, paper, worker):
    as_user(worker).post(reverse("portal:arrange", args=[paper.pk]), {"act": "give_back"})
    paper.refresh_from_db()
    assert paper.withdrawn_at is not None
