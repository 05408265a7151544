"""A redacted copy: marked by word, area or search, painted into the pixels, read again, with nothing left behind."""

import io
import re
import zlib
from datetime import date

import numpy as np
import pytest
from django.urls import reverse
from PIL import Image as Picture

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent
from documents import readings, redacting, store
from documents.models import Document, Redaction
from scanning import reading, redactions
from scanning.actions import desk, intake
from scanning.models import Image
from search import finding, writing
from tests.paper import jpeg_of, typed_page

pytestmark = pytest.mark.django_db

FIRST = ["Letter about a visit on Monday", "Zebedee Quillfeather rang the office", "Kai was well"]
SECOND = ["A note of the same week", "Zebedee Quillfeathor came again", "Nothing else was said"]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def paper(clerk, rowan, reader) -> Document:
    """Two pages about Rowan that name a man, the second time with a letter misread."""
    batch = intake.receive_batch(by=clerk, sheets_counted=2)
    for lines in (FIRST, SECOND):
        stream = io.BytesIO(jpeg_of(typed_page(lines)))
        intake.add_upload(by=clerk, batch=batch, stream=stream, name="a.jpg")
    intake.finish_intake(by=clerk, batch=batch)
    while reading.open_next(reader) or reading.read_next(reader):
        pass
    filed = desk.file_images(
        by=clerk,
        batch=batch,
        images=list(Image.objects.of(batch=batch)),
        about=[rowan],
        title="Letter naming Zebedee Quillfeather",
        kind="letter",
        dated_on=date(2026, 11, 12),
    )
    return filed.document


@pytest.fixture
def draft(paper, worker) -> Redaction:
    return redacting.begin(by=worker, document=paper)


def hide(draft, worker, words: str) -> int:
    keys = [one.key for one in redacting.find(draft, words)]
    return redacting.hide_occurrences(by=worker, redaction=draft, keys=keys, reason="person")


def make(draft, reader) -> Redaction:
    while redactions.make_next(reader, reading.LastFile()):
        pass
    draft.refresh_from_db()
    return draft


def test_a_name_is_found_on_all_pages_in_its_other_spellings_too(draft):
    found = redacting.find(draft, "Zebedee Quillfeather")
    assert [(one.number, one.is_hidden) for one in found] == [(1, False), (2, False)]
    assert redacting.find(draft, "Balthasar") == []
    assert redacting.same("Quillfeather's", "Quillfeather") and redacting.same("Liz", "Elizabeth")
    assert not redacting.same("1984", "1985") and not redacting.same("was", "has")


def test_nothing_of_what_is_hidden_can_be_found_in_the_copy(
    draft, paper, worker, council, reader, rowan
):
    before = [store.read_all(one.page.file_id, one.page.file.wrapped_key) for one in pages(paper)]
    assert hide(draft, worker, "Zebedee Quillfeather") == 2
    redacting.send(by=worker, redaction=draft, title="Letter, redacted copy")
    made = make(draft, reader)
    assert made.problem == "" and made.copy is not None
    copy = made.copy
    assert copy.redacted_from == paper and list(copy.about.all()) == [rowan]
    assert len(pages(copy)) == 3
    text = " ".join(one.page.reading.text for one in pages(copy))
    assert "Kai was well" in text and "Nothing else was said" in text
    assert "Page 1, box 1: Another person" in text
    for one in pages(copy):
        current = one.page.reading
        kept = [one.page.file, current.view, current.thumbnail]
        for data in [store.read_all(file.pk, file.wrapped_key) for file in kept]:
            for piece in (data, unpacked_streams(data)):
                assert b"Quillfeath" not in piece and b"Zebedee" not in piece
            with Picture.open(io.BytesIO(data)) as picture:
                assert not {"exif", "xmp", "comment", "parsed"} & set(picture.info)
        assert "Quillfeath" not in current.text + str(readings.unpacked(current.words))
        assert one.page.file_id not in {other.page.file_id for other in pages(paper)}
    # The original is as it was, byte for byte, and still says what it said.
    after = [store.read_all(one.page.file_id, one.page.file.wrapped_key) for one in pages(paper)]
    assert after == before and "Quillfeather" in pages(paper)[0].page.reading.text
    while writing.apply_waiting():
        pass
    for user in council.staff.values():
        hits = finding.find(user, "Quillfeather").hits
        assert copy.pk not in {hit.document for hit in hits}
    assert copy.pk in {hit.document for hit in finding.find(worker, "redacted copy").hits}


