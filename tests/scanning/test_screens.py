"""The scanning desk through the front door, without JavaScript."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import AuditEvent
from documents.models import Document
from scanning.actions import desk, intake
from scanning.models import Batch, Image, Upload
from tests.scanning.pages import add_read_pages

pytestmark = pytest.mark.django_db

LETTER = """Northmoor Community Health
12 November 2026
Dear Ms Adeyemi
Rowan Moss, born 4 Feb 2017, of 3 Elm Row
His weight has dropped to the 2nd centile since May.
Page 1 of 2"""
SECOND = "He enjoys school and said that he wants a bicycle.\nYours sincerely\nAnn Beck\nHealth visitor\nPage 2 of 2"
OTHER = "Dear Ms Adeyemi\nKai Ahmed has done well this term.\nYours sincerely"


@pytest.fixture
def images(batch, add):
    return add_read_pages(add(b"%PDF-1.7 three pages"), [LETTER, SECOND, OTHER])


@pytest.fixture
def desk_of(as_user, clerk):
    return as_user(clerk)


def filing(image: Image) -> str:
    return reverse("scanning:filing", args=[image.pk])


def form_of(page: str) -> dict[str, object]:
    """What a browser would send of the filing form as it stands."""
    form = page[page.index('class="filing-form"') :]
    sent: dict[str, object] = {}
    for name in ("title", "dated_on", "sender", "looked_again"):
        found = re.search(rf'<input[^>]*name="{name}"[^>]*>', form)
        value = re.search(r'value="([^"]*)"', found[0]) if found else None
        sent[name] = value[1] if value else ""
    for name in ("first", "last", "kind"):
        box = re.search(rf'<select name="{name}".*?</select>', form, re.DOTALL)
        chosen = re.search(r'value="([^"]*)"\s+selected', box[0]) if box else None
        sent[name] = chosen[1] if chosen else ""
    sent["about"] = re.findall(r'name="about"[^>]*value="([^"]*)"\s+checked', form)
    return sent


def test_a_batch_is_begun_with_its_files_in_one_form(desk_of):
    answer = desk_of.post(
        reverse("scanning:new_batch"),
        {
            "box": "12",
            "shelf": "C",
            "sheets_counted": "2",
            "sides": "2",
            "is_all": "on",
            "files": [
                SimpleUploadedFile("one.pdf", b"%PDF-1.7 one"),
                SimpleUploadedFile("../<b>two</b>.png", b"\x89PNG\r\n\x1a\n two"),
                SimpleUploadedFile("empty.pdf", b""),
            ],
        },
        follow=True,
    )
    batch = Batch._base_manager.get()
    assert (batch.box, batch.is_two_sided, batch.handed_in_at is None) == ("12", True, False)
    assert [u.state for u in batch.uploads.all()] == ["waiting", "waiting", "refused"]
    page = answer.content.decode()
    assert "The file is empty" in page
    assert "<b>two" not in page
    assert "2 files to open" in page
    assert "the background service is not running" in page
    assert '<meta http-equiv="refresh"' in page


def test_a_script_sends_a_file_as_the_plain_body(desk_of, batch):
    address = reverse("scanning:upload", args=[batch.pk])
    sent = desk_of.post(
        address,
        b"%PDF-1.7 body",
        content_type="application/octet-stream",
        headers={"X-File-Name": "Si%C3%A2n%2F..%2Fletter.pdf"},
    )
    assert sent.json() == {"kept": True, "text": "Received."}
    upload = Upload._base_manager.get()
    assert (upload.name, upload.file.size) == ("letter.pdf", 13)
    again = desk_of.post(
        address,
        b"%PDF-1.7 body",
        content_type="application/octet-stream",
        headers={"X-File-Name": "b.pdf"},
    )
    assert again.json()["kept"] is True
    assert "same file as number 1" in again.json()["text"]
    refused = desk_of.post(
        address, b"", content_type="application/octet-stream", headers={"X-File-Name": "c.pdf"}
    )
    assert (refused.status_code, refused.json()["kept"]) == (422, False)


def test_the_script_asks_for_addresses_when_a_batch_begins(desk_of):
    answer = desk_of.post(
        reverse("scanning:new_batch"), {"sides": "1"}, headers={"Accept": "application/json"}
    )
    batch = Batch._base_manager.get()
    assert answer.json()["upload"] == reverse("scanning:upload", args=[batch.pk])
    assert batch.handed_in_at is None


def test_progress_is_told_in_numbers_and_states(desk_of, batch, images):
    Image._base_manager.filter(pk=images[2].pk).update(state="waiting")
    news = desk_of.get(reverse("scanning:batch_progress", args=[batch.pk])).json()
    assert (news["done"], news["total"], news["finished"]) == (2, 3, False)
    assert news["text"] == "2 of 3 pages read."
    assert str(images[0].pk) in news["states"]


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        (0, "All 3 pages read."),
        (1, "2 of 3 pages read, the other 1 could not be."),
        (3, "0 of 3 pages read, the other 3 could not be."),
    ],
)
def test_pages_that_could_not_be_read_are_not_counted_as_read(desk_of, batch, images, failed, told):
    ids = [image.pk for image in images[:failed]]
    Image._base_manager.filter(pk__in=ids).update(state="failed", problem="It was too large.")
    page = desk_of.get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    assert told in page


def test_the_desk_shows_the_page_its_suggestion_and_why(desk_of, images, rowan):
    page = desk_of.get(filing(images[0])).content.decode()
    assert "Rowan Moss" in page
    assert "name, birth date and address on page 1" in page
    assert "born Sat 4 Feb 2017" in page
    assert rowan.reference in page
    assert "3 Elm Row" in page
    assert "begins “Dear”" in page
    assert "Pages 1 to 2" in page
    assert form_of(page) == {
        "title": "Letter, health visitor",
        "dated_on": "12 Nov 2026",
        "sender": "Northmoor Community Health",
        "looked_again": "",
        "first": "1",
        "last": "2",
        "kind": "letter",
        "about": [str(rowan.pk)],
    }


def test_pressing_enter_files_what_is_suggested_and_goes_to_the_next_page(
    desk_of, images, rowan, worker
):
    sent = form_of(desk_of.get(filing(images[0])).content.decode())
    answer = desk_of.post(filing(images[0]), {**sent, "act": "file"}, follow=True)
    assert answer.redirect_chain[-1][0] == filing(images[2])
    assert "2 pages filed to Rowan Moss: Letter, health visitor." in answer.content.decode()
    document = Document.objects.visible_to(worker).get()
    assert list(document.about.all()) == [rowan]
    assert document.document_pages.count() == 2
    assert document.telling == "He enjoys school and said that he wants a bicycle."
    assert document.filing.reason == "name, birth date and address on page 1"


def test_another_child_asks_for_a_second_look_before_anything_is_filed(desk_of, images, kai):
    sent = form_of(desk_of.get(filing(images[0])).content.decode()) | {"about": [str(kai.pk)]}
    asked = desk_of.post(filing(images[0]), {**sent, "act": "file"}).content.decode()
    assert "Please look twice" in asked
    assert "These pages look like Rowan Moss" in asked
    assert not Document._base_manager.exists()
    again = form_of(asked)
    assert again["about"] == [str(kai.pk)]
    other_date = {**again, "dated_on": "1/1/2001", "act": "file"}
    assert "Please look twice" in desk_of.post(filing(images[0]), other_date).content.decode()
    desk_of.post(filing(images[0]), {**again, "act": "file"})
    document = Document._base_manager.get()
    assert list(document.about.all()) == [kai]
    assert document.filing.reason.endswith("looked at twice")


def test_a_child_is_looked_up_without_words_in_an_address(desk_of, images, tia):
    answer = desk_of.post(filing(images[0]), {"act": "find", "look_for": "okoro"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert form_of(page)["about"] == [str(tia.pk)]
    assert "not named on these pages" in page
    nobody = desk_of.post(filing(images[0]), {"act": "find", "look_for": "sallow"}).content.decode()
    assert "leave it and ask your manager" in nobody
    assert "Wren" not in nobody


def test_what_is_missing_in_the_form_is_said_and_kept(desk_of, images):
    page = desk_of.post(
        filing(images[0]),
        {"act": "file", "first": "2", "last": "1", "title": "", "kind": "letter", "dated_on": ""},
    ).content.decode()
    assert "Choose at least one child" in page
    assert "must not stand before" in page
    assert "Give it a title" in page


def test_the_second_of_two_clerks_is_told(desk_of, as_user, records, images):
    sent = form_of(desk_of.get(filing(images[0])).content.decode())
    desk_of.post(filing(images[0]), {**sent, "act": "file"})
    answer = as_user(records).post(filing(images[0]), {**sent, "act": "file"}, follow=True)
    page = answer.content.decode()
    assert Document._base_manager.count() == 1
    assert (
        "Page 1 was decided about by Sam Whitlock a moment ago, so nothing was filed twice" in page
    )


def test_a_page_of_the_range_that_somebody_filed_meanwhile_is_said(desk_of, clerk, images):
    sent = form_of(desk_of.get(filing(images[0])).content.decode())
    desk.set_aside(by=clerk, image=images[1], state="blank")
    page = desk_of.post(filing(images[0]), {**sent, "act": "file"}).content.decode()
    assert "That page was filed or set aside a moment ago" in page
    assert not Document._base_manager.exists()


@pytest.mark.parametrize(
    ("act", "state"), [("blank", "blank"), ("separator", "separator"), ("reject", "rejected")]
)
def test_a_page_is_set_aside_and_the_notice_undoes_it(desk_of, images, act, state):
    answer = desk_of.post(filing(images[0]), {"act": act}, follow=True)
    images[0].refresh_from_db()
    assert images[0].state == state
    undo = reverse("scanning:restore", args=[images[0].pk])
    assert f'action="{undo}"' in answer.content.decode()
    desk_of.post(undo)
    images[0].refresh_from_db()
    assert images[0].state == "read"


def test_undo_key_takes_back_the_last_act(desk_of, images):
    sent = form_of(desk_of.get(filing(images[0])).content.decode())
    desk_of.post(filing(images[0]), {**sent, "act": "file"})
    answer = desk_of.post(filing(images[2]), {"act": "undo"}, follow=True)
    assert answer.redirect_chain[-1][0] == filing(images[0])
    assert Image._base_manager.filter(state="read").count() == 3
    nothing = desk_of.post(filing(images[0]), {"act": "undo"}, follow=True).content.decode()
    assert "nothing of yours to undo" in nothing


def test_boundaries_follow_what_a_person_says(desk_of, images):
    desk_of.post(filing(images[1]), {"act": "begin"})
    assert form_of(desk_of.get(filing(images[0])).content.decode())["last"] == "1"
    desk_of.post(filing(images[1]), {"act": "begin"})
    assert form_of(desk_of.get(filing(images[0])).content.decode())["last"] == "2"
    desk_of.post(filing(images[0]), {"act": "split"})
    assert form_of(desk_of.get(filing(images[0])).content.decode())["last"] == "1"


def test_a_page_is_turned(desk_of, images):
    desk_of.post(filing(images[0]), {"act": "turn"})
    images[0].refresh_from_db()
    assert images[0].turned_degrees == 90
    page = desk_of.get(filing(images[0])).content.decode()
    picture = desk_of.get(reverse("scanning:page_image", args=[images[0].page_id]))
    assert f"{reverse('scanning:page_image', args=[images[0].page_id])}?turned=90" in page
    assert picture["Content-Type"] == "image/jpeg"


def test_the_text_of_a_page_is_shown_on_demand(desk_of, images):
    assert "2nd centile since May" not in desk_of.get(filing(images[0])).content.decode()
    assert "2nd centile since May" in desk_of.get(filing(images[0]) + "?text=1").content.decode()


def test_an_urgent_page_reaches_the_worker_and_not_the_stranger(
    desk_of, as_user, worker, stranger, father, images, rowan
):
    answer = desk_of.post(
        filing(images[0]), {"act": "urgent", "about": [str(rowan.pk)]}, follow=True
    )
    assert "whoever holds Rowan Moss&#x27;s file sees it now" in answer.content.decode()
    address = reverse("scanning:urgent", args=[images[0].pk])
    theirs = as_user(worker)
    assert f'href="{address}"' in theirs.get("/").content.decode()
    assert f'href="{address}"' not in as_user(stranger).get("/").content.decode()
    assert "2nd centile" in theirs.get(address).content.decode()
    seen = theirs.post(reverse("scanning:urgent_seen", args=[images[0].pk]), follow=True)
    assert "Seen by Jo Adeyemi" in seen.content.decode()
    assert f'href="{address}"' not in theirs.get("/").content.decode()
    for user in (stranger, father):
        assert as_user(user).get(address).status_code in (403, 404)


def test_the_last_page_leads_back_to_the_closed_batch(desk_of, clerk, batch, images):
    intake.finish_intake(by=clerk, batch=batch)
    for image in images[:2]:
        desk.set_aside(by=clerk, image=image, state="blank")
    answer = desk_of.post(filing(images[2]), {"act": "blank"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("scanning:batch", args=[batch.pk])
    page = answer.content.decode()
    assert "Nothing of this batch is left" in page
    assert "3 blank + 0 left to file" in page
    assert desk_of.get(filing(images[0]), follow=True).redirect_chain


def test_a_failed_page_can_be_downloaded_and_tried_again(desk_of, images):
    image = images[0]
    address = reverse("scanning:page_original", args=[image.pk])
    assert desk_of.get(address).status_code == 404
    Image._base_manager.filter(pk=image.pk).update(state="failed", problem="It was too large.")
    image.page.readings.all().delete()
    page = desk_of.get(filing(image)).content.decode()
    assert "It was too large." in page
    sent = desk_of.get(address)
    assert sent["Content-Disposition"].startswith("attachment")
    assert sent["Content-Type"] == "application/octet-stream"
    assert "sandbox" in sent["Content-Security-Policy"]
    desk_of.post(filing(image), {"act": "retry"})
    image.refresh_from_db()
    assert image.state == "waiting"


def test_a_picture_is_sent_so_that_a_browser_can_only_show_it(desk_of, images):
    for name in ("page_image", "page_thumbnail"):
        sent = desk_of.get(reverse(f"scanning:{name}", args=[images[0].page_id]))
        assert sent.status_code == 200
        assert sent["Content-Type"] == "image/jpeg"
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in sent["Cache-Control"]
        assert "ETag" not in sent
        assert "Last-Modified" not in sent
        assert b"".join(sent.streaming_content).startswith(b"\xff\xd8\xff")
    assert AuditEvent.objects.filter(code="documents.page.read").count() == 2


ADDRESSES = (
    ("batch", "batch"),
    ("batch_progress", "batch"),
    ("file_next", "batch"),
    ("filing", "image"),
    ("page_image", "page"),
    ("page_thumbnail", "page"),
    ("upload_original", "upload"),
)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("clerk", True),
        ("records", True),
        ("worker", False),
        ("stranger", False),
        ("duty", False),
        ("mother", False),
        ("father", False),
    ],
)
def test_who_sees_a_batch_and_everything_in_it(council, as_user, add, batch, images, name, sees):
    refused = add(b"", "empty.pdf")
    things = {"batch": batch, "image": images[0], "page": images[0].page, "upload": refused}
    browser = as_user(council.user(name))
    for view, thing in ADDRESSES:
        answer = browser.get(reverse(f"scanning:{view}", args=[things[thing].pk]))
        assert (answer.status_code in (200, 302)) is sees, view
        if not sees:
            assert answer.status_code in (403, 404), view
    assert ("Batch 1" in browser.get(reverse("scanning:desk")).content.decode()) is sees


def test_a_file_that_lies_in_another_batch_of_this_desk_is_said(desk_of, clerk, add):
    other = intake.receive_batch(by=clerk)
    add(b"%PDF-1.7 the same")
    add(b"%PDF-1.7 the same", to=other)
    page = desk_of.get(reverse("scanning:batch", args=[other.pk])).content.decode()
    assert "The very same file lies in" in page


def test_the_date_of_a_paper_before_the_birth_asks_twice(desk_of, images, rowan):
    sent = form_of(desk_of.get(filing(images[0])).content.decode())
    sent["dated_on"] = date(2012, 1, 1).isoformat()
    page = desk_of.post(filing(images[0]), {**sent, "act": "file"}).content.decode()
    assert "before Rowan Moss was born" in page


def test_a_date_that_is_none_is_said(desk_of, images):
    sent = form_of(desk_of.get(filing(images[0])).content.decode()) | {"dated_on": "31 Feb 2026"}
    page = desk_of.post(filing(images[0]), {**sent, "act": "file"}).content.decode()
    assert "Write the date as day, month and year, such as 12 Nov 2026" in page
    assert "31 Feb 2026" in page
