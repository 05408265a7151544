"""A document as one PDF/A with its words: made in the limited child, kept, handed to whoever may see all of it."""

import io
import re
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from cases.models import AuditEvent
from documents import archive, arranging, locking, readings, store
from documents.models import ArchiveCopy, Reading
from scanning import archive_copies, reading
from scanning.actions import desk, intake
from scanning.models import Image
from tests.paper import born_digital_pdf, jpeg_of, pdf_with_its_font, tiff_of, typed_page

pytestmark = pytest.mark.django_db

LINES = ["Letter about a visit on Monday", "A kettle was on the cooker", "Kai was seen alone"]


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()


@pytest.fixture
def file_paper(clerk, rowan, reader):
    """`file_paper((data, name), …)` reads the files and files all their pages as one document."""

    def file(*papers: tuple[bytes, str], **about):
        batch = intake.receive_batch(by=clerk, sheets_counted=len(papers))
        for data, name in papers:
            intake.add_upload(by=clerk, batch=batch, stream=io.BytesIO(data), name=name)
        intake.finish_intake(by=clerk, batch=batch)
        while reading.open_next(reader):
            pass
        while reading.read_next(reader):
            pass
        return desk.file_images(
            by=clerk,
            batch=batch,
            images=list(Image.objects.of(batch=batch)),
            about=[rowan],
            dated_on=date(2026, 11, 12),
            **{"title": "Letter of the nursery", "kind": "letter", **about},
        ).document

    return file


@pytest.fixture
def made(reader, worker):
    """`made(document)` asks for the copy, lets a worker make it, and gives its bytes."""

    def make(document, by=None) -> bytes:
        asked = archive.ask(by=by or worker, document=document)
        while archive_copies.make_next(reader, reading.LastFile()):
            pass
        asked.refresh_from_db()
        assert asked.problem == "" and asked.file is not None
        return store.read_all(asked.file.pk, asked.file.wrapped_key)

    return make


def text_of(data: bytes, number: int = 0) -> str:
    return pdfium.PdfDocument(data)[number].get_textpage().get_text_bounded().replace("\r", "")


def test_it_is_pdf_a_with_nothing_that_the_format_forbids(file_paper, made):
    data = made(file_paper((jpeg_of(typed_page(LINES)), "a.jpg")))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == "/GTS_PDFA1" and len(intent.DestOutputProfile.read_bytes()) > 300
        told = pdf.open_metadata()
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
        assert told["dc:title"] == pdf.docinfo["/Title"] == "Letter of the nursery"
        assert str(pdf.Root.Lang) == "en-GB" and pdf.Root.ViewerPreferences.DisplayDocTitle
        assert not pdf.is_encrypted
        for item in pdf.objects:
            if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                continue
            assert item.get("/Filter") not in ("/LZWDecode", "/JPXDecode")
            for key in ("/JS", "/AA", "/OpenAction", "/SMask", "/EF", "/Launch"):
                assert key not in item
            if item.get("/Type") == "/FontDescriptor":
                assert "/FontFile2" in item
        assert "/Names" not in pdf.Root and "/AcroForm" not in pdf.Root


@pytest.mark.parametrize("lean", [0, 2.5, 90, 180])
def test_its_words_are_those_that_were_read_and_lie_on_their_picture(file_paper, made, lean):
    picture = typed_page(LINES).rotate(lean, expand=True, fillcolor=255)
    document = file_paper((jpeg_of(picture), "a.jpg"))
    current = Reading.objects.of(page=document.document_pages.get().page).get()
    data = made(document)
    assert text_of(data) == current.text and "kettle" in current.text
    page = pdfium.PdfDocument(data)[0]
    assert page.get_size() == pytest.approx(
        (current.width * 72 / current.dpi, current.height * 72 / current.dpi), abs=1
    )
    drawn = page.render(scale=2).to_pil().convert("L")
    words = page.get_textpage()
    for match in re.finditer(r"kettle|Monday", text_of(data)):
        # PDFium counts a line's end as two letters.
        start = match.start() + text_of(data)[: match.start()].count("\n")
        boxes = [words.get_charbox(start + at, loose=True) for at in range(len(match[0]))]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
        height = page.get_height()
        area = tuple(round(2 * side) for side in (left, height - top, right, height - bottom))
        ink = sum(drawn.crop(area).histogram()[:128])
        assert ink > 0.05 * (area[2] - area[0]) * (area[3] - area[1])


