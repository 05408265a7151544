"""Cover sheets: printed, laid between papers, recognised however they come through, and missed when one does not."""

import io
import re
from datetime import date

import cv2
import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from cases import access
from cases.actions import Problem
from cases.models import AuditEvent
from documents import paper_codes
from documents.dates import PaperDate
from documents.models import Document
from scanning import codes, cover_sheets, covers, proposals, reading, suggest
from scanning.actions import covers as actions
from scanning.actions import intake
from scanning.covers import Cover
from scanning.cues import Cues, cues_in
from scanning.directory import directory_for
from scanning.models import Batch, CoverSet, Image
from scanning.sums import sum_of
from tests import paper
from tests.scanning.pages import add_read_pages

SETS = st.text(paper_codes.LETTERS, min_size=8, max_size=8)
LETTER = [
    "Northmoor Community Health",
    "12 November 2019",
    "Dear colleague",
    "The appointment on Thursday went well and nothing further",
    "is needed before the spring.",
    "Yours sincerely",
]


def laid_out(pdf: bytes, dpi: int = 150) -> list[Picture.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def seen(picture: Picture.Image) -> Cover | None:
    found = codes.separators_on(np.asarray(picture.convert("L")), words=20)
    return next(filter(None, map(covers.cover_in, found)), None)


@pytest.fixture
def rowans(clerk, council, rowan):
    return actions.make_covers(
        by=clerk,
        team=council.intake,
        count=3,
        child=rowan,
        kind=Document.Kind.REPORT,
        from_on=date(2019, 1, 1),
        until_on=date(2020, 12, 31),
    )


@given(SETS, st.integers(1, covers.MOST_SHEETS), st.data())
def test_one_misread_character_never_makes_another_sheet(group, of, data):
    cover = Cover(group, data.draw(st.integers(1, of)), of)
    text = str(cover)
    assert covers.cover_in(f"Cover sheet\n{text}\nRecords room") == cover
    place = data.draw(st.sampled_from([at for at in range(4, len(text)) if text[at] != "-"]))
    other = data.draw(st.sampled_from([c for c in paper_codes.CHECK_LETTERS if c != text[place]]))
    assert covers.cover_in(text[:place] + other + text[place + 1 :]) in (None, cover)


def test_a_sign_that_stands_in_no_code_is_taken_for_the_letter_it_looks_like():
    cover = Cover("QZAV5JXC", 1, 3)
    assert covers.cover_in(str(cover).replace("J", "]").replace("C", "[")) == cover
    assert covers.cover_in(str(cover).replace("J", "}")) is None


@pytest.mark.django_db
class TestPrinted:
    def test_every_sheet_says_in_words_and_in_its_code_which_one_it_is(self, rowans):
        document = pypdfium2.PdfDocument(cover_sheets.printed(rowans))
        texts = [page.get_textpage().get_text_bounded() for page in document]
        assert len(texts) == 3
        for number, text in enumerate(texts, start=1):
            assert f"Cover sheet {number} of 3" in text
            assert "Rowan Moss, " in text and "Report" in text
            assert "1 January 2019 to 31 December 2020" in text
            assert covers.cover_in(text) == Cover(rowans.code, number, 3)

    @pytest.mark.parametrize("turn", [0, 90, 180, 270, 7, -33])
    def test_it_is_recognised_however_it_lay_on_the_scanner(self, rowans, turn):
        sheet = laid_out(cover_sheets.printed(rowans))[1]
        assert seen(sheet.rotate(turn, expand=True, fillcolor=255)) == Cover(rowans.code, 2, 3)

    def test_it_is_recognised_as_a_bad_copy_of_a_bad_copy(self, rowans):
        sheet = laid_out(cover_sheets.printed(rowans), dpi=100)[0]
        pixels = np.asarray(sheet)
        pixels = cv2.GaussianBlur(pixels, (0, 0), 1.0)
        noise = np.random.default_rng(5).normal(0, 30, pixels.shape)
        worn = np.clip(pixels * 0.6 + 70 + noise, 0, 255).astype(np.uint8)
        out = io.BytesIO()
        Picture.fromarray(worn).save(out, "JPEG", quality=35)
        assert seen(Picture.open(out)) == Cover(rowans.code, 1, 3)

    def test_nobody_elses_code_is_taken_for_one(self):
        import qrcode

        page = paper.typed_page(LETTER, dpi=150)
        page.paste(qrcode.make("https://surgery.example/KF1").resize((300, 300)), (200, 900))
        assert codes.separators_on(np.asarray(page.convert("L")), words=20) == ()

    def test_the_separator_sheets_of_ordinary_scanners_are_known_too(self):
        import zxingcpp

        made = zxingcpp.create_barcode("PATCHT", zxingcpp.BarcodeFormat.Code128)
        bars = Picture.fromarray(np.array(zxingcpp.write_barcode_to_image(made, scale=4)))
        page = Picture.new("L", (1240, 1754), 255)
        page.paste(bars.convert("L"), (150, 400))
        assert codes.separators_on(np.asarray(page), words=1) == ("PATCHT",)


@pytest.fixture
def take_in(clerk, reader):
    """Hands pictures in as one PDF and has them read by the real reader."""

    def take(pages) -> Batch:
        batch = intake.receive_batch(by=clerk)
        intake.add_upload(
            by=clerk, batch=batch, stream=io.BytesIO(paper.pdf_of(pages, dpi=150)), name="box.pdf"
        )
        intake.finish_intake(by=clerk, batch=batch)
        while reading.open_next(reader) or reading.read_next(reader):
            pass
        batch.refresh_from_db()
        return batch

    return take


@pytest.mark.django_db
class TestThroughTheScanner:
    def test_a_cover_sheet_parts_papers_and_says_whose_they_are(
        self, rowans, take_in, clerk, rowan
    ):
        first, second, _ = laid_out(cover_sheets.printed(rowans))
        letter = paper.typed_page(LETTER, dpi=150)
        batch = take_in([first, letter, second.rotate(180), letter, letter])
        assert [image.state for image in batch.images.order_by("position")] == [
            "separator", "read", "separator", "read", "read",
        ]  # fmt: skip
        assert sum_of(batch).words == "5 images = 2 separators + 3 left to file"
        places = proposals.places(batch)
        assert places[1].why == "after cover sheet 1 of 3"
        image = places[3].image
        pages = [(4, image.page.reading.text, Cues.from_json(image.cues))]
        directory = directory_for(clerk, pages, besides=[rowan.pk])
        guess = suggest.suggest(pages, directory, label=places[3].label)
        assert [person.name for person in guess.chosen] == [rowan.name]
        assert guess.whose[0].why == "cover sheet 2 of 3"
        assert (guess.kind, guess.kind_why) == (Document.Kind.REPORT, "cover sheet 2 of 3")
        assert not guess.look_twice

    def test_a_sheet_that_is_missing_between_two_is_noticed(self, rowans, take_in):
        first, _, third = laid_out(cover_sheets.printed(rowans))
        letter = paper.typed_page(LETTER, dpi=150)
        batch = take_in([first, letter, letter, third, letter])
        assert cover_sheets.warnings_for(batch) == [
            "Cover sheet 2 of 3 was not recognised. It should lie between pages 1 and 4: "
            "look whether two documents stand there as one."
        ]

    def test_a_sheet_that_came_twice_is_noticed(self, rowans, take_in):
        first = laid_out(cover_sheets.printed(rowans))[0]
        letter = paper.typed_page(LETTER, dpi=150)
        batch = take_in([first, letter, first, letter])
        assert "came more than once, on pages 1 and 3" in cover_sheets.warnings_for(batch)[0]

    def test_a_square_with_a_stain_on_it_is_read_by_the_line_below(self, rowans, take_in):
        # One code in ten has letters that no machine tells apart, so this is about a code that can be read.
        CoverSet._base_manager.filter(pk=rowans.pk).update(code="H7K4M3PW")
        rowans.refresh_from_db()
        sheet = laid_out(cover_sheets.printed(rowans), dpi=200)[0]
        pixels = np.asarray(sheet).copy()
        height, width = pixels.shape
        pixels[int(height * 0.36) : int(height * 0.6), : width // 2] = 90
        assert seen(Picture.fromarray(pixels)) is None
        batch = take_in([Picture.fromarray(pixels), paper.typed_page(LETTER, dpi=150)])
        assert batch.images.get(position=1).cover_set == rowans

    def test_a_sheet_of_another_council_parts_papers_and_says_nothing_of_them(
        self, rowans, take_in
    ):
        first = laid_out(cover_sheets.printed(rowans))[0]
        CoverSet._base_manager.filter(pk=rowans.pk).update(code="ZZZZZZZZ")
        batch = take_in([first, paper.typed_page(LETTER, dpi=150)])
        sheet = batch.images.get(position=1)
        assert (sheet.state, sheet.cover_set) == (Image.State.SEPARATOR, None)
        assert proposals.places(batch)[1].label is None


@pytest.mark.django_db
class TestDisagreement:
    def label(self, child):
        return suggest.Label("cover sheet 1 of 3", child.pk, "", date(2019, 1, 1), date(2020, 1, 1))

    def test_papers_that_name_somebody_else_ask_for_a_second_look(self, clerk, rowan, kai):
        text = f"{kai.name}, {kai.reference}, came to the clinic"
        pages = [(4, text, cues_in(text, today=date(2026, 11, 22)))]
        guess = suggest.suggest(
            pages, directory_for(clerk, pages, besides=[rowan.pk]), label=self.label(rowan)
        )
        assert [person.name for person in guess.chosen] == [kai.name]
        assert any("laid in the wrong place" in line for line in guess.look_twice)

    def test_a_date_outside_the_period_asks_for_a_second_look(self, clerk, rowan):
        directory = directory_for(clerk, besides=[rowan.pk])
        said = suggest.doubts(
            [directory.people[rowan.pk]],
            [(4, "nothing", Cues())],
            directory,
            dated=PaperDate(date(2021, 5, 3)),
            today=date(2026, 11, 22),
            label=self.label(rowan),
        )
        assert said == [
            "The paper is dated 3 May 2021; the cover sheet 1 of 3 says from 1 Jan 2019 until 1 Jan 2020."
        ]

    def test_a_sheet_for_a_file_that_the_desk_may_not_know_suggests_nobody(self, clerk, wren):
        guess = suggest.suggest(
            [(1, "nothing", Cues())],
            directory_for(clerk, besides=[wren.pk]),
            label=self.label(wren),
        )
        assert guess.whose == () and guess.chosen == ()


@pytest.mark.django_db
class TestScreens:
    def test_the_clerk_makes_a_set_prints_it_and_sees_what_came(self, as_user, clerk, rowan):
        browser = as_user(clerk)
        sent = {"count": "4", "whose": rowan.reference, "kind": "letter", "from_on": "1 Jan 2019"}
        answer = browser.post("/scan/covers/", sent, follow=True)
        made = CoverSet._base_manager.get()
        assert (made.child, made.count, made.kind) == (rowan, 4, "letter")
        assert "None of them came through the scanner yet." in answer.content.decode()
        printed = browser.get(f"/scan/covers/{made.pk}/print/")
        assert printed["Content-Type"] == "application/pdf"
        assert len(pypdfium2.PdfDocument(printed.content)) == 4
        assert made.code in browser.get("/scan/covers/").content.decode()
        assert AuditEvent.objects.filter(code="scanning.covers_made", actor=clerk).exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"count": "0"}, "greater than or equal to 1"),
            ({"count": "201"}, "less than or equal to 200"),
            ({"whose": "K-99999"}, "No file that you may file paper into answers to that."),
            ({"whose": "Wren Sallow"}, "No file that you may file paper into answers to that."),
            ({"from_on": "2 Jan 2020", "until_on": "1 Jan 2020"}, "ends before it begins"),
            ({"from_on": "soon"}, "Write the date as day, month and year"),
        ],
    )
    def test_what_cannot_be_is_said_and_kept_in_the_form(self, as_user, clerk, changes, sentence):
        answer = as_user(clerk).post("/scan/covers/", {"count": "3", "kind": "letter"} | changes)
        page = answer.content.decode()
        assert sentence in page
        assert re.search(r'<option value="letter"\s+selected', page)
        assert not CoverSet._base_manager.exists()

    def test_only_the_desk_that_made_a_set_sees_it(
        self, as_user, rowans, stranger, records, mother
    ):
        for path in (f"/scan/covers/{rowans.pk}/", f"/scan/covers/{rowans.pk}/print/"):
            assert as_user(records).get(path).status_code == 200
            assert as_user(stranger).get(path).status_code == 404
            assert as_user(mother).get(path).status_code == 404
        assert rowans.code not in as_user(stranger).get("/scan/covers/").content.decode()

    def test_nobody_prints_sheets_for_a_file_that_is_closed_to_them(self, clerk, council, wren):
        with pytest.raises(access.Refused):
            actions.make_covers(by=clerk, team=council.intake, count=1, child=wren)
        with pytest.raises(Problem):
            actions.make_covers(by=clerk, team=council.intake, count=0)