def test_the_pixels_under_a_box_are_black_and_those_beside_it_are_as_they_were(
    draft, paper, worker, reader
):
    hide(draft, worker, "Quillfeather")
    redacting.send(by=worker, redaction=draft, title="Copy")
    copy = make(draft, reader).copy
    box = next(one for one in draft.boxes if one["page"] == str(pages(paper)[0].page_id))
    was, now = (pixels_of(pages(one)[0].page.file) for one in (paper, copy))
    assert was.shape == now.shape
    rows = slice(box["top"], box["top"] + box["height"])
    columns = slice(box["left"] + box["height"] * 2, box["left"] + box["width"])
    assert now[rows, columns].max() == 0 and was[rows, columns].max() > 200
    above = slice(0, box["top"] - box["height"])
    assert np.array_equal(was[above], now[above])


def test_what_stands_elsewhere_too_stops_the_copy_and_says_where(draft, paper, worker, reader):
    first = redacting.find(draft, "Quillfeather")[0]
    redacting.hide_occurrences(by=worker, redaction=draft, keys=[first.key], reason="harm")
    with pytest.raises(Problem, match="page 2"):
        redacting.send(by=worker, redaction=draft, title="Copy")
    with pytest.raises(Problem, match="The title says"):
        redacting.send(by=worker, redaction=draft, title="Letter of Quillfeather")
    redacting.send(by=worker, redaction=draft, title="Copy", may_stay=["Quillfeather"])
    assert "Quillfeath" in pages(make(draft, reader).copy)[1].page.reading.text


def test_a_copy_that_still_says_it_is_not_kept(draft, paper, worker, reader):
    page = pages(paper)[0]
    at = next(
        place for place, word in enumerate(redacting.words_of(page)) if word.text == "Quillfeather"
    )
    hide(draft, worker, "Quillfeather")
    # A box that missed its word, as a wrong place in a reading would make it.
    boxes = [
        {**box, "top": 900, "left": 40} if box["page"] == str(page.page_id) else box
        for box in draft.boxes
    ]
    Redaction._base_manager.filter(pk=draft.pk).update(boxes=boxes, state="waiting")
    made = make(draft, reader)
    assert at and made.state == "draft" and made.copy is None
    assert "page 1 of it still says “Quillfeather”" in made.problem
    assert not Document.objects.of(redacted_from=paper).exists()


def test_only_who_may_write_in_every_file_of_the_paper_redacts_it(
    as_user, paper, draft, worker, stranger, chair, clerk, council
):
    address = reverse("portal:redact", args=[paper.pk])
    page = reverse("portal:page", args=[paper.pk, 1])
    assert "Make a redacted copy" in as_user(worker).get(page).content.decode()
    for user in (stranger, chair, clerk, council.staff["colleague"]):
        own = reverse("portal:redaction", args=[draft.pk])
        assert as_user(user).get(own).status_code == 404
    for user in (stranger, chair, clerk):
        assert as_user(user).post(address).status_code == 404
        with pytest.raises(access.Refused):
            redacting.begin(by=user, document=paper)