def test_the_pages_stand_in_their_order_and_as_they_were_turned(file_paper, made, clerk, worker):
    document = file_paper(
        (jpeg_of(typed_page(["First of all"])), "a.jpg"),
        (tiff_of([typed_page(["Second of all"]).convert("1")]), "b.tif"),
    )
    first = made(document)
    assert ["First" in text_of(first), "Second" in text_of(first, 1)] == [True, True]
    arranging.turn(by=worker, document=document, numbers=[2])
    assert archive.current(document) is None
    turned = made(document)
    with pikepdf.open(io.BytesIO(turned)) as pdf:
        assert [int(page.Rotate) for page in pdf.pages] == [0, 90]
        picture = pdf.pages[1].Resources.XObject.P
        assert picture.Filter == "/CCITTFaxDecode"
    upright = pdfium.PdfDocument(turned)[1].render(scale=0.5).to_pil().convert("L")
    assert sum(upright.histogram()[128:]) > 0.9 * upright.width * upright.height


def test_a_new_reading_makes_a_new_copy_and_the_same_state_does_not(file_paper, made, worker):
    document = file_paper((jpeg_of(typed_page(LINES)), "a.jpg"))
    made(document)
    assert archive.ask(by=worker, document=document).file is not None
    page = document.document_pages.get().page
    old = page.reading
    words = [
        word._replace(text="teapot") if word.text == "kettle" else word
        for word in readings.unpacked(old.words)
    ]
    readings.replace(
        page,
        Reading(
            read_as="scan",
            engine="by hand",
            author=worker,
            text=old.text.replace("kettle", "teapot"),
            words=readings.packed(words),
            width=old.width,
            height=old.height,
            dpi=old.dpi,
            skew_degrees=old.skew_degrees,
        ),
    )
    assert "teapot" in text_of(made(document))
    assert ArchiveCopy.objects.of(document=document).count() == 2


def test_a_photograph_keeps_its_colours(file_paper, made):
    picture = typed_page(["At the sea"]).convert("RGB")
    picture.paste((150, 158, 170), (300, 900, 900, 1500))
    data = made(file_paper((jpeg_of(picture), "a.jpg"), kind="photograph"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].Resources.XObject.P.ColorSpace == "/DeviceRGB"


def test_typed_pages_of_a_file_are_taken_whatever_their_fonts(file_paper, made):
    # The fonts of this one are not in the file, so that its drawing may not be kept.
    document = file_paper((born_digital_pdf([LINES, ["The second page"]]), "a.pdf"))
    data = made(document)
    assert "kettle" in text_of(data) and "second" in text_of(data, 1)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/P" in pdf.pages[0].Resources.XObject


def test_typed_pages_that_carry_their_font_stay_letters_and_lines(file_paper, made, settings):
    font = Path(settings.BASE_DIR) / "documents/print/fonts/Lexend-Regular.ttf"
    data = made(file_paper((pdf_with_its_font(LINES, font), "a.pdf")))
    assert "kettle" in text_of(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        assert not page.get("/Resources").get("/XObject")
        assert any(
            str(instruction.operator) == "Tj" for instruction in pikepdf.parse_content_stream(page)
        )
        (kept,) = page.Resources.Font.values()
        assert kept.FontDescriptor.FontFile2.read_bytes() == font.read_bytes()


def test_it_is_asked_for_and_fetched_through_the_browser_by_who_may_see_every_page(
    as_user, file_paper, reader, worker, stranger, clerk
):
    document = file_paper((jpeg_of(typed_page(LINES)), "a.jpg"))
    address = reverse("portal:archive_copy", args=[document.pk])
    file = reverse("portal:archive_file", args=[document.pk])
    browser = as_user(worker)
    paper = browser.get(reverse("portal:page", args=[document.pk, 1])).content.decode()
    assert address in paper
    assert "being made" in browser.post(address, follow=True).content.decode()
    assert browser.get(file).status_code == 302
    archive_copies.make_next(reader, reading.LastFile())
    assert file in browser.get(address).content.decode()
    answer = browser.get(file)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(code="documents.document.copy", actor=worker).exists()
    for other in (stranger, clerk):
        assert as_user(other).get(file).status_code == 404
        assert as_user(other).post(address).status_code == 404
    locking.lock(by=worker, page=document.document_pages.get().page)
    assert browser.get(file).status_code == 404
    assert browser.get(address).status_code == 404


def test_a_page_that_cannot_be_opened_is_told_and_tried_again(file_paper, reader, worker):
    document = file_paper((jpeg_of(typed_page(LINES)), "a.jpg"))
    page = document.document_pages.get().page
    path = store.path_of(page.file_id)
    sound = path.read_bytes()
    path.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))
    asked = archive.ask(by=worker, document=document)
    archive_copies.make_next(reader, reading.LastFile())
    asked.refresh_from_db()
    assert "Restore it from a backup" in asked.problem and asked.file is None
    path.write_bytes(sound)
    archive.ask(by=worker, document=document)
    archive_copies.make_next(reader, reading.LastFile())
    asked.refresh_from_db()
    assert asked.file is not None and asked.problem == ""