@pytest.mark.django_db
class TestAcrossFiles:
    def labels(self, batch, rowans, add, *counts: int) -> list[str]:
        """What each page is labelled, where the first of files of so many pages begins with a cover sheet."""
        for number, count in enumerate(counts):
            data = b"%PDF-1.7 " + str(number).encode()
            images = add_read_pages(add(data, f"{number}.pdf"), [f"page {n}" for n in range(count)])
            if number == 0:
                Image._base_manager.filter(pk=images[0].pk).update(
                    state=Image.State.SEPARATOR, cover_set=rowans, cover_number=1
                )
        return [place.label.words if place.label else "" for place in proposals.places(batch)]

    def test_a_sheet_speaks_for_the_stack_that_it_lay_in(self, batch, rowans, add):
        sheet = "cover sheet 1 of 3"
        assert self.labels(batch, rowans, add, 3, 2) == [sheet, sheet, sheet, "", ""]

    def test_a_scanner_that_makes_a_file_of_each_page_parts_no_stack(self, batch, rowans, add):
        assert self.labels(batch, rowans, add, 1, 1, 1) == ["cover sheet 1 of 3"] * 3

    def test_a_single_page_that_came_as_another_file_is_not_of_the_stack(self, batch, rowans, add):
        assert self.labels(batch, rowans, add, 2, 1)[-1] == ""