def test_marks_are_kept_and_undone_in_the_browser_without_any_script(
    as_user, paper, worker, reader
):
    browser = as_user(worker)
    answer = browser.post(reverse("portal:redact", args=[paper.pk]))
    address = answer["Location"]
    draft = Redaction.objects.of(document=paper).get()
    shown = browser.get(address).content.decode()
    assert 'name="word"' in shown and "Zebedee" in shown
    words = [word.text for word in redacting.words_of(pages(paper)[0])]
    ticked = {"act": "words", "page": "1", "reason": "person", "word": str(words.index("Monday"))}
    browser.post(address, ticked)
    draft.refresh_from_db()
    assert [box["words"] for box in draft.boxes] == ["Monday"]
    area = {"act": "area", "page": "2", "reason": "other", "left": "10", "top": "10"}
    area |= {"width": "400", "height": "300"}
    assert "Say in a few words" in browser.post(address, area).content.decode()
    browser.post(address, area | {"note": "Not about the child"})
    found = browser.post(address, {"act": "find", "page": "1", "find": "Zebedee"})
    pressed = browser.post(address, {"act": "enter", "page": "1", "find": "Zebedee"})
    assert pressed.context["found"] == found.context["found"] != []
    assert "page 2" in found.content.decode() and "Zebedee" not in found.request["QUERY_STRING"]
    draft.refresh_from_db()
    assert len(draft.boxes) == 2
    browser.post(address, {"act": "undo", "page": "1"})
    browser.post(address, {"act": f"uncover:{draft.boxes[0]['id']}", "page": "1"})
    draft.refresh_from_db()
    assert draft.boxes == []
    browser.post(address, {"act": "undo", "page": "1"})
    browser.post(address, {"act": "send", "page": "1", "title": "Copy"})
    waiting = browser.get(address).text
    assert "The copy is being made." in waiting and 'http-equiv="refresh"' in waiting
    made = make(draft, reader)
    assert made.state == "made"
    assert 'http-equiv="refresh"' not in browser.get(address).text
    copy = browser.get(reverse("portal:page", args=[made.copy_id, 1])).content.decode()
    assert "redacted copy of" in copy and reverse("portal:document", args=[paper.pk]) in copy
    assert AuditEvent.objects.filter(code="documents.redacted", actor=worker).count() == 1


def test_an_area_is_hidden_by_its_edges_without_a_pointer_and_nonsense_loses_nothing(
    as_user, paper, worker
):
    browser = as_user(worker)
    address = browser.post(reverse("portal:redact", args=[paper.pk]))["Location"]
    draft = Redaction.objects.of(document=paper).get()
    sent = {"page": "1", "reason": "person", "act": "edges"}
    edges = {"edge_left": "10", "edge_top": "20,5", "edge_right": "60", "edge_bottom": "40"}
    for wrong in (
        {"edge_right": "5"},
        {"edge_bottom": "101"},
        {"edge_left": "a"},
        {"edge_top": ""},
    ):
        page = browser.post(address, sent | edges | wrong).text
        assert "Type the four edges of the area" in page
        assert re.search(r'<details class="redaction__part" open><summary>An area', page)
        assert all(f'value="{edge}"' in page for edge in (edges | wrong).values() if edge)
    draft.refresh_from_db()
    assert draft.boxes == []
    # A browser presses the hidden first button when somebody presses Enter in one of the fields.
    browser.post(address, sent | edges | {"act": "enter"})
    draft.refresh_from_db()
    reading = pages(paper)[0].page.reading
    box = draft.boxes[0]
    assert [box[side] for side in ("left", "top", "width", "height")] == [
        round(reading.width * 0.1),
        round(reading.height * 0.205),
        round(reading.width * 0.5),
        round(reading.height * 0.195),
    ]


def pages(document):
    rows = document.document_pages.select_related("page__file")
    return list(rows.prefetch_related("page__readings").order_by("number"))


def pixels_of(file) -> np.ndarray:
    data = store.read_all(file.pk, file.wrapped_key)
    return np.asarray(Picture.open(io.BytesIO(data)).convert("L"))


def unpacked_streams(data: bytes) -> bytes:
    """Whatever in `data` can be inflated."""
    found, at = b"", 0
    while (at := data.find(b"\x78", at)) >= 0:
        try:
            found += zlib.decompressobj().decompress(data[at:])
        except zlib.error:
            pass
        at += 1
        if len(found) > 50_000_000:
            break
    return found
